"""The first columns of a wide spreadsheet, which stay in sight while the others are moved under them. No content."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QStyledItemDelegate, QTableView


class FrozenColumns(QTableView):
    """Lies over the left edge of a grid, showing the same cells; all keys stay with the grid."""

    def __init__(self, grid: QTableView, count: int, delegate: QStyledItemDelegate) -> None:
        """delegate: draws as the grid's own does, but is another one (an editor belongs to one view)."""
        super().__init__(grid)
        self._grid = grid
        self._count = count
        self.setModel(grid.model())
        self.setSelectionModel(grid.selectionModel())
        self.setItemDelegate(delegate)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("frozen", True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(grid.verticalScrollMode())
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(grid.verticalHeader().defaultSectionSize())
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.clicked.connect(grid.clicked)
        grid.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        grid.horizontalScrollBar().rangeChanged.connect(lambda _least, most: self.setVisible(most > 0))
        grid.horizontalHeader().sectionResized.connect(lambda *_section: self.place())
        grid.model().modelReset.connect(self.place)
        for watched in (grid, grid.viewport()):  # the second shrinks alone when the scroll bar comes
            watched.installEventFilter(self)
        self.place()
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The grid has another size."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self.place()
        return super().eventFilter(watched, event)

    @property
    def reach(self) -> int:
        """Width of what stays in sight, 0 while everything is."""
        return 0 if self.isHidden() else self.width()

    def keep(self, count: int) -> None:
        """Keep so many columns from now on."""
        self._count = count
        self.place()

    def place(self) -> None:
        """Lie exactly over the columns meant."""
        grid = self._grid
        for column in range(self.model().columnCount()):
            self.setColumnHidden(column, column >= self._count)
            if column < self._count:
                self.setColumnWidth(column, grid.columnWidth(column))
        width = sum(grid.columnWidth(column) for column in range(self._count))
        head = grid.horizontalHeader().height()
        self.horizontalHeader().setFixedHeight(head)
        frame = grid.frameWidth()
        self.setGeometry(frame, frame, width, grid.viewport().height() + head)
        self.verticalScrollBar().setValue(grid.verticalScrollBar().value())
