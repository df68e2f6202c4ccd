"""What a link of a record may point at, with the names people choose from: officers, models, households, persons."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection

from db.policy import schema
from db.store.clauses import Clause, ask, current, every
from db.store.household.people import HEAD
from db.store.places.residence import NOW, here, living_in
from db.store.record.reading import records


class Target(NamedTuple):
    """Something to point at: its id, its name, what tells it from others of that name."""

    id: str
    name: str
    about: str


def targets(connection: Connection, spec: schema.LinkField, *, unit: str, on: str) -> list[Target]:
    """Everything a link may point at on an ISO day, by name.

    unit: of the record: its households and people only, where it has any.

    Records of all units count: a model may be copied from another commune.
    """
    if spec.to == "record":
        rows = records(connection, kind=spec.kind)
        return sorted(
            (Target(row.id, row.name, "" if row.unit == unit else row.unit_name) for row in rows),
            key=lambda one: one.name,
        )
    found = _people(connection, on, heads=spec.to == "household", unit=unit)
    return found or _people(connection, on, heads=spec.to == "household", unit=None)


def _people(connection: Connection, on: str, *, heads: bool, unit: str | None) -> list[Target]:
    conditions = [current(on), Clause("h.deleted = 0"), *here(connection, NOW)]
    conditions += [Clause("m.relation = ?", (HEAD,))] if heads else []
    conditions += [living_in(connection, "unit", [unit], NOW)] if unit is not None else []
    query = every(conditions).within(
        f"SELECT {'h.id' if heads else 'p.id'}, p.name, p.birth_date, v.name FROM membership m "
        "JOIN household h ON h.id = m.household JOIN person p ON p.id = m.person AND p.deleted = 0 "
        "LEFT JOIN village v ON v.id = h.village WHERE ",
        " ORDER BY p.sort_key, p.id",
    )
    rows = ask(connection, query)
    return [
        Target(record, name or "", ", ".join(filter(None, ((born or "")[:4], village))))
        for record, name, born, village in rows
    ]
