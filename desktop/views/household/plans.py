"""The list of a household's plans and registered needs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.presenters.household.plans import PlanLine
from desktop.presenters.rows import Column, Row
from desktop.qtmodels.rows import RowsModel
from desktop.views import theme
from desktop.views.empty import Empty
from desktop.views.table import Table
from desktop.words import _


class PlanList(QWidget):
    """`chosen` with the page and the id of a plan or need to open."""

    chosen = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._lines: dict[str, PlanLine] = {}
        columns = [Column(_("Loại"), 9), Column(_("Nội dung"), 34), Column(_("Khi"), 10), Column(_("Tình trạng"), 12)]
        self.table = Table(RowsModel(columns, self._page), _("Kế hoạch, nhu cầu của hộ"))
        self.table.chosen.connect(lambda record: self.chosen.emit(self._lines[record].page, record))
        self.empty = Empty()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.px(theme.S), 0, 0)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.empty, 1)
        self.show_lines([], recorded=False)

    def show_lines(self, lines: Sequence[PlanLine], *, recorded: bool) -> None:
        """Show these; `recorded`: the household itself is in the register already."""
        self._lines = {line.id: line for line in lines}
        self.table.rows.show(list(self._lines))
        self.table.setVisible(bool(lines))
        self.empty.setVisible(not lines)
        told = _("Chưa có kế hoạch, nhu cầu nào. Ctrl+N lập kế hoạch giảm nghèo; Ctrl+Shift+N ghi điều hộ cần.")
        self.empty.say(
            "clipboard-list", "", told if recorded else _("Lưu hộ xong thì lập kế hoạch, ghi nhu cầu ở đây.")
        )

    def _page(self, ids: Sequence[str]) -> list[Row]:
        lines = [self._lines[record] for record in ids]
        return [Row(line.cells, "conflict" if line.conflict else "") for line in lines]
