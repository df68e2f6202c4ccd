"""A damaged register made anew from its ledger, what is lacking brought back by neighbours' packages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from commands import assert_sentence, sohotro
from conftest import PASSWORD, seeded
from exchanges import HONG_THUY, District, Office, copy_register, district_at_work
from rotting import PAGE, flip, rot
from tampering import names

from db.domain.errors import AppError
from db.ledger.audit import audit
from db.ledger.streams import branch, list_streams
from db.store.inventing.populating import populate
from db.vault import backups
from db.vault.rebuilding import Rebuilt, rebuild
from db.vault.restoring import restore


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


def damage(office: Office) -> None:
    """Close a register and flip a bit among its changes about Hồng Thủy."""
    data_key = office.register.data_key
    with office.register.read() as connection:
        (stream,) = [s for s in list_streams(connection) if s.unit == HONG_THUY and s.last > 50]
    office.register.close()
    rot(Path(office.place), data_key, stream.sid)


def made_anew(office: Office, new: Path | None = None) -> tuple[Office, Rebuilt]:
    """The register of an office rebuilt beside the old one, and at work in its place."""
    place = new or Path(office.place).with_name(f"moi-{Path(office.place).name}")
    rebuilt = rebuild(office.place, str(place), PASSWORD, seeded(55))
    return replace(office, place=str(place), register=rebuilt.register), rebuilt


def test_a_sound_register_made_anew_is_the_same_and_goes_on(town: District) -> None:
    before = town.hong_thuy.hash()
    old = Path(town.hong_thuy.place).read_bytes()
    assert Path(f"{town.hong_thuy.place}-wal").stat().st_size > 0, "as after a power cut: the log holds the newest"
    again, rebuilt = made_anew(town.hong_thuy)
    with again.register.read() as connection:
        ours = list_streams(connection, mine=True)
    assert (rebuilt.missing, rebuilt.beside, again.hash()) == ([], [], before)
    assert [stream.parent[:32] for stream in ours] == ["", ours[0].sid], "a stream of its own: it is no clone"
    assert audit(again.register).problems == []
    assert Path(town.hong_thuy.place).read_bytes() == old
    town.hong_thuy.register.close()
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


def test_what_was_recorded_behind_the_damage_and_never_sent_comes_too(town: District) -> None:
    """The district fills the damaged place; then the rest of the old file fits on."""
    town.hong_thuy.record("Hồ Văn Chưa Gửi")
    before = town.hong_thuy.hash()
    damage(town.hong_thuy)
    old = town.hong_thuy
    town.hong_thuy, first = made_anew(old)
    round_of(town, 2)
    assert "Hồ Văn Chưa Gửi" not in names(town.hong_thuy)
    town.hong_thuy.register.close()
    again = rebuild(old.place, town.hong_thuy.place, PASSWORD, seeded(56))
    town.hong_thuy.register = again.register
    assert (again.missing, 0 < again.changes < first.changes) == ([], True)
    assert (town.hong_thuy.hash(), audit(again.register).problems) == (before, [])
    round_of(town, 2)
    assert town.district.hash(HONG_THUY) == before


def test_a_copy_taken_back_gets_what_the_damaged_file_still_holds(town: District, tmp_path: Path) -> None:
    office = town.hong_thuy
    copy = backups.make(office.register, office.place, tmp_path).path
    office.record("Hồ Văn Sau Bản Sao")
    before = office.hash()
    damage(office)
    new = tmp_path / "lay-lai.sohotro"
    restore(copy, str(new), PASSWORD, seeded(57)).register.close()
    again, rebuilt = made_anew(office, new)
    assert (rebuilt.missing, again.hash()) == ([], before)
    again.register.close()


def test_a_copy_made_by_hand_never_goes_on_in_a_stream_of_the_damaged_file(town: District, tmp_path: Path) -> None:
    """Half of a later stream comes in; the next change must not take a number that the damaged file has signed."""
    office, new = town.hong_thuy, tmp_path / "chep-tay.sohotro"
    office.register.engine.dispose()
    copy_register(Path(office.place), new)
    with office.register.write() as connection:
        (later,) = branch(connection, office.register.providers.new_stream)
    populate(office.register, count=20, seed=2)
    data_key = office.register.data_key
    office.register.close()
    rot(Path(office.place), data_key, later.sid)
    again, rebuilt = made_anew(office, new)
    assert [hole.stream for hole in rebuilt.missing] == [later.sid]
    again.record("Hồ Văn Sau")
    with again.register.read() as connection:
        held = {stream.sid: stream.last for stream in list_streams(connection, mine=True)}
    assert held[later.sid] == rebuilt.missing[0].first - 1
    again.register.close()


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
        ended.add(_ending(office, new, before))
        assert file.read_bytes() == damaged
        flip(file, page)
    assert ended == {"cannot_rebuild", "missing", "whole"}


def _ending(office: Office, new: Path, before: str) -> str:
    """How a rebuild of a damaged register ends, after checking that it says the truth."""
    try:
        again, rebuilt = made_anew(office, new)
    except AppError as error:
        assert_sentence(error.message)
        assert not list(new.parent.glob(f"{new.name}*"))
        return error.code
    assert (again.hash() == before) == (rebuilt.missing == [])
    again.register.close()
    return "missing" if rebuilt.missing else "whole"


def test_the_command_names_what_is_missing(town: District, tmp_path: Path) -> None:
    damage(town.hong_thuy)
    new = str(tmp_path / "moi.sohotro")
    told = sohotro("register", "rebuild", town.hong_thuy.place, "-o", new, "--json").json
    (hole,) = told["missing"]
    assert (told["rebuilt"], told["beside"], hole["unit"]) == (new, [], HONG_THUY)
    assert sohotro("register", "check", new, "--json").code == 0
    sohotro("register", "rebuild", town.hong_thuy.place, "-o", town.nham.place, "--json").refused("exists")
    sohotro("register", "rebuild", new, "-o", new, "--json").refused("exists")
    said = sohotro("register", "rebuild", town.hong_thuy.place, "-o", str(tmp_path / "hai.sohotro"))
    assert_sentence(said.out.splitlines()[0])
    assert f"từ số {hole['first']} đến {hole['last']}" in said.out


def test_a_damaged_register_says_both_ways_back(town: District) -> None:
    damage(town.hong_thuy)
    told = sohotro("register", "rebuild", town.hong_thuy.place, "--json").refused("damaged")
    assert "phục hồi từ bản sao lưu" in told
    assert "dựng lại từ nhật ký" in told
