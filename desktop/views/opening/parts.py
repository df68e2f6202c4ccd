"""What the panes of the opening window share: their frame, large ways to choose, a line of text. No rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.presenters.fields import FieldSpec
from desktop.presenters.preferences import Preferences
from desktop.views import theme
from desktop.views.editors import LineEditor
from desktop.views.icons import icon, pixmap
from desktop.views.messages import Banner
from desktop.views.page import button_for
from desktop.views.single import SingleField, ends
from desktop.work.context import JobContext

if TYPE_CHECKING:
    from db.ledger.register import Register
    from desktop.presenters.opening.restoring import Back

T = TypeVar("T")


class Room(Protocol):
    """What a pane may ask of the window it stands in."""

    preferences: Preferences
    banner: Banner

    def start(self) -> None:
        """Where one begins: the log-in where a register is known, the welcome where none is."""

    def show_pane(self, name: str, **about: Any) -> None:
        """Bring a pane to the front."""

    def run(self, title: str, work: Callable[[JobContext], T], done: Callable[[T], object]) -> None:
        """Do something slow; a refusal is said in the band, the pane stays as it was."""

    def open_place(self, place: str, password: str) -> None:
        """Open a register and hand it over."""

    def recover_place(self, place: str, code: str, password: str) -> None:
        """Open a register by its recovery sheet and hand it over."""

    def rescue_place(self, place: str, file: str, password: str) -> None:
        """Open a register by the answer of the office above and hand it over."""

    def restore_place(self, copy: str, place: str, password: str, done: Callable[[Back], object]) -> None:
        """Take a register back from a copy; `done` hears of it."""

    def train(self) -> None:
        """Make the register for training anew and hand it over."""

    def deliver(self, register: Register, place: str) -> None:
        """Hand an open register over."""

    def look(self, place: str) -> None:
        """Say in the band what is wrong with a place, if anything; asks for no password."""

    def forget(self, place: str) -> None:
        """Take a register off the list; its file stays."""

    def speak(self, language: str) -> None:
        """Another language from now on."""

    def seconds_to_wait(self, place: str) -> float:
        """How long no password may be tried."""


class Pane(QWidget):
    """One thing to do before a register is open. `begin` puts the cursor where it starts; Esc goes `back`."""

    across = 520
    """Width in pixels at 100 %."""

    def __init__(self, window: Room, title: str, word: str = "") -> None:
        super().__init__()
        self.window_ = window
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(theme.px(theme.M))
        self.heading = label(title, "display")
        self.body.addWidget(self.heading)
        self.word = label(word, "quiet")
        self.body.addWidget(self.word)
        self.word.setVisible(bool(word))

    def begin(self, **about: Any) -> None:
        """The pane comes to the front."""

    def back(self) -> None:
        """Esc: to what was before."""
        self.window_.start()

    def asks_for(self, place: str) -> bool:
        """Whether the pane waits for the password of this register."""
        return False

    def refused(self) -> None:
        """What was asked for was refused, and the band says why; the cursor goes where it can be mended."""

    def unfinished(self) -> str:
        """Why the window should not be closed now, "" when it may be."""
        return ""

    def gone(self) -> None:
        """The window closes: what the pane holds open is given back."""

    def busy(self, at_work: bool) -> None:
        """Something runs that this pane waits for; nothing may be pressed twice."""
        self.setEnabled(not at_work)

    def row(self, *widgets: QWidget | None) -> None:
        """Widgets side by side as the next line of the pane."""
        self.body.addLayout(beside(*widgets))


def beside(*widgets: QWidget | None) -> QHBoxLayout:
    """Widgets side by side; None pushes what follows to the right."""
    line = QHBoxLayout()
    line.setSpacing(theme.px(theme.S))
    for widget in widgets:
        line.addStretch(1) if widget is None else line.addWidget(widget)
    return line


def label(text: str, role: str = "") -> QLabel:
    """A text that breaks where it must."""
    made = QLabel(text)
    made.setWordWrap(True)
    if role:
        made.setProperty("role", role)
    return made


def link(title: str, act: Callable[[], object], picture: str = "") -> QPushButton:
    """A quiet button for what one seldom does."""
    button = button_for(title, act)
    button.setIcon(icon(picture, theme.colours().accent))
    button.setProperty("flat", True)
    return button


class Way(QPushButton):
    """A large button: picture, title, what happens then."""

    def __init__(self, picture: str, title: str, word: str, act: Callable[[], object]) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.setAccessibleDescription(word)
        self.clicked.connect(lambda _checked=False: act())
        drawing = QLabel()
        drawing.setPixmap(pixmap(picture, theme.colours().accent, 28))
        texts = QVBoxLayout()
        texts.setSpacing(theme.px(2))
        texts.addWidget(label(title, "heading"))
        texts.addWidget(label(word, "quiet"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(*(theme.px(theme.L),) * 4)
        layout.setSpacing(theme.px(theme.L))
        layout.addWidget(drawing, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(texts, 1)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)  # as tall as its texts want to be at its width
        for child in self.findChildren(QLabel):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go to the neighbour."""
        if event.key() == Qt.Key.Key_Down:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Up:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)


class LineBox(SingleField):
    """A line of text with its label. then: what Enter does where it is the last field of its pane."""

    def __init__(self, spec: FieldSpec, then: Callable[[], object] | None = None) -> None:
        self.line = LineEditor(spec)
        super().__init__(spec, self.line)
        ends(self.line, then)
