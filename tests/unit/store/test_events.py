"""What happens in households: dated, one action, nobody lost; one head on every day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest
from desks import Desk, family, two_desks
from exchanges import household, person
from sqlalchemy import select

from db.domain.errors import InvalidData, NotFound
from db.ledger.register import Providers
from db.models import Membership
from db.store.household import events
from db.store.household.events import Happened
from db.store.household.households import add_household, set_person
from db.store.inputs import Arriving, Birth, ClassificationInput, Death, Leaving, Moving, NewHead, Splitting

DAY = "2017-06-15"
BEFORE = "2017-06-14"


@pytest.fixture
def desk(place: str, providers: Providers) -> Iterator[Desk]:
    with two_desks(place, providers) as made:
        yield made[0]


@pytest.fixture
def home(desk: Desk) -> str:
    return family(desk, since="2017-01-01", deprivations=["nuoc"], area_class="rural")


def relations(desk: Desk, home: str, on: str = DAY) -> dict[str, str | None]:
    return {member.name: member.relation for member in desk.row(home, on).members}


def refused(desk: Desk, event: Callable[..., Happened], data: Any, reason: str = "") -> dict[str, str]:
    before = desk.written()
    with pytest.raises(InvalidData) as caught:
        event(desk.register, data, reason=reason)
    assert desk.written() == before
    return {issue.field: issue.code for issue in caught.value.issues}


def ends(desk: Desk, home: str) -> list[tuple[str | None, str | None]]:
    with desk.register.read() as connection:
        query = select(Membership.to_date, Membership.end_reason).where(Membership.household == home)
        found = [tuple(row) for row in connection.execute(query) if row[0] is not None]
    return sorted(found)


class TestDeath:
    def test_of_a_child(self, desk: Desk, home: str) -> None:
        son = desk.member(home, "Hồ Văn Tơi")
        happened = events.death(desk.register, Death(household=home, person=son, date=DAY))
        assert relations(desk, home) == {"Hồ Văn Thử": "01", "Đặng Thị Mỹ": "02"}
        assert relations(desk, home, BEFORE)["Hồ Văn Tơi"] == "04"
        assert desk.kept("person", son)["death_date"] == DAY
        assert ends(desk, home) == [(DAY, "died")]
        assert (happened.relations, happened.unknown) == ({}, [])

    def test_of_the_head_needs_a_new_one(self, desk: Desk, home: str) -> None:
        head, wife, son = (m.id for m in desk.row(home).members)
        assert refused(desk, events.death, Death(household=home, person=head, date=DAY)) == {"head": "need_head"}
        happened = events.death(desk.register, Death(household=home, person=head, date=DAY, head=wife))
        assert relations(desk, home) == {"Đặng Thị Mỹ": "01", "Hồ Văn Tơi": "04"}
        assert relations(desk, home, BEFORE) == {"Hồ Văn Thử": "01", "Đặng Thị Mỹ": "02", "Hồ Văn Tơi": "04"}
        assert ends(desk, home) == [(DAY, "died"), (DAY, "relation")]
        assert happened.relations == {wife: "01", son: "04"}

    def test_relations_may_be_told(self, desk: Desk, home: str) -> None:
        head, wife, son = (m.id for m in desk.row(home).members)
        happened = events.death(
            desk.register, Death(household=home, person=head, date=DAY, head=wife, relations={son: "06"})
        )
        assert happened.relations[son] == "06"
        assert relations(desk, home)["Hồ Văn Tơi"] == "06"

    def test_the_last_two_and_the_last_one(self, desk: Desk, home: str) -> None:
        head, wife, son = (m.id for m in desk.row(home).members)
        events.death(desk.register, Death(household=home, person=son, date="2017-03-01"))
        events.death(desk.register, Death(household=home, person=head, date="2017-04-01"))
        assert relations(desk, home) == {"Đặng Thị Mỹ": "01"}, "who stays alone is head"
        events.death(desk.register, Death(household=home, person=wife, date="2017-05-01"))
        assert relations(desk, home) == {}
        assert refused(desk, events.death, Death(household=home, person=wife, date=DAY)) == {"person": "not_member"}

    @pytest.mark.parametrize(
        ("date", "codes"),
        [
            ("2017-09-02", {"date_future"}),
            ("2001-09-29", {"before_birth", "before_joined"}),
            ("2016-12-31", {"before_joined"}),
            ("2017", {"date"}),
        ],
    )
    def test_days_that_cannot_be(self, desk: Desk, home: str, date: str, codes: set[str]) -> None:
        son = desk.member(home, "Hồ Văn Tơi")
        with pytest.raises(InvalidData) as caught:
            events.death(desk.register, Death(household=home, person=son, date=date))
        assert {(issue.field, issue.code) for issue in caught.value.issues} == {("date", code) for code in codes}

    def test_all_findings_at_once(self, desk: Desk, home: str) -> None:
        head, wife, son = (m.id for m in desk.row(home).members)
        told = {son: "77", "ai": "04", wife: "01"}
        data = Death(household=home, person="ai", date="2017-13-01", head=head, relations=told)
        assert refused(desk, events.death, data) == {
            "date": "date",
            "person": "not_member",
            f"relations[{son}]": "unknown_code",
            "relations[ai]": "not_member",
            f"relations[{wife}]": "one_head",
            "relations": "same_head",
        }

    def test_an_unknown_household(self, desk: Desk) -> None:
        with pytest.raises(NotFound, match="Không có hộ mang mã"):
            events.death(desk.register, Death(household="không-có", person="x", date=DAY))


def test_nobody_was_left_without_head_in_between(desk: Desk, home: str) -> None:
    head, wife, son = (m.id for m in desk.row(home).members)
    events.leave(desk.register, Leaving(household=home, persons=[wife, son], date=DAY))
    early = Death(household=home, person=head, date="2017-03-01")
    assert refused(desk, events.death, early) == {"date": "no_head_then"}, "wife and son stayed until June"
    events.death(desk.register, Death(household=home, person=head, date="2017-07-01"))
    assert relations(desk, home, "2017-06-30") == {"Hồ Văn Thử": "01"}


def test_nobody_joins_before_there_was_a_head(desk: Desk, home: str) -> None:
    son = desk.member(home, "Hồ Văn Tơi")
    made = events.split(desk.register, Splitting(household=home, persons=[son], date=DAY, new_head=son)).new_household
    bride = person("Kê Thị Xoàn", birth_date="2000", sex="2", relation="02")
    early = Arriving(household=made or "", date=BEFORE, people=[bride])
    assert refused(desk, events.arrive, early) == {"date": "no_head_then"}


def test_one_event_is_one_action(desk: Desk, home: str) -> None:
    head, wife, _ = (m.id for m in desk.row(home).members)
    before = desk.written()
    happened = events.death(
        desk.register, Death(household=home, person=head, date=DAY, head=wife), reason="Giấy báo tử"
    )
    with desk.register.read() as connection:
        lines = connection.exec_driver_sql("SELECT line FROM ledger_change ORDER BY seq").scalars().all()[before:]
    changes = [msgspec.json.decode(bytes(line)) for line in lines]
    assert {(c["t"], c["reason"]) for c in changes} == {(happened.action, "Giấy báo tử")}
    assert [c["k"] for c in changes] == ["set", "set", "set", "create"], "death, two ends, one new relation"


class TestNewHead:
    def test_from_a_day_on(self, desk: Desk, home: str) -> None:
        _, wife, son = (m.id for m in desk.row(home).members)
        events.new_head(desk.register, NewHead(household=home, date=DAY, head=son))
        assert relations(desk, home) == {"Hồ Văn Tơi": "01", "Hồ Văn Thử": "09", "Đặng Thị Mỹ": "10"}
        assert relations(desk, home, BEFORE)["Hồ Văn Thử"] == "01"
        events.new_head(desk.register, NewHead(household=home, date=DAY, head=wife))
        assert relations(desk, home) == {"Đặng Thị Mỹ": "01", "Hồ Văn Tơi": "04", "Hồ Văn Thử": "03"}

    def test_who_joined_later_is_related_from_then(self, desk: Desk, home: str) -> None:
        baby = person("Hồ Thị Út", birth_date="2017-07-01", sex="2", relation="04")
        events.birth(desk.register, Birth(household=home, child=baby))
        wife = desk.member(home, "Đặng Thị Mỹ")
        events.new_head(desk.register, NewHead(household=home, date=DAY, head=wife))
        assert relations(desk, home, DAY) == {"Đặng Thị Mỹ": "01", "Hồ Văn Thử": "03", "Hồ Văn Tơi": "04"}
        assert relations(desk, home, "2017-07-01")["Hồ Thị Út"] == "04"

    def test_unknown_relations_are_named(self, desk: Desk, home: str) -> None:
        wife, son = desk.member(home, "Đặng Thị Mỹ"), desk.member(home, "Hồ Văn Tơi")
        set_person(desk.register, son, {"relation": "13"}, reason="thử")
        happened = events.new_head(desk.register, NewHead(household=home, date=DAY, head=wife))
        assert (happened.relations[son], happened.unknown) == ("99", [son])

    def test_nobody_or_a_stranger(self, desk: Desk, home: str) -> None:
        assert refused(desk, events.new_head, NewHead(household=home, date=DAY)) == {"head": "need_head"}
        stranger = NewHead(household=home, date=DAY, head="ai")
        assert refused(desk, events.new_head, stranger) == {"head": "head_not_staying"}

    def test_a_child_as_head_wants_a_reason(self, desk: Desk, home: str) -> None:
        son = desk.member(home, "Hồ Văn Tơi")
        set_person(desk.register, son, {"birth_date": "2005-09-30"})
        data = NewHead(household=home, date=DAY, head=son)
        assert refused(desk, events.new_head, data) == {"head": "head_age"}
        assert events.new_head(desk.register, data, reason="Cha mẹ đi làm xa").warnings[0].code == "head_age"


class TestBirth:
    def test_belongs_from_birth_on(self, desk: Desk, home: str) -> None:
        baby = person("Hồ Thị Út", birth_date="15/6/2017", sex="2", relation="04")
        happened = events.birth(desk.register, Birth(household=home, child=baby))
        assert relations(desk, home)["Hồ Thị Út"] == "04"
        assert "Hồ Thị Út" not in relations(desk, home, BEFORE)
        assert happened.added == [desk.member(home, "Hồ Thị Út")]

    def test_findings_of_the_child(self, desk: Desk, home: str) -> None:
        bad = person("", birth_date="2017", relation="01")
        found = refused(desk, events.birth, Birth(household=home, child=bad))
        assert {"child.birth_date": "birth_day", "child.relation": "one_head"}.items() <= found.items()
        assert "child.name" in found
        early = Birth(household=home, child=person("Hồ Út", birth_date=DAY, relation="04"), since=BEFORE)
        assert refused(desk, events.birth, early) == {"since": "before_birth"}

    def test_a_mother_too_old(self, desk: Desk, home: str) -> None:
        wife = desk.member(home, "Đặng Thị Mỹ")
        set_person(desk.register, wife, {"birth_date": "1950"})
        baby = Birth(household=home, child=person("Hồ Út", birth_date=DAY, relation="04"))
        assert refused(desk, events.birth, baby) == {"child.birth_date": "mother_age"}


class TestLeaving:
    def test_a_bride_leaves_the_register(self, desk: Desk, home: str) -> None:
        son = desk.member(home, "Hồ Văn Tơi")
        events.leave(desk.register, Leaving(household=home, persons=[son], date=DAY, why="married"))
        assert ends(desk, home) == [(DAY, "married")]
        assert "Hồ Văn Tơi" not in relations(desk, home)

    def test_everybody_may_leave(self, desk: Desk, home: str) -> None:
        everybody = [m.id for m in desk.row(home).members]
        events.leave(desk.register, Leaving(household=home, persons=everybody, date=DAY))
        assert relations(desk, home) == {}
        assert len(relations(desk, home, BEFORE)) == 3

    def test_nobody_and_for_no_reason(self, desk: Desk, home: str) -> None:
        assert refused(desk, events.leave, Leaving(household=home, persons=[], date=DAY, why="died")) == {
            "why": "unknown_code",
            "persons": "nobody",
        }


class TestMoving:
    def test_into_another_household(self, desk: Desk, home: str) -> None:
        other = add_household(desk.register, household("Lê Văn Chín", since="2017-01-01")).id
        son = desk.member(home, "Hồ Văn Tơi")
        happened = events.move(
            desk.register, Moving(household=home, persons=[son], to=other, date=DAY, joining={son: "08"}, why="married")
        )
        assert relations(desk, other) == {"Lê Văn Chín": "01", "Hồ Văn Tơi": "08"}
        assert "Hồ Văn Tơi" in relations(desk, home, BEFORE)
        assert "Hồ Văn Tơi" not in relations(desk, home)
        assert happened.unknown == []
        back = events.move(desk.register, Moving(household=other, persons=[son], to=home, date="2017-08-01"))
        assert back.unknown == [son]

    def test_an_empty_household_gets_a_head(self, desk: Desk, home: str) -> None:
        other = add_household(desk.register, household("Lê Văn Chín", since="2017-01-01")).id
        alone = desk.row(other).members[0].id
        events.death(desk.register, Death(household=other, person=alone, date="2017-02-01"))
        _, wife, son = (m.id for m in desk.row(home).members)
        both = Moving(household=home, persons=[wife, son], to=other, date=DAY)
        assert refused(desk, events.move, both) == {"joining": "one_head"}
        both.joining = {wife: "01", son: "04"}
        events.move(desk.register, both)
        assert relations(desk, other) == {"Đặng Thị Mỹ": "01", "Hồ Văn Tơi": "04"}

    def test_not_into_itself_and_no_second_head(self, desk: Desk, home: str) -> None:
        other = add_household(desk.register, household("Lê Văn Chín", since="2017-01-01")).id
        son = desk.member(home, "Hồ Văn Tơi")
        assert refused(desk, events.move, Moving(household=home, persons=[son], to=home, date=DAY)) == {
            "to": "same_household"
        }
        second = Moving(household=home, persons=[son], to=other, date=DAY, joining={son: "01"})
        assert refused(desk, events.move, second) == {f"joining[{son}]": "one_head"}
        with pytest.raises(NotFound):
            events.move(desk.register, Moving(household=home, persons=[son], to="không-có", date=DAY))


class TestSplit:
    def test_the_new_household_takes_place_and_class_along(self, desk: Desk, home: str) -> None:
        son = desk.member(home, "Hồ Văn Tơi")
        happened = events.split(desk.register, Splitting(household=home, persons=[son], date=DAY, new_head=son))
        made = happened.new_household
        assert made is not None
        old, new = desk.row(home, DAY), desk.row(made, DAY)
        assert relations(desk, made) == {"Hồ Văn Tơi": "01"}
        assert (new.village_name, new.unit, new.area_class, new.since) == ("Thôn 1", "20104", "rural", DAY)
        assert old.classification is not None
        assert new.classification is not None
        assert (new.classification.result, new.classification.valid_from) == ("poor", DAY)
        assert new.deprivations == old.deprivations == ["nuoc"]
        assert len(old.members) == 2
        assert desk.row(made, BEFORE).members == []

    def test_place_and_class_may_be_given(self, desk: Desk, home: str) -> None:
        _, wife, son = (m.id for m in desk.row(home).members)
        near = ClassificationInput(standard="2016_2020", result="near_poor", valid_from=DAY)
        data = Splitting(
            household=home, persons=[wife, son], date=DAY, new_head=wife, village="Thôn 2", address="Đầu dốc",
            code="HT-9", classification=near,
        )  # fmt: skip
        made = events.split(desk.register, data).new_household or ""
        new = desk.row(made, DAY)
        assert (new.village_name, new.address, new.code, new.deprivations) == ("Thôn 2", "Đầu dốc", "HT-9", [])
        assert relations(desk, made) == {"Đặng Thị Mỹ": "01", "Hồ Văn Tơi": "04"}

    def test_without_class(self, desk: Desk, home: str) -> None:
        son = desk.member(home, "Hồ Văn Tơi")
        data = Splitting(household=home, persons=[son], date=DAY, new_head=son, unclassified=True)
        made = events.split(desk.register, data).new_household or ""
        assert (desk.row(made, DAY).classification, desk.row(made, DAY).deprivations) == (None, [])

    def test_the_head_goes_with_a_part(self, desk: Desk, home: str) -> None:
        head, wife, son = (m.id for m in desk.row(home).members)
        going = Splitting(household=home, persons=[head, wife], date=DAY, new_head=wife)
        made = events.split(desk.register, going).new_household or ""
        assert relations(desk, home) == {"Hồ Văn Tơi": "01"}
        assert relations(desk, made) == {"Đặng Thị Mỹ": "01", "Hồ Văn Thử": "03"}
        assert desk.row(home, DAY).members[0].id == son

    def test_what_is_no_split(self, desk: Desk, home: str) -> None:
        everybody = [m.id for m in desk.row(home).members]
        data = Splitting(
            household=home, persons=everybody, date=DAY, new_head="ai", village="Thôn 9", deprivations=["x"]
        )
        assert refused(desk, events.split, data) == {
            "persons": "split_all",
            "new_head": "head_not_going",
            "village": "unknown_village",
            "deprivations": "no_standard",
        }


class TestArriving:
    def test_new_people_and_one_who_comes_back(self, desk: Desk, home: str) -> None:
        son = desk.member(home, "Hồ Văn Tơi")
        events.leave(desk.register, Leaving(household=home, persons=[son], date="2017-03-01"))
        bride = person("Kê Thị Xoàn", birth_date="2000", sex="2", relation="07")
        data = Arriving(household=home, date=DAY, people=[bride], back={son: "04"})
        happened = events.arrive(desk.register, data)
        assert relations(desk, home)["Kê Thị Xoàn"] == "07"
        assert relations(desk, home)["Hồ Văn Tơi"] == "04"
        assert "Hồ Văn Tơi" not in relations(desk, home, BEFORE)
        assert len(happened.added) == 1

    def test_who_cannot_come(self, desk: Desk, home: str) -> None:
        _, wife, son = (m.id for m in desk.row(home).members)
        events.death(desk.register, Death(household=home, person=son, date="2017-03-01"))
        data = Arriving(
            household=home,
            date="2017-02-28",
            people=[person("Hồ 2", birth_date="2017-08", relation="04")],
            back={son: "04", wife: "02"},
        )
        found = refused(desk, events.arrive, data)
        assert (found[f"back[{son}]"], found[f"back[{wife}]"], found["date"]) == ("dead", "in_household", "before_left")
        assert found["people[0].name"] == "name_digit"
        assert refused(desk, events.arrive, Arriving(household=home, date=DAY)) == {"people": "nobody"}

    def test_into_an_empty_household(self, desk: Desk, home: str) -> None:
        everybody = [m.id for m in desk.row(home).members]
        events.leave(desk.register, Leaving(household=home, persons=everybody, date="2017-03-01"))
        alone = Arriving(household=home, date=DAY, people=[person("Lê Thị Ba", sex="2", relation="04")])
        assert refused(desk, events.arrive, alone) == {"people[0].relation": "one_head"}
        alone.people[0].relation = "01"
        events.arrive(desk.register, alone)
        assert relations(desk, home) == {"Lê Thị Ba": "01"}
