"""Corrections of memberships, and what a household lacks from a day on. What happens in a household: test_events."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from exchanges import Office, district_at_work, household, person

from db.domain.errors import InvalidData, NotFound
from db.ledger.streams import list_streams
from db.store.household.events import death
from db.store.household.households import add_household, add_person, set_deprivations, set_person
from db.store.household.memberships import set_membership
from db.store.inputs import Death, DeprivationsInput
from db.store.places.villages import add_village
from db.store.reading import household as one_household
from db.store.reading import person as one_person
from db.store.rows import HouseholdRow, PersonRow

DAY = "2017-06-01"
FAMILY = [
    person("Hồ Văn Chủ"),
    person("Đặng Thị Vợ", relation="02", sex="2"),
    person("Hồ Văn Con", relation="04", birth_date="1994"),
    person("Hồ Thị Con", relation="04", sex="2", birth_date="1996", cmnd="191234567"),
]


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Office]:
    with district_at_work(tmp_path) as town:
        add_village(town.hong_thuy.register, "Thôn 1")
        add_village(town.hong_thuy.register, "Thôn 2")
        yield town.hong_thuy


@pytest.fixture
def home(book: Office) -> tuple[str, list[str]]:
    """A family of four since 2016: the household, and head, wife, son, daughter."""
    added = add_household(book.register, household("x", members=FAMILY, since="2016-01-01"))
    return added.id, added.persons


def shown(book: Office, record: str, on: str = DAY) -> HouseholdRow:
    with book.register.read() as connection:
        return one_household(connection, record, on)


def members(book: Office, record: str, on: str = DAY) -> dict[str, str | None]:
    return {member.id: member.relation for member in shown(book, record, on).members}


def life(book: Office, record: str) -> PersonRow:
    with book.register.read() as connection:
        return one_person(connection, record)


def written(book: Office) -> int:
    with book.register.read() as connection:
        return sum(stream.last for stream in list_streams(connection, mine=True))


class TestCorrecting:
    def test_a_death_that_was_none(self, book: Office, home: tuple[str, list[str]]) -> None:
        household_id, (_, _, son, _) = home
        death(book.register, Death(household=household_id, person=son, date=DAY))
        (stay,) = life(book, son).memberships
        set_membership(book.register, stay.id, {"to_date": None, "end_reason": None}, reason="Ghi nhầm người")
        set_person(book.register, son, {"death_date": None}, reason="Ghi nhầm người")
        assert son in members(book, household_id)
        assert life(book, son).death_date is None

    @pytest.mark.parametrize(
        "changes",
        [
            {"to_date": "2015-01-01"},
            {"to_date": "2999-01-01"},
            {"from_date": "x"},
            {"end_reason": "x"},
            {"relation": "x"},
            {"relation": "01"},
            {"household": "x"},
        ],
    )
    def test_what_cannot_be(self, book: Office, home: tuple[str, list[str]], changes: dict[str, Any]) -> None:
        (stay,) = life(book, home[1][2]).memberships
        before = written(book)
        with pytest.raises(InvalidData):
            set_membership(book.register, stay.id, changes)
        with pytest.raises(NotFound):
            set_membership(book.register, "không-có", {})
        assert written(book) == before


class TestDeprivations:
    def lacks(self, book: Office, home: str, on: str) -> list[str]:
        return shown(book, home, on).deprivations

    def test_what_is_lacked_from_a_day_on(self, book: Office) -> None:
        home, _ = book.record("Hồ Văn Thử")
        first = DeprivationsInput(standard="2016_2020", on="2017-01-01", indicators=["gd_tre_em", "yt_bhyt"])
        assert len(set_deprivations(book.register, home, first)) == 2
        second = DeprivationsInput(standard="2016_2020", on="2017-11-01", indicators=["yt_bhyt", "gd_nguoi_lon"])
        assert len(set_deprivations(book.register, home, second)) == 1
        assert [self.lacks(book, home, on) for on in ("2016-12-31", "2017-10-31", "2017-11-01")] == [
            [],
            ["gd_tre_em", "yt_bhyt"],
            ["gd_nguoi_lon", "yt_bhyt"],
        ]
        before = written(book)
        assert set_deprivations(book.register, home, second) == []
        assert written(book) == before

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            ({"on": "hôm qua"}, "date"),
            ({"on": "2009-01-01"}, "standard_date"),
            ({"indicators": ["không có"]}, "unknown_code"),
        ],
    )
    def test_what_cannot_be(self, book: Office, more: dict[str, Any], code: str) -> None:
        home, _ = book.record("Hồ Văn Thử")
        given: dict[str, Any] = {"standard": "2016_2020", "on": "2017-01-01", "indicators": []} | more
        with pytest.raises(InvalidData) as refused:
            set_deprivations(book.register, home, DeprivationsInput(**given))
        assert [issue.code for issue in refused.value.issues] == [code]


def test_nobody_joins_by_two_doors(book: Office, home: tuple[str, list[str]]) -> None:
    """A child of the house is added as before, beside those who moved."""
    child = person("Hồ Thị Út", relation="04", sex="2", birth_date="2017-01-02")
    added = add_person(book.register, home[0], child, since="2017-01-02")
    assert added.persons[0] in members(book, home[0])
