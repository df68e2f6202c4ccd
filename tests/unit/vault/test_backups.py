"""Copies of a register: proved before they count, thinned out with age, taken back without overwriting anything."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from ledgers import PASSWORD, UNIT, append, seeded

from db.dialects import copies
from db.domain.errors import AppError
from db.ledger.change import Draft
from db.ledger.digest import shared_hash
from db.ledger.register import LOCAL_TIME, Providers, Register, put_setting
from db.ledger.streams import list_streams, own_stream
from db.vault import backups, copying, registers, restoring
from db.vault.slots import FileSlots, officer_slot

NOW = datetime(2017, 9, 1, 8, tzinfo=LOCAL_TIME)


class Clock:
    """A register's clock, set by the test."""

    def __init__(self) -> None:
        self.now = NOW


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def book(tmp_path: Path, clock: Clock) -> Iterator[Register]:
    """An open register file with two villages."""
    source = seeded(1)
    providers = Providers(now=lambda: clock.now, new_id=source.new_id, new_stream=source.new_stream)
    register = registers.create(str(file(tmp_path)), PASSWORD, providers).register
    with register.write() as connection:
        for key, value in {"unit": UNIT, "unit_date": "2017-09-01", "device": "d-1"}.items():
            put_setting(connection, key, value)
    for name in ("Thôn 1", "Thôn 2"):
        village(register, name)
    yield register
    register.close()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "USB của xã"
    folder.mkdir()
    return folder


def file(tmp_path: Path) -> Path:
    return tmp_path / "so.sohotro"


def village(register: Register, name: str) -> None:
    append(register, UNIT, "d-1", Draft("create", "village", register.providers.new_id(), {"name": name}))


def held(register: Register) -> str:
    with register.read() as connection:
        return shared_hash(connection)


def refused(attempt: Callable[[], object]) -> str:
    with pytest.raises(AppError) as error:
        attempt()
    assert "nguyên vẹn" in error.value.message or "Chưa" in error.value.message
    return error.value.code


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def test_a_copy_holds_everything_and_leaves_nothing_else(book: Register, tmp_path: Path, stick: Path) -> None:
    made = backups.make(book, str(file(tmp_path)), stick)
    assert names(stick) == {made.path.name, made.path.name + "-keys"}
    assert made.path.parent == stick / "sao-luu-d-1"
    copy = registers.open_register(str(made.path), PASSWORD)
    assert held(copy) == held(book)
    copy.close()
    assert backups.backups_in(stick) == backups.backups_in(stick, "d-1") == [made]
    with book.read() as connection:
        remembered = backups.last_made(connection)[backups.key_of(stick)]
        assert remembered == backups.Made(made.at, backups.state(connection))


def test_what_is_written_meanwhile_is_in_the_register_and_not_in_the_copy(
    book: Register, tmp_path: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy is one state of the register, though a desk goes on writing while it is made."""
    monkeypatch.setattr(copies, "STEP", 1)
    before = held(book)
    written = []

    def told(done: int, whole: int) -> None:
        if len(written) < 3:
            village(book, f"Thôn mới {done}")
            written.append(done)

    made = backups.make(book, str(file(tmp_path)), stick, told)
    assert len(written) == 3
    copy = registers.open_register(str(made.path), PASSWORD)
    assert held(copy) == before != held(book)
    copy.close()


@pytest.mark.parametrize("where", [0.02, 0.3, 0.6, 0.95])
def test_a_copy_that_does_not_read_back_never_counts(
    book: Register, tmp_path: Path, stick: Path, monkeypatch: pytest.MonkeyPatch, where: float
) -> None:
    """A stick that keeps another byte than it was given is found out; the copy before stays."""
    good = backups.make(book, str(file(tmp_path)), stick)
    village(book, "Thôn 3")
    settle = copying.settle

    def rot(path: Path) -> None:
        settle(path)
        content = bytearray(path.read_bytes())
        content[int(len(content) * where)] ^= 1
        path.write_bytes(content)

    monkeypatch.setattr(copying, "settle", rot)
    assert refused(lambda: backups.make(book, str(file(tmp_path)), stick)) == "bad_backup"
    assert names(stick) == {good.path.name, good.path.name + "-keys"}
    with book.read() as connection:
        assert backups.last_made(connection)[backups.key_of(stick)].at == good.at


def test_a_copy_whose_chain_is_wrong_never_counts(book: Register, tmp_path: Path, stick: Path) -> None:
    """A register somebody has tampered with inside is not kept as if it were good."""
    with book.write() as connection:
        connection.exec_driver_sql("UPDATE ledger_change SET line = replace(line, 'Thôn 1', 'Thôn 9')")
    assert refused(lambda: backups.make(book, str(file(tmp_path)), stick)) == "bad_backup"
    assert names(stick) == set()


def test_a_damaged_key_file_is_not_spread_to_the_copies(book: Register, tmp_path: Path, stick: Path) -> None:
    """The good key file beside the last copy is the way back."""
    good = backups.make(book, str(file(tmp_path)), stick)
    keys = FileSlots(file(tmp_path))
    officer, *others = keys.load()
    keys.save([officer | {"salt": "AAAA"}, *others])
    assert refused(lambda: backups.make(book, str(file(tmp_path)), stick)) == "keys_damaged"
    assert refused(lambda: registers.open_register(str(file(tmp_path)), PASSWORD)) == "keys_damaged"
    shutil.copyfile(FileSlots(good.path).path, keys.path)
    registers.open_register(str(file(tmp_path)), PASSWORD).close()


def test_room_is_looked_at_first(book: Register, tmp_path: Path, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: shutil._ntuple_diskusage(10**9, 10**9, 1000))  # type: ignore[attr-defined]
    assert refused(lambda: backups.make(book, str(file(tmp_path)), stick)) == "no_room"
    assert names(stick) == set()


def test_a_place_that_is_away_or_read_only_or_fails(
    book: Register, tmp_path: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refused(lambda: backups.make(book, str(file(tmp_path)), tmp_path / "không có")) == "no_folder"

    def pulled(_path: Path) -> None:
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(copying, "settle", pulled)
    assert refused(lambda: backups.make(book, str(file(tmp_path)), stick)) == "backup_failed"
    assert names(stick) == set()


def test_what_a_power_cut_left_is_cleared_away(book: Register, tmp_path: Path, stick: Path) -> None:
    home = stick / "sao-luu-d-1"
    home.mkdir()
    for left in ("so_20170801-080000.sohotro.dang-ghi", "so_20170801-080000.sohotro-keys"):
        (home / left).write_bytes(b"half")
    (home / "ghi chú.txt").write_bytes(b"somebody's")
    made = backups.make(book, str(file(tmp_path)), stick)
    assert names(stick) == {"ghi chú.txt", made.path.name, made.path.name + "-keys"}


def test_copies_thin_out_over_two_years(book: Register, tmp_path: Path, stick: Path, clock: Clock) -> None:
    """Two copies a day for two years: 7 days, 4 weeks, 12 months remain; strangers' copies stay untouched."""
    made = backups.make(book, str(file(tmp_path)), stick)
    other = stick / "sao-luu-d-2" / "so_20100101-080000.sohotro"
    other.parent.mkdir()
    for end in ("", "-keys"):
        shutil.copy(made.path.with_name(made.path.name + end), other.with_name(other.name + end))
    for hour in range(12, 24 * 730, 12):
        at = NOW + timedelta(hours=hour)
        path = made.path.with_name(f"so_{at:%Y%m%d-%H%M%S}.sohotro")
        for end in ("", "-keys"):
            path.with_name(path.name + end).write_bytes(b"")
        backups.thin_out(made.path.parent, at, keep=path)
    found = [datetime.fromisoformat(one.at) for one in backups.backups_in(stick, "d-1")]
    assert found[0] == NOW + timedelta(hours=24 * 730 - 12)
    assert 18 <= len(found) <= 7 + 4 + 12
    assert [(found[0].date() - at.date()).days for at in found[:7]] == list(range(7))
    assert len({(at.year, at.month) for at in found}) == 12
    assert other.exists()


def test_a_wrong_clock_removes_no_good_copy(stick: Path) -> None:
    """Copies of the year 2027, made while the clock was wrong, push none of today's out."""
    ahead = {NOW + timedelta(days=3650 + day) for day in range(20)}
    true = {NOW - timedelta(days=day) for day in range(7)}
    assert backups.kept(ahead | true, NOW) >= ahead | true


def test_old_copies_open_with_the_password_of_today(book: Register, tmp_path: Path, stick: Path, clock: Clock) -> None:
    old = backups.make(book, str(file(tmp_path)), stick)
    slots = [officer_slot(book.officer, "mật khẩu mới", book.data_key)]
    FileSlots(file(tmp_path)).save(slots)
    clock.now += timedelta(days=1)
    backups.make(book, str(file(tmp_path)), stick)
    assert refused(lambda: registers.open_register(str(old.path), PASSWORD)) == "wrong_password"
    registers.open_register(str(old.path), "mật khẩu mới").close()


class TestRestore:
    def test_what_stood_there_is_set_aside_and_new_streams_go_on(
        self, book: Register, tmp_path: Path, stick: Path
    ) -> None:
        made = backups.make(book, str(file(tmp_path)), stick)
        then = held(book)
        village(book, "Thôn 3")
        now = held(book)
        with book.read() as connection:
            old = own_stream(connection, "d-1", UNIT, book.providers.new_stream)
        book.close()
        restored = restoring.restore(made.path, str(file(tmp_path)), PASSWORD, seeded(9))
        assert held(restored.register) == then
        assert restored.register.officer == book.officer
        with restored.register.write() as connection:
            new = own_stream(connection, "d-1", UNIT, restored.register.providers.new_stream)
            assert (new.parent[:32], new.last, new.mine) == (old.sid, 0, True)
            assert len(list_streams(connection)) == 2
        village(restored.register, "Thôn 4")
        restored.register.close()
        assert restored.aside is not None
        aside = registers.open_register(str(restored.aside), PASSWORD)
        assert held(aside) == now
        aside.close()
        assert made.path.exists()

    def test_twice_in_one_second_overwrites_nothing(self, book: Register, tmp_path: Path, stick: Path) -> None:
        made = backups.make(book, str(file(tmp_path)), stick)
        book.close()
        fixed = Providers(now=lambda: NOW)
        for _ in range(3):
            restoring.restore(made.path, str(file(tmp_path)), PASSWORD, fixed).register.close()
        assert (
            len([path for path in tmp_path.iterdir() if ".dat-rieng-" in path.name and "-keys" not in path.name]) == 3
        )

    def test_a_damaged_copy_or_wrong_password_moves_nothing(self, book: Register, tmp_path: Path, stick: Path) -> None:
        made = backups.make(book, str(file(tmp_path)), stick)
        book.close()
        before = names(tmp_path)
        content = bytearray(made.path.read_bytes())
        content[len(content) // 2] ^= 1
        made.path.write_bytes(content)
        place = str(file(tmp_path))
        assert refused(lambda: restoring.restore(made.path, place, PASSWORD)) == "bad_backup"
        with pytest.raises(AppError, match="wrong_password"):
            restoring.restore(made.path, place, "sai")
        assert refused(lambda: restoring.restore(made.path, str(made.path), PASSWORD)) == "same_file"
        assert names(tmp_path) == before
        registers.open_register(place, PASSWORD).close()

    def test_a_register_that_is_gone_altogether(self, book: Register, tmp_path: Path, stick: Path) -> None:
        """Stolen or broken: on another laptop, from the stick alone."""
        made = backups.make(book, str(file(tmp_path)), stick)
        then = held(book)
        elsewhere = tmp_path / "máy khác"
        elsewhere.mkdir()
        restored = restoring.restore(made.path, str(elsewhere / "so.sohotro"), PASSWORD)
        assert restored.aside is None
        assert held(restored.register) == then
        restored.register.close()
        assert names(elsewhere) == {"so.sohotro", "so.sohotro-keys"}


def test_a_register_on_a_server_is_copied_by_its_own_means(book: Register, stick: Path) -> None:
    url: Any = "postgresql://may-chu/so"
    assert refused(lambda: backups.make(book, url, stick)) == "server_backup"
    assert refused(lambda: restoring.restore(stick, url, PASSWORD)) == "server_backup"
