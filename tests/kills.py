"""Work that is killed (-9) at any moment, over and over: what must be true afterwards, kind of work by kind of work.

Each kind has a child that works until it dies and tells what it has acknowledged, and a check of what it left behind.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from alembic import command
from exchanges import PASSWORD, Office, copy_register, district_at_work, household
from machine import state_folder
from samples import HONG_THUY as SAMPLE
from sqlalchemy import Connection, func, select

from db import migrations
from db.dialects import open_file
from db.ledger.audit import audit
from db.ledger.digest import shared_hash
from db.ledger.register import Register
from db.models import Household, Membership
from db.store.household.households import add_household
from db.store.imports.writing import import_list
from db.sync import package
from db.sync.exporting import export
from db.sync.merging import merge
from db.vault import backups
from db.vault.registers import open_register
from forms.sheets.households import read_list

Tell = Callable[[str], object]
IMPORTED = 12
"""Households of one import."""


class Lost(AssertionError):
    """Something acknowledged is gone, something half-done is there, or a register no longer opens."""


def killed(work: Callable[[Tell], object], delay: float) -> list[str]:
    """Run `work` in a child, kill it `delay` seconds after it says it is ready; return what it told before."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            work(lambda text: os.write(writing, f"{text}\n".encode()))
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as said:
        said.readline()
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
        told = [line.decode().strip() for line in said if line.endswith(b"\n")]
    os.waitpid(child, 0)
    return told


@contextmanager
def again(place: Path) -> Iterator[Register]:
    """The register as the next start of the program finds it: sound, and explained by its ledger."""
    register = open_register(str(place), PASSWORD)
    try:
        yield register
        problems = audit(register).problems
        if problems:
            raise Lost(problems)
    finally:
        register.close()


def counted(connection: Connection, table: type) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


class Kind(ABC):
    """One kind of work. base: a register as it was before; place: the one worked on, brought back from it."""

    def __init__(self, base: Path, folder: Path) -> None:
        self.base, self.folder = base, folder
        folder.mkdir()
        self.place = folder / "so.sohotro"
        self.reset()

    def reset(self) -> None:
        """The register as it was before all work, on a machine that has seen nothing of it."""
        state_folder(Path(os.environ["SOHOTRO_STATE_DIR"]))
        for end in ("-wal", "-shm"):
            Path(f"{self.place}{end}").unlink(missing_ok=True)
        copy_register(self.base, self.place)

    def work(self, tell: Tell) -> None:
        """What the child does, without end or once; it tells `ready` first."""
        register = open_register(str(self.place), PASSWORD)
        tell("ready")
        self.acts(register, tell)

    @abstractmethod
    def acts(self, register: Register, tell: Tell) -> None:
        """The work itself, on an open register."""

    @abstractmethod
    def check(self, told: list[str]) -> None:
        """Lost where the register does not hold exactly what it must."""


class Entry(Kind):
    """Households saved one by one."""

    def __init__(self, base: Path, folder: Path) -> None:
        super().__init__(base, folder)
        with again(self.place) as register, register.read() as connection:
            self.first = self.kept = frozenset(connection.execute(select(Household.id)).scalars())

    def acts(self, register: Register, tell: Tell) -> None:
        while True:
            tell(add_household(register, household("Hồ Văn Thử")).id)

    def check(self, told: list[str]) -> None:
        with again(self.place) as register, register.read() as connection:
            found = frozenset(connection.execute(select(Household.id)).scalars())
            if not set(told) | self.kept <= found or len(found - self.kept - set(told)) > 1:
                raise Lost(f"{len(found)} households, told of {len(self.kept) + len(told)}")
            if counted(connection, Membership) != len(found):
                raise Lost("half a household")
        self.kept = found
        if len(found) > 60:
            self.kept = self.first
            self.reset()


class Import(Kind):
    """An Excel list, one action."""

    def __init__(self, base: Path, folder: Path) -> None:
        super().__init__(base, folder)
        whole = read_list(Path(str(SAMPLE)))
        self.listed = msgspec.structs.replace(whole, households=whole.households[:IMPORTED])

    def acts(self, register: Register, tell: Tell) -> None:
        import_list(register, self.listed, dry_run=False, accept_doubtful=True, reason="thử")
        tell("imported")

    def check(self, told: list[str]) -> None:
        with again(self.place) as register, register.read() as connection:
            found = counted(connection, Household)
        if found not in (0, IMPORTED) or (told and not found):
            raise Lost(f"{found} households of an import of {IMPORTED}")
        self.reset()


class Export(Kind):
    """Packages onto a stick."""

    def acts(self, register: Register, tell: Tell) -> None:
        for number in range(1000):
            stick = self.folder / f"{os.getpid()}-{number}"
            stick.mkdir()
            for made in export(register, stick):
                tell(str(made.file))

    def check(self, told: list[str]) -> None:
        files = list(self.folder.glob("*/*.dongbo"))
        for file in files:
            package.inspect(file)
        if not {Path(one) for one in told} <= set(files):
            raise Lost("an acknowledged package is not there")
        with again(self.place) as register:
            (made,) = export(register, self.folder)
        if any(int(Path(one).stem.split("-")[-1]) >= made.number for one in told):
            raise Lost("a number was given twice")
        made.file.unlink()
        for stick in self.folder.glob("*-*/"):
            shutil.rmtree(stick)


class Merge(Kind):
    """Packages of two communes; whoever is killed starts again with the same stick."""

    def __init__(self, base: Path, folder: Path, files: list[Path], after: str) -> None:
        super().__init__(base, folder)
        self.files, self.after = files, after

    def acts(self, register: Register, tell: Tell) -> None:
        for file in self.files:
            (result,) = merge(register, [file])
            tell(f"{file.name} {result.state}")

    def check(self, told: list[str]) -> None:
        with again(self.place) as register:
            states = {result.file: result.state for result in merge(register, self.files)}
            with register.read() as connection:
                found = shared_hash(connection)
        merged = [line.split()[0] for line in told if line.endswith("applied")]
        if any(states[name] != "known" for name in merged) or found != self.after:
            raise Lost(f"merged again: {states}, told {told}")
        self.reset()


class Migration(Kind):
    """A register of the first shape, opened by this program."""

    def __init__(self, base: Path, folder: Path) -> None:
        super().__init__(base, folder)
        register = open_register(str(self.place), PASSWORD)
        with register.read() as connection:
            self.before = shared_hash(connection)
        with register.engine.begin() as connection:
            command.downgrade(migrations._config(connection), "0001")
        self.key = register.data_key
        register.close()
        self.base = folder / "old.sohotro"
        copy_register(self.place, self.base)

    def work(self, tell: Tell) -> None:
        """Opening is the work."""
        tell("ready")
        self.acts(open_register(str(self.place), PASSWORD), tell)

    def acts(self, register: Register, tell: Tell) -> None:
        tell("upgraded")

    def check(self, told: list[str]) -> None:
        revision = self._revision()
        if revision not in ("0001", migrations.newest()) or (told and revision == "0001"):
            raise Lost(f"revision {revision}")
        with again(self.place) as register, register.read() as connection:
            if shared_hash(connection) != self.before or migrations.current(connection) != migrations.newest():
                raise Lost("the upgrade lost something")
        self.reset()

    def _revision(self) -> str | None:
        """As it lies there, before a program upgrades it."""
        engine = open_file(self.place, self.key)
        with engine.connect() as connection:
            found = migrations.current(connection)
        engine.dispose()
        return found


class Backup(Kind):
    """Copies onto a stick, one after another, a new household in each."""

    def __init__(self, base: Path, folder: Path) -> None:
        super().__init__(base, folder)
        self.stick = folder / "stick"
        self.stick.mkdir()

    def acts(self, register: Register, tell: Tell) -> None:
        while True:
            add_household(register, household("Hồ Văn Thử"))
            with register.read() as connection:
                number = counted(connection, Household)
            backups.make(register, str(self.place), self.stick)
            tell(str(number))

    def check(self, told: list[str]) -> None:
        """Whatever a person is shown as a copy is one, and the newest holds all that was acknowledged as copied."""
        copies = backups.backups_in(self.stick)
        held = [self._held(copy.path) for copy in copies]
        if told and (not held or held[0] < int(told[-1])):
            raise Lost(f"copies of {held} households, told of {told[-1]}")
        with again(self.place) as register:
            made = backups.make(register, str(self.place), self.stick)
        files = {path.name for path in self.stick.rglob("*") if path.is_file()}
        if files != {made.path.name, f"{made.path.name}-keys"}:
            raise Lost(f"left behind: {files}")
        shutil.rmtree(made.path.parent)
        self.reset()

    def _held(self, copy: Path) -> int:
        """Households in a copy that opens and is sound."""
        with again(copy) as register, register.read() as connection:
            found = counted(connection, Household)
        for end in ("-wal", "-shm"):
            Path(f"{copy}{end}").unlink(missing_ok=True)
        return found


@contextmanager
def kinds(folder: Path) -> Iterator[dict[str, Kind]]:
    """All kinds of work by name, at a district and a commune that know each other."""
    with district_at_work(folder) as town:
        empty = _closed(town.hong_thuy, folder / "empty.sohotro")
        town.hong_thuy.record("Hồ Văn Thử")
        town.nham.record("Kê Thị Không")
        base = _closed(town.hong_thuy, folder / "base.sohotro")
        office = _closed(town.district, folder / "office.sohotro")
        files = [town.hong_thuy.send(), town.nham.send()]
        town.district.take(*files)
        yield {
            "entry": Entry(base, folder / "entry"),
            "import": Import(empty, folder / "import"),
            "export": Export(base, folder / "export"),
            "merge": Merge(office, folder / "merge", files, town.district.hash()),
            "migration": Migration(base, folder / "migration"),
            "backup": Backup(base, folder / "backup"),
        }


def _closed(office: Office, copy: Path) -> Path:
    office.register.engine.dispose()
    copy_register(Path(office.place), copy)
    return copy


def span(kind: Kind) -> float:
    """Seconds until the work has acknowledged something, and half as long again: kills fall before and after."""
    longest = 0.02
    while not killed(kind.work, longest):
        kind.reset()
        longest *= 1.5
    kind.reset()
    return longest * 1.5


def kill(kind: Kind, times: int, chance: random.Random) -> int:
    """Kill the work so many times; how many of them had acknowledged something."""
    longest, told_something = span(kind), 0
    for _ in range(times):
        told = killed(kind.work, chance.uniform(0, longest))
        kind.check(told)
        told_something += bool(told)
    return told_something
