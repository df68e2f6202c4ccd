"""The pages of the pictures in docs/screens, one line each; what a page needs beside being opened is a function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from desktop.views.help import HelpPage
from desktop.views.page import Page
from desktop.views.prints.page import PrintsPage


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its file name, the page, whose register (of the demonstration), what the page is opened with.

    then: done on the page once it stands, before the picture is taken.
    """

    name: str
    page: str
    office: str = "hong-thuy"
    about: Mapping[str, Any] = field(default_factory=dict)
    then: Callable[[Any], object] = lambda _page: None


def search(page: PrintsPage) -> None:
    """A word searched for in the pages."""
    page.looking.search.setText("ho van nhat")
    page.looking.search.asked.emit("ho van nhat", False)


def begin(page: Page) -> None:
    """The page without a cursor that blinks."""
    page.setFocus()


def contents(page: HelpPage) -> None:
    """The section on printing."""
    page.opened(topic="prints")


SHOTS = (
    Shot("home", "home", then=begin),
    Shot("prints", "prints", about={"document": "phieu_ho_tro", "year": 2017, "policy": "nha_o"}, then=search),
    Shot("print-register", "prints", about={"register": True}),
    Shot("help", "help", then=contents),
    Shot("keys", "help", about={"keys": True}),
)
