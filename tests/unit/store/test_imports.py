"""Planning an import: what a list does to a register, case by case; nothing here touches a database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

import resources
from db.domain.errors import FileProblem
from db.store.imports.listed import (
    ClassificationAdded,
    Doubt,
    ExistingHousehold,
    ExistingMember,
    HouseholdChange,
    HouseholdList,
    ImportPlan,
    ListedHousehold,
    ListedMember,
    MemberAdded,
    PersonChange,
    PlannedRow,
    RefusedRow,
)
from db.store.imports.planning import plan, valid_from
from db.store.inputs import ClassificationInput
from forms.sheets.households import read_list

DATA = resources.path("samples")


@dataclass(frozen=True)
class Commune:
    code: str = "20104"
    kind: str = "xã"
    name: str = "Hồng Thủy"


def member(
    name: str, born: str | None = "1970", relation: str = "Chủ hộ", sex: str | None = "1", **more: Any
) -> ListedMember:
    return ListedMember(row=more.pop("row", 0), name=name, birth_date=born, sex=sex, relation=relation, **more)


def household(*members: ListedMember, row: int = 10, village: str = "Thôn 1", **more: Any) -> ListedHousehold:
    for i, person in enumerate(members):
        person.row = row + i
    return ListedHousehold(row=row, village=village, members=list(members), result=more.pop("result", "poor"), **more)


def listing(*households: ListedHousehold, **more: Any) -> HouseholdList:
    facts: dict[str, Any] = {
        "title": "DANH SÁCH HỘ NGHÈO NĂM 2016", "commune": "Hồng Thủy", "year": 2016, "decision_no": "125/QĐ-UBND",
        "decision_date": "2016-11-30", "encoding": "unicode",
    }  # fmt: skip
    return HouseholdList(households=list(households), **(facts | more))


def stored(planned: ImportPlan, before: list[ExistingHousehold] | None = None) -> list[ExistingHousehold]:
    """The register after the new households of a plan were written, in another order of households and members."""
    found = list(before or [])
    for row in planned.rows:
        given = row.household
        if row.outcome != "new" or given is None:
            continue
        people = [
            ExistingMember(
                id=f"p{row.row}.{i}", membership_id=f"m{row.row}.{i}", **{f: getattr(m, f) for f in m.__struct_fields__}
            )
            for i, m in enumerate(given.members)
        ]
        found.append(
            ExistingHousehold(
                id=f"h{row.row}",
                village=given.village,
                members=people[::-1],
                code=given.code,
                note=given.note,
                phone=given.phone,
                address=given.address,
                ethnic_minority=given.ethnic_minority,
                classifications=[given.classification] if given.classification else [],
            )
        )
    return found[::-1]


def register(*households: ListedHousehold) -> list[ExistingHousehold]:
    return stored(plan(listing(*households), [], Commune()))


def only(listed: ListedHousehold, existing: list[ExistingHousehold], **more: Any) -> PlannedRow:
    (row,) = plan(listing(listed, **more), existing, Commune()).rows
    return row


@pytest.mark.parametrize(
    ("name", "commune"),
    [("ho-ngheo-hong-thuy-2016", Commune()), ("ho-ngheo-nham-2016-vntime", Commune("20083", "xã", "Nhâm"))],
)
@pytest.mark.parametrize("with_numbers", [True, False])
def test_samples_are_new_once_and_the_same_ever_after(name: str, commune: Commune, with_numbers: bool) -> None:
    listed = read_list(DATA / f"{name}.xlsx")
    if not with_numbers:
        for person in (m for h in listed.households for m in h.members):
            person.cmnd = None
    count = len(listed.households)
    first = plan(listed, [], commune)
    expected = {
        "households": count, "persons": sum(len(h.members) for h in listed.households), "new": count, "changed": 0,
        "same": 0, "doubtful": 0, "refused": 0, "encoding": listed.encoding, "unit": commune.code,
    }  # fmt: skip
    assert first.summary() == expected
    again = plan(listed, stored(first), commune)
    assert again.summary() == expected | {"new": 0, "same": count}
    assert not any(row.changes for row in again.rows)


def test_what_a_new_household_becomes() -> None:
    listed = household(
        member("Hồ Văn A", "1966", ethnic="Pa Cô", cmnd="195183490"),
        member("Hồ Thị B", "1970", "Vợ", "2", ethnic="Kinh"),
        member("Hồ C", "1999", "Con", ethnic="Tà Ôi"),
        member("Hồ D", "2012", "Cháu", ethnic="Tà Ôi"),
        change="nghèo mới",
    )
    row = only(listed, [])
    assert row.outcome == "new"
    assert row.household is not None
    assert [(m.relation, m.ethnic, m.ethnic_local) for m in row.household.members] == [
        ("01", "27", "Pa Cô"),
        ("02", "01", None),
        ("04", "27", None),
        ("99", "27", None),
    ]
    assert row.household.ethnic_minority is True
    assert row.household.classification == ClassificationInput(
        standard="2016_2020",
        result="poor",
        valid_from="2017-01-01",
        decision_no="125/QĐ-UBND",
        decision_date="2016-11-30",
        change_kind="3",
    )


def test_relapse_has_no_code_and_stays_in_words() -> None:
    listed = household(member("Hồ Văn A"), change="tái nghèo")
    row = only(listed, [])
    assert row.household is not None
    assert row.household.note == "Danh sách ghi: tái nghèo"
    assert row.household.classification is not None
    assert row.household.classification.change_kind is None
    assert only(listed, register(listed)).outcome == "same"


@pytest.mark.parametrize(
    ("decision", "year", "expected"),
    [
        ("2016-11-30", 2016, "2017-01-01"),
        ("2015-12-20", 2016, "2016-01-01"),
        ("2017-01-15", 2016, "2017-01-01"),
        ("2017-06-15", 2017, "2017-06-15"),
        (None, 2017, "2017-01-01"),
        (None, None, None),
    ],
)
def test_from_when_a_list_holds(decision: str | None, year: int | None, expected: str | None) -> None:
    assert valid_from(listing(decision_date=decision, year=year)) == expected


def test_the_opening_review_of_a_standard_uses_the_new_standard() -> None:
    row = only(household(member("Hồ Văn A")), [], decision_date="2021-12-20", year=2021)
    assert row.household is not None
    assert row.household.classification is not None
    assert row.household.classification.standard == "2022_2025"


def test_a_list_of_another_commune_is_refused() -> None:
    with pytest.raises(FileProblem, match="xã Nhâm") as caught:
        plan(listing(household(member("Hồ Văn A")), commune="Nhâm"), [], Commune())
    assert caught.value.code == "other_unit"


def test_capitals_and_tone_placement_of_the_commune_do_not_matter() -> None:
    assert plan(listing(household(member("Hồ Văn A")), commune="HỒNG THUỶ"), [], Commune()).rows[0].outcome == "new"


def couple(**changes: Any) -> ListedHousehold:
    head = member("Hồ Văn A", **({"cmnd": "191000001"} | changes))
    return household(head, member("Hồ Thị B", "1972", "Vợ", "2"))


def test_empty_never_erases_and_less_precise_never_replaces() -> None:
    existing = register(
        household(
            member("Hồ Văn A", "1970-05-01", cmnd="191000001", ethnic="Pa Cô", phone="0912345678"),
            member("Hồ Thị B", "1972", "Con nuôi", "2"),
            code="HN1",
            note="nhà xa",
        )
    )
    bare = household(member("Hồ Văn A", "1970", sex=None), member("Hồ Thị B", None, "Con", "2"))
    assert only(bare, existing).outcome == "same"


def test_changes_of_a_person() -> None:
    existing = register(couple())
    row = only(
        household(
            member("Hồ Văn A", "1971-02-03", cmnd="191000001"), member("Hồ Thị B", "1972", "Vợ", "2", cmnd="191000002")
        ),
        existing,
    )
    assert row.outcome == "changed"
    assert {(c.person_id, *c.fields.items()) for c in row.changes if isinstance(c, PersonChange)} == {
        ("p10.0", ("birth_date", "1971-02-03")),
        ("p10.1", ("cmnd", "191000002")),
    }


def test_a_corrected_year_without_a_number_is_found_by_the_household() -> None:
    existing = register(couple())
    row = only(household(member("Hồ Văn A", cmnd="191000001"), member("Hồ Thị B", "1973", "Vợ", "2")), existing)
    assert row.outcome == "changed"
    assert [c.fields for c in row.changes if isinstance(c, PersonChange)] == [{"birth_date": "1973"}]


def test_another_spelling_or_number_is_proposed_and_doubtful() -> None:
    existing = register(couple())
    spelled = only(couple(), existing)
    assert spelled.outcome == "same"
    renamed = only(household(member("Hồ Vân A", cmnd="191000001"), member("Hồ Thị B", "1972", "Vợ", "2")), existing)
    assert (renamed.outcome, len(renamed.reasons)) == ("doubtful", 1)
    other = only(
        household(member("Hồ Văn A", cmnd="191000001"), member("Hồ Thị B", "1972", "Vợ", "2", cmnd="191000009")),
        register(
            household(member("Hồ Văn A", cmnd="191000001"), member("Hồ Thị B", "1972", "Vợ", "2", cmnd="191000002"))
        ),
    )
    assert other.outcome == "doubtful"


@pytest.mark.parametrize("written", ["HỒ VĂN HOÀ", "Hồ Văn Hòa", "hồ văn hoà"])
def test_one_name_spelled_in_two_ways_is_no_change(written: str) -> None:
    existing = register(household(member("Hồ Văn Hòa", cmnd="191000001")))
    assert only(household(member(written, cmnd="191000001")), existing).outcome == "same"


def test_what_a_person_wrote_is_doubted_field_by_field() -> None:
    (home,) = register(
        household(member("Hồ Văn A", cmnd="191000001", bhxh_no="4617123456"), code="HN1", address="Tổ 2", note="nhà xa")
    )
    home.by_hand = frozenset({"address", "note", "ethnic_minority"})
    home.members[0].by_hand = frozenset({"sex", "bhxh_no"})
    said = member("Hồ Văn A", "1971", sex="2", cmnd="191000001", bhxh_no="4617123499")
    row = only(household(said, code="HN2", address="Tổ 3", note="neo đơn", ethnic_minority=True), [home])
    assert row.reasons == [
        "địa chỉ trong danh sách là Tổ 3, trong sổ là Tổ 2 do cán bộ ghi: xem giấy tờ.",
        "hộ dân tộc thiểu số trong danh sách là có, trong sổ cán bộ đã xóa: xem giấy tờ.",
        "số của Hồ Văn A trong danh sách là 4617123499, trong sổ là 4617123456: xem giấy tờ.",
        "giới tính của Hồ Văn A trong danh sách là Nữ, trong sổ là Nam do cán bộ ghi: xem giấy tờ.",
    ]
    home.by_hand = home.members[0].by_hand = frozenset()
    assert only(household(member("Hồ Văn A", "1971", sex="2", cmnd="191000001")), [home]).outcome == "changed"


def test_a_new_member_is_added_and_a_missing_one_kept() -> None:
    existing = register(couple())
    larger = household(*couple().members, member("Hồ C", "2010", "Con"))
    row = only(larger, existing)
    assert row.outcome == "changed"
    (change,) = row.changes
    assert isinstance(change, MemberAdded)
    assert (change.household_id, change.person.name, change.person.relation) == ("h10", "Hồ C", "04")
    fewer = only(household(member("Hồ Văn A", cmnd="191000001")), existing)
    assert (fewer.outcome, fewer.changes) == ("doubtful", [])
    assert "Hồ Thị B" in fewer.reasons[0]


def test_a_member_who_lives_in_another_household_is_not_added_twice() -> None:
    daughter = member("Hồ C", "1995", "Con", "2", cmnd="191000003")
    existing = register(couple(), household(member("Lê Văn D", "1960", cmnd="191000004"), daughter, row=30))
    row = only(household(*couple().members, member("Hồ C", "1995", "Con", "2", cmnd="191000003")), existing)
    assert (row.outcome, row.changes) == ("doubtful", [])


def test_homonyms_are_never_joined_by_name_alone() -> None:
    existing = register(household(member("Hồ Văn A"), member("Hồ Thị B", "1972", "Vợ", "2")))
    stranger = household(member("Hồ Văn A"), member("Lê Thị X", "1980", "Vợ", "2"), member("Hồ Y", "2005", "Con"))
    row = only(stranger, existing)
    assert (row.outcome, row.household_id) == ("doubtful", None)
    assert row.household is not None
    numbered = only(
        household(member("Hồ Văn A", cmnd="191000005")), register(household(member("Hồ Văn A", cmnd="191000006")))
    )
    assert numbered.outcome == "new"
    elsewhere = only(household(member("Hồ Văn A"), village="Thôn 2"), register(household(member("Hồ Văn A"))))
    assert elsewhere.outcome == "new"


def test_homonym_heads_are_told_apart_by_their_company() -> None:
    one = household(member("Hồ Văn A"), member("Hồ Thị B", "1972", "Vợ", "2"), row=10)
    two = household(member("Hồ Văn A"), member("Hồ Thị C", "1974", "Vợ", "2"), row=20)
    planned = plan(listing(two, one), register(one, two), Commune())
    assert [(r.outcome, r.household_id) for r in planned.rows] == [("same", "h20"), ("same", "h10")]


def test_exact_doubles_stay_two_households() -> None:
    existing = register(household(member("Hồ Văn A"), row=10), household(member("Hồ Văn A", cmnd="191000001"), row=20))
    again = listing(household(member("Hồ Văn A"), row=10), household(member("Hồ Văn A", cmnd="191000001"), row=20))
    assert [r.outcome for r in plan(again, existing, Commune()).rows] == ["same", "same"]


def test_namesakes_in_one_household() -> None:
    twins = household(
        member("Hồ Văn A"), member("Hồ B", "2010", "Con", ethnic="Kinh"), member("Hồ B", "2010", "Con", ethnic="Pa Cô")
    )
    assert only(twins, register(twins)).outcome == "same"


def test_one_list_does_not_name_a_household_or_a_number_twice() -> None:
    planned = plan(listing(household(member("Hồ Văn A"), row=10), household(member("Hồ Văn A"), row=20)), [], Commune())
    assert [r.outcome for r in planned.rows] == ["new", "doubtful"]
    assert "dòng 10" in planned.rows[1].reasons[0]
    one, other = (
        household(member("Hồ A", cmnd="191000001"), row=10),
        household(member("Lê B", cmnd="191000001"), row=20),
    )
    planned = plan(listing(one, other), [], Commune())
    assert [r.outcome for r in planned.rows] == ["new", "doubtful"]
    assert planned.rows[1].household is not None
    assert planned.rows[1].household.members[0].cmnd is None


def test_the_larger_share_of_numbers_takes_the_household() -> None:
    old = household(member("Hồ A", cmnd="191000001"), member("Hồ B", "1995", "Con", "2", cmnd="191000002"), row=10)
    couple_first = household(
        member("Lê C", "1990", cmnd="191000007"), member("Hồ B", "1995", "Vợ", "2", cmnd="191000002"), row=5
    )
    planned = plan(listing(couple_first, household(member("Hồ A", cmnd="191000001"), row=20)), register(old), Commune())
    assert [r.household_id for r in planned.rows] == [None, "h10"]
    assert [r.outcome for r in planned.rows] == ["doubtful", "doubtful"]
    assert planned.rows[0].household is None


def test_a_new_head_is_for_a_person_to_decide() -> None:
    existing = register(
        household(member("Hồ Văn A"), member("Hồ Thị B", "1972", "Vợ", "2"), member("Hồ C", "2001", "Con"))
    )
    row = only(household(member("Hồ Thị B", "1972", "Chủ hộ", "2"), member("Hồ C", "2001", "Con")), existing)
    assert (row.outcome, row.household_id, row.changes) == ("doubtful", "h10", [])


def test_another_village_is_told() -> None:
    row = only(household(*couple().members, village="Thôn 2"), register(couple()))
    assert row.outcome == "doubtful"
    assert "Thôn 2" in row.reasons[0]


def test_next_years_list_adds_a_class_once() -> None:
    existing = register(couple())
    row = only(couple(), existing, decision_date="2017-12-01", year=2017)
    assert row.outcome == "changed"
    (change,) = row.changes
    assert isinstance(change, ClassificationAdded)
    assert (change.classification.valid_from, change.classification.result) == ("2018-01-01", "poor")
    existing[0].classifications.append(change.classification)
    assert only(couple(), existing, decision_date="2017-12-01", year=2017).outcome == "same"
    near = household(*couple().members, result="near_poor")
    assert only(near, existing, decision_date="2017-12-01", year=2017).outcome == "doubtful"


def test_fields_of_the_household() -> None:
    existing = register(household(*couple().members, note="nhà xa"))
    listed = household(*couple().members, note="vay vốn", phone="0912345678", code="HN7", ethnic_minority=True)
    row = only(listed, existing)
    assert row.outcome == "changed"
    assert row.changes == [
        HouseholdChange(
            household_id="h10",
            fields={"code": "HN7", "phone": "0912345678", "ethnic_minority": True, "note": "nhà xa; vay vốn"},
            before={"code": None, "phone": None, "ethnic_minority": None, "note": "nhà xa"},
        )
    ]


def test_doubts_of_the_reader_hold_a_household_until_settled() -> None:
    doubts = [
        Doubt(10, "cmnd", "number_mended", "Dòng 10: số có lẽ là 191000001."),
        Doubt(11, "relation", "relation_unclear", "Dòng 11: chưa hiểu.", serious=False),
    ]
    fresh = only(couple(), [], doubts=doubts)
    assert (fresh.outcome, fresh.reasons, fresh.remarks) == ("doubtful", [doubts[0].message], [doubts[1].message])
    assert fresh.household is not None
    assert only(couple(), register(couple()), doubts=doubts).outcome == "same"


def test_summary_counts_refused_rows() -> None:
    listed = listing(couple(), refused=[RefusedRow(n, "không có tên.") for n in (4, 5)])
    assert plan(listed, [], Commune()).summary() == {
        "households": 1, "persons": 2, "new": 1, "changed": 0, "same": 0, "doubtful": 0, "refused": 2,
        "encoding": "unicode",
        "unit": "20104",
    }  # fmt: skip


def test_what_the_reader_doubts_beside_the_households_is_told() -> None:
    total = Doubt(90, "", "total", "Dòng 90: dòng tổng ghi 3 hộ, đọc được 1: đếm lại danh sách.", serious=False)
    inside = Doubt(11, "relation", "relation_unclear", "Dòng 11: chưa hiểu.", serious=False)
    assert plan(listing(couple(), doubts=[total, inside]), [], Commune()).doubts == [total]


def test_a_list_without_commune_or_decision_says_so() -> None:
    planned = plan(listing(couple(), commune=None, decision_no=None), [], Commune())
    assert [d.code for d in planned.doubts] == ["no_commune", "no_decision"]
