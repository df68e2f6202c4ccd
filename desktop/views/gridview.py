"""The spreadsheet people type into: Enter goes on, arrows move, typing replaces, F4 repeats, a block can be pasted."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.presenters.past import Spot
from desktop.presenters.sheet import Sheet
from desktop.qtmodels.grid import PROBLEM, GridModel
from desktop.views import theme
from desktop.views.editors import ENTER, ChoiceEditor, LineEditor, NoteEditor, editor_for

Index = QModelIndex | QPersistentModelIndex
CHARACTER = 8
CELL = 22
"""Room around the text of a cell, at 100 %."""
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


class CellDelegate(QStyledItemDelegate):
    """Draws problems and the frame of the cell one types into; opens the editor a column calls for."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        model = index.model()
        assert isinstance(model, GridModel)  # noqa: S101 - the view below takes no other
        editor = editor_for(model.sheet.columns[index.column()], parent)
        editor.stays = True
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, LineEditor | NoteEditor) and not editor.shows():
            editor.fill(str(index.data(Qt.ItemDataRole.EditRole)))
            if isinstance(editor, LineEditor):
                editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, LineEditor | NoteEditor):
            model.setData(model.index(index.row(), index.column()), editor.shows())

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Enter, Tab and the arrows up and down end the editor and move; the view decides where to."""
        view = self.parent()
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and isinstance(view, GridView)
            and isinstance(editor, LineEditor | NoteEditor)
        ):
            if event.key() in (*ENTER, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Up, Qt.Key.Key_Down):
                if event.modifiers() & (CONTROL | Qt.KeyboardModifier.AltModifier):
                    return False
                self.commitData.emit(editor)
                self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
                view.step(event)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.RevertModelCache)
                return True
            return False
        return super().eventFilter(editor, event)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        c = theme.colours()
        problem = index.data(PROBLEM)
        frame = c.accent if option.state & QStyle.StateFlag.State_HasFocus else ""  # type: ignore[attr-defined]
        if problem is not None:
            hard = problem.severity == "hard"
            frame = c.danger if hard else c.warning
            painter.fillRect(option.rect, QColor(c.danger_soft if hard else c.warning_soft))  # type: ignore[attr-defined]
        super().paint(painter, option, index)
        if frame:
            painter.save()
            painter.setPen(QPen(QColor(frame), 2))
            painter.drawRect(option.rect.adjusted(1, 1, -2, -2))  # type: ignore[attr-defined]
            painter.restore()


class GridView(QTableView):
    """A `Sheet` on screen. `past_end` when Enter is pressed in the blank last row; `told` says what a cell is about;
    `stays` when a row that is recorded was to be taken away; `pasted` with the number of cells.
    """

    past_end = Signal(bool)
    told = Signal(str, str)
    stays = Signal(int)
    pasted = Signal(int)

    def __init__(self, sheet: Sheet, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid = GridModel(sheet, self)
        self.least = 3
        """Rows there is room for at least."""
        self.setModel(self.grid)
        self.setItemDelegate(CellDelegate(self))
        self.setAccessibleName(name)
        self.setAlternatingRowColors(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        self.setEditTriggers(QAbstractItemView.EditTrigger.AnyKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(theme.px(theme.ROW))
        heads = self.horizontalHeader()
        heads.setHighlightSections(False)
        heads.setTextElideMode(Qt.TextElideMode.ElideRight)
        heads.setStretchLastSection(True)
        self._longest: list[int] = []
        self.grid.modelReset.connect(self._measure)
        self.grid.modelReset.connect(self._back_to)
        self._measure()
        self._place: tuple[int, int] | None = None

    def sizeHint(self) -> QSize:
        rows = min(max(self.least, self.grid.rowCount()), 12)
        return QSize(theme.px(600), self.tall(rows))

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self.tall(1))

    def tall(self, rows: int) -> int:
        """Height in which so many rows are seen, with the bar beneath where columns have no room."""
        heads = self.horizontalHeader()
        bar = self.horizontalScrollBar().sizeHint().height() if heads.length() > self.width() else 0
        return heads.sizeHint().height() + rows * theme.px(theme.ROW) + bar + 2 * self.frameWidth()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.share()
            self.updateGeometry()

    def share(self) -> None:
        """Every column gets the width it asks for; what is left goes first to those whose texts it would cut."""
        wanted = [theme.px(max(spec.width, 4) * CHARACTER) for spec in self.grid.sheet.columns]
        left = max(0, self.viewport().width() - sum(wanted))
        for number, width in enumerate(wanted):
            more = min(left, max(0, self._longest[number] - width))
            wanted[number] += more
            left -= more
        for number, width in enumerate(self.spread(wanted, left)):
            self.setColumnWidth(number, width)

    def spread(self, widths: list[int], _left: int) -> list[int]:
        """Widths with the room that even the longest texts leave: here it is the last column's."""
        return widths

    def _measure(self) -> None:
        """Find the width every column needs for its longest text; never while typing, when nothing may move."""
        self._longest = [self._needs(number) for number in range(self.grid.columnCount())]
        self.share()

    def _needs(self, column: int) -> int:
        cells = (self.grid.index(row, column).data() for row in range(self.grid.rowCount()))
        text = max((str(cell or "") for cell in cells), key=len, default="")
        return self.fontMetrics().horizontalAdvance(text) + theme.px(CELL)

    def spot(self, name: str = "") -> Spot | None:
        """The cell under the cursor; name: what the sheet is called in a form."""
        index = self.currentIndex()
        if not index.isValid():
            return None
        spec = self.grid.sheet.columns[index.column()]
        return Spot(name, spec.label, self.grid.sheet.lines[index.row()].key, spec.id)

    def finish(self) -> None:
        """Take over what is being typed into a cell."""
        editor = self.indexWidget(self.currentIndex())
        if isinstance(editor, LineEditor | NoteEditor):
            self.commitData(editor)
            self.closeEditor(editor, QStyledItemDelegate.EndEditHint.NoHint)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Reached by Enter or Tab the cursor stands in a cell, ready for the first key."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self._go(*(self._place or (0, 0)))

    def begin(self, row: int = 0, column: int = 0) -> None:
        """Put the cursor into a cell."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._go(row, column)

    def go_to_problem(self, severity: str = "") -> bool:
        """Put the cursor into the first cell with a problem (of this severity); False when there is none."""
        for row, line in enumerate(self.grid.sheet.lines):
            for column, spec in enumerate(self.grid.sheet.columns):
                problem = line.problems.get(spec.id)
                if problem is not None and severity in ("", problem.severity) and not line.empty:
                    self.begin(row, column)
                    return True
        return False

    def event(self, event: QEvent) -> bool:
        """Ctrl+- takes a row out here, though elsewhere the window makes a page smaller with it."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _takes_out(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.key() in (*ENTER, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.step(event)
        elif event.key() == Qt.Key.Key_F4 and index.isValid():
            self.repeat()
        elif event.key() == Qt.Key.Key_F9 and index.isValid():
            self.unfold()
        elif event.key() == Qt.Key.Key_Delete and index.isValid():
            for cell in self.selectedIndexes():
                self.grid.setData(cell, "")
        elif _takes_out(event) and index.isValid():
            if not self.grid.remove(index.row()):
                self.stays.emit(index.row())
        else:
            super().keyPressEvent(event)

    def step(self, event: QKeyEvent) -> None:
        """Where a key leads from the current cell."""
        row, column = self.currentIndex().row(), self.currentIndex().column()
        if event.key() == Qt.Key.Key_Up:
            self._go(row - 1, column)
        elif event.key() == Qt.Key.Key_Down:
            self._go(row + 1, column)
        elif event.key() == Qt.Key.Key_Backtab or event.modifiers() & SHIFT:
            self._back(row, column)
        else:
            self._on(row, column)

    def _on(self, row: int, column: int) -> None:
        sheet = self.grid.sheet
        last = row == len(sheet.lines) - 1
        if row < 0:
            self._go(0, 0)
        elif last and sheet.growing and sheet.lines[row].empty:
            self.past_end.emit(True)
        elif (further := self._further(row, column)) is not None:
            self._go(row, further)
        elif last:
            self.past_end.emit(True)
        else:
            self._go(row + 1, self._further(row + 1, -1) or 0)

    def _further(self, row: int, column: int) -> int | None:
        """The next cell of the row at which Enter stops."""
        sheet = self.grid.sheet
        return next((n for n in range(column + 1, len(sheet.columns)) if not sheet.passed_over(row, n)), None)

    def _back(self, row: int, column: int) -> None:
        if column > 0:
            self._go(row, column - 1)
        elif row > 0:
            self._go(row - 1, len(self.grid.sheet.columns) - 1)
        else:
            self.past_end.emit(False)

    def _go(self, row: int, column: int) -> None:
        row = min(max(row, 0), self.grid.rowCount() - 1)
        index = self.grid.index(row, column)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def repeat(self) -> None:
        """F4: the value above, and on to the next cell."""
        index = self.currentIndex()
        if self.grid.repeat_above(index.row(), index.column()):
            self._on(index.row(), index.column())

    def unfold(self) -> None:
        """F9: open the list of the cell."""
        self.edit(self.currentIndex())
        editor = self.indexWidget(self.currentIndex()) or QApplication.focusWidget()
        if isinstance(editor, ChoiceEditor):
            editor.unfold()

    def paste(self) -> None:
        """Fill in what the clipboard holds, from the current cell on."""
        block = QGuiApplication.clipboard().text()
        index = self.currentIndex()
        if block and index.isValid():
            self._place = (index.row(), index.column())
            self.pasted.emit(self.grid.paste(index.row(), index.column(), block))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            self._place = (current.row(), current.column())
            problem = current.data(PROBLEM)
            self.told.emit(problem.message if problem else "", problem.severity if problem else "")

    def _back_to(self) -> None:
        """After a reset the cursor stays where it was."""
        if self._place is not None:
            self._go(*self._place)
        self.updateGeometry()


def _takes_out(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Minus and bool(event.modifiers() & CONTROL)
