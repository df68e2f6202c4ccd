"""A long list as a table model: the ids of all rows, and full rows only for the pages on screen (100.000 rows stay
light). Sorting and filtering are the store's; nothing here compares anything.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from desktop.presenters.rows import Column, Row

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
PAGE, KEEP = 128, 32
MARK = Qt.ItemDataRole.UserRole + 2
"""Role under which a row gives its mark: "" or `conflict`."""
PICTURE = Qt.ItemDataRole.UserRole + 3
"""Role under which the first cell of a row gives its icon and tone."""


class RowsModel(QAbstractTableModel):
    """Rows by id. `sorted_by` when the officer asks for another order (column's sort key, descending)."""

    sorted_by = Signal(str, bool)

    def __init__(self, columns: Sequence[Column], page: Callable[[Sequence[str]], Sequence[Row]]) -> None:
        """page: the rows of the given ids, in their order."""
        super().__init__()
        self.columns = list(columns)
        self._page = page
        self._pages: OrderedDict[int, Sequence[Row]] = OrderedDict()
        self.ids: list[str] = []
        self._aligned = _alignments(columns)

    def show(self, ids: list[str], columns: Sequence[Column] | None = None) -> None:
        """Show these rows, under other columns where some are given."""
        self.beginResetModel()
        if columns is not None:
            self.columns, self._aligned = list(columns), _alignments(columns)
        self.ids = ids
        self._pages.clear()
        self.endResetModel()

    def complete(self, ids: list[str]) -> None:
        """All rows of the list whose beginning is shown; another list if it is not."""
        known = len(self.ids)
        if known >= len(ids) or self.ids != ids[:known]:
            self.show(ids)
            return
        self.beginInsertRows(ROOT, known, len(ids) - 1)
        self.ids = ids
        self._pages.pop(known // PAGE, None)  # a page cut short is read again
        self.endInsertRows()

    def reread(self) -> None:
        """The same rows may say something else now."""
        self._pages.clear()
        if self.ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.ids) - 1, len(self.columns) - 1))

    def row(self, number: int) -> Row:
        """One row, read with its page."""
        place, within = divmod(number, PAGE)
        page = self._pages.get(place)
        if page is None:
            page = self._pages[place] = self._page(self.ids[place * PAGE : (place + 1) * PAGE])
            if len(self._pages) > KEEP:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(place)
        return page[within]

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.row(index.row()).cells[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._aligned[index.column()]
        if role == MARK:
            return self.row(index.row()).mark
        if role == PICTURE and index.column() == 0:
            row = self.row(index.row())
            return (row.picture, row.tone) if row.picture else None
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1) if role == Qt.ItemDataRole.DisplayRole else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.columns[section].title
        return self._aligned[section] if role == Qt.ItemDataRole.TextAlignmentRole else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if 0 <= column < len(self.columns) and self.columns[column].sort:
            self.sorted_by.emit(self.columns[column].sort, order == Qt.SortOrder.DescendingOrder)


def _alignments(columns: Sequence[Column]) -> list[int]:
    right, left = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignLeft
    return [int((right if column.right else left) | Qt.AlignmentFlag.AlignVCenter) for column in columns]
