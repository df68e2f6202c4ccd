"""A stick that is pulled out amid the work; `tests/bench/campaign_pulls.py` does it more often."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from exchanges import district_at_work
from pulling import errands, pull

PULLS = 12


@pytest.mark.parametrize("name", ["export", "merge", "list", "backup"])
def test_nothing_half_looks_whole_and_the_errand_is_done_again(tmp_path: Path, name: str) -> None:
    chance = random.Random(name)
    with district_at_work(tmp_path) as town:
        assert pull(errands(town, tmp_path, chance)[name], PULLS, chance)
