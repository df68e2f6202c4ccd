"""Who lives where: death, marriage, removal and split end memberships by their date; nobody is deleted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from exchanges import HONG_THUY, Office, district_at_work, found, household, person

from db.domain.errors import InvalidData, NotFound
from db.ledger.streams import list_streams
from db.store.households import add_household, add_person, set_deprivations, set_person
from db.store.inputs import DeprivationsInput, HouseholdChanges, MoveInput, MoverInput
from db.store.moves import move, set_membership
from db.store.reading import household as one_household
from db.store.reading import person as one_person
from db.store.rows import HouseholdRow, PersonRow
from db.store.search import find
from db.store.villages import add_village

BEFORE, DAY = "2017-05-31", "2017-06-01"
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


def leaving(*persons: str, cause: str = "moved", on: str = DAY, **more: Any) -> MoveInput:
    return MoveInput(persons=[MoverInput(person=one) for one in persons], on=on, cause=cause, **more)


class TestMoving:
    def test_a_head_dies_and_the_wife_heads_the_household(self, book: Office, home: tuple[str, list[str]]) -> None:
        household_id, (head, wife, son, daughter) = home
        move(book.register, leaving(head, cause="died", head=wife))
        assert members(book, household_id, BEFORE) == {head: "01", wife: "02", son: "04", daughter: "04"}
        assert members(book, household_id) == {wife: "01", son: "04", daughter: "04"}
        assert life(book, head).death_date == DAY
        (stay,) = life(book, head).memberships
        assert (stay.from_date, stay.to_date, stay.end_reason) == ("2016-01-01", DAY, "died")
        assert [(s.relation, s.end_reason) for s in life(book, wife).memberships] == [("02", "role"), ("01", None)]

    def test_a_daughter_marries_into_another_household(self, book: Office, home: tuple[str, list[str]]) -> None:
        household_id, (*_, daughter) = home
        other, husband = book.record("Hồ Văn Rể")
        mover = MoverInput(person=daughter, relation="02")
        moved = move(book.register, MoveInput(persons=[mover], on=DAY, cause="married", household=other))
        assert (moved.id, moved.persons) == (other, [daughter])
        assert members(book, other) == {husband: "01", daughter: "02"}
        assert members(book, other, BEFORE) == {husband: "01"}
        assert daughter in members(book, household_id, BEFORE)
        assert daughter not in members(book, household_id)
        with book.register.read() as connection:
            (hit,) = find(connection, "191234567")
        assert (hit.household, hit.relation) == (other, "02")

    def test_a_split_founds_a_household_of_its_own(self, book: Office, home: tuple[str, list[str]]) -> None:
        household_id, (head, wife, son, daughter) = home
        before = written(book)
        movers = [MoverInput(person=son, relation="01"), MoverInput(person=daughter, relation="20")]
        new = HouseholdChanges(village="Thôn 2", address="Gần suối", phone="0912 345 678")
        moved = move(book.register, MoveInput(persons=movers, on=DAY, cause="split", new=new))
        row = shown(book, moved.id)
        assert (row.village_name, row.address, row.phone) == ("Thôn 2", "Gần suối", "0912345678")
        assert members(book, moved.id) == {son: "01", daughter: "20"}
        assert members(book, household_id) == {head: "01", wife: "02"}
        assert written(book) - before == 5, "a household, two memberships ended, two begun"

    def test_who_leaves_the_commune_stays_in_the_register(self, book: Office, home: tuple[str, list[str]]) -> None:
        household_id, (_, _, son, _) = home
        assert move(book.register, leaving(son)).id == ""
        assert son not in members(book, household_id)
        assert life(book, son).name == "Hồ Văn Con"

    def test_the_last_one_may_leave(self, book: Office) -> None:
        alone, someone = book.record("Hồ Văn Một")
        move(book.register, leaving(someone, cause="died"))
        assert shown(book, alone).members == []

    def test_the_number_of_the_dead_is_free(self, book: Office, home: tuple[str, list[str]]) -> None:
        _, (_, _, _, daughter) = home
        move(book.register, leaving(daughter, cause="died"))
        assert book.record("Hồ Văn Khác", cmnd="191234567")

    def test_on_both_databases(self, place: str, tmp_path: Path) -> None:
        office = found(tmp_path, HONG_THUY, place=place, seed=4)
        try:
            home, someone = office.record("Hồ Văn Một")
            move(office.register, leaving(someone, cause="died"))
            assert shown(office, home).members == []
            assert life(office, someone).memberships[0].end_reason == "died"
        finally:
            office.register.close()


class TestRefusals:
    @pytest.mark.parametrize(
        ("more", "code"),
        [
            ({"on": "2017-02-30"}, "date"),
            ({"on": "2999-01-01"}, "date"),
            ({"cause": "bay đi"}, "unknown_code"),
            ({"cause": "died", "new": HouseholdChanges(village="Thôn 2")}, "two_goals"),
            ({"household": "x", "new": HouseholdChanges(village="Thôn 2")}, "two_goals"),
            ({"new": HouseholdChanges()}, "no_village"),
            ({"new": HouseholdChanges(village="Thôn 2")}, "one_head"),
            ({"head": "không-có"}, "not_member"),
            ({"on": "2015-06-01"}, "not_member"),
        ],
    )
    def test_what_cannot_be(self, book: Office, home: tuple[str, list[str]], more: dict[str, Any], code: str) -> None:
        before = written(book)
        with pytest.raises(InvalidData) as refused:
            move(book.register, leaving(home[1][2], **more))
        assert code in {issue.code for issue in refused.value.issues}
        assert written(book) == before

    def test_heads_and_people(self, book: Office, home: tuple[str, list[str]]) -> None:
        household_id, (head, wife, son, daughter) = home
        other, _ = book.record("Hồ Văn Rể")
        tried = {
            "hộ còn người": leaving(head, cause="died"),
            "không ghi chủ hộ mới": leaving(son, head=wife),
            "được ghi hai lần": leaving(son, son),
            "ghi ít nhất một người": leaving(),
            "chính là hộ đang ở": leaving(son, household=household_id),
            "đã có chủ hộ Hồ Văn Rể": MoveInput(
                persons=[MoverInput(person=daughter, relation="01")], on=DAY, cause="moved", household=other
            ),
            "không ở trong hộ nào": leaving("không-có"),
        }
        before = written(book)
        for said, data in tried.items():
            with pytest.raises(InvalidData, match=said):
                move(book.register, data)
        with pytest.raises(NotFound):
            move(book.register, leaving(son, household="không-có"))
        assert written(book) == before

    def test_nobody_leaves_twice(self, book: Office, home: tuple[str, list[str]]) -> None:
        son = home[1][2]
        move(book.register, leaving(son, on="2017-07-01"))
        with pytest.raises(InvalidData, match="đã rời hộ theo sổ"):
            move(book.register, leaving(son))


class TestCorrecting:
    def test_a_death_that_was_none(self, book: Office, home: tuple[str, list[str]]) -> None:
        household_id, (_, _, son, _) = home
        move(book.register, leaving(son, cause="died"))
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
