"""Hands that enter a household by keys: what the tests of its page share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from desk import on_screen, press, type_text
from ledgers import seeded

from db.ledger.change import decode
from db.ledger.register import Register
from db.ledger.streams import lines_of, list_streams
from db.store.places.villages import add_village
from db.store.reading import household, household_ids
from db.store.rows import HouseholdRow
from desktop.views.household.page import HouseholdPage
from desktop.views.shell import Shell

TODAY = "2017-12-31"
E = "<Enter>"
WALK = [E] * 9
"""From the village through the other fields of the household to its people."""

HEAD = ("Hồ Văn Thử", E, "1 5 1962", E, "1", E, "pa co", E, "191234567", E, E)
WIFE = ("Kăn Nơ", E, "1965", E, "v", E, E, E)
GIRL = ("Hồ Thị Ánh", E, "2 9 2001", E, "con", E, "nu", E, E, E)
PEOPLE = ("a hu", E, *WALK, *HEAD, *WIFE, *GIRL, E)
CLASS = ("n", E, "th", E, "1 1 2017", E, E, "12/QĐ-UBND", E, "5 1 2017", E, E, "3,8", E)


@contextmanager
def at_work(book: Register) -> Iterator[Shell]:
    """The window with a register that knows two villages, on a day of 2017."""
    book.providers = seeded(1)
    for name in ("A Hươr", "Thôn 1"):
        add_village(book, name)
    with on_screen(book) as window:
        yield window


def page(shell: Shell) -> HouseholdPage:
    found = shell.page
    assert isinstance(found, HouseholdPage)
    return found


def kept(shell: Shell) -> list[HouseholdRow]:
    """All households of the register, in the order they were entered."""
    with shell.desk.register.read() as connection:
        rows = [household(connection, record, TODAY) for record in household_ids(connection)]
    return sorted(rows, key=lambda row: row.id)


def actions_written(shell: Shell) -> int:
    """How many actions the ledger holds."""
    with shell.desk.register.read() as connection:
        streams = list_streams(connection, mine=True)
        return len({decode(line).t for one in streams for line in lines_of(connection, one, 1, one.last)})


def typed(*parts: str) -> None:
    """Text and keys in turn: a key stands in angle brackets."""
    for part in parts:
        if part.startswith("<"):
            press(part.strip("<>"))
        else:
            type_text(part)


def begin(shell: Shell) -> HouseholdPage:
    shell.go("household")
    return page(shell)


def entered(shell: Shell) -> HouseholdRow:
    """A household typed in and saved."""
    begin(shell)
    typed(*PEOPLE, *CLASS)
    press("Ctrl+S")
    (row,) = kept(shell)
    return row
