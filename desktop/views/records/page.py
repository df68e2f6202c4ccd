"""Page "records": the kinds of what an office keeps at the left, the list of one kind beside it, its sums beneath."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
)

from desktop.presenters.records.board import KindLine, RecordBoard
from desktop.presenters.rows import Row
from desktop.qtmodels.rows import RowsModel
from desktop.views import theme
from desktop.views.editors import ENTER
from desktop.views.empty import Empty
from desktop.views.form import FormView
from desktop.views.page import Doing, Page, Surroundings, button_for
from desktop.views.signs import CHARACTER, SignTable
from desktop.words import _

KINDS, PART = 246, 0.27
"""Width of the list of kinds, at 100 %, and the part of the page that it never exceeds (letters may be large)."""
ASK = 300
"""Width of the two fields above the list, at 100 %."""
GAP = 30
"""Pixels of a cell beside its text."""


class KindList(QListWidget):
    """The kinds under their headings. `chosen` with the kind on which the cursor stands; `into` to go into its list."""

    chosen = Signal(str)
    into = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Loại bản ghi"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.currentItemChanged.connect(self._moved)

    def fill(self, lines: Sequence[KindLine], current: str) -> None:
        """Show these; the cursor on one of them, and nothing is told of it."""
        before = self.blockSignals(True)
        self.clear()
        for line in lines:
            text = f"{line.title}  ({line.count})" if line.count else line.title
            item = QListWidgetItem(f"   {text}" if line.id else text)
            item.setData(Qt.ItemDataRole.UserRole, line.id)
            item.setToolTip(text)
            if not line.id:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
                font = item.font()
                font.setBold(True)
                item.setFont(font)
            self.addItem(item)
            if line.id and line.id == current:
                self.setCurrentItem(item)
        self.blockSignals(before)
        if self.currentItem() is not None:
            self.scrollToItem(self.currentItem())

    def _moved(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        kind = item.data(Qt.ItemDataRole.UserRole) if item is not None else ""
        if kind:
            self.chosen.emit(kind)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (*ENTER, Qt.Key.Key_Right):
            self.into.emit()
        else:
            super().keyPressEvent(event)


class RecordsPage(Page):
    """Everything an office keeps beside its households."""

    name = "records"

    def __init__(self, window: Surroundings) -> None:
        super().__init__(window)
        self.heading.setText(_("Sổ công tác"))
        self.board = RecordBoard(self.desk)
        self.kinds = KindList()
        self.title = QLabel()
        self.title.setProperty("role", "heading")
        self.ask = FormView(self.board.asked)
        self.ask.setFixedWidth(theme.px(ASK))
        self.table = SignTable(RowsModel([], self._rows_of), _("Các bản ghi"))
        self.table.scrolls = True
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.empty = Empty()
        self.sums = QLabel()
        self.sums.setProperty("role", "quiet")
        self.sums.setWordWrap(True)
        self.sums.setTextFormat(Qt.TextFormat.PlainText)
        self._build()
        self.kinds.chosen.connect(self._turn_to)
        self.kinds.into.connect(self._into)
        self.table.opened.connect(self._open)
        self.table.at.connect(lambda _record: self.stale.emit())
        self.ask.left.connect(lambda _name: self._asked())

    def _build(self) -> None:
        self.tool(_("Ghi mới"), "add_record", picture="plus", primary=True)
        self.tool(_("Excel…"), "excel", picture="file-spreadsheet")
        self.tool(_("In…"), "print", picture="printer")
        right = QVBoxLayout()
        right.setSpacing(theme.px(theme.S))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        for widget in (self.title, self.ask):
            right.addWidget(widget)
        right.addWidget(self._stack, 1)
        right.addWidget(self.sums)
        row = QHBoxLayout()
        row.setSpacing(theme.px(theme.L))
        row.addWidget(self.kinds)
        row.addLayout(right, 1)
        self.body.addLayout(row, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.kinds.setFixedWidth(min(theme.px(KINDS), round(event.size().width() * PART)))

    # What the window asks.

    def opened(self, *, kind: str = "", at: str = "", disputed: bool = False, **_about: Any) -> None:
        """kind: to be shown; at: id of a record to stand on; disputed: what was saved waits for a decision."""
        self.board.load(kind)
        self._draw()
        if at in self.board.rows:
            self.table.selectRow(list(self.board.rows).index(at))
        if disputed:
            self.say_disputed()
        if at:
            self.resume()
        else:
            self.kinds.setFocus(Qt.FocusReason.OtherFocusReason)

    def resume(self) -> None:
        """The cursor is in the list, or at the kinds where it is empty."""
        (self.table if self.board.rows else self.kinds).setFocus(Qt.FocusReason.OtherFocusReason)

    def heard(self, kinds: frozenset[str]) -> None:
        if kinds & {"record", "package", "queue", "household"} and self.isVisible():
            self._read()

    def doings(self) -> Doing:
        found: dict[str, Any] = {"refresh": self._read, "add_record": self.new}
        if self.board.rows:
            found |= {"excel": self.excel, "print": self.print_it}
        return found

    def hint(self) -> str:
        return _("↑ ↓ loại · Enter vào danh sách, mở bản ghi · Shift+F2 ghi mới · Ctrl+Shift+E Excel · Ctrl+P in")

    # What it does.

    def new(self) -> None:
        """A new record of the kind that is shown."""
        self.window_.go("record", kind=self.board.kind)

    def _open(self, record: str) -> None:
        self.window_.go("record", id=record)

    def excel(self) -> None:
        """Ask where to, and write an Excel file."""
        folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        start = str(folder / self.board.file_name(".xlsx"))
        chosen, _kind = QFileDialog.getSaveFileName(self, _("Ghi danh sách ra Excel"), start, "Excel (*.xlsx)")
        if not chosen:
            return
        out = Path(chosen) if chosen.lower().endswith(".xlsx") else Path(chosen + ".xlsx")

        def done(rows: int) -> None:
            said = _("Đã ghi {0} dòng ra {1}; đọc lại thấy đủ.").format(rows, out.name)
            url = QUrl.fromLocalFile(str(out))
            self.banner.say("good", said, (_("Mở tệp"), lambda: QDesktopServices.openUrl(url)))

        title = _("Đang ghi Excel…")
        self.window_.jobs.run(title, lambda _context: self.board.export(out), done, self.failed, register=False)

    def print_it(self) -> None:
        """Show the list on the page that prints."""
        self.window_.go("prints", handed=self.board.handed())

    # Reading and drawing.

    def _turn_to(self, kind: str) -> None:
        self.board.show(kind)
        self._draw_list()

    def _into(self) -> None:
        if self.board.rows:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.window_.told(self.board.nothing())

    def _asked(self) -> None:
        """A field above the list was left; one that was only passed changes nothing."""
        if self.board.asked.changed():
            self.board.asked.settled()
            self.board.show(self.board.kind)
            self._draw_list()

    def _read(self) -> None:
        self.board.load()
        self._draw()

    def _draw(self) -> None:
        self.kinds.fill(self.board.lines, self.board.kind)
        self._draw_list()

    def _draw_list(self) -> None:
        board = self.board
        self.title.setText(board.title)
        self.ask.refresh()
        before = self.table.current()
        columns = board.columns()
        self.table.least = columns[-1].width * CHARACTER + GAP
        self.table.rows.show([], columns)
        self.table.show_ids(list(board.rows))
        if before in board.rows:
            self.table.selectRow(list(board.rows).index(before))
        self.table.fit()
        self._stack.setCurrentIndex(0 if board.rows else 1)
        if not board.rows:
            self.empty.say("clipboard-list", board.nothing(), board.hint or board.title, self._first())
        told = board.sums()
        self.sums.setText("\n".join(told))
        self.sums.setVisible(bool(told))
        self.stale.emit()

    def _first(self) -> QPushButton:
        """The step that an empty list wants."""
        return button_for(_("Ghi mới (Shift+F2)"), lambda: self.window_.do("add_record"), picture="plus", primary=True)

    def _rows_of(self, ids: Sequence[str]) -> list[Row]:
        return self.board.shown(list(ids))
