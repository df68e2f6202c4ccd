"""The print register on screen: newest first, narrowed by typing; Enter prints a line again. Prints nothing itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QVBoxLayout, QWidget

from db.domain.values import show_date
from db.store.printing import PrintLine
from desktop.presenters.fields import FieldSpec
from desktop.presenters.prints import PrintList, cells
from desktop.presenters.rows import Column, Row
from desktop.qtmodels.rows import RowsModel
from desktop.views import theme
from desktop.views.askline import AskLine
from desktop.views.editors import LineEditor
from desktop.views.empty import Empty
from desktop.words import _

CHARACTER = 8
SUBJECT = 2
"""The column that takes what room is left."""


class RegisterView(QWidget):
    """The list with its line to narrow it, and one for the number that the văn thư has given.

    `again` carries the line that shall be printed again; `numbered` the line and what was typed for it.
    """

    again = Signal(object)
    numbered = Signal(object, str)

    def __init__(self, lines: PrintList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self.line = LineEditor(FieldSpec(id="narrow", label=_("Lọc sổ in"), width=40), self)
        self.line.setPlaceholderText(_("Lọc: số, mẫu, hộ, thôn, người in, ngày…"))
        self.model = RowsModel(
            [
                Column(_("Số"), 12), Column(_("Mẫu"), 24), Column(_("In cho"), 20), Column(_("Lúc in"), 17),
                Column(_("Người in"), 16), Column(_("Số trang"), 9, right=True),
                Column(_("In lại lần"), 10, right=True), Column(_("Văn bản số, ngày"), 17),
                Column(_("Phiên bản dữ liệu"), 16),
            ],
            self._rows,
        )  # fmt: skip
        self.given = AskLine(_("Số văn bản, ngày"), _("Số văn bản và ngày, ví dụ: 05 10/12/2017 (Enter ghi, Esc thôi)"))
        self.given.hide()
        self.table = QTableView()
        self._dress_table()
        self.empty = Empty()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(theme.S))
        for widget, stretch in ((self.line, 0), (self.given, 0), (self.table, 1), (self.empty, 1)):
            layout.addWidget(widget, stretch)
        self.line.textChanged.connect(self._narrow)
        self.given.asked.connect(self._given)
        self.given.dropped.connect(self._leave_given)
        self.table.activated.connect(lambda index: self.again.emit(self._line_at(index.row())))

    def _dress_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setAccessibleName(_("Sổ in"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.setShowGrid(False)
        table.setAlternatingRowColors(True)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(theme.px(theme.ROW))
        heads = table.horizontalHeader()
        heads.setHighlightSections(False)
        for number, column in enumerate(self.model.columns):
            table.setColumnWidth(number, theme.px(column.width * CHARACTER))
        heads.setSectionResizeMode(SUBJECT, QHeaderView.ResizeMode.Stretch)

    def refresh(self) -> None:
        """Read the register anew and show it."""
        self._lines.read()
        self._narrow(self.line.text())

    def chosen(self) -> PrintLine | None:
        """The line the cursor stands on."""
        index = self.table.currentIndex()
        return self._line_at(index.row()) if index.isValid() else None

    def begin(self) -> None:
        """Put the cursor where the officer begins: on the newest line, or into the line to narrow."""
        if self.model.ids:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            self.table.selectRow(0)
        else:
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_number(self) -> None:
        """Ask for the number of the paper on the line chosen."""
        line = self.chosen()
        if line is not None:
            self.given.setText(" ".join((line.paper_no, show_date(line.paper_date))).strip())
            self.given.show()
            self.given.begin()

    def _given(self, typed: str, _backwards: bool) -> None:
        line = self.chosen()
        if line is not None:
            self.numbered.emit(line, typed)

    def _leave_given(self) -> None:
        self.given.hide()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def kept(self, record: str) -> None:
        """The number is kept: show it, the cursor on its line."""
        self.refresh()
        self._leave_given()
        if record in self.model.ids:
            self.table.selectRow(self.model.ids.index(record))

    def give_number(self, line: PrintLine, typed: str) -> str:
        """Keep what was typed for a line; raises what the register raises."""
        return self._lines.give_number(line, typed)

    def _line_at(self, row: int) -> PrintLine:
        return self._lines.lines[self.model.ids[row]]

    def _rows(self, ids: Sequence[str]) -> list[Row]:
        return [Row(cells(self._lines.lines[record])) for record in ids]

    def _narrow(self, typed: str) -> None:
        self.model.show(self._lines.matching(typed))
        nothing = not self.model.ids
        self.table.setVisible(not nothing)
        self.empty.setVisible(nothing)
        self.empty.say(
            "printer",
            "",
            _("Không có bản in nào khớp với “{0}”.").format(typed)
            if typed.strip()
            else _("Chưa in gì. Mỗi lần in ra máy hoặc lưu PDF sẽ có một dòng ở đây, với số ghi ở chân trang giấy."),
        )
