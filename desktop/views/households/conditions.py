"""The bar of conditions a list is narrowed by: one button for each, and a line with a list to add another."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.presenters.conditions import Condition
from desktop.presenters.fields import FieldSpec, Option
from desktop.views import theme
from desktop.views.editors import ENTER, ChoiceEditor
from desktop.views.flow import Flow
from desktop.views.icons import icon
from desktop.views.stops import stop_before
from desktop.words import _

WIDTH, CROSS = 240, 14


class ConditionLine(ChoiceEditor):
    """Type some letters of a condition, Enter puts it on. `back`: Backspace in the empty line; `done`: Enter in it."""

    back = Signal()
    done = Signal()

    def __init__(self, spec: FieldSpec, parent: QWidget) -> None:
        super().__init__(spec, parent)
        self._spent = False
        """The key that took a name out of the list comes to the line afterwards, which is empty by then."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        empty, spent = not self.text(), self._spent
        self._spent = False
        if empty and event.key() == Qt.Key.Key_Backspace:
            self.back.emit()
        elif empty and event.key() in (*ENTER, Qt.Key.Key_Escape):
            if not spent:
                self.done.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.clear()
        elif empty and event.key() == Qt.Key.Key_Down:
            self.unfold()
        else:
            super().keyPressEvent(event)

    def spend(self) -> None:
        """A name has been taken: the line is empty again."""
        self.clear()
        self._spent = self._list.popup().isVisible()


class ConditionBar(Flow):
    """`added` and `removed` with a condition; `done` when the officer goes on."""

    added = Signal(object)
    removed = Signal(object)
    done = Signal()

    def __init__(self) -> None:
        super().__init__(theme.px(6))
        self.line = ConditionLine(FieldSpec(id="condition", label=_("Thêm điều kiện"), kind="choice"), self)
        self.line.stays = True
        self.line.setPlaceholderText(_("Thêm điều kiện (Shift+F3)"))
        self.line.setFixedWidth(theme.px(WIDTH))
        self.line.taken.connect(self._taken)
        self.line.left.connect(self._entered)
        self.line.back.connect(self._take_back)
        self.line.done.connect(self.done)
        self.add(self.line)
        self._offers: dict[str, Condition] = {}
        self._active: list[Condition] = []
        self.buttons: list[QPushButton] = []

    def offer(self, offers: Sequence[Condition]) -> None:
        """What can be asked."""
        self._offers = {condition.label: condition for condition in offers}
        self.line.offer(
            FieldSpec(
                id="condition",
                label=_("Thêm điều kiện"),
                kind="choice",
                options=tuple(Option("", label) for label in self._offers),
            )
        )

    def show_active(self, active: Sequence[Condition]) -> None:
        """What is asked now."""
        if list(active) == self._active:
            return
        self._active = list(active)
        for button in self.buttons:
            self.remove(button)
        self.buttons = [self._button(condition) for condition in active]
        for place, button in enumerate(self.buttons):
            self.insert(place, button)
            stop_before(self.line, button)

    def begin(self) -> None:
        """Put the cursor into the line and show what can be asked."""
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.unfold()

    def _button(self, condition: Condition) -> QPushButton:
        button = QPushButton(icon("x", theme.colours().info), condition.label)
        button.setIconSize(QSize(theme.px(CROSS), theme.px(CROSS)))
        button.setProperty("condition", True)
        button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        button.setAutoDefault(True)
        button.setAccessibleName(_("Bỏ điều kiện: {0}").format(condition.label))
        button.setToolTip(f"{button.accessibleName()} (Backspace)")
        button.clicked.connect(lambda _checked=False: self.removed.emit(condition))
        return button

    def _taken(self, label: str) -> None:
        self.line.spend()
        condition = self._offers.get(label)
        if condition is not None:
            self.added.emit(condition)

    def _entered(self) -> None:
        """Enter with the list closed takes what is written out."""
        if self.line.text() in self._offers:
            self._taken(self.line.text())

    def _take_back(self) -> None:
        if self._active:
            self.removed.emit(self._active[-1])
