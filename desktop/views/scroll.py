"""A part of a page that scrolls where it must, and follows the cursor wherever keys carry it."""

from __future__ import annotations

from weakref import ref

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget
from shiboken6 import isValid

from desktop.views import theme


class Scroll(QScrollArea):
    """Holds one widget as wide as itself.

    Whoever makes one keeps it by name: seen, Python's collector took down one that only a layout knew, and with it all
    that stood in it, while its page was in use.
    """

    def __init__(self, inside: QWidget, *, room: int = theme.L) -> None:
        """room: pixels that stay free above and below where the cursor is, at 100 %."""
        super().__init__()
        self._room = room
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inside)
        app = QApplication.instance()
        assert isinstance(app, QApplication)  # noqa: S101 - there are no widgets without one
        self.last: QWidget | None = None
        """Where the cursor was last."""

        # not a slot of this widget: the cursor also moves while a closed window is being taken apart
        here = ref(self)
        link = app.focusChanged.connect(lambda _before, now: _follow(here(), now))
        self.destroyed.connect(lambda: app.disconnect(link))  # type: ignore[call-overload]

    def follow(self, now: QWidget | None) -> None:
        """The cursor has come to a widget: show it if it is inside."""
        if now is not None and self.widget() is not None and self.widget().isAncestorOf(now):
            self.last = now
            self.reveal(now, now.rect())

    def reveal(self, within: QWidget, place: QRect) -> None:
        """Scroll so that a place within a widget inside is seen, unless it is larger than the view."""
        if place.height() > self.viewport().height():
            return
        middle = within.mapTo(self.widget(), place.center())
        self.ensureVisible(middle.x(), middle.y(), 0, place.height() // 2 + theme.px(self._room))


def _follow(area: Scroll | None, now: QWidget | None) -> None:
    if area is not None and isValid(area):
        area.follow(now)
