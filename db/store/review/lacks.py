"""What households lack on a day, indicator by indicator, with the office that answers for it; counted and named."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection

from db.domain.standards import Indicator, standard_on
from db.ledger.lineage import lineage
from db.store.clauses import Clause, ask, current, every
from db.store.definitions.standards import standards
from db.store.household.people import HEAD
from db.store.lists.conditions import class_on
from db.store.places.apart import told_apart
from db.store.places.residence import here, living_in, places_then, village_names
from db.store.reading import lacking
from db.store.review.class_changes import NEAR, POOR, present


class Lack(msgspec.Struct, kw_only=True):
    """One indicator on a day, in one village or (village None, name "") in all of them.

    department: who answers for it by the standard's file, "" where none is named; households, persons: that lack it;
    poor, near_poor: how many of these households are on which list.
    """

    indicator: str
    no: int
    name: str
    service: str
    department: str
    village: str | None
    village_name: str
    households: int
    persons: int
    poor: int
    near_poor: int


class Lacking(msgspec.Struct, kw_only=True):
    """A household that lacks something on a day. unit: what stands then; since: ISO day from which, None if unknown."""

    household: str
    head: str
    unit: str
    village: str | None
    village_name: str
    indicator: str
    since: str | None
    result: str | None
    size: int


def lacks(
    connection: Connection, on: str, *, villages: Sequence[str] | None = None, by_village: bool = False
) -> list[Lack]:
    """Every indicator of the standard in force on an ISO day, in its order, 0 where nobody lacks it.

    by_village: a row for each village in which somebody lacks it, after the row of all.
    """
    chosen = standard_on(on, standards(connection))
    found: dict[tuple[str, str | None], Lack] = {(code, None): _empty(one) for code, one in chosen.indicators.items()}
    for row in lacking_households(connection, on, villages=villages):
        if row.indicator not in chosen.indicators:
            continue
        for place in (None, row.village or "") if by_village else (None,):
            line = found.setdefault((row.indicator, place), _empty(chosen.indicators[row.indicator]))
            line.village, line.village_name = (row.village, row.village_name) if place is not None else (None, "")
            line.households += 1
            line.persons += row.size
            line.poor += row.result == POOR
            line.near_poor += row.result == NEAR
    return sorted(found.values(), key=lambda line: line.no)


def _empty(one: Indicator) -> Lack:
    return Lack(
        indicator=one.code,
        no=one.no,
        name=one.name,
        service=one.service,
        department=one.department,
        village=None,
        village_name="",
        households=0,
        persons=0,
        poor=0,
        near_poor=0,
    )


def lacking_households(
    connection: Connection, on: str, *, indicator: str | None = None, villages: Sequence[str] | None = None
) -> list[Lacking]:
    """Who lacks what on an ISO day, by village; indicator: only this one. Empty households are left out."""
    wanted = [Clause("h.deleted = 0"), Clause("d.deleted = 0"), lacking(connection, on), present(on)]
    wanted += [*here(connection, on)]
    wanted += [Clause("d.indicator = ?", (indicator,))] if indicator is not None else []
    wanted += [living_in(connection, "village", villages, on)] if villages is not None else []
    size = current(on).within("(SELECT count(*) FROM membership m WHERE m.household = h.id AND ")
    head = current(on).within(
        "(SELECT max(p.name) FROM membership m JOIN person p ON p.id = m.person AND p.deleted = 0 "
        f"WHERE m.household = h.id AND m.relation = '{HEAD}' AND "
    )
    query = (
        Clause("SELECT h.id, ") + head + ", h.unit, h.village, v.name, d.indicator, min(d.from_date), " + class_on(on)
    )
    query = query + ", " + size + " FROM deprivation d JOIN household h ON h.id = d.household "
    query = query + "LEFT JOIN village v ON v.id = h.village WHERE " + every(wanted)
    query = (
        query
        + " GROUP BY h.id, h.unit, h.village, v.name, v.sort_key, d.indicator ORDER BY v.sort_key, h.id, d.indicator"
    )
    moved = places_then(connection, on)
    names = village_names(connection, [place.village for place in moved.values() if place.village])
    names |= told_apart(connection, on)
    known = lineage(connection)
    return [
        Lacking(
            household=home,
            head=name or "",
            unit=known.on(moved[home].unit if home in moved else unit or "", on),
            village=moved[home].village if home in moved else village,
            village_name=(
                names.get(moved[home].village or "", "") if home in moved else names.get(village, village_name or "")
            ),
            indicator=code or "",
            since=since,
            result=result,
            size=int(count),
        )
        for home, name, unit, village, village_name, code, since, result, count in ask(connection, query)
    ]
