"""Whatever was done, taking it back shows the rows as before; step by step back to the beginning, and forth again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest
from desks import Desk, family, loan, two_desks
from exchanges import household, person
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from ledgers import seeded
from sqlalchemy import select

from db.domain.errors import UserError
from db.models import ENTITIES, Base, LedgerQueue, PersonWord
from db.store.deciding.queue import decide, list_queue
from db.store.history.undo import last_actions, next_redo, next_undo, undo
from db.store.household import events
from db.store.household.editing import save_edit
from db.store.household.households import (
    add_classification,
    add_household,
    add_person,
    delete_record,
    set_household,
    set_person,
)
from db.store.inputs import (
    Birth,
    ClassificationInput,
    Death,
    HouseholdEdit,
    Leaving,
    MeasureInput,
    MilestoneInput,
    Moving,
    NeedInput,
    NewHead,
    PlanInput,
    Splitting,
)
from db.store.plan.needs import add_need
from db.store.plan.plans import add_plan, set_plan
from db.store.support.supports import add_milestone, add_support, reverse_milestone, set_support

Commands = dict[str, Callable[[], Any]]
State = dict[str, list[tuple[Any, ...]]]
COLUMNS = {name: (*ENTITIES[name].columns, "id", "conflicts") for name in ENTITIES}
DAYS = ("2017-02-01", "2017-03-01", "2017-04-01")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    place = tmp_path_factory.mktemp("undo") / "so.sohotro"
    with two_desks(str(place), seeded(1)) as made:
        yield made[0]


def shown(desk: Desk) -> State:
    """Everything that a screen, a search or the queue can show."""
    found: State = {}
    with desk.register.read() as connection:
        for name, columns in COLUMNS.items():
            table = Base.metadata.tables[name]
            query = select(*(table.c[column] for column in columns)).where(table.c.deleted == 0).order_by(table.c.id)
            found[name] = [tuple(row) for row in connection.execute(query)]
        words = select(PersonWord.word, PersonWord.person).order_by(PersonWord.word, PersonWord.person)
        queue = select(LedgerQueue.entity, LedgerQueue.id, LedgerQueue.key, LedgerQueue.kind)
        found["words"] = [tuple(row) for row in connection.execute(words)]
        found["queue"] = sorted(tuple(row) for row in connection.execute(queue))
    return found


class Officer:
    """Does things to the two households of one example."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.register = desk.register
        self.homes = [family(desk, since="2017-01-01"), family(desk, since="2017-01-01", deprivations=["nuoc"])]
        self.stale = [desk.view(home).seen for home in self.homes]
        self.supports: list[str] = []
        self.plans = ["không-có"]
        self.needs = ["không-có"]
        self.numbers = count(1)

    def do(self, kind: str, a: int, b: int) -> None:
        side, day = a % 2, DAYS[b % 3]
        home = self.homes[side]
        members = [member.id for member in self.desk.row(home).members] or ["ai"]
        one, other = members[b % len(members)], members[(a + b) % len(members)]
        text = f"lần {next(self.numbers)}"
        commands = {**self._on_records(home, one, b, text), **self._on_pages(side, one, b, text)}
        commands |= self._events(side, home, one, other, day) | self._on_supports(home, b, day, text)
        commands |= self._on_plans(home, b, text)
        commands[kind]()

    def _on_records(self, home: str, one: str, b: int, text: str) -> Commands:
        book, gone = self.register, ("person", one) if b % 2 else ("household", home)
        relation = {"relation": ("04", "28", "99")[b % 3]}
        kid = person("Hồ Út", relation="04", birth_date="2010")
        return {
            "household": lambda: self.homes.append(add_household(book, household("Hồ Văn Mới")).id),
            "person": lambda: add_person(book, home, kid),
            "note": lambda: set_household(book, home, {"note": text, "address": text if b % 2 else None}),
            "name": lambda: set_person(book, one, {"name": f"Hồ {'ABC'[b % 3]}", "phone": None}),
            "relation": lambda: set_person(book, one, relation, reason=text),
            "delete": lambda: delete_record(book, *gone, reason=text),
        }

    def _on_pages(self, side: int, one: str, b: int, text: str) -> Commands:
        home, day = self.homes[side], DAYS[b % 3]
        near = ClassificationInput(standard="2016_2020", result="near_poor", valid_from=day)
        fields = {"phone": f"091234567{b}", "village": f"Thôn {1 + b % 2}"}
        lacks = ["nuoc", "nha_tieu"][: b % 3]
        page = HouseholdEdit(household=fields, classification=near, deprivations=lacks)
        born = {one: {"birth_date": str(1950 + b)}}
        stale = HouseholdEdit(household={"note": text}, members=born, seen=self.stale[side])
        other = ClassificationInput(standard="2016_2020", result="not_poor", valid_from=day)
        return {
            "stale": lambda: save_edit(self.register, home, stale, reason=text),
            "page": lambda: save_edit(self.register, home, page, reason=text),
            "class": lambda: add_classification(self.register, home, other),
        }

    def _events(self, side: int, home: str, one: str, other: str, day: str) -> Commands:
        book, data = self.register, {"household": home, "date": day}
        baby = Birth(household=home, child=person("Hồ Bé", relation="04", birth_date=day))
        to = self.homes[1 - side]
        return {
            "birth": lambda: events.birth(book, baby, reason="x"),
            "death": lambda: events.death(book, Death(**data, person=one, head=other), reason="x"),
            "leave": lambda: events.leave(book, Leaving(**data, persons=[one], head=other), reason="x"),
            "move": lambda: events.move(book, Moving(**data, persons=[one], to=to, head=other), reason="x"),
            "split": lambda: events.split(book, Splitting(**data, persons=[one], new_head=one, head=other), reason="x"),
            "head": lambda: events.new_head(book, NewHead(**data, head=one), reason="x"),
        }

    def _on_supports(self, home: str, b: int, day: str, text: str) -> Commands:
        book, plan = self.register, {"details": {"phuong_an": text}}
        approved = MilestoneInput(kind="approved", date=day)
        return {
            "support": lambda: self.supports.append(add_support(book, loan(home), reason=text).id),
            "change": lambda: set_support(book, self.support(b), plan, reason=text),
            "step": lambda: add_milestone(book, self.support(b), approved, reason=text),
            "reverse": lambda: reverse_milestone(book, self.step(b), reason=text),
            "decide": lambda: self.decide(b),
        }

    def _on_plans(self, home: str, b: int, text: str) -> Commands:
        book = self.register
        measures = [MeasureInput(content=text), MeasureInput(content="Mua bò", state="doing")][: b % 3]
        planned = PlanInput(household=home, year=2017 + b % 2, causes=["1"], measures=measures)
        changes = {"wishes": text, "follow_ups": [{"date": "2017-03-01", "outcome": text}][: b % 2]}
        asked = NeedInput(household=home, policy="tin_dung", registered_on="2017-02-01")
        return {
            "plan": lambda: self.plans.append(add_plan(book, planned, reason=text).id),
            "replan": lambda: set_plan(book, self.plans[b % len(self.plans)], changes, reason=text),
            "need": lambda: self.needs.append(add_need(book, asked, reason=text).id),
            "serve": lambda: add_support(book, loan(home), reason=text, need=self.needs[b % len(self.needs)]),
        }

    def support(self, b: int) -> str:
        return self.supports[b % len(self.supports)] if self.supports else "không-có"

    def step(self, b: int) -> str:
        with self.register.read() as connection:
            rows = connection.exec_driver_sql("SELECT id FROM milestone WHERE deleted = 0 ORDER BY id").scalars().all()
        return str(rows[b % len(rows)]) if rows else "không-có"

    def decide(self, b: int) -> None:
        with self.register.read() as connection:
            items = [item for item in list_queue(connection) if item.kind == "value"]
        if items:
            item = items[b % len(items)]
            take = item.versions[b % len(item.versions)].change
            decide(self.register, item.entity, item.id, item.key, take=take, reason="Họp")


KINDS = (
    "household", "person", "note", "name", "relation", "delete", "stale", "stale", "page", "class", "death", "birth",
    "leave", "move", "split", "head", "support", "change", "step", "reverse", "decide", "decide",
    "plan", "replan", "need", "serve",
)  # fmt: skip
step = st.tuples(st.sampled_from(KINDS), st.integers(0, 5), st.integers(0, 5))


def newest(desk: Desk, choose: Callable[..., Any]) -> str:
    with desk.register.read() as connection:
        row = choose(last_actions(connection, limit=40))
    assert row is not None
    return str(row.id)


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(steps=st.lists(step, min_size=3, max_size=9))
def test_back_to_the_beginning_and_forth_again(desk: Desk, steps: list[tuple[str, int, int]]) -> None:
    officer = Officer(desk)
    states = [shown(desk)]
    for one in steps:
        before = desk.written()
        try:
            officer.do(*one)
        except UserError:
            assert desk.written() == before
        if desk.written() > before:
            states.append(shown(desk))
    for state in reversed(states[:-1]):
        undone = undo(desk.register, newest(desk, next_undo))
        assert undone.left == []
        assert shown(desk) == state
    for state in states[1:]:
        assert undo(desk.register, newest(desk, next_redo)).left == []
        assert shown(desk) == state
