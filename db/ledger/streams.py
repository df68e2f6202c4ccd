"""Streams: opening our own, finding where a range of changes fits, reading a range back for a package.

It merges nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, insert, select

from db.dialects import fetch, statements
from db.ledger.chain import origin
from db.models import LedgerChange, LedgerStream


@dataclass(slots=True)
class Stream:
    """A stream as it stands: `head` is the chain value after change `last`."""

    id: int
    sid: str
    device: str
    unit: str
    parent: str
    last: int
    head: bytes
    lamport: int
    mine: bool


_COLUMNS = (
    LedgerStream.id,
    LedgerStream.sid,
    LedgerStream.device,
    LedgerStream.unit,
    LedgerStream.parent,
    LedgerStream.last,
    LedgerStream.head,
    LedgerStream.lamport,
    LedgerStream.mine,
)
_NAMES = ", ".join(column.name for column in _COLUMNS)
# Built once: to build a statement costs eight times what it costs to run it.
_ALL = select(*_COLUMNS).order_by(LedgerStream.id)
_BY_SID = select(*_COLUMNS).where(LedgerStream.sid == bindparam("sid"))
_CHAIN = select(LedgerChange.chain).where(
    LedgerChange.stream == bindparam("stream"), LedgerChange.seq == bindparam("seq")
)


def _stream(row: tuple[Any, ...]) -> Stream:
    number, sid, device, unit, parent, last, head, lamport, mine = row
    return Stream(number, sid, device, unit, parent, last, bytes(head), lamport, bool(mine))


def find_stream(connection: Connection, sid: str) -> Stream | None:
    """Return the stream with that 32-digit id."""
    row = connection.execute(_BY_SID, {"sid": sid}).first()
    return None if row is None else _stream(tuple(row))


def list_streams(connection: Connection, *, mine: bool | None = None) -> list[Stream]:
    """All streams, oldest first; `mine` filters on who signs them."""
    query = _ALL if mine is None else _ALL.where(LedgerStream.mine == int(mine))
    return [_stream(tuple(row)) for row in connection.execute(query)]


def open_stream(connection: Connection, sid: str, device: str, unit: str, *, mine: bool, parent: str = "") -> Stream:
    """Start an empty stream of `device` about `unit`."""
    head = origin(bytes.fromhex(sid), bytes.fromhex(parent))
    values = {
        "sid": sid,
        "device": device,
        "unit": unit,
        "parent": parent,
        "last": 0,
        "head": head,
        "lamport": 0,
        "mine": int(mine),
    }
    connection.execute(insert(LedgerStream).values(**values))
    found = find_stream(connection, sid)
    assert found is not None  # noqa: S101 - inserted one line above
    return found


def own_stream(connection: Connection, device: str, unit: str, new_stream: Callable[[], bytes]) -> Stream:
    """The stream this device writes about `unit`, opened with a new 16-byte id if there is none yet.

    Of a stream and its branch, the branch (it is the younger one).
    """
    sql = statements(connection)
    where = f"mine = 1 AND device = {sql.mark} AND unit = {sql.mark}"
    query = f"SELECT {_NAMES} FROM ledger_stream WHERE {where} ORDER BY id DESC LIMIT 1"
    rows = fetch(connection, query, (device, unit))
    if rows:
        return _stream(rows[0])
    return open_stream(connection, new_stream().hex(), device, unit, mine=True)


def branch(connection: Connection, new_stream: Callable[[], bytes]) -> list[Stream]:
    """Go on in a new stream after each of our own, because other lines may have been signed under the next number.

    A restored copy does not know what was written after it was made. Returns the new streams; nothing is ever written
    to the old ones again. An empty one has nothing to doubt.
    """
    youngest = {(stream.device, stream.unit): stream for stream in list_streams(connection, mine=True)}
    return [
        open_stream(
            connection,
            new_stream().hex(),
            old.device,
            old.unit,
            mine=True,
            parent=position(old.sid, old.last, old.head),
        )
        for old in youngest.values()
        if old.last
    ]


def position(sid: str, seq: int, chain: bytes) -> str:
    """A place in a stream as 112 hex digits: stream, sequence number, chain value."""
    return f"{sid}{seq:016x}{chain.hex()}"


def _origin(of: Stream | Range) -> bytes:
    return origin(bytes.fromhex(of.sid), bytes.fromhex(of.parent))


def chain_at(connection: Connection, stream: Stream, seq: int) -> bytes | None:
    """The chain value after change `seq` of a stream (0: its origin), or None where we hold no such change."""
    if seq == 0:
        return _origin(stream)
    found = connection.execute(_CHAIN, {"stream": stream.id, "seq": seq}).scalar()
    return None if found is None else bytes(found)


def lines_of(connection: Connection, stream: Stream, first: int, last: int) -> list[bytes]:
    """The lines first…last of a stream, exactly as written."""
    query = (
        select(LedgerChange.line)
        .where(LedgerChange.stream == stream.id, LedgerChange.seq >= first, LedgerChange.seq <= last)
        .order_by(LedgerChange.seq)
    )
    return [bytes(line) for line in connection.execute(query).scalars()]


Fit = Literal["next", "known", "gap", "fork"]


@dataclass(frozen=True, slots=True)
class Range:
    """A range of a stream as a package announces it: `before`/`after` are the chain values around it."""

    sid: str
    device: str
    unit: str
    parent: str
    first: int
    last: int
    before: bytes
    after: bytes


def fit(connection: Connection, span: Range) -> Fit:
    """Where a range stands against what we hold: `next` (its overlap, if any, is ours), `known`, `gap` or `fork`."""
    stream = find_stream(connection, span.sid)
    if stream is None:
        stream = Stream(0, span.sid, span.device, span.unit, span.parent, 0, _origin(span), 0, False)
    if (stream.device, stream.unit, stream.parent) != (span.device, span.unit, span.parent):
        return "fork"
    if span.first > stream.last + 1:
        return "gap"
    if chain_at(connection, stream, span.first - 1) != span.before:
        return "fork"
    if span.last > stream.last:
        return "next"
    return "known" if chain_at(connection, stream, span.last) == span.after else "fork"
