"""Writing packages to a stick: choose where, write, read again, and say in plain words when it may be pulled out."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from db.domain.values import show_money
from desktop.presenters.packages.writing import Outcome, Writing
from desktop.views.packages.panel import Panel, Verdict
from desktop.views.packages.places import Places
from desktop.views.page import Page, button_for
from desktop.words import _


class ExportPanel(Panel):
    """One export at a time."""

    def __init__(self, page: Page, writing: Writing) -> None:
        super().__init__(
            _("Xuất gói ra USB"),
            _("Chọn nơi ghi rồi Enter. Mỗi gói ghi xong được đọc lại và kiểm tra; chỉ rút USB khi có dòng báo."),
        )
        self._page, self._writing = page, writing
        self.places = Places(_free, writing.folders)
        self.places.chosen.connect(self.write)
        self.verdict = Verdict()
        self.list = QLabel()
        self.list.setWordWrap(True)
        self.list.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.go = button_for(_("Ghi gói"), self._go, picture="upload", keys="Enter", primary=True)
        self.done = button_for(_("Xong"), self.closed.emit, picture="check", primary=True)
        self.body.addWidget(self.places)
        self.body.addWidget(self.go, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.verdict)
        self.body.addWidget(self.list)
        self.body.addWidget(self.done, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addStretch(1)

    def begin(self, folder: Path | None = None) -> None:
        """Ask where to; a folder known already is written to at once."""
        self._show(choosing=True)
        self.verdict.hide()
        self.places.begin()
        if folder is not None:
            self.write(str(folder))

    def _show(self, *, choosing: bool) -> None:
        self.sentence.setVisible(choosing)
        self.places.setVisible(choosing)
        self.go.setVisible(choosing)
        self.list.setVisible(not choosing)
        self.done.setVisible(False)

    def _go(self) -> None:
        self.write(self.places.place())

    def write(self, place: str) -> None:
        """Write to this folder, beside the window."""
        if not place:
            self.verdict.say("warning", "usb", _("Chưa chọn nơi ghi: cắm USB hoặc gõ đường dẫn thư mục."))
            self.places.line.setFocus()
            return
        folder = Path(place)
        self._show(choosing=False)
        self.list.setText(str(folder))
        self.verdict.say("info", "clock", _("Đang ghi và kiểm tra… Chưa rút USB."))
        self._page.window_.jobs.run(
            _("Đang xuất gói…"),
            lambda context: self._writing.write(folder, context),
            self._written,
            self._failed,
        )

    def _written(self, outcome: Outcome) -> None:
        self._writing.remember(outcome.folder)
        if outcome.written:
            self.verdict.say("good", "circle-check", _("Đã ghi và kiểm tra xong. Có thể rút USB."))
        else:
            self.verdict.say("info", "info", _("Không có gì mới để gửi. Không ghi tệp nào, có thể rút USB."))
        lines = [f"{one.to}: {one.carries} – {one.file} ({show_money(one.size)} byte)" for one in outcome.written]
        self.list.setText("\n".join([str(outcome.folder), *lines]))
        self.done.show()
        self.done.setFocus()
        self._page.desk.changed("package")

    def _failed(self, error: Exception) -> None:
        self._show(choosing=True)
        self.verdict.hide()
        self._page.failed(error)
        self.verdict.say("danger", "circle-alert", _("Chưa ghi được gói nào."))
        self.places.begin()


def _free(place: Path, free: int) -> str:
    if not free:
        return ""
    gigabytes = f"{free / 1_000_000_000:.1f}".replace(".", ",")
    return _("còn trống {0} GB").format(gigabytes)
