"""Where the parts of a support stand: the form, beside it its milestones; one column where the page is narrow."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from desktop.views import theme
from desktop.views.gridview import GridView
from desktop.views.scroll import Scroll

ROOM = 56
"""Pixels that stay free above and below the field one is in, at 100 %: what is said of it is read."""

ASIDE, WIDE = 330, 1000
"""Width of the column beside the form, and of the whole from which on there is one, at 100 %."""


class Column(Scroll):
    """Keeps the field one is in in view, of a grid all its rows, also while what stands above it grows."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__(inside, room=ROOM)
        self.verticalScrollBar().rangeChanged.connect(lambda: QTimer.singleShot(0, self, self._again))

    def _again(self) -> None:
        self.follow(QApplication.focusWidget())

    def reveal(self, within: QWidget, place: QRect) -> None:
        """Scroll so that a place within a widget inside is seen, and as much as there is room for of its grid."""
        if isinstance(within, GridView):
            bottom = within.mapTo(self.widget(), QPoint(0, within.height()))
            self.ensureVisible(0, bottom.y(), 0, theme.px(ROOM))
            place = within.visualRect(within.currentIndex())
        super().reveal(within, place)


class Columns(QWidget):
    """Two columns of widgets, each scrolling by itself; where it is narrow the second stands within the first."""

    def __init__(self, first: Sequence[QWidget], second: Sequence[QWidget]) -> None:
        super().__init__()
        inside, self._aside = QWidget(), QWidget()
        self._inner, aside = QVBoxLayout(inside), QVBoxLayout(self._aside)
        for layout, widgets in ((self._inner, first), (aside, second)):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(theme.px(theme.M))
            for widget in widgets:
                layout.addWidget(widget)
            layout.addStretch(1)
        self._first, self._second = Column(inside), Column(self._aside)
        self._second.setFixedWidth(theme.px(ASIDE))
        self._wide = True
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(theme.S))
        row.addWidget(self._first, 1)
        row.addWidget(self._second)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= theme.px(WIDE)
        if wide == self._wide:
            return
        self._wide = wide
        if wide:
            self._inner.removeWidget(self._aside)
            self._second.setWidget(self._aside)
        else:
            self._second.takeWidget()
            self._inner.insertWidget(1, self._aside)
        self._second.setVisible(wide)
        self._aside.show()
