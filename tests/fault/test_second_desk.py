"""Two programs on one register: the second is refused while the first lives, and not when it was killed."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from db.domain.errors import UserError
from desktop.app.holding import Holder
from desktop.presenters.opening.places import HELD

HOLD = """
import sys
from desktop.app.holding import Holder
from desktop.presenters.opening.places import HELD
keeper = Holder(); keeper.hold(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def other(tmp_path: Path) -> subprocess.Popen[str]:
    """Another program that holds a register."""
    running = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "so.sohotro")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    assert running.stdout.readline() == "held\n"
    return running


def test_the_second_is_refused_until_the_first_ends(other: subprocess.Popen[str], tmp_path: Path) -> None:
    mine = Holder()
    with pytest.raises(UserError) as refused:
        mine.hold(str(tmp_path / "so.sohotro"))
    assert refused.value.code == "in_use"
    assert "làm tiếp ở cửa sổ đó" in refused.value.message
    other.communicate("", timeout=20)
    mine.hold(str(tmp_path / "so.sohotro"))
    mine.release()
    assert not list(tmp_path.glob(f"*{HELD}"))


def test_one_that_was_killed_does_not_block(other: subprocess.Popen[str], tmp_path: Path) -> None:
    other.send_signal(signal.SIGKILL)
    other.communicate(timeout=20)
    assert (tmp_path / f"so.sohotro{HELD}").exists()
    mine = Holder()
    mine.hold(str(tmp_path / "so.sohotro"))
    mine.release()


def test_a_lock_of_another_machine_names_it_and_the_way_out(tmp_path: Path) -> None:
    """As on a USB stick pulled out while its register was open there."""
    lock = tmp_path / f"so.sohotro{HELD}"
    lock.write_text("4242\nsohotro\nmay-xa-nham\nmay-xa-nham-id\nboot-id\n", encoding="utf-8")
    with pytest.raises(UserError) as refused:
        Holder().hold(str(tmp_path / "so.sohotro"))
    assert "may-xa-nham" in refused.value.message
    assert lock.name in refused.value.message
    lock.unlink()
    mine = Holder()
    mine.hold(str(tmp_path / "so.sohotro"))
    mine.release()


def test_servers_and_folders_that_are_not_there_are_not_held(tmp_path: Path) -> None:
    mine = Holder()
    mine.hold("postgresql://may-chu/so")
    mine.hold(str(tmp_path / "không có" / "so.sohotro"))
    mine.hold(str(tmp_path / ("a" * 5_000) / "so.sohotro"))
    mine.hold("~nobody-of-that-name/so.sohotro")
    mine.release()
    assert list(tmp_path.iterdir()) == []


def test_taking_another_gives_the_first_back(tmp_path: Path) -> None:
    mine, yours = Holder(), Holder()
    mine.hold(str(tmp_path / "a.sohotro"))
    mine.hold(str(tmp_path / "a.sohotro"))
    mine.hold(str(tmp_path / "b.sohotro"))
    yours.hold(str(tmp_path / "a.sohotro"))
    with pytest.raises(UserError):
        yours.hold(str(tmp_path / "b.sohotro"))
    mine.release()
    yours.release()
