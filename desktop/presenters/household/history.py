"""Everything that was ever written about a household, or about one field of it, as its page lists it. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass

from db.ledger.register import Register
from db.store.history.history import HistoryRow, household_history
from db.store.rows import HouseholdRow
from desktop.presenters.household.members import COLUMN_OF
from desktop.presenters.household.stamp import moment
from desktop.words import _


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the page as the ledger knows it: records it may stand in, names of its keys; title for people."""

    records: frozenset[str]
    names: frozenset[str]
    title: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One change of one field: when, who, what, before, after, why, on which device and brought by which package."""

    id: str
    cells: tuple[str, str, str, str, str, str, str]


def history_lines(register: Register, household: str, only: Field | None = None) -> list[HistoryLine]:
    """The history of a household, newest first; `only`: of one field."""
    with register.read() as connection:
        rows = household_history(connection, household, sensitive=True)
    if only is not None:
        rows = [row for row in rows if row.id in only.records and row.key.rpartition(".")[2] in only.names]
    return [HistoryLine(f"{place}", _cells(row)) for place, row in enumerate(rows)]


def _cells(row: HistoryRow) -> tuple[str, str, str, str, str, str, str]:
    what = f"{row.label} – {row.record}"
    return moment(row.at), row.officer, what, row.before, row.after, row.reason, _brought(row)


def _brought(row: HistoryRow) -> str:
    if not row.package:
        return row.device_name
    return _("{0} · gói {1}, nhận {2}").format(row.device_name, row.package, moment(row.package_at))


def member_field(row: HouseholdRow, person: str, column: str, title: str) -> Field:
    """A cell of the grid of people."""
    member = next(one for one in row.members if one.id == person)
    names = {field for field, where in COLUMN_OF.items() if where == column} | {column}
    return Field(frozenset({member.id, member.membership}), frozenset(names), f"{title} – {member.name}")


def home_field(row: HouseholdRow, name: str, title: str) -> Field:
    """A field of the household itself."""
    return Field(frozenset({row.id}), frozenset({name}), title)


def class_field(row: HouseholdRow, name: str, title: str) -> Field:
    """A field of the class in force."""
    return Field(frozenset({row.classification.id} if row.classification else ()), frozenset({name}), title)
