"""All households of a register as of a day, counted once by everything that tables ask: place, class, kind of head …

One grouped query each for households, deprivations and causes; no table is made here. Aliases: `h` household, `m`
membership, `p` person.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection

from db.domain.errors import NotFound
from db.domain.standards import Indicator, standard_on
from db.domain.units import area_of, unit_near
from db.ledger.lineage import lineage
from db.ledger.register import settings
from db.policy.tables import ABSENT, NO_CLASS
from db.store.clauses import Clause, ask, current
from db.store.definitions.standards import standards
from db.store.facts import KINH
from db.store.household.people import HEAD
from db.store.lists.conditions import younger
from db.store.owners import is_ours, units_above
from db.store.reading import lacking
from db.store.review.class_changes import LISTED, fits, kind_of, present

CHILD = 16
"""Who is younger is a child (Luật Trẻ em 102/2016/QH13 Đ.1)."""
SUMS = ("households", "persons", "before", "grown", "shrunk", "children")
"""What is added up in a cell: people at the end, at the beginning, who came and went, children."""
_LISTS = "('poor', 'near_poor')"


class Leaf(NamedTuple):
    """Where a household is counted: code of its unit, id of its village, `rural` or `urban`."""

    unit: str
    village: str
    area: str


class Kind(NamedTuple):
    """What tables ask of a household, named as in `db.policy.tables.Where`. ethnic: of the head, "" where unknown."""

    start: str
    end: str
    flow: str
    minority: bool
    merit: bool
    no_labour: bool
    woman: bool
    ethnic: str


Cell = tuple[Leaf, Kind, tuple[int, ...]]
"""Households that are alike, and their `SUMS`."""


@dataclass(frozen=True, slots=True)
class Cells:
    """The register as of `on`, beside the day `since`.

    lacks, causes: (leaf, class, code, households). standards: those by which the households of the lists are classed;
    indicators: of the standard in force on `on`, in the order of the forms.
    caused: whether causes are recorded at all; earlier: whether any class is known on the first day.
    """

    on: str
    since: str
    households: list[Cell]
    lacks: list[tuple[Leaf, str, str, int]]
    causes: list[tuple[Leaf, str, tuple[str, ...], int]]
    standards: tuple[str, ...]
    indicators: tuple[Indicator, ...]
    caused: bool
    earlier: bool


def read_cells(
    connection: Connection, *, year: int, on: str, since: str, units_on: str | None = None, villages: bool = True
) -> Cells:
    """Count everything that tables ask, as of two ISO dates.

    units_on: the day whose units they are counted in, where that is not `on`.
    villages: apart; an office above communes has no lines for them.
    """
    places = Places(connection, units_on or on, since, villages=villages)
    causes = _causes(connection, places, on, year)
    asked = Clause("SELECT DISTINCT l.standard, l.result FROM ") + _class("l", on)
    found = {standard for standard, result in ask(connection, asked) if standard and result in ("poor", "near_poor")}
    earlier = ask(connection, Clause("SELECT 1 FROM classification c WHERE c.deleted = 0 AND c.valid_from <= ? LIMIT 1",
                                     (since,)))  # fmt: skip
    return Cells(
        on=on,
        since=since,
        households=_households(connection, places, on, since),
        lacks=_lacks(connection, places, on),
        causes=causes,
        standards=tuple(sorted(found)),
        indicators=_indicators(connection, on),
        caused=bool(causes),
        earlier=bool(earlier),
    )


def _indicators(connection: Connection, on: str) -> tuple[Indicator, ...]:
    try:
        known = standard_on(on, standards(connection)).indicators.values()
    except NotFound:
        return ()
    return tuple(sorted(known, key=lambda one: one.no))


def _class(name: str, on: str) -> Clause:
    """The class of every household in force on a date, as a table of that name."""
    return Clause(
        "(SELECT c.household, c.result, c.standard, c.change_kind FROM "
        "(SELECT c.household, c.result, c.standard, c.change_kind, row_number() OVER "
        "(PARTITION BY c.household ORDER BY c.valid_from DESC, c.id DESC) AS n FROM classification c "
        f"WHERE c.deleted = 0 AND c.valid_from <= ?) AS c WHERE c.n = 1) AS {name}",
        (on,),
    )


def moved(name: str, on: str) -> Clause:
    """Former places of households that lived elsewhere on a date than they do today, as a table of that name."""
    return Clause(
        "(SELECT r.household, r.unit, r.village FROM (SELECT r.household, r.unit, r.village, row_number() OVER "
        "(PARTITION BY r.household ORDER BY r.to_date, r.id DESC) AS n FROM residence r "
        f"WHERE r.deleted = 0 AND r.to_date > ?) AS r WHERE r.n = 1) AS {name}",
        (on,),
    )


def _listed_before(since: str) -> Clause:
    """Whether a household stood on a list before a date, as a table `w`."""
    return Clause(
        f"(SELECT c.household, 1 AS listed FROM classification c WHERE c.deleted = 0 AND c.valid_from <= ? "
        f"AND c.result IN {_LISTS} GROUP BY c.household) AS w",
        (since,),
    )


def _stays(on: str, since: str) -> Clause:
    """Who lives in every household on both dates and who heads it, as a table `s`."""
    now, then = current(on).within("CASE WHEN ", " THEN"), current(since).within("CASE WHEN ", " THEN")
    child = (current(on) + " AND " + younger(on, CHILD)).within("CASE WHEN ", " THEN")
    head = current(on).within("CASE WHEN ", f" AND m.relation = '{HEAD}' THEN")
    parts = [
        now.within("sum(", " 1 ELSE 0 END) AS persons"),
        then.within("sum(", " 1 ELSE 0 END) AS before"),
        child.within("sum(", " 1 ELSE 0 END) AS children"),
        head.within("max(", " p.sex END) AS sex"),
        head.within("max(", " p.ethnic END) AS ethnic"),
        head.within("max(", " p.ethnic_local END) AS local"),
    ]
    return _joined(parts, ", ").within(
        "(SELECT m.household, ",
        " FROM membership m JOIN person p ON p.id = m.person AND p.deleted = 0 WHERE m.deleted = 0 "
        "GROUP BY m.household) AS s",
    )


def _joined(parts: Iterable[Clause], mark: str) -> Clause:
    first, *rest = parts
    for part in rest:
        first = first + mark + part
    return first


_ABOUT = (
    "coalesce(w.listed, 0), coalesce(l.change_kind, ''), "
    f"coalesce(h.ethnic_minority, CASE WHEN s.ethnic <> '{KINH}' THEN 1 ELSE 0 END), "
    "coalesce(h.merit, 0), coalesce(h.no_labour, 0), CASE WHEN s.sex = '2' THEN 1 ELSE 0 END, s.ethnic, s.local, "
)
_SUMS = (
    "count(*), sum(coalesce(s.persons, 0)), sum(coalesce(s.before, 0)), "
    "sum(CASE WHEN s.persons > s.before THEN s.persons - s.before ELSE 0 END), "
    "sum(CASE WHEN s.persons < s.before THEN s.before - s.persons ELSE 0 END), sum(coalesce(s.children, 0))"
)
_GROUPED = f" WHERE h.deleted = 0 AND (l.result IN {_LISTS} OR e.result IN {_LISTS}) GROUP BY " + ", ".join(
    map(str, range(1, 16))
)


def _class_there(name: str, on: str) -> Clause:
    """The class of `h` on a date, or that it was not there."""
    return present(on).within("CASE WHEN ", f" THEN coalesce({name}.result, '{NO_CLASS}') ELSE '{ABSENT}' END")


def _households(connection: Connection, places: Places, on: str, since: str) -> list[Cell]:
    then_now = _class_there("e", since) + ", " + _class_there("l", on)
    query = Clause(f"SELECT {places.columns}{places.columns_then}h.area_class, ") + then_now
    query = query + f", {_ABOUT}{_SUMS} FROM household h "
    for part, on_key in (
        (_class("l", on), "l.household"),
        (_class("e", since), "e.household"),
        (_listed_before(since), "w.household"),
        (_stays(on, since), "s.household"),
        (moved("r1", on), "r1.household"),
        (moved("r0", since), "r0.household"),
    ):
        query = query + part.within("LEFT JOIN ", f" ON {on_key} = h.id ")
    found: dict[tuple[Leaf, Kind], list[int]] = {}
    for unit, village, unit_then, village_then, area, *rest in ask(connection, query + _GROUPED):
        sums = [int(one) for one in rest[10:]]
        now, then = places.leaf(unit, village, area), places.leaf_then(unit_then, village_then, area)
        for leaf, alike in _split(rest[:10], now, then, stayed=places.same(unit, unit_then)):
            known = found.setdefault((leaf, alike), [0] * len(SUMS))
            for place, value in enumerate(sums):
                known[place] += value
    return [(leaf, kind, tuple(sums)) for (leaf, kind), sums in found.items()]


def _kind(row: Sequence[Any]) -> Kind:
    start, end, listed, written, minority, merit, no_labour, woman, ethnic, local = row
    group = (local or (ethnic if ethnic != KINH else "") or "") if minority else KINH
    flow = _flow(start, end, listed_before=bool(listed), written=written)
    return Kind(start, end, flow, bool(minority), bool(merit), bool(no_labour), bool(woman), group)


def _flow(start: str, end: str, *, listed_before: bool, written: str) -> str:
    """The way onto a list or off it as `review changes` tells it, "" for none: what an officer wrote, where it fits."""
    before, after = (one if one in LISTED else None for one in (start, end))
    if end != ABSENT and fits(written, before, after):
        return written
    here_before, here_after = start != ABSENT, end != ABSENT
    return kind_of(before, after, was_listed=listed_before, here_before=here_before, here_after=here_after) or ""


def _split(row: Sequence[Any], now: Leaf | None, then: Leaf | None, *, stayed: bool) -> Iterable[tuple[Leaf, Kind]]:
    """A household that moved between units left one and came to the other; who moved within one did neither."""
    if now and then and stayed:
        return [(now, _kind(row))]
    start, end, *about = row
    found = [(then, _kind([start, ABSENT, *about]))] if then and start != ABSENT else []
    return [*found, (now, _kind([ABSENT, end, *about]))] if now else found


def _of_listed(places: Places, columns: str, joined: Clause, on: str) -> Clause:
    """A query over the households of the lists that are here on a date; `joined` names what is counted."""
    query = Clause(f"SELECT {places.columns}h.area_class, l.result, {columns} FROM ") + _class("l", on)
    query = query + " JOIN household h ON h.id = l.household AND h.deleted = 0 " + joined
    query = query + moved("r1", on).within(" LEFT JOIN ", " ON r1.household = h.id ")
    return query + f"WHERE l.result IN {_LISTS} AND " + present(on)


def _lacks(connection: Connection, places: Places, on: str) -> list[tuple[Leaf, str, str, int]]:
    """Households of the lists by what they lack."""
    joined = lacking(connection, on).within("JOIN deprivation d ON d.household = h.id AND d.deleted = 0 AND ", "")
    query = _of_listed(places, "d.indicator, count(DISTINCT h.id)", joined, on) + " GROUP BY 1, 2, 3, 4, 5"
    rows = [(places.leaf(*row[:3]), *row[3:]) for row in ask(connection, query)]
    return [(leaf, result, code or "", int(count)) for leaf, result, code, count in rows if leaf]


def _causes(connection: Connection, places: Places, on: str, year: int) -> list[tuple[Leaf, str, tuple[str, ...], int]]:
    """Households of the lists by their causes, all of one together: of the latest review, else of the plan."""
    joined = Clause("LEFT JOIN household_plan k ON k.household = h.id AND k.deleted = 0 AND k.year = ?", (year,))
    joined = joined + " LEFT JOIN " + _reviewed(on) + " ON v.household = h.id"
    column = "CASE WHEN v.causes IS NULL OR v.causes = '[]' THEN k.causes ELSE v.causes END"
    query = _of_listed(places, f"{column}, count(DISTINCT h.id)", joined, on) + " GROUP BY 1, 2, 3, 4, 5"
    found = []
    for unit, village, area, result, causes, count in ask(connection, query):
        leaf, named = places.leaf(unit, village, area), _codes(causes)
        if leaf and named:
            found.append((leaf, result, named, int(count)))
    return found


def _reviewed(on: str) -> Clause:
    """The causes that the latest review of each household names, as a table `v`."""
    return Clause(
        "(SELECT w.household, w.causes FROM (SELECT w.household, w.causes, row_number() OVER "
        "(PARTITION BY w.household ORDER BY w.date DESC, w.id DESC) AS n FROM review w "
        "WHERE w.deleted = 0 AND w.date <= ?) AS w WHERE w.n = 1) AS v",
        (on,),
    )


def _codes(text: str | None) -> tuple[str, ...]:
    try:
        found = orjson.loads(text or "[]")
    except orjson.JSONDecodeError:
        return ()
    return tuple(str(one) for one in found) if isinstance(found, list) else ()


class Places:
    """Turns what a row says of a place into a leaf; None for units that are not ours."""

    def __init__(self, connection: Connection, on: str, since: str, *, villages: bool) -> None:
        self._on, self._since, self._known = on, since, lineage(connection)
        self.columns, self.columns_then = (_place(name, villages=villages) for name in ("r1", "r0"))
        self._ours = cache(lambda unit: is_ours(connection, unit) or _was_ours(connection, unit))

    def leaf(self, unit: str | None, village: str | None, area: str | None) -> Leaf | None:
        """Where it is at the end."""
        return self._leaf(unit, village, area, self._on)

    def leaf_then(self, unit: str | None, village: str | None, area: str | None) -> Leaf | None:
        """Where it was at the beginning."""
        return self._leaf(unit, village, area, self._since)

    def same(self, unit: str | None, unit_then: str | None) -> bool:
        """Whether both are one unit at the end: nobody moves when communes are joined."""
        return unit == unit_then or self._known.on(unit or "", self._on) == self._known.on(unit_then or "", self._on)

    def _leaf(self, unit: str | None, village: str | None, area: str | None, on: str) -> Leaf | None:
        if not unit or not self._ours(unit):
            return None
        unit = self._known.on(unit, on)
        return Leaf(unit, village or "", area or area_of(unit, on))


def _place(moved: str, *, villages: bool) -> str:
    """Unit and village of the household `h`, or of its former residence."""
    village = f"CASE WHEN {moved}.household IS NULL THEN h.village ELSE {moved}.village END" if villages else "NULL"
    return f"CASE WHEN {moved}.household IS NULL THEN h.unit ELSE {moved}.unit END, {village}, "


def _was_ours(connection: Connection, unit: str) -> bool:
    """Whether a code that is no longer used lay below us; one that never was is counted with us."""
    known = settings(connection)
    found = unit_near(unit, known["unit_date"])
    return found is None or known["unit"] in units_above(unit, found.nearest(known["unit_date"]))
