"""The pure core under every history Hypothesis can think of, and proof that the machine notices a broken core."""

from __future__ import annotations

import os
import random
from types import SimpleNamespace
from typing import Any

import pytest
from broken import first_of_equals, last_writer_wins, never_arrived, replaces_everything, without_memory
from histories import SOUND, Device, Doc, Parcel, World, check_record, flood, variant
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from db.ledger import merge
from db.ledger.change import DELETED, Draft, decode

HISTORIES = int(os.environ.get("SOHOTRO_HISTORIES", "200"))
STEPS = 40
NAMES = "ABH"

VALUES: dict[str, list[Any]] = {
    "ethnic": ["03", "12", None],
    "merit": [1, True],  # equal to Python, not to an inspector
    "identity": [{"name": "Hồ Thị Đẹp", "birth_date": "1962"}, {"name": "Hồ Thị Đẹp", "birth_date": "1963"}, None],
    "details.so_tien": [30_000_000, "30000000"],
}
devices = st.integers(0, len(NAMES) - 1)
records = st.integers(0, 3)
small = st.integers(0, 9)
keys = st.sets(st.sampled_from(sorted(VALUES)), min_size=1, max_size=2)


def machine(core: SimpleNamespace) -> type[RuleBasedStateMachine]:
    """The machine that drives three devices with this core."""

    class Histories(RuleBasedStateMachine):
        @initialize()
        def begin(self) -> None:
            self.world = World()
            self.devices = [Device(name, core, self.world) for name in NAMES]
            for device in self.devices:
                device.open_stream()
            self.records: list[tuple[str, str]] = []
            self.parcels: list[Parcel] = []
            self.backups: dict[int, Device] = {}

        def place(self, number: int) -> tuple[str, str]:
            return self.records[number % len(self.records)]

        def write(self, device: Device, draft: Draft, number: int, stale: bool) -> None:
            """Write with the newest document in view, or with a form that was opened long ago."""
            opened = [form for form in device.forms if form[0] == (draft.entity, draft.id)] if stale else []
            _, doc, seen = (
                opened[number % len(opened)] if opened else (None, device.doc((draft.entity, draft.id)), device.known())
            )
            if draft.values == {DELETED: "saw"}:
                draft.values = {DELETED: {"saw": merge.live_ids(doc)}}
            device.write(draft, doc, seen)
            check_record(device, (draft.entity, draft.id))

        @rule(n=devices, picks=keys, number=small)
        def create(self, n: int, picks: set[str], number: int) -> None:
            place = ("person", f"record-{len(self.records)}")
            self.records.append(place)
            values = {key: VALUES[key][number % len(VALUES[key])] for key in picks}
            self.write(self.devices[n], Draft("create", *place, values), 0, False)

        @precondition(lambda self: self.records)
        @rule(n=devices, r=records)
        def open_form(self, n: int, r: int) -> None:
            device = self.devices[n]
            doc = device.clone().doc(self.place(r))
            device.forms.append((self.place(r), doc, device.known()))

        @precondition(lambda self: self.records)
        @rule(n=devices, r=records, picks=keys, number=small, stale=st.booleans())
        def edit(self, n: int, r: int, picks: set[str], number: int, stale: bool) -> None:
            values = {key: VALUES[key][number % len(VALUES[key])] for key in picks}
            self.write(self.devices[n], Draft("set", *self.place(r), values), number, stale)

        @precondition(lambda self: self.records)
        @rule(n=devices, r=records)
        def decide(self, n: int, r: int) -> None:
            device, place = self.devices[n], self.place(r)
            for key in sorted(core.standing(device.doc(place)).open.keys() - {DELETED}):
                value = merge.shown(device.doc(place)["h"][key])
                self.write(device, Draft("decide", *place, {key: value}), 0, False)
                assert key not in core.standing(device.doc(place)).open

        @precondition(lambda self: self.records)
        @rule(n=devices, r=records, number=small, stale=st.booleans())
        def delete(self, n: int, r: int, number: int, stale: bool) -> None:
            self.write(self.devices[n], Draft("delete", *self.place(r), {DELETED: "saw"}), number, stale)

        @precondition(lambda self: self.records)
        @rule(n=devices, r=records)
        def undelete(self, n: int, r: int) -> None:
            self.write(self.devices[n], Draft("set", *self.place(r), {DELETED: None}), 0, False)

        @rule(n=devices, first=small, count=st.integers(1, 6))
        def export(self, n: int, first: int, count: int) -> None:
            device = self.devices[n]
            if first < len(device.log):
                self.parcels.append(device.parcel(first, count))

        @precondition(lambda self: self.parcels)
        @rule(n=devices, p=st.integers(0, 50))
        def deliver(self, n: int, p: int) -> None:
            self.devices[n].receive(self.parcels[p % len(self.parcels)])
            for place in self.records:
                check_record(self.devices[n], place)

        @rule(n=devices, m=devices)
        def visit(self, n: int, m: int) -> None:
            """The newest state of one device reaches another at once."""
            self.parcels.append(self.devices[n].parcel())
            self.deliver(m, len(self.parcels) - 1)

        @rule(n=devices)
        def back_up(self, n: int) -> None:
            self.backups[n] = self.devices[n].clone()

        @precondition(lambda self: self.backups)
        @rule(n=devices, declared=st.booleans())
        def restore(self, n: int, declared: bool) -> None:
            """Back to the backup; declared, a child stream begins; else the old stream forks, as on a cloned disk."""
            if n not in self.backups:
                return
            lost, device = self.devices[n], self.backups[n].clone()
            self.parcels.append(lost.parcel())
            if declared:
                device.streams = lost.streams
                device.open_stream(device.start[:16] + len(device.log).to_bytes(8, "big") + device.head)
            self.parcels.append(device.parcel())
            self.devices[n] = device

        @invariant()
        def equal_sets_are_equal_registers(self) -> None:
            states: dict[frozenset[str], bytes] = {}
            for device in self.devices if hasattr(self, "devices") else ():
                assert states.setdefault(device.known(), device.state()) == device.state()

        def teardown(self) -> None:
            if not hasattr(self, "devices"):
                return
            shuffle = random.Random(len(self.parcels)).shuffle
            parcels = (
                self.parcels
                + [device.parcel() for device in self.devices]
                + [b.parcel() for b in self.backups.values()]
            )
            flood(self.devices, parcels, shuffle)
            device = self.devices[0]
            for place in self.records:
                check_record(device, place)
            shuffled = list(device.order)
            shuffle(shuffled)
            for order in (device.order, device.order[::-1], shuffled):
                assert device.replayed(order) == device.state()

    return Histories


def run(core: SimpleNamespace, examples: int, *phases: Phase) -> None:
    """Drive a core through so many histories, the same in every run."""
    run_state_machine_as_test(
        machine(core),
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=phases or (Phase.generate, Phase.shrink),
            report_multiple_bugs=False,
        ),
    )


def test_histories_converge() -> None:
    """Any order, repetition, delay, restore, clone: equal sets are equal registers, conflicts are the true ones."""
    run(SOUND, HISTORIES)


def _blind_delete(doc: Doc) -> merge.Standing:
    sound = merge.standing(doc)
    return merge.Standing(sound.deleted or DELETED in sound.open, {k: v for k, v in sound.open.items() if k != DELETED})


def _equal_values_clash(doc: Doc) -> merge.Standing:
    sound = merge.standing(doc)
    return merge.Standing(
        sound.deleted, sound.open | {k: "value" for k, v in doc["h"].items() if len(v) > 1 and k != DELETED}
    )


def _truth_is_one(doc: Doc) -> merge.Standing:
    sound = merge.standing(doc)
    same = {
        k for k, v in doc["h"].items() if v and len(v) > 1 and all(x[1] == y[1] for x in v.values() for y in v.values())
    }
    return merge.Standing(sound.deleted, {k: v for k, v in sound.open.items() if k not in same or v == "delete"})


def _author_and_number(_: bytes, line: bytes) -> str:
    change = decode(line)
    return f"{change.u}/{change.n}"


BROKEN = {
    "forgets what was replaced before it arrived": {"apply": without_memory},
    "applies what it holds already": {"skip_known": False},
    "the last writer wins": {"apply": last_writer_wins},
    "drops a value equal to a live one": {"apply": first_of_equals},
    "an edit replaces what its writer never saw": {"apply": replaces_everything},
    "awaits what has come": {"apply": never_arrived},
    "a delete ignores edits it has not seen": {"standing": _blind_delete},
    "equal values are a conflict": {"standing": _equal_values_clash},
    "true equals one": {"standing": _truth_is_one},
    "an id is author and number": {"identify": _author_and_number},
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_core_is_noticed(broken: str) -> None:
    """The machine is worth its time only if it kills these."""
    with pytest.raises(AssertionError):
        run(variant(**BROKEN[broken]), 400, Phase.generate)
