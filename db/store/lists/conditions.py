"""From a `Filter` to conditions on households and on people; it knows the tables, and runs no list.

Aliases: `h` household, `p` person, `m` membership, `s` support.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from db.domain.units import area_of
from db.ledger.lineage import lineage
from db.store.clauses import Clause, among, ask, current, every
from db.store.definitions.policies import policy
from db.store.household.people import HEAD
from db.store.inputs import Filter
from db.store.lists.typed import typed
from db.store.places.residence import here, living_in
from db.store.reading import lacking
from db.store.support.periods import bearer, covered, due_clause, had, reminder

Subject = Literal["persons", "households"]
UNCLASSIFIED = "none"
FLAGS = ("ethnic_minority", "merit", "no_labour")


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a filter asks. membership: of the person in its household; hits: a query of (person, place) of names."""

    on: str
    household: list[Clause]
    person: list[Clause]
    membership: list[Clause]
    hits: Clause | None

    @property
    def about_people(self) -> bool:
        """Whether a household must have somebody who meets conditions."""
        return bool(self.person or self.membership or self.hits)

    @property
    def of_people_alone(self) -> bool:
        """Whether nothing is asked of households, nor of the place in one."""
        return not (self.household or self.membership)

    def homes(self) -> Clause:
        """The households asked for, as a condition on `h`."""
        return every([Clause("h.deleted = 0"), *self.household])

    def people(self) -> Clause:
        """The persons asked for, as a condition on `p`, whatever their household."""
        return every([Clause("p.deleted = 0"), *self.person])

    def belongs(self) -> Clause:
        """A membership that counts, as a condition on `m`."""
        return every([current(self.on), *self.membership])


def conditions(connection: Connection, of: Subject, asked: Filter, on: str) -> Conditions:
    """Read a filter for a list of people or of households, as of an ISO date.

    Raises:
        NotFound: it names a policy or a reminder that this register does not know.
    """
    line = typed(connection, asked.text)
    household = [*here(connection, on), *_household(connection, asked, on)]
    person = [*_person(asked, on), *line.numbers]
    if asked.conflict is not None and of == "households":
        household.append(_waits(asked.conflict, "h.id", _WAITING_HOMES))
    elif asked.conflict is not None:
        person.append(_waits(asked.conflict, "p.id", _WAITING_PEOPLE))
    if line.villages:
        household.append(living_in(connection, "village", line.villages, on))
    if line.nobody:
        person.append(Clause("1 = 0"))
    for on_person, clause in _supports(connection, asked, on):
        (person if on_person else household).append(clause)
    membership = [] if asked.head is None else [Clause(f"m.relation {'=' if asked.head else '<>'} '{HEAD}'")]
    return Conditions(on, household, person, membership, line.hits)


def _household(connection: Connection, asked: Filter, on: str) -> Iterator[Clause]:
    for name in ("village", "unit"):
        if getattr(asked, name) is not None:
            yield living_in(connection, name, [getattr(asked, name)], on)
    if asked.area_class is not None:
        yield _of_area(connection, asked.area_class, on)
    for name in FLAGS:
        if getattr(asked, name) is not None:
            yield Clause(f"coalesce(h.{name}, 0) {'<>' if getattr(asked, name) else '='} 0")
    if asked.classes:
        yield _of_class(asked.classes, on)
    yield from _state(connection, asked, on)


def _of_area(connection: Connection, area: str, on: str) -> Clause:
    """What the office decided for a household, else what its unit of the day is."""
    known = lineage(connection)
    units = ask(connection, Clause("SELECT DISTINCT h.unit FROM household h WHERE h.unit IS NOT NULL"))
    inside = among(connection, "h.unit", [unit for (unit,) in units if area_of(known.on(unit, on), on) == area])
    return Clause("(h.area_class = ? OR h.area_class IS NULL AND ", (area,)) + inside + ")"


def _state(connection: Connection, asked: Filter, on: str) -> Iterator[Clause]:
    """What it lacks, whether somebody heads it, how many live in it."""
    if asked.deprivation is not None:
        lacks = Clause("h.id IN (SELECT d.household FROM deprivation d WHERE d.deleted = 0 AND d.indicator = ? AND ")
        yield Clause(lacks.text, (asked.deprivation,)) + lacking(connection, on) + ")"
    if asked.no_head is not None:
        head = f"EXISTS (SELECT 1 FROM membership m WHERE m.household = h.id AND m.relation = '{HEAD}' AND "
        yield current(on).within(f"NOT {head}" if asked.no_head else head)
    for sign, size in ((">=", asked.size_from), ("<=", asked.size_to)):
        if size is not None:
            yield members_of_home(on) + Clause(f" {sign} ?", (size,))


def members_of_home(on: str) -> Clause:
    """How many people live in the household `h`."""
    return current(on).within("(SELECT count(*) FROM membership m WHERE m.household = h.id AND ")


def class_on(on: str) -> Clause:
    """The class of the household `h` in force on a date; NULL where there is none."""
    return Clause(
        "(SELECT c.result FROM classification c WHERE c.household = h.id AND c.deleted = 0 AND c.valid_from <= ? "
        "ORDER BY c.valid_from DESC, c.id DESC LIMIT 1)",
        (on,),
    )


def _of_class(classes: tuple[str, ...], on: str) -> Clause:
    marks = ", ".join("?" * len(classes))
    found = class_on(on)
    return Clause(f"coalesce({found.text}, '{UNCLASSIFIED}') IN ({marks})", (*found.parameters, *classes))


_WAITING_HOMES = """
SELECT h.id FROM household h WHERE h.conflicts > 0
UNION ALL SELECT c.household FROM classification c WHERE c.conflicts > 0 AND c.household IS NOT NULL
UNION ALL SELECT d.household FROM deprivation d WHERE d.conflicts > 0 AND d.household IS NOT NULL
UNION ALL SELECT s.household FROM support s WHERE s.conflicts > 0 AND s.household IS NOT NULL
UNION ALL SELECT s.household FROM finding f JOIN support s ON s.id = f.support WHERE s.household IS NOT NULL
UNION ALL SELECT m.household FROM membership m LEFT JOIN person p ON p.id = m.person
WHERE (m.conflicts > 0 OR p.conflicts > 0) AND m.household IS NOT NULL
"""
_WAITING_PEOPLE = """
SELECT p.id FROM person p WHERE p.conflicts > 0
UNION ALL SELECT m.person FROM membership m WHERE m.conflicts > 0 AND m.person IS NOT NULL
UNION ALL SELECT s.person FROM support s WHERE s.conflicts > 0 AND s.person IS NOT NULL
UNION ALL SELECT s.person FROM finding f JOIN support s ON s.id = f.support WHERE s.person IS NOT NULL
"""


def _waits(asked: bool, column: str, waiting: str) -> Clause:
    return Clause(f"{column} {'' if asked else 'NOT '}IN ({waiting})")


def _person(asked: Filter, on: str) -> Iterator[Clause]:
    for name in ("sex", "ethnic"):
        if getattr(asked, name) is not None:
            yield Clause(f"p.{name} = ?", (getattr(asked, name),))
    if asked.has_id is not None:
        known = "coalesce(p.cccd, p.cmnd) IS NOT NULL"
        yield Clause(known if asked.has_id else f"NOT {known}")
    if asked.age_from is not None:
        yield Clause("p.birth_date <= ?", (years_before(on, asked.age_from),))
    if asked.age_to is not None:
        yield younger(on, asked.age_to + 1)


def younger(on: str, years: int) -> Clause:
    """`p` is younger than so many years on a day; one known by the year or month of birth alone, where it may be so."""
    day = years_before(on, years)
    year, month, number = map(int, day.split("-"))
    within = {day[:4]: day[5:] < "12-31", day[:7]: number < monthrange(year, month)[1]}
    perhaps = tuple(part for part, has_later_days in within.items() if has_later_days)
    born = "".join(" OR p.birth_date = ?" for _part in perhaps)
    return Clause(f"(p.birth_date > ?{born})", (day, *perhaps))


def years_before(on: str, years: int) -> str:
    """The same day some years earlier, for comparing texts (29 February need not exist then)."""
    return f"{max(0, int(on[:4]) - years):04d}{on[4:]}"


def _supports(connection: Connection, asked: Filter, on: str) -> Iterator[tuple[bool, Clause]]:
    """(whether it is about a person, condition) for everything a filter asks of supports."""
    wanted = [(one.policy, had(connection, one), "") for one in asked.had]
    wanted += [(one.policy, had(connection, one), "NOT ") for one in asked.not_had]
    wanted += [(name, covered(connection, name, on), "") for name in asked.covered]
    wanted += [(name, covered(connection, name, on), "NOT ") for name in asked.uncovered]
    if asked.due is not None:
        rule = reminder(connection, asked.due)
        wanted.append((rule.policy.id, due_clause(connection, rule, on)[0], ""))
    for name, clause, negated in wanted:
        whose = bearer(policy(connection, name))
        column = "p.id" if whose == "person" else "h.id"
        select = f"{column} {negated}IN (SELECT s.{whose} FROM support s WHERE s.{whose} IS NOT NULL AND "
        yield whose == "person", clause.within(select)
