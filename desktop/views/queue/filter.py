"""A list at the top of a page that narrows what is shown: type a few letters, Enter; emptied it shows all again."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

from desktop.presenters.fields import FieldSpec, Option, read
from desktop.views import theme
from desktop.views.editors import ChoiceEditor

LEAST, WIDTH = 90, 200


class FilterEditor(ChoiceEditor):
    """`narrowed` with a code ("" for all) when another is chosen; `passed` when Enter leaves everything as it is."""

    narrowed = Signal(str)
    passed = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(FieldSpec(id="filter", label=title, kind="choice"), parent)
        self.stays = True
        self.setMinimumWidth(theme.px(LEAST))
        self._code = ""
        self.left.connect(self._left)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(WIDTH), super().sizeHint().height())

    def show_options(self, options: Sequence[Option], code: str) -> None:
        """Offer these, of which the first is for all, and show the one in force."""
        self._code = code
        self.offer(FieldSpec(id="filter", label=self.spec.label, kind="choice", options=tuple(options)))
        self.fill(next((option.label for option in options if option.code == code), options[0].label))

    def _left(self) -> None:
        code = read(self.spec, self.text()).value or ""
        if code != self._code:
            self._code = code
            self.narrowed.emit(code)
        elif self.hasFocus():
            self.passed.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.selectAll()
