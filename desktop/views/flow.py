"""Widgets side by side that go on in the next line where there is no room. Knows none of them.

A widget that places its children itself, not a `QLayout` written in Python: of such a one the program once lost the
items that the C++ side still asked for, which ends it (PySide6 6.9).
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget


class Flow(QWidget):
    """Widgets in reading order, line by line, each as wide as it wants to be."""

    def __init__(self, spacing: int) -> None:
        super().__init__()
        self._spacing = spacing
        self._widgets: list[QWidget] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, widget: QWidget) -> None:
        """Put a widget behind the others."""
        self.insert(len(self._widgets), widget)

    def insert(self, place: int, widget: QWidget) -> None:
        """Put a widget in front of the one at `place`."""
        self._widgets.insert(place, widget)
        widget.setParent(self)
        if self.isVisible():
            widget.show()
        self._changed()

    def remove(self, widget: QWidget) -> None:
        """Take a widget out, and away."""
        self._widgets.remove(widget)
        widget.hide()
        widget.deleteLater()
        self._changed()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._lay(width, move=False)

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        size = QSize()
        for widget in self._shown():
            size = size.expandedTo(_wanted(widget))
        return size

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def event(self, event: QEvent) -> bool:
        """A widget inside has another size, has come or gone; dressed in its looks it has, and tells nobody."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.ChildPolished):
            self._changed()
        return super().event(event)

    def _changed(self) -> None:
        self.updateGeometry()
        self._place()

    def _place(self) -> None:
        """Where that needs more height than it was given, it is asked for again once those who gave it have ended:
        what a layout is told while it is at work, it forgets.
        """
        if self._lay(self.width(), move=True) > self.height():
            QTimer.singleShot(0, self, self.updateGeometry)

    def _shown(self) -> list[QWidget]:
        return [widget for widget in self._widgets if not widget.isHidden()]

    def _lay(self, room: int, *, move: bool) -> int:
        x = y = tallest = 0
        for widget in self._shown():
            wanted = _wanted(widget)
            width = min(wanted.width(), room)
            if x > 0 and x + width > room:
                x, y, tallest = 0, y + tallest + self._spacing, 0
            if move:
                widget.setGeometry(QRect(x, y, width, wanted.height()))
            x += width + self._spacing
            tallest = max(tallest, wanted.height())
        return y + tallest


def _wanted(widget: QWidget) -> QSize:
    """What a layout would give it: its hint, within what it was fixed to."""
    return widget.sizeHint().expandedTo(widget.minimumSize()).boundedTo(widget.maximumSize())
