"""Bits that turn over in a register file: it is never opened as good, and the file stays as it was."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from commands import assert_sentence
from exchanges import PASSWORD, copy_register, district_at_work, household
from filling import apart
from rotting import PAGE, flip
from sqlalchemy.exc import DBAPIError

from db.dialects import explain
from db.domain.errors import AppError
from db.ledger.audit import audit
from db.store.household.households import add_household
from db.store.offices import info
from db.sync.merging import merge
from db.vault import marks
from db.vault.registers import open_register

FLIPS = 60


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed register with a household."""
    folder = tmp_path_factory.mktemp("sound")
    with district_at_work(folder) as town:
        town.hong_thuy.record("Hồ Văn Thử")
        place = Path(town.hong_thuy.place)
    copy = folder / "copy.sohotro"
    copy_register(place, copy)
    return copy


def verdict(place: Path) -> str:
    """What the program says of a register: a sentence when it is opened or read, a finding of the check, or `good`."""
    try:
        register = open_register(str(place), PASSWORD)
    except AppError as error:
        return error.message
    try:
        return next(iter(audit(register).problems), "good")
    except DBAPIError as error:
        problem = explain(error)
        assert problem is not None
        return problem.message
    finally:
        register.close()


def test_a_turned_bit_is_found_wherever_it_is(sound: Path, tmp_path: Path) -> None:
    chance = random.Random(7)
    data = sound.read_bytes()
    assert verdict(sound) == "good"
    for number in range(FLIPS):
        place = tmp_path / f"{number}.sohotro"
        copy_register(sound, place)
        at = chance.randrange(len(data))
        place.write_bytes(data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :])
        said = verdict(place)
        assert said != "good", at
        assert_sentence(said)


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
def test_a_file_cut_short_is_found(sound: Path, tmp_path: Path, kept: float) -> None:
    place = tmp_path / "so.sohotro"
    copy_register(sound, place)
    data = sound.read_bytes()
    place.write_bytes(data[: int(len(data) * kept)])
    assert verdict(place) != "good"


def test_a_page_torn_as_the_power_went_is_no_damage(sound: Path, tmp_path: Path) -> None:
    """Killed amid writing the `-wal` home: the page is whole in the `-wal`, and the next start writes it again."""
    place = tmp_path / "so.sohotro"
    copy_register(sound, place)
    apart(lambda _: add_household(open_register(str(place), PASSWORD), household("Hồ Văn Hai")))
    torn = _pages_in(Path(f"{place}-wal")) & set(range(2, place.stat().st_size // PAGE))
    assert torn
    for page in torn:
        flip(place, page - 1)
    assert verdict(place) == "good"


@pytest.mark.parametrize("work", ["entry", "merge"])
def test_saves_lost_by_a_turned_bit_in_the_wal_are_missed(
    tmp_path: Path, work: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The power goes, a bit turns: SQLite passes over all that follows without a word, the program does not."""
    monkeypatch.setattr(marks, "PAUSE", 0)
    with district_at_work(tmp_path) as town:
        town.hong_thuy.record("Hồ Văn Một")
        file = town.hong_thuy.send()
        office = town.hong_thuy if work == "entry" else town.district
        office.register.close()
        place = Path(office.place)

        def acts(_: object) -> None:
            register = open_register(str(place), PASSWORD)
            if work == "entry":
                add_household(register, household("Hồ Văn Hai"))
            else:
                merge(register, [file])

        apart(acts)
        copy = tmp_path / "sound.sohotro"
        copy_register(place, copy)
        register = open_register(str(copy), PASSWORD)
        assert info(register).doubt == ""
        register.close()
        wal = Path(f"{place}-wal")
        data = bytearray(wal.read_bytes())
        data[-2000] ^= 1
        wal.write_bytes(data)
        register = open_register(str(place), PASSWORD)
        assert audit(register).problems == []
        said = info(register).doubt
        register.close()
    assert_sentence(said)
    assert "thiếu phần ghi sau cùng" in said


def _pages_in(wal: Path) -> set[int]:
    """Numbers of the pages (counted from 1) that a `-wal` holds."""
    data = wal.read_bytes()
    return {int.from_bytes(data[at : at + 4], "big") for at in range(32, len(data), 24 + PAGE)}
