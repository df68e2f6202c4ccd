"""Histories of a few devices on the pure core, and what must be true of them by causality alone.

The oracle knows for every change which changes its writer had before his eyes; it never looks at a base. Devices,
streams and parcels are the smallest that can go wrong in every way: late, twice, cut, reordered, restored, cloned.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from types import SimpleNamespace
from typing import Any

from db.ledger import chain, merge
from db.ledger.change import DELETED, Change, Draft, Stamp, canonical, decode, encode

Place = tuple[str, str]
Doc = dict[str, dict[str, Any]]
Seen = frozenset[str]

SOUND = SimpleNamespace(
    apply=merge.apply, standing=merge.standing, identify=lambda value, _: chain.change_id(value), skip_known=True
)
"""What is under test; a broken variant replaces a part. `identify`: (chain value, line) → id of the change."""


def variant(**parts: Any) -> SimpleNamespace:
    """The sound core with some parts replaced."""
    return SimpleNamespace(**{**vars(SOUND), **parts})


@dataclass(frozen=True)
class Parcel:
    """A range of a stream: the origin of the stream, the chain value before the range, its lines."""

    origin: bytes
    before: bytes
    lines: tuple[bytes, ...]


@dataclass
class World:
    """What only the oracle may know: every change ever written and what its writer saw of its record."""

    changes: dict[str, Change] = field(default_factory=dict)
    seen: dict[str, Seen] = field(default_factory=dict)
    _frontiers: dict[tuple[Seen, Place, str], Seen] = field(default_factory=dict)

    def writers(self, known: Seen, place: Place, key: str) -> list[str]:
        """The changes among `known` that write that key."""
        return [c for c in known if self._place(c) == place and key in self.changes[c].s]

    def _place(self, change: str) -> Place:
        return self.changes[change].e, self.changes[change].i

    def frontier(self, known: Seen, place: Place, key: str) -> Seen:
        """The live changes of a key for one who knows exactly `known`: those no other writer there has seen live."""
        asked = (known, place, key)
        if asked not in self._frontiers:
            writers = self.writers(known, place, key)
            gone = {old for c in writers for old in self.frontier(self.seen[c], place, key)}
            self._frontiers[asked] = frozenset(writers) - gone
        return self._frontiers[asked]

    def closed(self, known: Seen) -> bool:
        """True if nothing that a writer saw is missing."""
        return all(self.seen[c] <= known for c in known)

    def concurrent(self, known: Seen, place: Place, key: str) -> Seen:
        """In a closed set: the writers of a key whom no other writer of it has seen, by causality and nothing else."""
        writers = self.writers(known, place, key)
        return frozenset(c for c in writers if not any(c in self.seen[other] for other in writers))


@dataclass
class Device:
    """One register in memory: documents, what it merged, one stream of its own."""

    name: str
    core: SimpleNamespace
    world: World
    docs: dict[Place, Doc] = field(default_factory=dict)
    merged: dict[str, Place] = field(default_factory=dict)
    order: list[tuple[str, Change]] = field(default_factory=list)
    tips: set[bytes] = field(default_factory=set)
    parked: list[Parcel] = field(default_factory=list)
    forms: list[tuple[Place, Doc, Seen]] = field(default_factory=list)
    log: list[bytes] = field(default_factory=list)
    start: bytes = b""
    head: bytes = b""
    lamport: int = 0
    streams: int = 0

    def open_stream(self, parent: bytes = b"") -> None:
        """Begin a new stream of our own."""
        self.streams += 1
        sid = sha256(f"{self.name}/{self.streams}/{len(self.world.changes)}".encode()).digest()[:16]
        self.start = self.head = chain.origin(sid, parent)
        self.log = []

    def known(self) -> Seen:
        """Everything merged here."""
        return frozenset(self.merged)

    def doc(self, place: Place) -> Doc:
        """The document of a record."""
        return self.docs.get(place) or merge.new_doc()

    def write(self, draft: Draft, doc: Doc, seen: Seen) -> None:
        """Write a change as somebody does who has `doc` before him and so knows `seen`."""
        base = {} if draft.kind == "create" else merge.base_of(doc, list(draft.values))
        self.lamport += 1
        stamp = Stamp("action", self.name, "2017-09-01T08:00:00+07:00")
        line = encode(draft, base, stamp, seq=len(self.log) + 1, lamport=self.lamport)
        self.log.append(line)
        (value,) = chain.values(self.head, [line])
        place = draft.entity, draft.id
        mine = frozenset(c for c in seen if self.merged[c] == place)
        identity = self.core.identify(value, line)
        if identity not in self.world.changes:
            self.world.changes[identity], self.world.seen[identity] = decode(line), mine
        self.head = value
        self._take(value, line)

    def receive(self, parcel: Parcel) -> None:
        """Merge a parcel, or park it until what comes before it is here."""
        self.parked.append(parcel)
        while any(self._fits(waiting) for waiting in self.parked):
            for waiting in [p for p in self.parked if self._fits(p)]:
                self.parked.remove(waiting)
                for value, line in zip(chain.values(waiting.before, waiting.lines), waiting.lines, strict=True):
                    if value not in self.tips or not self.core.skip_known:
                        self._take(value, line)

    def _fits(self, parcel: Parcel) -> bool:
        return parcel.before in self.tips or parcel.before == parcel.origin

    def _take(self, value: bytes, line: bytes) -> None:
        self.tips.add(value)
        change, identity = decode(line), self.core.identify(value, line)
        self.lamport = max(self.lamport, change.l)
        self._merge(self.docs, self.merged, identity, change)
        self.order.append((identity, change))

    def _merge(self, docs: dict[Place, Doc], merged: dict[str, Place], identity: str, change: Change) -> None:
        place = change.e, change.i
        doc = docs.setdefault(place, merge.new_doc())
        self.core.apply(doc, identity, change, lambda other: merged.get(other) == place)
        merged[identity] = place

    def replayed(self, order: Iterable[tuple[str, Change]]) -> bytes:
        """The state after merging the same changes in another order."""
        docs: dict[Place, Doc] = {}
        merged: dict[str, Place] = {}
        for identity, change in order:
            self._merge(docs, merged, identity, change)
        return state_of(docs)

    def state(self) -> bytes:
        """Everything that must be equal where the same changes are."""
        return state_of(self.docs)

    def clone(self) -> Device:
        """A copy as a backup or a disk image makes it."""
        shared = {id(self.core): self.core, id(self.world): self.world}
        return copy.deepcopy(self, shared)

    def parcel(self, first: int = 0, count: int | None = None) -> Parcel:
        """A range of the stream written at present."""
        heads = [self.start, *chain.values(self.start, self.log)]
        last = len(self.log) if count is None else first + count
        return Parcel(self.start, heads[first], tuple(self.log[first:last]))


def state_of(docs: dict[Place, Doc]) -> bytes:
    """The documents as bytes."""
    return canonical([[*place, docs[place]] for place in sorted(docs)])


def check_record(device: Device, place: Place) -> None:
    """Live values, conflicts and deletion of one record as causality has them, no more and no fewer."""
    world, doc = device.world, device.doc(place)
    known = frozenset(c for c, where in device.merged.items() if where == place)
    keys = {key for c in known for key in world.changes[c].s}
    live = {key: world.frontier(known, place, key) for key in keys}
    if world.closed(known):
        assert live == {key: world.concurrent(known, place, key) for key in keys}
    assert {key: frozenset(ids) for key, ids in doc["h"].items()} == live
    for key, ids in live.items():
        written = {c: canonical([world.changes[c].l, world.changes[c].s[key]]) for c in ids}
        assert {c: canonical(doc["h"][key][c]) for c in ids} == written
        if ids:
            assert canonical(merge.shown(doc["h"][key])) in {canonical(world.changes[c].s[key]) for c in ids}
    check_standing(device, place, live)
    check_nothing_lost(device, known, live)


def check_standing(device: Device, place: Place, live: dict[str, Seen]) -> None:
    """Conflicts are the keys with different live values, and a delete that has not seen what is live."""
    world = device.world
    texts = {key: {canonical(world.changes[c].s[key]) for c in ids} for key, ids in live.items()}
    expected = {key: "value" for key, values in texts.items() if key != DELETED and len(values) > 1}
    tombs = live.get(DELETED, frozenset())
    deletes = [c for c in tombs if world.changes[c].s[DELETED] is not None]
    seen = {c for d in deletes for key in live for c in world.frontier(world.seen[d], place, key)}
    unseen = {c for key, ids in live.items() if key != DELETED for c in ids} - seen
    disputed = bool(deletes) and (len(deletes) < len(tombs) or bool(unseen))
    if disputed:
        expected[DELETED] = "delete"
    standing = device.core.standing(device.doc(place))
    assert standing.open == expected
    assert standing.deleted == (bool(deletes) and not disputed)


def check_nothing_lost(device: Device, known: Seen, live: dict[str, Seen]) -> None:
    """Every value ever written is live, or a change that is here names it as replaced; never both, never neither."""
    changes = [device.world.changes[c] for c in known]
    for key, ids in live.items():
        named = {old for change in changes if key in change.s for old in change.b.get(key, ())}
        assert {c for c in known if key in device.world.changes[c].s} - named == ids


def flood(devices: list[Device], parcels: list[Parcel], shuffle: Callable[[list[Parcel]], None]) -> None:
    """Deliver everything to everybody, to each in another order; then all must be equal."""
    for device in devices:
        order = list(parcels)
        shuffle(order)
        for parcel in order:
            device.receive(parcel)
        assert not device.parked
    assert len({device.known() for device in devices}) == 1
    assert len({device.state() for device in devices}) == 1
