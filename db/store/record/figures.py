"""Figures of records: what each kind counts, `record.<kind>.<figure>`, of a unit with those below it, as of a day.

What lasts (a post, a status) is counted on the day; what happens is counted in the year, up to the day.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection

from db.ledger.register import settings
from db.policy import kinds as judging
from db.policy import schema
from db.policy.definition import Kind
from db.policy.values import keep
from db.store.definitions.kinds import kind as known_kind
from db.store.definitions.kinds import kind_of, kinds
from db.store.record.reading import RecordRow, as_input, records
from db.store.record.tally import Tally

_NUMBER = schema.Count(id="so_ban_ghi", label="Bản ghi", unit="bản ghi", of="records")


class RecordFigure(msgspec.Struct, kw_only=True):
    """One figure of a kind of record. id: `record.<kind>.<figure>`; unit: what is counted; value: decimals as text."""

    id: str
    kind: str
    title: str
    label: str
    unit: str
    value: int | str


def record_figures(
    connection: Connection,
    year: int,
    *,
    name: str | None = None,
    unit: str | None = None,
    village: str | None = None,
    on: str | None = None,
) -> list[RecordFigure]:
    """The figures of every kind with records in that year, kinds by their id.

    name: of this kind only, its figures even where they are 0; unit: of that unit and those below; on: ISO day up to
    which (of what lasts: on which) is counted, None: the last of the year.

    Raises:
        NotFound: unknown kind.
    """
    known = kinds(connection) if name is None else {name: known_kind(connection, name)}
    day = on or f"{year}-12-31"
    rows = records(connection, kind=name, unit=unit, village=village, on=day)
    found: list[RecordFigure] = []
    for one in sorted(known):
        chosen = known[one]
        own = _counting(chosen, rows, year)
        if own or name:
            found += _figures(connection, chosen, own, day)
    return found


def record_tallies(
    connection: Connection, year: int, name: str, *, on: str | None = None, units_on: str | None = None
) -> dict[str, dict[str, Tally]]:
    """Every figure of a kind by the unit of our tree that its records are about, read once; "": how many there are.

    year, on: as in `record_figures`; units_on: by the tree of that ISO day instead.

    Raises:
        NotFound: unknown kind.
    """
    chosen = known_kind(connection, name)
    day = on or f"{year}-12-31"
    by_unit: dict[str, list[RecordRow]] = {}
    stand = units_on or settings(connection)["unit_date"]
    for row in _counting(chosen, records(connection, kind=name, on=day, units_on=stand), year):
        by_unit.setdefault(row.unit, []).append(row)
    found: dict[str, dict[str, Tally]] = {}
    for unit, rows in by_unit.items():
        for figure, tally in _tallies(connection, chosen, rows, day).items():
            found.setdefault(figure, {})[unit] = tally
        found.setdefault("", {})[unit] = Tally(_NUMBER, len(rows))
    return found


def _counting(chosen: Kind, rows: Sequence[RecordRow], year: int) -> list[RecordRow]:
    """The records of a kind that count: those in force, or those of the year."""
    return [row for row in rows if row.kind == chosen.id and (chosen.lasts or row.year == year)]


def _tallies(connection: Connection, chosen: Kind, rows: Sequence[RecordRow], day: str) -> dict[str, Tally]:
    tallies = {rule.spec.id: Tally(rule.spec) for rule in chosen.rules.counts}
    for row in rows:
        written = kind_of(connection, row.kind, row.definition)
        if written is not None:
            _add(tallies, written, row)
    for tally in tallies.values():
        if tally.rule.distinct is not None:
            tally.bearers &= _standing(connection, sorted(tally.bearers), day)
    return tallies


def _figures(connection: Connection, chosen: Kind, rows: Sequence[RecordRow], day: str) -> list[RecordFigure]:
    return [
        RecordFigure(
            id=f"record.{chosen.id}.{name}",
            kind=chosen.id,
            title=chosen.short,
            label=tally.rule.label,
            unit=tally.rule.unit,
            value=keep(tally.value),
        )
        for name, tally in _tallies(connection, chosen, rows, day).items()
    ]


def _add(tallies: dict[str, Tally], written: Kind, row: RecordRow) -> None:
    data = as_input(row)
    for name, value in judging.counted(written, data).items():
        if name in tallies:  # an older version may count what this one does not
            tallies[name].total += value
            bearer = {"units": row.unit, "villages": row.village}.get(tallies[name].rule.of or "")
            tallies[name].bearers |= {bearer} if bearer else set()
    for rule in written.rules.counts:
        if rule.spec.distinct is not None and rule.spec.id in tallies:
            tallies[rule.spec.id].bearers |= judging.named_in(written, data, rule.spec.id)


def _standing(connection: Connection, ids: list[str], day: str) -> set[str]:
    """Of linked records, those in force on the day; people and households that are linked count as they are."""
    own = {row.id for row in records(connection, ids=ids)} if ids else set()
    in_force = {row.id for row in records(connection, ids=ids, on=day)} if own else set()
    return {one for one in ids if one not in own or one in in_force}


def units_without(connection: Connection, units: Sequence[str], name: str, figure: str, on: str) -> list[str]:
    """Of these units of an ISO date, those for which a figure of a kind is 0 then (a commune without its officer).

    Raises:
        NotFound: unknown kind.
    """
    found = record_tallies(connection, int(on[:4]), name, on=on, units_on=on).get(figure, {})
    return [unit for unit in units if unit not in found or not found[unit].value]
