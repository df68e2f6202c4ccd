"""Where a household lived on a day: households that moved between units are counted there, and only there.

A residence that has ended is a record of its own; the place of today is the household's. Few households ever move, so
their ids are looked up and everybody else is left alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection

from db.ledger.lineage import NOW, lineage
from db.ledger.register import settings
from db.store.clauses import Clause, among, ask
from db.store.owners import is_ours, was_ours

__all__ = ["NOW", "Place", "elsewhere", "here", "living_in", "places_then", "village_names"]


class Place(msgspec.Struct, kw_only=True, frozen=True):
    """Where a household lives: code of the dated unit, id of the village, address."""

    unit: str
    village: str | None
    address: str | None


def places_then(connection: Connection, on: str, ids: Sequence[str] | None = None) -> dict[str, Place]:
    """Former places of those households that lived elsewhere on the ISO date `on` than they live today.

    ids: only of these households.
    """
    query = Clause(
        "SELECT r.household, r.unit, r.village, r.address FROM residence r WHERE r.deleted = 0 AND r.to_date > ?", (on,)
    )
    if ids is not None:
        query += among(connection, "r.household", ids).within(" AND ", "")
    rows = ask(connection, query + " ORDER BY r.to_date DESC, r.id")
    return {home: Place(unit=unit or "", village=village, address=address) for home, unit, village, address in rows}


def units_then(connection: Connection, on: str, units_on: str | None = None) -> dict[str, str]:
    """Commune where each household lived on a date, deleted ones too, by the code that stands for it in our tree.

    units_on: by the tree of that ISO day instead.
    """
    found = {home: unit or "" for home, unit in ask(connection, Clause("SELECT h.id, h.unit FROM household h"))}
    found |= {home: place.unit for home, place in places_then(connection, on).items()}
    codes = {unit: stands(connection, unit, units_on) for unit in set(found.values())}
    return {home: codes[unit] for home, unit in found.items()}


def stands(connection: Connection, unit: str, on: str | None = None) -> str:
    """The code that stands for a unit, perhaps a former one, on an ISO day, or that for which our own was named."""
    return lineage(connection).on(unit, on or settings(connection)["unit_date"])


def here(connection: Connection, on: str) -> list[Clause]:
    """Conditions on `h`: it lived in our unit or below on a date; none where nothing ever moved out or in."""
    gone, foreign = elsewhere(connection, on), _foreign_then(connection, on)
    found = [among(connection, "h.id", gone).within("NOT (")] if gone else []
    if foreign:
        found.append(_placed(connection, "unit", foreign, on).within("NOT ", ""))
    return found


def _foreign_then(connection: Connection, on: str) -> list[str]:
    """Codes of units whose households are ours today and were not on a date, because units have been joined since."""
    if on >= settings(connection)["unit_date"] or not lineage(connection):
        return []
    codes = ask(connection, Clause("SELECT DISTINCT h.unit FROM household h WHERE h.unit IS NOT NULL"))
    return [unit for (unit,) in codes if is_ours(connection, unit) and not was_ours(connection, unit, on)]


def elsewhere(connection: Connection, on: str) -> list[str]:
    """Households of this register that lived outside our unit on a date: they had left it, or were still to come."""
    moved = ask(connection, Clause("SELECT DISTINCT r.household, h.unit FROM residence r JOIN household h "
                                   "ON h.id = r.household WHERE r.deleted = 0"))  # fmt: skip
    then = places_then(connection, on) if moved else {}
    places = {home: then[home].unit if home in then else unit or "" for home, unit in moved}
    outside = {unit for unit in set(places.values()) if unit and not is_ours(connection, unit)}
    return sorted(home for home, unit in places.items() if unit in outside)


def living_in(connection: Connection, column: str, values: Sequence[str], on: str) -> Clause:
    """A condition on `h`: its unit or village (`column`) was one of these on a date.

    A unit is also what had gone into it by then.
    """
    known = lineage(connection) if column == "unit" else None
    wanted = [one for value in values for one in known.of(value, on)] if known else values
    return _placed(connection, column, wanted, on)


def _placed(connection: Connection, column: str, values: Sequence[str], on: str) -> Clause:
    """A condition on `h`: what its records, or those of its former residence, name is one of these."""
    then = places_then(connection, on)
    now = among(connection, f"h.{column}", values)
    if not then:
        return now.within("(")
    came = [home for home, place in then.items() if getattr(place, column) in values]
    others = among(connection, "h.id", list(then)).within("NOT (")
    return (now + " AND " + others + " OR " + among(connection, "h.id", came)).within("(")


def village_names(connection: Connection, villages: Sequence[str]) -> dict[str, str]:
    """Names of villages by id."""
    query = among(connection, "v.id", villages).within("SELECT v.id, v.name FROM village v WHERE ", "")
    return {record: name or "" for record, name in ask(connection, query)}
