"""The main window: side bar, pages, menus, status line. Knows which page is in front, not what it means."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.presenters.actions import GROUPS, Action, actions, pages
from desktop.presenters.desk import Desk
from desktop.presenters.paths import is_sheet
from desktop.presenters.preferences import Preferences
from desktop.views import theme
from desktop.views.editors import ChoiceEditor
from desktop.views.gridview import GridView
from desktop.views.icons import icon
from desktop.views.page import Page, Surroundings
from desktop.views.palette import Palette
from desktop.views.scroll import Scroll
from desktop.words import _
from desktop.work.jobs import Job, Jobs

PageMaker = Callable[[Surroundings], Page]
RAIL = 168
SMALLEST = (880, 460)
"""Of the window, at any text size: a screen of 1366 × 768 has 910 × 485 of these pixels where they are 150 % large."""
LEADS = {
    "new": "household",
    "import": "import",
    "find": "households",
    "print": "prints",
    "help": "help",
    "keys": "help",
    "about": "help",
    "settings": "settings",
    "officers": "officers",
    "units": "units",
}
"""The page an action of the window leads to; without that page nobody can do it."""
LEADING = {"export": "packages", "merge": "packages", "enrol": "packages", "backup": "backups", "check": "backups"}
"""The page that does an action of the window when it is opened with it."""
_OF_HOUSEHOLDS = ("household", "support", "plan", "need", "import", "template")
WITHIN = dict.fromkeys(_OF_HOUSEHOLDS, "households") | {"record": "records"}
"""The entry of the side bar under which a page without one of its own stands."""

PATIENCE = 400
"""Milliseconds after which work that still runs is told of; most is done before anybody has read of it."""


class Shell(QMainWindow):
    """One open register on screen.

    `locked`, `leaving` (open another register) and `redressed` (draw this window anew) are for whoever opened it.
    """

    locked = Signal()
    leaving = Signal()
    redressed = Signal()

    def __init__(self, desk: Desk, makers: Mapping[str, PageMaker], preferences: Preferences) -> None:
        """makers: how every page is made, by name; a page is made when it is first shown."""
        super().__init__()
        self.desk = desk
        self.jobs = Jobs(self)
        self.preferences = preferences
        self._makers = makers
        self._pages: dict[str, Page] = {}
        self._trail: list[tuple[str, dict[str, Any]]] = []
        self._acts: dict[str, QAction] = {}
        self._job: Job | None = None
        self._work = ""
        self._running: list[Job] = []
        self._declared = actions()
        unit = desk.unit_name()
        self.setWindowTitle(f"{unit} – Sổ Hỗ Trợ")
        self._stack = QStackedWidget()
        self._rail_buttons: dict[str, QToolButton] = {}
        self._build_menus()
        self._build_centre(unit, desk.training())
        self._build_status()
        self.jobs.started.connect(self._job_started)
        self._stop_listening = desk.listen(self._heard)
        self.setMinimumSize(*SMALLEST)
        self.setAcceptDrops(True)
        self.resize(1366, 728)

    # What pages ask for.

    def go(self, page: str, **about: Any) -> None:
        """Show a page (made now if it never was); what it shows is told by `about`."""
        self._trail = self.trail
        self._show(page, about)

    def _show(self, page: str, about: dict[str, Any]) -> None:
        before = self.page
        shown = self._pages.get(page)
        if shown is None:
            shown = self._pages[page] = self._makers[page](self)
            self._stack.addWidget(shown)
            shown.stale.connect(self._show_hint)
        if before is not None and before is not shown:
            before.left()
        self._trail = [*(step for step in self._trail if step != (page, about)), (page, about)][-50:]
        self._stack.setCurrentWidget(shown)
        button = self._rail_buttons.get(WITHIN.get(page, page))
        for other in self._rail_buttons.values():
            other.setChecked(other is button)
        if button is not None:
            self._side.reveal(button, button.rect())
        shown.opened(**about)
        self._show_hint()

    def back(self) -> None:
        """Show the page before this one."""
        if len(self._trail) > 1:
            self._trail.pop()
            self._show(*self._trail.pop())

    @property
    def trail(self) -> list[tuple[str, dict[str, Any]]]:
        """The pages shown, the one in front last; `resume` takes a new window of the same register there."""
        if self.page is None or not self._trail:
            return list(self._trail)
        *before, (name, about) = self._trail
        return [*before, (name, self.page.stands(about))]

    def resume(self, trail: Sequence[tuple[str, dict[str, Any]]]) -> None:
        """Stand where another window of this register stood, with the way back it had."""
        steps = [(page, about) for page, about in trail if self.has(page)]
        if steps:
            self._trail = steps[:-1]
            self._show(*steps[-1])

    def redress(self, **about: Any) -> None:
        """Draw everything anew as the preferences now say."""
        if about and self._trail:
            self._trail[-1] = (self._trail[-1][0], about)
        self.redressed.emit()

    def when_free(self, act: Callable[[], object]) -> None:
        """Do something once no background work is under way: now, or when that has ended."""
        if not self._running:
            act()
        else:
            last = self._running[-1]
            self.told(_("Làm xong việc này rồi mới khóa: {0}").format(last.title))
            last.ended.connect(lambda: self.when_free(act))

    def has(self, page: str) -> bool:
        """Whether this window can show a page of that name."""
        return page in self._makers

    def told(self, text: str) -> None:
        """Say something in passing."""
        self._said.setText(text)
        self._said.setAccessibleName(text)

    @property
    def page(self) -> Page | None:
        """The page in front."""
        found = self._stack.currentWidget()
        return found if isinstance(found, Page) else None

    def do(self, action: str) -> bool:
        """Do an action where it can be done: in the field, on the page, in the window."""
        doing = self._doings().get(action)
        if doing is None:
            self.told(_("Việc này chưa làm được ở đây: {0}").format(self._declared[action].title.rstrip("…")))
            return False
        before, said = self.page, self._said.text()
        doing()
        if self.page is not before and self._said.text() == said and self._job is None:
            self.told("")  # what was said of another page
        self._show_hint()
        return True

    def _show_hint(self) -> None:
        self._hint.setText(self.page.hint() if self.page is not None else "")

    def _doings(self) -> dict[str, Callable[[], object]]:
        own: dict[str, Callable[[], object]] = {
            "palette": self._show_palette,
            "back": self.back,
            "quit": self.close,
            "lock": self.locked.emit,
            "open": self.leaving.emit,
            "settings": lambda: self.go("settings"),
            "officers": lambda: self.go("officers"),
            "units": lambda: self.go("units"),
            "recovery_sheet": lambda: self.go("settings", at="recovery"),
            "new": lambda: self.go("household"),
            "import": lambda: self.go("import"),
            "print": lambda: self.go("prints"),
            "help": lambda: self.go("help", topic=self._name),
            "keys": lambda: self.go("help", keys=True),
            "about": lambda: self.go("help", about=True),
            "find": self._find,
            **{f"go_{name}": lambda name=name: self.go(name) for name in pages() if name in self._makers},  # type: ignore[misc]
        }
        own = {name: act for name, act in own.items() if name not in LEADS or LEADS[name] in self._makers}
        for name, page in LEADING.items():
            if page in self._makers:
                own[name] = lambda name=name, page=page: self.go(page, do=name)  # type: ignore[misc]
        if self.page is not None:
            own |= self.page.doings()
        focus = QApplication.focusWidget()
        if isinstance(focus, GridView):
            own |= {"repeat": focus.repeat, "choices": focus.unfold}
        elif isinstance(focus, ChoiceEditor):
            own["choices"] = focus.unfold
        return own

    @property
    def _name(self) -> str:
        """Name of the page in front, "" before the first."""
        return self._trail[-1][0] if self._trail else ""

    def _find(self) -> None:
        """The list of people, with the cursor where one types; coming back later, it stays where it was."""
        self.go("households")
        if self.page is not None:
            self.page.doings().get("find", lambda: None)()

    def _show_palette(self) -> None:
        doable = self._doings()
        Palette([a for a in self._declared.values() if a.id in doable and a.id != "palette"], self.do, self).unfold()

    # What it is made of.

    def _build_menus(self) -> None:
        groups = {name: self.menuBar().addMenu(_(title)) for name, title in GROUPS.items()}
        for action in self._declared.values():
            act = self._acts[action.id] = QAction(action.title, self)
            act.setShortcut(QKeySequence(action.keys))
            act.setToolTip(action.hint or action.title)
            act.triggered.connect(lambda _checked=False, name=action.id: self.do(name))
            if action.hidden:
                self.addAction(act)
            else:
                groups[action.group].addAction(act)
        for menu in groups.values():
            menu.aboutToShow.connect(self._draw_menu)
            menu.aboutToHide.connect(self._mark_all)

    def _draw_menu(self) -> None:
        """What can be done now; pictures are drawn when the first menu is opened, the window does not wait for them."""
        doable = self._doings()
        for name, act in self._acts.items():
            act.setEnabled(name in doable)
            if act.icon().isNull():
                act.setIcon(icon(self._declared[name].icon))

    def _mark_all(self) -> None:
        """Shortcuts stay alive: a key that leads nowhere says so."""
        for act in self._acts.values():
            act.setEnabled(True)

    def _build_centre(self, unit: str, training: bool) -> None:
        centre = QWidget()
        row = QHBoxLayout(centre)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._rail(unit))
        row.addWidget(self._stack, 1)
        self.setCentralWidget(self._under_training(centre) if training else centre)

    def _rail(self, unit: str) -> QWidget:
        """The entries of the side bar and whose register this is; where the letters are large it scrolls."""
        inner = QWidget()
        inner.setObjectName("rail")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, theme.px(theme.S), 0, theme.px(theme.S))
        column.setSpacing(theme.px(2))
        for name, action in pages().items():
            if name in self._makers:
                column.addWidget(self._rail_button(name, action))
        column.addStretch(1)
        where = QLabel(unit)
        where.setProperty("role", "quiet")
        where.setWordWrap(True)
        where.setContentsMargins(theme.px(theme.M), 0, theme.px(theme.S), 0)
        column.addWidget(where)
        rail = self._side = Scroll(inner)
        rail.setObjectName("side")
        rail.setFixedWidth(theme.px(RAIL))
        return rail

    @staticmethod
    def _under_training(centre: QWidget) -> QWidget:
        """A band over every page of a register whose people are invented."""
        band = QLabel(_("TẬP LÀM – dữ liệu bịa, không gửi đi đâu được"))
        band.setObjectName("training")
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(band)
        column.addWidget(centre, 1)
        return whole

    def _rail_button(self, name: str, action: Action) -> QToolButton:
        button = self._rail_buttons[name] = QToolButton()
        button.setText(f"  {action.title}")
        button.setIcon(icon(action.icon))
        button.setIconSize(QSize(theme.px(18), theme.px(18)))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setCheckable(True)
        button.setToolTip(f"{action.title} ({action.keys})")
        button.setAccessibleName(action.title)
        button.setFixedWidth(theme.px(RAIL) - 1)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setProperty("stop", False)
        button.clicked.connect(lambda: self.do(f"go_{name}"))
        return button

    def _build_status(self) -> None:
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        self._said, self._hint = QLabel(), QLabel()
        self._progress, self._stop = QProgressBar(), QPushButton(_("Dừng"))
        self._stop.setProperty("flat", True)
        self._progress.setFixedWidth(theme.px(220))
        bar.addWidget(self._said, 1)
        for widget in (self._progress, self._stop, self._hint):
            bar.addPermanentWidget(widget)
        self._stop.clicked.connect(self._stop_job)
        self._progress.hide()
        self._stop.hide()

    def _stop_job(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _job_started(self, job: Job) -> None:
        self._running.append(job)
        job.ended.connect(lambda: self._job_ended(job))
        QTimer.singleShot(PATIENCE, job, lambda: self._show_job(job))

    def _show_job(self, job: Job) -> None:
        if job not in self._running:
            return
        self._job = job
        self._tell_work(job.title)
        self._progress.setRange(0, 0)
        self._progress.show()
        self._stop.show()
        job.advanced.connect(self._advanced)

    def _job_ended(self, job: Job) -> None:
        self._running.remove(job)
        if self._job is job:
            self._job = None
            if self._said.text() == self._work:  # what the work's end has to say stays
                self.told("")
            self._progress.hide()
            self._stop.hide()

    def _advanced(self, done: int, total: int, text: str) -> None:
        self._progress.setRange(0, total)
        self._progress.setValue(done)
        if text:
            self._tell_work(text)

    def _tell_work(self, text: str) -> None:
        """Say what is being done, until it is done or something else is said."""
        self._work = text
        self.told(text)

    def _heard(self, kinds: frozenset[str]) -> None:
        for page in self._pages.values():
            page.heard(kinds)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped anywhere in the window."""
        if ("packages" in self._makers or "import" in self._makers) and event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Lists go to where they are brought in, everything else to the packages."""
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        page = "import" if files and all(map(is_sheet, files)) else "packages"
        if files and page in self._makers:
            event.acceptProposedAction()
            self.go(page, files=files)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing typed is lost: pages keep their drafts before the window goes."""
        for page in self._pages.values():
            page.left()
        self._stop_listening()
        self.jobs.close()
        super().closeEvent(event)
