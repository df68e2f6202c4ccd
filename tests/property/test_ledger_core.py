"""The pure core under every history Hypothesis can think of, and proof that the machine notices a broken core."""

from __future__ import annotations

import os
from collections import Counter
from types import SimpleNamespace

import pytest
from broken import (
    blind_to_newer,
    first_of_equals,
    last_writer_wins,
    latest_clock_wins,
    never_arrived,
    replaces_everything,
    without_memory,
)
from histories import SOUND, Doc, variant
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    run_state_machine_as_test,
)
from hypothesis_acts import rules_of
from scenes import ACTS, OFFICES, Scene, play

from db.ledger import merge
from db.ledger.change import DELETED, decode

HISTORIES = int(os.environ.get("SOHOTRO_HISTORIES", "200"))
STEPS = 40


def machine(core: SimpleNamespace) -> type[RuleBasedStateMachine]:
    """The machine that drives two to six devices with this core."""

    class Histories(RuleBasedStateMachine):
        @initialize(devices=st.integers(2, len(OFFICES)))
        def begin(self, devices: int) -> None:
            self.scene = Scene(core, devices)

        @invariant()
        def equal_sets_are_equal_registers(self) -> None:
            if hasattr(self, "scene"):
                self.scene.compare()

        def teardown(self) -> None:
            if hasattr(self, "scene"):
                self.scene.end()

    return type("Histories", (Histories,), rules_of(ACTS))


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


def play_from_a_seed(core: SimpleNamespace, histories: int) -> Counter[str]:
    """So many histories as a campaign plays them; what happened in them."""
    return sum((play(core, f"suite/{number}", 80) for number in range(histories)), Counter())


def test_histories_from_a_seed_converge() -> None:
    """A bounded number of the campaign's kind, and what it is for is in them (docs/proof.md)."""
    told = play_from_a_seed(SOUND, HISTORIES)
    assert {
        "clones",
        "restores declared",
        "restores undeclared",
        "revocations",
        "upgrades",
        "clocks set",
    } <= told.keys()
    assert {"parcel merged", "parcel known", "parcel waiting", "parcel revoked", "parcel newer"} <= told.keys()
    assert min(told["conflicts"], told["decisions"], told["deletes"], told["sticks lost"]) > 0


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
    "the latest clock wins": {"apply": latest_clock_wins},
    "drops what only a newer program knows": {"apply": blind_to_newer},
    "an id is author and number": {"identify": _author_and_number},
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_core_is_noticed_from_a_seed(broken: str) -> None:
    """The campaign's own histories kill these too, and within its first hundred."""
    with pytest.raises(AssertionError):
        play_from_a_seed(variant(**BROKEN[broken]), 100)


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_core_is_noticed(broken: str) -> None:
    """The machine is worth its time only if it kills these."""
    with pytest.raises(AssertionError):
        run(variant(**BROKEN[broken]), 400, Phase.generate)
