"""The pages of the pictures in docs/screens, one line each; what a page needs beside being opened is a function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from desk import press
from filled import in_dispute
from households import CLASS, HEAD, WALK, WIFE, E, typed
from staging import LONG

import resources
from db.ledger.register import Register
from db.store.inputs import Filter
from db.store.reading import supports
from db.store.record.reading import records
from desktop.views.help import HelpPage
from desktop.views.household.page import HouseholdPage
from desktop.views.importing.page import ImportPage
from desktop.views.page import Page
from desktop.views.prints.page import PrintsPage


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its file name, the page, whose register (of the demonstration), what the page is opened with there.

    then, after: done on the page once it stands, one after the other, before the picture is taken. scene: the folder of
    the registers (see staging.py).
    """

    name: str
    page: str
    office: str = "hong-thuy"
    about: Callable[[Register], Mapping[str, Any]] = lambda _register: {}
    then: Callable[[Any], object] = lambda _page: None
    after: Callable[[Any], object] = lambda _page: None
    scene: str = "demo"


def entered(page: Any) -> None:
    """The targets of the plan of 2017, entered."""
    page.table.load("tth_2017")
    page.window_.do("refresh")


def financed(page: Any) -> None:
    """The table of money of An Giang's plan, entered."""
    page.money.load("ag_2013_2015")
    page.window_.do("refresh")


def search(page: PrintsPage) -> None:
    """A word searched for in the pages."""
    page.looking.search.setText("nguyen van binh")
    page.looking.search.asked.emit("nguyen van binh", False)


def begin(page: Page) -> None:
    """The page without a cursor that blinks."""
    page.setFocus()


def look_at_a_row(page: ImportPage) -> None:
    """A row of the list whole."""
    page.preview.table.opened.emit(page.preview.table.current())


def columns(page: ImportPage) -> None:
    """What its columns were taken for."""
    page.doings()["import_columns"]()


def contents(page: HelpPage) -> None:
    """The section on printing."""
    page.opened(topic="prints")


def a_support(policy: str) -> Callable[[Register], Mapping[str, Any]]:
    """The first support under a policy."""

    def about(register: Register) -> Mapping[str, Any]:
        with register.read() as connection:
            return {"id": supports(connection, policy=policy)[0].id}

    return about


def a_household(register: Register) -> Mapping[str, Any]:
    """The household of the first house."""
    with register.read() as connection:
        return {"id": supports(connection, policy="nha_o")[0].household}


def a_course(register: Register) -> Mapping[str, Any]:
    """A course with its roster."""
    with register.read() as connection:
        return {"id": records(connection, kind="tap_huan")[0].id}


OLD_FONT = str(resources.path("samples", "ho-ngheo-nham-2016-vntime.xlsx"))
A_LIST = str(resources.path("samples", "ho-ngheo-hong-thuy-2016.xlsx"))


def a_new_support(register: Register) -> Mapping[str, Any]:
    """A loan for that household, not recorded yet."""
    return {"household": a_household(register)["id"], "policy": "tin_dung"}


def a_new_record(register: Register) -> Mapping[str, Any]:
    """A plan or a need of that household, not recorded yet."""
    return {"household": a_household(register)["id"]}


def planning(page: Page) -> None:
    """A plan half typed."""
    typed("2019", E, "2,1", E, "Đất dốc, ít đất lúa", E, "Vay vốn nuôi bò, sửa nhà", E, E)
    typed("Mua 02 bò giống sinh sản", E, E, "vay", E, "3/2018", E, "6/2018", E)


def reviewing(page: Page) -> None:
    """Some households of a village under review."""
    typed("121", E, "7,8,4", E, "2,1", E, "135", E, "7,8", E, "2", E, "160", E, "0", E, E)
    press("Up", "Up")


def needing(page: Page) -> None:
    """A need half typed."""
    typed("phap ly", E, E, "Tranh chấp đất rẫy", E)


def typing(page: HouseholdPage) -> None:
    """A new household half typed, with a date that cannot be."""
    long = (LONG, E, "1 5 2062", E, "1", E, "pa co", E, "191234567", E, E)
    typed("1", E, *WALK, *long, *WIFE)
    page.grid.begin(0, 1)


def doubtful(page: HouseholdPage) -> None:
    """A household that is saved only with a reason: its head is ten years old."""
    typed("1", E, *WALK, *HEAD[:2], "2007", *HEAD[3:], E, *CLASS)
    press("Ctrl+S")


def splitting(page: HouseholdPage) -> None:
    """Two of the household begin one of their own."""
    page.grid.begin(2)
    page.happens("split")
    typed("3", E, "1 8 2017", E)


def palette(page: Page) -> None:
    """Every action, narrowed by a few letters."""
    page.window_.do("palette")
    typed("ho")


def taken(page: Page) -> None:
    """The value of the first office, the reason being typed."""
    press("1")
    typed("Đối chiếu bản chính giấy khai sinh")


def merged(page: Page) -> None:
    """Enter on the preview."""
    press("Enter")


def on_stick(page: Page) -> None:
    """Everything on the stick is looked at first."""
    press("Ctrl+M", "Enter")


def to_stick(page: Page) -> None:
    """A package is written onto the stick."""
    press("Ctrl+E", "Enter")


def choosing(page: Page) -> None:
    """Where to write the package."""
    press("Ctrl+E")


SLIPS = {"document": "phieu_ho_tro", "year": 2017, "policy": "nha_o"}
CARDS = {"policy": "bhyt", "year": 2018}
CARDLESS = {"saved": "ngheo_co_nguoi_chua_co_the"}
SEARCHED = {"of": "persons", "filter": Filter(text="ho"), "title": "Tên có chữ Hồ"}
SHOTS = (
    Shot("home", "home", then=begin),
    Shot("home-district", "home", "a-luoi", then=begin, scene="busy"),
    Shot("household", "household", about=a_household, then=begin),
    Shot("import", "import", "hong-thuy", about=lambda _register: {"files": [A_LIST]}, then=look_at_a_row),
    Shot("import-columns", "import", "nham", about=lambda _register: {"files": [OLD_FONT]}, then=columns),
    Shot("template", "template", "hong-thuy", about=lambda _register: {"file": A_LIST}),
    Shot("household-dispute", "household", "a-luoi", about=in_dispute, then=begin, scene="busy"),
    Shot("household-new", "household", then=typing),
    Shot("household-reason", "household", then=doubtful),
    Shot("household-split", "household", about=a_household, then=splitting),
    Shot("support", "support", about=a_support("nha_o"), then=begin),
    Shot("support-card", "support", about=a_support("bhyt"), then=begin),
    Shot("support-loan", "support", about=a_new_support),
    Shot("plan", "plan", about=a_new_record, then=planning),
    Shot("need", "need", about=a_new_record, then=needing),
    Shot("households", "households", about=lambda _register: CARDLESS, then=begin),
    Shot("households-search", "households", about=lambda _register: SEARCHED),
    Shot("village", "village", about=lambda _register: CARDS, then=begin),
    Shot("review", "review", then=reviewing),
    Shot("packages", "packages", "a-luoi", then=begin),
    Shot("packages-export", "packages", "nham", then=choosing),
    Shot("packages-written", "packages", "a-luoi", then=to_stick, scene="busy"),
    Shot("packages-preview", "packages", "a-luoi", then=on_stick, scene="stick"),
    Shot("packages-result", "packages", "a-luoi", then=on_stick, after=merged, scene="stick"),
    Shot("queue", "queue", "a-luoi", then=taken, scene="busy"),
    Shot("queue-empty", "queue", "a-luoi"),
    Shot("moves", "moves", "a-luoi", then=begin, scene="busy"),
    Shot("reports", "reports", "a-luoi", about=lambda _register: {"report": "bieu_08", "year": 2017}, then=begin),
    Shot("duplicates", "duplicates", "a-luoi", then=begin, scene="twice"),
    Shot("records", "records", about=lambda _register: {"kind": "quy"}, then=begin, scene="recorded"),
    Shot("record", "record", about=a_course, then=begin, scene="recorded"),
    Shot("prints", "prints", about=lambda _register: SLIPS, then=search),
    Shot("print-register", "prints", about=lambda _register: {"register": True}),
    Shot("targets", "targets", "a-luoi", about=lambda _register: {"year": 2017}, then=entered),
    Shot("budget", "targets", "a-luoi", about=lambda _register: {"budget": True, "year": 2017}, then=financed),
    Shot("totals", "targets", about=lambda _register: {"totals": True, "year": 2017}),
    Shot("help", "help", then=contents),
    Shot("backups", "backups", then=lambda page: page.doings()["backup"]()),
    Shot("officers", "officers", then=begin),
    Shot("units", "units", "a-luoi", about=lambda _register: {"on": "2020-01-01"}, then=begin),
    Shot("settings", "settings", then=begin),
    Shot("keys", "help", about=lambda _register: {"keys": True}),
    Shot("palette", "home", then=palette),
)
