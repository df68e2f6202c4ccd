"""A forgotten password: the code of the recovery sheet opens the register and sets a new one."""

from __future__ import annotations

from typing import Any

from desktop.presenters.fields import FieldSpec
from desktop.presenters.opening.passwords import hint, strength
from desktop.views.opening.parts import Pane, Room
from desktop.views.page import button_for
from desktop.views.secret import SecretBox
from desktop.views.single import SingleField
from desktop.words import _


class Recover(Pane):
    """The code as typed from the sheet, a new password twice."""

    def __init__(self, window: Room) -> None:
        word = _("Mở phong bì có tờ phục hồi, gõ lần lượt các nhóm chữ. Chữ hoa, chữ thường, dấu cách đều được.")
        super().__init__(window, _("Quên mật khẩu"), word)
        self.place = ""
        self.code = SingleField(FieldSpec(id="code", label=_("Mã phục hồi"), kind="note", width=60))
        self.password = SecretBox("password", _("Mật khẩu mới"))
        self.again = SecretBox("again", _("Gõ lại mật khẩu mới"), then=self._recover)
        self.password.secret.typed.connect(self._judge)
        for box in (self.code, self.password, self.again):
            self.body.addWidget(box)
        back = button_for(_("Quay lại"), self.back)
        self.go = button_for(_("Đặt mật khẩu và mở sổ"), self._recover, picture="lock-open", primary=True)
        self.row(back, None, self.go)

    def begin(self, place: str = "", **_about: Any) -> None:
        """place: the register whose password is forgotten."""
        self.place = place
        for editor in (self.code.editor, self.password.secret, self.again.secret):
            editor.clear()
        self.code.editor.setFocus()

    def back(self) -> None:
        self.window_.show_pane("login", place=self.place)

    def _judge(self, typed: str) -> None:
        judged = strength(typed)
        self.password.say(hint(typed) or judged.text, "soft" if judged.level == "weak" else None)

    def _recover(self) -> None:
        if self.password.text != self.again.text:
            self.again.say(_("Hai lần gõ khác nhau: gõ lại."), "hard")
            self.again.secret.setFocus()
            return
        self.again.say("", None)
        self.window_.recover_place(self.place, self.code.editor.shows(), self.password.text)
