"""What waits for a person: conflicts with both values, who, when and why; and the decision that ends one.

It never decides by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select

from db.dialects import fetch, statements
from db.domain.errors import NotFound, UserError
from db.domain.ids import office_of
from db.ledger import ledger
from db.ledger.change import DELETED
from db.ledger.merge import Doc
from db.ledger.register import Register
from db.models import LedgerQueue
from db.store.actions import Action
from db.store.deciding.findings import list_findings, recheck
from db.store.deciding.own_values import own_value
from db.store.late import KEY as LATE
from db.store.late import late_values, list_late, recheck_late, settle_late
from db.store.officers import officer_names


class Version(msgspec.Struct, kw_only=True):
    """One of the live values of a key: what, and who wrote it when, on which device, for which reason.

    unit: whose record it is; office: unit code of the office the device belongs to ("" where its id does not say);
    deletes: it is the delete, which stands against edits.
    """

    change: str
    value: Any
    officer: str
    at: str
    device: str
    unit: str
    reason: str
    office: str = ""
    deletes: bool = False


class QueueItem(msgspec.Struct, kw_only=True):
    """One key of one record that waits.

    kind: `value` (several live values, `shown` is the provisional one), `delete` (edit against delete), `late` (edits
    by a unit that no longer owns the record, each version with all that it wrote), or `check`: a rule of the policy
    that a merge has broken; `shown` is its sentence, and correcting the support ends it.
    """

    entity: str
    id: str
    key: str
    kind: str
    shown: Any
    versions: list[Version]


def list_queue(connection: Connection) -> list[QueueItem]:
    """Everything that waits, by entity and record."""
    return [*list_conflicts(connection), *_late_items(connection)] + [
        QueueItem(entity=one.entity, id=one.support, key=one.field, kind="check", shown=one.message, versions=[])
        for one in list_findings(connection)
    ]


def list_conflicts(connection: Connection, among: Sequence[str] | None = None) -> list[QueueItem]:
    """The conflicts that wait, by entity and record; `among`: only of these records."""
    sql = statements(connection)
    where = "" if among is None else f"WHERE {sql.among('id')}"
    parameters = () if among is None else (sql.listed(among),)
    query = f"SELECT entity, id, key, kind FROM ledger_queue {where} ORDER BY entity, id, key"
    rows = fetch(connection, query, parameters)
    names = officer_names(connection) if rows else {}
    return [_item(connection, names, *row) for row in rows]


def _late_items(connection: Connection) -> list[QueueItem]:
    """The records that a unit changed which no longer owns them."""
    names = officer_names(connection)
    items = []
    for entity, record, changes in list_late(connection):
        doc = ledger.load_docs(connection, entity, [record])[record]
        versions = [_version(connection, names, change, values) for change, values in late_values(doc, changes)]
        items.append(QueueItem(entity=entity, id=record, key=LATE, kind="late", shown=None, versions=versions))
    return items


def _item(connection: Connection, names: dict[str, str], entity: str, record: str, key: str, kind: str) -> QueueItem:
    doc = ledger.load_docs(connection, entity, [record])[record]
    live = doc["h"][key]
    versions = [_version(connection, names, change, value) for change, (_, value) in sorted(live.items())]
    if kind == "delete":
        for tomb in versions:
            tomb.deletes = tomb.value is not None
        versions += [_version(connection, names, change, value) for change, value in _unseen(doc)]
    shown = (ledger.values_of(connection, entity, record) or {}).get(key)
    return QueueItem(entity=entity, id=record, key=key, kind=kind, shown=shown, versions=versions)


def _unseen(doc: Doc) -> list[tuple[str, dict[str, Any]]]:
    """Against a delete stand the edits it did not see: change id, and the keys it wrote with their values."""
    tombs = [value for _, value in doc["h"][DELETED].values() if isinstance(value, dict)]
    saw = [tomb["saw"] for tomb in tombs if isinstance(tomb.get("saw"), list)]
    seen = {change for changes in saw for change in changes if isinstance(change, str)}
    edits: dict[str, dict[str, Any]] = {}
    for key, live in sorted(doc["h"].items()):
        for change, (_, value) in live.items():
            if key != DELETED and change not in seen:
                edits.setdefault(change, {})[key] = value
    return sorted(edits.items())


def _version(connection: Connection, names: dict[str, str], identity: str, value: Any) -> Version:
    found = ledger.find_change(connection, identity)
    if found is None:
        raise LookupError(f"live value without its change: {identity}")
    stream, change = found
    return Version(
        change=identity,
        value=value,
        officer=names.get(change.u, change.u),
        at=change.at,
        device=stream.device,
        unit=stream.unit,
        reason=change.reason,
        office=office_of(stream.device)[1],
    )


class Decision(msgspec.Struct, kw_only=True):
    """How one conflict ends: `take` a version by its change id (of a delete: `delete`, `keep`), or else `value`.

    Of late edits: `take` or `leave`.
    """

    entity: str
    id: str
    key: str
    take: str = ""
    value: Any = None


def decide(
    register: Register, entity: str, record: str, key: str, *, value: Any = None, take: str = "", reason: str
) -> None:
    """End one conflict; see `decide_many`."""
    decide_many(register, [Decision(entity=entity, id=record, key=key, take=take, value=value)], reason=reason)


def decide_many(register: Register, decisions: Sequence[Decision], *, reason: str) -> str:
    """End conflicts for one reason, in one action: all of them, or none. Returns the action's id.

    Raises:
        NotFound: one of these keys does not wait (any more), or has no such version.
        NotAllowed: no reason given.
        InvalidData: a value of one's own that may not be kept.
    """
    with register.write() as connection:
        action = Action(register, connection, reason)
        for decision in decisions:
            _settle(register, connection, action, decision)
        action.commit()
        recheck_late(connection, [(one.entity, one.id) for one in decisions])
        recheck(register, connection, _supports(connection, decisions))
    return action.id


def _settle(register: Register, connection: Connection, action: Action, decision: Decision) -> None:
    entity, record, key = decision.entity, decision.id, decision.key
    if key == LATE and any((entity, record) == place[:2] for place in list_late(connection)):
        if decision.take not in ("take", "leave"):
            told = "Đơn vị cũ sửa sau khi đã bàn giao: chọn `take` (ghi nhận) hoặc `leave` (bỏ qua). Chưa thay đổi gì."
            raise UserError("take_or_leave", told)
        settle_late(connection, action, entity, record, take=decision.take == "take")
        return
    query = select(LedgerQueue.kind).where(
        LedgerQueue.entity == entity, LedgerQueue.id == record, LedgerQueue.key == key
    )
    kind = connection.execute(query).scalar()
    if kind is None:
        raise NotFound(
            "no_conflict",
            "Mục này không còn chờ quyết định (có thể đã được giải quyết). Không thay đổi gì: xem lại danh sách.",
        )
    if kind == "delete":
        _settle_delete(action, entity, record, decision.take)
    elif decision.take:
        action.decide(entity, record, key, _taken(connection, entity, record, key, decision.take))
    else:
        action.decide(entity, record, key, own_value(register, connection, entity, record, key, decision.value))


def _supports(connection: Connection, decisions: Sequence[Decision]) -> set[str]:
    """Ids of the supports and records of units whose rules these decisions may have mended or broken."""
    found = {one.id for one in decisions if one.entity in ("support", "unit_record")}
    steps = [one.id for one in decisions if one.entity == "milestone"]
    owners = (ledger.values_of(connection, "milestone", step) or {} for step in steps)
    return found | {values["support"] for values in owners if values.get("support")}


def _taken(connection: Connection, entity: str, record: str, key: str, take: str) -> Any:
    live = ledger.load_docs(connection, entity, [record])[record]["h"][key]
    if take not in live:
        raise NotFound(
            "no_version", f"Không có giá trị mang mã {take} trong mục này. Không thay đổi gì: xem lại danh sách."
        )
    return live[take][1]


def _settle_delete(action: Action, entity: str, record: str, take: str) -> None:
    if take == "delete":
        action.delete(entity, record)
    elif take == "keep":
        action.decide(entity, record, DELETED, None)
    else:
        raise UserError(
            "delete_or_keep", "Có người xóa, có người sửa: chọn `delete` (xóa) hoặc `keep` (giữ lại). Chưa thay đổi gì."
        )


def count_waiting(connection: Connection) -> int:
    """How many questions wait for a person: keys in conflict, and rules that a merge has broken."""
    waiting = int(connection.execute(select(func.count()).select_from(LedgerQueue)).scalar_one())
    return waiting + len(list_findings(connection)) + len(list_late(connection))
