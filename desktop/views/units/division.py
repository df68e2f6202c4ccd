"""The sheet on which a divided unit is shared out among the units that got a part of it. Keys, no rules."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout

from desktop.presenters.units_sheet import UNIT, DivisionSheet
from desktop.views.gridtab import FixedCells, GridTab
from desktop.views.gridview import GridView
from desktop.words import _


class DivisionGrid(GridView):
    """Only where a line goes is typed; its name lies a little lower."""

    def __init__(self, sheet: DivisionSheet) -> None:
        super().__init__(sheet, _("Thôn, hộ về đơn vị nào"))
        self.sheet = sheet
        self.setItemDelegate(FixedCells(self))
        self.verticalHeader().hide()

    def begin_line(self, row: int) -> None:
        """Put the cursor where that line is filled in."""
        self.begin(row, [spec.id for spec in self.sheet.columns].index(UNIT))


class DivisionTab(GridTab):
    """What is divided, how it is typed, the sheet, and how many households are left.

    `edited` after every cell; `ended` when Enter leaves the sheet at its end (True) or its beginning.
    """

    edited = Signal()
    ended = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.grid: DivisionGrid | None = None
        note = QLabel(
            _(
                "Ghi mỗi thôn về đơn vị nào: gõ tên không dấu hoặc mã, F4 lặp dòng trên, F9 danh sách. Thôn có hộ đi "
                "nơi khác: Ctrl+F9 mở từng hộ của thôn, hộ để trống thì theo thôn."
            )
        )
        note.setProperty("role", "quiet")
        note.setWordWrap(True)
        whole = self.layout()
        assert isinstance(whole, QVBoxLayout)  # noqa: S101 - as every such part is laid out
        whole.insertWidget(whole.indexOf(self.stack), note)

    def show_sheet(self, sheet: DivisionSheet) -> None:
        """Another unit, or the same read anew."""
        self.grid = DivisionGrid(sheet)
        self.grid.told.connect(self._tell)
        self.grid.grid.edited.connect(self._edited)
        self.grid.past_end.connect(self.ended)
        self.put(self.grid, filled=True)
        self.count.setText(sheet.title)
        self._tell("", "")

    def begin(self, line: str = "") -> None:
        """The cursor in the line of that key, else in the first that is not filled in."""
        if self.grid is not None:
            self.grid.begin_line(self.grid.sheet.row_of(line))

    def key(self) -> str:
        """Of the line under the cursor, "" where there is none."""
        row = -1 if self.grid is None else self.grid.currentIndex().row()
        return "" if self.grid is None or row < 0 else self.grid.sheet.lines[row].key

    def home(self) -> str:
        """The household under the cursor, "" where it is a village."""
        return "" if self.grid is None else self.grid.sheet.home(self.grid.currentIndex().row())

    def unfold(self) -> None:
        """The households of the village under the cursor, or those that go with it away again."""
        if self.grid is not None and self.grid.currentIndex().isValid():
            self.grid.finish()
            row = self.grid.sheet.unfold(self.grid.currentIndex().row())
            self.grid.grid.refresh()
            self.grid.begin_line(row)

    def finish(self) -> None:
        """Take over what is being typed into a cell."""
        if self.grid is not None:
            self.grid.finish()

    def judged(self) -> bool:
        """Whether everything is filled in; else the cursor goes to the first line that is not."""
        if self.grid is None or self.grid.sheet.check():
            return self.grid is not None
        self.grid.grid.refresh()
        self.grid.go_to_problem("hard")
        return False

    def _edited(self) -> None:
        assert self.grid is not None  # noqa: S101 - one of its cells was
        self.grid.viewport().update()  # the households of a village follow it
        self._tell("", "")
        self.edited.emit()

    def _tell(self, text: str, severity: str) -> None:
        """What is wrong in the cell, else what is left to be done."""
        if self.grid is not None:
            self.say(text or self.grid.sheet.left, severity)
