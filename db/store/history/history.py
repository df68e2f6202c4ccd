"""Who changed what, when, where and why: of one field, one record, or a whole household. The ledger read for people.

It writes nothing. Times are those the devices claimed; the order is that of the ledger, in which a change comes after
everything its writer had seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from db.ledger.change import DELETED, SCHEMA, Change
from db.ledger.ledger import Place, changes_of
from db.ledger.streams import Stream
from db.models import (
    ENTITIES,
    Classification,
    Deprivation,
    HouseholdPlan,
    Membership,
    Milestone,
    Need,
    PlanFollowUp,
    PlanMeasure,
    Residence,
    Review,
    Support,
    root_of,
)
from db.store.history.carriers import Carrier, Carriers, device_name
from db.store.labels import KINDS
from db.store.officers import officer_names
from db.store.showing import Showing

NEWER = "ghi bằng bản mới hơn"
_SILENT = ("owner_unit", "unit_date", "definition")
"""Columns that tell nothing to a person; and the key by which a record names its root."""


class HistoryRow(msgspec.Struct, kw_only=True):
    """One field of one change, as people read it.

    at: claimed local time, ISO; unit: code, unit_name: its name; kind: `create`, `set`, `delete` or `decide`,
    kind_label: the same in words; record: what the record is called; key: path such as `identity.birth_date`; before:
    as the writer had it before their eyes (several values, of a conflict, joined by “/”), "" for none; device_name: the
    device by its office; package: file that brought the change here, package_at: when; "" for what was written here;
    newer: of a newer program, kept and not yet understood here.
    """

    change: str
    action: str
    at: str
    officer: str
    device: str
    device_name: str
    package: str
    package_at: str
    unit: str
    unit_name: str
    kind: str
    kind_label: str
    entity: str
    id: str
    record: str
    key: str
    label: str
    before: str
    after: str
    reason: str
    newer: bool = False


def record_history(
    connection: Connection, entity: str, record: str, key: str | None = None, *, sensitive: bool = False
) -> list[HistoryRow]:
    """All changes of a record, newest first; `key` narrows to a ledger key (`identity`) or a field of one.

    sensitive: also show sensitive fields of policies; only for a screen of the register itself.
    """
    rows = _rows(connection, [(entity, record)], sensitive=sensitive)
    return [row for row in rows if key is None or row.key == key or row.key.startswith(f"{key}.")]


def household_history(connection: Connection, household: str, *, sensitive: bool = False) -> list[HistoryRow]:
    """All changes of a household, its people, classes, deprivations, supports and their steps, plans and needs, newest
    first.
    """
    return _rows(connection, household_places(connection, household), sensitive=sensitive)


def support_history(connection: Connection, support: str, *, sensitive: bool = False) -> list[HistoryRow]:
    """All changes of a support and of its steps, those taken back too, newest first."""
    steps = connection.execute(select(Milestone.id).where(Milestone.support == support)).scalars()
    places: list[Place] = [("support", support), *(("milestone", step) for step in steps)]
    return _rows(connection, places, sensitive=sensitive)


def household_places(connection: Connection, household: str) -> list[Place]:
    """Every record of a household, ended and deleted ones too: (entity, id)."""
    members = connection.execute(
        select(Membership.id, Membership.person).where(Membership.household == household)
    ).all()
    places: list[Place] = [("household", household)]
    places += [("membership", record) for record, _ in members]
    places += [("person", person) for person in dict.fromkeys(person for _, person in members if person)]
    for model in (Residence, Classification, Deprivation, Support, HouseholdPlan, Need, Review):
        found = connection.execute(select(model.id).where(model.household == household)).scalars()
        places += [(model.__tablename__, record) for record in found]
    for part, root, owner in (
        (Milestone, Milestone.support, "support"),
        (PlanMeasure, PlanMeasure.plan, "household_plan"),
        (PlanFollowUp, PlanFollowUp.plan, "household_plan"),
    ):
        owners = [record for entity, record in places if entity == owner]
        found = connection.execute(select(part.id).where(root.in_(owners))).scalars()
        places += [(part.__tablename__, record) for record in found]
    return places


def _rows(connection: Connection, places: Iterable[Place], *, sensitive: bool) -> list[HistoryRow]:
    showing = Showing(connection, sensitive=sensitive)
    officers, carriers = officer_names(connection), Carriers(connection)
    found = changes_of(connection, places)
    every = [
        (change.l, identity, place) for place, changes in found.items() for identity, (_, change) in changes.items()
    ]
    rows: list[HistoryRow] = []
    for _, identity, place in sorted(every, reverse=True):
        stream, change = found[place][identity]
        known = {old: replaced for old, (_, replaced) in found[place].items()}
        carrier = carriers.of(stream, identity)
        for path, before, after in _fields(showing, change, known):
            rows.append(_row(showing, officers, identity, stream, carrier, change, path, before, after))
    return rows


def _row(
    showing: Showing,
    officers: dict[str, str],
    identity: str,
    stream: Stream,
    carrier: Carrier | None,
    change: Change,
    path: str,
    before: str,
    after: str,
) -> HistoryRow:
    label, newer = showing.label(change.e, change.i, path), _is_newer(change, path)
    return HistoryRow(
        change=identity,
        action=change.t,
        at=change.at,
        officer=officers.get(change.u, change.u),
        device=stream.device,
        device_name=device_name(showing, stream.device),
        package=carrier.file if carrier else "",
        package_at=carrier.at if carrier else "",
        unit=stream.unit,
        unit_name=showing.unit(stream.unit),
        kind=change.k,
        kind_label=KINDS.get(change.k, change.k),
        entity=change.e,
        id=change.i,
        record=showing.record(change.e, change.i),
        key=path,
        label=f"{label} ({NEWER})" if newer else label,
        before=before,
        after=after,
        reason=change.reason,
        newer=newer,
    )


def _is_newer(change: Change, path: str) -> bool:
    """Whether a field was written by a newer program that knows more than this one."""
    entity = ENTITIES.get(change.e)
    key = path if path in change.s else path.partition(".")[0]
    return change.v > SCHEMA and key != DELETED and (entity is None or not entity.knows(key))


def _fields(showing: Showing, change: Change, known: dict[str, Change]) -> Iterator[tuple[str, str, str]]:
    """(path, before, after) of every field that a change says anything about."""
    root = root_of(change.e)
    silent = {*_SILENT, *([root[0]] if root else [])}
    for key, value in sorted(change.s.items()):
        earlier = [known[old].s.get(key) for old in change.b.get(key, ()) if old in known]
        for path, parts, now in _split(change.e, key, earlier, value):
            if path.rpartition(".")[2] in silent:
                continue
            texts = dict.fromkeys(showing.value(change.e, change.i, path, part) for part in parts)
            texts.pop("", None)
            before, after = " / ".join(texts), showing.value(change.e, change.i, path, now)
            if before != after or _hides(change, parts, now):
                yield path, before, after


def _hides(change: Change, parts: list[Any], now: Any) -> bool:
    """Whether a field differs though its text is the same: its content is not shown."""
    return change.k != "create" and any(part != now for part in parts) and now is not None


def _split(entity: str, key: str, earlier: list[Any], value: Any) -> Iterator[tuple[str, list[Any], Any]]:
    """A ledger key as the fields that people know: (path, values before, value after)."""
    declared = ENTITIES.get(entity)
    columns = declared.groups.get(key, ()) if declared else ()
    prefix, path = f"{key}.", key
    if key.startswith("details.") and "+" in key:
        prefix, columns = "details.", tuple(key.removeprefix("details.").split("+"))
    if not columns or key == DELETED:
        yield path, earlier, value
        return
    for column in columns:
        yield f"{prefix}{column}", [_member(part, column) for part in earlier], _member(value, column)


def _member(value: Any, column: str) -> Any:
    return value.get(column) if isinstance(value, dict) else None
