"""Page "backups": where copies of the register lie, making one now, checking the register. No rules."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout

from desktop.presenters import backups
from desktop.presenters.backups import Checked, Place
from desktop.presenters.rows import Column, Row
from desktop.qtmodels.rows import RowsModel
from desktop.views import theme
from desktop.views.flow import Flow
from desktop.views.page import Doing, Page, Surroundings
from desktop.views.signs import SignTable
from desktop.words import _

KB, MB = 1024, 1024 * 1024


class BackupsPage(Page):
    """A card for every place, below them every copy, newest first."""

    name = "backups"

    def __init__(self, window: Surroundings) -> None:
        super().__init__(window)
        self.heading.setText(_("Sao lưu, phục hồi"))
        self.tool(_("Sao lưu ngay"), "backup", picture="save", primary=True)
        self.tool(_("Kiểm tra sổ"), "check", picture="shield-check")
        self.tool(_("Chọn nơi…"), "settings", picture="folder-open")
        self._places: list[Place] = []
        self._rows: dict[str, Row] = {}
        self._shown: list[QFrame] = []
        self._cards = Flow(theme.px(theme.M))
        self.body.addWidget(self._cards)
        columns = [Column(_("Lúc"), 22), Column(_("Nơi"), 24), Column(_("Cỡ"), 10, right=True), Column(_("Tệp"), 40)]
        self.table = SignTable(RowsModel(columns, self._rows_of), _("Các bản sao"))
        self.table.opened.connect(self._tell_restore)
        self.body.addWidget(self.table, 1)
        word = QLabel(
            _(
                "Mỗi bản sao đã được mở ra kiểm tra khi làm. Chương trình tự sao lưu mỗi ngày và khi đóng sổ, giữ bản "
                "của 7 ngày, 4 tuần, 12 tháng gần nhất. Bản sao mã hóa như sổ, mở bằng mật khẩu của sổ."
            )
        )
        word.setWordWrap(True)
        word.setProperty("role", "quiet")
        self.body.addWidget(word)

    def opened(self, do: str = "", **_about: Any) -> None:
        """do: `backup` or `check`, done at once."""
        self._read()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if do:
            self.doings().get(do, lambda: None)()

    def heard(self, kinds: frozenset[str]) -> None:
        if "backup" in kinds and self.isVisible():
            self._read()

    def doings(self) -> Doing:
        return {"backup": self._make, "check": self._check, "refresh": self._read}

    def hint(self) -> str:
        return _("Ctrl+Shift+B sao lưu ngay · Enter: cách phục hồi · Alt+←: quay lại")

    def _read(self) -> None:
        if not self.attempt(self._look):
            self._places = []
        for card in self._shown:
            self._cards.remove(card)
        self._shown = [self._card(place) for place in self._places]
        for card in self._shown:
            self._cards.add(card)
        copies = [(place, copy) for place in self._places for copy in place.copies]
        copies.sort(key=lambda pair: pair[1].at, reverse=True)
        self._rows = {
            str(copy.path): Row(
                (backups.shown(copy.at), place.title, _size(copy.size), copy.path.name),
                picture="circle-check",
                tone="good",
            )
            for place, copy in copies
        }
        self.table.show_ids(list(self._rows))

    def _look(self) -> None:
        self._places = backups.places(self.desk, self.window_.preferences)

    def _rows_of(self, ids: Sequence[str]) -> list[Row]:
        return [self._rows[record] for record in ids]

    def _card(self, place: Place) -> QFrame:
        frame = QFrame()
        frame.setProperty("card", True)
        column = QVBoxLayout(frame)
        column.setContentsMargins(*(theme.px(theme.L),) * 4)
        column.setSpacing(theme.px(theme.XS))
        state = (
            _("Chưa cắm; {0}.").format(place.last)
            if place.away
            else _("{0} bản; {1}.").format(len(place.copies), place.last)
        )
        for text, role in ((place.title, "heading"), (str(place.folder), "quiet"), (state, "")):
            label = QLabel(text)
            label.setProperty("role", role)
            label.setToolTip(text)
            column.addWidget(label)
        return frame

    def _make(self) -> None:
        self.banner.hide()
        self.window_.jobs.run(
            _("Đang sao lưu…"),
            lambda context: backups.make(self.desk, backups.folders(self.desk, self.window_.preferences), context),
            self._made,
            self._not_made,
        )

    def _made(self, made: list[Any]) -> None:
        self.desk.changed("backup")
        self._read()
        self.banner.say("good", backups.said(made))

    def _not_made(self, error: Exception) -> None:
        self.desk.changed("backup")
        self._read()
        self.failed(error)

    def _check(self) -> None:
        self.banner.hide()
        self.window_.jobs.run(
            _("Đang kiểm tra sổ…"), lambda _context: backups.check(self.desk), self._checked, self.failed
        )

    def _checked(self, found: Checked) -> None:
        if found.tables:
            self.banner.say("warning", found.text, (_("Dựng lại các bảng"), self._mend))
        else:
            self.banner.say("good" if found.sound else "danger", found.text)

    def _mend(self) -> None:
        self.banner.hide()

        def mended(count: int) -> None:
            self.desk.changed("household", "person", "support", "queue")
            self.banner.say("good", _("Đã dựng lại mọi bảng từ {0} thay đổi trong nhật ký.").format(count))

        self.window_.jobs.run(_("Đang dựng lại…"), lambda _context: backups.mend(self.desk), mended, self.failed)

    def _tell_restore(self, record: str) -> None:
        text = _(
            "Phục hồi từ {0}: đóng sổ, rồi chọn “Phục hồi từ bản sao…” ở màn hình mở sổ. Sổ đang dùng được đặt riêng, "
            "không ghi đè."
        )
        self.banner.say("info", text.format(Path(record).name), (_("Đóng sổ"), lambda: self.window_.do("open")))
        self.banner.begin()


def _size(number: int) -> str:
    return f"{number / MB:.1f} MB".replace(".", ",") if number >= MB else f"{-(-number // KB)} KB"
