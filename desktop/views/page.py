"""What every page is: a title, a band for sentences, actions it can do, a way to hear of changes. No rule here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from db.domain.errors import AppError
from desktop.presenters.actions import actions, key_text
from desktop.presenters.preferences import Preferences
from desktop.views import theme
from desktop.views.heading import Heading
from desktop.views.icons import SIZE, icon
from desktop.views.messages import Banner, ReasonBar
from desktop.views.stops import in_order
from desktop.words import _
from desktop.work.jobs import Jobs

if TYPE_CHECKING:  # both lead to the register's rooms, which a window that opens none shall not wait for
    from desktop.presenters.desk import Desk
    from desktop.presenters.past import Spot

GAP = 4
TOP = 32
"""Height of the line of heading and buttons."""

Doing = Mapping[str, Callable[[], object]]


class Surroundings(Protocol):
    """What a page may ask of the window it stands in."""

    desk: Desk
    jobs: Jobs
    preferences: Preferences

    def go(self, page: str, **about: Any) -> None:
        """Show another page."""

    def back(self) -> None:
        """Show the page before."""

    def told(self, text: str) -> None:
        """Say something in passing, in the status line."""

    def redress(self, **about: Any) -> None:
        """Draw everything anew as the preferences now say, at the same page; `about` is what it then shows."""

    def do(self, action: str) -> bool:
        """Do one of the declared actions; False when nobody here can."""


class Page(QWidget):
    """Base of all pages. A subclass builds its widgets in `body` and tells in `doings` what it can do now.

    `stale`: the keys that matter here are others now (work beside the window has ended).
    """

    name = ""
    stale = Signal()

    def __init__(self, window: Surroundings) -> None:
        super().__init__()
        self.window_ = window
        self.desk = window.desk
        self.heading = Heading(self)
        self._last_tool: QPushButton | None = None
        self.banner = Banner(self)
        self.reason = ReasonBar(self)
        self.banner.gone.connect(lambda: QTimer.singleShot(0, self._find_cursor))
        self.tools = QHBoxLayout()
        self.tools.setSpacing(theme.px(theme.S))
        top = QHBoxLayout()
        self.heading.setFixedHeight(theme.px(TOP))  # in one place, whether buttons stand beside it or not
        top.addWidget(self.heading, 1)
        top.addLayout(self.tools)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(theme.L), theme.px(theme.M), theme.px(theme.L), theme.px(theme.M))
        layout.setSpacing(theme.px(theme.S))
        layout.addLayout(top)
        layout.addWidget(self.banner)
        layout.addWidget(self.reason)
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.px(theme.M))
        layout.addLayout(self.body, 1)

    def opened(self, **about: Any) -> None:
        """The page comes to the front; `about` says what it shall show."""

    def left(self) -> None:
        """Another page comes to the front; nothing typed may be lost."""

    def stands(self, about: dict[str, Any]) -> dict[str, Any]:
        """What `opened` is told to come back to what is shown now; about: what it was told."""
        return about

    def heard(self, kinds: frozenset[str]) -> None:
        """Things of these kinds were written, here or elsewhere."""

    def resume(self) -> None:
        """The cursor is nowhere (what it was in is gone): put it where work goes on."""
        self.focusNextChild()

    def say_past(self, spot: Spot | None, past: Callable[[Spot], str]) -> None:
        """Say what stood in the field under the cursor before; the cursor stays there."""
        if spot is None:
            self.window_.told(_("Đứng vào một ô rồi bấm F7: lịch sử của ô ấy."))
        else:
            self.banner.say("info", past(spot))

    def _find_cursor(self) -> None:
        focus = QApplication.focusWidget()
        if self.isVisible() and self.window().isActiveWindow() and (focus is None or not focus.isVisible()):
            self.resume()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc that nobody else wanted puts the sentence away."""
        if event.key() == Qt.Key.Key_Escape and self.banner.text:
            self.banner.hide()
        else:
            super().keyPressEvent(event)

    def doings(self) -> Doing:
        """What can be done here now: action id → how."""
        return {}

    def hint(self) -> str:
        """The keys that matter here, for the status line."""
        return ""

    def tool(
        self, title: str, act: Callable[[], object] | str, *, picture: str = "", primary: bool = False
    ) -> QPushButton:
        """A button at the top right; act: what it does, or the id of the declared action, whose key it then tells."""
        if isinstance(act, str):
            action = actions()[act]
            do, keys = partial(self.window_.do, act), key_text(action.keys)
            button = button_for(title, do, picture=picture, keys=keys, primary=primary)
        else:
            button = button_for(title, act, picture=picture, primary=primary)
        self.tools.addWidget(button)
        if self._last_tool is None:  # what the page says stands below the line of tools
            in_order([button, *self.banner.stops, *self.reason.stops])
        else:
            in_order([self._last_tool, button])
        self._last_tool = button
        return button

    def attempt(self, work: Callable[[], Any]) -> bool:
        """Do something short; a refusal becomes a sentence on this page. False when it was refused."""
        try:
            work()
        except AppError as error:
            self.failed(error)
            return False
        return True

    def failed(self, error: Exception) -> None:
        """Say why something was refused; what is no refusal is our bug and goes on to the crash dialog."""
        if not isinstance(error, AppError):
            raise error
        self.banner.say("danger", error.message)

    def say_disputed(self) -> None:
        """What was saved stands beside what another desk wrote since the page was opened."""
        message = _("Đã lưu; nhưng có chỗ người khác vừa sửa khác đi: cả hai giá trị được giữ, chờ quyết định.")
        self.banner.say("warning", message, (_("Xem (Alt+5)"), lambda: self.window_.do("go_queue")))


def button_for(
    title: str, act: Callable[[], object], *, picture: str = "", keys: str = "", primary: bool = False
) -> QPushButton:
    """A push button of the one look; Enter presses it as Space does.

    keys: what does the same without it, told where the mouse rests (a title may also name its key itself).
    """
    button = QPushButton()
    if keys:
        button.setToolTip(f"{title.rstrip('…')} ({keys})")
    button.setAutoDefault(True)
    if primary:
        button.setProperty("primary", True)
    button.setIconSize(QSize(theme.px(SIZE + GAP), theme.px(SIZE)))
    entitle(button, title, picture)
    button.clicked.connect(lambda _checked=False: act())
    return button


def entitle(button: QPushButton, title: str, picture: str) -> None:
    """Name what a button does now, with the picture of just that ("" is none)."""
    button.setText(title)
    colour = theme.colours().on_accent if button.property("primary") else theme.colours().text
    button.setIcon(icon(picture, colour, GAP))


def chip(text: str, tone: str = "neutral") -> QLabel:
    """A small word with a coloured ground (danger, warning, good, info, neutral); the word carries the meaning."""
    label = QLabel(text)
    label.setProperty("chip", tone)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label


def text_card(title: str) -> tuple[QFrame, QLabel]:
    """A card with a heading and a quiet text."""
    card, text = QFrame(), QLabel()
    card.setProperty("card", True)
    heading = QLabel(title)
    heading.setProperty("role", "heading")
    text.setWordWrap(True)
    text.setProperty("role", "quiet")
    layout = QVBoxLayout(card)
    layout.setContentsMargins(*(theme.px(theme.M),) * 4)
    layout.addWidget(heading)
    layout.addWidget(text)
    return card, text


def head_card(fields: QWidget) -> QFrame:
    """The card above tabs in which a page's fields say what it shows."""
    card = QFrame()
    card.setProperty("card", True)
    inside = QVBoxLayout(card)
    inside.setContentsMargins(theme.px(theme.M), theme.px(theme.S), theme.px(theme.M), 0)
    inside.addWidget(fields)
    return card
