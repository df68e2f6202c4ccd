"""Registers as they are after some weeks of work, and every page on them: for tests that go through all pages."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from time import monotonic
from typing import Any
from unittest.mock import patch

from clashes import clashing
from desk import press, type_text
from divided import PHU_THUAN, divided
from exchanges import District, district_at_work, found
from machine import state_folder
from moves import request, sent_down, sent_up
from office_records import keep_some
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from samples import CMND, FIRST, HEADS, altered

from db.ledger.register import Register, settings
from db.store.deciding.queue import list_queue
from db.store.figures.budget_lines import load_budget
from db.store.figures.targets import load_plan
from db.store.handover import moving
from db.store.inputs import FollowUpInput, MeasureInput, NeedInput, PlanInput
from db.store.inventing.populating import populate
from db.store.inventing.years import populate_supports
from db.store.plan.needs import add_need
from db.store.plan.plans import add_plan
from db.store.plan.reading import needs, plans
from db.store.reading import household_ids, households, supports
from db.store.record.reading import records
from db.store.reports import issue
from db.store.review.inputs import ReviewInput, RoundInput
from db.store.review.reading import reviews
from db.store.review.reviews import add_review
from db.store.review.rounds import add_round
from db.store.support.batch import candidates
from db.sync.enrolling import revoke
from desktop.printing import print_to
from desktop.views.household.page import HouseholdPage
from desktop.views.households.page import HouseholdsPage
from desktop.views.page import Page
from desktop.views.shell import Shell
from desktop.work.jobs import Job

HOUSEHOLDS = 12


@dataclass(frozen=True, slots=True)
class Filled:
    """A commune with households and supports, its district with conflicts, an office nobody has met yet, and a city one
    of whose wards is to be divided.
    """

    commune: Register
    district: Register
    stranger: Register
    city: Register


@contextmanager
def filled(folder: Path) -> Iterator[Filled]:
    """Hồng Thủy, A Lưới and an office of its own, at work; closed at the end."""
    state = {"SOHOTRO_STATE_DIR": state_folder(folder / "state")}
    with patch.dict(os.environ, state), district_at_work(folder) as town:
        populate(town.hong_thuy.register, count=HOUSEHOLDS, seed=5)
        _supports(town.hong_thuy.register, seed=3)
        _plan(town.hong_thuy.register)
        issue(town.hong_thuy.register, "bieu_01", year=2017)
        _review(town.hong_thuy.register)
        keep_some(town.hong_thuy.register)
        _move(town)
        _twice(town)
        clashing(town, 3)
        print_to(town.hong_thuy.register, "phieu_ho_tro", folder / "phieu.pdf", policy="bhyt", year=2017)
        load_plan(town.district.register, "tth_2017")
        load_budget(town.district.register, "ag_2013_2015")
        _send_withdrawn(town)
        stranger = found(folder, "20071", seed=6)
        city = divided(folder)
        try:
            yield Filled(town.hong_thuy.register, town.district.register, stranger.register, city)
        finally:
            stranger.register.close()
            city.close()


def _supports(register: Register, seed: int) -> None:
    """Invented supports, drawn again until each policy that a page below needs has some."""
    missing = {"bhyt", "tin_dung"}
    while missing:
        missing -= populate_supports(register, seed=seed).supports.keys()
        seed += 1


def _review(register: Register) -> None:
    """The first household is reviewed in a round that nobody has recognised yet."""
    with register.read() as connection:
        home = household_ids(connection)[0]
    number = add_round(register, RoundInput(year=2016, listed_on="2016-10-01")).id
    found = ReviewInput(household=home, date="2016-10-05", round=number, b1=121, deprivations=["nuoc"], causes=["1"])
    add_review(register, found, reason="Dữ liệu bịa")


def a_review(register: Register) -> dict[str, Any]:
    """That round, and the village of that household."""
    with register.read() as connection:
        (row,) = reviews(connection)
    return {"year": 2016, "round": row.round, "village": row.village}


def _plan(register: Register) -> None:
    """The first household has a plan and a need."""
    with register.read() as connection:
        home = household_ids(connection)[0]
    measures = [MeasureInput(content="Mua bò giống", policy="tin_dung", to_date="2017-06")]
    looks = [FollowUpInput(date="2017-06-30", outcome="Đang chờ giải ngân")]
    made = PlanInput(household=home, year=2017, causes=["1"], measures=measures, follow_ups=looks)
    add_plan(register, made, reason="Dữ liệu bịa")
    add_need(register, NeedInput(household=home, policy="tro_giup_phap_ly"))


def _move(town: District) -> None:
    """Of two households on their way one has been offered, the other still waits at the district."""
    for number, name in enumerate(("Hồ Văn Chuyển", "Nguyễn Phước Công Tằng Tôn Nữ Hoàng Thị Kăn Nơ Hồ")):
        home, _head = town.hong_thuy.record(name)
        asked = moving.ask(town.hong_thuy.register, request(home))
        sent_up(town, town.hong_thuy)
        if not number:
            moving.offer(town.district.register, asked)
            sent_down(town, town.hong_thuy, town.nham)


def _twice(town: District) -> None:
    """Somebody of Hồng Thủy is on the list of Nhâm too."""
    for office in (town.hong_thuy, town.nham):
        office.record("Hồ Thị Kăn Trùng", birth_date="1983-04-17", sex="2")
    sent_up(town, town.hong_thuy, town.nham)


def _send_withdrawn(town: District) -> None:
    """A package of Nhâm comes after its device was withdrawn: it is held."""
    town.nham.record("Kê Văn Thử")
    with town.nham.register.read() as connection:
        revoke(town.district.register, settings(connection)["device"])
    town.district.take(town.nham.send())


@dataclass(frozen=True, slots=True)
class Place:
    """A page in one of its states: whose register, what the page is opened with, what is then done on it."""

    name: str
    page: str
    office: str = "commune"
    about: Callable[[Register], Mapping[str, Any]] = lambda _register: {}
    then: Callable[[Any], object] = lambda _page: None

    def show(self, shell: Shell) -> Page:
        """Bring it to the front of the window of that office."""
        shell.go(self.page, **self.about(shell.desk.register))
        settle(shell)
        page = shell.page
        assert page is not None
        self.then(page)
        settle(shell)
        return page


def at_a_package(page: Any) -> None:
    """The cursor on a package that was merged and brought changes."""
    known, table = page.overview.overview, page.overview.packages
    row = next(number for number, one in enumerate(known.rows) if known.brought(one.sha256) is not None)
    table.setCurrentIndex(table.rows.index(row, 0))


def at_the_last_tab(page: Any) -> None:
    """What was issued."""
    page.tabs.setCurrentIndex(page.tabs.count() - 1)
    page.issued.setFocus()


def to_divide(page: Any) -> None:
    """The cursor on a unit that got a part of one that is to be divided, while there is one."""
    rows = page.table.rows
    waiting = [row for row in range(rows.rowCount()) if rows.index(row, 0).data() == "Còn hộ phải chia"]
    if waiting:
        page.table.selectRow(waiting[0])


def one_by_one(page: Any) -> None:
    """The households of the first village as lines of their own, and a save that stops where nothing is typed."""
    for action in ("divide_village", "save"):
        page.doings().get(action, lambda: None)()


def at_a_cohort(page: Any) -> None:
    """The cursor on the target of a group of communes, where the year on the page has one."""
    found = [number for number, key in enumerate(page.table.rows) if page.table.cohort_asked(key)]
    if found:
        page.indicators.table.selectRow(found[0])


def settle(shell: Shell, seconds: float = 30) -> None:
    """Wait until nothing is under way beside the window, nor about to be."""
    deadline = monotonic() + seconds
    quiet = 0
    while quiet < 2:
        QTest.qWait(1)  # deletes what has ended, too
        quiet = 0 if shell.jobs.findChildren(Job) else quiet + 1
        assert monotonic() < deadline, "work beside the window does not end"


def a_household(register: Register) -> Mapping[str, Any]:
    """The second household of the list it was opened from."""
    with register.read() as connection:
        homes = household_ids(connection)
    return {"id": homes[1], "among": homes}


def in_dispute(register: Register) -> Mapping[str, Any]:
    """The household of the longest name about whose people two offices disagree."""
    with register.read() as connection:
        people = {item.id for item in list_queue(connection)}
        rows = households(connection, household_ids(connection), "2017-12-31")
    waiting = [row for row in rows if people & {member.id for member in row.members}]
    return {"id": max(waiting, key=lambda row: max(len(member.name) for member in row.members)).id}


def a_family(register: Register) -> Mapping[str, Any]:
    """A new card in a household where several have none."""
    with register.read() as connection:
        waiting = candidates(register, connection, "bhyt", 2017)
    home, _count = Counter(one.household for one in waiting).most_common(1)[0]
    return {
        "household": home,
        "policy": "bhyt",
        "person": next(one.person for one in waiting if one.household == home),
    }


def a_support(policy: str) -> Callable[[Register], Mapping[str, Any]]:
    """The first support of a policy."""

    def found(register: Register) -> Mapping[str, Any]:
        with register.read() as connection:
            return {"id": supports(connection, policy=policy)[0].id}

    return found


def for_a_household(register: Register) -> Mapping[str, Any]:
    """Something new for the third household."""
    with register.read() as connection:
        return {"household": household_ids(connection)[2]}


def a_plan(register: Register) -> Mapping[str, Any]:
    """The plan of the first household."""
    with register.read() as connection:
        return {"id": plans(connection)[0].id}


def a_need(register: Register) -> Mapping[str, Any]:
    """A need that waits."""
    with register.read() as connection:
        return {"id": needs(connection)[0].id}


def an_excel_list(_register: Register) -> Mapping[str, Any]:
    """The commune's list with a heading nobody knows and a number that two people carry."""
    folder = Path(mkdtemp(prefix="sohotro-danh-sach-"))
    return {"files": [altered(folder, {(HEADS, 14): "Điểm cộng", (FIRST + 1, CMND): "196147128"})]}


def a_template(register: Register) -> Mapping[str, Any]:
    """That list as the template of another office."""
    return {"file": an_excel_list(register)["files"][0]}


def doing(action: str) -> Callable[[Page], object]:
    """Do one of the page's actions, where it can be done (random hands may have left nothing to decide)."""
    return lambda page: page.doings().get(action, lambda: None)()


def left_behind(page: HouseholdPage) -> None:
    """A household begun and left: its draft is offered."""
    page.new()
    page.home.boxes["note"].editor.fill("Nhà ở cuối thôn")
    page.home.model.put("note", "Nhà ở cuối thôn")
    page.left()
    page.new()


def narrowed(page: HouseholdsPage) -> None:
    """One condition."""
    page.bar.begin()
    type_text("ho ngheo", QApplication.activePopupWidget())
    press("Enter")


def named(page: HouseholdsPage) -> None:
    """A list of one's own."""
    narrowed(page)
    press("Ctrl+Shift+S")
    type_text("Danh sách thử")
    press("Enter")


def a_course(register: Register) -> Mapping[str, Any]:
    """A course with its roster."""
    with register.read() as connection:
        return {"id": records(connection, kind="tap_huan")[0].id}


SLIPS = {"document": "phieu_ho_tro", "year": 2017, "policy": "bhyt"}
PLACES = (
    Place("home", "home"),
    Place("home of a new office", "home", "stranger"),
    Place("households", "households"),
    Place("conditions", "households", then=narrowed),
    Place("own list", "households", then=named),
    Place("households of a new office", "households", "stranger"),
    Place("household", "household", about=a_household),
    Place("household in dispute", "household", "district", about=in_dispute),
    Place("new household", "household", then=doing("new")),
    Place("event", "household", about=a_household, then=doing("event")),
    Place("birth", "household", about=a_household, then=doing("event_birth")),
    Place("split", "household", about=a_household, then=doing("event_split")),
    Place("new card", "support", about=a_family),
    Place("card", "support", about=a_support("bhyt")),
    Place("loan", "support", about=a_support("tin_dung")),
    Place("new plan", "plan", about=for_a_household),
    Place("plan", "plan", about=a_plan),
    Place("new need", "need", about=for_a_household),
    Place("need", "need", about=a_need),
    Place("import", "import", about=an_excel_list),
    Place("columns of a list", "import", about=an_excel_list, then=doing("import_columns")),
    Place("template", "template", about=a_template),
    Place("no list yet", "import", "stranger"),
    Place("village", "village"),
    Place("handout", "village", about=lambda _register: {"handout": True}),
    Place("review", "review", about=a_review),
    Place("score sheet of a review", "review", about=a_review, then=doing("score_sheet")),
    Place("steps of a review", "review", about=lambda register: {**a_review(register), "steps": True}),
    Place("review without villages", "review", "stranger"),
    Place("packages", "packages"),
    Place("export", "packages", about=lambda _register: {"do": "export"}),
    Place("merge", "packages", about=lambda _register: {"do": "merge"}),
    Place("new office", "packages", "stranger"),
    Place("enrol", "packages", "stranger", about=lambda _register: {"do": "enrol"}),
    Place("answer", "packages", "stranger", about=lambda _register: {"do": "enrol_accept"}),
    Place("packages of a district", "packages", "district", then=at_a_package),
    Place("approve", "packages", "district", about=lambda _register: {"do": "enrol"}),
    Place("root", "packages", "district", about=lambda _register: {"do": "root_key"}),
    Place("renew", "packages", "district", about=lambda _register: {"do": "renew_keys"}),
    Place("list out", "packages", "district", about=lambda _register: {"do": "list_out"}),
    Place("succeed", "packages", "district", about=lambda _register: {"do": "succeed"}),
    Place("hand over", "packages", "district", about=lambda _register: {"do": "hand_over"}),
    Place("devices", "packages", "district", about=lambda _register: {"do": "devices"}),
    Place("open again", "packages", "district", about=lambda _register: {"do": "rescue"}),
    Place("queue", "queue", "district"),
    Place("own value", "queue", "district", then=doing("queue_own")),
    Place("empty queue", "queue", "stranger"),
    Place("moves", "moves"),
    Place("moves of a district", "moves", "district"),
    Place("no moves", "moves", "stranger"),
    Place("reports", "reports"),
    Place("written report", "reports", about=lambda _register: {"report": "ca_nam", "year": 2017}),
    Place("report of what is lacked", "reports", about=lambda _register: {"report": "thieu_hut", "year": 2017}),
    Place("issued reports", "reports", then=at_the_last_tab),
    Place("reports of a district", "reports", "district", about=lambda _register: {"report": "chat_luong"}),
    Place("no reports yet", "reports", "stranger"),
    Place("duplicates", "duplicates", "district"),
    Place("no duplicates", "duplicates", "stranger"),
    Place("records", "records"),
    Place("fund", "records", about=lambda _register: {"kind": "quy"}),
    Place("complaints", "records", about=lambda _register: {"kind": "khieu_nai"}),
    Place("no records", "records", "stranger"),
    Place("new course", "record", about=lambda _register: {"kind": "tap_huan"}),
    Place("course", "record", about=a_course),
    Place("prints", "prints"),
    Place("preview", "prints", about=lambda _register: SLIPS),
    Place("print register", "prints", about=lambda _register: {"register": True}),
    Place("targets", "targets"),
    Place("totals", "targets", about=lambda _register: {"totals": True}),
    Place("targets of a district", "targets", "district", then=at_a_cohort),
    Place("budget", "targets", "district", about=lambda _register: {"budget": True}),
    Place("no budget", "targets", about=lambda _register: {"budget": True}),
    Place("help", "help"),
    Place("keys", "help", about=lambda _register: {"keys": True}),
    Place("about", "help", about=lambda _register: {"about": True}),
    Place("backups", "backups"),
    Place("officers", "officers"),
    Place("units", "units", "district", about=lambda _register: {"on": "2020-01-01"}),
    Place("no units", "units"),
    Place("households of a divided unit", "households", "city"),
    Place("households to divide", "units", "city", then=to_divide),
    Place("dividing a unit", "units", "city", about=lambda _register: {"divide": PHU_THUAN}, then=one_by_one),
    Place("settings", "settings"),
    Place("draft", "household", then=left_behind),
)
"""Every page in the states in which it shows other things; `draft` last, because what it leaves behind is offered."""

OFFICES = tuple(dict.fromkeys(place.office for place in PLACES))
"""Whose registers these are."""
