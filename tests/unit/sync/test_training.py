"""A register made for training never exchanges anything with an office: neither end of any step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import PASSWORD, seeded
from exchanges import DISTRICT, HONG_THUY, LEVELS, ON, District, Office, district_at_work

from db.domain.errors import NotAllowed
from db.domain.units import catalogue
from db.domain.values import local_date
from db.store.inventing.populating import populate
from db.store.inventing.years import populate_supports
from db.store.offices import TRAINING, info
from db.store.printing import Selection, collect
from db.store.printing.sheet import office_of
from db.store.prints.papers import SupportSlips
from db.sync import offices
from db.sync.enrolling import accept, approve, request
from db.sync.exporting import export
from db.sync.merging import merge
from db.vault.registers import slots_of


@pytest.fixture
def town(tmp_path: Path) -> Iterator[District]:
    with district_at_work(tmp_path) as made:
        yield made


def training(folder: Path, unit: str) -> Office:
    place = str(folder / f"tap-lam-{unit}.sohotro")
    made = offices.create(
        place,
        PASSWORD,
        unit=unit,
        level=LEVELS.get(unit, "commune"),  # type: ignore[arg-type]
        on=ON,
        officer="Cán bộ Thử",
        training=True,
        providers=seeded(31),
    )
    return Office(unit, place, made.register, made.recovery, folder)


@pytest.fixture
def commune(tmp_path: Path) -> Iterator[Office]:
    office = training(tmp_path, HONG_THUY)
    populate(office.register, count=3, seed=1)
    yield office
    office.register.close()


def test_a_training_register_says_so_and_a_real_one_does_not(town: District, commune: Office) -> None:
    assert info(commune.register).training
    assert not any(info(office.register).training for office in town.all)


def test_it_neither_sends_nor_takes_nor_asks(town: District, commune: Office) -> None:
    town.hong_thuy.record("Hồ Văn Thử")
    package = town.hong_thuy.send()
    asked = town.hong_thuy.folder / "thử.asked"
    steps: list[Callable[[], object]] = [
        lambda: export(commune.register, commune.folder),
        lambda: commune.take(package),
        lambda: commune.take(package, dry_run=True),
        lambda: request(commune.register, asked),
        lambda: accept(commune.register, asked, code="0" * 30, slots=slots_of(commune.place)),
    ]
    before = commune.hash()
    for step in steps:
        with pytest.raises(NotAllowed) as refusal:
            step()
        assert refusal.value is TRAINING
    assert commune.hash() == before
    assert not asked.exists()
    assert not list(commune.folder.glob("*.dongbo"))


def test_a_district_for_training_enters_no_real_device(town: District, tmp_path: Path) -> None:
    office = training(tmp_path, DISTRICT)
    try:
        asked, answer = tmp_path / "xin", tmp_path / "trả lời"
        slip = request(town.hong_thuy.register, asked)
        with pytest.raises(NotAllowed) as refusal:
            approve(office.register, asked, answer, code=slip.code)
        assert refusal.value is TRAINING
        assert not answer.exists()
        for step in (lambda: export(office.register, tmp_path), lambda: merge(office.register, [asked])):
            with pytest.raises(NotAllowed):
                step()
    finally:
        office.register.close()


def test_its_papers_say_so_where_the_office_stands(commune: Office, tmp_path: Path) -> None:
    populate_supports(commune.register, seed=1)
    year = int(local_date(commune.register.providers.now())[:4])
    data, _issue = collect(commune.register, SupportSlips, Selection(year=year))
    assert data.office.name.endswith("(TẬP LÀM, DỮ LIỆU BỊA)")
    town = office_of(catalogue().on(HONG_THUY, ON))
    assert "TẬP LÀM" not in town.name
