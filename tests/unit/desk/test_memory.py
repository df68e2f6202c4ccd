"""What is no longer shown is given back: no page keeps the forms and tables that it showed before."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
import shiboken6
from desk import press, type_text
from households import at_work, entered, kept, page
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QWidget

from db.ledger.register import Register
from desktop.views.scroll import Scroll
from desktop.views.shell import Shell
from desktop.work.jobs import Job

TIMES = 4


@pytest.fixture
def shell(book: Register) -> Iterator[Shell]:
    with at_work(book) as window:
        yield window


def gone() -> Counter[str]:
    """Python's halves of widgets and models that Qt has deleted; something still holds them."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    found = [thing for thing in gc.get_objects() if isinstance(thing, QObject) and not shiboken6.isValid(thing)]
    return Counter(type(thing).__name__ for thing in found)


def again_and_again(act: Callable[[], object]) -> Counter[str]:
    """What is kept after doing something some times more."""
    act()
    before = gone()
    for _ in range(TIMES):
        act()
    kept_now = gone()
    return Counter({name: count for name, count in (kept_now - before).items() if count >= TIMES})


@pytest.mark.parametrize("policy", ["bhyt", "tin_dung", "nha_o", "tro_giup_phap_ly"])
def test_the_form_of_a_support_goes_when_another_is_opened(shell: Shell, policy: str) -> None:
    entered(shell)
    (home,) = kept(shell)

    def act() -> None:
        shell.go("support", household=home.id, policy=policy)
        type_text("1")
        press("Enter", "Enter")
        shell.go("household", id=home.id)

    assert not again_and_again(act)


def test_the_sheets_of_a_village_go_when_it_is_read_again(shell: Shell, qtbot: object) -> None:
    entered(shell)

    def act() -> None:
        shell.desk.changed("household")
        shell.go("village")
        qtbot.waitUntil(lambda: not shell.jobs.findChildren(Job), timeout=30_000)  # type: ignore[attr-defined]
        press("Down")
        shell.go("settings")

    assert not again_and_again(act)


def test_cells_that_were_typed_into_are_given_back(shell: Shell) -> None:
    entered(shell)

    def act() -> None:
        page(shell).grid.begin(0, 0)
        for _ in range(4):
            type_text("a")
            press("Enter")
        press("Ctrl+S")
        page(shell).reload()

    assert not again_and_again(act)


def test_a_window_takes_everything_with_it(book: Register) -> None:
    def act() -> None:
        with at_work(book) as window:
            for name in window._makers:
                window.go(name)
            window.close()

    assert not {name: count for name, count in again_and_again(act).items() if name.endswith(("Page", "Shell"))}


def test_what_scrolls_is_kept_by_name(book: Register) -> None:
    with at_work(book) as window:
        for name in window._makers:
            window.go(name)
        held = {id(thing) for widget in (window, *window.findChildren(QWidget)) for thing in vars(widget).values()}
        areas = window.findChildren(Scroll)
        assert len(areas) > 4
        assert [area for area in areas if id(area) not in held and type(area) is Scroll] == []
