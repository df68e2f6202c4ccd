"""A part of a page that scrolls where it must, and follows the cursor wherever keys carry it."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget

from desktop.views import theme


class Scroll(QScrollArea):
    """Holds one widget as wide as itself."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inside)
        app = QApplication.instance()
        assert isinstance(app, QApplication)  # noqa: S101 - there are no widgets without one
        self.last: QWidget | None = None
        """Where the cursor was last."""

        app.focusChanged.connect(self._follow)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self.widget() is not None and self.widget().isAncestorOf(now):
            self.last = now
            self.reveal(now, now.rect())

    def reveal(self, within: QWidget, place: QRect) -> None:
        """Scroll so that a place within a widget inside is seen, unless it is larger than the view."""
        if place.height() > self.viewport().height():
            return
        middle = within.mapTo(self.widget(), place.center())
        self.ensureVisible(middle.x(), middle.y(), 0, place.height() // 2 + theme.px(theme.L))
