"""Judging and completing supports: paths, canonical values, limits, overlaps, a policy added from bytes."""

from __future__ import annotations

import math
from typing import Any

import pytest
from small_policy import text

from db.domain.errors import Issue
from db.policy.definition import Policy, parse, shipped
from db.policy.evaluate import (
    Facts,
    active_period,
    check,
    complete,
    eligible_programmes,
    record_date,
    removes,
    status,
)
from db.policy.records import Amounts, MilestoneInput, Source, SupportInput
from db.store.facts import as_other

POOR = {"id": "h1", "size": 4, "classification": "poor", "standard": "2016_2020", "zone": "III"}


@pytest.fixture(scope="module")
def small() -> Policy:
    """The worked policy of the documentation, added from bytes: no code knows it."""
    return parse(text().encode(), "tien_dien/v1.toml")


def loan(**details: Any) -> SupportInput:
    given = {"chuong_trinh": "ho_ngheo", "thoi_han": 36, **details}
    return SupportInput(
        policy="tin_dung", year=2017, household="h1", amounts=Amounts(requested=30_000_000), details=given
    )


def facts(on: str = "2017-12-31", **household: Any) -> Facts:
    return Facts(on=on, household=POOR | household)


def judged(policy: str, support: SupportInput, known: Facts) -> dict[str, Issue]:
    return {issue.field: issue for issue in check(shipped()[policy], support, known)}


def power(months: int, total: int, year: int = 2017, **more: Any) -> SupportInput:
    return SupportInput(
        policy="tien_dien",
        year=year,
        household="h1",
        amounts=Amounts(approved=total),
        details={"so_thang": months},
        **more,
    )


def test_a_new_policy_needs_no_code(small: Policy) -> None:
    known = facts()
    assert check(small, power(12, 552_000), known) == []
    assert complete(small, power(12, 552_000), known) == {"so_thang": 12, "muc_thang": 46_000}
    wrong = check(small, power(12, 500_000), known)
    assert [(i.field, i.severity, i.code) for i in wrong] == [("amounts.approved", "hard", "thanh_tien")]
    assert wrong[0].message == (
        "Số tháng nhân mức tháng cộng lại là 552.000 đồng, thừa 52.000 đồng so với số tiền được hỗ trợ 500.000 đồng."
    )
    twice = Facts(on="2017-12-31", household=POOR, others=[{"id": "s0", "year": 2017, "status": "da_nhan"}])
    assert [i.code for i in check(small, power(12, 552_000), twice)] == ["hai_lan_mot_nam"]
    assert [i.message for i in check(small, power(1, 46_000), facts(classification="near_poor"))] == [
        "Hộ đang là “Hộ cận nghèo”."
    ]
    paid = [{"kind": "delivered", "date": "2017-12-01", "amount": 552_000}]
    assert (status(small, []), status(small, paid)) == ("de_nghi", "da_nhan")
    assert small.status_label("da_nhan") == "Đã nhận"
    assert small.columns == [
        ("so_thang", "Số tháng"),
        ("amounts.approved", "Số tiền được hỗ trợ"),
        ("status", "Trạng thái"),
    ]


def test_a_table_outside_its_dates_is_unknown(small: Policy) -> None:
    early = power(12, 552_000, year=2015)
    assert complete(small, early, facts("2015-06-01")) == {"so_thang": 12}
    assert check(small, early, facts("2015-06-01")) == []


def test_paths_of_rows() -> None:
    rows = [{"viec": "Bò", "thanh_tien": 30_000_000}, {"thanh_tien": "x", "lạ": 1}]
    found = judged("tin_dung", loan(muc_dich=rows, khong_co=1), facts())
    assert found["details.muc_dich[1].viec"].code == "required"
    assert found["details.muc_dich[1].thanh_tien"].code == "type"
    assert found["details.muc_dich[1].lạ"].code == "unknown_field"
    assert found["details.khong_co"].code == "unknown_field"


def test_a_cell_that_cannot_be_read_is_reported_once() -> None:
    found = check(shipped()["tin_dung"], loan(thoi_han="ba năm"), facts())
    assert [(i.field, i.code) for i in found] == [("details.thoi_han", "type")]


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("phuong_an", "  Nuo\u0302i bo\u0300 ", "Nuôi bò"),
        ("phuong_an", "   ", None),
        ("phuong_an", None, None),
        ("lai_suat", "06.60", "6.6"),
        ("lai_suat", 6.6, "6.6"),
        ("lai_suat", 7, "7"),
        ("lai_suat", "-0.0", "0"),
        ("loai_cong_trinh", ["ve_sinh", "nuoc_sach", "ve_sinh"], ["nuoc_sach", "ve_sinh"]),
        ("du_no", {"ngay_so_lieu": "2017-12-01", "so_khe_uoc": ""}, {"ngay_so_lieu": "2017-12-01"}),
        ("muc_dich", [{}, {"viec": " A ", "thanh_tien": 1}], [{"viec": "A", "thanh_tien": 1}]),
        ("muc_dich", [], None),
        ("lai_qua_han", "99", "8.58"),
    ],
)
def test_canonical_values(field: str, value: Any, kept: Any) -> None:
    given = {field: value}
    if field == "loai_cong_trinh":
        given["chuong_trinh"] = "nsvsmt"
    assert complete(shipped()["tin_dung"], loan(**given), facts()).get(field) == kept


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("phuong_an", "a\x00b", "type"),
        ("phuong_an", "\ud800", "type"),
        ("phuong_an", "x" * 201, "too_long"),
        ("phuong_an", ["x"], "type"),
        ("thoi_han", True, "type"),
        ("thoi_han", 36.0, "type"),
        ("thoi_han", 0, "out_of_range"),
        ("tien_moi_ky", -1, "out_of_range"),
        ("tien_moi_ky", 10**16, "out_of_range"),
        ("lai_suat", "6,6", "type"),
        ("lai_suat", math.nan, "type"),
        ("lai_suat", "1e3", "type"),
        ("lai_suat", "6.66666", "out_of_range"),
        ("lai_suat", "31", "out_of_range"),
        ("ngay_vay", "2017-02-30", "type"),
        ("ngay_vay", "2017", "type"),
        ("ngay_vay", "1017-01-01", "type"),
        ("ngay_vay", "٢٠١٧-01-01", "type"),
        ("hoi_quan_ly", "hoi_la", "choice"),
        ("hoi_quan_ly", 3, "type"),
        ("muc_dich", {"viec": "A"}, "type"),
        ("muc_dich", ["A"], "type"),
        ("du_no", [], None),
        ("du_no", ["x"], "type"),
    ],
)
def test_values_refused(field: str, value: Any, code: str | None) -> None:
    found = check(shipped()["tin_dung"], loan(**{field: value}), facts())
    codes = {i.code for i in found if i.field.startswith(f"details.{field}")}
    assert codes == ({code} if code else set())


def test_completed_details_are_accepted_and_stay_the_same() -> None:
    policy = shipped()["tin_dung"]
    first = complete(policy, loan(ngay_vay="2017-04-05", lai_suat=6.6), facts())
    again = SupportInput(
        policy="tin_dung", year=2017, household="h1", amounts=Amounts(requested=30_000_000), details=first
    )
    assert check(policy, again, facts()) == []
    assert complete(policy, again, facts()) == first


def test_amounts() -> None:
    policy = shipped()["tin_dung"]
    sources = [Source(source="nhcsxh", amount=30_000_000), Source(source="nstw", amount=-5)]
    support = loan()
    support.amounts = Amounts(requested=30_000_000, cost=29_999_995, sources=sources)
    found = {i.field: i.code for i in check(policy, support, facts())}
    assert found == {"amounts.sources[1].source": "choice", "amounts.sources[1].amount": "out_of_range"}
    support.amounts = None
    assert [i.field for i in check(policy, support, facts())] == ["amounts.requested"]


def test_legal_aid_uses_no_money() -> None:
    aid = SupportInput(
        policy="tro_giup_phap_ly",
        year=2017,
        person="p1",
        amounts=Amounts(requested=1),
        details={"ngay_yeu_cau": "2017-03-02"},
    )
    assert judged("tro_giup_phap_ly", aid, facts())["amounts.requested"].code == "unknown_field"


def test_recalled_limit_says_so_and_a_seen_one_does_not() -> None:
    support = loan()
    support.amounts = Amounts(requested=60_000_000)
    hard = judged("tin_dung", support, facts())["amounts.requested"]
    assert hard.severity == "hard"
    assert "60.000.000 đồng vượt mức tối đa 50.000.000 đồng" in hard.message
    assert "đối chiếu" not in hard.message
    support.details["chuong_trinh"] = "can_ngheo"
    soft = judged("tin_dung", support, facts(classification="near_poor"))["amounts.requested"]
    assert soft.severity == "soft"
    assert "cần đối chiếu" in soft.message


def test_milestones_from_structs_and_dicts_agree() -> None:
    policy = shipped()["tin_dung"]
    steps = [
        MilestoneInput(kind="disbursed", date="2017-04-05", amount=30_000_000),
        MilestoneInput(kind="requested", date="2017-03-01"),
    ]
    as_dicts = [{"kind": s.kind, "date": s.date, "amount": s.amount} for s in steps]
    assert status(policy, as_dicts) == "dang_vay"
    assert status(policy, as_dicts[::-1]) == "dang_vay"
    support = loan()
    support.milestones = steps
    assert complete(policy, support, facts())["han_cuoi"] == "2020-04-05"


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        ([], "nhu_cau"),
        ([{"kind": "unknown", "date": "2017-01-01"}], "nhu_cau"),
        ([{"kind": "requested", "date": "khi nào"}], "nhu_cau"),
        ([{"kind": "requested"}], "nhu_cau"),
        ([{"kind": "refused", "date": "2017-01-01"}, {"kind": "requested", "date": "2017-01-01"}], "tu_choi"),
        ([{"kind": "refused", "date": "2017-01-01"}, {"kind": "requested", "date": "2017-01-02"}], "de_nghi"),
    ],
)
def test_state(steps: list[dict[str, Any]], state: str) -> None:
    assert status(shipped()["tin_dung"], steps) == state


def test_milestone_findings() -> None:
    support = loan()
    support.milestones = [
        MilestoneInput(kind="requested", date="2018-05-01"),
        MilestoneInput(kind="requested", date="2017-02-31"),
        MilestoneInput(kind="disbursed", date="2017-05-01", amount=0),
        MilestoneInput(kind="bay", date="2017-05-01"),
    ]
    found = {(i.field, i.severity, i.code) for i in check(shipped()["tin_dung"], support, facts())}
    assert found == {
        ("milestones[0].date", "soft", "milestone_future"),
        ("milestones[1].date", "hard", "type"),
        ("milestones[1].kind", "hard", "milestone_repeat"),
        ("milestones[2].date", "hard", "milestone_order"),
        ("milestones[2].amount", "hard", "out_of_range"),
        ("milestones[3].kind", "hard", "milestone_kind"),
    }


def card(**details: Any) -> SupportInput:
    given = {"phuong_an": "tang_moi", "ma_doi_tuong": "HN", "tu_ngay": "2017-01-01", **details}
    return SupportInput(policy="bhyt", year=2017, person="p1", household="h1", details=given)


def test_dates_a_caller_needs() -> None:
    policy = shipped()["bhyt"]
    known = Facts(on="2017-05-01", household={}, person={"birth_date": "1980"})
    assert record_date(policy, card(), known) == "2017-01-01"
    assert active_period(policy, card(), known) == ("2017-01-01", "2017-12-31")
    returned = card()
    returned.milestones = [MilestoneInput(kind="ended", date="2017-03-01", note="Chuyển đi")]
    assert active_period(policy, returned, known) == ("2017-01-01", "2017-03-01")
    old = SupportInput(policy="bhyt", year=2015, person="p1", details={"phuong_an": "tang_moi"})
    assert record_date(policy, old, known) == "2015-12-31"


def test_second_card_says_which() -> None:
    other = {
        "id": "s0",
        "person": "p1",
        "year": 2017,
        "status": "da_phat",
        "details": {},
        "active_from": "2017-01-01",
        "active_to": "2017-12-31",
    }
    known = Facts(on="2017-05-01", household=POOR, person={"birth_date": "1980"}, others=[other])
    found = check(shipped()["bhyt"], card(), known)
    assert [(i.code, i.severity) for i in found] == [("the_thu_hai", "soft")]
    assert found[0].message.endswith(" (năm 2017, đã phát thẻ, từ 01/01/2017 đến 31/12/2017).")


def test_a_rival_under_a_definition_that_nobody_here_has_is_told_without_a_state() -> None:
    other = as_other("s0", card(), None)
    known = Facts(on="2017-05-01", household=POOR, person={"birth_date": "1980"}, others=[other])
    found = check(shipped()["bhyt"], card(), known)
    assert [issue.code for issue in found] == ["the_thu_hai"]
    assert found[0].message.endswith(" (năm 2017).")


@pytest.mark.parametrize(
    ("state", "severity", "ends"),
    [
        ("own", "hard", "“Hộ không nghèo”."),
        ("seen", "hard", "“Hộ không nghèo”."),
        ("recalled", "soft", "“Hộ không nghèo”; số liệu cần đối chiếu."),
        ("uncertain", "soft", "“Hộ không nghèo”; số liệu cần đối chiếu."),
    ],
)
def test_a_check_weighs_as_sure_as_its_source_is(state: str, severity: str, ends: str) -> None:
    policy = parse(text().replace('severity = "soft"', f'status = "{state}"', 1).encode(), "x.toml")
    found = check(policy, power(2, 92_000), facts(classification="not_poor"))
    (issue,) = (i for i in found if i.code == "ngheo_thu_nhap")
    assert issue.severity == severity
    assert issue.message.endswith(ends)


def test_no_uncertain_check_of_a_shipped_policy_stops() -> None:
    checks = [c for p in shipped().values() for c in p.definition.checks if c.status in ("recalled", "uncertain")]
    assert len(checks) > 5
    assert {c.severity for c in checks} <= {None, "soft"}


def test_programmes_offered() -> None:
    offered = dict(eligible_programmes(shipped()["nha_o"], SupportInput(policy="nha_o", year=2017), facts()))
    assert offered["qd_33"] is None
    assert offered["qd_48"] is True
    assert "thien_tai" not in offered


def test_deprivations_removed_by_standard() -> None:
    support = card()
    support.milestones = [MilestoneInput(kind="approved", date="2016-12-28")]
    known = facts()
    assert removes(shipped()["bhyt"], support, known, "2016_2020") == ["yt_bhyt"]
    assert removes(shipped()["bhyt"], support, known, "2022_2025") == ["bhyt"]
    assert removes(shipped()["bhyt"], support, known, "2006_2010") == []


@pytest.mark.parametrize("dien", ["kk_hiv", "nhiem_hiv"])
def test_a_secret_choice_is_not_named(dien: str) -> None:
    aid = SupportInput(
        policy="tro_giup_phap_ly",
        year=2017,
        person="p1",
        household="h1",
        details={"ngay_yeu_cau": "2017-04-02", "dien": dien},
    )
    found = judged("tro_giup_phap_ly", aid, facts())["details.dien"]
    assert found.severity == "hard"
    assert "giá trị" in found.message
    assert "hiv" not in found.message.lower()


def test_a_bound_is_written_with_its_unit() -> None:
    house = SupportInput(
        policy="nha_o",
        year=2017,
        household="h1",
        details={"chuong_trinh": "qd_33", "loai": "xay_moi", "dien_tich_moi": 23.5},
    )
    message = judged("nha_o", house, facts(was_2011_2015_poor=True))["details.dien_tich_moi"].message
    assert "23,5 m² dưới mức tối thiểu 24 m²" in message


def test_secret_values_stay_out_of_sentences() -> None:
    aid = SupportInput(
        policy="tro_giup_phap_ly",
        year=2018,
        person="p1",
        household="h1",
        details={"ngay_yeu_cau": "2018-04-02", "dien": "kk_hiv", "tom_tat": "bí mật" * 400},
        milestones=[MilestoneInput(kind="requested", date="2018-04-02")],
    )
    found = check(shipped()["tro_giup_phap_ly"], aid, facts("2018-12-31"))
    assert [i.code for i in found] == ["too_long"]
    assert all("HIV" not in i.message and "bí mật" not in i.message for i in found)
