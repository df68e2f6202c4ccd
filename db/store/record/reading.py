"""Records of units as rows: by kind, unit, village, year, or in force on a day. Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import orjson
from sqlalchemy import Connection

from db.domain.errors import NotFound, no_record
from db.domain.units import catalogue
from db.ledger.lineage import lineage
from db.ledger.register import settings
from db.policy import kinds as judging
from db.policy import schema
from db.policy.definition import Kind
from db.policy.records import RecordInput
from db.policy.values import is_blank
from db.store.clauses import Clause, among, ask
from db.store.definitions.kinds import kind_of
from db.store.owners import under, unit_called
from db.store.places.residence import village_names

_COLUMNS = (
    *("id", "kind", "definition", "owner_unit", "unit", "unit_date", "village", "year", "date", "title", "details"),
    *("override_reason", "note", "conflicts"),
)

LINKED = {"person": "person", "household": "household", "record": "unit_record"}
"""What the ledger calls that to which a link may point."""


class RecordRow(msgspec.Struct, kw_only=True):
    """A record of a unit.

    name: what it is called, made by its definition where it has no `title` of its own; until: last day of what lasts;
    known: whether the definition it was written with is here (else it is only shown); unit: the one that stands for the
    one it was recorded for, owner: the one that was.
    """

    id: str
    kind: str
    kind_title: str
    name: str
    date: str
    year: int
    unit: str
    unit_name: str
    owner: str
    village: str | None
    village_name: str
    title: str | None
    details: dict[str, Any]
    until: str | None
    note: str | None
    override_reason: str | None
    definition: str | None
    known: bool
    conflicts: int


def records(
    connection: Connection,
    *,
    kind: str | None = None,
    ids: Sequence[str] | None = None,
    unit: str | None = None,
    village: str | None = None,
    year: int | None = None,
    on: str | None = None,
    units_on: str | None = None,
    deleted: bool = False,
) -> list[RecordRow]:
    """Records that stand (with `deleted` all of them), the latest first.

    unit: of that unit and those below it; year: of that year, of a kind that lasts those in force on some day of it;
    on: only those in force on an ISO day (of a kind that lasts), or dated by then; units_on: by the units of which ISO
    day, None: of `on`; never later than those of the register's date.
    """
    today = settings(connection)["unit_date"]
    day = min(units_on or on or today, today)
    query = Clause(
        f"SELECT {', '.join(f'r.{name}' for name in _COLUMNS)} FROM unit_record r WHERE r.deleted <= ?", (int(deleted),)
    )
    for column, value in (("kind", kind), ("village", village)):
        if value is not None:
            query += Clause(f" AND r.{column} = ?", (value,))
    if ids is not None:
        query += among(connection, "r.id", ids).within(" AND ", "")
    if unit is not None:
        query += among(connection, "r.unit", _units_within(connection, unit, day)).within(" AND ", "")
    found = ask(connection, query + " ORDER BY r.date DESC, r.id DESC")
    rows = _rows(connection, [dict(zip(_COLUMNS, row, strict=True)) for row in found], day)
    return [row for row, chosen in rows if _wanted(row, chosen, year, on)]


def record(connection: Connection, identity: str) -> RecordRow:
    """One record; NotFound with a sentence."""
    found = records(connection, ids=[identity])
    if not found:
        raise no_record("bản ghi công tác", identity)
    return found[0]


def as_input(row: RecordRow) -> RecordInput:
    """A record as it would be entered."""
    return RecordInput(
        kind=row.kind,
        date=row.date,
        title=row.title,
        unit=row.unit,
        village=row.village,
        year=row.year,
        details=row.details,
        note=row.note,
    )


def as_other(row: RecordRow) -> dict[str, Any]:
    """A record as definitions see the others of its kind."""
    return {
        "id": row.id,
        "unit": row.unit,
        "village": row.village,
        "title": row.name,
        "year": row.year,
        "details": row.details,
        "active_from": row.date,
        "active_to": row.until,
    }


def _units_within(connection: Connection, unit: str, day: str) -> list[str]:
    """Codes of the units with records that are `unit` on an ISO day, lie below it or went into it or those below."""
    known = lineage(connection)
    tree = day if known else settings(connection)["unit_date"]
    codes = ask(connection, Clause("SELECT DISTINCT r.unit FROM unit_record r WHERE r.unit IS NOT NULL"))
    then = {code: known.on(code, day) for (code,) in codes}
    return sorted(code for code, stands in then.items() if under(stands, unit, tree))


def name_of(connection: Connection, identity: str) -> str | None:
    """What a record is called, deleted or not; None where there is none."""
    found = records(connection, ids=[identity], deleted=True)
    return found[0].name if found else None


def record_counts(connection: Connection) -> dict[str, int]:
    """How many records stand, by kind."""
    query = Clause("SELECT r.kind, count(*) FROM unit_record r WHERE r.deleted = 0 GROUP BY r.kind")
    return {kind: int(number) for kind, number in ask(connection, query) if kind}


def linking(connection: Connection, target: str) -> list[str]:
    """Ids of the records that stand and point at a record of the register."""
    query = Clause("SELECT r.id FROM unit_record r WHERE r.deleted = 0 AND r.details LIKE ?", (f'%"{target}"%',))
    return [identity for (identity,) in ask(connection, query)]


def _rows(connection: Connection, found: list[dict[str, Any]], day: str) -> Iterator[tuple[RecordRow, Kind | None]]:
    """day: by whose units."""
    held: dict[tuple[str, str | None], Kind | None] = {}
    names = village_names(connection, sorted({one["village"] for one in found if one["village"]}))
    known, titles = lineage(connection), dict[tuple[str, str], tuple[str, str]]()
    for one in found:
        key = one["kind"] or "", one["definition"]
        if key not in held:
            held[key] = kind_of(connection, *key)
        place = one["unit"] or one["owner_unit"] or "", one["unit_date"] or ""
        if place not in titles:
            stands = known.on(place[0], day)
            titles[place] = stands, _unit_name(*place) if stands == place[0] else unit_called(stands, day)
        yield _row(one, held[key], titles[place], names.get(one["village"] or "", "")), held[key]


def _row(one: dict[str, Any], chosen: Kind | None, unit: tuple[str, str], village_name: str) -> RecordRow:
    """unit: code and name of what stands for the one it was recorded for."""
    details = orjson.loads(one["details"]) if one["details"] else {}
    row = RecordRow(
        id=one["id"],
        kind=one["kind"] or "",
        kind_title=chosen.short if chosen else one["kind"] or "",
        name=one["title"] or "",
        date=one["date"] or "",
        year=one["year"] or 0,
        unit=unit[0],
        unit_name=unit[1],
        owner=one["owner_unit"] or "",
        village=one["village"],
        village_name=village_name,
        title=one["title"],
        details=details if isinstance(details, dict) else {},
        until=None,
        note=one["note"],
        override_reason=one["override_reason"],
        definition=one["definition"],
        known=chosen is not None,
        conflicts=one["conflicts"],
    )
    if chosen is not None:
        row.name, row.until = judging.name(chosen, as_input(row)), chosen.ends(row.details)
    return row


def _unit_name(code: str, day: str) -> str:
    try:
        return catalogue().on(code, day).title
    except NotFound:
        return code


def _wanted(row: RecordRow, chosen: Kind | None, year: int | None, on: str | None) -> bool:
    lasts = chosen is not None and chosen.lasts
    if year is not None:
        first, last = (row.date[:4], (row.until or "9999")[:4]) if lasts else (str(row.year), str(row.year))
        if not first <= str(year) <= last:
            return False
    if on is None:
        return True
    return row.date <= on and (not lasts or on <= (row.until or "9999"))


def links(chosen: Kind, details: dict[str, Any]) -> Iterator[tuple[str, str, schema.LinkField, str]]:
    """Every link of a record: path, label, its specification, the id it holds."""
    for name, field in chosen.fields.items():
        rows: list[tuple[str, Any]] = [(f"details.{name}", details)]
        cells: Sequence[Any] = (field,)
        if field.cells:
            held = details.get(name) or []
            cells = field.cells
            rows = [(f"details.{name}[{n}].", row) for n, row in enumerate(held if field.repeats else [held])]
        for place, row in rows:
            for cell in cells:
                value = row.get(cell.id) if isinstance(row, dict) else None
                if isinstance(cell.spec, schema.LinkField) and not is_blank(value):
                    yield (place + cell.id if field.cells else place), cell.label, cell.spec, str(value)
