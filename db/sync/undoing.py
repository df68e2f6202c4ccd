"""A whole package taken back by the office above: which of its changes came with it. The undo itself is the store's."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, select

from db.domain.errors import NotAllowed, NotFound
from db.ledger.chain import span_of
from db.ledger.register import Register, settings
from db.ledger.streams import find_stream
from db.models import LedgerChange, Package
from db.store.history.undo import Plan, Undone, plan_stretch, undo_stretch
from db.sync.lists import held_lists
from db.sync.timeline import merged_package

NOT_BELOW = NotAllowed(
    "undo_not_below",
    "Chỉ cơ quan cấp trên mới hoàn tác gói của đơn vị trực thuộc. Không thay đổi gì: báo cơ quan đã gửi gói, "
    "hoặc sửa từng mục.",
)


def preview(register: Register, package: str) -> Plan:
    """What taking a package back would touch, and what would stay; writes nothing.

    Args:
        package: as for `timeline.merged_package`.

    Raises:
        NotFound: no such package was merged here. NotAllowed: it is not of a unit below.
    """
    with register.read() as connection:
        row = _find(connection, package)
        return plan_stretch(connection, row.sid, _brought_from(connection, row), row.last)


def undo_package(register: Register, package: str, *, reason: str, anyway: bool = False) -> Undone:
    """Take a package back as a new action, which goes down to its sender as any correction.

    Raises:
        NotFound, NotAllowed: as `preview` and `db.store.history.undo.undo_stretch`.
    """
    with register.read() as connection:
        row = _find(connection, package)
        first = _brought_from(connection, row)
    return undo_stretch(register, row.sha256, row.sid, first, row.last, reason=reason, anyway=anyway)


def _find(connection: Connection, package: str) -> Any:
    columns = (Package.sha256, Package.sid, Package.device, Package.first, Package.last, Package.heads)
    query = select(*columns).where(*merged_package(package), Package.decision == "")
    row = connection.execute(query.order_by(Package.at.desc(), Package.number.desc())).first()
    if row is None or row.last < row.first:
        said = f"Sổ này chưa ghép gói nào tên {package} có bản ghi. Không thay đổi gì: chọn gói ở trang Gửi nhận."
        raise NotFound("no_package", said)
    unit = settings(connection)["unit"]
    lists = [held.trust.devices for held in held_lists(connection) if held.role != "parent"]
    if not any(one.id == row.device and one.unit != unit for devices in lists for one in devices):
        raise NOT_BELOW
    return row


def _brought_from(connection: Connection, row: Any) -> int:
    """The first change that this package, and none before it, brought: packages overlap."""
    stream = find_stream(connection, row.sid)
    heads = msgspec.json.decode(row.heads, type=list[str]) if row.heads else []
    held = 0
    for span in filter(None, map(span_of, heads)):
        query = select(LedgerChange.seq).where(LedgerChange.chain.between(*span))
        if stream is not None:
            held = max(held, connection.execute(query.where(LedgerChange.stream == stream.id)).scalar() or 0)
    return max(int(row.first), held + 1)
