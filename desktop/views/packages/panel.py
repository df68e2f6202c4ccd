"""What every panel of the page is: a way back, a heading, one sentence, and a body. Esc leads back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.presenters.rows import Sign
from desktop.views import theme
from desktop.views.icons import pixmap
from desktop.views.page import button_for, chip
from desktop.words import _


class Panel(QWidget):
    """`closed` when the officer goes back to the overview."""

    closed = Signal()

    def __init__(self, title: str, sentence: str) -> None:
        super().__init__()
        self.heading = QLabel(title)
        self.heading.setProperty("role", "heading")
        self.sentence = QLabel(sentence)
        self.sentence.setProperty("role", "quiet")
        self.sentence.setWordWrap(True)
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.px(theme.M))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(theme.S))
        back = button_for(_("Quay lại (Esc)"), self.closed.emit, picture="arrow-left")
        back.setProperty("flat", True)
        back.setProperty("stop", False)
        top = QHBoxLayout()
        top.addWidget(self.heading, 1)
        top.addWidget(back)
        layout.addLayout(top)
        layout.addWidget(self.sentence)
        layout.addLayout(self.body, 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def field_label(text: str, buddy: QWidget) -> QLabel:
    """The label of a field that has none of its own."""
    label = QLabel(text)
    label.setProperty("role", "label")
    label.setBuddy(buddy)
    return label


class Verdict(QFrame):
    """One plain word in large letters, with its picture: under way, done, failed."""

    def __init__(self) -> None:
        super().__init__()
        self._picture, self._word = QLabel(), QLabel()
        self._word.setProperty("role", "title")
        self._word.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(*[theme.px(theme.L)] * 4)
        row.setSpacing(theme.px(theme.M))
        row.addWidget(self._picture)
        row.addWidget(self._word, 1)
        self.hide()

    @property
    def text(self) -> str:
        """What it says, "" when it says nothing."""
        return "" if self.isHidden() else self._word.text()

    def say(self, tone: str, picture: str, text: str) -> None:
        """Show a sentence; tone: danger, warning, good or info."""
        self._picture.setPixmap(pixmap(picture, getattr(theme.colours(), tone), 28))
        self._word.setText(text)
        self.setAccessibleName(text)
        self.setProperty("banner", tone)
        for widget in (self, self._word):
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        self.show()


class Counts(QWidget):
    """Chips with how many of what."""

    def __init__(self) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(theme.S))

    def show_counts(self, counts: Sequence[tuple[Sign, int]]) -> None:
        """Show these."""
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for sign, count in counts:
            self._row.addWidget(chip(f"{sign.word}: {count}", sign.tone))
        self._row.addStretch(1)


class Lines(QLabel):
    """The record under the cursor in whole sentences, which a row of a list has no room for."""

    def __init__(self) -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setMinimumHeight(theme.px(40))
        self.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
