"""A list of rows to look through and choose from: fixed row height, Enter opens, no rule of its own."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from desktop.qtmodels.rows import RowsModel
from desktop.views import theme
from desktop.views.editors import ENTER
from desktop.views.gridview import CHARACTER, ROW


class Table(QTableView):
    """A `RowsModel` on screen. `chosen` with the row's id when Enter is pressed on it or it is clicked twice."""

    chosen = Signal(str)

    def __init__(self, rows: RowsModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = rows
        self.setModel(rows)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.px(ROW))
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setStretchLastSection(True)
        for number, column in enumerate(rows.columns):
            self.setColumnWidth(number, theme.px(column.width * CHARACTER))
        self.doubleClicked.connect(lambda index: self.chosen.emit(self.rows.ids[index.row()]))

    def begin(self) -> None:
        """Put the cursor on the marked row, the first one if none is."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self.currentIndex().isValid() and self.rows.ids:
            self.selectRow(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and self.currentIndex().isValid():
            self.chosen.emit(self.rows.ids[self.currentIndex().row()])
        else:
            super().keyPressEvent(event)
