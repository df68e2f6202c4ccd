"""Page "units": which units were joined and what this register follows; one key applies what waits. No rules."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QStackedWidget, QVBoxLayout, QWidget

from desktop.presenters.actions import actions
from desktop.presenters.rows import Row
from desktop.presenters.units import UnitChanges, columns
from desktop.qtmodels.rows import RowsModel
from desktop.views import theme
from desktop.views.empty import Empty
from desktop.views.page import Doing, Page, Surroundings, button_for
from desktop.views.signs import SignTable
from desktop.words import _


class UnitsPage(Page):
    """The list, and beneath it what the one under the cursor is made of."""

    name = "units"

    def __init__(self, window: Surroundings) -> None:
        super().__init__(window)
        self.heading.setText(_("Địa giới thay đổi"))
        self._changes = UnitChanges(self.desk)
        self._on = ""
        self.table = SignTable(RowsModel(columns(), self._rows_of), _("Các đơn vị sáp nhập"))
        self.table.opened.connect(lambda _record: self.apply())
        self.table.at.connect(lambda _record: self._stand())
        self.card, self.title, self.next, self.about = _card()
        title = actions()["apply_units"].title
        self.button = button_for(title, partial(self.window_.do, "apply_units"), picture="check", primary=True)
        self.card.layout().addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)  # type: ignore[call-arg, union-attr]
        self.empty = Empty()
        home = button_for(_("Trang đầu (Alt+1)"), partial(self.window_.go, "home"), picture="house", primary=True)
        self._home = home
        self.empty.say(
            "landmark",
            _("Đơn vị của sổ này chưa có thay đổi nào"),
            _("Khi xã nhập, huyện nhập hoặc thôi hoạt động, trang này cho xem trước và áp dụng vào sổ."),
            home,
        )
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

    def opened(self, on: str = "", **_about: Any) -> None:
        """on: what changes until this ISO day, left out: today."""
        self._on = on
        self._read()
        self.resume()

    def resume(self) -> None:
        """The cursor is in the list, or on the way back where there is none."""
        (self.table if self._changes.rows else self._home).setFocus(Qt.FocusReason.OtherFocusReason)

    def heard(self, kinds: frozenset[str]) -> None:
        if kinds & {"household", "package"} and self.isVisible():
            self._read()

    def doings(self) -> Doing:
        found: dict[str, Any] = {"refresh": self._read}
        if self._changes.can(self.table.current()):
            found["apply_units"] = self.apply
        return found

    def hint(self) -> str:
        if not self._changes.rows:
            return _("F5 đọc lại · Alt+←: quay lại")
        return _("↑ ↓ chọn · Enter: áp dụng đến ngày của dòng này · Alt+←: quay lại")

    def apply(self) -> None:
        """Apply what waits until the day of the row under the cursor, after one sentence of what it means."""
        record = self.table.current()
        if self._changes.can(record):
            doing = (actions()["apply_units"].title.rstrip("…"), partial(self._do, record))
            self.banner.say("warning", self._changes.asks(record), doing)
            self.banner.begin()
        elif record:
            self.window_.told(self._changes.next(record) or _("Việc này đã xong."))

    def _do(self, record: str) -> None:
        told: list[str] = []
        if self.attempt(lambda: told.append(self._changes.apply(record))):
            self.desk.changed("household", "village")
            self._read()
            self.banner.say("good", told[0])
        self.resume()

    def _read(self) -> None:
        self._changes.load(self._on)
        self.table.show_ids(list(self._changes.rows))
        self._stack.setCurrentIndex(0 if self._changes.rows else 1)
        self._stand()

    def _rows_of(self, ids: Sequence[str]) -> list[Row]:
        return self._changes.shown(list(ids))

    def _stand(self) -> None:
        """What the row under the cursor is made of."""
        record = self.table.current()
        self.card.setVisible(record in self._changes.rows)
        if record in self._changes.rows:
            said = (self._changes.title(record), self._changes.next(record), self._changes.about(record))
            for label, text in zip((self.title, self.next, self.about), said, strict=True):
                label.setText(text)
                label.setVisible(bool(text))
            self.button.setVisible(self._changes.can(record))
        self.stale.emit()


def _card() -> tuple[QFrame, QLabel, QLabel, QLabel]:
    """A card of three texts: what it is called, what is to be done, what is known of it."""
    frame = QFrame()
    frame.setProperty("card", True)
    column = QVBoxLayout(frame)
    column.setContentsMargins(*(theme.px(theme.L),) * 4)
    column.setSpacing(theme.px(theme.S))
    labels = QLabel(), QLabel(), QLabel()
    labels[0].setProperty("role", "heading")
    labels[2].setProperty("role", "quiet")
    for label in labels:
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        column.addWidget(label)
    return frame, *labels
