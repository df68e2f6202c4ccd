"""What the columns of a file were taken for, one field for each, to be told or corrected."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.store.imports.listed import ListColumn
from desktop.presenters.fields import Option
from desktop.presenters.importing.columns import ColumnsForm
from desktop.views import theme
from desktop.views.editors import LineEditor
from desktop.views.form import FormView
from desktop.views.page import button_for
from desktop.views.scroll import Scroll
from desktop.words import _


class ExplainPanel(QWidget):
    """`told` with what was said, heading → field; `closed` when nothing shall be. go: what saying it leads to."""

    told = Signal(dict)
    closed = Signal()

    def __init__(self, told: str, go: str) -> None:
        super().__init__()
        text = QLabel(told)
        text.setProperty("role", "quiet")
        text.setWordWrap(True)
        self.view: FormView | None = None
        inside = QWidget()
        self._room = QVBoxLayout(inside)
        self._room.setContentsMargins(0, 0, theme.px(theme.S), 0)
        self._room.addStretch(1)
        self.go = button_for(go, self.take, picture="check", primary=True)
        buttons = QHBoxLayout()
        buttons.addWidget(self.go)
        buttons.addWidget(button_for(_("Thôi (Esc)"), self.closed.emit, picture="x"))
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.M))
        column.addWidget(text)
        self._area = Scroll(inside)
        column.addWidget(self._area, 1)
        column.addLayout(buttons)

    def begin(self, columns: Sequence[ListColumn], options: Sequence[Option]) -> None:
        """Show what these were taken for, the cursor on the first that nobody has told. options: what they may hold."""
        if self.view is not None:
            self._room.removeWidget(self.view)
            self.view.hide()
            self.view.deleteLater()
        self.model = ColumnsForm(columns, options)
        self.view = FormView(self.model)
        self._room.insertWidget(0, self.view)
        last = self.view.boxes[self.model.last_asked].editor
        if isinstance(last, LineEditor):
            last.ends = True
            last.returnPressed.connect(self._finish)
        self.view.begin()

    def _finish(self) -> None:
        self.go.setFocus(Qt.FocusReason.OtherFocusReason)

    def take(self) -> None:
        """Hand over what was said, unless something cannot be understood."""
        if self.view is None:
            return
        if self.model.check():
            self.told.emit(self.model.told())
        else:
            self.view.refresh()
            self.view.go_to_problem()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)
