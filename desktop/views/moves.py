"""Page "moves": households on their way between communes; one key takes the next step, one ends it. No rules."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop.presenters.actions import actions, key_text
from desktop.presenters.moves import Moves, columns, verbs
from desktop.presenters.rows import Row
from desktop.qtmodels.rows import RowsModel
from desktop.views import theme
from desktop.views.empty import Empty
from desktop.views.page import Doing, Page, Surroundings, button_for, entitle
from desktop.views.signs import SignTable
from desktop.words import _


class MovesPage(Page):
    """The list, and beneath it the hand-over under the cursor with what can be done about it."""

    name = "moves"

    def __init__(self, window: Surroundings) -> None:
        super().__init__(window)
        self.heading.setText(_("Chuyển hộ giữa các xã"))
        self._moves = Moves(self.desk)
        self._asked = ("", "")
        self.table = SignTable(RowsModel(columns(), self._rows_of), _("Các việc chuyển hộ"))
        self.table.opened.connect(lambda _record: self.forward())
        self.table.at.connect(lambda _record: self._stand())
        self.card = MoveCard(self.window_)
        self.empty = Empty()
        self._find = button_for(_("Tìm hộ (F3)"), partial(self.window_.do, "find"), picture="search", primary=True)
        self._teach()
        listed = QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.M))
        column.addWidget(self.table, 1)
        column.addWidget(self.card)
        self._stack = QStackedWidget()
        self._stack.addWidget(listed)
        self._stack.addWidget(self.empty)
        self.body.addWidget(self._stack, 1)
        self.reason.given.connect(self._given)
        self.reason.dropped.connect(self.resume)

    def opened(self, **_about: Any) -> None:
        self._read()
        self.resume()

    def resume(self) -> None:
        """The cursor is in the list, or on the first step where there is none."""
        (self.table if self._moves.rows else self._find).setFocus(Qt.FocusReason.OtherFocusReason)

    def heard(self, kinds: frozenset[str]) -> None:
        if kinds & {"household", "package", "queue"} and self.isVisible():
            self._read()

    def doings(self) -> Doing:
        found: dict[str, Any] = {"refresh": self._read}
        record = self.table.current() if self._moves.rows else ""
        if self._moves.forward(record):
            found["move_forward"] = self.forward
        if self._moves.backward(record):
            found["move_stop"] = self.stop
        if self._moves.home(record):
            found["open_household"] = self._open
        return found

    def hint(self) -> str:
        if not self._moves.rows:
            return _("F3 tìm hộ · F5 đọc lại · Alt+←: quay lại")
        return _("↑ ↓ chọn · Enter: bước tiếp theo · Ctrl+Shift+W: không chuyển · Ctrl+Shift+O: mở hộ")

    def forward(self) -> None:
        """The next step of the hand-over under the cursor, after one sentence of what it means."""
        record = self.table.current()
        verb = self._moves.forward(record)
        if verb:
            self._ask(record, verb)
        elif record:
            self.window_.told(self._moves.next(record) or _("Việc này đã xong."))

    def stop(self) -> None:
        """End the hand-over under the cursor."""
        record = self.table.current()
        verb = self._moves.backward(record)
        if verb:
            self._ask(record, verb)

    def _ask(self, record: str, verb: str) -> None:
        text, title, wants = self._moves.asks(record, verb), verbs()[verb].title, self._moves.wants(record, verb)
        self.banner.hide()
        self.reason.hide()
        if wants:
            self._asked = record, verb
            self.reason.ask(text, title, wants=wants)
        else:
            self.banner.say("warning", text, (title, partial(self._do, record, verb)))
            self.banner.begin()

    def _given(self, reason: str) -> None:
        self._do(*self._asked, reason)

    def _do(self, record: str, verb: str, reason: str = "") -> None:
        told: list[str] = []
        if self.attempt(lambda: told.append(self._moves.do(record, verb, reason))):
            self.desk.changed("household")
            self.banner.say("good", told[0])
        self.resume()

    def _open(self) -> None:
        self.window_.go("household", id=self._moves.home(self.table.current()))

    def _read(self) -> None:
        self._moves.load()
        self.table.show_ids(list(self._moves.rows))
        self._stack.setCurrentIndex(0 if self._moves.rows else 1)
        self._stand()

    def _teach(self) -> None:
        self.empty.say(
            "move-right",
            _("Chưa có hộ nào chuyển giữa các xã"),
            _(
                "Hộ chuyển sang xã khác trong tỉnh: xã đi mở trang của hộ, bấm F8, chọn “Đề nghị chuyển hộ đến xã "
                "khác”. Huyện chuyển đề nghị cho xã đến, xã đến nhận, rồi huyện bàn giao đủ hồ sơ. Mỗi bước đi theo "
                "gói và hiện ở đây cùng việc tiếp theo."
            ),
            self._find,
        )

    def _rows_of(self, ids: Sequence[str]) -> list[Row]:
        return self._moves.shown(list(ids))

    def _stand(self) -> None:
        """What can be done about the hand-over under the cursor."""
        record = self.table.current()
        self.card.setVisible(record in self._moves.rows)
        if record in self._moves.rows:
            self.card.show_move(self._moves, record)
        self.stale.emit()


class MoveCard(QFrame):
    """One hand-over whole: who goes where, what is to be done, what is known of it."""

    def __init__(self, window: Surroundings) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.title, self.next, self.about = QLabel(), QLabel(), QLabel()
        self.title.setProperty("role", "heading")
        self.about.setProperty("role", "quiet")
        self.forward = self._button(window, "move_forward", primary=True)
        self.backward = self._button(window, "move_stop")
        self.home = self._button(window, "open_household")
        entitle(self.home, actions()["open_household"].title, "house")
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(theme.L),) * 4)
        column.setSpacing(theme.px(theme.S))
        for label in (self.title, self.next, self.about):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            column.addWidget(label)
        row = QHBoxLayout()
        row.setSpacing(theme.px(theme.S))
        for button in (self.forward, self.backward, self.home):
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)

    @staticmethod
    def _button(window: Surroundings, name: str, *, primary: bool = False) -> QPushButton:
        action = actions()[name]
        return button_for(action.title, partial(window.do, name), keys=key_text(action.keys), primary=primary)

    def show_move(self, moves: Moves, record: str) -> None:
        """Show this one."""
        self.title.setText(moves.title(record))
        for label, text in ((self.next, moves.next(record)), (self.about, moves.about(record))):
            label.setText(text)
            label.setVisible(bool(text))
        known = verbs()
        for button, verb in ((self.forward, moves.forward(record)), (self.backward, moves.backward(record))):
            button.setVisible(bool(verb))
            if verb:
                entitle(button, known[verb].title, known[verb].picture)
        self.home.setVisible(bool(moves.home(record)))
