"""Commands on records of units: add, change; judged by the definition of their kind, kept with its hash."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, delete

from db.domain.errors import InvalidData, Issue
from db.domain.units import catalogue
from db.ledger.register import Register, settings
from db.models import Finding
from db.policy import kinds as judging
from db.policy.definition import Kind
from db.policy.evaluate import Facts
from db.store.actions import Action
from db.store.definitions.detail_keys import as_seen, detail_keys, replaced
from db.store.definitions.kinds import kind as known_kind
from db.store.definitions.kinds import kind_of
from db.store.drafts import forget_draft
from db.store.household.households import tidy
from db.store.household.people import settle
from db.store.inputs import RecordChanges, RecordInput, Seen
from db.store.places.villages import find_village
from db.store.record.checks import Judge
from db.store.record.reading import RecordRow, as_input, record
from db.store.seen import values_seen
from db.store.shapes import read
from db.store.waiting import waiting


class Kept(msgspec.Struct, kw_only=True):
    """A record written: its id, the soft findings that the reason overrode.

    disputed: another desk had written something else since it was seen; both values wait for a decision.
    """

    id: str
    warnings: list[Issue] = []
    disputed: bool = False


def add_record(register: Register, data: RecordInput, *, reason: str = "", draft: str = "") -> Kept:
    """Record something of a unit (ours, or one below) in one action; `draft` as in `add_household`.

    Raises:
        NotFound: unknown kind or unit.
        InvalidData: hard findings of the definition, or soft ones and no reason.
        NotAllowed: the unit is neither ours nor below us.
    """
    with register.write() as connection:
        chosen = known_kind(connection, data.kind)
        data = completed(connection, data)
        unit = data.unit or ""
        judge = Judge(register, connection, chosen, unit)
        warnings = settle(judge.issues(connection, data), reason)
        values = _values(chosen, data, judge.facts)
        values |= {"kind": chosen.id, "definition": chosen.sha256}
        values |= {"unit": unit, "unit_date": settings(connection)["unit_date"]}
        action = Action(register, connection, reason)
        identity = action.create("unit_record", values | _override(warnings, reason), unit=unit)
        action.commit()
        forget_draft(register, connection, draft)
    return Kept(id=identity, warnings=warnings)


def set_record(
    register: Register,
    identity: str,
    changes: dict[str, Any],
    *,
    seen: Seen | None = None,
    reason: str = "",
    draft: str = "",
) -> Kept:
    """Change a record: fields of `RecordChanges`; `details` names only the fields to change, `null` erases.

    seen: what the officer had before his eyes, as in `set_support`.

    Raises:
        NotFound: no such record.
        InvalidData: its definition is not here, unknown field, findings as in `add_record`.
    """
    with register.write() as connection:
        row = record(connection, identity)
        chosen = definition(connection, row)
        before, after = as_input(row), completed(connection, _changed(row, changes))
        judge = Judge(register, connection, chosen, row.unit, but=identity)
        known = judge.issues(connection, before)
        warnings = settle(
            [i for i in judge.issues(connection, after) if i.severity == "hard" or i not in known], reason
        )
        values = _differing(_values(chosen, before, judge.facts, row.details), _values(chosen, after, judge.facts))
        if seen is not None:
            shown = values_seen(connection, "unit_record", identity, seen.get(identity, {}))
            values = as_seen(chosen, values, shown, changes.get("details") or {})
        action = Action(register, connection, reason)
        base = replaced(connection, chosen, "unit_record", identity, seen)
        action.set("unit_record", identity, values | _override(warnings, reason), base=base)
        action.commit()
        connection.execute(delete(Finding).where(Finding.support == identity))
        forget_draft(register, connection, draft)
        disputed = bool(seen) and bool(waiting(connection, action.records))
    return Kept(id=identity, warnings=warnings, disputed=disputed)


def definition(connection: Connection, row: RecordRow) -> Kind:
    """The definition a record was written with; InvalidData where this register does not hold it."""
    chosen = kind_of(connection, row.kind, row.definition)
    if chosen is None:
        message = (
            "Bản ghi này theo định nghĩa loại bản ghi mà sổ chưa có: chỉ xem, chưa sửa được. Hãy nhận gói mới của "
            "cấp trên."
        )
        raise InvalidData([Issue("kind", "hard", "unknown_definition", message)])
    return chosen


def completed(connection: Connection, data: RecordInput) -> RecordInput:
    """With the unit, the village's id and the year that go without saying.

    Raises:
        NotFound: no such unit on the register's date.
    """
    own = settings(connection)
    unit = data.unit or own["unit"]
    catalogue().on(unit, own["unit_date"])
    year = data.year or (int(data.date[:4]) if data.date[:4].isdecimal() else 0)
    village = find_village(connection, unit, data.village) or data.village if data.village else None
    return msgspec.structs.replace(
        data, unit=unit, village=village, year=year, title=tidy(data.title), note=tidy(data.note)
    )


def _values(chosen: Kind, data: RecordInput, facts: Facts, details: dict[str, Any] | None = None) -> dict[str, Any]:
    """Ledger keys of a record. details: as they are kept already, where they are not to be worked out anew."""
    kept = judging.complete(chosen, data, facts) if details is None else details
    own = {name: getattr(data, name) or None for name in ("village", "year", "date", "title", "note")}
    return own | detail_keys(chosen, kept)


def _differing(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Ledger keys whose value is another now. The others stay, also two values of a key that wait for a decision."""
    values = dict.fromkeys(before) | after
    return {key: value for key, value in values.items() if value != before.get(key)}


def _override(warnings: list[Issue], reason: str) -> dict[str, Any]:
    return {"override_reason": reason.strip()} if warnings else {}


def _changed(row: RecordRow, changes: dict[str, Any]) -> RecordInput:
    before, given = as_input(row), read(changes, RecordChanges)
    details = {**before.details, **(given.details or {})}
    plain = {name: getattr(given, name) for name in changes if name != "details"}
    if plain.get("date") and "year" not in plain and before.date[:4] == str(before.year):
        plain["year"] = 0  # the year went with the date
    return msgspec.structs.replace(
        before, **plain, details={name: value for name, value in details.items() if value is not None}
    )
