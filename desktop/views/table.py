"""A long list on screen: rows of one height, arrows to move, Enter to open; typing leads back to the search line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.qtmodels.rows import MARK, RowsModel
from desktop.views import theme
from desktop.views.editors import ENTER, LineEditor
from desktop.views.icons import pixmap
from desktop.words import _

Index = QModelIndex | QPersistentModelIndex
CHARACTER = 7
MARGIN = 18
LONG_NAME = 50
"""Letters of the longest names there are."""
FEWEST = 5
"""Columns that are never hidden."""
PICTURE = 16
COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class RowDelegate(QStyledItemDelegate):
    """Draws cells, and in the first one of a row that waits for a decision the picture of it."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        if index.column() or index.data(MARK) != "conflict":
            return
        picture = pixmap("scale", theme.colours().warning, PICTURE)
        size, rect = theme.px(PICTURE), option.rect  # type: ignore[attr-defined]
        place = QRect(rect.right() - size - theme.px(6), rect.center().y() - size // 2, size, size)
        painter.fillRect(place.adjusted(-theme.px(4), 0, theme.px(6), 0), option.palette.base())  # type: ignore[attr-defined]
        painter.drawPixmap(place, picture)


class Table(QTableView):
    """A `RowsModel` on screen.

    `chosen` with the id of the row opened; `above` when the cursor leaves the list at its top; `ordered` with the
    number of the column whose heading was pressed.
    """

    chosen = Signal(str)
    above = Signal()
    ordered = Signal(int)

    def __init__(self, rows: RowsModel, name: str, parent: QWidget | None = None, *, longest: int = 0) -> None:
        """longest: letters up to which the first column takes the room that all leave, 0 for none of it."""
        super().__init__(parent)
        self.rows = rows
        self._longest = longest
        rows.setParent(self)  # with the view it goes, and with it what listens to it
        self.setModel(rows)
        self.setItemDelegate(RowDelegate(self))
        self.setAccessibleName(name)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        numbers = self.verticalHeader()
        numbers.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        numbers.setDefaultSectionSize(theme.px(theme.ROW))
        numbers.hide()
        heads = self.horizontalHeader()
        heads.setHighlightSections(False)
        heads.setStretchLastSection(True)
        heads.setSectionsClickable(True)
        heads.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        heads.sectionClicked.connect(self.ordered)
        heads.sectionResized.connect(self._dragged)
        self.line: LineEditor | None = None
        """Where letters typed here belong, if anywhere: the search line."""
        self.widths: list[int] = []
        """Of every column, at 100 %."""
        self.widen([])
        self.doubleClicked.connect(lambda index: self.chosen.emit(rows.ids[index.row()]))

    def widen(self, widths: Sequence[int]) -> None:
        """Give the columns the widths remembered, or, if they are not of these columns, those they ask for."""
        wanted = self._wanted()
        self.widths = list(widths) if len(widths) == len(wanted) else wanted
        self._fit()

    def _wanted(self) -> list[int]:
        return [max(column.width, 4) * CHARACTER + MARGIN for column in self.rows.columns]

    def _fit(self) -> None:
        """As many columns as there is room for; those at the end, which matter least, go first."""
        room = self.viewport().width()
        for number, width in enumerate(self.widths):
            room -= theme.px(width)
            self.setColumnHidden(number, room < 0 and number >= FEWEST)
            if not self.isColumnHidden(number):
                self.setColumnWidth(number, theme.px(width))
        if room > 0 and self._longest and self.widths[0] == self._wanted()[0]:  # dragged, it stays as it was left
            most = theme.px(self._longest * CHARACTER + MARGIN)
            self.setColumnWidth(0, max(self.columnWidth(0), min(self.columnWidth(0) + room, most)))

    def _dragged(self, column: int, _before: int, width: int) -> None:
        """A column has another width by the officer's hand, not by ours."""
        if QApplication.mouseButtons() & Qt.MouseButton.LeftButton and column < len(self.widths):
            self.widths[column] = round(width * 100 / theme.px(100))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def mark_order(self, column: int, *, descending: bool) -> None:
        """Show by which column the rows are ordered."""
        way = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicatorShown(column >= 0)
        self.horizontalHeader().setSortIndicator(column, way)

    def begin(self, row: int | None = None) -> bool:
        """Put the cursor on a row (the marked one, else the first); False when there is none."""
        if not self.rows.ids:
            return False
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.point_to(max(0, self.currentIndex().row()) if row is None else row)
        return True

    def point_to(self, row: int) -> None:
        """Mark a row and bring it into sight."""
        index = self.rows.index(min(row, len(self.rows.ids) - 1), 0)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        letters = event.text()
        if event.key() in ENTER:
            if row >= 0:
                self.chosen.emit(self.rows.ids[row])
        elif event.key() == Qt.Key.Key_Up and row <= 0:
            self.above.emit()
        elif event.key() == Qt.Key.Key_Backspace or (
            letters.strip() and letters.isprintable() and not event.modifiers() & COMMANDS
        ):
            self._hand_over(event)
        else:
            super().keyPressEvent(event)

    def _hand_over(self, event: QKeyEvent) -> None:
        """What is typed here goes to the search line as the key it was, behind what stands there."""
        if self.line is not None:
            self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.line.end(False)
            QApplication.sendEvent(self.line, event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """What IBus composes grows in the search line. The cursor follows once a word is whole: moved within one, it
        would tear it apart ("d" and "d" would stay two letters)."""
        if self.line is None:
            super().inputMethodEvent(event)
            return
        if self.line.cursorPosition() < len(self.line.text()):
            self.line.end(False)
        QApplication.sendEvent(self.line, event)
        if event.commitString():
            self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> Any:
        """Input methods are told of the search line; without one nothing is composed here."""
        if self.line is None:
            return super().inputMethodQuery(query)
        found = self.line.inputMethodQuery(query)
        if isinstance(found, QRect):
            return found.translated(self.mapFromGlobal(self.line.mapToGlobal(QPoint())))
        return found

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and current.data(MARK) == "conflict":
            self.setAccessibleDescription(_("Có thông tin chờ quyết định"))
        else:
            self.setAccessibleDescription("")
