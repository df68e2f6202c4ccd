"""Records that are one person or household twice: found, joined with every child, taken back, or remembered as two."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from doubles import Planter, distinct_names
from exchanges import HONG_THUY, NHAM, District, Office, district_at_work, household, person
from ledgers import dump
from moves import sent_down, sent_up

from db.domain.errors import InvalidData, NotAllowed, NotFound
from db.domain.likeness import compare_births, compare_names, compare_numbers
from db.ledger.audit import audit
from db.ledger.ledger import rebuild
from db.store.deciding.queue import list_queue
from db.store.duplicates.crowd import Crowd, Found
from db.store.duplicates.finding import DuplicatePair, list_duplicates
from db.store.duplicates.joining import join_households, join_people, set_different, take_back
from db.store.history.undo import last_actions, next_undo, undo
from db.store.household.households import add_household, set_person
from db.store.inputs import MilestoneInput, NeedInput, PlanInput, RecordInput, SupportInput
from db.store.late import list_late
from db.store.places.villages import add_village
from db.store.plan.needs import add_need
from db.store.plan.plans import add_plan
from db.store.plan.reading import needs, plans
from db.store.reading import household as household_row
from db.store.reading import household_of, memberships, supports
from db.store.record.reading import record
from db.store.record.records import add_record
from db.store.review.inputs import ReviewInput, RoundInput
from db.store.review.reading import reviews
from db.store.review.reviews import add_review
from db.store.review.rounds import add_round, recognise
from db.store.support.supports import add_support

TODAY = "2017-09-02"
DECISION = {"decision_no": "12/QĐ-UBND", "decision_date": "2016-12-20", "signatory": "Hồ Văn Chủ"}


def test_planted_doubles_are_found_and_hardly_anybody_else() -> None:
    """Moves, splits, marriages, spellings, swapped years: recall of 95 %, at most two false pairs in a hundred."""
    made = Planter(11, households=2400, communes=21).plant(520)
    found = set(Found(Crowd(made.people, made.heads)).people)
    assert len(made.true) >= 500
    assert len(found & made.true) >= 0.95 * len(made.true)
    assert len(found - made.true) <= 0.02 * len(found)


def test_names_alone_are_never_proposed() -> None:
    """Two thousand different names of the uplands, many of them alike: at most two false pairs in a hundred people."""
    crowd = distinct_names(3, 2000)
    assert len(crowd.people) == 2000
    assert len(Found(Crowd(crowd.people, crowd.heads)).people) <= 2


@pytest.mark.parametrize(
    ("one", "other", "like"),
    [
        ("Hồ Văn Hoà", "Hồ Văn Hòa", "same"),
        ("Hồ Văn Nam", "Hồ Văn Năm", "folded"),
        ("Kăn Hương", "Căn Hương", "sound"),
        ("Hồ Thị Kăn Nhi", "Kăn Nhi", "part"),
        ("Hồ Văn Ngâm", "Hồ Văn Ngân", "near"),
        ("Hồ Văn Nhất", "Hồ Thị Lan", "other"),
        ("", "Hồ Thị Lan", "unknown"),
    ],
)
def test_names_alike(one: str, other: str, like: str) -> None:
    assert compare_names(one, other) == compare_names(other, one) == like


@pytest.mark.parametrize(
    ("one", "other", "like"),
    [
        ("1962-05-17", "1962-05-17", "day"),
        ("1962-05", "1962-05-17", "month"),
        ("1962", "1962-05-17", "year"),
        ("1962-05-17", "1926-05-17", "swapped"),
        ("1962-05-04", "1962-04-05", "swapped"),
        ("1962", "1963", "near"),
        ("1962", "1972", "other"),
        ("1962-01-01", "1962-07-09", "near"),
        (None, "1962", "unknown"),
    ],
)
def test_births_alike(one: str | None, other: str | None, like: str) -> None:
    assert compare_births(one, other) == compare_births(other, one) == like


def test_numbers_alike() -> None:
    assert compare_numbers("191234567", "191234657") == "near"
    assert compare_numbers("191234567", "191999999") == "other"


FAMILY = (
    person("Hồ Văn Nhất", birth_date="1970-03-05", cmnd="191000001"),
    person("Kăn Lơi", birth_date="1972", sex="2", relation="02"),
    person("Hồ Văn Tơi", birth_date="2001-08-14", relation="04"),
)


def recorded(office: Office, *members: Any, **more: Any) -> tuple[str, list[str]]:
    add_village(office.register, "Thôn 1")
    added = add_household(office.register, household("", members=list(members), **more))
    return added.id, added.persons


def aided(office: Office, home: str, who: str, year: int = 2017) -> str:
    details = {"kenh": "truc_tiep", "dien": "nguoi_ngheo", "linh_vuc": "dat_dai", "hinh_thuc": "tu_van"}
    steps = [MilestoneInput(kind="requested", date=f"{year}-03-02")]
    data = SupportInput(
        policy="tro_giup_phap_ly", year=year, household=home, person=who, details=details, milestones=steps
    )
    return add_support(office.register, data, reason="Theo đơn").id


def pairs(office: Office) -> list[DuplicatePair]:
    with office.register.read() as connection:
        return list_duplicates(connection)


def shown(office: Office) -> dict[str, list[tuple[Any, ...]]]:
    """The rows people see, without the ledger's own bookkeeping and the decisions about pairs."""
    with office.register.read() as connection:
        rows = dump(connection)
    return {name: rows[name] for name in rows if name not in ("ledger_doc", "ledger_queue", "duplicate", "person_word")}


class TestOneCommune:
    def test_a_person_twice_becomes_one_and_two_again(self, hong_thuy: Office) -> None:
        """Memberships, supports and needs go along; undo shows every row as before."""
        home, (head, _wife, son) = recorded(hong_thuy, *FAMILY)
        second, (_other_head, twin) = recorded(
            hong_thuy,
            person("Hồ Văn Khác", birth_date="1950"),
            person("Hồ Văn Tơi", birth_date="2001-08-14", relation="28", cmnd="191000009"),
        )
        support = aided(hong_thuy, second, twin)
        need = add_need(hong_thuy.register, NeedInput(household=second, person=twin, policy="tin_dung")).id
        (pair,) = pairs(hong_thuy)
        assert (pair.kind, {pair.one.id, pair.other.id}, pair.refused) == ("person", {son, twin}, "")
        assert any("cùng ngày sinh" in told for told in pair.agrees)
        before = shown(hong_thuy)
        joined = join_people(hong_thuy.register, son, twin, home=second, date="2017-08-01")
        assert (joined.moved, joined.ended) == (3, 1)
        with hong_thuy.register.read() as connection:
            assert supports(connection, ids=[support])[0].person == son
            assert [row.person for row in needs(connection) if row.id == need] == [son]
            assert household_of(connection, son, TODAY) == second
            assert {stay.household for stay in memberships(connection, son)} == {home, second}
            grown = next(m for m in household_row(connection, second, TODAY).members if m.id == son)
            assert grown.cmnd == "191000009", "what only the other record knew is kept"
            assert next(m.id for m in household_row(connection, home, TODAY).members) == head
        assert pairs(hong_thuy) == []
        undone = take_back(hong_thuy.register, twin, son)
        assert undone.left == []
        assert shown(hong_thuy) == before
        assert [(row.one.id, row.other.id) for row in pairs(hong_thuy)] == [(pair.one.id, pair.other.id)]
        assert audit(hong_thuy.register).problems == []

    def test_a_household_twice_becomes_one_and_two_again(self, hong_thuy: Office) -> None:
        """Every child of both is in the one that is kept; the same class is not said twice."""
        home, (head, wife, son) = recorded(hong_thuy, *FAMILY, phone="0912345678")
        spelled = person("Căn Lơi", birth_date="1972", sex="2", relation="02")
        baby = person("Hồ Thị Mới", birth_date="2016-02-02", sex="2", relation="04")
        head_again = person("Hồ Văn Nhất", birth_date="1970")
        again, (head2, wife2, girl) = recorded(hong_thuy, head_again, spelled, baby, code="H-77")
        support = aided(hong_thuy, again, wife2)
        plan = add_plan(hong_thuy.register, PlanInput(household=again, year=2017, causes=["1"]), reason="Thử").id
        (pair,) = pairs(hong_thuy)
        assert pair.kind == "household"
        assert sorted(pair.people) == sorted([(head, head2), (wife, wife2)])
        before = shown(hong_thuy)
        join_households(hong_thuy.register, pair.one.id, pair.other.id, pair.people)
        with hong_thuy.register.read() as connection:
            row = household_row(connection, home, TODAY)
            assert {m.id for m in row.members} == {head, wife, son, girl}
            assert (row.code, row.phone) == ("H-77", "0912345678")
            assert [m.relation for m in row.members].count("01") == 1
            aid = supports(connection, ids=[support])[0]
            assert (aid.household, aid.person) == (home, wife)
            assert [one.household for one in plans(connection) if one.id == plan] == [home]
            assert row.classification is not None
            assert list_queue(connection) == []
        assert pairs(hong_thuy) == []
        undone = take_back(hong_thuy.register, home, again)
        assert undone.left == []
        assert shown(hong_thuy) == before
        with hong_thuy.register.write() as connection:
            assert list_queue(connection) == []
            rows = dump(connection)
            rebuild(connection)
            assert dump(connection) == rows

    def test_reviews_and_links_of_records_go_along(self, hong_thuy: Office) -> None:
        """A round that was decided is not asked again; lists that name the household name the one that is kept."""
        home, (head, _wife, _son) = recorded(hong_thuy, *FAMILY)
        again, (head2,) = recorded(hong_thuy, person("Hồ Văn Nhất", birth_date="1970-03-05"))
        number = add_round(hong_thuy.register, RoundInput(year=2016), reason="Theo hồ sơ").id
        for one in (home, again):
            found = ReviewInput(household=one, date="2016-10-05", round=number, b1=121, deprivations=["nuoc"], size=1)
            add_review(hong_thuy.register, found, reason="Theo phiếu")
        recognise(hong_thuy.register, number, DECISION, reason="Theo quyết định")
        order = [{"hang": place, "ho": one} for place, one in ((1, home), (2, again))]
        details = {"so_du": 20, "thu_tu": order}
        data = RecordInput(kind="xep_thu_tu", date="2017-03-01", title="Nhà ở", village="Thôn 1", details=details)
        listed = add_record(hong_thuy.register, data, reason="Họp thôn").id
        before = shown(hong_thuy)
        join_households(hong_thuy.register, home, again, [(head, head2)])
        with hong_thuy.register.read() as connection:
            known = reviews(connection, round_id=number)
            assert [(one.household, one.recognised) for one in known] == [(home, True)] * 2
            assert [row["ho"] for row in record(connection, listed).details["thu_tu"]] == [home, home]
            assert household_row(connection, home, TODAY).deprivations == ["nuoc"]
            assert list_queue(connection) == []
        assert take_back(hong_thuy.register, home, again).left == []
        assert shown(hong_thuy) == before

    def test_different_people_are_never_asked_about_again(self, hong_thuy: Office) -> None:
        _home, (one, _wife, _son) = recorded(hong_thuy, *FAMILY)
        _other, (other,) = recorded(hong_thuy, person("Hồ Văn Nhất", birth_date="1970-03-05"))
        assert len(pairs(hong_thuy)) == 1
        made = set_different(hong_thuy.register, "person", one, other)
        assert pairs(hong_thuy) == []
        assert set_different(hong_thuy.register, "person", other, one) == made
        take_back(hong_thuy.register, one, other)
        assert len(pairs(hong_thuy)) == 1
        with pytest.raises(NotFound):
            take_back(hong_thuy.register, one, other)

    def test_no_household_is_left_without_its_head(self, hong_thuy: Office) -> None:
        home, (head, _wife, _son) = recorded(hong_thuy, *FAMILY)
        other, (alone,) = recorded(hong_thuy, person("Hồ Văn Nhất", birth_date="1970-03-05"))
        before = shown(hong_thuy)
        with pytest.raises(InvalidData, match="đúng một chủ hộ"):
            join_people(hong_thuy.register, head, alone, home=other)
        assert shown(hong_thuy) == before
        join_people(hong_thuy.register, head, alone, home=home)
        with hong_thuy.register.read() as connection:
            assert household_row(connection, other, TODAY).members == []

    def test_twins_are_two(self, hong_thuy: Office) -> None:
        """Born on one day into one household, with names that differ by a tone."""
        recorded(
            hong_thuy,
            person("Hồ Văn Cha", birth_date="1980"),
            person("Hồ Văn Nam", birth_date="2010-04-04", relation="04"),
            person("Hồ Văn Năm", birth_date="2010-04-04", relation="04"),
        )
        assert pairs(hong_thuy) == []

    def test_what_is_gone_or_in_dispute_is_not_joined(self, hong_thuy: Office) -> None:
        _home, (one, wife, _son) = recorded(hong_thuy, *FAMILY)
        with pytest.raises(NotAllowed, match="một hồ sơ"):
            join_people(hong_thuy.register, one, one)
        with pytest.raises(NotFound):
            join_people(hong_thuy.register, one, "không-có")
        _other, (again,) = recorded(hong_thuy, person("Hồ Văn Nhất", birth_date="1970-03-05"))
        join_people(hong_thuy.register, one, again)
        with pytest.raises(NotAllowed, match="đã bị xóa hoặc đã gộp"):
            join_people(hong_thuy.register, wife, again)


@pytest.fixture
def town(database: str, place: str, tmp_path: Path) -> Iterator[District]:
    with district_at_work(tmp_path, place=None if database == "sqlite" else place) as made:
        yield made


def alike(town: District) -> None:
    """Every commune holds what the district holds of it; nothing waits, nothing is broken."""
    sent_down(town, town.hong_thuy, town.nham)
    sent_up(town, town.hong_thuy, town.nham)
    for office in (town.hong_thuy, town.nham):
        assert office.hash(office.unit) == town.district.hash(office.unit)
    for office in town.all:
        assert audit(office.register).problems == []
        with office.register.read() as connection:
            assert list_queue(connection) == []
            assert list_late(connection) == []


class TestTwoCommunes:
    def test_the_office_above_both_joins_a_person(self, town: District) -> None:
        """The commune that was left keeps what it gave, under the one record; both agree with the district."""
        left, (_head, _wife, son) = recorded(town.hong_thuy, *FAMILY)
        given = aided(town.hong_thuy, left, son)
        married = person("Hồ Văn Tơi", birth_date="2001-08-14", relation="28")
        home, (_other, twin) = recorded(town.nham, person("Kê Thị Xa", birth_date="1960", sex="2"), married)
        sent_up(town, town.hong_thuy, town.nham)
        (pair,) = pairs(town.district)
        assert {pair.one.unit, pair.other.unit} == {HONG_THUY, NHAM}
        before = shown(town.district)
        join_people(town.district.register, twin, son, date="2017-08-01")
        alike(town)
        with town.hong_thuy.register.read() as connection:
            assert supports(connection, ids=[given])[0].person == twin
            assert household_of(connection, twin, "2017-07-31") == left
            assert household_of(connection, twin, TODAY) is None
        with town.nham.register.read() as connection:
            assert household_of(connection, twin, TODAY) == home
        with pytest.raises(NotAllowed):
            set_person(town.hong_thuy.register, twin, {"phone": "0912000001"})
        set_person(town.nham.register, twin, {"phone": "0912000002"})
        alike(town)
        take_back(town.district.register, twin, son)
        alike(town)
        after = shown(town.district)
        after["person"] = [tuple(None if v == "0912000002" else v for v in row) for row in after["person"]]
        assert after == before
        with town.hong_thuy.register.read() as connection:
            assert household_of(connection, son, TODAY) == left

    def test_a_commune_does_not_decide_about_its_neighbour(self, town: District) -> None:
        _left, (_head, _wife, son) = recorded(town.hong_thuy, *FAMILY)
        _home, (twin,) = recorded(town.nham, person("Hồ Văn Tơi", birth_date="2001-08-14"))
        sent_up(town, town.hong_thuy, town.nham)
        join_people(town.district.register, twin, son)
        sent_down(town, town.hong_thuy)
        _again, (third,) = recorded(town.hong_thuy, person("Hồ Văn Tơi", birth_date="2001-08-14"))
        (pair,) = pairs(town.hong_thuy)
        assert pair.refused.startswith("Một trong hai hồ sơ do xã Nhâm quản lý")
        with pytest.raises(NotAllowed, match="xã Nhâm quản lý"):
            join_people(town.hong_thuy.register, third, twin)
        with pytest.raises(NotAllowed):
            set_different(town.hong_thuy.register, "person", third, twin)

    def test_a_decision_travels(self, town: District) -> None:
        """Two people of one commune whom the district told apart are told apart there too."""
        _left, (one, _wife, _son) = recorded(town.hong_thuy, *FAMILY)
        _other, (other,) = recorded(town.hong_thuy, person("Hồ Văn Nhất", birth_date="1970-03-05"))
        sent_up(town, town.hong_thuy)
        set_different(town.district.register, "person", one, other)
        sent_down(town, town.hong_thuy)
        assert pairs(town.hong_thuy) == []
        alike(town)

    def test_a_household_that_moved_is_one_again(self, town: District) -> None:
        """It lives where it is now, with all that both communes gave; taken back, each commune has its own again."""
        left, (head, wife, son) = recorded(town.hong_thuy, *FAMILY, phone="0912345678")
        given = aided(town.hong_thuy, left, wife)
        home, (head2, wife2) = recorded(town.nham, *FAMILY[:2], code="N-5", village="A Đeeng", new_village=True)
        here = aided(town.nham, home, head2)
        sent_up(town, town.hong_thuy, town.nham)
        (pair,) = pairs(town.district)
        assert pair.kind == "household"
        before = {office.unit: office.hash(office.unit) for office in (town.hong_thuy, town.nham)}
        rows = shown(town.district)
        join_households(town.district.register, home, left, [(head2, head), (wife2, wife)], date="2017-08-01")
        alike(town)
        for office in town.all:
            with office.register.read() as connection:
                row = household_row(connection, left, TODAY)
                assert {member.id for member in row.members} == {head, wife, son}
                assert (row.unit, row.village_name if office is not town.hong_thuy else "A Đeeng") == (NHAM, "A Đeeng")
        with town.nham.register.read() as connection:
            assert {one.id for one in supports(connection, household=left)} == {given, here}
            assert household_row(connection, left, TODAY).code == "N-5"
            assert household_row(connection, left, TODAY).phone == "0912345678"
        assert pairs(town.district) == []
        with town.district.register.read() as connection:
            last = next_undo(last_actions(connection))
        assert last is not None
        joined = shown(town.district)
        with pytest.raises(NotAllowed, match="Hồ sơ trùng") as refused:
            undo(town.district.register, last.id)
        assert (refused.value.code, shown(town.district)) == ("handed_over", joined)
        take_back(town.district.register, home, left)
        alike(town)
        assert [row.kind for row in pairs(town.district)] == ["household"]
        after = shown(town.district)
        assert {name: after[name] for name in rows if name != "residence"} == {
            name: rows[name] for name in rows if name != "residence"
        }
        assert all(row[1] for row in after["residence"])
        assert before.keys() == {HONG_THUY, NHAM}
