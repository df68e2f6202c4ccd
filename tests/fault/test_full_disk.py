"""A disk that fills up amid the work; `tests/bench/campaign_fills.py` does it more often."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from exchanges import PASSWORD, household

from db.domain.errors import EnvironmentProblem
from db.store.household.households import add_household
from db.vault.registers import explained, open_register

if os.name == "nt":
    pytest.skip("processes are forked, disks mounted", allow_module_level=True)

from filling import Disk, apart, fill, small_disk
from kills import Kind, Tell, kinds

FILLS = 6


@pytest.mark.parametrize("kind", ["entry", "import", "export", "merge", "migration", "backup"])
def test_nothing_is_lost_and_a_sentence_says_so(tmp_path: Path, kind: str) -> None:
    def work(tell: Tell) -> None:
        with small_disk(tmp_path / "disk") as disk, kinds(disk.folder) as made:
            told = fill(made[kind], disk, FILLS, random.Random(kind))
            tell(" ".join(map(str, told)))

    acknowledged, refused = map(int, apart(work)[0].split())
    assert refused
    assert acknowledged < FILLS or refused


def test_work_goes_on_where_room_is_made(tmp_path: Path) -> None:
    """The same open register, without a restart: what was refused is saved when it is saved again."""

    def work(tell: Tell) -> None:
        with small_disk(tmp_path / "disk") as disk, kinds(disk.folder) as made:
            saved = _saved_after_room_was_made(made["entry"], disk)
            made["entry"].check([saved])
            tell(saved)

    assert apart(work)


def _saved_after_room_was_made(entry: Kind, disk: Disk) -> str:
    register = open_register(str(entry.place), PASSWORD)
    disk.leave(20_000)
    with pytest.raises(EnvironmentProblem), explained():
        add_household(register, household("Hồ Văn Thử"))
    disk.empty()
    saved = add_household(register, household("Hồ Văn Thử")).id
    register.close()
    return saved
