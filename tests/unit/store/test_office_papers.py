"""Print data of office papers and of social protection: who is on the list, what it rests on, who is never named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from exchanges import District, district_at_work

from db.domain.errors import UserError
from db.domain.standards import standards
from db.policy.definition import shipped
from db.store.household.households import add_classification, set_person
from db.store.inputs import Amounts, ClassificationInput, MilestoneInput, NeedInput, RecordInput, Source, SupportInput
from db.store.plan.needs import add_need
from db.store.printing import Selection, collect, grounds, office_papers
from db.store.prints.offices import (
    BY_PEN,
    ComplaintBooks,
    Escapes,
    Grants,
    Proposals,
    Recognitions,
    Refusals,
    RoundDays,
    VillagePapers,
    VillagePostings,
)
from db.store.prints.papers import PostingList
from db.store.prints.social import ChildForms, DisabledForms, HivForms, LandPapers, MonthlyList, RiceLists
from db.store.record.records import add_record
from db.store.review.inputs import MeetingInput, ReviewInput, RoundInput
from db.store.review.reviews import add_review
from db.store.review.rounds import add_round, recognise, set_meeting
from db.store.support.supports import add_support

ALL = Selection(2017)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[District]:
    with district_at_work(tmp_path) as made:
        yield made


def paper(town: District, kind: type, selection: Selection = ALL) -> Any:
    """The one paper of a batch."""
    data, _issue = collect(town.hong_thuy.register, kind, selection)
    [one] = data.papers
    return one


def house(town: District, home: str, *steps: MilestoneInput, approved: int | None = None) -> None:
    """A house of thirty million from the fund."""
    given = SupportInput(
        policy="nha_o", year=2017, household=home,
        amounts=Amounts(
            requested=30_000_000, approved=approved, cost=30_000_000,
            sources=[Source(source="quy_vnn", amount=30_000_000)],
        ),
        details={
            "chuong_trinh": "van_dong", "loai": "xay_moi", "hien_trang": "nha_tam", "dien_tich_moi": "32",
            "dat": "hop_phap",
        },
        milestones=[MilestoneInput(kind="requested", date="2017-02-01"), *steps],
    )  # fmt: skip
    add_support(town.hong_thuy.register, given, reason="x")


def allowance(town: District, person: str, group: str, *, year: int, ended: str | None = None) -> None:
    """An allowance granted in a year."""
    steps = [
        MilestoneInput(kind="requested", date=f"{year}-02-01"),
        MilestoneInput(kind="approved", date=f"{year}-03-01"),
    ]
    details = {"nhom": group, "so_quyet_dinh": "7/QĐ-UBND", "tu_ngay": f"{year}-03-01"}
    if ended:
        steps.append(MilestoneInput(kind="ended", date=ended, note="Đã chết"))
        details["ly_do_thoi"] = "chet"
    given = SupportInput(
        policy="tro_cap_xa_hoi", year=year, person=person, details=details, amounts=Amounts(approved=405_000),
        milestones=steps,
    )  # fmt: skip
    add_support(town.hong_thuy.register, given, reason="x")


def test_a_decision_lists_whom_it_is_about(town: District) -> None:
    town.hong_thuy.record("Hồ Văn Thử")
    left, _other = town.hong_thuy.record("Kê Thị Hai")
    escaped = ClassificationInput(standard="2016_2020", result="escaped_poverty", valid_from="2017-06-01")
    add_classification(town.hong_thuy.register, left, escaped, reason="x")
    recognised = paper(town, Recognitions)
    assert [(line.name, line.village, line.persons) for line in recognised.lines] == [("Hồ Văn Thử", "Thôn 1", 1)]
    assert (recognised.unit, recognised.above) == ("xã Hồng Thủy", "huyện A Lưới")
    assert [line.name for line in paper(town, Escapes).lines] == ["Kê Thị Hai"]
    with pytest.raises(UserError) as nobody:
        collect(town.hong_thuy.register, Escapes, Selection(2016))
    assert nobody.value.code == "nothing_to_print"
    with pytest.raises(UserError) as above:
        collect(town.district.register, Recognitions, ALL)
    assert above.value.code == "commune_paper"


def test_nothing_disputed_is_decided(town: District) -> None:
    _home, person = town.hong_thuy.record("Hồ Văn Thử")
    town.district.take(town.hong_thuy.send())
    set_person(town.hong_thuy.register, person, {"birth_date": "1971"})
    set_person(town.district.register, person, {"birth_date": "1972"})
    town.hong_thuy.take(town.district.send_to(town.hong_thuy.unit))
    with pytest.raises(UserError) as waits:
        collect(town.hong_thuy.register, Recognitions, ALL)
    assert waits.value.code == "waits_for_decision"
    told = paper(town, Proposals)
    assert (told.lines, [one.name for one in told.pending]) == ([], ["Hồ Văn Thử"])


def test_support_is_decided_under_one_policy(town: District) -> None:
    home, _person = town.hong_thuy.record("Hồ Văn Thử")
    house(town, home, MilestoneInput(kind="approved", date="2017-03-01", document_no="9/QĐ-UBND"), approved=28_000_000)
    decision = paper(town, Grants, Selection(2017, policy="nha_o"))
    assert (decision.policy, decision.money) == ("Hỗ trợ nhà ở", 28_000_000)
    assert decision.sources == ["Quỹ “Vì người nghèo”"]
    for policy, code in ((None, "choose_policy"), ("tin_dung", "bank_decides"), ("tro_giup_phap_ly", "kept_secret")):
        with pytest.raises(UserError) as refused:
            collect(town.hong_thuy.register, Grants, Selection(2017, policy=policy))
        assert refused.value.code == code


def test_each_village_has_its_own_minutes(town: District) -> None:
    town.hong_thuy.record("Hồ Văn Thử")
    minutes = paper(town, VillagePapers)
    assert (minutes.village, len(minutes.lines)) == ("Thôn 1", 1)
    assert minutes.round == RoundDays()
    assert paper(town, ComplaintBooks, Selection(2017, village="Thôn 1")).village == "Thôn 1"


def test_papers_take_their_days_and_number_from_the_round_that_made_the_list(town: District) -> None:
    book = town.hong_thuy.register
    home, _person = town.hong_thuy.record("Hồ Văn Thử", classification=None)
    posted = {"posted_from": "2016-10-26", "posted_to": "2016-10-28", "posted_at": "Nhà Gươl Thôn 1"}
    number = add_round(book, RoundInput(year=2016, **posted), reason="x").id
    for date, came in (("2016-10-22", 30), ("2016-10-25", 41)):
        set_meeting(book, number, MeetingInput(date=date, village="Thôn 1", attended=came, agreed=28), reason="x")
    add_review(book, ReviewInput(household=home, round=number, date="2016-10-05", b1=100, size=1), reason="x")
    decision = {"decision_no": "12/QĐ-UBND", "decision_date": "2016-12-20", "signatory": "Hồ Văn Chủ"}
    recognise(book, number, decision, reason="x")
    days = RoundDays(met_on="2016-10-25", attended=41, agreed=28, **posted)
    assert paper(town, VillagePapers).round == days
    recognised = paper(town, Recognitions)
    heading = recognised.heading
    assert recognised.basis == grounds.recognising(2017, "2016-12-20", standards())
    assert (heading.number, heading.symbol, heading.date) == ("12", "QĐ-UBND", "2016-12-20")

    town.hong_thuy.record("Kê Thị Hai")
    assert paper(town, Recognitions).heading.number is None, "that decision did not name the second household"
    add_round(book, RoundInput(year=2016, kind="opening"), reason="x")
    assert paper(town, VillagePapers).round == RoundDays(), "nobody can say which of two rounds it was"


def test_before_the_decision_papers_are_about_what_the_round_found(town: District) -> None:
    book = town.hong_thuy.register
    poor_before = ClassificationInput(standard="2016_2020", result="poor", valid_from="2016-01-01")
    stays, _ = town.hong_thuy.record("Hồ Văn Thử", classification=poor_before)
    leaves, _ = town.hong_thuy.record("Kê Thị Hai", classification=poor_before)
    comes, _ = town.hong_thuy.record("A Viết Ba", classification=None)
    asks, _ = town.hong_thuy.record("Blúp Thị Bốn", classification=None)
    town.hong_thuy.record("Zơrâm Năm", classification=poor_before)
    posted = {"posted_from": "2016-10-26", "posted_to": "2016-10-28"}
    number = add_round(book, RoundInput(year=2016, **posted), reason="x").id
    for home, b1 in ((stays, 100), (leaves, 200), (comes, 100), (asks, 200)):
        given = ReviewInput(household=home, round=number, date="2016-10-05", b1=b1, b2=0, size=1, deprivations=[])
        add_review(book, given, reason="x")
    for date, outcome in (("2016-10-27", {"ket_qua": "sai"}), ("2016-10-28", {}), ("2016-10-29", {})):
        details = {"loai": "danh_sach", "noi_dung": "Kín", "han": "2016-11-20", **outcome}
        add_record(book, RecordInput(kind="khieu_nai", date=date, title="Ai", village="Thôn 1", details=details),
                   reason="x")  # fmt: skip
    poor, escaped, new = (
        ("Hồ Văn Thử", "Hộ nghèo", "Hộ nghèo"),
        ("Kê Thị Hai", "Hộ nghèo", "Hộ thoát nghèo"),
        ("A Viết Ba", None, "Hộ nghèo"),
    )

    def told(kind: type) -> set[tuple[str, str | None, str | None]]:
        return {(one.name, one.before, one.result) for one in paper(town, kind).lines}

    assert told(VillagePapers) == {poor, escaped, new, ("Blúp Thị Bốn", None, "Hộ không nghèo")}
    assert told(VillagePostings) == told(Proposals) == {poor, escaped, new}
    assert told(Recognitions) == {poor, new}
    assert told(Escapes) == {escaped}
    days = paper(town, VillagePostings).round
    assert (days.heard, days.settled) == (2, 1), "those of the village, while its list was up"
    put_up, _issue = collect(book, PostingList, ALL)
    assert {(one.name, one.result) for one in put_up.lines} == {
        (name, result) for name, _, result in (poor, escaped, new)
    }
    assert (put_up.column, put_up.basis) == ("Kết quả rà soát", [])

    recognise(book, number, {"decision_no": "9/QĐ-UBND", "decision_date": "2016-12-20", "signatory": "Hồ"}, reason="x")
    assert told(VillagePapers) == {(name, None, "Hộ nghèo") for name in ("Hồ Văn Thử", "A Viết Ba", "Zơrâm Năm")}


def test_a_need_refused_is_told_with_its_reason(town: District) -> None:
    home, _person = town.hong_thuy.record("Hồ Văn Thử")
    refused = {"refused_on": "2017-04-03", "refused_reason": "Đã hết vốn"}
    for policy, content in (("nha_o", "Xin sửa mái nhà"), ("tro_giup_phap_ly", "Tranh chấp kín")):
        wish = NeedInput(household=home, policy=policy, content=content, registered_on="2016-12-01", **refused)
        add_need(town.hong_thuy.register, wish, reason="x")
    assert [(one.content, one.asked_on, one.reason) for one in paper(town, Refusals).matters] == [
        ("Xin sửa mái nhà", "2016-12-01", "Đã hết vốn"),
        ("Trợ giúp pháp lý miễn phí", "2016-12-01", "Đã hết vốn"),
    ]
    with pytest.raises(UserError, match="Không có hộ"):
        collect(town.hong_thuy.register, Refusals, Selection(2016))


def test_the_book_of_complaints_has_what_is_recorded_and_no_secret(town: District) -> None:
    book = town.hong_thuy.register
    town.hong_thuy.record("Hồ Văn Thử")
    secret = {"noi_dung": "Lời kín của dân", "tra_loi": "Lời đáp kín", "han": "2017-06-20"}
    answer = {"ngay_tra_loi": "2017-06-10", "ket_qua": "sai", "so_van_ban": "15/UBND"}
    for date, name, details, village in (
        ("2017-06-03", "Hồ Văn Kín", {"loai": "to_cao"}, "Thôn 1"),
        ("2017-06-01", "Kê Thị Không", {"loai": "danh_sach", **answer}, "Thôn 1"),
        ("2017-06-02", "A Viết Bịa", {"loai": "che_do"}, None),
        ("2016-06-01", "Năm Trước", {"loai": "che_do", "han": "2016-06-20"}, None),
    ):
        given = RecordInput(kind="khieu_nai", date=date, title=name, village=village, details=secret | details)
        add_record(book, given, reason="x")
    here = paper(town, ComplaintBooks)
    assert [(one.received_on, one.name, one.address) for one in here.lines] == [
        ("2017-06-01", "Kê Thị Không", "Thôn 1"),
        ("2017-06-02", "A Viết Bịa", None),
        ("2017-06-03", office_papers.HIDDEN, None),
    ]
    assert here.lines[0].content == "Khiếu nại về danh sách hộ nghèo, cận nghèo"
    assert here.lines[0].outcome == "Không đúng, đã giải thích, số 15/UBND, ngày 10/06/2017"
    assert "kín của" not in str(here)
    assert "đáp kín" not in str(here)
    assert [one.received_on for one in paper(town, ComplaintBooks, Selection(2017, village="Thôn 1")).lines] == [
        "2017-06-01",
        "2017-06-03",
    ]


def test_a_refusal_names_the_reason_that_was_kept(town: District) -> None:
    home, _person = town.hong_thuy.record("Hồ Văn Thử", code="HN-01")
    town.hong_thuy.record("Kê Thị Hai")
    house(town, home, MilestoneInput(kind="refused", date="2017-05-20", note="Đã có nhà"))
    refusal = paper(town, Refusals)
    assert refusal.name == "Hồ Văn Thử"
    [matter] = refusal.matters
    assert (matter.asked_on, matter.refused_on, matter.reason) == ("2017-02-01", "2017-05-20", "Đã có nhà")


def test_what_a_paper_rests_on_is_of_its_day() -> None:
    def numbers(found: list[Any]) -> list[str]:
        return [one.number or one.title for one in found]

    law = "Luật Tổ chức chính quyền địa phương"
    assert numbers(grounds.recognising(2017, "2017-12-05", standards())) == [
        law,
        "59/2015/QĐ-TTg",
        "17/2016/TT-BLĐTBXH",
    ]
    assert numbers(grounds.recognising(2023, "2025-07-02", standards()))[:2] == [law, "07/2021/NĐ-CP"]
    assert numbers(grounds.recognising(2014, "2014-12-05", standards()))[0].startswith("Luật Tổ chức Hội đồng nhân dân")
    by_pen = [one.title for one in grounds.recognising(2017, "2017-12-05", standards()) if one.date == BY_PEN]
    assert by_pen == [law, "Thông tư"], "a date that no source gives is never printed from memory"
    assert "24/2021/QĐ-TTg" in numbers(grounds.recognising(2023, "2023-12-05", standards()))
    seen = {one.number for one in shipped()["dat_nuoc"].definition.legal_basis if one.status == "seen"}
    assert set(numbers(grounds.giving(shipped()["dat_nuoc"], "2017-06-01", "2017-06-01"))[1:]) <= seen


def test_a_form_is_for_whom_its_group_is_recorded(town: District) -> None:
    home, person = town.hong_thuy.record("Hồ Văn Thử")
    _second, ill = town.hong_thuy.record("Kê Thị Hai")
    allowance(town, person, "kt_nang", year=2017)
    allowance(town, ill, "hiv_ngheo", year=2017)
    chosen = Selection(2017, households=(home,))
    assert paper(town, DisabledForms, chosen).head.name == "Hồ Văn Thử"
    assert paper(town, ChildForms, chosen).head.name == ""
    assert paper(town, HivForms, chosen).head.name == ""
    with pytest.raises(UserError) as named:
        collect(town.hong_thuy.register, HivForms, Selection(2017, village="Thôn 1"))
    assert named.value.code == "choose_households"


def test_the_monthly_list_knows_earlier_decisions_and_no_group(town: District) -> None:
    for name, year, ended in (
        ("A Viết Một", 2015, None),
        ("A Viết Hai", 2015, "2016-08-01"),
        ("A Viết Ba", 2017, None),
    ):
        allowance(town, town.hong_thuy.record(name)[1], "hiv_ngheo", year=year, ended=ended)
    data, _issue = collect(town.hong_thuy.register, MonthlyList, ALL)
    assert sorted(line.name for line in data.lines) == ["A Viết Ba", "A Viết Một"]
    assert "HIV" not in str(data)


def test_lists_of_a_village_have_rows_for_the_pen(town: District) -> None:
    town.hong_thuy.record("Hồ Văn Thử")
    listed = paper(town, RiceLists, Selection(2017, village="Thôn 1"))
    assert (listed.village, listed.lines) == ("Thôn 1", [])
    with pytest.raises(UserError):
        collect(town.hong_thuy.register, LandPapers, ALL)
