"""The one door: every write of a register appends here, in the same transaction as the rows it changes.

It judges no support.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, select, text

from db.dialects import fetch, run, statements
from db.ledger.chain import change_id as id_of
from db.ledger.chain import span_of, values
from db.ledger.change import DELETED, MAX_NUMBER, SCHEMA, Change, Draft, Stamp, canonical, decode, encode
from db.ledger.merge import Doc, apply, base_of, first, live_ids, new_doc, shown, standing
from db.ledger.project import PROJECTORS, Row, words_of
from db.ledger.register import drop_setting, put_setting, settings
from db.ledger.streams import Range, Stream, chain_at, list_streams, open_branch, open_stream, rows_of
from db.models import ENTITIES, LedgerChange

NEWER = "newer"
"""Setting: the highest schema of a change that came from a newer program; gone once this program knows it."""
CHUNK = 5_000
BACKWARDS = 500
CHANGE_COLUMNS = ("stream", "seq", "chain", "line")
DOC_KEY = ("entity", "id")
DOC_COLUMNS = (*DOC_KEY, "doc")
QUEUE_COLUMNS = (*DOC_KEY, "key", "kind")
WORD_KEY = ("word", "sort_key", "person")
WORD_COLUMNS = (*WORD_KEY, "text")

Place = tuple[str, str]
"""A record: entity and id."""

Arrived = Callable[[Place, str], bool]
"""Has a change with that id been merged into that record?"""


class Forked(Exception):
    """A range's own changes differ from those we hold at the same places: the stream has two branches."""


@contextmanager
def quiet_collector() -> Iterator[None]:
    """Millions of short-lived lists and dicts, none in a cycle: the collector only costs time here."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def load_docs(connection: Connection, entity: str, ids: Sequence[str]) -> dict[str, Doc]:
    """Documents of the given records, those that exist."""
    sql = statements(connection)
    query = f"SELECT id, doc FROM ledger_doc WHERE entity = {sql.mark} AND {sql.among('id')}"
    rows = fetch(connection, query, (entity, sql.listed(ids)))
    return {record: orjson.loads(bytes(doc)) for record, doc in rows}


def values_of(connection: Connection, entity: str, record: str) -> dict[str, Any] | None:
    """The values shown for a record (ledger key → value, provisional where in conflict), or None if unknown."""
    doc = load_docs(connection, entity, [record]).get(record)
    if doc is None:
        return None
    return {key: shown(live) for key, live in doc["h"].items() if live and key != DELETED}


def has_change(connection: Connection, identity: str) -> bool:
    """True if the change with that id is in this ledger."""
    return _locate(connection, identity) is not None


def find_change(connection: Connection, identity: str) -> tuple[Stream, Change] | None:
    """The change with that id and the stream it stands in."""
    return find_changes(connection, [identity]).get(identity)


def find_changes(connection: Connection, identities: Iterable[str]) -> dict[str, tuple[Stream, Change]]:
    """Those changes that are in this ledger, by id, with the streams they stand in."""
    streams = {stream.id: stream for stream in list_streams(connection)}
    rows = ((identity, _locate(connection, identity)) for identity in identities)
    return {identity: (streams[row[0]], decode(row[1])) for identity, row in rows if row is not None}


def changes_of(connection: Connection, places: Iterable[Place]) -> dict[Place, dict[str, tuple[Stream, Change]]]:
    """Every change of these records by id, with its stream: walked back from the live values.

    A change is live, or a change that is here names it as replaced: so nothing but the record's own changes is read,
    however long the ledger.
    """
    known = _load(connection, sorted(places))
    found: dict[Place, dict[str, tuple[Stream, Change]]] = {place: {} for place in known}
    wanted = {identity for doc in known.values() for live in doc["h"].values() for identity in live}
    while wanted:
        named: set[str] = set()
        for identity, (stream, change) in find_changes(connection, sorted(wanted)).items():
            if (change.e, change.i) in found:
                found[change.e, change.i][identity] = stream, change
                named.update(old for replaced in change.b.values() for old in replaced)
        wanted = named.difference(*found.values())
    return found


def newest_first(connection: Connection, stream: Stream) -> Iterator[tuple[str, bytes]]:
    """The changes of a stream backwards, as (id, line); read in parts, so that stopping early costs little."""
    query = (
        select(LedgerChange.chain, LedgerChange.line)
        .where(LedgerChange.stream == stream.id, LedgerChange.seq <= bindparam("last"))
        .order_by(LedgerChange.seq.desc())
        .limit(BACKWARDS)
    )
    for last in range(stream.last, stream.base, -BACKWARDS):
        for chain, line in connection.execute(query, {"last": last}).all():
            yield id_of(bytes(chain)), bytes(line)


def _locate(connection: Connection, identity: str) -> tuple[int, bytes] | None:
    """Number of the stream and line of a change."""
    span = span_of(identity)
    if span is None:
        return None
    mark = statements(connection).mark
    query = f"SELECT stream, line FROM ledger_change WHERE chain >= {mark} AND chain <= {mark}"
    rows = fetch(connection, query, span)
    return (rows[0][0], bytes(rows[0][1])) if rows else None


def _arrived(connection: Connection, place: Place, identity: str) -> bool:
    """True if the ledger holds a change with that id of that record."""
    row = _locate(connection, identity)
    if row is None:
        return False
    change = decode(row[1])
    return (change.e, change.i) == place


@quiet_collector()
def append(connection: Connection, stream: Stream, drafts: Sequence[Draft], stamp: Stamp) -> list[str]:
    """Write one action's changes to one of our streams, merge and project them.

    Args:
        stream: ours; its `last`, `head` and `lamport` are moved on.
        drafts: in the order of writing; a draft without `base` replaces every value live now.

    Returns:
        The ids of the changes.

    Raises:
        ValueError: a value that may not enter the ledger, or a stream that is not ours.
    """
    if not stream.mine:
        raise ValueError("only our own streams are written")
    if not drafts:
        return []
    ((lamport,),) = fetch(connection, "SELECT coalesce(max(lamport), 0) FROM ledger_stream")
    new = {(draft.entity, draft.id) for draft in drafts if draft.new}
    places = {(draft.entity, draft.id) for draft in drafts} - new
    batch = _Batch(connection, places, partial(_arrived, connection))
    lines: list[bytes] = []
    chain: list[bytes] = []
    ids: list[str] = []
    for number, draft in enumerate(drafts, start=1):
        base = _base(draft, batch.docs.get((draft.entity, draft.id)))
        clock = min(lamport + number, MAX_NUMBER)
        lines.append(encode(draft, base, stamp, seq=stream.last + number, lamport=clock))
        chain += values(chain[-1] if chain else stream.head, lines[-1:])
        ids.append(id_of(chain[-1]))
        batch.merge(ids[-1], decode(lines[-1]))
    _store_lines(connection, stream, lines, chain, clock)
    batch.write()
    return ids


def _base(draft: Draft, doc: Doc | None) -> dict[str, list[str]]:
    if draft.base is not None:
        return {key: sorted(ids) for key, ids in draft.base.items() if ids}
    if draft.kind == "create":
        return {}
    live, also = base_of(doc, list(draft.values)), draft.also or {}
    return live | {key: sorted({*live.get(key, ()), *ids}) for key, ids in also.items() if key in draft.values and ids}


def tombstone(connection: Connection, entity: str, record: str, also: dict[str, list[str]] | None = None) -> Draft:
    """The draft that deletes a record as it stands now (the stamp must carry a reason)."""
    doc = load_docs(connection, entity, [record]).get(record) or new_doc()
    return Draft("delete", entity, record, {DELETED: {"saw": live_ids(doc)}}, also=also)


def receive(
    connection: Connection, span: Range, lines: Sequence[bytes], chain: Sequence[bytes], *, branch: bool = False
) -> tuple[int, int]:
    """Append a foreign range that `fit` called `next`, merge and project it; what we hold already is skipped.

    Args:
        lines: canonical lines first…last; chain: the verified chain value after each; branch: a range that departs from
            what we hold is kept beside it (a person, or the office above, has said that both are honest).

    Returns:
        (changes applied, keys in conflict among the records touched).

    Raises:
        Forked: the overlapping part differs from ours, or the range does not begin where ours ends.
        msgspec.ValidationError, msgspec.DecodeError: a line is no change.
    """
    rows = rows_of(connection, span.sid)
    if not rows:
        rows = [open_stream(connection, span.sid, span.device, span.unit, mine=False, parent=span.parent)]
    heads = [span.before, *chain]
    fitting = (
        row for row in rows if span.first - 1 <= row.last <= span.last and heads[row.last - span.first + 1] == row.head
    )
    stream = next(fitting, None) or (_depart(connection, rows, span, heads) if branch else None)
    if stream is None:
        raise Forked
    skip = stream.last - span.first + 1
    conflicts, schema = 0, SCHEMA
    with quiet_collector():
        for start in range(skip, len(lines), CHUNK):
            part = slice(start, start + CHUNK)
            changes = [decode(line) for line in lines[part]]
            schema = max(schema, *(c.v for c in changes))
            _store_lines(connection, stream, lines[part], chain[part], max(c.l for c in changes))
            batch = _Batch(connection, {(c.e, c.i) for c in changes}, partial(_arrived, connection))
            for identity, change in zip(map(id_of, chain[part]), changes, strict=True):
                batch.merge(identity, change)
            conflicts += batch.write()
    if schema > SCHEMA:
        put_setting(connection, NEWER, str(max(schema, int(settings(connection).get(NEWER, 0)))))
    return len(lines) - skip, conflicts


def _depart(connection: Connection, rows: Sequence[Stream], span: Range, heads: Sequence[bytes]) -> Stream | None:
    """Open a branch after the last change that the range shares with one of these rows; None if it shares nothing."""
    for seq in range(span.last - 1, span.first - 2, -1):
        chain = heads[seq - span.first + 1]
        trunk = next((row for row in rows if seq <= row.last and chain_at(connection, row, seq) == chain), None)
        if trunk is not None:
            return open_branch(connection, trunk, seq, chain, heads[seq - span.first + 2])
    return None


def _store_lines(
    connection: Connection, stream: Stream, lines: Sequence[bytes], chain: Sequence[bytes], lamport: int
) -> None:
    """Write lines after the last of their stream and move the stream on."""
    sql = statements(connection)
    pairs = enumerate(zip(chain, lines, strict=True), start=stream.last + 1)
    rows = [(stream.id, seq, value, line) for seq, (value, line) in pairs]
    run(connection, sql.insert("ledger_change", CHANGE_COLUMNS), rows)
    stream.last, stream.head, stream.lamport = stream.last + len(lines), chain[-1], max(stream.lamport, lamport)
    moved = (stream.last, stream.head, stream.lamport, stream.id)
    run(connection, sql.update("ledger_stream", ("last", "head", "lamport"), ("id",)), [moved])


class _Batch:
    """The records that some changes touch: read at once, merged in memory, written in a few statements."""

    def __init__(self, connection: Connection, places: Iterable[Place], arrived: Arrived) -> None:
        self._connection = connection
        self._arrived = arrived
        self.docs = _load(connection, sorted(places))
        self._stored = set(self.docs)
        self._old_words = [
            words[:3]
            for place, doc in self.docs.items()
            if place[0] == "person"
            for words in words_of(PROJECTORS["person"].row_of(place[1], doc, standing(doc)))
        ]

    def merge(self, identity: str, change: Change) -> None:
        """Merge one change into its record."""
        place = change.e, change.i
        doc = self.docs.get(place)
        if doc is None and not change.b:
            self.docs[place] = first(identity, change)
        else:
            apply(self.docs.setdefault(place, new_doc()), identity, change, partial(self._arrived, place))

    def write(self) -> int:
        """Write documents, queue, rows and search words; return how many keys of these records wait for a person."""
        docs: list[tuple[str, str, bytes]] = []
        queue: list[tuple[str, str, str, str]] = []
        rows: dict[tuple[str, bool], list[Row]] = {}  # by entity, and by whether it may have such a row already
        for (entity, record), doc in sorted(self.docs.items()):
            docs.append((entity, record, canonical(doc)))
            state = standing(doc)
            queue += [(entity, record, key, kind) for key, kind in state.open.items()]
            projector = PROJECTORS.get(entity)
            if projector is not None:
                kind = entity, (entity, record) in self._stored
                rows.setdefault(kind, []).append(projector.row_of(record, doc, state))
        sql = statements(self._connection)
        self._run(sql.upsert("ledger_doc", DOC_COLUMNS, DOC_KEY), docs)
        self._run(sql.delete("ledger_queue", DOC_KEY), sorted(self._stored))
        self._run(sql.insert("ledger_queue", QUEUE_COLUMNS), queue)
        for (entity, stored), part in rows.items():
            columns = PROJECTORS[entity].columns  # an upsert looks twice for a row that cannot be there
            self._run(sql.upsert(entity, columns, ("id",)) if stored else sql.insert(entity, columns), part)
        self._run(sql.delete("person_word", WORD_KEY), self._old_words)
        words = sorted(word for old in (True, False) for row in rows.get(("person", old), ()) for word in words_of(row))
        self._run(sql.upsert("person_word", WORD_COLUMNS, WORD_KEY), words)
        return len(queue)

    def _run(self, statement: str, rows: Sequence[Row]) -> None:
        run(self._connection, statement, rows)


def _load(connection: Connection, places: Sequence[Place]) -> dict[Place, Doc]:
    """Documents of the records that have one."""
    if not places:
        return {}
    sql = statements(connection)
    query = f"SELECT entity, id, doc FROM {sql.pairs('entity', 'id')} JOIN ledger_doc USING (entity, id)"
    rows = fetch(connection, query, sql.paired(places))
    return {(entity, record): orjson.loads(bytes(doc)) for entity, record, doc in rows}


def rebuild(connection: Connection) -> int:
    """Throw documents, rows and queue away and replay every change; return the number of changes replayed."""
    for table in ("ledger_doc", "ledger_queue", "person_word", *ENTITIES):
        connection.execute(text(f"DELETE FROM {table}"))
    merged: dict[str, Place] = {}
    with quiet_collector():
        for stream in list_streams(connection):
            for changes in _batches(connection, stream):
                # a change never names a later one of its own stream, so all of them may count as merged
                merged.update((identity, (c.e, c.i)) for identity, c in changes)
                batch = _Batch(connection, {(c.e, c.i) for _, c in changes}, lambda place, c: merged.get(c) == place)
                for identity, change in changes:
                    batch.merge(identity, change)
                batch.write()
    return len(merged)


def reproject(connection: Connection) -> int:
    """Make rows, queue and search words anew from the documents, which hold also what no table had room for.

    Returns the number of records. The tables are those of this program; what they already say stays the same.
    """
    places = [(entity, record) for entity, record in fetch(connection, "SELECT entity, id FROM ledger_doc")]
    for start in range(0, len(places), CHUNK):
        _Batch(connection, places[start : start + CHUNK], partial(_arrived, connection)).write()
    return len(places)


def apply_kept(connection: Connection) -> None:
    """After an upgrade: what newer programs wrote and the ledger kept is shown as far as this program knows it."""
    kept = settings(connection).get(NEWER)
    if kept is None:
        return
    reproject(connection)
    if int(kept) <= SCHEMA:
        drop_setting(connection, NEWER)


def _batches(connection: Connection, stream: Stream) -> Iterable[list[tuple[str, Change]]]:
    for start in range(stream.base + 1, stream.last + 1, CHUNK):
        query = (
            select(LedgerChange.chain, LedgerChange.line)
            .where(LedgerChange.stream == stream.id, LedgerChange.seq >= start, LedgerChange.seq < start + CHUNK)
            .order_by(LedgerChange.seq)
        )
        yield [(id_of(bytes(chain)), decode(bytes(line))) for chain, line in connection.execute(query)]
