"""The list of a household's supports with the line that adds one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.presenters.fields import FieldSpec, read
from desktop.presenters.household.supports import SupportLine
from desktop.presenters.rows import Column, Row
from desktop.qtmodels.rows import RowsModel
from desktop.views import theme
from desktop.views.editors import ChoiceEditor
from desktop.views.empty import Empty
from desktop.views.table import Table
from desktop.words import _

LONGEST = 40
"""Letters of a policy and what is given under it, for which the first column takes the room that is left."""


class SupportList(QWidget):
    """`chosen` with the id of a support to open, `added` with the policy of one to add."""

    chosen = Signal(str)
    added = Signal(str)

    def __init__(self, policies: FieldSpec) -> None:
        super().__init__()
        self._lines: dict[str, SupportLine] = {}
        columns = [
            Column(_("Hỗ trợ"), 14),
            Column(_("Cho"), 13),
            Column(_("Năm"), 5, right=True),
            Column(_("Số tiền"), 11, right=True),
            Column(_("Tình trạng"), 12),
        ]
        self.table = Table(RowsModel(columns, self._page), _("Hỗ trợ của hộ"), longest=LONGEST)
        self.table.chosen.connect(self.chosen)
        self.empty = Empty()
        self.line = ChoiceEditor(policies)
        self.line.stays = True
        self.line.setPlaceholderText(_("Thêm: gõ tên chính sách rồi Enter (Ctrl+H)"))
        self.line.entered.connect(self._add)
        self.line.setProperty("stop", False)
        add = QHBoxLayout()
        add.addWidget(self.line, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.px(theme.S), 0, 0)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.empty, 1)
        layout.addLayout(add)
        self.show_lines([], recorded=False)

    def show_lines(self, lines: Sequence[SupportLine], *, recorded: bool) -> None:
        """Show these supports; `recorded`: the household itself is in the register already."""
        self._lines = {line.id: line for line in lines}
        self.table.rows.show(list(self._lines))
        self.table.setVisible(bool(lines))
        self.empty.setVisible(not lines)
        self.empty.say(
            "clipboard-list",
            "",
            _("Chưa có hỗ trợ nào. Ctrl+H để thêm một hỗ trợ cho hộ này.")
            if recorded
            else _("Lưu hộ xong thì thêm hỗ trợ ở đây (Ctrl+H)."),
        )
        self.line.setEnabled(recorded)

    def point_to(self, support: str) -> bool:
        """Put the cursor on a support; False when it is none of these."""
        return support in self._lines and self.table.begin(self.table.rows.ids.index(support))

    def year(self) -> int | None:
        """Of the support under the cursor, else of the newest; None while there is none."""
        row = self.table.currentIndex().row() if self.table.hasFocus() else 0
        return self._lines[self.table.rows.ids[max(row, 0)]].year if self._lines else None

    def begin(self) -> None:
        """Put the cursor where the policy of a new support is typed."""
        self.line.fill("")
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _page(self, ids: Sequence[str]) -> list[Row]:
        lines = [self._lines[record] for record in ids]
        return [Row(line.cells, "conflict" if line.conflict else "") for line in lines]

    def _add(self) -> None:
        policy = read(self.line.spec, self.line.shows()).value
        if policy is None:
            self.line.unfold()
        else:
            self.added.emit(policy)
