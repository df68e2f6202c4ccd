"""Histories on real registers, a file against a file and a file against a server: rows, queue, words and hashes."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from broken import last_writer_wins, latest_clock_wins, never_arrived, replaces_everything, without_memory
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, run_state_machine_as_test
from hypothesis_acts import rules_of
from ledgers import PASSWORD, seeded
from register_scenes import ACTS, RegisterScene

from db.ledger import ledger, merge
from db.ledger.change import Change
from db.ledger.register import Register
from db.vault import registers

HISTORIES = max(8, int(os.environ.get("SOHOTRO_HISTORIES", "0")) // 20)
BUSY = 40


def machine(desks: Sequence[Register]) -> type[RuleBasedStateMachine]:
    """The machine that drives three registers."""

    class Histories(RuleBasedStateMachine):
        @initialize(seed=st.integers(0, 1 << 32))
        def begin(self, seed: int) -> None:
            self.scene = RegisterScene(desks)
            self.scene.busy_weeks(random.Random(seed), BUSY)

        def teardown(self) -> None:
            if hasattr(self, "scene"):
                self.scene.end()

    return type("Histories", (Histories,), rules_of(ACTS))


@pytest.fixture
def desks(new_register: Callable[..., Register], tmp_path: Path) -> Iterator[list[Register]]:
    """Two registers in files, and between them one on each database in turn."""
    files = [registers.create(str(tmp_path / f"khac-{n}.sohotro"), PASSWORD, seeded(n)).register for n in (2, 3)]
    yield [files[0], new_register(), files[1]]
    for register in files:
        register.close()


def run(desks: list[Register], histories: int) -> None:
    """Play that many histories."""
    run_state_machine_as_test(
        machine(desks),
        settings=settings(
            max_examples=histories,
            stateful_step_count=30,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
            report_multiple_bugs=False,
        ),
    )


def test_registers_converge(desks: list[Register]) -> None:
    """Any exchange of ranges ends in equal tables and hashes, and each register can be rebuilt from its lines."""
    run(desks, HISTORIES)


BROKEN: dict[str, Callable[[merge.Doc, str, Change, Callable[[str], bool]], None]] = {
    "forgets what was replaced before it arrived": without_memory,
    "awaits what has come": never_arrived,
    "the last writer wins": last_writer_wins,
    "the latest clock wins": latest_clock_wins,
    "an edit replaces what its writer never saw": replaces_everything,
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_ledger_is_noticed(broken: str, desks: list[Register], monkeypatch: pytest.MonkeyPatch) -> None:
    """The few histories of every run are enough to kill these."""
    monkeypatch.setattr(ledger, "apply", BROKEN[broken])
    with pytest.raises(AssertionError):
        run(desks, 8)
