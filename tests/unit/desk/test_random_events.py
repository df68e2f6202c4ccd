"""Some hundred random keys and clicks on every page; `tests/bench/campaign_desk.py` does tens of thousands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from filled import PLACES, Filled, filled
from random_events import campaign

pytestmark = pytest.mark.usefixtures("dressed")
EVENTS = 200


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    with filled(tmp_path_factory.mktemp("offices")) as made:
        yield made


@pytest.mark.parametrize("page", dict.fromkeys(place.page for place in PLACES))
def test_random_hands_break_nothing(offices: Filled, page: str, tmp_path: Path) -> None:
    told = campaign(offices, page, EVENTS, 7, tmp_path)
    assert told.events >= EVENTS * 0.9
    assert len(told.kinds) >= 6, "keys, letters, clicks, wheel, menus"
