"""Files of trust altered by number: none changes whom an office believes, and each is refused in a sentence."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from commands import assert_sentence
from exchanges import PROVINCE, District, Office, district_at_work, found
from mutants import cut, flipped, flipped_inside, forged_enrolment, inserted
from sqlalchemy import select

from db.domain.errors import AppError
from db.models import Trust
from db.sync.enrolling import approve, hand_out
from db.sync.renewing import renew
from db.sync.root import confirm, seal
from db.sync.succession import hand_over, succeed

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
    before = believed(town.district)

    def work() -> object:
        return approve(town.district.register, file, town.nham.folder / "answered", code=code)

    refuses(file, work, "renewal")
    assert believed(town.district) == before
    work()


def test_no_altered_list_takes_an_office_over(town: District, tmp_path: Path) -> None:
    """Neither the list of the office that ends nor that of the successor; the digits are the right ones."""
    province = found(tmp_path, PROVINCE, seed=5)
    old, new = tmp_path / "old.dongbo", tmp_path / "new.dongbo"
    told = hand_out(town.district.register, old).code
    before = believed(province)
    refuses(old, lambda: succeed(province.register, old, code=told), "old")
    assert believed(province) == before
    succeed(province.register, old, code=told)
    told, before = hand_out(province.register, new).code, believed(town.district)
    refuses(new, lambda: hand_over(town.district.register, new, code=told), "new")
    assert believed(town.district) == before
    hand_over(town.district.register, new, code=told)
    province.register.close()


def refuses(file: Path, work: Callable[[], object], name: str) -> None:
    """Every mutant of a file is refused in a sentence; the file is then as it was."""
    good = file.read_bytes()
    for data in mutants(good, name):
        file.write_bytes(data)
        with pytest.raises(AppError) as caught:
            work()
        assert_sentence(caught.value.message)
    file.write_bytes(good)
