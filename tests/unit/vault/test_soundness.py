"""The day's look at an open register: bits that turned are told, every day anew; a sound one is looked at once."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

from commands import assert_sentence
from exchanges import PASSWORD, copy_register, district_at_work
from sqlalchemy import event

from db.domain.errors import AppError
from db.ledger.register import Providers, Register, settings
from db.vault.registers import open_register
from db.vault.soundness import CHECKED, check_daily

FLIPS = 40


def found(register: Register) -> list[str]:
    """What is told of it."""
    try:
        return check_daily(register)
    except AppError as error:
        return [error.message]


def test_turned_bits_are_told_and_told_again(tmp_path: Path) -> None:
    """Wherever the register still opens, the look finds them, a second time too."""
    with district_at_work(tmp_path) as town:
        town.hong_thuy.record("Hồ Văn Thử")
        sound = Path(town.hong_thuy.place)
    chance, place, opens = random.Random(5), tmp_path / "rotten.sohotro", 0
    for _ in range(FLIPS):
        copy_register(sound, place)
        data = bytearray(place.read_bytes())
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        place.write_bytes(data)
        try:
            register = open_register(str(place), PASSWORD)
        except AppError:
            continue
        opens += 1
        for told in (found(register), found(register)):
            assert told
            assert_sentence(told[0])
        register.close()
        for end in ("-wal", "-shm"):
            Path(f"{place}{end}").unlink(missing_ok=True)
    assert opens > FLIPS // 2


def test_a_sound_register_is_looked_at_once_a_day(tmp_path: Path) -> None:
    days = [0]
    with district_at_work(tmp_path) as town:
        place = town.hong_thuy.place
    true = Providers()
    clock = Providers(now=lambda: true.now() + timedelta(days=days[0]))
    register = open_register(place, PASSWORD, clock)
    looks: list[str] = []
    event.listen(register.engine, "before_cursor_execute", lambda *said: looks.append(said[2]))
    for day, whole in ((0, 1), (0, 1), (1, 2)):
        days[0] = day
        assert check_daily(register) == []
        assert sum("integrity_check" in one and "cipher" not in one for one in looks) == whole
    with register.read() as connection:
        assert settings(connection)[CHECKED] == clock.stamp()[:10]
    register.close()
