"""Figures for the charts of the home page: classes by year, who has a support among those it is made for, by village.

They look; reports with their indicators and denominators are not made here.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import dropwhile
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection

from db.domain import codes
from db.policy.eligibility import Eligibility
from db.store.clauses import Clause, ask, every
from db.store.definitions.policies import policy
from db.store.facts import class_histories, household_facts, person_facts
from db.store.lists.conditions import UNCLASSIFIED, class_on
from db.store.places.apart import told_apart
from db.store.places.residence import here, places_then, village_names
from db.store.places.statuses import zones_on
from db.store.reading import household_ids, households
from db.store.review.class_changes import lists_day
from db.store.support.periods import bearer, covered, given

YEARS = 5
"""How many years the chart of classes looks back, the one asked for included."""
SHOWN = ("poor", "near_poor", "escaped_poverty", "escaped_near_poverty")
"""The classes of the chart, in the order of its colours."""
VILLAGES = 8
"""Villages that have a bar of their own; the others are summed."""


class ClassesOfYear(msgspec.Struct, kw_only=True):
    """Households by class on the last day of a year. counts: by code of `household_class`, and `none`."""

    year: int
    counts: dict[str, int]


class Coverage(msgspec.Struct, kw_only=True):
    """How far a policy reaches on a day.

    of: what is counted; eligible: for whom it is made; having: how many of these have it; unknown: whose right the
    register does not tell, with `unknown_having` among them; others: had by people it is not made for.
    """

    policy: str
    title: str
    of: Literal["persons", "households"]
    eligible: int
    having: int
    unknown: int
    unknown_having: int
    others: int


class VillageSupports(msgspec.Struct, kw_only=True):
    """Supports of a year in one village (None: households without one). counts: by policy id; approved: đồng by it."""

    village: str | None
    village_name: str
    counts: dict[str, int]
    approved: dict[str, int]


def classes_by_year(connection: Connection, years: Sequence[int]) -> list[ClassesOfYear]:
    """The classes of all households at the end of each year, in the order asked for: by the lists of its review."""
    found = []
    for year in years:
        result = class_on(lists_day(connection, f"{year}-12-31"))
        query = result.within("SELECT coalesce(", f", '{UNCLASSIFIED}') AS result FROM household h WHERE ")
        query += every([Clause("h.deleted = 0"), *here(connection, f"{year}-12-31")])
        rows = ask(connection, query.within("SELECT result, count(*) FROM (", ") AS homes GROUP BY result"))
        found.append(ClassesOfYear(year=year, counts=dict(sorted(rows))))
    return found


def class_table(classes: Sequence[ClassesOfYear]) -> tuple[list[int], list[tuple[str, list[int]]]]:
    """The years from the first in which somebody is classified, and every class there is with its name and figures."""
    names = codes.names("household_class")
    kept = list(dropwhile(lambda one: not any(map(one.counts.get, SHOWN)), classes)) or list(classes[-1:])
    rows = [(names[code], [one.counts.get(code, 0) for one in kept]) for code in SHOWN]
    return [one.year for one in kept], [row for row in rows if any(row[1])]


def largest(counted: Sequence[tuple[str, int]]) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """The villages with the most, most first, and the rest: never one alone."""
    ordered = sorted(counted, key=lambda row: -row[1])
    most = len(ordered) if len(ordered) == VILLAGES + 1 else VILLAGES
    return ordered[:most], ordered[most:]


def coverages(connection: Connection, names: Sequence[str], *, on: str) -> list[Coverage]:
    """How many of those each policy is made for have it on the ISO date `on`; the households are read once for all.

    Raises:
        NotFound: a policy is unknown.
    """
    tallies = [_Tally(connection, name, on) for name in names]
    ids = household_ids(connection, on=on)
    histories = class_histories(connection, ids)
    zones = zones_on(connection, on)
    for home in households(connection, ids, on):
        facts = household_facts(home, histories.get(home.id, []), zones)
        people = [(member.id, person_facts(member, on)) for member in home.members]
        for tally in tallies:
            tally.add(home.id, facts, people)
    return [tally.result() for tally in tallies]


class _Tally:
    """Counts for one policy who has a right to it (True, False, None: unknown) and who has it."""

    def __init__(self, connection: Connection, name: str, on: str) -> None:
        self._policy = policy(connection, name)
        self._whose = bearer(self._policy)
        having = covered(connection, name, on).within(f"SELECT s.{self._whose} FROM support s WHERE ", "")
        self._held = {owner for (owner,) in ask(connection, having)}
        self._asked = Eligibility(self._policy, year=int(on[:4]), on=on)
        self._counts = {(right, has): 0 for right in (True, False, None) for has in (True, False)}

    def add(self, home: str, facts: dict[str, Any], people: Sequence[tuple[str, dict[str, Any]]]) -> None:
        """A household with its people: ids and facts."""
        if self._whose == "household":
            self._counts[self._asked.of(facts).holds, home in self._held] += 1
            return
        for person, about in people:
            self._counts[self._asked.of(facts, about).holds, person in self._held] += 1

    def result(self) -> Coverage:
        """What was counted."""
        counts = self._counts
        return Coverage(
            policy=self._policy.id,
            title=self._policy.short,
            of="persons" if self._whose == "person" else "households",
            eligible=counts[True, True] + counts[True, False],
            having=counts[True, True],
            unknown=counts[None, True] + counts[None, False],
            unknown_having=counts[None, True],
            others=counts[False, True],
        )


def supports_by_village(connection: Connection, year: int) -> list[VillageSupports]:
    """Supports of a year that somebody really has, by village and policy, villages in Vietnamese order."""
    moved = places_then(connection, f"{year}-12-31")
    query = Clause(
        "SELECT h.village, v.name, s.policy, count(*), sum(coalesce(s.approved, 0)), "
        f"{'h.id' if moved else 'NULL'} FROM support s "
        "JOIN household h ON h.id = s.household AND h.deleted = 0 LEFT JOIN village v ON v.id = h.village "
        "WHERE s.deleted = 0 AND s.year = ? AND ",
        (year,),
    ) + every([*here(connection, f"{year}-12-31"), given(connection)])
    query += f" GROUP BY h.village, v.name, v.sort_key, s.policy{', h.id' if moved else ''} "
    query += "ORDER BY v.sort_key IS NULL, v.sort_key, h.village, s.policy"
    found: dict[str | None, VillageSupports] = {}
    names = village_names(connection, [place.village for place in moved.values() if place.village])
    for now, name_now, policy_id, number, approved, home in ask(connection, query):
        village = moved[home].village if home in moved else now
        name = names.get(village or "") if home in moved else name_now
        line = found.setdefault(
            village, VillageSupports(village=village, village_name=name or "", counts={}, approved={})
        )
        line.counts[policy_id or ""] = line.counts.get(policy_id or "", 0) + int(number)
        line.approved[policy_id or ""] = line.approved.get(policy_id or "", 0) + int(approved)
    apart = told_apart(connection, f"{year}-12-31")
    for line in found.values():
        line.village_name = apart.get(line.village or "", line.village_name)
    return list(found.values())
