"""The sheet lost as well: a request for the office above, its digits, and later the answer with a new password."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from desktop.presenters.fields import FieldSpec
from desktop.presenters.opening import rescue
from desktop.presenters.opening.rescue import Slip
from desktop.views.opening.parts import LineBox, Pane, Room, label
from desktop.views.opening.recover import NewPassword
from desktop.views.page import button_for
from desktop.words import _


class Rescue(Pane):
    """First the officer's name and where the request goes; below, once the answer has come, its file."""

    def __init__(self, window: Room) -> None:
        word = _(
            "Máy đã ghi danh thì cơ quan nhận mở lại được: ghi tệp đề nghị, gửi kèm văn bản có dấu, đọc 30 chữ số khi "
            "cơ quan gọi lại."
        )
        super().__init__(window, _("Nhờ cơ quan nhận mở lại"), word)
        self.place = ""
        self.officer = LineBox(FieldSpec(id="officer", label=_("Họ tên cán bộ, như ghi trong sổ"), width=60))
        where = FieldSpec(id="folder", label=_("Nơi ghi tệp đề nghị (USB)"), width=60, max_length=1000)
        self.folder = LineBox(where, then=self._ask)
        self.ask = button_for(_("Ghi đề nghị"), self._ask, picture="upload", primary=True)
        self.digits, self.told = label("", "display"), label("", "quiet")
        self.digits.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        given = FieldSpec(id="file", label=_("Đã có tệp trả lời của cơ quan"), width=60, max_length=1000)
        self.file = LineBox(given)
        self.choose = button_for(_("Chọn tệp…"), self.choose_file, picture="folder-open")
        self.choose.setProperty("stop", False)
        self.password = NewPassword(self._accept)
        self.body.addWidget(self.officer)
        self.body.addWidget(self.folder)
        self.row(None, self.ask)
        for text in (self.digits, self.told):
            self.body.addWidget(text)
        self.body.addWidget(self.file)
        self.row(self.choose, None)
        self.body.addWidget(self.password)
        self.leave = button_for(_("Quay lại"), self.back)
        self.go = button_for(_("Đặt mật khẩu và mở sổ"), self._accept, picture="lock-open")
        self.row(self.leave, None, self.go)

    def begin(self, place: str = "", **_about: Any) -> None:
        """place: the register whose password is forgotten."""
        self.place = place
        self.folder.editor.fill(rescue.usual_folder())
        self.officer.editor.clear()
        self.file.editor.clear()
        self.password.clear()
        for text in (self.digits, self.told):
            text.hide()
        self.officer.editor.setFocus()

    def back(self) -> None:
        self.window_.show_pane("recover", place=self.place)

    def choose_file(self) -> None:
        """Ask the system's dialog for the answer."""
        start = self.folder.editor.shows().strip()
        found, _kind = QFileDialog.getOpenFileName(self, _("Chọn tệp trả lời"), start, _("Mở lại sổ (*.phuchoi)"))
        if found:
            self.file.editor.fill(found)
            self.password.first.secret.setFocus()

    def _ask(self) -> None:
        place, folder, officer = self.place, self.folder.editor.shows().strip(), self.officer.editor.shows()
        self.window_.run(_("Đang ghi đề nghị…"), lambda _context: rescue.ask(place, folder, officer), self._asked)

    def _asked(self, slip: Slip) -> None:
        self.digits.setText("  ".join(slip.groups))
        self.digits.setAccessibleName(_("30 chữ số: {0}").format(" ".join(slip.groups)))
        told = _("Chép 30 chữ số này ra giấy, đọc khi cơ quan gọi lại. Tệp, chỉ {0} trả lời được:")
        self.told.setText(f"{told.format(slip.office)}\n{slip.file}")
        for text in (self.digits, self.told):
            text.show()
        self.window_.banner.hide()
        self.file.editor.setFocus()

    def _accept(self) -> None:
        if self.password.agreed():
            self.window_.rescue_place(self.place, self.file.editor.shows().strip(), self.password.text)
