"""What waits for a person: conflicts with both values, who, when and why; and the decision that ends one."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, select

from db.domain.errors import NotFound, UserError
from db.ledger import ledger
from db.ledger.change import DELETED
from db.ledger.register import Register
from db.models import LedgerQueue
from db.store.actions import Action
from db.store.offices import officer_names


class Version(msgspec.Struct, kw_only=True):
    """One of the live values of a key: what, and who wrote it when, on which device, for which reason."""

    change: str
    value: Any
    officer: str
    at: str
    device: str
    unit: str
    reason: str


class QueueItem(msgspec.Struct, kw_only=True):
    """One key of one record that waits. kind: `value` or `delete` (edit against delete); `shown` is the provisional value."""

    entity: str
    id: str
    key: str
    kind: str
    shown: Any
    versions: list[Version]


def list_queue(connection: Connection) -> list[QueueItem]:
    """Everything that waits, by entity and record."""
    rows = connection.execute(
        select(LedgerQueue.entity, LedgerQueue.id, LedgerQueue.key, LedgerQueue.kind)
        .order_by(LedgerQueue.entity, LedgerQueue.id, LedgerQueue.key)
    ).all()
    names = officer_names(connection)
    return [_item(connection, names, *row) for row in rows]


def _item(connection: Connection, names: dict[str, str], entity: str, record: str, key: str, kind: str) -> QueueItem:
    doc = ledger.load_docs(connection, entity, [record])[record]
    live = doc["h"][key]
    versions = [_version(connection, names, change, value) for change, (_, value) in sorted(live.items())]
    shown = (ledger.values_of(connection, entity, record) or {}).get(key)
    return QueueItem(entity=entity, id=record, key=key, kind=kind, shown=shown, versions=versions)


def _version(connection: Connection, names: dict[str, str], identity: str, value: Any) -> Version:
    found = ledger.find_change(connection, identity)
    if found is None:
        raise LookupError(f"live value without its change: {identity}")
    stream, change = found
    return Version(
        change=identity, value=value, officer=names.get(change.u, change.u), at=change.at, device=stream.device,
        unit=stream.unit, reason=change.reason,
    )


def decide(register: Register, entity: str, record: str, key: str, *, value: Any = None, take: str = "", reason: str) -> None:
    """End a conflict: `take` one version by its change id, or set a `value` of one's own. The reason is kept.

    Raises:
        NotFound: that key of that record does not wait.
        NotAllowed: no reason given.
    """
    with register.write() as connection:
        rows = connection.execute(
            select(LedgerQueue.kind).where(LedgerQueue.entity == entity, LedgerQueue.id == record, LedgerQueue.key == key)
        ).all()
        if not rows:
            raise NotFound("no_conflict", "Mục này không còn chờ quyết định (có thể đã được giải quyết). Không thay đổi gì.")
        action = Action(register, connection, reason)
        if rows[0][0] == "delete":
            _settle_delete(action, entity, record, take)
        else:
            action.decide(entity, record, key, _taken(connection, entity, record, key, take) if take else value)
        action.commit()


def _taken(connection: Connection, entity: str, record: str, key: str, take: str) -> Any:
    live = ledger.load_docs(connection, entity, [record])[record]["h"][key]
    if take not in live:
        raise NotFound("no_version", f"Không có giá trị mang mã {take} trong mục này. Không thay đổi gì: xem lại danh sách.")
    return live[take][1]


def _settle_delete(action: Action, entity: str, record: str, take: str) -> None:
    if take == "delete":
        action.delete(entity, record)
    elif take == "keep":
        action.decide(entity, record, DELETED, None)
    else:
        raise UserError("delete_or_keep", "Có người xóa, có người sửa: chọn `delete` (xóa) hoặc `keep` (giữ lại). Chưa thay đổi gì.")
