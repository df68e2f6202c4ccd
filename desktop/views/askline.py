"""A line one asks something with: Enter asks, Shift+Enter asks backwards, Esc leaves it. Knows not what is asked."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.presenters.fields import FieldSpec
from desktop.views.editors import ENTER, SHIFT, LineEditor


class AskLine(LineEditor):
    """`asked` carries the text and whether Shift was held; `dropped` when Esc is pressed."""

    asked = Signal(str, bool)
    dropped = Signal()

    def __init__(self, name: str, hint: str, parent: QWidget | None = None) -> None:
        """name: what the line is for, for screen readers; hint: shown while it is empty."""
        super().__init__(FieldSpec(id="ask", label=name, width=24), parent)
        self.stays = True
        self.setPlaceholderText(hint)

    def begin(self) -> None:
        """Put the cursor here, ready to type anew."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            self.asked.emit(self.text(), bool(event.modifiers() & SHIFT))
        elif event.key() == Qt.Key.Key_Escape:
            self.dropped.emit()
        else:
            super().keyPressEvent(event)
