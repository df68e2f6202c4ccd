"""Streams: opening our own, finding where a range of changes fits, reading a range back for a package.

A copied disk or a backup in use signs other changes under numbers that are taken: the stream forks. Both branches are
kept; the one that came second lies in a row of its own, named `stream~chain value` and numbered on from where it
departs. It merges nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, insert, select

from db.dialects import fetch, statements
from db.ledger.chain import origin
from db.ledger.register import drop_setting, settings
from db.models import LedgerChange, LedgerStream

Link = tuple[bytes, bytes]
"""Chain value and line of a change."""
FORK = "~"
DOUBT = "doubt"
"""Setting that is there while the next change must not go into a stream already begun: a backup may be in use."""


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

    @property
    def name(self) -> str:
        """The 32 digits under which packages know the stream; its branches share them."""
        return self.sid.partition(FORK)[0]

    @property
    def base(self) -> int:
        """The last change that a branch shares with the stream it departs from; 0 for a whole stream."""
        return int(self.parent[32:48], 16) if FORK in self.sid else 0


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
_OF_NAME = _ALL.where(LedgerStream.sid >= bindparam("name"), LedgerStream.sid <= bindparam("end"))
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


def rows_of(connection: Connection, name: str) -> list[Stream]:
    """A stream and its branches, in the order in which they came."""
    return [_stream(tuple(row)) for row in connection.execute(_OF_NAME, {"name": name, "end": f"{name}{FORK}~"})]


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

    The youngest one; where the register has reason to doubt that it alone has gone on with it, first a new one.
    """
    stream, doubtful = _youngest(connection, device, unit)
    if doubtful:
        branch(connection, new_stream)
        stream, _ = _youngest(connection, device, unit)
    return stream or open_stream(connection, new_stream().hex(), device, unit, mine=True)


def _youngest(connection: Connection, device: str, unit: str) -> tuple[Stream | None, bool]:
    """The youngest stream of this device about `unit`, and whether there is reason to doubt; one question a save."""
    mark = statements(connection).mark
    doubt = f"EXISTS (SELECT 1 FROM setting WHERE key = {mark})"
    where = f"mine = 1 AND device = {mark} AND unit = {mark}"
    query = f"SELECT {_NAMES}, {doubt} FROM ledger_stream WHERE {where} ORDER BY id DESC LIMIT 1"
    rows = fetch(connection, query, (DOUBT, device, unit))
    return (_stream(rows[0][:-1]), bool(rows[0][-1])) if rows else (None, in_doubt(connection))


def branch(connection: Connection, new_stream: Callable[[], bytes], device: str = "") -> list[Stream]:
    """Go on in a new stream after each of our own, because other lines may have been signed under the next number.

    A restored copy does not know what was written after it was made. Returns the new streams; nothing is ever written
    to the old ones again. An empty one goes on too: receipts went out with it, for changes that we may have lost since,
    and only under a new name are we asked to confirm them anew.

    device: who goes on, where that is no longer the device that began (its keys were changed).
    """
    drop_setting(connection, DOUBT)
    youngest = {stream.unit: stream for stream in list_streams(connection, mine=True)}
    return [
        open_stream(
            connection,
            new_stream().hex(),
            device or old.device,
            old.unit,
            mine=True,
            parent=position(old.name, old.last, old.head),
        )
        for old in youngest.values()
    ]


def open_branch(connection: Connection, trunk: Stream, seq: int, chain: bytes, after: bytes) -> Stream:
    """Start the row of a branch that leaves `trunk` behind change `seq`; after: chain value of its first own change."""
    sid = f"{trunk.name}{FORK}{after.hex()[:16]}"
    values = {
        "sid": sid,
        "device": trunk.device,
        "unit": trunk.unit,
        "parent": position(trunk.name, seq, chain),
        "last": seq,
        "head": chain,
        "lamport": trunk.lamport,
        "mine": 0,
    }
    connection.execute(insert(LedgerStream).values(**values))
    made = find_stream(connection, sid)
    assert made is not None  # noqa: S101 - inserted one line above
    return made


def position(name: str, seq: int, chain: bytes) -> str:
    """A place in a stream as 112 hex digits: stream, sequence number, chain value."""
    return f"{name}{seq:016x}{chain.hex()}"


def in_doubt(connection: Connection) -> bool:
    """Whether the next change opens a new stream."""
    return DOUBT in settings(connection)


def _origin(of: Stream | Range) -> bytes:
    return origin(bytes.fromhex(of.sid), bytes.fromhex(of.parent))


def chain_at(connection: Connection, stream: Stream, seq: int) -> bytes | None:
    """The chain value after change `seq` of a stream (0: its origin), or None where we hold no such change.

    Of a branch: up to where it departs, that of the stream which it departs from.
    """
    if FORK in stream.sid and seq <= stream.base:
        departs = bytes.fromhex(stream.parent[48:])
        if seq == stream.base:
            return departs
        return chain_at(connection, _trunk(connection, stream), seq)
    if seq == 0:
        return _origin(stream)
    found = connection.execute(_CHAIN, {"stream": stream.id, "seq": seq}).scalar()
    return None if found is None else bytes(found)


def _trunk(connection: Connection, stream: Stream) -> Stream:
    """The row which a branch departs from."""
    departs = bytes.fromhex(stream.parent[48:])
    older = (row for row in rows_of(connection, stream.name) if row.id < stream.id)
    return next(row for row in older if chain_at(connection, row, stream.base) == departs)


def lines_of(connection: Connection, stream: Stream, first: int, last: int) -> list[bytes]:
    """The lines first…last of a stream, exactly as written; of a branch also those before it departs."""
    return [line for _, line in links_of(connection, stream, first, last)]


def links_of(connection: Connection, stream: Stream, first: int, last: int) -> list[Link]:
    """As `lines_of`, each line after the chain value that was kept with it."""
    if FORK in stream.sid and first <= stream.base:
        shared = links_of(connection, _trunk(connection, stream), first, min(last, stream.base))
        return shared + links_of(connection, stream, stream.base + 1, last)
    query = (
        select(LedgerChange.chain, LedgerChange.line)
        .where(LedgerChange.stream == stream.id, LedgerChange.seq >= first, LedgerChange.seq <= last)
        .order_by(LedgerChange.seq)
    )
    return [(bytes(chain), bytes(line)) for chain, line in connection.execute(query)]


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
    """Where a range stands against what we hold: `next` (its overlap, if any, is ours), `known`, `gap` or `fork`.

    Of a forked stream, the branch that it fits decides.
    """
    rows = rows_of(connection, span.sid)
    if not rows:
        rows = [Stream(0, span.sid, span.device, span.unit, span.parent, 0, _origin(span), 0, False)]
    if (rows[0].device, rows[0].unit, rows[0].parent) != (span.device, span.unit, span.parent):
        return "fork"
    found = {_fit_row(connection, row, span) for row in rows}
    return next(place for place in _BEST if place in found)


_BEST: tuple[Fit, ...] = ("known", "next", "gap", "fork")


def _fit_row(connection: Connection, stream: Stream, span: Range) -> Fit:
    if span.first > stream.last + 1:
        return "gap"
    if chain_at(connection, stream, span.first - 1) != span.before:
        return "fork"
    if span.last > stream.last:
        return "next"
    return "known" if chain_at(connection, stream, span.last) == span.after else "fork"
