"""The history of a household or of one field of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.presenters.household.history import HistoryLine
from desktop.presenters.rows import Column, Row
from desktop.qtmodels.rows import RowsModel
from desktop.views import theme
from desktop.views.table import Table
from desktop.words import _


class HistoryList(QWidget):
    """`left` when Esc is pressed in it."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._lines: dict[str, HistoryLine] = {}
        columns = [
            Column(_("Lúc"), 16),
            Column(_("Ai"), 14),
            Column(_("Mục"), 20),
            Column(_("Trước"), 12),
            Column(_("Sau"), 12),
            Column(_("Lý do"), 20),
            Column(_("Máy, gói mang về"), 28),
        ]
        self.title = QLabel()
        self.title.setProperty("role", "quiet")
        self.title.setWordWrap(True)
        self.table = Table(RowsModel(columns, self._page), _("Lịch sử"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.px(theme.S), 0, 0)
        layout.addWidget(self.title)
        layout.addWidget(self.table, 1)

    def show_lines(self, title: str, lines: Sequence[HistoryLine]) -> None:
        """Show these changes; `title` says of what they are."""
        self._lines = {line.id: line for line in lines}
        self.table.rows.show(list(self._lines))
        self.title.setText(title if lines else f"{title} {_('Chưa có thay đổi nào.')}")

    def _page(self, ids: Sequence[str]) -> list[Row]:
        return [Row(self._lines[line].cells) for line in ids]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
