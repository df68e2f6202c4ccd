"""Fills a register with invented supports, needs and plans, year by year; what is written is about nobody real."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from db.ledger.register import Register
from db.policy.definition import Policy
from db.policy.evaluate import Facts
from db.store.actions import Action
from db.store.clauses import Clause, ask
from db.store.definitions.policies import policies
from db.store.facts import (
    History,
    as_other,
    class_histories,
    household_facts,
    person_facts,
    related,
    rivals_of,
    today_of,
)
from db.store.inventing.plans import need_of, plan_of
from db.store.inventing.populating import REASON
from db.store.inventing.population import Chance, material
from db.store.inventing.supports import Inventor
from db.store.plan.needs import draft_need
from db.store.plan.plans import draft_plan
from db.store.reading import household_ids, households
from db.store.rows import HouseholdRow, MemberRow
from db.store.support.supports import write_support

LISTED = ("poor", "near_poor", "escaped_poverty", "escaped_near_poverty")


@dataclass(slots=True)
class Given:
    """What was written: supports by policy, needs, plans."""

    supports: dict[str, int] = field(default_factory=dict)
    needs: int = 0
    plans: int = 0


def populate_supports(
    register: Register, *, seed: int, years: int = 0, units: Sequence[str] | None = None, limit: int | None = None
) -> Given:
    """Write invented supports of every policy for the households on the lists, commune by commune, an action a year.

    What a definition refuses or questions is left out: an officer would have to answer for it. years: of so many years
    since the first of the invented lists, with needs and plans; 0: of this year, supports alone. units: codes of the
    communes whose households get some, None: all here; limit: only the first so many households.
    """
    today = today_of(register)
    first = material().history.first
    wanted = range(first, min(first + years, int(today[:4]) + 1)) if years else [int(today[:4])]
    given = Given()
    with register.read() as connection:
        inventors = [Inventor(one) for _name, one in sorted(policies(connection).items())]
    for code in _units(register) if units is None else units:
        with register.write() as connection:
            ids = household_ids(connection, unit=code)[:limit]
            maker = _Years(register, connection, seed, ids, given, inventors)
            for year in wanted:
                maker.year(year, plans=bool(years))
        limit = None if limit is None else max(0, limit - len(ids))
    given.supports = dict(sorted(given.supports.items()))
    return given


def _units(register: Register) -> list[str]:
    """The communes that have households here."""
    with register.read() as connection:
        query = Clause("SELECT DISTINCT h.unit FROM household h WHERE h.deleted = 0 ORDER BY h.unit")
        return [unit for (unit,) in ask(connection, query) if unit]


class _Years:
    """The supports of some households, a year at a time."""

    def __init__(
        self,
        register: Register,
        connection: Connection,
        seed: int,
        ids: Sequence[str],
        given: Given,
        inventors: Sequence[Inventor],
    ) -> None:
        self._register = register
        self._connection = connection
        self._seed = seed
        self._ids = list(ids)
        self._given = given
        known = {one.policy.id: one.policy for one in inventors}
        self._inventors = inventors
        self._related = related(connection, known)
        self._rivals = rivals_of(connection, self._ids, set(known))
        self._histories = class_histories(connection, self._ids)
        self._today = today_of(register)
        self._open: set[tuple[str, str | None]] = set()

    def year(self, year: int, *, plans: bool) -> None:
        """Everything of one year, as one action."""
        action = Action(self._register, self._connection, REASON)
        on = min(f"{year}-12-31", self._today)
        for home in households(self._connection, self._ids, on):
            if home.classification is None or home.classification.result not in LISTED or not home.members:
                continue
            # by place and head, not by id: ids are new in every register
            chance = Chance(self._seed, "supports", str(year), home.village_name, home.members[0].name)
            served = self._home(action, chance, home, year, on)
            if plans:
                self._plans(action, chance, home, year, served)
        action.commit()

    def _home(self, action: Action, chance: Chance, home: HouseholdRow, year: int, on: str) -> list[tuple[str, str]]:
        """Supports of a household and its people; (policy, id) of each."""
        facts = household_facts(home, self._history(home, on))
        written: list[tuple[str, str]] = []
        for inventor in self._inventors:
            whose: Sequence[MemberRow | None] = home.members if inventor.policy.level == "person" else [None]
            for member in whose:
                if not chance.percent(inventor.stock.share):
                    continue
                about = None if member is None else person_facts(member, on)
                known = Facts(on=self._today, household=facts, person=about, others=self._others(home, inventor.policy))
                record = self._support(action, chance, inventor, year, known)
                written += [(inventor.policy.id, record)] if record else []
        return written

    def _history(self, home: HouseholdRow, on: str) -> History:
        return [entry for entry in self._histories.get(home.id, []) if entry[0] <= on]

    def _others(self, home: HouseholdRow, chosen: Policy) -> list[dict[str, Any]]:
        return [other for name in self._related[chosen.id] for other in self._rivals.get((home.id, name), ())]

    def _support(self, action: Action, chance: Chance, inventor: Inventor, year: int, facts: Facts) -> str | None:
        home = facts.household["id"]
        person = facts.person["id"] if facts.person else None
        data = inventor.support(chance, year, facts, self._today, household=home, person=person)
        if data is None:
            return None
        record = write_support(action, inventor.policy, data, facts, [], "").id
        name = inventor.policy.id
        self._rivals[home, name].append(as_other(record, data, inventor.policy))
        self._given.supports[name] = self._given.supports.get(name, 0) + 1
        return record

    def _plans(
        self, action: Action, chance: Chance, home: HouseholdRow, year: int, served: Sequence[tuple[str, str]]
    ) -> None:
        plan = plan_of(chance, home, year)
        if plan is not None:
            draft_plan(action, plan)
            self._given.plans += 1
        need = need_of(chance, home, year, sorted(self._related), served)
        if need is None or (need.support is None and (home.id, need.policy) in self._open):
            return
        if need.support is None and need.refused_on is None:
            self._open.add((home.id, need.policy))
        draft_need(action, need)
        self._given.needs += 1
