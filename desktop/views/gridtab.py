"""A spreadsheet as a part of a page: a sentence above, what its current cell is about below, or why there is none."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtGui import QBrush, QColor, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QStackedWidget, QStyleOptionViewItem, QVBoxLayout, QWidget

from desktop.qtmodels.grid import PROBLEM
from desktop.views import theme
from desktop.views.editors import dress
from desktop.views.empty import Empty
from desktop.views.gridview import CellDelegate, GridView

Index = QModelIndex | QPersistentModelIndex
LINES = 150
"""Height at 100 % in which a spreadsheet shows its headings and some lines."""


def roomy(sheet: QWidget) -> None:
    """Some lines of it always stand on the page, which scrolls where there is no room; the others it scrolls itself."""
    sheet.setMinimumHeight(theme.px(LINES))
    sheet.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)


class FixedCells(CellDelegate):
    """Cells that cannot be typed into lie a little lower."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        view = self.parent()
        assert isinstance(view, GridView)  # noqa: S101 - made for no other
        sheet = view.grid.sheet
        if index.data(PROBLEM) is None and sheet.columns[index.column()].id in sheet.lines[index.row()].locked:
            option.backgroundBrush = QBrush(QColor(theme.colours().window))  # type: ignore[attr-defined]
        elif not sheet.typed(index.row(), index.column()):
            option.palette.setColor(QPalette.ColorRole.Text, QColor(theme.colours().quiet))  # type: ignore[attr-defined]


class GridTab(QWidget):
    """A spreadsheet, a sentence above it, what its current cell says below it; or why there is nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.count, self.said, self.empty = QLabel(), QLabel(), Empty()
        self.count.setProperty("role", "heading")
        self.said.setProperty("role", "below")
        self.said.setMinimumHeight(theme.px(20))
        self.stack = QStackedWidget()
        roomy(self.stack)
        self.stack.addWidget(self.empty)
        self.top = QVBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(theme.S), 0, 0)
        column.setSpacing(theme.px(theme.XS))
        column.addLayout(self.top)
        column.addWidget(self.count)
        column.addWidget(self.stack, 1)
        column.addWidget(self.said)

    def put(self, grid: QWidget, *, filled: bool) -> None:
        """Show this spreadsheet instead of the one before."""
        while self.stack.count() > 1:
            old = self.stack.widget(1)
            self.stack.removeWidget(old)
            old.deleteLater()
        self.stack.addWidget(grid)
        self.stack.setCurrentIndex(1 if filled else 0)
        self.said.clear()

    def say(self, text: str, severity: str) -> None:
        """What the current cell is about."""
        self.said.setText(text)
        dress(self.said, severity or None)


def told_of(grid: GridView, text: str, severity: str) -> tuple[str, str]:
    """What the current cell says, or else the first thing said of its line."""
    row = grid.currentIndex().row()
    if text or row < 0:
        return text, severity
    line = grid.grid.sheet.lines[row]
    said = [line.said(spec.id) for spec in grid.grid.sheet.columns]
    problem = next((one for one in said if one is not None), None)
    return (problem.message, problem.severity) if problem else ("", "")
