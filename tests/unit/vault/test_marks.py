"""A backup put back, a file from another machine: noticed at the first opening, without a stream being opened."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from commands import assert_sentence, sohotro
from conftest import PASSWORD, seeded
from exchanges import HONG_THUY, District, Office, district_at_work, found
from tampering import names

from db.ledger.streams import in_doubt, list_streams
from db.vault import marks, registers
from db.vault.state import state_folder


@pytest.fixture
def town(tmp_path: Path) -> Iterator[District]:
    with district_at_work(tmp_path) as made:
        yield made


def files(office: Office) -> list[Path]:
    return [Path(office.place), Path(f"{office.place}-keys")]


def backup(office: Office, folder: Path) -> None:
    office.register.engine.dispose()
    folder.mkdir()
    for file in files(office):
        shutil.copy(file, folder)


def put_back(office: Office, folder: Path) -> Office:
    """The register as it was, under its own name, opened anew."""
    office.register.close()
    for file in files(office):
        shutil.copy(folder / file.name, file)
    for end in ("-wal", "-shm"):
        Path(office.place + end).unlink(missing_ok=True)
    return again(office)


SEEDS = count(77)
"""Each start gives other ids than those before, as a program does."""


def again(office: Office) -> Office:
    office.register.close()
    register = registers.open_register(office.place, PASSWORD, seeded(next(SEEDS)))
    return Office(office.unit, office.place, register, office.recovery, office.folder, office.sent)


def doubtful(office: Office) -> bool:
    with office.register.read() as connection:
        return in_doubt(connection)


def test_a_backup_put_back_notices_itself_and_all_comes_back(town: District, tmp_path: Path) -> None:
    town.hong_thuy.record("Hồ Văn Cũ")
    town.district.take(town.hong_thuy.send())
    backup(town.hong_thuy, tmp_path / "sao-luu")
    town.hong_thuy.record("Hồ Văn Mất")
    town.district.take(town.hong_thuy.send())
    restored = put_back(town.hong_thuy, tmp_path / "sao-luu")
    try:
        assert doubtful(restored)
        with restored.register.read() as connection:
            assert len(list_streams(connection, mine=True)) == 1, "reading never opens a stream"
        told = sohotro("register", "info", restored.place, "--json").json["doubt"]
        assert_sentence(told)
        assert "bản sao lưu" in told
        restored.record("Hồ Văn Sau")
        assert not doubtful(restored)
        assert sohotro("register", "info", restored.place, "--json").json["doubt"] == ""
        for _ in range(3):
            for made in restored.export():
                assert town.district.take_one(made.file).state in ("applied", "known"), "no fork anywhere"
            restored.take(town.district.send_to(HONG_THUY))
        assert names(restored) == {"Hồ Văn Cũ", "Hồ Văn Mất", "Hồ Văn Sau"}
        assert restored.hash() == town.district.hash(HONG_THUY)
    finally:
        restored.register.close()


def test_an_ordinary_day_raises_no_doubt(town: District) -> None:
    office = town.hong_thuy
    for name in ("Hồ Văn Một", "Hồ Văn Hai"):
        office.record(name)
        town.district.take(office.send())
        office.take(town.district.send_to(HONG_THUY))
        office = again(office)
        assert not doubtful(office)
    office.register.close()


def test_a_file_from_another_machine(town: District, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    town.hong_thuy.record("Hồ Văn Cũ")
    town.hong_thuy = again(town.hong_thuy)
    assert not doubtful(town.hong_thuy)
    monkeypatch.setenv("SOHOTRO_STATE_DIR", str(tmp_path / "other"))
    town.hong_thuy = again(town.hong_thuy)
    assert doubtful(town.hong_thuy)
    assert "đem từ máy khác" in sohotro("register", "info", town.hong_thuy.place).out
    town.hong_thuy.record("Hồ Văn Mới")
    town.hong_thuy = again(town.hong_thuy)
    assert not doubtful(town.hong_thuy), "once is enough"


@pytest.mark.parametrize("state", ["mới", "/proc/không/được"])
def test_a_machine_that_sees_its_first_register_is_no_other_machine_tomorrow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    """A folder of marks that is made with the register, and one that cannot be."""
    monkeypatch.setenv("SOHOTRO_STATE_DIR", str(tmp_path / state))
    office = found(tmp_path, HONG_THUY)
    for _ in range(3):
        office.record("Hồ Văn Một")
        office = again(office)
        assert not doubtful(office)
    office.register.close()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"home":5}', b"\xff"])
def test_damaged_marks_begin_anew(town: District, content: bytes) -> None:
    (state_folder() / marks.FILE).write_bytes(content)
    town.hong_thuy.record("Hồ Văn Cũ")
    town.district.take(town.hong_thuy.send())
    assert (state_folder() / marks.FILE).read_bytes() != content


def test_a_state_folder_that_cannot_be_written_stops_nothing(town: District, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOHOTRO_STATE_DIR", "/proc/không/được")
    town.hong_thuy.record("Hồ Văn Cũ")
    assert town.district.take_one(town.hong_thuy.send()).state == "applied"
