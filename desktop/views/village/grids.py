"""The two spreadsheets of whole-village work: who is written, and what became of a hand-out. Keys, no rules."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem

from desktop.presenters.village_handout import KEYS, HandoutSheet
from desktop.presenters.village_sheet import TICK, CandidateSheet
from desktop.views import theme
from desktop.views.frozen import FrozenColumns
from desktop.views.gridtab import FixedCells
from desktop.views.gridview import GridView
from desktop.views.icons import pixmap

Index = QModelIndex | QPersistentModelIndex
COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
BOX, FIXED = 16, 2
ScrollHint = QAbstractItemView.ScrollHint


class _TickCells(FixedCells):
    """A box with or without a tick in the first column; who is left out is written quietly."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        if index.column() == 0:
            option.text = ""  # type: ignore[attr-defined]
        if not _ticked(self.parent(), index):
            for role in (QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText):
                option.palette.setColor(role, QColor(theme.colours().quiet))  # type: ignore[attr-defined]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        if index.column():
            return
        c, size, rect = theme.colours(), theme.px(BOX), option.rect  # type: ignore[attr-defined]
        box = QRect(rect.center().x() - size // 2, rect.center().y() - size // 2, size, size)
        ticked = _ticked(self.parent(), index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(c.accent if ticked else c.strong_line), 1))
        painter.setBrush(QColor(c.accent if ticked else c.surface))
        painter.drawRoundedRect(box, theme.px(3), theme.px(3))
        if ticked:
            painter.drawPixmap(box, pixmap("check", c.on_accent, BOX))
        painter.restore()


def _ticked(view: object, index: Index) -> bool:
    assert isinstance(view, GridView)  # noqa: S101 - made for no other
    return bool(view.grid.sheet.lines[index.row()].typed.get(TICK))


class CandidateGrid(GridView):
    """Space puts a line in or out, Ctrl+D fills down. `ticked` after every change of who is in."""

    ticked = Signal()

    def __init__(self, sheet: CandidateSheet, name: str) -> None:
        super().__init__(sheet, name)
        self.sheet = sheet
        self.setItemDelegate(_TickCells(self))
        self.verticalHeader().hide()
        heads = self.horizontalHeader()
        heads.setTextElideMode(Qt.TextElideMode.ElideNone)
        heads.setMinimumHeight(2 * heads.fontMetrics().lineSpacing() + theme.px(theme.S))
        self._fixed = FrozenColumns(self, FIXED, _TickCells(self))
        self.clicked.connect(lambda index: self.tick() if index.column() == 0 else None)

    def spread(self, widths: list[int], left: int) -> list[int]:
        """In a wide window every column but the ticks takes its share of the room that is left."""
        return [widths[0], *(width + left * width // sum(widths[1:]) for width in widths[1:])]

    def begin_work(self) -> bool:
        """Put the cursor into the first cell of the first line that waits to be filled in; False without lines."""
        if not self.sheet.lines:
            return False
        self.begin(0, self._further(0, -1) or 0)
        return True

    def scrollTo(self, index: Index, hint: ScrollHint = ScrollHint.EnsureVisible) -> None:
        """A cell never stays behind the columns that are always in sight."""
        super().scrollTo(index, hint)
        behind = self._fixed.reach - self.visualRect(index).left()
        if index.column() >= FIXED and behind > 0:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - behind)

    def tick(self) -> None:
        """The line of the cursor (or all lines marked) in or out."""
        for row in sorted({index.row() for index in self.selectedIndexes()} or {self.currentIndex().row()}):
            if row >= 0:
                self.sheet.tick(row)
        self._drawn()

    def tick_all(self) -> None:
        """All lines in, or out."""
        self.sheet.tick_all()
        self._drawn()

    def fill_down(self) -> int:
        """The value of the cursor's cell (the uppermost marked one) into the lines below; how many."""
        index = self.currentIndex()
        rows = sorted({cell.row() for cell in self.selectedIndexes() if cell.column() == index.column()})
        count = self.sheet.fill_down(rows or [index.row()], index.column()) if index.isValid() else 0
        if count:
            self._drawn()
            self.grid.edited.emit()
        return count

    def _drawn(self) -> None:
        model = self.grid
        model.dataChanged.emit(model.index(0, 0), model.index(model.rowCount() - 1, model.columnCount() - 1))
        self.ticked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.modifiers() & COMMANDS:
            self.tick()
        elif event.text() and not self.model().flags(self.currentIndex()) & Qt.ItemFlag.ItemIsEditable:
            self._elsewhere(event)
        else:
            super().keyPressEvent(event)

    def _elsewhere(self, event: QKeyEvent) -> None:
        """A cell that is not typed into takes commands and Enter, no letters."""
        if event.modifiers() & COMMANDS or not event.text().isprintable():
            super().keyPressEvent(event)


class HandoutGrid(GridView):
    """n, v, t say what became of a line and go on to the next; Space goes through the answers."""

    def __init__(self, sheet: HandoutSheet, name: str) -> None:
        super().__init__(sheet, name)
        self.sheet = sheet
        self.setItemDelegate(FixedCells(self))
        self.verticalHeader().hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index, letter = self.currentIndex(), event.text().lower()
        in_note = index.column() == len(self.sheet.columns) - 1
        if event.modifiers() & COMMANDS or not index.isValid() or in_note:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Space:
            self.sheet.cycle(index.row())
            self._said(index.row())
        elif letter in KEYS:
            self.sheet.answer(index.row(), KEYS[letter])
            self._said(index.row())
            self._go(index.row() + 1, index.column())
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.sheet.answer(index.row(), None)
            self._said(index.row())
        elif not letter.strip() or not letter.isprintable():
            super().keyPressEvent(event)

    def _said(self, row: int) -> None:
        model = self.grid
        model.dataChanged.emit(model.index(row, 0), model.index(row, model.columnCount() - 1))
        model.edited.emit()
