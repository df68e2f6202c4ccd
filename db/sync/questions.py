"""What an office asks back: the differences about a child's records that wait there, its packages that are not merged.

It travels beside the receipts, in the signed manifest, and names nobody: ids and counts. State, not events: the newest
package from above replaces what was asked before. It decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Annotated

import msgspec
from sqlalchemy import Connection, select

from db.ledger.chain import span_of
from db.ledger.register import put_setting, settings
from db.ledger.streams import list_streams
from db.models import LedgerChange, LedgerDoc, Package
from db.store.deciding.queue import QueueItem
from db.sync.lists import parent_office
from db.sync.manifest import Manifest
from db.sync.sentences import SENTENCES
from db.sync.trust import Device

EXT = "questions"
"""Key of the manifest's `ext`; an older program passes over it."""
MOST = 200
"""Differences and packages named one by one; `open` counts them all."""
_NOT_MERGED = ("waiting", "held", "refused")
_KEPT = "questions "
Text = Annotated[str, msgspec.Meta(max_length=200)]


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One key of one record that waits there. changes: ids of the live values; none for a broken rule."""

    entity: Text
    id: Text
    key: Text
    kind: Text
    changes: Annotated[list[Text], msgspec.Meta(max_length=64)] = []


class Unmerged(msgspec.Struct, frozen=True, kw_only=True):
    """A package of ours that lies there: `waiting`, `held` or `refused`, and the code of the reason."""

    sha256: Text
    state: Text
    reason: Text


class Questions(msgspec.Struct, frozen=True, kw_only=True):
    """What one office asks. open: how many differences wait there in all."""

    open: Annotated[int, msgspec.Meta(ge=0, lt=1 << 53)] = 0
    asked: list[Question] = []
    packages: list[Unmerged] = []


class _Kept(msgspec.Struct, frozen=True):
    """stream, number: of the package that brought them; an older one that comes late changes nothing."""

    stream: str
    number: int
    questions: Questions


def ask(
    connection: Connection, queue: Sequence[QueueItem], devices: Iterable[str], below: Callable[[str], bool]
) -> Questions:
    """What concerns one child. queue: all that waits here; devices: its laptops; below: whether a unit is its own."""
    mine = [item for item in queue if any(below(version.unit) for version in item.versions)]
    broken = {item.id: item for item in queue if item.kind == "check"}
    mine += [broken[record] for record in _written_below(connection, broken, below)]
    asked = [
        Question(
            entity=item.entity,
            id=item.id,
            key=item.key,
            kind=item.kind,
            changes=[version.change for version in item.versions][:64],
        )
        for item in mine[:MOST]
    ]
    return Questions(open=len(mine), asked=asked, packages=_unmerged(connection, devices))


def _written_below(connection: Connection, records: Iterable[str], below: Callable[[str], bool]) -> list[str]:
    """Those of the supports that break a rule to which a unit below has written a live value."""
    units = {stream.id: stream.unit for stream in list_streams(connection)}
    found = []
    for record in records:
        query = select(LedgerDoc.doc).where(LedgerDoc.entity == "support", LedgerDoc.id == record)
        live = msgspec.json.decode(bytes(connection.execute(query).scalar_one()))["h"]
        changes = (change for values in live.values() for change in values)
        if any(below(units[stream]) for change in changes for stream, _seq in _place(connection, change)):
            found.append(record)
    return found


def _unmerged(connection: Connection, devices: Iterable[str]) -> list[Unmerged]:
    """The newest packages of these devices that are not merged."""
    query = (
        select(Package.sha256, Package.state, Package.reason)
        .where(Package.direction == "in", Package.state.in_(_NOT_MERGED), Package.device.in_(list(devices)))
        .order_by(Package.at.desc(), Package.sha256)
        .limit(MOST)
    )
    rows = connection.execute(query)
    return [Unmerged(sha256=digest, state=state, reason=reason) for digest, state, reason in rows]


def take(connection: Connection, manifest: Manifest, device: Device) -> None:
    """Keep what an office above asks; what is of no known shape is passed over, as any unknown field."""
    office = parent_office(connection)
    if EXT not in manifest.ext or office is None or office.unit != device.unit:
        return
    try:
        found = msgspec.convert(manifest.ext[EXT], Questions)
    except msgspec.ValidationError:
        return
    before = _load(connection).get(device.id)
    if before is None or before.stream != manifest.stream or before.number <= manifest.number:
        kept = _Kept(manifest.stream, manifest.number, found)
        put_setting(connection, _KEPT + device.id, msgspec.json.encode(kept).decode())


def asked(connection: Connection) -> dict[str, Questions]:
    """What every device of the office above asks, as its newest package said."""
    return {device: kept.questions for device, kept in _load(connection).items()}


def _load(connection: Connection) -> dict[str, _Kept]:
    found = {key: text for key, text in settings(connection).items() if key.startswith(_KEPT)}
    return {key.removeprefix(_KEPT): msgspec.json.decode(text, type=_Kept) for key, text in found.items()}


def places(connection: Connection, questions: Iterable[Questions]) -> list[tuple[str, int]]:
    """Where our own values that are asked about stand: (stream, number) of each change, for those we hold."""
    sids = {stream.id: stream.sid for stream in list_streams(connection, mine=True)}
    changes = {change for one in questions for question in one.asked for change in question.changes}
    found = [place for change in sorted(changes) for place in _place(connection, change)]
    return [(sids[stream], seq) for stream, seq in found if stream in sids]


def _place(connection: Connection, change: str) -> list[tuple[int, int]]:
    """Stream and number of a change, if it is in this ledger."""
    span = span_of(change)
    if span is None:
        return []
    query = select(LedgerChange.stream, LedgerChange.seq).where(LedgerChange.chain.between(*span))
    return [(int(stream), int(seq)) for stream, seq in connection.execute(query)]


def why(reason: str) -> str:
    """The sentence of a package that the office does not merge, as its sender should read it."""
    said = SENTENCES.get(reason, "")
    return f"Ở cơ quan nhận: {said}" if said else "Cơ quan nhận chưa ghép gói này: hỏi cơ quan nhận vì sao."
