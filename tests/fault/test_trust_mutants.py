"""Files of trust altered by number: none changes whom an office believes, and each is refused in a sentence."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from commands import assert_sentence
from exchanges import District, Office, district_at_work
from mutants import cut, flipped, flipped_inside, forged_enrolment, inserted
from sqlalchemy import select

from db.domain.errors import AppError
from db.models import Trust
from db.sync.enrolling import approve, hand_out
from db.sync.renewing import renew
from db.sync.root import confirm, seal

SEED, COUNT = 20261127, 400
Damage = Callable[[bytes, random.Random], bytes]
DAMAGES: tuple[Damage, ...] = (flipped, flipped_inside, cut, inserted, forged_enrolment)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[District]:
    with district_at_work(tmp_path) as made:
        yield made


def believed(office: Office) -> list[Any]:
    """Every list of an office, byte for byte."""
    with office.register.read() as connection:
        return sorted(map(repr, connection.execute(select(*Trust.__table__.columns))))


def mutants(good: bytes, name: str) -> Iterator[bytes]:
    for number in range(COUNT):
        chance = random.Random(f"{SEED}/{name}/{number}")
        yield chance.choice(DAMAGES)(good, chance)


def test_no_altered_list_is_followed(town: District) -> None:
    """A list by itself is read before anybody knows who signed it: its root must come from the one pinned."""
    file = town.district.folder / "list.dongbo"
    renew(town.district.register, town.district.folder / "unused")
    papers = seal(town.district.register, ("Hồ Thị Giữ", "A Viết Khóa", "Trần Văn Két"), why="rotate")
    confirm(town.district.register, [paper.code for paper in papers])
    hand_out(town.district.register, file)
    good, before = file.read_bytes(), believed(town.hong_thuy)
    for data in mutants(good, "list"):
        file.write_bytes(data)
        result = town.hong_thuy.take_one(file)
        assert result.state in ("refused", "held"), result
        assert_sentence(result.message)
    assert believed(town.hong_thuy) == before
    file.write_bytes(good)
    assert town.hong_thuy.take_one(file).state == "applied"


def test_no_altered_change_of_keys_is_approved(town: District) -> None:
    file = town.nham.folder / "renewed"
    code = renew(town.nham.register, file).code
    good, before = file.read_bytes(), believed(town.district)
    for data in mutants(good, "renewal"):
        file.write_bytes(data)
        with pytest.raises(AppError) as caught:
            approve(town.district.register, file, town.nham.folder / "answered", code=code)
        assert_sentence(caught.value.message)
    assert believed(town.district) == before
    file.write_bytes(good)
    approve(town.district.register, file, town.nham.folder / "answered", code=code)
