"""Reviews weighed by their standard, rounds with their steps, and the decision that makes classes of them."""

from __future__ import annotations

from typing import Any

import pytest
from exchanges import Office, household

from db.domain.errors import InvalidData, NotFound
from db.store.deciding.own_values import own_value
from db.store.history.history import household_history
from db.store.history.undo import undo
from db.store.household.households import add_household
from db.store.inputs import ClassificationInput
from db.store.reading import household as home_row
from db.store.review.inputs import MeetingInput, ReviewInput, RoundInput
from db.store.review.lacks import lacking_households, lacks
from db.store.review.reading import review, reviews, round_row, rounds
from db.store.review.reviews import add_review, explain, save_reviews, set_review
from db.store.review.rounds import add_round, recognise, set_meeting, set_round

HARD = (
    "ends_before",
    "date",
    "date_future",
    "unknown_standard",
    "standard_date",
    "round_year",
    "unknown_code",
    "negative",
)
LACKS = ["nuoc", "nha_tieu", "yt_bhyt"]
DECISION = {"decision_no": "12/QĐ-UBND", "decision_date": "2016-12-20", "signatory": "Hồ Văn Chủ"}
STEPS = {
    "listed_on": "2016-10-01",
    "field_from": "2016-10-03",
    "field_to": "2016-10-20",
    "posted_from": "2016-10-26",
    "posted_to": "2016-10-28",
    "opinion_asked": "2016-11-14",
    "opinion_answered": "2016-11-18",
}


@pytest.fixture
def poor(hong_thuy: Office) -> str:
    return add_household(hong_thuy.register, household("Hồ Văn Thử", classification=listed("poor"))).id


def listed(result: str, day: str = "2016-01-01") -> ClassificationInput:
    return ClassificationInput(standard="2016_2020", result=result, valid_from=day)


def opened(hong_thuy: Office, **more: Any) -> str:
    return add_round(hong_thuy.register, RoundInput(**({"year": 2016} | STEPS | more))).id


def entered(home: str, **more: Any) -> ReviewInput:
    values: dict[str, Any] = {"household": home, "date": "2016-10-05", "b1": 121, "deprivations": LACKS, "size": 1}
    return ReviewInput(**(values | more))


def refused(hong_thuy: Office, data: ReviewInput, reason: str = "vẫn ghi") -> set[str]:
    with pytest.raises(InvalidData) as caught:
        add_review(hong_thuy.register, data, reason=reason)
    return {issue.code for issue in caught.value.issues}


def test_a_review_is_kept_with_what_follows_from_it(hong_thuy: Office, poor: str) -> None:
    number = opened(hong_thuy)
    (record,) = add_review(hong_thuy.register, entered(poor, round=number, causes=["2", "1"], size=None)).ids
    with hong_thuy.register.read() as connection:
        row = review(connection, record)
    assert (row.standard, row.kind, row.area_class, row.size) == ("2016_2020", "periodic", "rural", 1)
    assert (row.result, row.sub_type, row.b2) == ("poor", "deprivation", 30)
    assert (row.before, row.derived, row.head, row.causes) == ("poor", "1", "Hồ Văn Thử", ["2", "1"])
    assert row.deprivations is not None
    assert sorted(row.deprivations) == sorted(LACKS)


def test_a_correction_is_worked_out_anew_and_nothing_lacked_is_remembered(hong_thuy: Office, poor: str) -> None:
    (record,) = add_review(hong_thuy.register, entered(poor)).ids
    set_review(hong_thuy.register, record, {"deprivations": []})
    with hong_thuy.register.read() as connection:
        row = review(connection, record)
    assert (row.deprivations, row.b2, row.result, row.sub_type, row.derived) == ([], 0, "near_poor", None, "4")
    set_review(hong_thuy.register, record, {"b1": 151})
    with hong_thuy.register.read() as connection:
        assert (review(connection, record).result, review(connection, record).derived) == ("not_poor", "9")
        labels = {row.label for row in household_history(connection, poor)}
    assert {"B1 (điểm A – thu nhập)", "Kết quả", "Chỉ số thiếu hụt"} <= labels


def test_what_cannot_be_is_refused(hong_thuy: Office, poor: str) -> None:
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"date": "2018-01-01"}, "date_future"),
        ({"b2": 35, "deprivations": None}, "b2_steps"),
        ({"deprivations": ["viec_lam"]}, "unknown_code"),
        ({"deprivations": ["nuoc", "nuoc"]}, "twice"),
        ({"causes": ["77"]}, "unknown_code"),
        ({"area_class": "urban"}, "area_reason"),
        ({"b1": -1}, "negative"),
        ({"size": 0}, "size"),
        ({"result": "escaped_poverty"}, "unknown_code"),
        ({"answers": {"xe": "1"}}, "unknown_answer"),
        ({"change_kind": "3"}, "change_fits"),
        ({"change_kind": "99"}, "unknown_code"),
    ]
    for more, code in wrong:
        assert refused(hong_thuy, entered(poor, **more)) == {code}
    with hong_thuy.register.read() as connection:
        assert not reviews(connection)


def test_what_is_odd_wants_a_reason_once(hong_thuy: Office, poor: str) -> None:
    odd: list[tuple[dict[str, Any], str]] = [
        ({"b2": 20}, "b2_ticks"),
        ({"result": "near_poor"}, "result_differs"),
        ({"size": 4}, "size_differs"),
        ({"income": 500_000}, "income_b1"),
        ({"answers": {"nhan_khau": "1", "luong_huu": "2", "bang_cap": "cao_dang"}}, "b1_answers"),
    ]
    for more, code in odd:
        assert refused(hong_thuy, entered(poor, **more), reason="") == {code}
        done = add_review(hong_thuy.register, entered(poor, **more), reason="đã xem lại")
        assert {issue.code for issue in done.warnings} == {code}
        set_review(hong_thuy.register, done.ids[0], {"note": "xong"})


def test_one_review_of_a_household_in_a_round(hong_thuy: Office, poor: str) -> None:
    number = opened(hong_thuy)
    add_review(hong_thuy.register, entered(poor, round=number))
    assert refused(hong_thuy, entered(poor, round=number)) == {"review_exists"}
    with pytest.raises(NotFound, match="đợt rà soát"):
        add_review(hong_thuy.register, entered(poor, round="không có"))
    found = explain(hong_thuy.register, entered(poor, b1=120, area_class="rural"))
    assert found.outcome.reasons[-1] == "Kết quả: hộ nghèo (hộ nghèo về thu nhập)."


def test_the_area_may_be_overridden_with_a_reason(hong_thuy: Office, poor: str) -> None:
    (record,) = add_review(
        hong_thuy.register, entered(poor, b1=140, area_class="urban", area_reason="Ban Chỉ đạo tỉnh quyết định")
    ).ids
    with hong_thuy.register.read() as connection:
        assert (review(connection, record).area_class, review(connection, record).sub_type) == ("urban", "income")


def test_a_village_of_reviews_is_one_action_or_nothing(hong_thuy: Office, poor: str) -> None:
    other = add_household(hong_thuy.register, household("Kăn Nơ", classification=None)).id
    number = opened(hong_thuy)
    rows = [("", entered(poor, round=number)), ("", entered(other, round=number, b2=7))]
    with pytest.raises(InvalidData) as caught:
        save_reviews(hong_thuy.register, rows, reason="vẫn ghi")
    assert {i.field for i in caught.value.issues if i.severity == "hard"} == {"rows[1].b2"}
    done = save_reviews(hong_thuy.register, [rows[0], ("", entered(other, round=number, b1=100, deprivations=[]))])
    with hong_thuy.register.read() as connection:
        assert {row.derived for row in reviews(connection, round_id=number)} == {"1", "3"}
        assert round_row(connection, number).reviews == 2
    undo(hong_thuy.register, done.action)
    with hong_thuy.register.read() as connection:
        assert not reviews(connection, round_id=number)


def test_recognising_makes_classes_of_the_next_year_with_what_is_lacked(hong_thuy: Office, poor: str) -> None:
    register = hong_thuy.register
    near = add_household(register, household("Kăn Nơ", classification=listed("near_poor"))).id
    new = add_household(register, household("Hồ Thị Mới", classification=None)).id
    never = add_household(register, household("Hồ Thị Khá", classification=listed("escaped_poverty"))).id
    number = opened(hong_thuy)
    given = [entered(poor, round=number), entered(near, round=number, b1=200, deprivations=[])]
    given += [entered(new, round=number, b1=100, deprivations=["nuoc"]), entered(never, round=number, b1=180)]
    save_reviews(register, [("", one) for one in given])
    with pytest.raises(InvalidData) as caught:
        recognise(register, number, reason="vẫn làm")
    assert {i.field for i in caught.value.issues if i.severity == "hard"} == set(DECISION)
    set_meeting(register, number, MeetingInput(date="2016-10-22", village="thon 1", attended=40, agreed=38))
    done = recognise(register, number, DECISION)
    assert (done.valid_from, done.classes, done.unchanged) == ("2017-01-01", {"poor": 2, "escaped_near_poverty": 1}, 1)
    assert not done.warnings
    with register.read() as connection:
        now = {home: home_row(connection, home, "2017-01-01") for home in (poor, near, new, never)}
        earlier = home_row(connection, poor, "2016-12-31")
        assert [row.recognised for row in reviews(connection, round_id=number)].count(True) == 3
    kinds = {home: row.classification and row.classification.change_kind for home, row in now.items()}
    assert kinds == {poor: "1", near: "10", new: "3", never: None}
    first = now[poor].classification
    assert first is not None
    assert (first.decision_no, first.decision_date, first.sub_type) == ("12/QĐ-UBND", "2016-12-20", "deprivation")
    assert now[poor].deprivations == sorted(LACKS)
    assert now[new].deprivations == ["nuoc"]
    assert earlier.classification is not None
    assert earlier.classification.decision_no is None
    with register.read() as connection:
        (record,) = (row.id for row in reviews(connection, households=[poor]))
    with pytest.raises(InvalidData, match="đã được công nhận"):
        set_review(register, record, {"b1": 10})


def test_what_is_missing_at_the_decision_is_asked_about(hong_thuy: Office, poor: str) -> None:
    register = hong_thuy.register
    other = add_household(register, household("Kăn Nơ", classification=listed("near_poor"))).id
    number = opened(hong_thuy, posted_from=None, posted_to=None, opinion_asked=None, opinion_answered=None)
    add_review(register, entered(poor, round=number))
    with pytest.raises(InvalidData) as caught:
        recognise(register, number, DECISION)
    assert {issue.code for issue in caught.value.issues} == {"no_meeting", "no_posting", "no_opinion", "left_out"}
    assert "cấp huyện" in next(i.message for i in caught.value.issues if i.code == "no_opinion")
    meeting = MeetingInput(date="2016-10-22", village="Thôn 1", attended=40, agreed=19)
    record = set_meeting(register, number, meeting, reason="ghi đúng biên bản").id
    with pytest.raises(InvalidData, match="chưa đủ 50 % đồng ý \\(Thôn 1\\)"):
        recognise(register, number, DECISION, reason="vẫn làm")
    set_meeting(register, number, MeetingInput(date="2016-10-24", village="Thôn 1", attended=40, agreed=20))
    assert recognise(register, number, DECISION, reason="họp lại").classes == {"poor": 1}
    with pytest.raises(InvalidData, match="không còn phiếu nào"):
        recognise(register, number, reason="lại")
    with register.read() as connection:
        row = round_row(connection, number)
        assert [one.id == record for one in row.meetings] == [True, False]
        kept = home_row(connection, other, "2017-06-01").classification
    assert kept is not None
    assert kept.result == "near_poor"
    assert row.next is not None
    assert (row.next.id, [step.state for step in row.steps].count("done")) == ("posting", 4)


def test_a_recognition_can_be_taken_back_whole(hong_thuy: Office, poor: str) -> None:
    register = hong_thuy.register
    number = opened(hong_thuy)
    add_review(register, entered(poor, round=number))
    done = recognise(register, number, DECISION, reason="làm thử")
    undo(register, done.action)
    with register.read() as connection:
        row = home_row(connection, poor, "2017-06-01")
        assert row.classification is not None
        assert row.classification.valid_from == "2016-01-01"
        assert row.deprivations == []
        assert round_row(connection, number).recognised == 0


def test_days_of_a_round_that_cannot_be_and_that_are_odd(hong_thuy: Office) -> None:
    told: list[tuple[dict[str, Any], str]] = [
        ({"field_to": "2016-10-01"}, "ends_before"),
        ({"listed_on": "2016-02-30"}, "date"),
        ({"certified_on": "2018-05-05"}, "date_future"),
        ({"standard": "1999"}, "unknown_standard"),
        ({"standard": "2022_2025"}, "standard_date"),
        ({"year": 2018}, "round_year"),
        ({"kind": "khác"}, "unknown_code"),
        ({"complaints": -1}, "negative"),
        ({"posted_from": "2016-10-15"}, "step_order"),
        ({"posted_to": "2016-10-27"}, "posting_days"),
        ({"opinion_answered": "2016-11-25"}, "opinion_days"),
        ({"opinion_level": "province"}, "opinion_level"),
        ({"rechecked_on": "2016-11-14"}, "recheck_days"),
        ({"year": 2015, **dict.fromkeys(STEPS)}, "period_change"),
        (
            {**dict.fromkeys(STEPS), "kind": "in_year", "listed_on": "2016-03-01", "decision_date": "2016-03-11"},
            "decide_days",
        ),
    ]
    for more, code in told:
        with pytest.raises(InvalidData) as caught:
            opened(hong_thuy, **more)
        assert {(i.code, i.severity) for i in caught.value.issues} == {(code, "hard" if code in HARD else "soft")}


def test_two_standards_side_by_side_and_the_class_of_each_day(hong_thuy: Office, poor: str) -> None:
    """At a change of period the old standard closes the year, the new one opens the next."""
    register = hong_thuy.register
    closing = add_round(register, RoundInput(year=2015, kind="closing")).id
    opening = add_round(register, RoundInput(year=2015, kind="opening")).id
    other = add_household(register, household("Kăn Nơ", classification=None)).id
    decision = {"decision_no": "1", "decision_date": "2015-12-30", "signatory": "Hồ Văn Chủ"}
    for number, data in (
        (closing, ReviewInput(household=other, date="2015-11-05", income=390_000, size=1)),
        (opening, ReviewInput(household=other, date="2015-11-05", income=690_000, deprivations=[], size=1)),
    ):
        add_review(register, ReviewInput(**{n: getattr(data, n) for n in data.__struct_fields__} | {"round": number}))
        recognise(register, number, decision, reason="dữ liệu cũ")
    with register.read() as connection:
        rows = [home_row(connection, other, day).classification for day in ("2015-12-31", "2016-01-01")]
        assert {row.id: row.standard for row in rounds(connection, year=2015)} == {
            closing: "2011_2015", opening: "2016_2020",
        }  # fmt: skip
    assert [(row.standard, row.result, row.sub_type) if row else None for row in rows] == [
        ("2011_2015", "poor", None),
        ("2016_2020", "poor", "income"),
    ]


def test_in_year_counts_from_the_decision_and_the_level_follows_the_date(hong_thuy: Office, poor: str) -> None:
    register = hong_thuy.register
    number = add_round(register, RoundInput(year=2017, kind="in_year", listed_on="2017-03-15")).id
    with register.read() as connection:
        row = round_row(connection, number)
        assert "opinion" not in [step.id for step in row.steps]
        assert row.level_due == ""
    add_review(register, entered(poor, round=number, date="2017-03-16", b1=160))
    set_round(register, number, {"posted_from": "2017-03-17", "posted_to": "2017-03-21"})
    set_round(register, number, {"decision_date": "2017-03-21"})
    done = recognise(register, number, {**DECISION, "decision_date": "2017-03-22"})
    assert (done.valid_from, done.classes) == ("2017-03-22", {"escaped_poverty": 1})


def test_a_value_of_ones_own_that_ends_a_conflict_is_checked(hong_thuy: Office, poor: str) -> None:
    register = hong_thuy.register
    number = opened(hong_thuy)
    (record,) = add_review(register, entered(poor, round=number)).ids
    with register.read() as connection:
        for entity, one, key, value, told in (
            ("review", record, "scores", {"b1": 100, "b2": 7}, "B2 ghi 7"),
            ("review", record, "deprivations", ["xe"], "“xe” không có trong"),
            ("review_round", number, "field", {"field_from": "2016-10-09", "field_to": "2016-10-08"}, "đứng trước"),
        ):
            with pytest.raises(InvalidData, match=told):
                own_value(register, connection, entity, one, key, value)
        assert own_value(register, connection, "review", record, "scores", {"b1": 100}) == {"b1": 100}


def test_who_lacks_what_with_the_office_that_answers(hong_thuy: Office, poor: str) -> None:
    register = hong_thuy.register
    number = opened(hong_thuy)
    add_review(register, entered(poor, round=number))
    recognise(register, number, DECISION, reason="làm thử")
    with register.read() as connection:
        found = lacks(connection, "2017-03-01", by_village=True)
        (who,) = lacking_households(connection, "2017-03-01", indicator="yt_bhyt")
        assert not any(one.households for one in lacks(connection, "2016-12-31"))
    counted = {(one.indicator, one.village_name): one for one in found}
    assert len(found) == 10 + 3
    line = counted["yt_bhyt", "Thôn 1"]
    assert (line.department, line.households, line.persons, line.poor, line.near_poor) == ("Sở Y tế", 1, 1, 1, 0)
    assert counted["yt_bhyt", ""].households == 1
    assert (who.household, who.head, who.since, who.result) == (poor, "Hồ Văn Thử", "2017-01-01", "poor")


def test_a_review_without_its_day_is_refused_in_a_sentence(hong_thuy: Office) -> None:
    home, _person = hong_thuy.record("Hồ Văn Thử")
    found = explain(hong_thuy.register, ReviewInput(household=home, date=" ", b1=100, deprivations=[]))
    assert [issue.message for issue in found.issues if issue.field == "date"] == [
        "Chưa ghi ngày rà soát: ghi ngày rồi lưu."
    ]
    with pytest.raises(InvalidData, match="Chưa ghi ngày rà soát"):
        add_review(hong_thuy.register, ReviewInput(household=home, date="", b1=100, deprivations=[]), reason="Thử")
