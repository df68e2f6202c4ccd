"""A whole package taken back by the office above: all of it, what stands on it named, and the sender follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import PASSWORD
from exchanges import HONG_THUY, District, district_at_work

from db.domain.errors import AppError
from db.ledger.audit import audit
from db.store.deciding.queue import list_queue
from db.store.history.undo import last_actions, next_undo, undo
from db.store.household.households import set_household
from db.store.offices import info
from db.store.reading import households
from db.sync.officers import add_officer
from db.sync.undoing import preview, undo_package
from db.vault.registers import open_register

WHY = "Xã nhập nhầm danh sách của xã khác"


@pytest.fixture
def town(place: str, tmp_path: Path, database: str) -> Iterator[District]:
    """A Lưới on each database in turn, Hồng Thủy and Nhâm in files."""
    with district_at_work(tmp_path, place=None if database == "sqlite" else place) as made:
        yield made


def refused(attempt: Callable[[], object]) -> str:
    with pytest.raises(AppError) as error:
        attempt()
    assert "Không thay đổi gì" in error.value.message or "Chưa" in error.value.message
    return error.value.code


def first_package(town: District, *names: str) -> tuple[Path, list[str]]:
    """Households recorded in Hồng Thủy, and merged at the district."""
    homes = [town.hong_thuy.record(name)[0] for name in names]
    file = town.hong_thuy.send()
    town.district.take(file)
    return file, homes


def phone(office: object, home: str) -> str | None:
    with office.register.read() as connection:  # type: ignore[attr-defined]
        (row,) = households(connection, [home], "2017-09-01")
        return row.phone


def count(office: object) -> int:
    return info(office.register).households  # type: ignore[attr-defined]


def test_all_of_it_goes_and_the_sender_follows(town: District) -> None:
    file, _ = first_package(town, "Hồ Văn Một", "Hồ Văn Hai")
    town.hong_thuy.take(town.district.send_to(HONG_THUY))
    plan = preview(town.district.register, file.name)
    assert "2 hộ" in plan.title
    assert {one.entity for one in plan.left} == {"officer"}  # an officer stays for good
    done = undo_package(town.district.register, file.name, reason=WHY)
    assert done.restored == plan.restored
    assert count(town.district) == 0
    town.hong_thuy.take(town.district.send_to(HONG_THUY))
    assert count(town.hong_thuy) == 0
    assert town.district.hash(HONG_THUY) == town.hong_thuy.hash(HONG_THUY)
    for office in (town.district, town.hong_thuy):
        assert audit(office.register).problems == []


def test_only_what_this_package_brought_goes(town: District) -> None:
    first, (home,) = first_package(town, "Hồ Văn Một")
    set_household(town.hong_thuy.register, home, {"phone": "0912345678"})
    second, _ = first_package(town, "Hồ Văn Hai")  # overlaps: nothing was confirmed
    undo_package(town.district.register, second.name, reason=WHY)
    assert (count(town.district), phone(town.district, home)) == (1, None)
    assert refused(lambda: undo_package(town.district.register, first.name, reason=WHY)) == "undo_stands"


def test_later_edits_are_named_and_stay(town: District) -> None:
    file, (kept, gone) = first_package(town, "Hồ Văn Một", "Hồ Văn Hai")
    set_household(town.district.register, kept, {"phone": "0912345678"})
    plan = preview(town.district.register, file.name)
    assert any(one.id == kept and one.why == "đã được sửa sau đó" for one in plan.left)
    assert refused(lambda: undo_package(town.district.register, file.name, reason=WHY)) == "undo_stands"
    assert count(town.district) == 2
    undo_package(town.district.register, file.name, reason=WHY, anyway=True)
    assert (count(town.district), phone(town.district, kept)) == (1, "0912345678")
    assert gone


def test_a_value_that_clashed_leaves_the_other_alone(town: District) -> None:
    _, (home,) = first_package(town, "Hồ Văn Một")
    town.hong_thuy.take(town.district.send_to(HONG_THUY))
    set_household(town.district.register, home, {"phone": "0911111111"})
    set_household(town.hong_thuy.register, home, {"phone": "0922222222"})
    file = town.hong_thuy.send()
    town.district.take(file)
    undo_package(town.district.register, file.name, reason=WHY)
    with town.district.register.read() as connection:
        assert list_queue(connection) == []
    assert phone(town.district, home) == "0911111111"


def test_the_undo_is_an_action_that_can_be_taken_back(town: District) -> None:
    file, _ = first_package(town, "Hồ Văn Một")
    before = town.district.hash()
    undo_package(town.district.register, file.name, reason=WHY)
    with town.district.register.read() as connection:
        newest = last_actions(connection)[0]
    assert newest.reason == WHY
    undo(town.district.register, newest.id)
    assert count(town.district) == 1
    assert town.district.hash() != before  # nothing leaves the ledger
    assert next_undo([newest]) is None or newest.undoes


def test_who_may_and_which(town: District) -> None:
    file, (home,) = first_package(town, "Hồ Văn Một")
    set_household(town.district.register, home, {"phone": "0912345678"})
    down = town.district.send_to(HONG_THUY)
    town.hong_thuy.take(down)
    assert refused(lambda: undo_package(town.hong_thuy.register, down.name, reason=WHY)) == "undo_not_below"
    assert refused(lambda: undo_package(town.district.register, "khong-co.dongbo", reason=WHY)) == "no_package"
    assert refused(lambda: undo_package(town.district.register, file.name, reason=" ")) == "reason_needed"
    add_officer(town.district.register, town.district.place, name="Kăn Thị Thử", role="enter", password=PASSWORD * 2)
    clerk = open_register(town.district.place, PASSWORD * 2)
    try:
        assert refused(lambda: undo_package(clerk, file.name, reason=WHY)) == "role"
    finally:
        clerk.close()
