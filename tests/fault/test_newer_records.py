"""What a newer program wrote: kept whole by an older one, shown as such, and applied once that one is upgraded."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from conftest import PASSWORD
from exchanges import District, district_at_work

from db.domain.errors import EnvironmentProblem
from db.ledger.audit import audit
from db.store.history.history import NEWER, record_history
from db.store.household.households import set_household
from db.store.offices import KEPT_NEWER, info
from db.vault.registers import open_register

PROGRAM = Path(__file__).parents[1] / "newer_program.py"
SOLAR, DEPTH = "02 tấm pin 400 W", "12 m"


def newer(*words: object) -> dict[str, Any]:
    """What the program of the next version answers."""
    command = [sys.executable, str(PROGRAM), *map(str, words), PASSWORD]
    done = subprocess.run(command, capture_output=True, check=False, cwd=PROGRAM.parents[1])
    assert done.returncode == 0, done.stderr.decode()
    return dict(orjson.loads(done.stdout))


@pytest.fixture
def town(tmp_path: Path) -> Iterator[District]:
    with district_at_work(tmp_path) as made:
        yield made


@pytest.fixture
def home(town: District) -> str:
    """A household that both sides know."""
    record, _ = town.hong_thuy.record("Hồ Văn Thử")
    town.district.take(town.hong_thuy.send())
    return record


@pytest.fixture
def came(town: District, home: str) -> Path:
    """The package of a commune that was upgraded first."""
    town.hong_thuy.register.close()
    town.hong_thuy.folder.joinpath("stick").mkdir()
    return Path(newer("write", town.hong_thuy.place, home, town.hong_thuy.folder / "stick")["file"])


def test_an_older_program_keeps_all_and_shows_it_as_newer(town: District, home: str, came: Path) -> None:
    assert town.district.take_one(came).state == "applied"
    with town.district.register.read() as connection:
        rows = record_history(connection, "household", home)
        wells = [row for row in rows if row.newer]
    assert [(row.key, row.after, NEWER in row.label) for row in wells] == [("solar", SOLAR, True)]
    known = {row.key: row.newer for row in rows}
    assert known["phone"] is False  # what we understand of the same change is ours to show
    assert info(town.district.register).newer == KEPT_NEWER
    assert audit(town.district.register).problems == []


def test_what_is_edited_here_destroys_nothing_and_the_upgrade_applies_it(town: District, home: str, came: Path) -> None:
    town.district.take(came)
    set_household(town.district.register, home, {"note": "sửa bằng bản cũ"})
    before = town.district.hash()
    town.district.register.close()
    found = newer("read", town.district.place, home)
    assert (found["solar"], found["phone"], found["note"]) == (SOLAR, "0912345678", "sửa bằng bản cũ")
    assert (found["wells"], found["problems"], found["hash"]) == ([DEPTH], [], before)


def test_an_older_program_leaves_a_newer_register_whole(town: District, came: Path) -> None:
    file = Path(town.hong_thuy.place)
    before = file.read_bytes()
    with pytest.raises(EnvironmentProblem) as refused:
        open_register(town.hong_thuy.place, PASSWORD)
    assert refused.value.code == "newer_register"
    assert "Chưa thay đổi gì" in refused.value.message
    assert file.read_bytes() == before
    assert came.exists()


def test_nothing_newer_nothing_said(town: District, home: str) -> None:
    assert info(town.district.register).newer == ""
    with town.district.register.read() as connection:
        assert not any(row.newer for row in record_history(connection, "household", home))
