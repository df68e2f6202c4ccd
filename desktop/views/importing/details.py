"""All there is to say of one row of a list, beside the list. No rule of its own."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.presenters.importing.rows import Detail
from desktop.views import theme
from desktop.views.page import button_for, chip
from desktop.views.scroll import Scroll
from desktop.words import _

LEAST, WIDTH = 280, 400


class Details(QFrame):
    """`closed` when it is put away, `wanted` with a household of the register."""

    closed = Signal()
    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.setMinimumWidth(theme.px(LEAST))
        self.setMaximumWidth(theme.px(WIDTH))
        self._household = ""
        self._inside = QWidget()
        self._lines = QVBoxLayout(self._inside)
        self._lines.setContentsMargins(*(theme.px(theme.M),) * 4)
        self._lines.setSpacing(theme.px(theme.XS))
        self.room = Scroll(self._inside)
        self.room.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.open = button_for(_("Mở hộ trong sổ"), lambda: self.wanted.emit(self._household), picture="house")
        self.close_button = button_for("", self.closed.emit, picture="x")
        self.close_button.setProperty("flat", True)
        self.close_button.setToolTip(_("Đóng (Esc)"))
        self.close_button.setAccessibleName(_("Đóng (Esc)"))
        buttons = QHBoxLayout()
        buttons.setContentsMargins(*(theme.px(theme.S),) * 4)
        buttons.addWidget(self.open)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.room, 1)
        column.addLayout(buttons)
        self.hide()

    @property
    def text(self) -> str:
        """Everything it says, line by line."""
        return "\n".join(label.text() for label in self._inside.findChildren(QLabel) if not label.isHidden())

    def show_detail(self, detail: Detail) -> None:
        """Show this row."""
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()  # without this Qt shows what it had not yet shown, as a window of its own
                widget.deleteLater()
        self._add(detail.heading, "title")
        self._add(detail.place, "quiet")
        self._lines.addWidget(chip(detail.sign.word, detail.sign.tone), 0, Qt.AlignmentFlag.AlignLeft)
        for block in detail.blocks:
            self._lines.addSpacing(theme.px(theme.S))
            self._add(block.title, "heading")
            for line in block.lines:
                self._add(line)
        self._lines.addStretch(1)
        self._household = detail.household
        self.open.setVisible(bool(detail.household))
        self.room.setAccessibleName(self.text)
        self.room.verticalScrollBar().setValue(0)
        self.show()

    def _add(self, text: str, role: str = "") -> None:
        label = QLabel(text)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if role:
            label.setProperty("role", role)
        self._lines.addWidget(label)

    def begin(self) -> None:
        """Put the cursor where it can go on: into the household of the register, else on the way back."""
        (self.close_button if self.open.isHidden() else self.open).setFocus(Qt.FocusReason.OtherFocusReason)
