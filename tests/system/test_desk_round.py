"""The whole round in real windows by keys alone: commune records and exports, district merges, decides and answers.

The program runs as people start it, on an X server of its own; keys come from xdotool. What the windows say is not
read: between two steps the registers are asked on the command line, and the window by its title.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest
from clashes import clashing
from exchanges import district_at_work
from ledgers import PASSWORD
from machine import state_folder

T = TypeVar("T")
ROOT = Path(__file__).parents[2]
TOOLS = ("Xvfb", "openbox", "xdotool")
PATIENCE = 60
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        not all(map(shutil.which, TOOLS)) and not os.environ.get("SOHOTRO_REQUIRE_TOOLS"),
        reason=f"needs {' and '.join(TOOLS)}",
    ),
]


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """An X server that nobody else uses, with a window manager, which gives windows the keyboard as desktops do."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1366x768x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=(write,), stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as told:
            name = f":{told.readline().strip()}"
        manager = subprocess.Popen(["openbox"], env={**os.environ, "DISPLAY": name}, stderr=subprocess.DEVNULL)
        yield name
        manager.terminate()
        manager.wait(10)
    finally:
        server.terminate()
        server.wait(10)


class Office:
    """A register, its window on the screen and its answers on the command line."""

    def __init__(self, place: str, display: str, folder: Path) -> None:
        self.place = place
        self._env = {
            **os.environ,
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "SOHOTRO_PASSWORD": PASSWORD,
            "SOHOTRO_STATE_DIR": state_folder(folder / f"state-{Path(place).stem}"),
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
        }

    def ask(self, *command: str) -> Any:
        """What `sohotro … --json` says of the register."""
        words = [sys.executable, "-m", "desktop.cli.main", *command, "--json"]
        done = subprocess.run(words, env=self._env, capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    def info(self, what: str) -> int:
        return int(self.ask("register", "info", self.place)[what])

    def hash(self) -> str:
        return str(self.ask("register", "hash", self.place, "--unit", "20104")["shared"])

    @contextmanager
    def at_the_desk(self, title: str) -> Iterator[Callable[..., None]]:
        """The program on screen; gives a function that types texts and presses keys (`<Ctrl+S>`)."""
        command = [sys.executable, "-m", "desktop.cli.main", "desk", self.place]
        program = subprocess.Popen(command, env=self._env)
        try:
            eventually(lambda: self._focused(title))

            def hands(*parts: str) -> None:
                for part in parts:
                    if part.startswith("<"):
                        self._xdotool("key", "--delay", "40", *part.strip("<>").split())
                    else:
                        self._xdotool("type", "--delay", "25", part)

            yield hands
            hands("<ctrl+q>")
            assert program.wait(PATIENCE) == 0
        finally:
            program.kill()
            program.wait()

    def _focused(self, title: str) -> bool:
        """Whether the register's window has the keyboard, the opening window being gone."""
        shown = self._xdotool("search", "--onlyvisible", "--name", ".").split()
        if len(shown) != 1 or shown != self._xdotool("search", "--onlyvisible", "--name", title).split():
            return False
        self._xdotool("windowfocus", "--sync", shown[0])
        return self._xdotool("getwindowfocus").split() == shown

    def _xdotool(self, *words: str) -> str:
        done = subprocess.run(["xdotool", *words], env=self._env, capture_output=True, text=True, check=False)
        return done.stdout


def eventually(ask: Callable[[], T]) -> T:
    """Ask until there is something to be had."""
    deadline = time.monotonic() + PATIENCE
    while not (found := ask()):
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.1)
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("round")


E = "<Return>"
HOUSEHOLD = (
    *("<F2>", "thon 1", E, *[E] * 9),
    *("Ho Van Thu", E, "1 5 1962", E, "1", E, "pa co", E, "191234567", E, E),
    *("Kan Ho", E, "1965", E, "v", E, E, E, E),
    *("n", E, "1 1 2024", E, E, "12/QD-UBND", E, "5 1 2024", E, E),
)
"""A household of two, its class; letters without marks, as names are typed on a machine without UniKey."""
CARD = ("<ctrl+h>", "bhyt", E, "kan", *[E] * 7, "Tram y te xa")


def test_the_whole_round_by_keys_alone(folder: Path, display: str) -> None:
    up, down = folder / "len", folder / "xuong"
    up.mkdir()
    down.mkdir()
    with district_at_work(folder) as town:
        clashing(town, 1)
        places = town.hong_thuy.place, town.district.place
    commune, district = (Office(place, display, folder) for place in places)
    record_and_export(commune, up)
    merge_decide_and_answer(district, up, down)
    take_the_answer(commune, down)
    assert commune.hash() == district.hash()
    assert (district.info("conflicts"), commune.info("conflicts")) == (0, 0)


def record_and_export(commune: Office, out: Path) -> None:
    had = commune.ask("register", "info", commune.place)
    with commune.at_the_desk("^x") as hands:
        hands(*HOUSEHOLD, "<ctrl+s>")
        eventually(lambda: commune.info("households") == had["households"] + 1)
        assert commune.info("persons") == had["persons"] + 2
        hands(*CARD, "<ctrl+s>")
        eventually(lambda: commune.info("supports") == had["supports"] + 1)
        hands("<ctrl+e>", str(out), E)
        eventually(lambda: list(out.iterdir()))


def merge_decide_and_answer(district: Office, packages: Path, out: Path) -> None:
    known = district.info("households")
    with district.at_the_desk("^huy") as hands:
        hands("<ctrl+m>", str(packages), E)
        eventually(lambda: hands(E) or district.info("households") > known)
        while left := district.info("conflicts"):
            hands("<alt+5>", "1", "theo giay khai sinh", E)
            eventually(lambda left=left: district.info("conflicts") < left)  # type: ignore[misc]
        hands("<ctrl+e>", str(out), E)
        eventually(lambda: list(out.iterdir()))


def take_the_answer(commune: Office, packages: Path) -> None:
    before = commune.hash()
    with commune.at_the_desk("^x") as hands:
        hands("<ctrl+m>", str(packages), E)
        eventually(lambda: hands(E) or commune.hash() != before)
