"""Offices for tests: a district and its communes, enrolled with each other, and what they hand to one another."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import PASSWORD, seeded

from db.ledger.digest import shared_hash
from db.ledger.register import Register
from db.store.household.households import add_household
from db.store.inputs import ClassificationInput, HouseholdInput, PersonInput
from db.store.places.villages import add_village
from db.sync import offices
from db.sync.enrolling import accept, approve, request
from db.sync.exporting import Exported, export
from db.sync.merging import Result, merge
from db.vault import registers
from db.vault.registers import slots_of

ON = "2017-09-01"
DISTRICT, HONG_THUY, NHAM, PHU_VANG, PROVINCE = "481", "20104", "20083", "478", "46"
LEVELS = {DISTRICT: "district", PHU_VANG: "district", PROVINCE: "province"}


@dataclass
class Office:
    """One office at work: its open register, where that lies, what its recovery sheet says."""

    unit: str
    place: str
    register: Register
    recovery: str
    folder: Path
    sent: int = field(default=0)

    def hash(self, unit: str | None = None) -> str:
        """The shared hash, of one unit or of everything."""
        with self.register.read() as connection:
            return shared_hash(connection, unit)

    def export(self) -> list[Exported]:
        """All packages of one export, in a folder of their own, as on a fresh stick."""
        self.sent += 1
        stick = self.folder / f"{self.unit}-{self.sent}"
        stick.mkdir()
        return export(self.register, stick)

    def send(self) -> Path:
        """The one package of an export."""
        (made,) = self.export()
        return made.file

    def send_to(self, unit: str) -> Path:
        """The package for the office of `unit` of an export."""
        (made,) = [e for e in self.export() if e.to == f"vp-{unit}"]
        return made.file

    def take(self, *files: Path, dry_run: bool = False) -> list[Result]:
        """What becomes of packages here."""
        return merge(self.register, files, dry_run=dry_run)

    def take_one(self, file: Path, *, dry_run: bool = False) -> Result:
        """What becomes of one package here."""
        (result,) = self.take(file, dry_run=dry_run)
        return result

    def record(self, name: str, **more: Any) -> tuple[str, str]:
        """Record a household of one person in Thôn 1; ids of household and person."""
        add_village(self.register, "Thôn 1")
        added = add_household(self.register, household(name, **more))
        return added.id, added.persons[0]


def found(folder: Path, unit: str, *, place: str | None = None, seed: int = 1) -> Office:
    """A new register of the office of `unit`."""
    where = place or str(folder / f"{unit}-{seed}.sohotro")
    made = offices.create(
        where,
        PASSWORD,
        unit=unit,
        level=LEVELS.get(unit, "commune"),
        on=ON,
        officer=f"Cán bộ Thử {'ABCDEFGH'[seed % 8]}",
        providers=seeded(seed),
    )
    return Office(unit, where, made.register, made.recovery, folder)


@pytest.fixture
def hong_thuy(place: str, tmp_path: Path) -> Iterator[Office]:
    """The office of Hồng Thủy with Thôn 1, on each database in turn."""
    office = found(tmp_path, HONG_THUY, place=place)
    add_village(office.register, "Thôn 1")
    yield office
    office.register.close()


def found_on(request: pytest.FixtureRequest, folder: Path) -> Office:
    """A register of Hồng Thủy for a whole module of tests, on the database that `request.param` names."""
    place = None
    if request.param == "postgresql":
        server = request.getfixturevalue("server")
        place = server.url(server.new_schema())
    return found(folder, HONG_THUY, place=place)


def enrol(child: Office, parent: Office) -> None:
    """All three steps, with the right digits."""
    asked, answered = child.folder / f"{child.unit}.asked", child.folder / f"{child.unit}.answered"
    slip = request(child.register, asked)
    letter = approve(parent.register, asked, answered, code=slip.code)
    accept(child.register, answered, code=letter.code, slots=slots_of(child.place, child.register.engine))


@dataclass
class District:
    """A district and two of its communes, enrolled."""

    district: Office
    hong_thuy: Office
    nham: Office

    @property
    def all(self) -> tuple[Office, Office, Office]:
        """The district first."""
        return self.district, self.hong_thuy, self.nham


@contextmanager
def district_at_work(folder: Path, *, place: str | None = None) -> Iterator[District]:
    """A Lưới (at `place`, or a file), Hồng Thủy and Nhâm, enrolled and empty; closed at the end."""
    made = _open_copies(folder) if place is None else _founded(folder, place)
    try:
        yield made
    finally:
        for office in made.all:
            office.register.close()


def _founded(folder: Path, place: str | None = None) -> District:
    made = District(
        found(folder, DISTRICT, place=place, seed=1), found(folder, HONG_THUY, seed=2), found(folder, NHAM, seed=3)
    )
    enrol(made.hong_thuy, made.district)
    enrol(made.nham, made.district)
    return made


@cache
def _template() -> tuple[Path, dict[str, str]]:
    """Three enrolled offices, made once in a process and copied for every test; and their recovery sheets."""
    folder = Path(tempfile.mkdtemp(prefix="district-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = _founded(folder)
    for office in made.all:
        office.register.close()
    return folder, {Path(office.place).name: office.recovery for office in made.all}


def _open_copies(folder: Path) -> District:
    template, recoveries = _template()
    offices_open = []
    for number, (name, recovery) in enumerate(recoveries.items(), 11):
        copy_register(template / name, folder / name)
        register = registers.open_register(str(folder / name), PASSWORD, seeded(number))
        offices_open.append(Office(name.split("-")[0], str(folder / name), register, recovery, folder))
    return District(*offices_open)


def copy_register(source: Path, target: Path) -> None:
    """The file of a closed register with its keys under another name."""
    for end in ("", "-keys", "-wal"):
        if Path(f"{source}{end}").exists():
            shutil.copyfile(f"{source}{end}", f"{target}{end}")


@contextmanager
def clone(office: Office, name: str, *, seed: int = 99) -> Iterator[Office]:
    """A copy of a whole disk, an office's register and this person's state folder: it does not know that it is one."""
    office.register.engine.dispose()
    folder = office.folder / name
    folder.mkdir()
    copy = folder / Path(office.place).name
    copy_register(Path(office.place), copy)
    register = registers.open_register(str(copy), PASSWORD, seeded(seed))
    try:
        yield Office(office.unit, str(copy), register, office.recovery, folder)
    finally:
        register.close()


def person(name: str, **more: Any) -> PersonInput:
    """A head of household, nobody real."""
    return PersonInput(**({"name": name, "birth_date": "1970", "sex": "1", "relation": "01", "ethnic": "04"} | more))


def household(name: str, **more: Any) -> HouseholdInput:
    """A poor household of one person in Thôn 1."""
    head = {key: more.pop(key) for key in ("birth_date", "sex", "cmnd", "cccd") if key in more}
    poor = ClassificationInput(standard="2016_2020", result="poor", valid_from="2017-01-01", sub_type="income")
    return HouseholdInput(**({"village": "Thôn 1", "members": [person(name, **head)], "classification": poor} | more))
