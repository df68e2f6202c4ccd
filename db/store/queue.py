"""What waits for a person: conflicts with both values, who, when and why; and the decision that ends one.

It never decides by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from db.domain.errors import InvalidData, Issue, NotFound, UserError
from db.domain.values import local_date
from db.ledger import ledger
from db.ledger.change import DELETED
from db.ledger.merge import Doc
from db.ledger.register import Register, settings
from db.models import ENTITIES, LedgerQueue
from db.store.actions import Action
from db.store.findings import list_findings, recheck
from db.store.inputs import PersonInput
from db.store.offices import officer_names
from db.store.people import check_person, cleaned, identity_values, settle
from db.store.shapes import read


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
    """One key of one record that waits.

    kind: `value` (several live values, `shown` is the provisional one), `delete` (edit against delete), or `check`: a
    rule of the policy that a merge has broken; `shown` is its sentence, and correcting the support ends it.
    """

    entity: str
    id: str
    key: str
    kind: str
    shown: Any
    versions: list[Version]


def list_queue(connection: Connection) -> list[QueueItem]:
    """Everything that waits, by entity and record."""
    return list_conflicts(connection) + [
        QueueItem(entity="support", id=one.support, key=one.field, kind="check", shown=one.message, versions=[])
        for one in list_findings(connection)
    ]


def list_conflicts(connection: Connection, among: Sequence[str] | None = None) -> list[QueueItem]:
    """The conflicts that wait, by entity and record; `among`: only of these records."""
    query = select(LedgerQueue.entity, LedgerQueue.id, LedgerQueue.key, LedgerQueue.kind).order_by(
        LedgerQueue.entity, LedgerQueue.id, LedgerQueue.key
    )
    if among is not None:
        query = query.where(LedgerQueue.id.in_(among))
    rows = connection.execute(query).all()
    names = officer_names(connection)
    return [_item(connection, names, *row) for row in rows]


def waiting(connection: Connection, records: Sequence[str]) -> list[tuple[str, str, str]]:
    """(entity, id, key) of everything that waits among these records."""
    query = select(LedgerQueue.entity, LedgerQueue.id, LedgerQueue.key).where(LedgerQueue.id.in_(records))
    return [(entity, record, key) for entity, record, key in connection.execute(query)]


def _item(connection: Connection, names: dict[str, str], entity: str, record: str, key: str, kind: str) -> QueueItem:
    doc = ledger.load_docs(connection, entity, [record])[record]
    live = doc["h"][key]
    versions = [_version(connection, names, change, value) for change, (_, value) in sorted(live.items())]
    if kind == "delete":
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
    )


def decide(
    register: Register, entity: str, record: str, key: str, *, value: Any = None, take: str = "", reason: str
) -> None:
    """End a conflict: `take` one version by its change id, or set a `value` of one's own. The reason is kept.

    Raises:
        NotFound: that key of that record does not wait.
        NotAllowed: no reason given.
    """
    with register.write() as connection:
        rows = connection.execute(
            select(LedgerQueue.kind).where(
                LedgerQueue.entity == entity, LedgerQueue.id == record, LedgerQueue.key == key
            )
        ).all()
        if not rows:
            raise NotFound(
                "no_conflict",
                "Mục này không còn chờ quyết định (có thể đã được giải quyết). Không thay đổi gì: xem lại danh sách.",
            )
        action = Action(register, connection, reason)
        if rows[0][0] == "delete":
            _settle_delete(action, entity, record, take)
        else:
            taken = (
                _taken(connection, entity, record, key, take)
                if take
                else _own(register, connection, entity, key, value)
            )
            action.decide(entity, record, key, taken)
        action.commit()
        if entity == "support":
            recheck(register, connection, [record])


def _taken(connection: Connection, entity: str, record: str, key: str, take: str) -> Any:
    live = ledger.load_docs(connection, entity, [record])[record]["h"][key]
    if take not in live:
        raise NotFound(
            "no_version", f"Không có giá trị mang mã {take} trong mục này. Không thay đổi gì: xem lại danh sách."
        )
    return live[take][1]


def _own(register: Register, connection: Connection, entity: str, key: str, value: Any) -> Any:
    """A value that is neither side's, as it may be kept: whole where the key is a group, checked as any entry is."""
    known = ENTITIES.get(entity)
    members = known.groups.get(key) if known else None
    if members is None or value is None:
        return value
    if not isinstance(value, dict) or set(value) - set(members):
        message = f"Mục “{key}” là một nhóm: ghi JSON có các mục {', '.join(members)}."
        raise InvalidData([Issue(key, "hard", "bad_type", message)])
    if (entity, key) != ("person", "identity"):
        return value
    person = cleaned(read({"name": "", **value}, PersonInput))
    today, papers = local_date(register.providers.now()), settings(connection)["unit_date"]
    hard = [i for i in check_person(person, field="", today=today, papers_on=papers) if i.severity == "hard"]
    settle(hard, "")
    return identity_values(person)


def _settle_delete(action: Action, entity: str, record: str, take: str) -> None:
    if take == "delete":
        action.delete(entity, record)
    elif take == "keep":
        action.decide(entity, record, DELETED, None)
    else:
        raise UserError(
            "delete_or_keep", "Có người xóa, có người sửa: chọn `delete` (xóa) hoặc `keep` (giữ lại). Chưa thay đổi gì."
        )
