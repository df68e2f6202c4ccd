"""The pages of the pictures in docs/screens, one line each; what a page needs beside being opened is a function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import resources
from db.ledger.register import Register
from db.store.reading import supports
from desktop.views.help import HelpPage
from desktop.views.importing.page import ImportPage
from desktop.views.page import Page
from desktop.views.prints.page import PrintsPage


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its file name, the page, whose register (of the demonstration), what the page is opened with there.

    then: done on the page once it stands, before the picture is taken.
    """

    name: str
    page: str
    office: str = "hong-thuy"
    about: Callable[[Register], Mapping[str, Any]] = lambda _register: {}
    then: Callable[[Any], object] = lambda _page: None


def search(page: PrintsPage) -> None:
    """A word searched for in the pages."""
    page.looking.search.setText("ho van nhat")
    page.looking.search.asked.emit("ho van nhat", False)


def begin(page: Page) -> None:
    """The page without a cursor that blinks."""
    page.setFocus()


def look_at_a_row(page: ImportPage) -> None:
    """A row of the list whole."""
    page.preview.table.opened.emit(page.preview.table.current())


def contents(page: HelpPage) -> None:
    """The section on printing."""
    page.opened(topic="prints")


def a_house(register: Register) -> Mapping[str, Any]:
    """The first support for a house."""
    with register.read() as connection:
        return {"id": supports(connection, policy="nha_o")[0].id}


def a_household(register: Register) -> Mapping[str, Any]:
    """The household of that house."""
    with register.read() as connection:
        return {"id": supports(connection, policy="nha_o")[0].household}


A_LIST = str(resources.path("samples", "ho-ngheo-hong-thuy-2016.xlsx"))
SLIPS = {"document": "phieu_ho_tro", "year": 2017, "policy": "nha_o"}
SHOTS = (
    Shot("home", "home", then=begin),
    Shot("households", "households", about=lambda _register: {"saved": "ngheo_co_nguoi_chua_co_the"}, then=begin),
    Shot("village", "village", about=lambda _register: {"policy": "bhyt", "year": 2018}, then=begin),
    Shot("household", "household", about=a_household, then=begin),
    Shot("support", "support", about=a_house, then=begin),
    Shot("import", "import", "hong-thuy", about=lambda _register: {"files": [A_LIST]}, then=look_at_a_row),
    Shot("packages", "packages", "a-luoi", then=begin),
    Shot("queue", "queue", "a-luoi", then=begin),
    Shot("prints", "prints", about=lambda _register: SLIPS, then=search),
    Shot("print-register", "prints", about=lambda _register: {"register": True}),
    Shot("help", "help", then=contents),
    Shot("settings", "settings", then=begin),
    Shot("keys", "help", about=lambda _register: {"keys": True}),
)
