"""A sheet of typed cells as a table model: one to one, no rule of its own."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont

from desktop.presenters.fields import Problem
from desktop.presenters.sheet import Sheet

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
WRAPPED = int(Qt.TextFlag.TextWordWrap)
FIXED = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
EDITABLE = FIXED | Qt.ItemFlag.ItemIsEditable
PROBLEM = Qt.ItemDataRole.UserRole + 1
"""Role under which a cell gives its `Problem`."""


class GridModel(QAbstractTableModel):
    """Cells of a `Sheet`. `edited` after every cell the officer has filled in."""

    edited = Signal()

    def __init__(self, sheet: Sheet, view: QObject) -> None:
        """view: with it the model goes, and with the model what listens to it."""
        super().__init__(view)
        self.sheet = sheet
        self._italic = QFont()
        self._italic.setItalic(True)

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.sheet.lines)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.sheet.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.FontRole):
            return self._shown(index, role)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(index.column())
        if role == PROBLEM:
            return self._problem(index)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            problem = self._problem(index)
            return problem.message if problem else self._shown(index, Qt.ItemDataRole.DisplayRole) or None
        return None

    def _shown(self, index: Index, role: int) -> Any:
        """The typed text; where there is none what stands there for it, in italics."""
        typed = self.sheet.typed(index.row(), index.column())
        if role == Qt.ItemDataRole.FontRole:
            return None if typed else self._italic
        if typed or role == Qt.ItemDataRole.EditRole:
            return typed
        return self.sheet.lines[index.row()].proposed.get(self.sheet.columns[index.column()].id, "")

    def _problem(self, index: Index) -> Problem | None:
        return self.sheet.lines[index.row()].said(self.sheet.columns[index.column()].id)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or str(value) == self.sheet.typed(index.row(), index.column()):
            return False
        before = len(self.sheet.lines)
        self.sheet.put(index.row(), index.column(), str(value))
        self._told(index.row(), before)
        self.edited.emit()
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and self.sheet.columns[index.column()].id not in self.sheet.lines[index.row()].locked:
            return EDITABLE
        return FIXED

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1) if role == Qt.ItemDataRole.DisplayRole else None
        spec = self.sheet.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return spec.label
        if role == Qt.ItemDataRole.ToolTipRole:
            return spec.hint or spec.label
        return self._side(section) | WRAPPED if role == Qt.ItemDataRole.TextAlignmentRole else None

    def _side(self, column: int) -> int:
        """Figures stand to the right, with their heading."""
        return RIGHT if self.sheet.columns[column].kind in ("money", "integer", "decimal") else LEFT

    def paste(self, row: int, column: int, block: str) -> int:
        """Fill in a block from the clipboard; see `Sheet.paste`."""
        self.beginResetModel()
        count = self.sheet.paste(row, column, block)
        self.endResetModel()
        self.edited.emit()
        return count

    def repeat_above(self, row: int, column: int) -> bool:
        """Take over the cell above."""
        if row == 0:
            return False
        return self.setData(self.index(row, column), self.sheet.above(row, column))

    def remove(self, row: int) -> bool:
        """Take a new row away; False where it is recorded already."""
        self.beginResetModel()
        gone = self.sheet.remove(row)
        self.endResetModel()
        if gone is not None:
            self.edited.emit()
        return gone is not None

    def refresh(self) -> None:
        """Draw everything anew after the sheet was loaded or judged."""
        self.beginResetModel()
        self.endResetModel()

    def _told(self, row: int, before: int) -> None:
        added = len(self.sheet.lines) - before
        if added > 0:
            self.beginInsertRows(ROOT, before, before + added - 1)
            self.endInsertRows()
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.sheet.columns) - 1))
