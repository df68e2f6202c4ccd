"""The window before a register is open: one card, one thing at a time; work off the window's thread. No rules."""

from __future__ import annotations

from collections.abc import Callable
from time import time
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from db.domain.errors import AppError
from desktop.presenters.opening import opened, places, rescue, restoring, tries
from desktop.presenters.preferences import Preferences, save
from desktop.views import theme
from desktop.views.editors import ENTER
from desktop.views.messages import Banner
from desktop.views.opening.parts import Pane
from desktop.words import _
from desktop.work.context import JobContext
from desktop.work.jobs import Jobs

if TYPE_CHECKING:
    from db.ledger.register import Register
    from desktop.presenters.opening.restoring import Back

T = TypeVar("T")
FRAME = QSize(16, 40)
"""What the system's own frame adds to a window."""


def _pane(name: str, window: Opening) -> Pane:
    """A pane by name, imported when first shown: the log-in paints before the rest is read."""
    match name:
        case "welcome":
            from desktop.views.opening.welcome import Welcome

            return Welcome(window)
        case "login":
            from desktop.views.opening.login import LogIn

            return LogIn(window)
        case "create":
            from desktop.views.opening.create import Create

            return Create(window)
        case "sheet":
            from desktop.views.opening.sheet import Sheet

            return Sheet(window)
        case "restore":
            from desktop.views.opening.restore import Restore

            return Restore(window)
        case _:
            return _forgotten(name, window)


def _forgotten(name: str, window: Opening) -> Pane:
    """The panes for a forgotten password: with the recovery sheet, or without it."""
    if name == "rescue":
        from desktop.views.opening.rescue import Rescue

        return Rescue(window)
    from desktop.views.opening.recover import Recover

    return Recover(window)


class Opening(QWidget):
    """Ends with `delivered`: an open register and its place. `spoken` asks for another language.

    hold: takes the register for this window alone before it is opened; raises when another one has it;
    warm_up: reads what the register's window will need, off the window's thread, after the first paint.
    """

    delivered = Signal(object, str)
    spoken = Signal(str)
    painted = Signal()

    def __init__(
        self,
        preferences: Preferences,
        place: str = "",
        *,
        locked: bool = False,
        hold: Callable[[str], object] = lambda place: None,
        warm_up: Callable[[], object] = opened.warm_up,
    ) -> None:
        super().__init__()
        self.preferences = preferences
        self.jobs = Jobs(self)
        self.hold = hold
        self._warm_up = warm_up
        self._place, self._locked = place, locked
        self._gone, self._painted, self._warned = False, False, ""
        self._panes: dict[str, Pane] = {}
        self.setWindowTitle("Sổ Hỗ Trợ")
        self.banner = Banner()
        self.said = QLabel()
        self.said.setProperty("role", "quiet")
        self.said.hide()
        self._front: Pane | None = None
        self._room = QVBoxLayout()
        self.card = QFrame()
        self.card.setProperty("card", True)
        column = QVBoxLayout(self.card)
        column.setContentsMargins(*(theme.px(theme.XL),) * 4)
        column.setSpacing(theme.px(theme.M))
        column.addWidget(self.banner)
        column.addLayout(self._room)
        column.addWidget(self.said)
        scroll = self._scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        middle = QWidget()
        centre = QVBoxLayout(middle)
        centre.addWidget(self.card, 0, Qt.AlignmentFlag.AlignCenter)
        scroll.setWidget(middle)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)
        app = QApplication.instance()
        if isinstance(app, QApplication):  # large text on a small screen: the cursor stays in sight
            app.focusChanged.connect(self._keep_in_sight)
        self.resize(QSize(theme.px(960), theme.px(660)).boundedTo(self.screen().availableSize() - FRAME))
        self.start()

    # Which pane.

    @property
    def pane(self) -> Pane:
        """The pane in front."""
        assert self._front is not None  # noqa: S101 - one is shown from the beginning
        return self._front

    def start(self) -> None:
        """Where one begins: the log-in where a register is known, the welcome where none is."""
        if self._place or self.preferences.recent:
            self.show_pane("login", place=self._place, locked=self._locked)
        else:
            self.show_pane("welcome")

    def show_pane(self, name: str, **about: Any) -> None:
        """Bring a pane to the front."""
        self.banner.hide()
        pane = self._panes.get(name) or self._make(name)
        self._front = pane
        for other in self._panes.values():
            other.setVisible(other is pane)
        self.card.setFixedWidth(theme.px(pane.across + 2 * theme.XL))
        pane.begin(**about)

    def _make(self, name: str) -> Pane:
        made = self._panes[name] = _pane(name, self)
        self._room.addWidget(made)
        return made

    # What panes ask for.

    def run(self, title: str, work: Callable[[JobContext], T], done: Callable[[T], object]) -> None:
        """Do something slow; a refusal is said in the band, the pane stays as it was."""

        def ended(act: Callable[[], object]) -> None:
            self._at_work("")
            act()

        self._at_work(title)
        job = self.jobs.run(
            title,
            work,
            lambda result: ended(lambda: done(result)),
            lambda error: ended(lambda: self._failed(error)),
            register=False,
        )
        job.advanced.connect(lambda _done, _total, text: self.said.setText(text))

    def open_place(self, place: str, password: str) -> None:
        """Open a register and hand it over."""
        if self._hold(place):
            self.run(
                _("Đang mở sổ…"),
                lambda _context: opened.open_place(place, password),
                lambda register: self.deliver(register, place),
            )

    def recover_place(self, place: str, code: str, password: str) -> None:
        """Open a register by its recovery sheet and hand it over."""
        if self._hold(place):
            self.run(
                _("Đang mở sổ…"),
                lambda _context: opened.recover_place(place, code, password),
                lambda register: self.deliver(register, place),
            )

    def rescue_place(self, place: str, file: str, password: str) -> None:
        """Open a register by the answer of the office above and hand it over."""
        if self._hold(place):
            self.run(
                _("Đang mở sổ…"),
                lambda _context: rescue.accept(place, file, password),
                lambda register: self.deliver(register, place),
            )

    def restore_place(self, copy: str, place: str, password: str, done: Callable[[Back], object]) -> None:
        """Take a register back from a copy; `done` hears of it. One that another desk has open is left alone."""
        if self._hold(place):
            self.run(_("Đang phục hồi…"), lambda _context: restoring.take_back(copy, place, password), done)

    def train(self) -> None:
        """Make the register for training anew and hand it over."""
        if self._hold(str(places.training_file())):
            self.run(
                _("Đang lập sổ tập làm…"),
                lambda context: opened.make_training(context, int(time())),
                lambda made: self.deliver(*made),
            )

    def deliver(self, register: Register, place: str) -> None:
        """Hand an open register over; one that came too late for a closed window is closed again."""
        if self._gone:
            register.close()
            return
        if self._hold(place):
            self.delivered.emit(register, place)
        else:
            register.close()

    def look(self, place: str) -> None:
        """Say in the band what is wrong with a place, if anything; asks for no password."""
        if not place or not self._painted or self._gone:
            return

        def said(sentence: str) -> None:
            if sentence and not self._gone and self.pane.asks_for(place):
                self.banner.say("danger", sentence)

        self.jobs.run("", lambda _context: places.problem_of(place), said, self._failed, register=False)

    def forget(self, place: str) -> None:
        """Take a register off the list; its file stays."""
        self.preferences.forget(place)
        save(self.preferences)
        if place == self._place:
            self._place = ""
        self.start()

    def speak(self, language: str) -> None:
        """Another language from now on."""
        self.spoken.emit(language)

    def seconds_to_wait(self, place: str) -> float:
        """How long no password may be tried."""
        return tries.wait(place, time())

    def refuse(self, sentence: str) -> None:
        """Say in the band why something was refused."""
        self.banner.say("danger", sentence)

    def _hold(self, place: str) -> bool:
        try:
            self.hold(place)
        except AppError as error:
            self._failed(error)
            return False
        return True

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, AppError):
            raise error
        if self._gone:
            return
        self.banner.say("danger", error.message)
        self.pane.refused()

    def _at_work(self, title: str) -> None:
        self.said.setText(title)
        self.said.setVisible(bool(title))
        self.pane.busy(bool(title))

    # What the window itself does.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.pane.isEnabled():
            self.pane.back()
        elif event.key() in ENTER and isinstance(focused := QApplication.focusWidget(), QPushButton):
            focused.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """After the first paint what opening a register needs is imported, while the password is typed."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self._first_painted)

    def _first_painted(self) -> None:
        if self._gone:
            return
        self.painted.emit()
        self.jobs.run("", lambda _context: self._warm_up(), lambda _none: None, self._failed, register=False)
        self.look(self._place)

    def _keep_in_sight(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self._scroll.isAncestorOf(now):
            self._scroll.ensureWidgetVisible(now, theme.px(theme.L), theme.px(theme.XL))

    def closeEvent(self, event: QCloseEvent) -> None:
        """A recovery sheet that nobody holds yet keeps the window open once."""
        word = self.pane.unfinished()
        if word and word != self._warned:
            self._warned = word
            self.banner.say("warning", word)
            event.ignore()
            return
        self._gone = True
        self.jobs.close()
        for pane in self._panes.values():
            pane.gone()
        super().closeEvent(event)
