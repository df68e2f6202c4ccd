"""Records of a unit as lines of a list: the columns their kind declares, codes and links by their names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection

from db.domain.values import show_date, show_money
from db.policy import schema
from db.policy.compiled import Field
from db.policy.definition import Kind
from db.policy.values import is_blank
from db.store.definitions.kinds import kind_of
from db.store.record.reading import RecordRow
from db.store.showing import Showing

_HEAD: dict[str, tuple[Literal["text", "date"], int]] = {
    "date": ("date", 11),
    "title": ("text", 26),
    "village": ("text", 16),
    "year": ("text", 6),
    "note": ("text", 24),
}
_WIDTHS: dict[type[Any], int] = {schema.MoneyField: 14, schema.IntegerField: 9, schema.DecimalField: 10}
SHORT, LONG = 10, 20
HEADING = 15
"""Characters up to which a column is as wide as its heading."""


class RecordColumn(msgspec.Struct, kw_only=True, frozen=True):
    """A column. path: of the definition; kind: how its values are kept in a sheet; width: in characters."""

    path: str
    title: str
    kind: Literal["text", "number", "date"]
    width: int


def record_columns(chosen: Kind, *, all_of_them: bool = False) -> list[RecordColumn]:
    """The columns of a list of this kind; for a sheet everything that is not sensitive."""
    if not all_of_them:
        return [_column(chosen, path, title) for path, title in chosen.columns]
    head = chosen.definition.head
    paths = ["date", "title", *(["village"] if head.village != "none" else []), "year"]
    paths += [name for name in chosen.fields if name not in chosen.sensitive]
    return [_column(chosen, path, chosen.rules.labels[path]) for path in [*paths, "note"]]


def record_values(
    connection: Connection, chosen: Kind, rows: Sequence[RecordRow], columns: Sequence[RecordColumn]
) -> list[list[str | int | None]]:
    """What every line has in every column: dates as kept, numbers as numbers, None for nothing."""
    showing = Showing(connection)
    return [[_value(showing, chosen, row, column) for column in columns] for row in rows]


def written(column: RecordColumn, value: str | int | None) -> str:
    """A value as people read it."""
    if value is None:
        return ""
    if isinstance(value, int):
        return show_money(value)
    return show_date(value) if column.kind == "date" else value


def described(connection: Connection, chosen: Kind, row: RecordRow) -> list[tuple[str, str]]:
    """Label and text of every filled field of a record, sensitive ones too: for a page of the register itself."""
    showing = Showing(connection, sensitive=True)
    details = {name: showing.linked(chosen, name, value) for name, value in row.details.items()}
    return chosen.describe(details, sensitive=True)


def is_open(chosen: Kind, row: RecordRow) -> bool:
    """Whether something has a day by which it is to be done and is not done."""
    due, done = chosen.definition.due_on, chosen.definition.done_on
    return due is not None and bool(row.details.get(due)) and not row.details.get(done or "")


def due_day(chosen: Kind, row: RecordRow) -> str:
    """The ISO day by which it is to be done, "" for none."""
    return str(row.details.get(chosen.definition.due_on or "") or "")


def open_only(connection: Connection, rows: Sequence[RecordRow]) -> list[RecordRow]:
    """Those that have a day by which something is to be done and was not yet."""
    found = [(row, kind_of(connection, row.kind, row.definition)) for row in rows]
    return [row for row, chosen in found if chosen is not None and is_open(chosen, row)]


def standing(chosen: Kind, row: RecordRow, on: str) -> Literal["late", "open", "done", "lasts", "ended", ""]:
    """How a record stands on an ISO day: its day has passed, it waits, it is done; it lasts, it has ended; "" else."""
    if chosen.definition.due_on is not None:
        if is_open(chosen, row):
            return "late" if due_day(chosen, row) < on else "open"
        return "done" if row.details.get(chosen.definition.done_on or "") else ""
    if chosen.lasts:
        return "ended" if on > (row.until or "9999") else "lasts"
    return ""


def _column(chosen: Kind, path: str, title: str) -> RecordColumn:
    found = _plain_column(chosen, path, title)
    return msgspec.structs.replace(found, width=max(found.width, min(len(title), HEADING)))


def _plain_column(chosen: Kind, path: str, title: str) -> RecordColumn:
    if path in _HEAD:
        kind, width = _HEAD[path]
        return RecordColumn(path=path, title=title, kind=kind, width=width)
    found = chosen.fields[path]
    spec = found.spec
    if isinstance(spec, (schema.MoneyField, schema.IntegerField)):
        return RecordColumn(path=path, title=title, kind="number", width=_WIDTHS[type(spec)])
    if isinstance(spec, schema.DateField):
        return RecordColumn(path=path, title=title, kind="date", width=11)
    return RecordColumn(path=path, title=title, kind="text", width=_width(found))


def _width(found: Field) -> int:
    if found.codes:
        return min(LONG, max(SHORT, *(len(item.label) for item in found.codes.values())))
    return _WIDTHS.get(type(found.spec), SHORT if getattr(found.spec, "max_length", 200) <= SHORT * 4 else LONG)


def _value(showing: Showing, chosen: Kind, row: RecordRow, column: RecordColumn) -> str | int | None:
    own = {"date": row.date, "title": row.name, "village": row.village_name or None, "note": row.note}
    if column.path in own:
        return own[column.path]
    if column.path == "year":
        return str(row.year)
    value = row.details.get(column.path)
    if is_blank(value):
        return None
    if column.kind == "number" and isinstance(value, int):
        return value
    if column.kind == "date":
        return str(value)
    return chosen.show(column.path, showing.linked(chosen, column.path, value))
