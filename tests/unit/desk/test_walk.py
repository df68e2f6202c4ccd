"""A walk over all pages and actions: nothing without a key or a name, no trap for the cursor, Tab goes as one reads."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from desk import on_screen, press
from filled import OFFICES, PLACES, Filled, Place, filled, settle
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QRadioButton,
    QTabBar,
    QTextEdit,
    QToolButton,
    QWidget,
)

from desktop.presenters.actions import GROUPS, actions
from desktop.views.page import Page
from desktop.views.shell import Shell

pytestmark = pytest.mark.usefixtures("dressed")

USED = (
    QAbstractButton, QLineEdit, QPlainTextEdit, QTextEdit, QAbstractItemView, QComboBox, QAbstractSpinBox, QTabBar,
)  # fmt: skip
KEY = re.compile(r"\((Enter|Esc|Delete|Backspace|PgUp|PgDn|F\d+|(Ctrl|Alt|Shift)\+\S+)\)")
MOST = 1500
"""Presses of Tab after which a walk is lost (a grid is passed through cell by cell)."""


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    with filled(tmp_path_factory.mktemp("offices")) as made:
        yield made


def name_of(widget: QWidget) -> str:
    """What a screen reader says."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface is not None else ""


def told(widget: QWidget) -> str:
    return f"{type(widget).__name__} [{name_of(widget)}]"


def in_use(page: Page) -> list[QWidget]:
    """What can be typed into, pressed or chosen from; without what Qt makes for itself inside of those."""
    return [
        widget
        for widget in page.findChildren(QWidget)
        if isinstance(widget, USED)
        and widget.isVisible()
        and widget.isEnabled()
        and not isinstance(widget.parentWidget(), QLineEdit | QAbstractItemView)
    ]


def stands(page: Page, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(page, QPoint()), widget.size())


class Walk:
    """Where the cursor stops until it is back where it began, and the steps that lead up or back in the same line."""

    def __init__(self, page: Page, key: str) -> None:
        self.stops: list[QWidget] = []
        self.backwards: list[str] = []
        first = at = QApplication.focusWidget()
        for _step in range(MOST):
            assert at is not None, f"the cursor is nowhere after {told(self.stops[-1])}"
            if not self.stops or self.stops[-1] is not at:
                self._stop(page, at)
            press(key)
            at = QApplication.focusWidget()
            if at is first and self.stops[-1] is not first:
                return
        pytest.fail(f"the cursor stays in {sorted({told(stop) for stop in self.stops})}")

    def _stop(self, page: Page, widget: QWidget) -> None:
        """Judged now: what has the cursor is scrolled into sight."""
        before = self.stops[-1] if self.stops else widget
        self.stops.append(widget)
        if not (page.isAncestorOf(before) and page.isAncestorOf(widget)):
            return
        one, other = stands(page, before), stands(page, widget)
        above = other.bottom() <= one.top() and other.left() < one.right()
        beside = other.top() < one.bottom() and other.bottom() > one.top() and other.right() <= one.left()
        if above or beside:
            self.backwards.append(f"{told(before)} -> {told(widget)}")


def one_of_a_group(widget: QWidget, stops: list[QWidget]) -> bool:
    """Of buttons that exclude each other Tab reaches one; arrows reach the others."""
    if not isinstance(widget, QAbstractButton) or widget.group() is None:
        return False
    return any(isinstance(stop, QAbstractButton) and stop.group() is widget.group() for stop in stops)


def reached(widget: QWidget, stops: list[QWidget]) -> bool:
    """By Tab, or it is one of a kind that needs no Tab: read only, or a button whose key is shown."""
    if widget in stops or one_of_a_group(widget, stops):
        return True
    if isinstance(widget, QLineEdit) and widget.isReadOnly():
        return True
    if isinstance(widget, QAbstractItemView) and widget.property("frozen"):
        return True
    return isinstance(widget, QToolButton) and has_a_key(widget)


def has_a_key(button: QAbstractButton) -> bool:
    return KEY.search(f"{button.text()} {button.toolTip()}") is not None


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_every_page_is_walked_through_by_keys(offices: Filled, place: Place) -> None:
    with on_screen(getattr(offices, place.office)) as shell:
        page = place.show(shell)
        used = in_use(page)
        nameless = [f"{told(one)} in {type(one.parentWidget()).__name__}" for one in used if not name_of(one)]
        assert nameless == []
        walk = Walk(page, "Tab")
        assert shell.page is page
        assert walk.backwards == []
        assert [told(one) for one in used if one.isVisible() and not reached(one, walk.stops)] == []
        assert set(Walk(page, "Shift+Tab").stops) >= {stop for stop in walk.stops if stop.isVisible()}


@pytest.mark.parametrize("office", OFFICES)
def test_every_button_has_a_key_too(offices: Filled, office: str) -> None:
    titles = {action.title.rstrip("…") for action in actions().values()}
    keyless: list[tuple[str, str]] = []
    with on_screen(getattr(offices, office)) as shell:
        for place in (one for one in PLACES if one.office == office):
            keyless += [
                (place.name, button.text())
                for button in in_use(place.show(shell))
                if isinstance(button, QAbstractButton)
                and not isinstance(button, QRadioButton)
                and button.text().rstrip("…") not in titles
                and not has_a_key(button)
                and not stands_for_a_line(button)
            ]
    assert keyless == []


def stands_for_a_line(button: QAbstractButton) -> bool:
    """A button that looks for a file stands beside a line into which the path is typed."""
    beside = button.parentWidget()
    return button.text().endswith("…") and beside is not None and beside.findChild(QLineEdit) is not None


def test_every_declared_action_can_be_done_somewhere_by_its_key_and_from_its_menu(
    offices: Filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = set(actions())
    for office in OFFICES:
        with on_screen(getattr(offices, office)) as shell:
            done: list[str] = []
            for place in (one for one in PLACES if one.office == office):
                place.show(shell)
                doable = set(shell._doings())
                with monkeypatch.context() as patched:
                    patched.setattr(shell, "do", done.append)
                    for name in sorted(doable & left):
                        do_by_keys(shell, name, done)
                left -= doable
    assert left == set()


def do_by_keys(shell: Shell, name: str, done: list[str]) -> None:
    """Its key does it, and so do Alt with the letter of its menu and the arrows."""
    action = actions()[name]
    if action.keys and name not in ("repeat", "choices"):  # the fields take these two themselves
        press(action.keys)
        assert done == [name], action.keys
        done.clear()
    if action.hidden:
        assert action.keys
        return
    letter = GROUPS[action.group].split("&")[1][0]
    press(f"Alt+{letter}")
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu), letter
    for _entry in menu.actions():
        chosen = menu.activeAction()
        if isinstance(chosen, QAction) and chosen.text() == action.title:
            break
        press("Down")
    press("Enter")
    settle(shell)
    assert done == [name], action.title
    done.clear()
