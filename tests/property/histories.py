"""Histories of a few devices on the pure core, and what must be true of them by causality alone.

The oracle knows for every change which changes its writer had before his eyes; it never looks at a base. Devices,
streams and parcels are the smallest that can go wrong in every way: late, twice, cut, reordered, restored, cloned.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
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
    """A range of a stream: its unit, who signs it, the newest schema in it, origin, chain value before, lines."""

    unit: str
    writer: str
    version: int
    origin: bytes
    before: bytes
    lines: tuple[bytes, ...]


@dataclass
class Log:
    """A stream of our own while it is written: its chain from the origin on, its lines, the newest schema in it."""

    heads: list[bytes]
    lines: list[bytes] = field(default_factory=list)
    version: int = 1


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
            gone = {old for c in writers for old in self._replaced(c, place, key)}
            self._frontiers[asked] = frozenset(writers) - gone
        return self._frontiers[asked]

    def _replaced(self, change: str, place: Place, key: str) -> Iterable[str]:
        """What a change replaces: what was live for its writer; a hand-over, everything its writer had ever seen."""
        whole = self.changes[change].k == "move"
        return self.writers(self.seen[change], place, key) if whole else self.frontier(self.seen[change], place, key)

    def closed(self, known: Seen) -> bool:
        """True if nothing that a writer saw is missing."""
        return all(self.seen[c] <= known for c in known)

    def concurrent(self, known: Seen, place: Place, key: str) -> Seen:
        """In a closed set: the writers of a key whom no other writer of it has seen, by causality and nothing else."""
        writers = self.writers(known, place, key)
        return frozenset(c for c in writers if not any(c in self.seen[other] for other in writers))


@dataclass
class Device:
    """One register in memory: documents, what it merged, its streams: one for each unit it writes about."""

    name: str
    core: SimpleNamespace
    world: World
    units: str = "X"
    version: int = 1
    skew: int = 0
    docs: dict[Place, Doc] = field(default_factory=dict)
    merged: dict[str, Place] = field(default_factory=dict)
    order: list[tuple[str, Change]] = field(default_factory=list)
    taken: list[Parcel] = field(default_factory=list)
    tips: set[bytes] = field(default_factory=set)
    parked: dict[bytes, list[Parcel]] = field(default_factory=dict)
    held: list[Parcel] = field(default_factory=list)
    revoked: set[str] = field(default_factory=set)
    forms: list[tuple[Place, Doc, Seen]] = field(default_factory=list)
    logs: dict[str, Log] = field(default_factory=dict)
    lamport: int = 0
    streams: int = 0

    def open_stream(self, unit: str, parent: bytes = b"") -> None:
        """Begin a new stream of our own about a unit."""
        self.streams += 1
        sid = sha256(f"{self.name}/{self.streams}/{len(self.world.changes)}".encode()).digest()[:16]
        self.logs[unit] = Log([chain.origin(sid, parent)])

    def open_children(self) -> None:
        """What a declared restore does: every stream goes on in a child of the point where the backup ends."""
        for unit, log in list(self.logs.items()):
            self.open_stream(unit, log.heads[0][:16] + len(log.lines).to_bytes(8, "big") + log.heads[-1])

    def known(self, unit: str | None = None) -> Seen:
        """Everything merged here, or what of it belongs to one unit."""
        return frozenset(c for c, place in self.merged.items() if unit in (None, unit_of(place)))

    def doc(self, place: Place) -> Doc:
        """The document of a record."""
        return self.docs.get(place) or merge.new_doc()

    def open_form(self, place: Place) -> None:
        """Somebody opens a record and leaves it on the screen."""
        self.forms.append((place, copy_of(self.doc(place)), self.known()))

    def write(self, draft: Draft, doc: Doc, seen: Seen) -> None:
        """Write a change as somebody does who has `doc` before him and so knows `seen`."""
        base = {} if draft.kind == "create" else merge.base_of(doc, list(draft.values))
        base |= {key: sorted({*base.get(key, ()), *ids}) for key, ids in (draft.also or {}).items() if ids}
        self.lamport += 1
        place = draft.entity, draft.id
        if unit_of(place) not in self.logs:
            self.open_stream(unit_of(place))
        log = self.logs[unit_of(place)]
        log.version = self.version
        stamp = Stamp("action", self.name, f"{2017 + self.skew}-09-01T08:00:00+07:00")
        line = encode(draft, base, stamp, seq=len(log.lines) + 1, lamport=self.lamport)
        parcel = Parcel(unit_of(place), self.name, log.version, log.heads[0], log.heads[-1], (line,))
        (value,) = chain.values(log.heads[-1], [line])
        log.lines.append(line)
        log.heads.append(value)
        identity = self.core.identify(value, line)
        if identity not in self.world.changes:
            mine = frozenset(c for c in seen if self.merged[c] == place)
            self.world.changes[identity], self.world.seen[identity] = decode(line), mine
        self._take(parcel, value, line)

    def receive(self, parcel: Parcel) -> str:
        """Do with a parcel what an office does: merge it, let it wait for what comes before, or hold it whole."""
        if parcel.unit not in self.units:
            return "not ours"
        if parcel.version > self.version or parcel.writer in self.revoked:
            self.held.append(parcel)
            return "newer" if parcel.version > self.version else "revoked"
        if parcel.before != parcel.origin and parcel.before not in self.tips:
            self.parked.setdefault(parcel.before, []).append(parcel)
            return "waiting"
        before = len(self.order)
        self._unpack(parcel)
        return "merged" if len(self.order) > before else "known"

    def under_way(self) -> set[Parcel]:
        """Everything this device could hand on: what it merged, line by line, and what it keeps aside."""
        return {*self.taken, *self.held, *(parcel for waiting in self.parked.values() for parcel in waiting)}

    def release(self) -> None:
        """Take in again what was held: a person has looked at it, or the program is newer now."""
        held, self.held = self.held, []
        for parcel in held:
            self.receive(parcel)

    def upgrade(self) -> None:
        """A newer program: all documents are made anew from the changes, and what was too new comes in."""
        self.version = 2
        assert self.replayed(self.order) == self.state()
        self.release()

    def _unpack(self, parcel: Parcel) -> None:
        before = parcel.before
        for value, line in zip(chain.values(before, parcel.lines), parcel.lines, strict=True):
            if value not in self.tips or not self.core.skip_known:
                self._take(replace(parcel, before=before, lines=(line,)), value, line)
            before = value

    def _take(self, parcel: Parcel, value: bytes, line: bytes) -> None:
        self.tips.add(value)
        self.taken.append(parcel)
        change, identity = decode(line), self.core.identify(value, line)
        self.lamport = max(self.lamport, change.l)
        self._merge(self.docs, self.merged, identity, change)
        self.order.append((identity, change))
        for waiting in self.parked.pop(value, ()):
            self._unpack(waiting)

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

    def state(self, unit: str | None = None) -> bytes:
        """Everything that must be equal where the same changes are."""
        return state_of({place: doc for place, doc in self.docs.items() if unit in (None, unit_of(place))})

    def clone(self) -> Device:
        """A copy as a backup or a disk image makes it."""
        made = copy.copy(self)
        for name in ("merged", "order", "taken", "tips", "held", "revoked", "forms"):
            setattr(made, name, copy.copy(getattr(self, name)))
        made.docs = {place: copy_of(doc) for place, doc in self.docs.items()}
        made.parked = {before: list(waiting) for before, waiting in self.parked.items()}
        made.logs = {unit: Log([*log.heads], [*log.lines], log.version) for unit, log in self.logs.items()}
        return made

    def parcel(self, unit: str, first: int = 0, count: int | None = None) -> Parcel:
        """A range of the stream written about a unit at present."""
        log = self.logs[unit]
        last = len(log.lines) if count is None else first + count
        return Parcel(unit, self.name, log.version, log.heads[0], log.heads[first], tuple(log.lines[first:last]))


def unit_of(place: Place) -> str:
    """The unit that owns a record of these histories: it stands first in its id."""
    return place[1][0]


def copy_of(doc: Doc) -> Doc:
    """A document that can be changed without changing the first."""
    return {
        "h": {key: dict(live) for key, live in doc["h"].items()},
        "k": {key: list(ids) for key, ids in doc["k"].items()},
    }


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
    """Every office upgrades, forgives, and gets all that is its business, each in another order; all must be equal."""
    for device in devices:
        order = list(parcels)
        shuffle(order)
        device.revoked.clear()
        device.upgrade()
        for parcel in order:
            device.receive(parcel)
        assert not device.tips & device.parked.keys()
        assert not device.held
    for unit in {unit for device in devices for unit in device.units}:
        ours = [device for device in devices if unit in device.units]
        assert len({device.known(unit) for device in ours}) == 1
        assert len({device.state(unit) for device in ours}) == 1
