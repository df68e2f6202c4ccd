"""At the office: a locked laptop's request answered, once its officer was called back and read the digits."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout

from db.sync.root import OPENERS
from desktop.presenters.fields import FieldSpec
from desktop.presenters.packages.enrolment import Enrolment
from desktop.presenters.packages.holders import Ceremony
from desktop.views import theme
from desktop.views.packages.digits import DigitsEditor
from desktop.views.packages.panel import Panel, field_label
from desktop.views.packages.root import CodeFields, hidden_field
from desktop.views.page import Page, button_for
from desktop.views.single import SingleField
from desktop.words import _


class RescuePanel(Panel):
    """The request, the digits heard, the office's recovery sheet, the letter it answers."""

    def __init__(self, page: Page, enrolment: Enrolment, ceremony: Ceremony) -> None:
        super().__init__(
            _("Mở lại sổ cho một máy"),
            _("Gọi số điện thoại có trong hồ sơ, không gọi số ghi trong thư; gõ 30 chữ số cán bộ ấy đọc."),
        )
        self._page, self._enrolment, self._ceremony = page, enrolment, ceremony
        self.file = SingleField(FieldSpec(id="file", label=_("Tệp đề nghị (.phuchoi)"), max_length=2_000))
        self.digits = DigitsEditor()
        self.sheet = hidden_field(FieldSpec(id="sheet", label=_("Mã trên tờ phục hồi của cơ quan"), max_length=200))
        self.why = SingleField(FieldSpec(id="why", label=_("Văn bản đề nghị (số, ngày)"), max_length=500))
        self.digits.filled.connect(self.sheet.editor.setFocus)
        self.keys = CodeFields(OPENERS)
        self.go = button_for(_("Ghi tệp trả lời"), self.send, picture="lock-open", keys="Enter", primary=True)
        self._lay_out()

    def _lay_out(self) -> None:
        browse = button_for(_("Chọn tệp…"), self._browse, picture="folder-open")
        browse.setProperty("stop", False)
        row = QHBoxLayout()
        row.addWidget(self.file, 1)
        row.addWidget(browse, 0, Qt.AlignmentFlag.AlignBottom)
        card = QFrame()
        card.setProperty("card", True)
        column = QVBoxLayout(card)
        column.setContentsMargins(*[theme.px(theme.L)] * 4)
        column.setSpacing(theme.px(theme.S))
        column.addLayout(row)
        column.addWidget(field_label(_("30 chữ số nghe qua điện thoại"), self.digits.groups[0]))
        for widget in (self.digits, self.sheet, self.why, self.keys):
            column.addWidget(widget)
        column.addWidget(self.go, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(card)
        self.body.addStretch(1)

    def begin(self, file: str = "") -> None:
        """Ask for the file, or go on to the digits where it is known."""
        self.digits.begin()
        self.file.editor.fill(file)
        for field in (self.sheet, self.why):
            field.editor.fill("")
        self.keys.clear()
        self.keys.setVisible(self._ceremony.sealed)
        if not file:
            self.file.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _browse(self) -> None:
        found, _kind = QFileDialog.getOpenFileName(self, _("Chọn tệp đề nghị"), "", _("Mở lại sổ (*.phuchoi)"))
        if found:
            self.begin(found)

    def send(self) -> None:
        """Answer, or say what is wrong; what was typed stays until it is right."""
        file, made = Path(self.file.editor.shows().strip().strip("\"'")), list[Path]()
        given = self.digits.texts(), self.sheet.editor.shows(), self.why.editor.shows(), self.keys.codes()
        if self._page.attempt(lambda: made.append(self._enrolment.open_again(file, *given))):
            said = _("Đã ghi {0}: chỉ máy ấy mở được, một lần. Gửi tệp về xã, niêm phong lại tờ phục hồi.")
            self.begin()
            self._page.banner.say("good", said.format(made[0]))
            self._page.desk.changed("package")
