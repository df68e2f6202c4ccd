"""kill -9 amid import, export, merge, migration and backup; `tests/bench/campaign_kills.py` does it more often."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from kills import kill, kinds

KILLS = 6

pytestmark = pytest.mark.skipif(os.name == "nt", reason="processes are forked and killed by signal")


@pytest.mark.parametrize("kind", ["import", "export", "merge", "migration", "backup"])
def test_nothing_is_lost_and_nothing_half_done(tmp_path: Path, kind: str) -> None:
    with kinds(tmp_path) as made:
        kill(made[kind], KILLS, random.Random(kind))
