"""What a commune or a village was on a day: new countryside, specially difficult, border, area I to III."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import orjson
from sqlalchemy import Connection

from db.ledger.lineage import lineage
from db.policy.definition import Kind
from db.store.clauses import Clause, among, ask
from db.store.definitions.kinds import kinds


class Status(msgspec.Struct, kw_only=True):
    """A status in force. since, until: ISO days; unit: what stands then; village: "" where it is the commune's."""

    record: str
    kind: str
    code: str
    label: str
    unit: str
    village: str
    since: str
    until: str | None


def statuses_on(
    connection: Connection, on: str, *, units: Iterable[str] | None = None, village: str | None = None
) -> list[Status]:
    """Statuses in force on an ISO day, the oldest first: of communes, or with `village` of that village.

    units: codes; None for all of the register.
    """
    found: list[Status] = []
    for chosen in kinds(connection).values():
        if chosen.definition.status is not None:
            found += _of_kind(connection, chosen, on, units, village)
    return sorted(found, key=lambda one: (one.unit, one.village, one.since, one.record))


def status_on(connection: Connection, place: str, on: str) -> list[Status]:
    """Statuses of a commune (code) or a village (id) on an ISO day; a village has those of its commune too."""
    query = Clause("SELECT v.unit FROM village v WHERE v.id = ?", (place,))
    unit = next((unit for (unit,) in ask(connection, query)), None)
    if unit is None:
        return statuses_on(connection, on, units=[place])
    commune = lineage(connection).on(unit, on)
    return statuses_on(connection, on, units=[commune]) + statuses_on(connection, on, village=place)


def _of_kind(
    connection: Connection, chosen: Kind, on: str, units: Iterable[str] | None, village: str | None
) -> Iterable[Status]:
    query = Clause(
        "SELECT r.id, r.unit, r.village, r.date, r.details FROM unit_record r WHERE r.deleted = 0 AND r.kind = ? "
        "AND r.date <= ?",
        (chosen.id, on),
    )
    query += Clause(" AND r.village IS NULL") if village is None else Clause(" AND r.village = ?", (village,))
    known = lineage(connection)
    if units is not None:
        codes = sorted({code for unit in units for code in known.of(unit, on)})
        query += among(connection, "r.unit", codes).within(" AND ", "")
    field = chosen.definition.status or ""
    for record, unit, place, since, body in ask(connection, query):
        details = orjson.loads(body) if body else {}
        code, until = details.get(field), chosen.ends(details)
        if isinstance(code, str) and (until is None or on <= until):
            label = chosen.show(field, code)
            yield Status(
                record=record, kind=chosen.id, code=code, label=label, unit=known.on(unit or "", on),
                village=place or "", since=since, until=until,
            )  # fmt: skip


def zones_on(connection: Connection, on: str) -> dict[str, str]:
    """Fact `ho.zone` of every commune whose area was recorded for an ISO day: code of list `commune_zone` by unit.

    None for one whose parts were of different areas when they were joined, until its own is recorded.
    """
    zones = {name: one.definition.zones for name, one in kinds(connection).items() if one.definition.zones}
    if not zones:
        return {}
    latest: dict[str, tuple[str, set[str]]] = {}
    for one in statuses_on(connection, on):
        if one.code in zones.get(one.kind, {}):
            since, known = latest.get(one.unit, ("", set()))
            together = known if since == one.since else set()
            latest[one.unit] = one.since, {*together, zones[one.kind][one.code]}
    return {unit: next(iter(known)) for unit, (_since, known) in latest.items() if len(known) == 1}
