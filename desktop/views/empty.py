"""What stands where nothing is to be shown: what that means, and what to do next."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.views import theme
from desktop.views.icons import pixmap

PICTURE, WIDEST = 40, 520


class Empty(QWidget):
    """A quiet picture, a heading, a sentence, buttons for the next step."""

    def __init__(self) -> None:
        super().__init__()
        self._picture, self._heading, self._text = QLabel(), QLabel(), QLabel()
        self._heading.setProperty("role", "title")
        self._text.setProperty("role", "quiet")
        self._text.setWordWrap(True)
        self._text.setMaximumWidth(theme.px(WIDEST))
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(theme.px(theme.S))
        column = self._column = QVBoxLayout(self)
        column.setSpacing(theme.px(theme.M))
        column.addStretch(2)
        for label in (self._picture, self._heading, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._picture)
        column.addWidget(self._heading)
        words, steps = QHBoxLayout(), QHBoxLayout()
        words.addStretch(1)
        words.addWidget(self._text, 1000)
        words.addStretch(1)
        steps.addStretch(1)
        steps.addLayout(self._buttons)
        steps.addStretch(1)
        column.addLayout(words)
        column.addLayout(steps)
        column.addStretch(3)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is no room for all, the picture gives way to the words."""
        super().resizeEvent(event)
        around = self._column.sizeHint().height() - (0 if self._picture.isHidden() else self._picture_height())
        self._picture.setVisible(event.size().height() >= around + self._picture_height())

    def _picture_height(self) -> int:
        return self._picture.sizeHint().height() + theme.px(theme.M)

    @property
    def text(self) -> str:
        """What it says."""
        return f"{self._heading.text()} {self._text.text()}"

    def say(self, picture: str, heading: str, text: str, *buttons: QPushButton) -> None:
        """Show this (heading may be ""); the first button is the step most people want."""
        self._picture.setPixmap(pixmap(picture, theme.colours().strong_line, PICTURE))
        self._heading.setText(heading)
        self._heading.setVisible(bool(heading))
        self._text.setText(text)
        while (item := self._buttons.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for button in buttons:
            self._buttons.addWidget(button)
