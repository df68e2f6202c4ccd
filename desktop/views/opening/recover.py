"""A forgotten password: the code of the recovery sheet opens the register and sets a new one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.presenters.fields import FieldSpec
from desktop.presenters.opening.passwords import hint, strength
from desktop.views import theme
from desktop.views.opening.parts import Pane, Room, link
from desktop.views.page import button_for
from desktop.views.secret import SecretBox
from desktop.views.single import SingleField
from desktop.words import _


class NewPassword(QWidget):
    """A new password typed twice, with a word on its strength."""

    def __init__(self, then: Callable[[], object]) -> None:
        super().__init__()
        self.first = SecretBox("password", _("Mật khẩu mới"))
        self.again = SecretBox("again", _("Gõ lại mật khẩu mới"), then=then)
        self.first.secret.typed.connect(self._judge)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.M))
        column.addWidget(self.first)
        column.addWidget(self.again)

    @property
    def text(self) -> str:
        """The password as typed first."""
        return self.first.text

    def clear(self) -> None:
        """Forget what was typed."""
        for box in (self.first, self.again):
            box.secret.clear()

    def agreed(self) -> bool:
        """Whether both are the same; said beside the second where not."""
        same = self.first.text == self.again.text
        self.again.say("" if same else _("Hai lần gõ khác nhau: gõ lại."), None if same else "hard")
        if not same:
            self.again.secret.setFocus()
        return same

    def _judge(self, typed: str) -> None:
        judged = strength(typed)
        self.first.say(hint(typed) or judged.text, "soft" if judged.level == "weak" else None)


class Recover(Pane):
    """The code as typed from the sheet, a new password twice."""

    def __init__(self, window: Room) -> None:
        word = _("Mở phong bì có tờ phục hồi, gõ lần lượt các nhóm chữ. Chữ hoa, chữ thường, dấu cách đều được.")
        super().__init__(window, _("Quên mật khẩu"), word)
        self.place = ""
        self.code = SingleField(FieldSpec(id="code", label=_("Mã phục hồi"), kind="note", width=60))
        self.password = NewPassword(self._recover)
        for box in (self.code, self.password):
            self.body.addWidget(box)
        back = button_for(_("Quay lại"), self.back)
        self.go = button_for(_("Đặt mật khẩu và mở sổ"), self._recover, picture="lock-open", primary=True)
        self.row(back, None, self.go)
        self.lost = link(_("Mất tờ phục hồi…"), lambda: window.show_pane("rescue", place=self.place))
        self.row(self.lost, None)

    def begin(self, place: str = "", **_about: Any) -> None:
        """place: the register whose password is forgotten."""
        self.place = place
        self.code.editor.clear()
        self.password.clear()
        self.code.editor.setFocus()

    def back(self) -> None:
        self.window_.show_pane("login", place=self.place)

    def _recover(self) -> None:
        if self.password.agreed():
            self.window_.recover_place(self.place, self.code.editor.shows(), self.password.text)
