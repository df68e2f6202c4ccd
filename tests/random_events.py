"""Hands of a child at the desk: keys and mouse in any order, and what must hold whatever they do.

No exception, no window that stops answering, no cursor that is nowhere, nothing typed that is lost, no row that the
ledger does not tell. The same seed gives the same hands; work beside the window is waited for, so that it does not
decide what they meet.
"""

from __future__ import annotations

import random
import sys
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import Any

from desk import on_screen, open_list, type_text
from filled import PLACES, Filled, Place, settle
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from db.ledger.audit import audit
from db.ledger.register import Register
from db.store.drafts import drafts, load_draft
from desktop.presenters.actions import actions
from desktop.views.household.page import HouseholdPage
from desktop.views.page import Page
from desktop.views.shell import Shell
from desktop.views.support.page import SupportPage
from desktop.views.village.page import VillagePage
from desktop.work.jobs import Job

ROUND = 50
"""Events after which the hands are put back to the page, in one of its states."""
ASTRAY = 5
"""Events on other pages after which they are put back, too."""
FROZEN = 5.0
"""Seconds that no event may take on the window's thread (two cores, shared)."""
TEXTS = (
    "a", "n", "x", "1", "3", "Hồ Thị Ánh", "Kăn Nơ", "1 5 1962", "31 2 2017", "2017", "99999999999999999999", "3,8",
    "25tr", "-1", "191234567", "con", "thon 1", "ho ngheo", "  ", "'", '"', "%", "<b>", "\\", "🐃", "e\u0301",
)  # fmt: skip
MOVES = (
    "Return", "Shift+Return", "Tab", "Shift+Tab", "Up", "Down", "Left", "Right", "Esc", "Home", "End", "PgUp", "PgDown",
    "Ctrl+Home", "Ctrl+End", "Space", "Backspace", "Delete", "Shift+Down", "Ctrl+A", "Alt+Down",
)  # fmt: skip
EDITS = ("Ctrl+V", "Ctrl+C", "Ctrl+X", "Ctrl+Z", "Ctrl+Y", "Ctrl+-", "Ctrl+Return", "Ctrl+Backspace", "Shift+F10")
BLOCK = "Họ và tên\tNăm sinh\tQuan hệ với chủ hộ\nHồ Văn Dán\t1980\tChủ hộ\nKăn Dán\t1982\tvợ\n"
NOT_HERE = frozenset({"quit"})
"""The one action that ends everything."""


class Broken(Exception):
    """Something that must hold did not; the message tells the last events."""


@dataclass(slots=True)
class Told:
    """What a campaign on one page came to."""

    page: str
    seed: int
    events: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    slowest_event: str = ""
    drafts: int = 0
    """How often something typed was left behind, and found again."""
    changes: int = 0
    """Ledger changes that the hands have written."""

    def __str__(self) -> str:
        kinds = ", ".join(f"{name} {count}" for name, count in sorted(self.kinds.items()))
        return (
            f"{self.page}: seed {self.seed}, {self.events} events ({kinds}), {self.drafts} times something was left "
            f"behind and kept, {self.changes} changes written and explained, "
            f"slowest event {self.slowest * 1000:.0f} ms ({self.slowest_event})"
        )


def campaign(offices: Filled, page: str, events: int, seed: int, folder: Path) -> Told:
    """So many events on one page in all its states.

    Raises:
        Broken: what must hold did not.
    """
    told, chance = Told(page, seed), random.Random(f"{page} {seed}")
    places = [place for place in PLACES if place.page == page]
    for office in dict.fromkeys(place.office for place in places):
        mine = [place for place in places if place.office == office]
        share = events * len(mine) // len(places) or 1
        register: Register = getattr(offices, office)
        before = audit(register).changes
        with no_dialogs(folder, chance), on_screen(register) as shell, raising() as raised:
            Hands(shell, mine, chance, told, raised).play(share)
        found = audit(register)
        if found.problems:
            raise Broken(f"{page}, seed {seed}: {found.problems}")
        told.changes += found.changes - before
    return told


@contextmanager
def raising() -> Iterator[list[BaseException]]:
    """Exceptions that reach the top while this lasts."""
    caught: list[BaseException] = []
    hook = sys.excepthook

    def keep(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        caught.append(error)

    sys.excepthook = keep
    try:
        yield caught
    finally:
        sys.excepthook = hook


@contextmanager
def no_dialogs(folder: Path, chance: random.Random) -> Iterator[None]:
    """The system's own dialogs answer at once: mostly with a path, sometimes they are given up; nothing is opened."""

    def path(name: str) -> str:
        return str(folder / name) if chance.random() < 0.7 else ""

    answers: dict[str, Callable[..., Any]] = {
        "getSaveFileName": lambda *_all, **_more: (path("ra.pdf"), ""),
        "getOpenFileName": lambda *_all, **_more: (path("vao.dongbo"), ""),
        "getOpenFileNames": lambda *_all, **_more: ([path("vao.dongbo")], ""),
        "getExistingDirectory": lambda *_all, **_more: path(""),
    }
    before = {name: getattr(QFileDialog, name) for name in answers}
    opened = QDesktopServices.openUrl
    try:
        for name, answer in answers.items():
            setattr(QFileDialog, name, staticmethod(answer))
        QDesktopServices.openUrl = staticmethod(lambda *_all: True)  # type: ignore[method-assign, assignment]
        yield
    finally:
        for name, was in before.items():
            setattr(QFileDialog, name, was)
        QDesktopServices.openUrl = opened  # type: ignore[method-assign]


class Hands:
    """What they do to one window."""

    def __init__(
        self, shell: Shell, places: list[Place], chance: random.Random, told: Told, raised: list[BaseException]
    ) -> None:
        self.shell, self.places, self.chance, self.told = shell, places, chance, told
        self._raised = raised
        self._last: deque[str] = deque(maxlen=40)
        self._keys = [one.keys for one in actions().values() if one.keys and one.id not in NOT_HERE]
        do = shell.do
        shell.do = lambda action: action not in NOT_HERE and do(action)  # type: ignore[method-assign]

    def play(self, events: int) -> None:
        """Play; the last look is at what was left behind."""
        elsewhere = 0
        for number in range(events):
            elsewhere = 0 if self.shell.page is not None and self.shell.page.name == self.told.page else elsewhere + 1
            if number % ROUND == 0 or elsewhere > ASTRAY:
                elsewhere = 0
                self._leave()
                self._watched("show", lambda: self.chance.choice(self.places).show(self.shell))
            self._one()
        self._leave()

    def _one(self) -> None:
        dice = self.chance.random()
        if dice < 0.25:
            text = self.chance.choice(TEXTS)
            self._do("text", text, lambda: type_text(text, self._target()))
        elif dice < 0.62:
            self._press("move", self.chance.choice(MOVES))
        elif dice < 0.80:
            self._press("key", self.chance.choice(self._keys))
        elif dice < 0.86:
            self._press("edit", self.chance.choice(EDITS))
        elif dice < 0.88:
            self._press("menu", f"Alt+{self.chance.choice('SGBXIT')}")
        else:
            self._mouse()

    def _target(self) -> QWidget:
        """Where a key arrives, as QApplication has it."""
        popup = QApplication.activePopupWidget()
        if popup is not None:
            return popup.focusWidget() or popup
        return QApplication.focusWidget() or self.shell

    def _press(self, kind: str, key: str) -> None:
        if key == "Ctrl+V":
            QGuiApplication.clipboard().setText(self.chance.choice((BLOCK, "1962", "", "\t\n\t")))
        pressed = QKeySequence(key)[0]
        self._do(kind, key, lambda: QTest.keyClick(self._target(), pressed.key(), pressed.keyboardModifiers()))

    def _mouse(self) -> None:
        listed = open_list() if self.chance.random() < 0.5 else None
        window = QApplication.activePopupWidget() or listed or self.shell
        at = QPoint(self.chance.randrange(window.width()), self.chance.randrange(window.height()))
        widget = window.childAt(at) or window
        here = widget.mapFrom(window, at)
        name = f"{type(widget).__name__} {at.x()},{at.y()}"
        how = self.chance.random()
        if how < 0.7:
            self._do("click", name, lambda: QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=here))
        elif how < 0.8:
            self._do("double click", name, lambda: QTest.mouseDClick(widget, Qt.MouseButton.LeftButton, pos=here))
        elif how < 0.87:
            self._do("right click", name, lambda: QTest.mouseClick(widget, Qt.MouseButton.RightButton, pos=here))
        elif how < 0.97:
            self._do("wheel", name, lambda: _turn_wheel(widget, here, self.chance.choice((-120, 120))))
        else:
            size = self.chance.choice(((1366, 728), (900, 600), (1920, 1040)))
            self._do("resize", str(size), lambda: self.shell.resize(*size))

    def _do(self, kind: str, what: str, act: Callable[[], object]) -> None:
        self.told.events += 1
        self.told.kinds[kind] += 1
        self._watched(f"{kind} {what}", act)

    def _watched(self, what: str, act: Callable[[], object]) -> None:
        """Do it, wait for what it began, and look whether all is well."""
        self._last.append(f"{self.shell.page.name if self.shell.page else ''}: {what}")
        start = perf_counter()
        try:
            act()
            QApplication.processEvents()
        except Exception as error:
            raise self._broken("an exception") from error
        took = perf_counter() - start
        if took > self.told.slowest:
            self.told.slowest, self.told.slowest_event = took, self._last[-1]
        if not what.startswith("show") and took > FROZEN:
            raise self._broken(f"the window stood still for {took:.1f} s")
        if self.shell.jobs.findChildren(Job) or self.told.events % 10 == 0:
            settle(self.shell)
        if self._raised:
            raise self._broken("an exception") from self._raised[0]
        if not self.shell.isVisible():
            raise self._broken("the window is gone")
        if QApplication.activePopupWidget() is None and self.shell.isActiveWindow() and not QApplication.focusWidget():
            raise self._broken("the cursor is nowhere")

    def _broken(self, what: str) -> Broken:
        return Broken(
            f"{self.told.page}, seed {self.told.seed}, event {self.told.events}: {what} after {[*self._last]}"
        )

    def _leave(self) -> None:
        """Another page comes to the front: what was typed is in a draft."""
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        page = self.shell.page
        if page is None:
            return
        self._watched("leave", lambda: self.shell.go("settings"))
        left = typed(page)
        if left is None:
            return
        self.told.drafts += 1
        with self.shell.desk.register.read() as connection:
            kept = [row.place for row in drafts(connection)]
        bodies = [load_draft(self.shell.desk.register, place) or {} for place in kept]
        if not any(holds(body, left) for body in bodies):
            raise self._broken(f"what was typed is in no draft: {left}, kept {bodies}")


def typed(page: Page) -> dict[str, Any] | None:
    """What stands on a page and is not in the register; nothing for pages on which nothing is entered."""
    if isinstance(page, HouseholdPage):
        return page.entry.draft() if page.entry.dirty else None
    if isinstance(page, SupportPage):
        form = page.presenter.form
        return {"form": form.draft()} if page.presenter.dirty() and form is not None else None
    if isinstance(page, VillagePage):
        body = {"new": page.work.new.draft(), "handout": page.work.handout.draft()}
        return body if any(body.values()) else None
    return None


def holds(kept: dict[str, Any], left: dict[str, Any]) -> bool:
    """Every value that was left behind is kept; the one under the cursor was tidied when the cursor went."""
    there, wanted = dict(values(kept)), dict(values(left))
    differ = [path for path in wanted if path in there and there[path] != wanted[path]]
    return wanted.keys() <= there.keys() and len(differ) <= 1


def values(body: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """The single texts of a draft that are not empty, by where they stand."""
    if isinstance(body, dict):
        for name, value in body.items():
            yield from values(value, f"{path}.{name}")
    elif isinstance(body, list | tuple):
        for number, value in enumerate(body):
            yield from values(value, f"{path}[{number}]")
    elif isinstance(body, str) and body:
        yield path, body


def _turn_wheel(widget: QWidget, at: QPoint, by: int) -> None:
    event = QWheelEvent(
        QPointF(at), QPointF(widget.mapToGlobal(at)), QPoint(), QPoint(0, by), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)
