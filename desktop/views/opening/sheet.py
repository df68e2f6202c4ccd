"""The recovery sheet of a register just made: shown, printed, and a part of it typed back before the work begins."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QGridLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.presenters.fields import FieldSpec
from desktop.presenters.opening import sheet
from desktop.presenters.opening.creating import Made
from desktop.views import theme
from desktop.views.opening.parts import LineBox, Pane, Room, beside, label
from desktop.views.page import button_for
from desktop.words import _

COLUMNS = 5


class Sheet(Pane):
    """First the code with ways to print it; then the fields that prove it is on paper."""

    across = 640

    def __init__(self, window: Room) -> None:
        super().__init__(window, _("Tờ phục hồi"))
        self.made: Made | None = None
        self.proof: sheet.Proof | None = None
        self.boxes: list[LineBox] = []
        self.stack = QStackedWidget()
        self.body.addWidget(self.stack)

    def begin(self, made: Made | None = None, **_about: Any) -> None:
        """made: the register; its code is on no other screen and in no file but the one written here."""
        if made is not None:
            self.made, self.proof = made, sheet.Proof(made.recovery)
        while self.stack.count():
            self.stack.removeWidget(self.stack.widget(0))
        self.stack.addWidget(self._code())
        self.stack.addWidget(self._asked())
        self._show_code()

    def back(self) -> None:
        """Esc: from the fields back to the code. The sheet itself cannot be left without the proof."""
        if self.stack.currentIndex():
            self._show_code()

    def unfinished(self) -> str:
        if self.made is None:
            return ""
        return _(
            "Chưa kiểm tra tờ phục hồi. Mã không hiện lại: không có tờ này thì quên mật khẩu là mất sổ. "
            "Đóng lần nữa nếu vẫn muốn đóng."
        )

    def gone(self) -> None:
        if self.made is not None:
            self.made.register.close()
        sheet.forget()

    def _show_code(self) -> None:
        self.word.setText(
            _("Sổ đã lập. Mã này mở được sổ khi quên mật khẩu, và chỉ hiện lần này: in ra, niêm phong, cất két.")
        )
        self.word.show()
        self.stack.setCurrentIndex(0)
        self.printed.setFocus()

    def _show_asked(self) -> None:
        self.window_.banner.hide()
        self.word.setText(_("Gõ lại ba nhóm chữ từ tờ giấy, để chắc rằng tờ giấy đọc được."))
        self.stack.setCurrentIndex(1)
        self.boxes[0].editor.setFocus()

    def _code(self) -> QWidget:
        from db.vault.recovery import groups

        assert self.made is not None  # noqa: S101 - drawn in `begin`
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.M))
        grid = QGridLayout()
        for number, group in enumerate(groups(self.made.recovery)):
            cell = label(f"{number + 1}. {group}", "title")
            cell.setAccessibleName(_("Nhóm {0}: {1}").format(number + 1, " ".join(group)))
            cell.setAlignment(Qt.AlignmentFlag.AlignCenter)
            cell.setWordWrap(False)
            grid.addWidget(cell, number // COLUMNS, number % COLUMNS)
        column.addLayout(grid)
        self.printed = button_for(_("Mở tờ in"), self._open, picture="printer", primary=True)
        self.saved = button_for(_("Lưu PDF…"), self._save, picture="download")
        self.done = button_for(_("Đã có trên giấy"), self._show_asked, picture="arrow-right")
        column.addLayout(beside(self.printed, self.saved, None, self.done))
        column.addStretch(1)
        return page

    def _asked(self) -> QWidget:
        assert self.proof is not None  # noqa: S101 - drawn in `begin`
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.S))
        self.boxes = []
        for place in self.proof.asked:
            last = place == self.proof.asked[-1]
            spec = FieldSpec(id=f"group{place}", label=_("Nhóm {0}").format(place + 1), width=12)
            box = LineBox(spec, self._check if last else None)
            self.boxes.append(box)
            column.addWidget(box)
        again = button_for(_("Xem lại mã"), self._show_code)
        self.check = button_for(_("Mở sổ"), self._check, picture="lock-open", primary=True)
        column.addLayout(beside(again, None, self.check))
        column.addStretch(1)
        return page

    def _check(self) -> None:
        assert self.proof is not None  # noqa: S101 - drawn in `begin`
        wrong = self.proof.wrong([box.editor.shows() for box in self.boxes])
        for number, box in enumerate(self.boxes):
            box.say(
                _("Khác với mã: xem lại trên giấy.") if number in wrong else "", "hard" if number in wrong else None
            )
        if wrong:
            self.boxes[wrong[0]].editor.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.made is not None:
            made, self.made, self.proof = self.made, None, None
            sheet.forget()
            self.window_.deliver(made.register, made.place)

    def _open(self) -> None:
        made = self.made
        if made is not None:
            self.window_.run(_("Đang làm tờ in…"), lambda _context: sheet.write_for_viewer(made), self._view)

    def _view(self, path: Path) -> None:
        self.done.setFocus()
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self.window_.banner.say(
                "warning", _("Máy này không có chương trình xem PDF. Chọn “Lưu PDF…” rồi in ở máy khác, hoặc chép tay.")
            )

    def _save(self) -> None:
        made = self.made
        start = str(Path.home() / sheet.NAME)
        found, _kind = QFileDialog.getSaveFileName(self, _("Lưu tờ phục hồi"), start, "PDF (*.pdf)")
        if found and made is not None:
            self.window_.run(
                _("Đang làm tờ in…"), lambda _context: sheet.write(made, Path(found)), lambda _none: self._kept(found)
            )

    def _kept(self, path: str) -> None:
        self.done.setFocus()
        word = _("Đã lưu {0}. In xong thì xóa tệp này: mã không được nằm trong máy.").format(path)
        self.window_.banner.say("good", word)
