"""A damaged register made anew from its ledger, what is lacking brought back by neighbours' packages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from commands import assert_sentence, sohotro
from conftest import PASSWORD, seeded
from exchanges import HONG_THUY, District, Office, district_at_work
from sqlalchemy.exc import DBAPIError

from db.dialects import open_copy
from db.domain.errors import AppError
from db.ledger.audit import audit
from db.ledger.streams import lines_of, list_streams
from db.store.populating import populate
from db.vault.rebuilding import Rebuilt, rebuild

PAGE = 4096


@pytest.fixture
def town(tmp_path: Path) -> Iterator[District]:
    """A district at work with a commune of twenty households, all of it with the district."""
    with district_at_work(tmp_path) as made:
        populate(made.hong_thuy.register, count=20, seed=1)
        made.nham.record("Hồ Văn Nhâm")
        round_of(made)
        yield made


def round_of(town: District, times: int = 1) -> None:
    """Every commune gives and gets."""
    for _ in range(times):
        for laptop in (town.hong_thuy, town.nham):
            for made in laptop.export():
                assert town.district.take_one(made.file).state in ("applied", "known")
            assert laptop.take_one(town.district.send_to(laptop.unit)).state in ("applied", "known")


def flip(file: Path, page: int) -> None:
    """Turn one bit in the middle of a page (counted from 0)."""
    with file.open("r+b") as open_file:
        open_file.seek(page * PAGE + PAGE // 2)
        (byte,) = open_file.read(1)
        open_file.seek(page * PAGE + PAGE // 2)
        open_file.write(bytes([byte ^ 1]))


def damage(office: Office, unit: str = HONG_THUY) -> None:
    """Flip a bit in a page that holds changes about `unit`, some way behind the first of them."""
    data_key = office.register.data_key
    office.register.close()
    file = Path(office.place)
    for page in range(2, file.stat().st_size // PAGE):
        flip(file, page)
        if _reads(file, data_key, unit, 5) and not _reads(file, data_key, unit, 10_000):
            return
        flip(file, page)
    pytest.fail("no page holds changes alone")


def _reads(file: Path, data_key: bytes, unit: str, last: int) -> bool:
    engine = open_copy(file, data_key)
    try:
        with engine.connect() as connection, suppress(DBAPIError):
            (stream,) = [s for s in list_streams(connection) if s.unit == unit and s.last > 50]
            lines_of(connection, stream, 1, last)
            return True
        return False
    finally:
        engine.dispose()


def made_anew(office: Office, seed: int = 55) -> tuple[Office, Rebuilt]:
    """The register of an office rebuilt beside the old one, and at work in its place."""
    new = str(Path(office.place).with_name(f"moi-{Path(office.place).name}"))
    rebuilt = rebuild(office.place, new, PASSWORD, seeded(seed))
    return replace(office, place=new, register=rebuilt.register), rebuilt


def test_a_sound_register_made_anew_is_the_same_and_goes_on(town: District) -> None:
    before = town.hong_thuy.hash()
    town.hong_thuy.register.close()
    old = Path(town.hong_thuy.place).read_bytes()
    again, rebuilt = made_anew(town.hong_thuy)
    with again.register.read() as connection:
        ours = list_streams(connection, mine=True)
    assert (rebuilt.missing, rebuilt.beside, again.hash()) == ([], [], before)
    assert [stream.parent[:32] for stream in ours] == ["", ours[0].sid], "a stream of its own: it is no clone"
    assert audit(again.register).problems == []
    assert Path(town.hong_thuy.place).read_bytes() == old
    town.hong_thuy = again
    again.record("Hồ Văn Sau")
    round_of(town)
    assert again.hash() == town.district.hash(HONG_THUY)


def test_a_damaged_commune_names_what_is_missing_and_gets_it_from_the_district(town: District) -> None:
    before = town.hong_thuy.hash()
    damage(town.hong_thuy)
    again, rebuilt = made_anew(town.hong_thuy)
    (hole,) = rebuilt.missing
    assert hole.unit == HONG_THUY
    assert 5 < hole.first <= hole.last
    assert rebuilt.changes < hole.last + 50
    assert again.hash() != before
    assert audit(again.register).problems == []
    town.hong_thuy = again
    again.record("Hồ Văn Sau")
    round_of(town, 3)
    assert again.hash() == town.district.hash(HONG_THUY)
    with again.register.read() as connection:
        assert next(s for s in list_streams(connection) if s.sid == hole.stream).last == hole.last


def test_a_damaged_district_gets_it_from_the_communes(town: District) -> None:
    before = town.district.hash()
    damage(town.district)
    again, rebuilt = made_anew(town.district)
    assert [(hole.unit, hole.first > 5) for hole in rebuilt.missing] == [(HONG_THUY, True)]
    assert again.hash() != before
    town.district = again
    round_of(town, 3)
    assert again.hash() == before
    assert again.hash(HONG_THUY) == town.hong_thuy.hash()


def test_whatever_page_is_damaged_it_is_told_and_the_old_file_stays(town: District, tmp_path: Path) -> None:
    before, office = town.hong_thuy.hash(), town.hong_thuy
    office.register.close()
    file = Path(office.place)
    ended = set()
    for page in range(0, file.stat().st_size // PAGE, 7):
        flip(file, page)
        damaged = file.read_bytes()
        new = tmp_path / f"moi-{page}.sohotro"
        try:
            rebuilt = rebuild(office.place, str(new), PASSWORD, seeded(page))
        except AppError as error:
            assert_sentence(error.message)
            assert error.code == "cannot_rebuild"
            assert not [left for left in tmp_path.iterdir() if left.name.startswith(new.name)]
            ended.add("told")
        else:
            again = replace(office, place=str(new), register=rebuilt.register)
            assert (again.hash() == before) == (rebuilt.missing == [])
            again.register.close()
            ended.add("missing" if rebuilt.missing else "whole")
        assert file.read_bytes() == damaged
        flip(file, page)
    assert ended == {"told", "missing", "whole"}
