"""An aggregate table on screen: rows of one height, the first columns stay in sight, arrows move from cell to cell."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QTableView

from db.store.tables.rows import Table
from desktop.qtmodels.figures import FiguresModel
from desktop.views import theme
from desktop.views.frozen import FrozenColumns
from desktop.words import _

CHARACTER, MARGIN = 8, 20
NARROW, WIDE, WIDEST, HIGHEST = 78, 230, 300, 1000
"""Widths at 100 %: of a figure, of names as a rule and at most."""
HEAD_LINES = 6
"""Into so many lines the head of a column is broken as a rule."""


class FiguresView(QTableView):
    """Shows one table. `above` when the cursor leaves it at its top."""

    above = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.figures = FiguresModel()
        self.figures.setParent(self)
        self.setModel(self.figures)
        self.setItemDelegate(QStyledItemDelegate(self))
        self.setAccessibleName(_("Bảng số liệu"))
        self.setWordWrap(False)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(theme.px(theme.ROW))
        rows.hide()
        heads = self.horizontalHeader()
        heads.setHighlightSections(False)
        heads.setTextElideMode(Qt.TextElideMode.ElideNone)
        self._frozen = FrozenColumns(self, self.figures.lead, QStyledItemDelegate(self))
        self._frozen.setAlternatingRowColors(True)

    def show_table(self, table: Table | None) -> None:
        """Show a table from its beginning."""
        self.figures.show(table)
        for column in range(self.figures.columnCount()):
            self.setColumnWidth(column, theme.px(self._width(column)))
        self.horizontalHeader().setFixedHeight(self._head_height())
        self._frozen.keep(self.figures.lead)
        if self.figures.rowCount():
            self.setCurrentIndex(self.figures.index(0, self.figures.lead))
            self.scrollToTop()
        if table is not None:
            self.setAccessibleDescription(table.title)

    def _width(self, column: int) -> int:
        """As wide as its texts; a figure at least as wide as its head wants."""
        wanted = self.figures.longest(column) * CHARACTER + MARGIN
        if column == 0:
            return max(48, min(wanted, 90))
        if column < self.figures.lead:
            return max(90, min(wanted, WIDEST if column == 1 else 110))
        head = self.figures.head(column)
        word = max((len(word) for word in head.split()), default=0) * CHARACTER + MARGIN
        return max(NARROW, min(wanted, WIDE), word, len(head) * CHARACTER // HEAD_LINES + MARGIN)

    def _head_height(self) -> int:
        """So that every head is seen whole."""
        font = QFont(self.horizontalHeader().font())
        font.setBold(True)
        metrics, flags = QFontMetrics(font), int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
        room = theme.px(MARGIN)
        high = [
            metrics.boundingRect(
                QRect(0, 0, self.columnWidth(column) - room, HIGHEST), flags, self.figures.head(column)
            ).height()
            for column in range(self.figures.columnCount())
        ]
        return max(high, default=0) + room

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Up and self.currentIndex().row() <= 0:
            self.above.emit()
        else:
            super().keyPressEvent(event)
