"""Lists whose rows begin with a state: fixed rows, a picture beside the word of the first cell, Enter to open."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from desktop.qtmodels.rows import PICTURE, RowsModel
from desktop.views import theme
from desktop.views.editors import ENTER
from desktop.views.icons import icon, pixmap

Index = QModelIndex | QPersistentModelIndex
CHARACTER = 7
PICTURE_SIZE = 18
KEPT, LEAST = 2, 260
"""Columns at the beginning that are never hidden, and the room the last one must have: it says what to do next."""


class SignDelegate(QStyledItemDelegate):
    """Draws a state as picture and word in the colour of what it means."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        sign = index.data(PICTURE)
        if sign is None:
            return
        picture, tone = sign
        colour = getattr(theme.colours(), tone if tone != "neutral" else "quiet")
        option.decorationSize = QSize(theme.px(PICTURE_SIZE), theme.px(PICTURE_SIZE))  # type: ignore[attr-defined]
        drawn = QIcon(icon(picture, colour))
        drawn.addPixmap(pixmap(picture, colour), QIcon.Mode.Selected)  # Qt pales it otherwise
        option.icon = drawn  # type: ignore[attr-defined]
        option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration  # type: ignore[attr-defined]
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText):
            option.palette.setColor(role, QColor(colour))  # type: ignore[attr-defined]


class SignTable(QTableView):
    """A `RowsModel` on screen. `opened` with a row's id on Enter; `at` whenever the cursor stands on another row."""

    opened = Signal(str)
    at = Signal(str)

    def __init__(self, rows: RowsModel, name: str) -> None:
        super().__init__()
        self.rows = rows
        self.least, self.kept = LEAST, KEPT
        self.scrolls = False
        """Columns that find no room are reached by scrolling, instead of being left out."""
        self.setModel(rows)
        self.setItemDelegate(SignDelegate(self))
        self.setAccessibleName(name)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        numbers = self.verticalHeader()
        numbers.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        numbers.setDefaultSectionSize(theme.px(theme.ROW))
        numbers.hide()
        heads = self.horizontalHeader()
        heads.setHighlightSections(False)
        heads.setTextElideMode(Qt.TextElideMode.ElideRight)
        heads.setStretchLastSection(True)
        heads.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.doubleClicked.connect(lambda index: self.opened.emit(self.rows.ids[index.row()]))

    def fit(self) -> None:
        """The last column takes what is left; where that is less than `least` (pixels at 100 %), columns before it go,
        the last ones first, and the `kept` ones share the room.
        """
        widths = [theme.px(column.width * CHARACTER + 20) for column in self.rows.columns[:-1]]
        room = self.viewport().width() - theme.px(self.least)
        shown = len(widths)
        while not self.scrolls and shown > self.kept and sum(widths[:shown]) > room:
            shown -= 1
        needed = sum(widths[:shown])
        share = 1.0 if self.scrolls or needed <= room else max(room, 0) / needed
        for number, width in enumerate(widths):
            self.setColumnHidden(number, number >= shown)
            if number < shown:
                self.setColumnWidth(number, int(width * share))
        if self.scrolls and widths:
            self.setColumnWidth(len(widths), theme.px(self.least))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def show_ids(self, ids: list[str]) -> None:
        """Show these rows; the cursor stays on its record."""
        before = self.current()
        self.rows.show(ids)
        if ids:
            self.selectRow(ids.index(before) if before in ids else 0)

    def hug(self) -> None:
        """No taller than its rows."""
        frame = 2 * self.frameWidth()
        rows = max(2, len(self.rows.ids)) * theme.px(theme.ROW)
        self.setMaximumHeight(self.horizontalHeader().sizeHint().height() + rows + frame)

    def current(self) -> str:
        """The record under the cursor, "" for none."""
        row = self.currentIndex().row()
        return self.rows.ids[row] if 0 <= row < len(self.rows.ids) else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and self.current():
            self.opened.emit(self.current())
        elif event.key() in (Qt.Key.Key_Escape, *ENTER):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.at.emit(self.current())
