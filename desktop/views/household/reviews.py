"""The list of a household's reviews, and beneath it why the one under the cursor came out so."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.presenters.household.reviews import ReviewLine
from desktop.presenters.rows import Column, Row
from desktop.qtmodels.rows import RowsModel
from desktop.views import theme
from desktop.views.empty import Empty
from desktop.views.table import Table
from desktop.words import _


class ReviewList(QWidget):
    """`chosen` with the review whose round is to be opened."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._lines: dict[str, ReviewLine] = {}
        columns = [Column(_("Ngày"), 11), Column(_("B1 / B2"), 9), Column(_("Kết quả"), 27), Column(_("Diễn biến"), 18)]
        self.table = Table(RowsModel(columns, self._page), _("Các lần rà soát của hộ"))
        self.table.chosen.connect(lambda record: self.chosen.emit(self._lines[record]))
        self.table.selectionModel().currentRowChanged.connect(lambda now, _before: self._why(now.row()))
        self.why, self.empty = QLabel(), Empty()
        self.why.setProperty("role", "below")
        self.why.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.px(theme.S), 0, 0)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.why)
        layout.addWidget(self.empty, 1)
        self.show_lines([], recorded=False)

    def show_lines(self, lines: Sequence[ReviewLine], *, recorded: bool) -> None:
        """Show these; `recorded`: the household itself is in the register already."""
        self._lines = {line.id: line for line in lines}
        self.table.rows.show(list(self._lines))
        for widget in (self.table, self.why):
            widget.setVisible(bool(lines))
        self.empty.setVisible(not lines)
        told = _("Chưa có lần rà soát nào. Alt+9: rà soát cả thôn.")
        new = _("Lưu hộ xong thì rà soát ở trang Rà soát (Alt+9).")
        self.empty.say("clipboard-list", "", told if recorded else new)
        self._why(0)

    def _why(self, row: int) -> None:
        lines = list(self._lines.values())
        self.why.setText(lines[row].why if 0 <= row < len(lines) else "")

    def _page(self, ids: Sequence[str]) -> list[Row]:
        lines = [self._lines[record] for record in ids]
        return [Row(line.cells, "conflict" if line.conflict else "") for line in lines]
