"""The line that people are found by."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from desktop.presenters.fields import FieldSpec
from desktop.views import theme
from desktop.views.editors import LineEditor
from desktop.views.icons import icon
from desktop.words import _


class SearchLine(LineEditor):
    """`down` leads into the list, `entered` opens the first row, `emptied` when Esc has taken the words away."""

    down = Signal()
    emptied = Signal()

    def __init__(self) -> None:
        super().__init__(FieldSpec(id="search", label=_("Tìm người, hộ"), max_length=500))
        self.stays = True
        self.setPlaceholderText(_("Họ tên, năm sinh, thôn, số cuối của CCCD, số thẻ…  (F3)"))
        self.addAction(icon("search", theme.colours().quiet), LineEditor.ActionPosition.LeadingPosition)
        self.setClearButtonEnabled(True)
        self.setProperty("search", True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.down.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self.emptied.emit()
        else:
            super().keyPressEvent(event)
