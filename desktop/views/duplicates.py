"""Page "duplicates": pairs that may be one, both sides beneath each other's lines; keys to join, tell apart, go on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from db.store.duplicates.finding import DuplicatePair
from desktop.presenters.actions import actions, key_text
from desktop.presenters.duplicates import Duplicates, columns
from desktop.presenters.rows import Column, Row
from desktop.qtmodels.rows import RowsModel
from desktop.views import theme
from desktop.views.empty import Empty
from desktop.views.page import Doing, Page, Surroundings, button_for
from desktop.views.signs import SignTable
from desktop.views.undoing import offer_undo
from desktop.words import _
from desktop.work.context import JobContext

LETTERS = {"g": "duplicate_join", "k": "duplicate_apart", "s": "duplicate_swap", "o": "open_household"}

PAIR, WHY, STATE = 3, 150, 96
"""Columns up to the second of the two records, never left out; least width of what follows them, at 100 %."""


class PairTable(SignTable):
    """The pairs; `pressed` with a letter that means something here."""

    pressed = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.text().casefold()
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if plain and letter in LETTERS:
            self.pressed.emit(letter)
        else:
            super().keyPressEvent(event)


class DuplicatesPage(Page):
    """The list above, the pair under the cursor below, line by line."""

    name = "duplicates"

    def __init__(self, window: Surroundings) -> None:
        super().__init__(window)
        self.heading.setText(_("Hồ sơ có thể ghi trùng"))
        self.found = Duplicates(self.desk)
        self._compared: dict[str, Row] = {}
        self.table = PairTable(RowsModel(columns(), self._rows_of), _("Các cặp có thể là một"))
        self.table.opened.connect(lambda _key: self.join())
        self.table.at.connect(lambda _key: self._stand())
        self.table.pressed.connect(self._letter)
        self.count, self.why = QLabel(), QLabel()
        self.count.setProperty("role", "quiet")
        self.tools.addWidget(self.count)
        self.lines = SignTable(RowsModel([Column("")] * 4, self._lines_of), _("Hai hồ sơ cạnh nhau"))
        self.table.kept, self.table.least = PAIR, WHY
        self.lines.kept, self.lines.least = PAIR, STATE
        self.empty = Empty()
        self._merge: QWidget | None = None
        """The step that an empty list offers; only what has a parent goes with the window."""
        self._build()

    def _build(self) -> None:
        self.why.setWordWrap(True)
        self.why.setTextFormat(Qt.TextFormat.PlainText)
        listed, below = QWidget(), QHBoxLayout()
        below.setSpacing(theme.px(theme.S))
        for name, primary in (("duplicate_join", True), ("duplicate_apart", False), ("duplicate_swap", False)):
            action = actions()[name]
            below.addWidget(
                button_for(
                    action.title, partial(self.window_.do, name), picture=action.icon, keys=key_text(action.keys),
                    primary=primary,
                )
            )  # fmt: skip
        below.addStretch(1)
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.S))
        column.addWidget(self.table, 2)
        column.addWidget(self.why)
        column.addWidget(self.lines, 3)
        column.addLayout(below)
        self._stack = QStackedWidget()
        self._stack.addWidget(listed)
        self._stack.addWidget(self.empty)
        self.body.addWidget(self._stack, 1)

    def opened(self, **_about: Any) -> None:
        self._look()

    def resume(self) -> None:
        """The cursor is in the list, or on the next step where there is none."""
        (self.table if self.found.rows else self._merge or self.table).setFocus(Qt.FocusReason.OtherFocusReason)

    def heard(self, kinds: frozenset[str]) -> None:
        if kinds & {"package"} and self.isVisible():
            self._look()

    def doings(self) -> Doing:
        found: dict[str, Any] = {"refresh": self._look, "undo": self._undo}
        key = self.table.current() if self.found.rows else ""
        if self.found.may(key):
            found |= {"duplicate_join": self.join, "duplicate_apart": self.tell_apart}
        if key in self.found.rows:
            found |= {"duplicate_swap": self.swap, "open_household": self._open}
        return found

    def hint(self) -> str:
        if not self.found.rows:
            return _("F5 tìm lại · Ctrl+M nhận gói · Alt+←: quay lại")
        return _("↑ ↓ cặp khác (để sau) · Enter gộp · K khác nhau · S giữ hồ sơ kia · O mở hộ")

    # Doing.

    def join(self) -> None:
        """One sentence of what happens, Enter does it."""
        key = self.table.current()
        if not self.found.may(key):
            self.banner.say("info", self.found.why(key)) if key else None
            return
        self.banner.say("warning", self.found.asks(key), (_("Gộp"), partial(self._decide, key, self.found.join)))
        self.banner.begin()

    def tell_apart(self) -> None:
        """They are two; nobody is asked again."""
        self._decide(self.table.current(), self.found.tell_apart)

    def swap(self) -> None:
        """Keep the other record."""
        self.found.swap(self.table.current())
        self.table.rows.reread()
        self._stand()

    def _decide(self, key: str, decide: Any) -> None:
        told: list[str] = []
        place = self.table.rows.ids.index(key)
        if self.attempt(lambda: told.append(decide(key))):
            self.desk.changed("household", "person", "support")
            self._draw(place)
            self.banner.say("good", told[0])
        self.resume()

    def _undo(self) -> None:
        """What was decided here last, else the last save."""
        if not self.found.decided:
            offer_undo(self, self._look)
            return
        told: list[str] = []
        if self.attempt(lambda: told.append(self.found.take_back())):
            self.desk.changed("household", "person", "support")
            self._look()
            self.banner.say("good", told[0])

    def _open(self) -> None:
        home = self.found.sides(self.table.current())[0].household
        if home:
            self.window_.go("household", id=home)

    def _letter(self, letter: str) -> None:
        act = self.doings().get(LETTERS[letter])
        if act is not None:
            act()

    # Showing.

    def _look(self) -> None:
        """Look through the register beside the window."""

        def work(_context: JobContext) -> list[DuplicatePair]:
            return self.found.read()

        self.window_.jobs.run(_("Đang tìm hồ sơ trùng…"), work, self._took, self.failed)

    def _took(self, rows: list[DuplicatePair]) -> None:
        self.found.take(rows)
        self._draw(max(0, self.table.currentIndex().row()))
        if self.isVisible():
            self.resume()

    def _draw(self, place: int) -> None:
        keys = list(self.found.rows)
        self.table.show_ids(keys)
        if keys:
            self.table.selectRow(min(place, len(keys) - 1))
        self.count.setText(_("Còn {0} cặp").format(len(keys)) if keys else "")
        if not keys:
            self._teach()
        self._stack.setCurrentIndex(0 if keys else 1)
        self._stand()

    def _teach(self) -> None:
        self.empty.say(
            "users",
            _("Không thấy hồ sơ nào ghi trùng"),
            _(
                "Sau khi nhận gói của các xã, người và hộ được ghi hai lần (chuyển đi, lấy chồng, tách hộ, chép sai "
                "tên, sai năm) hiện ở đây, cạnh nhau, kèm vì sao."
            ),
            self._merge_again(),
        )

    def _merge_again(self) -> Any:
        """The step that brings news; an empty page makes its buttons anew."""
        action = actions()["merge"]
        self._merge = button_for(action.title, partial(self.window_.do, "merge"), picture=action.icon)
        return self._merge

    def _rows_of(self, ids: Sequence[str]) -> list[Row]:
        return self.found.shown(list(ids))

    def _lines_of(self, ids: Sequence[str]) -> list[Row]:
        return [self._compared[key] for key in ids]

    def _stand(self) -> None:
        """The pair under the cursor, line by line."""
        key = self.table.current()
        if key in self.found.rows:
            heads, rows = self.found.compare(key)
            self._compared = {str(number): row for number, row in enumerate(rows)}
            self.lines.rows.show(list(self._compared), heads)
            self.lines.fit()
            self.why.setText(self.found.why(key))
        self.stale.emit()
