"""Households and people as they are entered and changed: all findings at once, nothing written by halves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from exchanges import HONG_THUY, Office, district_at_work, found, household, person
from msgspec.structs import replace

from db.domain.errors import InvalidData, NotAllowed, NotFound
from db.ledger.ledger import values_of
from db.ledger.streams import list_streams
from db.store.drafts import keep_draft, load_draft
from db.store.household.households import (
    add_classification,
    add_household,
    add_person,
    delete_record,
    set_household,
    set_person,
)
from db.store.inputs import ClassificationInput, HouseholdInput, PersonInput
from db.store.places.villages import add_village, list_villages
from db.store.reading import household as one_household
from db.store.rows import HouseholdRow

DAY = "2017-12-31"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Office]:
    """The register of Hồng Thủy with Thôn 1 and Thôn 2."""
    with district_at_work(tmp_path) as town:
        for name in ("Thôn 1", "Thôn 2"):
            add_village(town.hong_thuy.register, name)
        yield town.hong_thuy


def written(book: Office) -> int:
    """How many changes this register has written."""
    with book.register.read() as connection:
        return sum(stream.last for stream in list_streams(connection, mine=True))


def refused(book: Office, data: HouseholdInput, reason: str = "") -> dict[str, str]:
    """Codes of the findings by field; nothing is written."""
    before = written(book)
    with pytest.raises(InvalidData) as caught:
        add_household(book.register, data, reason=reason)
    assert written(book) == before
    return {issue.field: issue.code for issue in caught.value.issues}


def shown(book: Office, record: str, on: str = DAY) -> HouseholdRow:
    with book.register.read() as connection:
        return one_household(connection, record, on)


def kept(book: Office, entity: str, record: str) -> dict[str, Any]:
    with book.register.read() as connection:
        return values_of(connection, entity, record) or {}


class TestAdding:
    def test_a_whole_household_is_one_action(self, book: Office) -> None:
        before = written(book)
        wife = person("Đặng Thị Mỹ", relation="02", sex="2", birth_date="05/1975")
        added = add_household(
            book.register, household("Hồ Văn Thử", members=[person("Hồ Văn Thử"), wife], address="Gần  suối ")
        )
        assert written(book) - before == 6, "household, two persons, two memberships, a class"
        row = shown(book, added.id)
        assert [(m.name, m.birth_date, m.relation) for m in row.members] == [
            ("Hồ Văn Thử", "1970", "01"),
            ("Đặng Thị Mỹ", "1975-05", "02"),
        ]
        assert (row.village_name, row.address, row.unit) == ("Thôn 1", "Gần suối", HONG_THUY)
        assert row.classification is not None
        assert (row.classification.result, row.classification.sub_type) == ("poor", "income")
        assert [m.id for m in row.members] == added.persons

    def test_all_findings_come_at_once(self, book: Office) -> None:
        bad = HouseholdInput(
            village="Thôn 1",
            since="2017-02-30",
            area_class="sao Hỏa",
            deprivations=["không có"],
            classification=ClassificationInput(
                standard="2016_2020", result="giàu", valid_from="2017-13-01", change_kind="99"
            ),
            members=[
                person("Hồ 2", birth_date="2090", cccd="123"),
                person("", relation="01", sex="9", ethnic="99x"),
                person("Hồ Thị Ba", relation="77", phone="12"),
            ],
        )
        found_codes = refused(book, bad, reason="không cứu được")
        assert {
            "members[0].name",
            "members[0].birth_date",
            "members[0].cccd",
            "members[1].name",
            "members[1].sex",
            "members[1].ethnic",
            "members[2].relation",
            "members",
            "since",
            "area_class",
            "deprivations",
            "classification.result",
            "classification.valid_from",
            "classification.change_kind",
        } <= set(found_codes)

    def test_an_unknown_standard_is_a_finding_among_others(self, book: Office) -> None:
        poor = ClassificationInput(standard="2099", result="poor", valid_from="2017-01-01")
        assert refused(book, household("Hồ 2", classification=poor)) == {
            "members[0].name": "name_digit",
            "classification.standard": "unknown_standard",
        }

    def test_a_class_outside_the_years_of_its_standard(self, book: Office) -> None:
        poor = ClassificationInput(standard="2016_2020", result="poor", valid_from="2015-01-01")
        assert refused(book, household("Hồ Văn A", classification=poor)) == {
            "classification.valid_from": "standard_date"
        }

    def test_soft_findings_want_a_reason_and_come_back(self, book: Office) -> None:
        odd = household("Hồ Văn Thử", members=[person("Hồ Văn Thử"), person("Hồ Thị Vợ", relation="02", sex="1")])
        assert refused(book, odd) == {"members[1].sex": "sex_relation"}
        assert refused(book, odd, reason="   ") == {"members[1].sex": "sex_relation"}
        added = add_household(book.register, odd, reason="Theo chứng minh nhân dân")
        assert [(w.field, w.severity) for w in added.warnings] == [("members[1].sex", "soft")]

    def test_one_head(self, book: Office) -> None:
        for members in ([person("Hồ Văn A"), person("Hồ Văn B")], [person("Hồ Văn A", relation="04")]):
            assert refused(book, household("x", members=members))["members"] == "one_head"
        assert refused(book, household("x", members=[])) == {"members": "no_members"}

    def test_a_number_somebody_has_is_refused_with_the_name(self, book: Office) -> None:
        add_household(book.register, household("Hồ Văn Thử", cmnd="191234567"))
        with pytest.raises(InvalidData, match="191234567 của Hồ Văn Khác đã ghi cho Hồ Văn Thử"):
            add_household(book.register, household("Hồ Văn Khác", cmnd="191 234 567"))
        twice = [person("Hồ Văn A", cmnd="191234568"), person("Hồ Văn B", relation="04", cmnd="191234568")]
        assert refused(book, household("x", members=twice))["members[1].cmnd"] == "number_taken"

    def test_a_card_of_twelve_digits_kept_its_number(self, book: Office) -> None:
        """Cards issued 2012 to 2015: the number is in both fields of one person, and of nobody else."""
        twelve = {"cmnd": "046070123457", "cccd": "046070123457"}
        assert book.record("Hồ Văn Thử", **twelve)
        assert refused(book, household("Hồ Văn Khác", cmnd=twelve["cmnd"]))["members[0].cmnd"] == "number_taken"
        assert refused(book, household("Hồ Văn Khác", **twelve))["members[0].cccd"] == "number_taken"

    def test_a_mother_and_her_child_are_of_an_age(self, book: Office) -> None:
        mother = person("Hồ Thị Mẹ", sex="2", birth_date="1990")
        odd = household("x", members=[mother, person("Hồ Văn Con", relation="04", birth_date="1999")])
        assert refused(book, odd) == {"members[1].birth_date": "mother_age"}
        home = add_household(book.register, odd, reason="Theo giấy khai sinh").id
        grandmother = person("Hồ Thị Bà", sex="2", relation="10", birth_date="1930")
        with pytest.raises(InvalidData, match="mẹ trên 55 tuổi"):
            add_person(book.register, home, grandmother)
        father = household("x", members=[person("Hồ Văn Cha"), person("Hồ Văn Con", relation="04", birth_date="1975")])
        assert add_household(book.register, father), "whose mother is not the head is not known"

    def test_a_phone_of_the_household_is_judged_and_kept_clean(self, book: Office) -> None:
        assert refused(book, household("Hồ Văn Thử", phone="12")) == {"phone": "phone_form"}
        home = add_household(book.register, household("Hồ Văn Thử", phone="0912.345 678")).id
        assert shown(book, home).phone == "0912345678"
        with pytest.raises(InvalidData, match="Số điện thoại"):
            set_household(book.register, home, {"phone": "09123"})

    def test_an_unknown_village_lists_those_there_are(self, book: Office) -> None:
        with pytest.raises(InvalidData, match="Không có thôn “Thôn 9” \\(đang có: Thôn 1, Thôn 2\\)"):
            add_household(book.register, household("Hồ Văn Thử", village="Thôn 9"))

    def test_a_new_village_comes_with_the_household_when_that_is_said(self, book: Office) -> None:
        """In the same action; one that is known in another spelling is no new one."""
        before = written(book)
        data = household("Hồ Văn Thử", members=[person("Hồ Văn Thử")], village="Thôn  9", new_village=True)
        added = add_household(book.register, data)
        assert written(book) - before == 5, "village, household, person, membership, class"
        assert shown(book, added.id).village_name == "Thôn 9"
        set_household(book.register, added.id, {"village": "THÔN 1", "new_village": True})
        assert shown(book, added.id).village_name == "Thôn 1"
        set_household(book.register, added.id, {"village": "A Hươr", "new_village": True})
        assert shown(book, added.id).village_name == "A Hươr"
        with book.register.read() as connection:
            assert [v.name for v in list_villages(connection)] == ["A Hươr", "Thôn 1", "Thôn 2", "Thôn 9"]

    def test_a_village_is_found_in_any_spelling(self, book: Office) -> None:
        for name in ("thon 1", "THÔN  1", "1", "bản 1"):
            assert (
                shown(book, add_household(book.register, household("Hồ Văn Thử", village=name)).id).village_name
                == "Thôn 1"
            )

    def test_the_form_ends_with_the_save_and_stays_with_a_refusal(self, book: Office) -> None:
        keep_draft(book.register, "household:new", "Hộ mới", {"note": "gõ dở"})
        with pytest.raises(InvalidData):
            add_household(book.register, household("Hồ 2"), draft="household:new")
        assert load_draft(book.register, "household:new") == {"note": "gõ dở"}
        add_household(book.register, household("Hồ Văn Thử"), draft="household:new")
        assert load_draft(book.register, "household:new") is None

    def test_text_is_kept_composed(self, book: Office) -> None:
        added = add_household(book.register, household("Ho\u0302\u0300 Va\u0306n Thu\u031b\u0309"))
        assert shown(book, added.id).members[0].name == "Hồ Văn Thử"

    def test_a_text_beyond_all_measure_is_refused(self, book: Office) -> None:
        with pytest.raises(InvalidData, match="quá 2000"):
            add_household(book.register, household("Hồ Văn Thử", note="x" * 2001))

    def test_on_both_databases(self, place: str, tmp_path: Path) -> None:
        office = found(tmp_path, HONG_THUY, place=place, seed=4)
        try:
            home, someone = office.record("Hồ Văn Thử", cmnd="191234567")
            with pytest.raises(InvalidData, match="191234567"):
                office.record("Hồ Văn Khác", cmnd="191234567")
            set_person(office.register, someone, {"phone": "0912345678", "cmnd": None})
            assert shown(office, home).members[0].cmnd is None
            assert office.record("Hồ Văn Khác", cmnd="191234567")
        finally:
            office.register.close()


class TestMembers:
    @pytest.fixture
    def home(self, book: Office) -> str:
        return book.record("Hồ Văn Thử")[0]

    def test_a_child_is_added_from_a_day_on(self, book: Office, home: str) -> None:
        child = PersonInput(name="Hồ Thị Con", birth_date="2017-06-01", sex="2", relation="04")
        add_person(book.register, home, child, since="2017-06-01")
        assert [len(shown(book, home, on).members) for on in ("2017-05-31", "2017-06-01")] == [1, 2]

    def test_a_second_head_is_refused(self, book: Office, home: str) -> None:
        with pytest.raises(InvalidData, match="Hộ đã có chủ hộ Hồ Văn Thử"):
            add_person(book.register, home, person("Hồ Văn Hai"))
        son = add_person(book.register, home, person("Hồ Văn Con", relation="04", birth_date="1990")).persons[0]
        with pytest.raises(InvalidData, match="Hộ đã có chủ hộ Hồ Văn Thử"):
            set_person(book.register, son, {"relation": "01"})

    def test_the_head_is_handed_over_in_two_steps(self, book: Office, home: str) -> None:
        father = shown(book, home).members[0].id
        son = add_person(book.register, home, person("Hồ Văn Con", relation="04", birth_date="1990")).persons[0]
        set_person(book.register, father, {"relation": "09"})
        set_person(book.register, son, {"relation": "01"})
        assert [(m.name, m.relation) for m in shown(book, home).members] == [("Hồ Văn Con", "01"), ("Hồ Văn Thử", "09")]

    @pytest.mark.parametrize("since", ["hôm qua", "2017-02-30", "2017"])
    def test_a_day_that_is_none(self, book: Office, home: str, since: str) -> None:
        with pytest.raises(InvalidData, match="không có trong lịch"):
            add_person(book.register, home, person("Hồ Thị Con", relation="04", sex="2"), since=since)

    def test_nobody_is_added_to_no_household(self, book: Office) -> None:
        before = written(book)
        with pytest.raises(NotFound, match="Không có hộ mang mã không-có"):
            add_person(book.register, "không-có", person("Hồ Thị Con", relation="04", sex="2"))
        near = ClassificationInput(standard="2016_2020", result="near_poor", valid_from="2018-01-01")
        with pytest.raises(NotFound):
            add_classification(book.register, "không-có", near)
        assert written(book) == before


class TestChanging:
    @pytest.fixture
    def someone(self, book: Office) -> str:
        return book.record("Hồ Văn Thử", cmnd="191234567")[1]

    def test_one_of_a_group_keeps_the_others(self, book: Office, someone: str) -> None:
        set_person(book.register, someone, {"birth_date": "1971"})
        assert kept(book, "person", someone)["identity"] == {
            "name": "Hồ Văn Thử",
            "birth_date": "1971",
            "sex": "1",
            "cmnd": "191234567",
        }

    def test_null_erases(self, book: Office, someone: str) -> None:
        set_person(book.register, someone, {"phone": "0912345678", "cmnd": None})
        assert kept(book, "person", someone)["phone"] == "0912345678"
        set_person(book.register, someone, {"phone": None, "ethnic": None})
        values = kept(book, "person", someone)
        assert (values["phone"], values["ethnic"], "cmnd" in values["identity"]) == (None, None, False)

    def test_what_is_so_already_writes_nothing(self, book: Office, someone: str) -> None:
        before = written(book)
        set_person(
            book.register, someone, {"name": " Hồ  Văn Thử", "birth_date": "1970", "relation": "01", "phone": None}
        )
        set_person(book.register, someone, {})
        assert written(book) == before

    def test_a_change_is_judged_like_an_entry(self, book: Office, someone: str) -> None:
        for changes in (
            {"name": ""},
            {"name": None},
            {"cmnd": "12"},
            {"sex": "7"},
            {"birth_date": "2090"},
            {"death_date": "2017-02-30"},
            {"death_date": "2999-01-01"},
            {"màu": "x"},
            {"name": 5},
        ):
            with pytest.raises(InvalidData):
                set_person(book.register, someone, changes, reason="thử")
        other = book.record("Hồ Văn Khác")[1]
        with pytest.raises(InvalidData, match="đã ghi cho Hồ Văn Thử"):
            set_person(book.register, other, {"cmnd": "191234567"})
        set_person(book.register, someone, {"cmnd": "191234567"})

    def test_nobody(self, book: Office) -> None:
        for changes in ({}, {"name": "Hồ Văn A"}):
            with pytest.raises(NotFound, match="Không có nhân khẩu mang mã"):
                set_person(book.register, "không-có", changes)
            with pytest.raises(NotFound, match="Không có hộ mang mã"):
                set_household(book.register, "không-có", {"note": "x"} if changes else {})

    def test_a_household_moves_and_keeps_its_address(self, book: Office) -> None:
        home = add_household(book.register, household("Hồ Văn Thử", address="Gần suối")).id
        set_household(book.register, home, {"village": "thôn 2"})
        assert (shown(book, home).village_name, shown(book, home).address) == ("Thôn 2", "Gần suối")
        set_household(book.register, home, {"address": None, "phone": "0912345678", "merit": True})
        row = shown(book, home)
        assert (row.village_name, row.address, row.phone, row.merit) == ("Thôn 2", None, "0912345678", True)

    @pytest.mark.parametrize(
        "changes",
        [
            {"village": None},
            {"village": "x"},
            {"phone": 5},
            {"merit": "có"},
            {"area_class": "x"},
            {"màu": 1},
            {"note": 1.5},
        ],
    )
    def test_a_household_refuses_what_is_none(self, book: Office, changes: dict[str, Any]) -> None:
        home = book.record("Hồ Văn Thử")[0]
        before = written(book)
        with pytest.raises(InvalidData):
            set_household(book.register, home, changes)
        assert written(book) == before

    def test_a_later_class_leaves_the_earlier_one_in_its_time(self, book: Office) -> None:
        home = book.record("Hồ Văn Thử")[0]
        escaped = ClassificationInput(standard="2016_2020", result="escaped_poverty", valid_from="2018-01-01")
        add_classification(book.register, home, escaped)
        results = [shown(book, home, on).classification for on in ("2016-12-31", "2017-12-31", "2018-01-01")]
        assert [c.result if c else None for c in results] == [None, "poor", "escaped_poverty"]


class TestDeleting:
    def test_a_reason_is_due_and_is_kept(self, book: Office) -> None:
        home, someone = book.record("Hồ Văn Thử")
        for reason in ("", "  "):
            with pytest.raises(NotAllowed, match="phải có lý do"):
                delete_record(book.register, "person", someone, reason=reason)
        delete_record(book.register, "person", someone, reason="Ghi trùng")
        assert shown(book, home).members == []
        with pytest.raises(NotFound):
            delete_record(book.register, "person", "không-có", reason="x")

    def test_a_deleted_number_is_free_again(self, book: Office) -> None:
        _, someone = book.record("Hồ Văn Thử", cmnd="191234567")
        delete_record(book.register, "person", someone, reason="Ghi trùng")
        assert book.record("Hồ Văn Thử", cmnd="191234567")


def test_a_household_is_read_on_days_without_a_standard_too(hong_thuy: Office) -> None:
    home, _person = hong_thuy.record("Hồ Văn Thử")
    with hong_thuy.register.read() as connection:
        for on in ("2005-06-01", "2035-01-01"):
            assert one_household(connection, home, on).deprivations == []


def test_another_area_than_the_units_wants_a_reason(book: Office) -> None:
    asked = "Khu vực của hộ là nông thôn: xếp khác thì phải ghi lý do"
    data = household("Hồ Văn Thử")
    with pytest.raises(InvalidData, match=asked):
        add_household(book.register, replace(data, area_class="urban"), reason="cứ ghi")
    home = add_household(book.register, data).id
    with pytest.raises(InvalidData, match=asked):
        set_household(book.register, home, {"area_class": "urban"}, reason="cứ ghi")
    set_household(book.register, home, {"area_class": "urban", "area_reason": "BCĐ tỉnh, TB 12/2017"})
    with pytest.raises(InvalidData, match=asked):
        set_household(book.register, home, {"area_reason": None}, reason="cứ ghi")
    set_household(book.register, home, {"phone": "0905123456", "area_class": "rural", "area_reason": None})
    assert shown(book, home).area_class == "rural"
