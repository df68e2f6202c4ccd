"""What people, machines and bad luck do in a history, each act called with plain numbers.

Hypothesis draws the numbers in the suite, a seed draws them in a campaign (`tests/bench/campaign_histories.py`).
"""

from __future__ import annotations

import random
from collections import Counter
from types import SimpleNamespace
from typing import Any

from histories import Device, Parcel, Place, World, check_record, flood, unit_of

from db.ledger import merge
from db.ledger.change import DELETED, Draft

OFFICES = (("D", "XY"), ("A", "X"), ("B", "Y"), ("E", "X"), ("P", "XY"), ("F", "Y"))
"""Devices and the units they hold: a district, a laptop of each commune, a second one, a province, another."""

COPIES = 2
"""Cloned disks at most in one history."""

VALUES: dict[str, list[Any]] = {
    "ethnic": ["03", "12", None],
    "merit": [1, True],  # equal to Python, not to an inspector
    "identity": [{"name": "Hồ Thị Đẹp", "birth_date": "1962"}, {"name": "Hồ Thị Đẹp", "birth_date": "1963"}, None],
    "details.so_tien": [30_000_000, "30000000"],
}
NEWER: dict[str, list[Any]] = {"house_of_2026": [{"roof": "tôn"}, {"roof": "ngói"}, None]}
"""A key that only the next version of the program knows."""

KEYS = sorted(VALUES)
ANSWERS = ("offered", "accepted", "returned", "refused")
"""Steps of a hand-over between its request and its end."""

ACTS: dict[str, tuple[int, tuple[int, ...]]] = {
    "create": (4, (6, 2, 4, 10)),
    "edit": (14, (6, 8, 16, 10, 2)),
    "open_form": (4, (6, 8)),
    "decide": (5, (6, 8)),
    "delete": (3, (6, 8, 10, 2)),
    "undelete": (2, (6, 8)),
    "ask_for": (2, (6, 2, 8)),
    "answer": (3, (6, 8, 4)),
    "hand_over": (3, (6, 8, 2)),
    "export": (6, (6, 2, 10, 6)),
    "deliver": (12, (8, 50)),
    "lose": (2, (50,)),
    "visit": (14, (8, 8)),
    "back_up": (2, (6,)),
    "restore": (2, (6, 2, 2)),
    "clone_disk": (1, (6,)),
    "revoke": (1, (8, 6)),
    "release": (1, (8,)),
    "upgrade": (1, (8,)),
    "set_clock": (2, (8, 21)),
}
"""Acts: how often a campaign does each, and for each of its numbers how many there are."""


class Scene:
    """A few offices, what is under way between them, and a count of what has happened."""

    def __init__(self, core: SimpleNamespace, devices: int) -> None:
        self.core = core
        self.world = World()
        self.devices = [Device(name, core, self.world, units) for name, units in OFFICES[:devices]]
        self.records: list[Place] = []
        self.parcels: list[Parcel] = []
        self.backups: dict[int, Device] = {}
        self.gone: list[Device] = []
        self.copies = 0
        self.told: Counter[str] = Counter()

    def _device(self, number: int) -> Device:
        return self.devices[number % len(self.devices)]

    def _place(self, device: Device, number: int) -> Place | None:
        ours = [place for place in self.records if unit_of(place) in device.units]
        return ours[number % len(ours)] if ours else None

    def _write(self, device: Device, draft: Draft, number: int = 0, stale: int = 0) -> None:
        """Write with the newest document in view, or with a form that was opened long ago."""
        place = draft.entity, draft.id
        opened = [form for form in device.forms if form[0] == place] if stale else []
        _, doc, seen = opened[number % len(opened)] if opened else (None, device.doc(place), device.known())
        if draft.kind == "delete":
            draft.values = {DELETED: {"saw": merge.live_ids(doc)}}
        before = self.core.standing(device.doc(place)).open
        device.write(draft, doc, seen)
        self.told["changes"] += 1
        self.told["conflicts"] += len(self.core.standing(device.doc(place)).open.keys() - before)
        check_record(device, place)

    def _receive(self, device: Device, parcel: Parcel) -> None:
        before = {place: len(self.core.standing(doc).open) for place, doc in device.docs.items()}
        old = len(device.order)
        self.told[f"parcel {device.receive(parcel)}"] += 1
        self._check_news(device, old, before)

    def _check_news(self, device: Device, old: int, before: dict[Place, int]) -> None:
        for place in {(change.e, change.i) for _, change in device.order[old:]}:
            check_record(device, place)
            opened = len(self.core.standing(device.doc(place)).open) - before.get(place, 0)
            self.told["conflicts"] += max(0, opened)

    def create(self, n: int, unit: int, picks: int, number: int) -> None:
        """A new record of one of our units."""
        device = self._device(n)
        place = ("person", f"{device.units[unit % len(device.units)]}-{len(self.records)}")
        self.records.append(place)
        self._write(device, Draft("create", *place, self._values(device, picks, number)))

    @staticmethod
    def _values(device: Device, picks: int, number: int) -> dict[str, Any]:
        """One or two keys with values; a newer program writes its own key too."""
        keys = {KEYS[picks % 4], KEYS[picks // 4 % 4]}
        known = VALUES | NEWER if device.version > 1 else VALUES
        return {key: known[key][number % len(known[key])] for key in sorted(keys | (known.keys() - VALUES.keys()))}

    def edit(self, n: int, r: int, picks: int, number: int, stale: int) -> None:
        """An edit, perhaps with an old form."""
        device = self._device(n)
        if place := self._place(device, r):
            self._write(device, Draft("set", *place, self._values(device, picks, number)), number, stale)

    def open_form(self, n: int, r: int) -> None:
        """A form stays open while the world goes on."""
        device = self._device(n)
        if place := self._place(device, r):
            device.open_form(place)

    def decide(self, n: int, r: int) -> None:
        """A person decides everything that waits in one record."""
        device = self._device(n)
        waiting = [place for place, doc in device.docs.items() if self.core.standing(doc).open]
        if not waiting:
            return
        place = sorted(waiting)[r % len(waiting)]
        for key in sorted(self.core.standing(device.doc(place)).open.keys() - {DELETED}):
            value = merge.shown(device.doc(place)["h"][key])
            self._write(device, Draft("decide", *place, {key: value}))
            self.told["decisions"] += 1
            assert key not in self.core.standing(device.doc(place)).open

    def delete(self, n: int, r: int, number: int, stale: int) -> None:
        """A delete, perhaps by somebody who has not seen the newest values."""
        device = self._device(n)
        if place := self._place(device, r):
            self._write(device, Draft("delete", *place, {}), number, stale)
            self.told["deletes"] += 1

    def undelete(self, n: int, r: int) -> None:
        """The record is there again."""
        device = self._device(n)
        if place := self._place(device, r):
            self._write(device, Draft("set", *place, {DELETED: None}))

    def ask_for(self, n: int, unit: int, r: int) -> None:
        """A unit asks for a record to be handed over: a record of its own, which both sides will write to."""
        device = self._device(n)
        asked = self._place(device, r)
        if asked is not None and asked[0] == "person":
            place = ("transfer", f"{device.units[unit % len(device.units)]}-{len(self.records)}")
            self.records.append(place)
            self._write(device, Draft("create", *place, {"persons": [asked[1]], "step": "asked"}))
            self.told["requests"] += 1

    def answer(self, n: int, r: int, step: int) -> None:
        """The office offers, the other unit accepts or returns, somebody refuses: none knows of the others' answers."""
        device = self._device(n)
        asked = [place for place in self.records if place[0] == "transfer" and unit_of(place) in device.units]
        if asked:
            self._write(device, Draft("set", *asked[r % len(asked)], {"step": ANSWERS[step % len(ANSWERS)]}))
            self.told["answers"] += 1

    def hand_over(self, n: int, r: int, back: int) -> None:
        """A record is written anew, whole, in place of all that was ever written of it here; it may come back so."""
        device = self._device(n)
        place = self._place(device, r)
        if place is None or place not in device.docs or self.core.standing(device.doc(place)).open:
            return
        for _ in range(1 + back):
            doc = device.doc(place)
            values = {key: merge.shown(live) for key, live in doc["h"].items() if live and key != DELETED}
            ours = {change for change, where in device.merged.items() if where == place}
            also = {key: sorted(c for c in ours if key in self.world.changes[c].s) for key in values}
            if values:
                self._write(device, Draft("move", *place, values, also=also))
                self.told["hand-overs"] += 1

    def export(self, n: int, unit: int, first: int, count: int) -> None:
        """Some range of one of our streams, overlaps and gaps included."""
        device = self._device(n)
        about = device.units[unit % len(device.units)]
        if about in device.logs and first < len(device.logs[about].lines):
            self.parcels.append(device.parcel(about, first, count + 1))

    def deliver(self, n: int, p: int) -> None:
        """Any parcel under way reaches anybody, perhaps again."""
        if self.parcels:
            self._receive(self._device(n), self.parcels[p % len(self.parcels)])

    def lose(self, p: int) -> None:
        """A stick is lost."""
        if self.parcels:
            del self.parcels[p % len(self.parcels)]
            self.told["sticks lost"] += 1

    def visit(self, n: int, m: int) -> None:
        """The newest streams of one device reach another at once."""
        for unit in self._device(n).logs:
            self.parcels.append(self._device(n).parcel(unit))
            self._receive(self._device(m), self.parcels[-1])

    def back_up(self, n: int) -> None:
        """A copy is put by."""
        self.backups[n % len(self.devices)] = self._device(n).clone()

    def restore(self, n: int, declared: int, found: int) -> None:
        """Back to the backup. Declared, child streams begin, else the old ones fork; what was lost may turn up."""
        slot = n % len(self.devices)
        if slot not in self.backups:
            return
        lost, device = self.devices[slot], self.backups[slot].clone()
        if found:
            self.gone.append(lost)
        if declared:
            device.streams = lost.streams
            device.open_children()
        self.devices[slot] = device
        self.told["restores declared" if declared else "restores undeclared"] += 1

    def clone_disk(self, n: int) -> None:
        """A second machine goes on writing the same streams."""
        if self.copies < COPIES:
            self.copies += 1
            self.devices.append(self._device(n).clone())
            self.told["clones"] += 1

    def revoke(self, n: int, m: int) -> None:
        """One office learns that a device is no longer trusted; from now on its parcels are held there."""
        revoked = OFFICES[m % len(OFFICES)][0]
        if revoked != self._device(n).name:
            self._device(n).revoked.add(revoked)
            self.told["revocations"] += 1

    def release(self, n: int) -> None:
        """An office trusts everybody again and takes in what it held."""
        device = self._device(n)
        device.revoked.clear()
        self._news_of(device, device.release)

    def upgrade(self, n: int) -> None:
        """A device gets the newer program."""
        device = self._device(n)
        if device.version == 1:
            self._news_of(device, device.upgrade)
            self.told["upgrades"] += 1

    def _news_of(self, device: Device, act: Any) -> None:
        before = {place: len(self.core.standing(doc).open) for place, doc in device.docs.items()}
        old = len(device.order)
        act()
        self._check_news(device, old, before)

    def set_clock(self, n: int, years: int) -> None:
        """A clock goes wrong by up to ten years."""
        self._device(n).skew = years - 10
        self.told["clocks set"] += 1

    def compare(self) -> None:
        """Equal sets of changes are equal registers, unit by unit."""
        states: dict[tuple[str, frozenset[str]], bytes] = {}
        for device in self.devices:
            for unit in device.units:
                state = device.state(unit)
                assert states.setdefault((unit, device.known(unit)), state) == state

    def end(self) -> None:
        """Everything reaches everybody; then nothing may differ, and no order may matter."""
        self.compare()
        shuffle = random.Random(len(self.world.changes)).shuffle
        sources = [*self.devices, *self.gone, *self.backups.values()]
        parcels = set().union(*(source.under_way() for source in sources))
        flood(self.devices, sorted(parcels, key=lambda p: (p.before, p.lines)), shuffle)
        device = self.devices[0]
        for place in self.records:
            check_record(device, place)
        shuffled = list(device.order)
        shuffle(shuffled)
        for order in (device.order, device.order[::-1], shuffled):
            assert device.replayed(order) == device.state()


def play(core: SimpleNamespace, seed: str, steps: int) -> Counter[str]:
    """One history that a seed has drawn; what happened in it."""
    chance = random.Random(seed)
    scene = Scene(core, chance.randint(2, len(OFFICES)))
    scene.create(1, 0, 0, 0)
    for step, name in enumerate(chance.choices(list(ACTS), [often for often, _ in ACTS.values()], k=steps)):
        getattr(scene, name)(*(chance.randrange(size) for size in ACTS[name][1]))
        if step % 8 == 0:
            scene.compare()
    scene.end()
    return scene.told
