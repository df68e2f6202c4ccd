"""What a person needs to know around a conflict: the household with its head, place, class and people."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.presenters.case import Line
from desktop.views import theme
from desktop.words import _

LEAST, WIDTH = 150, 280


class ContextCard(QFrame):
    """A narrow column of lines, each a name and a text; the one in question is marked by a word too."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.setMinimumWidth(theme.px(LEAST))
        self.setMaximumWidth(theme.px(WIDTH))
        self._inner: QWidget | None = None
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.px(theme.S)] * 4)
        self._heading = QLabel(_("Hộ"))
        self._heading.setProperty("role", "heading")
        layout.addWidget(self._heading)
        layout.addWidget(self._area, 1)
        self._around = self._heading.sizeHint().height() + layout.spacing() + 2 * theme.px(theme.S) + 2

    def show_lines(self, lines: Sequence[Line], *, of_office: bool = False) -> None:
        """Show these lines; of_office: of a record that is no household's."""
        self._heading.setText(_("Cơ quan") if of_office else _("Hộ"))
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(2))
        for line in lines:
            label = QLabel(line.label)
            label.setProperty("role", "label")
            text = QLabel(_("{0} (đang xét)").format(line.text) if line.marked else line.text)
            text.setProperty("role", "mark" if line.marked else "")
            text.setWordWrap(True)
            text.setTextFormat(Qt.TextFormat.PlainText)
            column.addWidget(label)
            column.addWidget(text)
            column.addSpacing(theme.px(theme.XS))
        column.addStretch(1)
        self._area.setWidget(inner)
        self._inner = inner
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As tall as its lines; where there is less room, they scroll."""
        width = max(self._area.viewport().width(), 1)
        tall = self._inner.heightForWidth(width) if self._inner is not None else 0
        return QSize(super().sizeHint().width(), self._around + tall)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()
