"""Households go to and fro between two communes while all write and packages arrive late, again, or in another order.

In the end every commune holds what the district holds of it, nothing anybody wrote is lost, each record has one owner.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from exchanges import HONG_THUY, NHAM, District, Office, district_at_work
from hypothesis import given, settings
from hypothesis import strategies as st
from machine import state_folder

from db.domain.errors import AppError
from db.ledger.audit import audit
from db.ledger.change import decode
from db.ledger.ledger import rebuild
from db.ledger.streams import lines_of, list_streams
from db.store.deciding.queue import Decision, QueueItem, decide_many, list_queue
from db.store.handover import moving
from db.store.handover.moves import MoveRow, list_moves
from db.store.history.history import household_places
from db.store.household.households import add_classification, set_household
from db.store.inputs import ClassificationInput, Handing
from db.store.owners import owner_of

ACTS = ("note", "class", "ask", "step", "step", "trip", "trip", "post", "take")

REFUSALS = ("moved", "move_open", "not_next", "conflicts", "not_found")


@dataclass
class Round:
    """Three offices at work: what they wrote, and every package that ever was on a stick, with whom it is for."""

    town: District
    chance: Random
    homes: list[str] = field(default_factory=list)
    written: set[str] = field(default_factory=set)
    sticks: list[tuple[Office, Path]] = field(default_factory=list)

    def do(self, act: str) -> None:
        """One act of one office; what is not allowed there and then is refused, and changes nothing."""
        here = self.town.all if act != "ask" else self.town.all[1:]
        office = self.town.district if act == "step" and self.chance.random() < 0.5 else self.chance.choice(here)
        try:
            getattr(self, f"_{act}")(office, self.chance.choice(self.homes))
        except AppError as error:
            if error.code not in REFUSALS:
                raise

    def _note(self, office: Office, home: str) -> None:
        value = f"ghi chú {len(self.written)}"
        set_household(office.register, home, {"note": value})
        self.written.add(value)

    def _class(self, office: Office, home: str) -> None:
        number = f"{len(self.written)}/QĐ"
        data = ClassificationInput(standard="2016_2020", result="poor", valid_from="2017-02-01", decision_no=number)
        add_classification(office.register, home, data)
        self.written.add(number)

    def _ask(self, office: Office, home: str) -> None:
        to = NHAM if office.unit == HONG_THUY else HONG_THUY
        moving.ask(office.register, Handing(household=home, destination=to, date="2017-06-01", note="Về quê"))

    def _step(self, office: Office, home: str) -> None:
        for row in moves(office):
            verb = row.can[0] if row.can and self.chance.random() < 0.8 else self.chance.choice([*row.can, ""])
            if verb and (verb != "withdraw" or self.chance.random() < 0.2):
                step(office, row, verb)

    def _post(self, office: Office, home: str) -> None:
        offices = {f"vp-{one.unit}": one for one in self.town.all}
        self.sticks += [(offices[one.to], one.file) for one in office.export()]

    def _take(self, office: Office, home: str) -> None:
        if self.sticks:
            to, file = self.chance.choice(self.sticks)
            assert to.take_one(file).state in ("applied", "known", "waiting")

    def _trip(self, office: Office, home: str) -> None:
        """The stick goes to the district and comes back."""
        if office is not self.town.district:
            for one in (office, self.town.district):
                self._post(one, home)
                for to, file in self.sticks[-2:]:
                    to.take(file)

    def settle(self) -> None:
        """Everything arrives, the district decides, everything arrives."""
        for _ in range(3):
            for office in (self.town.hong_thuy, self.town.nham, self.town.district):
                self._post(office, "")
                for to, file in self.sticks[-3:]:
                    to.take(file)
            with self.town.district.register.read() as connection:
                items = list_queue(connection)
            if items:
                decide_many(self.town.district.register, [self._decision(one) for one in items], reason="Đã hỏi")

    def _decision(self, item: QueueItem) -> Decision:
        ways = ["take", "leave"] if item.kind == "late" else [version.change for version in item.versions]
        return Decision(entity=item.entity, id=item.id, key=item.key, take=self.chance.choice(ways))


def moves(office: Office) -> list[MoveRow]:
    with office.register.read() as connection:
        return list_moves(connection)


def step(office: Office, row: MoveRow, verb: str) -> None:
    """Take one of the steps that can be taken."""
    do = {"withdraw": moving.withdraw, "turn_down": moving.turn_down, "return": moving.give_back}
    if verb in do:
        do[verb](office.register, row.id, reason="thử")
    elif verb == "accept":
        moving.accept(office.register, row.id, reason="Giấy số 1")
    else:
        (moving.offer if verb == "offer" else moving.hand_over)(office.register, row.id)


def said(office: Office) -> str:
    """Every line of a register's ledger."""
    with office.register.read() as connection:
        lines = [line for one in list_streams(connection) for line in lines_of(connection, one, 1, one.last)]
    return "\n".join(str(decode(line).s) for line in lines)


def owners(office: Office, home: str) -> set[str | None]:
    with office.register.read() as connection:
        return {owner_of(connection, entity, record) for entity, record in household_places(connection, home)}


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 1 << 32), acts=st.lists(st.sampled_from(ACTS), min_size=10, max_size=40))
def test_wherever_they_go_and_whatever_is_late(seed: int, acts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOHOTRO_STATE_DIR", state_folder(Path(folder) / "state"))
        with district_at_work(Path(folder)) as town:
            check(town, seed, acts)


def check(town: District, seed: int, acts: list[str]) -> None:
    """One history, and what holds in the end."""
    work = Round(town, Random(seed))
    work.homes = [town.hong_thuy.record("Hồ Văn Một")[0], town.nham.record("A Viết Hai")[0]]
    for act in ("trip", "trip", "ask", "ask", "trip", "trip"):
        work.do(act)
    for act in acts:
        work.do(act)
    work.settle()
    with town.district.register.read() as connection:
        assert list_queue(connection) == []
    for office in (town.hong_thuy, town.nham):
        assert office.hash(office.unit) == town.district.hash(office.unit)
    for home in work.homes:
        (owner,) = owners(town.district, home)
        keeper = next(office for office in town.all if office.unit == owner)
        assert owners(keeper, home) == {owner}
        assert all(owners(office, home) <= {owner, None} for office in town.all)
    told = said(town.district)
    assert all(value in told for value in work.written)
    for office in town.all:
        assert audit(office.register).problems == []
        before = office.hash()
        with office.register.write() as connection:
            rebuild(connection)
        assert office.hash() == before
