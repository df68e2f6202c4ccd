"""What the other side says it holds of every stream, and who must hold a change before it need not be sent again.

A copy of a register that has gone on in a stream of its own (after a restore) is a reader of its own: what the other
copy confirmed says nothing about it. Sends nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from db.ledger.change import MAX_NUMBER
from db.ledger.register import put_setting
from db.ledger.streams import DOUBT, Stream, chain_at, list_streams
from db.models import Receipt
from db.sync import questions
from db.sync.package import Manifest
from db.sync.trust import Device


def readers(rows: Sequence[Stream], device: str, unit: str) -> list[str]:
    """Under which names a device confirms: its own, or those of the streams about `unit` in which its copies go on."""
    whole = [row for row in rows if row.device == device and row.unit == unit and row.name == row.sid]
    continued = {row.parent[:32] for row in whole}
    return [row.sid for row in whole if row.parent and row.sid not in continued] or [device]


def receipts(connection: Connection) -> dict[tuple[str, str], int]:
    """The last change that each reader has confirmed, by stream and reader."""
    rows = connection.execute(select(Receipt.sid, Receipt.device, Receipt.last))
    return {(sid, reader): int(last) for sid, reader, last in rows}


def acknowledge(connection: Connection, manifest: Manifest, device: Device, at: str) -> None:
    """Note how far that device holds the streams we hold. A receipt that is not about the chain we know is left alone;
    one that knows more, or other, changes of a stream we write is a reason to begin a new one.
    """
    questions.take(connection, manifest, device)
    rows = list_streams(connection)
    resumed = {row.parent[:32] for row in rows if row.parent and row.name == row.sid}
    reader = manifest.stream if manifest.parent else device.id
    for stream in rows:
        said = _said(manifest.acks.get(stream.name))
        agreed = [(last, head) for last, head in said if _agrees(connection, stream, last, head)]
        if agreed:
            _note(connection, stream.sid, reader, *max(agreed), at)
        if stream.mine and len(agreed) < len(said) and stream.sid not in resumed:
            put_setting(connection, DOUBT, device.id)


def _note(connection: Connection, sid: str, reader: str, last: int, head: str, at: str) -> None:
    """Receipts come late and twice: only one that says more than before counts."""
    where = (Receipt.sid == sid, Receipt.device == reader)
    before = connection.execute(select(Receipt.last).where(*where)).scalar()
    if before is None or before < last:
        connection.execute(delete(Receipt).where(*where))
        connection.execute(insert(Receipt).values(sid=sid, device=reader, last=last, head=head, at=at))


def _said(ack: Any) -> list[tuple[int, str]]:
    """What a receipt says of a stream and of its branches; nothing where it is of no known shape."""
    if not isinstance(ack, dict):
        return []
    branches = ack.get("branches")
    found = [ack, *(one for one in branches if isinstance(one, dict))] if isinstance(branches, list) else [ack]
    pairs = [(one.get("last"), one.get("head")) for one in found]
    return [
        (last, head)
        for last, head in pairs
        if type(last) is int and 0 < last <= MAX_NUMBER and isinstance(head, str) and len(head) == 64
    ]


def _agrees(connection: Connection, stream: Stream, last: int, head: str) -> bool:
    """Whether that is a place of the chain we hold."""
    held = chain_at(connection, stream, last) if stream.base < last <= stream.last else None
    return held is not None and held.hex() == head
