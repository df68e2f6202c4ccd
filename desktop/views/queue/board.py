"""The values in question side by side, each a card with the key that takes it. Knows no rule."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.presenters.case import Cell, Choice, Voice
from desktop.views import theme
from desktop.views.editors import ENTER
from desktop.words import _

NARROWEST = 150


class Board(QScrollArea):
    """Cards in a row. `taken` with the place of a card; `pressed` with any other letter that means something here."""

    taken = Signal(int)
    pressed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(_("Các giá trị: phím số để lấy"))
        self.cards: list[Card] = []
        self.marked = 0

    def show_choices(self, choices: Sequence[Choice]) -> None:
        """Show these values; none is marked yet."""
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(theme.M))
        self.cards = [Card(number, choice) for number, choice in enumerate(choices, 1)]
        for card in self.cards:
            layout.addWidget(card, 1)
        self.setWidget(row)
        self._fit()
        self.mark(0)

    def _fit(self) -> None:
        """As tall as the tallest card asks for; where that is too much, it scrolls."""
        row = self.widget()
        layout = row.layout() if row is not None else None
        if layout is not None:
            width = max(self.viewport().width(), layout.minimumSize().width())
            self.setMaximumHeight(layout.totalHeightForWidth(width) + theme.px(theme.M))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def mark(self, place: int) -> None:
        """Put the frame around one card."""
        self.marked = max(0, min(place, len(self.cards) - 1))
        for number, card in enumerate(self.cards):
            card.choose(number == self.marked and self.hasFocus())
        if self.cards:
            self.horizontalScrollBar().setValue(self.cards[self.marked].x())
            self.setAccessibleDescription(self.cards[self.marked].accessibleName())

    def keep(self, place: int | None) -> None:
        """The card that is about to be taken stays marked while the reason is typed."""
        for number, card in enumerate(self.cards):
            card.choose(number == place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, letter = event.key(), event.text().casefold()
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if plain and Qt.Key.Key_1 <= key <= Qt.Key.Key_9 and key - Qt.Key.Key_1 < len(self.cards):
            self.mark(key - Qt.Key.Key_1)
            self.taken.emit(self.marked)
        elif key in ENTER:
            self.taken.emit(self.marked)
        elif plain and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.mark(self.marked + (1 if key == Qt.Key.Key_Right else -1))
        elif plain and letter.isalpha():
            self.pressed.emit(letter)
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp) or not plain:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.mark(self.marked)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.keep(None)


class Card(QFrame):
    """One value: its key, the office, what it says, who stands for it."""

    def __init__(self, number: int, choice: Choice) -> None:
        super().__init__()
        self.setProperty("card", True)
        said = "; ".join(f"{cell.label}: {cell.text}" for cell in choice.cells if cell.differs)
        self.setAccessibleName(f"{number}. {choice.title}. {said}")
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(theme.M)] * 4)
        column.setSpacing(theme.px(theme.S))
        column.addLayout(self._head(number, choice))
        if len(choice.cells) == 1:
            column.addWidget(_label(choice.cells[0].text, "value"))
        elif choice.cells:
            column.addLayout(_cells(choice.cells))
        for voice in choice.voices:
            column.addWidget(_rule())
            column.addLayout(_voice(voice))
        column.addStretch(1)

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint().expandedTo(QSize(theme.px(NARROWEST), 0))

    @staticmethod
    def _head(number: int, choice: Choice) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(_label(str(number), "keycap", wrap=False), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(_label(choice.title, "heading"), 1)
        if choice.shown:
            now = QLabel(_("đang hiện"))
            now.setProperty("chip", "neutral")
            row.addWidget(now, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def choose(self, chosen: bool) -> None:
        """Draw the frame of the card in front, or take it away."""
        if bool(self.property("chosen")) != chosen:
            self.setProperty("chosen", chosen)
            self.style().unpolish(self)
            self.style().polish(self)


def _label(text: str, role: str = "", *, wrap: bool = True) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", role)
    label.setWordWrap(wrap)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _cells(cells: Sequence[Cell]) -> QGridLayout:
    """Names to the left, values to the right; what differs is marked by a ground and a letter shape, not by colour."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.px(theme.M))
    grid.setVerticalSpacing(theme.px(theme.XS))
    grid.setColumnStretch(1, 1)
    for row, cell in enumerate(cells):
        grid.addWidget(_label(cell.label, "label"), row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(_label(cell.text, "mark" if cell.differs else ""), row, 1, Qt.AlignmentFlag.AlignTop)
    return grid


def _voice(voice: Voice) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(theme.px(2))
    if voice.wrote:
        column.addLayout(_cells(voice.wrote))
    column.addWidget(_label(f"{voice.officer}, {voice.at}"))
    column.addWidget(_label(f"{voice.office}, {voice.device}", "below"))
    column.addWidget(_label(f"“{voice.reason}”" if voice.reason else _("Không ghi lý do"), "quiet"))
    return column


def _rule() -> QFrame:
    line = QFrame()
    line.setProperty("rule", True)
    line.setFixedHeight(1)
    return line
