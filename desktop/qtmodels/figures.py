"""An aggregate table as a table model: lead columns, then the figures, ready texts from one list. Counts nothing."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from db.policy.tables import LINES
from db.store.tables.rows import Table
from desktop.words import _
from forms.paper.bieu_tong_hop import is_list, show

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
HEAD = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)


class FiguresModel(QAbstractTableModel):
    """The table on screen; before the first there is none. lead: how many columns stand before the figures."""

    def __init__(self) -> None:
        super().__init__()
        self.table: Table | None = None
        self.lead = 2
        self._heads: list[str] = []
        self._cells: list[list[str]] = []
        self._right: list[bool] = []
        self._bold = QFont()
        self._bold.setBold(True)

    def show(self, table: Table | None) -> None:
        """Show a table, or none."""
        self.beginResetModel()
        self.table = table
        self._heads, self._cells, self._right = [], [], []
        if table is not None:
            self._take(table)
        self.endResetModel()

    def _take(self, table: Table) -> None:
        split = any(line.line for line in table.lines)
        self.lead = 3 if split else 2
        first = [_("TT"), table.lines_title, *([_("Phân tổ")] if split else [])]
        self._heads = [*first, *(_head(head.over, head.label, head.number) for head in table.columns)]
        self._right = [*([False] * len(first)), *(not head.text for head in table.columns)]
        listed = is_list(table)
        for line in table.lines:
            name = line.name if line.line in ("", LINES["households"]) or listed else ""
            code = line.code if name or not line.line else ""
            lead = [code, name, line.line] if split else [code, name]
            self._cells.append([*lead, *map(show, line.values)])

    def longest(self, column: int) -> int:
        """Letters of the longest text of a column, of the first lines at least."""
        return max((len(row[column]) for row in self._cells[:400]), default=0)

    def head(self, column: int) -> str:
        """What stands above a column."""
        return self._heads[column]

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._cells)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._heads)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._cells[index.row()][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if self._right[index.column()] else LEFT
        if role == Qt.ItemDataRole.FontRole and self.table is not None and self.table.lines[index.row()].bold:
            return self._bold
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._heads[section]
        return HEAD if role == Qt.ItemDataRole.TextAlignmentRole else None


def _head(over: str, label: str, number: str) -> str:
    """Common head, own head and number, one above the other."""
    return "\n".join(part for part in (over, label, f"({number})") if part)
