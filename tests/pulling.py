"""A stick that is pulled out at any moment: from there on its folder is gone and the call that runs fails.

Every call of C that has to do with the stick (its files, its paths) is a moment; which one, a number decides.
"""

from __future__ import annotations

import errno
import os
import random
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from commands import assert_sentence
from exchanges import District, Office
from kills import Lost
from samples import HONG_THUY as SAMPLE

from db.dialects import explain
from db.domain.errors import AppError
from db.ledger.audit import audit
from db.sync import package
from db.sync.exporting import export
from db.vault import backups
from forms.sheets.households import read_list

SAYS = (errno.EIO, errno.ENODEV, errno.ENXIO, errno.ENOENT)


class Stick:
    """A folder that can be away; what was not yet on its disk when it went is cut short."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder, self.away, self.chance = folder, folder.with_name(f"{folder.name} đã rút"), chance
        folder.mkdir()

    def pull(self) -> None:
        """Out with it."""
        self.folder.rename(self.away)
        for file in self.away.rglob("*.dang-ghi"):
            with file.open("r+b") as half:
                half.truncate(self.chance.randint(0, file.stat().st_size))

    def plug_in(self) -> None:
        """In again, as it went."""
        if self.away.exists():
            self.away.rename(self.folder)


def pulled_at(stick: Stick, moment: int, work: Callable[[], object]) -> tuple[str, int]:
    """Do the work, pull the stick at so many calls; the sentence it ended with ("": none), and the calls there were.

    Raises:
        Lost: it ended with something that is no sentence.
    """
    calls = 0

    def watch(frame: FrameType, event: str, called: Any) -> None:
        nonlocal calls
        if event != "c_call" or not _touches(stick, frame, called):
            return
        calls += 1
        if calls == moment:
            sys.setprofile(None)
            stick.pull()
            raise OSError(stick.chance.choice(SAYS), "pulled out")

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        said = work()
    except Exception as error:
        problem = error if isinstance(error, AppError) else explain(error)
        if problem is None:
            raise Lost(f"no sentence at call {moment}") from error
        said = problem.message
    finally:
        sys.setprofile(before)
    stick.plug_in()
    if isinstance(said, str) and said:
        assert_sentence(said)
        return said, calls
    return "", calls


def _touches(stick: Stick, frame: FrameType, called: Any) -> bool:
    """Whether a call is one of a file on the stick, or one of the system by somebody who holds a path on it."""
    owner = called.__self__
    if called.__name__ in ("close", "__exit__"):
        return False
    if hasattr(owner, "fileno"):
        return _on(stick, owner)
    by_system = getattr(owner, "__name__", "") in (os.name, "posix", "io", "_io") or called.__name__ == "backup"
    return by_system and any(_on(stick, value) for value in frame.f_locals.values())


def _on(stick: Stick, value: Any) -> bool:
    place = value if isinstance(value, str | Path) else getattr(value, "name", "")
    return str(place).startswith(str(stick.folder))


class Errand(ABC):
    """Something done with a stick; `office` does it."""

    def __init__(self, office: Office, stick: Stick) -> None:
        self.office, self.stick = office, stick

    @abstractmethod
    def work(self) -> object:
        """The errand; a text is a sentence that it ended with."""

    @abstractmethod
    def check(self, said: str) -> None:
        """Lost where something looks whole and is not, or the errand cannot be done again."""

    def tidy(self) -> None:
        """An empty stick."""
        for file in sorted(self.stick.folder.rglob("*"), reverse=True):
            file.rmdir() if file.is_dir() else file.unlink()


class Export(Errand):
    """Packages onto the stick; `reader` merges all that looks like one, an abandoned one too."""

    def __init__(self, office: Office, stick: Stick, reader: Office) -> None:
        super().__init__(office, stick)
        self.reader = reader

    def work(self) -> object:
        self.office.record(f"Hồ Văn {self.stick.chance.choice(['Một', 'Hai', 'Ba'])}")
        export(self.office.register, self.stick.folder)
        return ""

    def check(self, said: str) -> None:
        found = sorted(self.stick.folder.glob("*.dongbo"))
        for file in found:
            package.inspect(file)
        states = [result.state for result in self.reader.take(*found, self.office.send())]
        if not set(states) <= {"applied", "known"} or self.reader.hash(self.office.unit) != self.office.hash():
            raise Lost(f"{states} after: {said}")
        self.tidy()


class Merge(Errand):
    """A package read from the stick by `office`, written by `writer`."""

    def __init__(self, office: Office, stick: Stick, writer: Office) -> None:
        super().__init__(office, stick)
        self.writer = writer
        self._bring()

    def _bring(self) -> None:
        self.writer.record("Kê Thị Không")
        file = self.writer.send()
        self.file = self.stick.folder / file.name
        self.file.write_bytes(file.read_bytes())

    def work(self) -> object:
        return self.office.take_one(self.file).message

    def check(self, said: str) -> None:
        state = self.office.take_one(self.file).state
        if state not in ("applied", "known") or self.office.hash(self.writer.unit) != self.writer.hash():
            raise Lost(f"{state} after: {said}")
        self.tidy()
        self._bring()


class ReadList(Errand):
    """An Excel list read from the stick."""

    def __init__(self, office: Office, stick: Stick) -> None:
        super().__init__(office, stick)
        self.file = stick.folder / "danh-sach.xlsx"
        self.file.write_bytes(Path(str(SAMPLE)).read_bytes())
        self.households = len(read_list(self.file).households)

    def work(self) -> object:
        if len(read_list(self.file).households) != self.households:
            raise Lost("half a list was taken for the whole")
        return ""

    def check(self, said: str) -> None:
        self.work()


class Backup(Errand):
    """A copy onto the stick: what is shown as one is one."""

    def work(self) -> object:
        self.office.record("Hồ Văn Thử")
        backups.make(self.office.register, self.office.place, self.stick.folder)
        return ""

    def check(self, said: str) -> None:
        for copy in backups.backups_in(self.stick.folder):
            backups.prove(copy.path, self.office.register.data_key)
        made = backups.make(self.office.register, self.office.place, self.stick.folder)
        left = {file.name for file in made.path.parent.iterdir()} - {made.path.name, f"{made.path.name}-keys"}
        if any(name.endswith(".dang-ghi") for name in left):
            raise Lost(f"left behind {left} after: {said}")
        self.tidy()


def errands(town: District, folder: Path, chance: random.Random) -> dict[str, Errand]:
    """All errands by name, each with a stick of its own."""
    return {
        "export": Export(town.hong_thuy, Stick(folder / "usb 1", chance), town.district),
        "merge": Merge(town.district, Stick(folder / "usb 2", chance), town.nham),
        "list": ReadList(town.hong_thuy, Stick(folder / "usb 3", chance)),
        "backup": Backup(town.nham, Stick(folder / "usb 4", chance)),
    }


def pull(errand: Errand, times: int, chance: random.Random) -> int:
    """Pull the stick so many times; how many of them ended the errand with a sentence."""
    _, calls = pulled_at(errand.stick, 0, errand.work)
    errand.check("")
    refused = 0
    for _ in range(times):
        said, _ = pulled_at(errand.stick, chance.randint(1, calls), errand.work)
        errand.check(said)
        refused += bool(said)
    if problems := audit(errand.office.register).problems:
        raise Lost(problems)
    return refused
