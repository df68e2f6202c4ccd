"""Page "officers": who works in the register, a new officer, passwords, the drill with the recovery sheet. No rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from desktop.presenters.fields import FieldSpec
from desktop.presenters.officers import Officers, columns, role_names
from desktop.presenters.opening.passwords import hint, strength
from desktop.presenters.rows import Row
from desktop.qtmodels.rows import RowsModel
from desktop.views import theme
from desktop.views.flow import Flow
from desktop.views.opening.parts import LineBox, label
from desktop.views.page import Doing, Page, Surroundings, button_for
from desktop.views.scroll import Scroll
from desktop.views.secret import SecretBox
from desktop.views.signs import SignTable
from desktop.words import _


class OfficersPage(Page):
    """The list to the left; to the right what can be done, one card each."""

    name = "officers"

    def __init__(self, window: Surroundings) -> None:
        super().__init__(window)
        self.heading.setText(_("Cán bộ, mật khẩu"))
        self._officers = Officers(self.desk)
        self._ending = ""
        self.table = SignTable(RowsModel(columns(), self._rows_of), _("Cán bộ của sổ"))
        self.table.at.connect(lambda _record: self._stand())
        self._cards = QVBoxLayout()
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.setSpacing(theme.px(theme.M))
        self.new = NewOfficer(self._add)
        self.password = NewPassword(self._set_password)
        self.role = RoleOf(self._change, self._ask_end)
        self.sheet = Drill(self._drill)
        for card in (self.password, self.role, self.new, self.sheet):
            self._cards.addWidget(card)
        self._cards.addStretch(1)
        inside = QWidget()
        inside.setLayout(self._cards)
        row = QHBoxLayout()
        row.setSpacing(theme.px(theme.L))
        row.addWidget(self.table, 3)
        self._area = Scroll(inside)
        row.addWidget(self._area, 2)
        self.body.addLayout(row, 1)
        self.reason.given.connect(self._end)

    def opened(self, **_about: Any) -> None:
        self._read()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def heard(self, kinds: frozenset[str]) -> None:
        if "officer" in kinds and self.isVisible():
            self._read()

    def doings(self) -> Doing:
        ways: dict[str, tuple[QWidget, QWidget]] = {
            "officer_add": (self.new, self.new.named.editor),
            "officer_password": (self.password, self.password.first_line()),
            "drill": (self.sheet, self.sheet.code.editor),
        }
        doing: dict[str, Callable[[], object]] = {"refresh": self._read}
        for name, (card, line) in ways.items():
            if not card.isHidden():
                doing[name] = partial(line.setFocus, Qt.FocusReason.OtherFocusReason)
        if not self.role.isHidden():
            doing["officer_end"] = self._ask_end
        if self.table.current():
            doing["history"] = self._tell_past
        return doing

    def hint(self) -> str:
        return _("↑ ↓ chọn cán bộ · F7 lịch sử · Tab: sang việc làm được · Alt+←: quay lại")

    def _read(self) -> None:
        self._officers.load()
        self.table.show_ids(list(self._officers.rows))
        self.sheet.state.setText(self._officers.last_drill())
        self._stand()

    def _rows_of(self, ids: Sequence[str]) -> list[Row]:
        return self._officers.shown(list(ids))

    def _stand(self) -> None:
        """What can be done about the officer under the cursor."""
        one = self._officers.rows.get(self.table.current())
        if one is None:
            return
        boss, own = self._officers.administers(), one.id == self.desk.register.officer
        self.password.setVisible(not one.ended and (own or boss))
        self.password.show_for(one.name, own)
        self.role.setVisible(not one.ended and boss)
        self.role.show_for(one.name, one.role)
        self.new.setVisible(boss)

    def _tell_past(self) -> None:
        self.banner.say("info", self._officers.past(self.table.current()))

    def _done(self, text: str) -> None:
        self.desk.changed("officer")
        self.banner.say("good", text)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self, name: str, role: str, password: str) -> None:
        if self.attempt(lambda: self._officers.add(name, role, password)):
            self.new.clear()
            self._done(_("Đã thêm cán bộ {0}.").format(name))

    def _change(self, role: str) -> None:
        if self.attempt(lambda: self._officers.change(self.table.current(), role)):
            self._done(_("Đã đổi vai trò."))
        self._stand()

    def _set_password(self, old: str, new: str) -> None:
        if self.attempt(lambda: self._officers.set_password(self.table.current(), old, new)):
            self.password.clear()
            self._done(_("Đã đổi mật khẩu. Dữ liệu không thay đổi."))

    def _ask_end(self) -> None:
        one = self._officers.rows.get(self.table.current())
        if one is not None:
            self._ending = one.id
            text = _("{0} thôi dùng sổ? Mật khẩu hết hiệu lực ngay; những gì đã ghi vẫn mang tên người ấy.")
            self.reason.ask(text.format(one.name), _("Thôi dùng sổ"))

    def _end(self, reason: str) -> None:
        ending, self._ending = self._ending, ""
        if ending and self.attempt(lambda: self._officers.end(ending, reason)):
            self._done(_("Đã ghi. Người ấy không mở được sổ này nữa."))

    def _drill(self, code: str) -> None:
        if self.attempt(lambda: self.banner.say("good", self._officers.drill(code))):
            self.sheet.code.editor.clear()
            self.sheet.state.setText(self._officers.last_drill())


class Card(QFrame):
    """One thing to do, with its heading."""

    def __init__(self, title: str, word: str = "") -> None:
        super().__init__()
        self.setProperty("card", True)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(*(theme.px(theme.L),) * 4)
        self.column.setSpacing(theme.px(theme.S))
        self.title = label(title, "heading")
        self.column.addWidget(self.title)
        if word:
            self.column.addWidget(label(word, "quiet"))

    def ends_with(self, title: str, act: Callable[[], object]) -> None:
        """The button that does it."""
        self.go = button_for(title, act)
        self.column.addWidget(self.go, 0, Qt.AlignmentFlag.AlignLeft)


class Roles(Flow):
    """The roles side by side; `chosen` is the one that is on."""

    def __init__(self, act: Callable[[str], object] | None = None) -> None:
        super().__init__(theme.px(theme.M))
        self.buttons: dict[str, QRadioButton] = {}
        group = QButtonGroup(self)
        for role, title in role_names().items():
            button = self.buttons[role] = QRadioButton(title)
            button.setAccessibleName(f"{_('Vai trò')}: {title}")
            group.addButton(button)
            if act is not None:
                button.clicked.connect(lambda _on, role=role: act(role))
            self.add(button)
        self.buttons["enter"].setChecked(True)

    @property
    def chosen(self) -> str:
        """The role that is on."""
        return next(role for role, button in self.buttons.items() if button.isChecked())


class TwoPasswords:
    """A new password typed twice, judged while it is typed."""

    def __init__(self, column: QVBoxLayout, then: Callable[[], object]) -> None:
        self.first = SecretBox("password", _("Mật khẩu mới"))
        self.again = SecretBox("again", _("Gõ lại mật khẩu mới"), then=then)
        self.first.secret.typed.connect(self._judge)
        column.addWidget(self.first)
        column.addWidget(self.again)

    def _judge(self, typed: str) -> None:
        judged = strength(typed)
        self.first.say(hint(typed) or judged.text, "soft" if judged.level == "weak" else None)

    def taken(self) -> str | None:
        """The password, or None when the two differ (said beneath)."""
        same = self.first.text == self.again.text
        self.again.say("" if same else _("Hai lần gõ khác nhau: gõ lại."), None if same else "hard")
        if not same:
            self.again.secret.setFocus()
        return self.first.text if same else None

    def clear(self) -> None:
        """Both empty."""
        self.first.secret.clear()
        self.again.secret.clear()


class NewOfficer(Card):
    """Name, role, first password."""

    def __init__(self, act: Callable[[str, str, str], object]) -> None:
        super().__init__(_("Cán bộ mới"))
        self._act = act
        self.named = LineBox(FieldSpec(id="officer", label=_("Họ và tên"), width=40, max_length=200))
        self.roles = Roles()
        self.column.addWidget(self.named)
        self.column.addWidget(self.roles)
        self.passwords = TwoPasswords(self.column, self._go)
        self.ends_with(_("Thêm cán bộ"), self._go)

    def _go(self) -> None:
        password = self.passwords.taken()
        if password is not None:
            self._act(self.named.editor.shows().strip(), self.roles.chosen, password)

    def clear(self) -> None:
        """Ready for the next."""
        self.named.editor.clear()
        self.passwords.clear()


class NewPassword(Card):
    """One's own password, or a new one for somebody who forgot theirs."""

    def __init__(self, act: Callable[[str, str], object]) -> None:
        super().__init__("")
        self._act = act
        self.old = SecretBox("old", _("Mật khẩu đang dùng"))
        self.column.addWidget(self.old)
        self.passwords = TwoPasswords(self.column, self._go)
        self.ends_with(_("Đổi mật khẩu"), self._go)

    def first_line(self) -> QWidget:
        """Where typing begins."""
        return self.passwords.first.secret if self.old.isHidden() else self.old.secret

    def show_for(self, name: str, own: bool) -> None:
        """Whose password it is."""
        self.title.setText(_("Đổi mật khẩu của bạn") if own else _("Đặt lại mật khẩu cho {0}").format(name))
        self.old.setVisible(own)

    def _go(self) -> None:
        password = self.passwords.taken()
        if password is not None:
            self._act(self.old.text, password)

    def clear(self) -> None:
        """Nothing typed stays."""
        self.old.secret.clear()
        self.passwords.clear()


class RoleOf(Card):
    """Another role, or the end."""

    def __init__(self, act: Callable[[str], object], end: Callable[[], object]) -> None:
        super().__init__("")
        self.roles = Roles(act)
        self.column.addWidget(self.roles)
        self.ends_with(_("Thôi dùng sổ…"), end)

    def show_for(self, name: str, role: str) -> None:
        """Whose role it is."""
        self.title.setText(_("Vai trò của {0}").format(name))
        self.roles.buttons[role].setChecked(True)


class Drill(Card):
    """The code of the recovery sheet, tried."""

    def __init__(self, act: Callable[[str], object]) -> None:
        super().__init__(
            _("Diễn tập tờ phục hồi"), _("Mở phong bì, gõ mã trên tờ giấy: chỉ thử, không đổi mật khẩu nào.")
        )
        self.state = label("", "quiet")
        self.column.addWidget(self.state)
        self.code = LineBox(FieldSpec(id="code", label=_("Mã phục hồi"), width=60, max_length=200), then=self._go)
        self.column.addWidget(self.code)
        self._act = act
        self.ends_with(_("Thử mã"), self._go)

    def _go(self) -> None:
        self._act(self.code.editor.shows())
