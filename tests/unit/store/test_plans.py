"""Households' plans: checked whole, changed in parts, with a history, taken back; the same on both databases."""

from __future__ import annotations

from typing import Any

import pytest
from exchanges import Office, household

from db.domain.errors import InvalidData, NotFound
from db.store.actions import Action
from db.store.history.history import household_history
from db.store.history.undo import last_actions, undo
from db.store.household.households import add_household, delete_record
from db.store.inputs import FollowUpInput, MeasureInput, PlanInput, Source
from db.store.plan.plans import add_plan, set_plan
from db.store.plan.reading import plan, plans
from db.store.rows import PlanRow

COW = {"content": "Mua 02 bò giống", "policy": "tin_dung", "from_date": "2017-03", "to_date": "2017-06"}


@pytest.fixture
def home(hong_thuy: Office) -> str:
    return add_household(hong_thuy.register, household("Hồ Văn Thử")).id


def entered(home: str, **more: Any) -> PlanInput:
    values: dict[str, Any] = {
        "household": home,
        "year": 2017,
        "made_on": "2017-02-01",
        "causes": ["2", "1"],
        "wishes": "Vay vốn  nuôi bò",
        "escape_year": 2019,
        "measures": [MeasureInput(**COW, sources=[Source(source="nhcsxh", amount=30_000_000)], responsible="Kê Sửu")],
        "follow_ups": [FollowUpInput(date="2017-06-30", outcome="Đã mua 01 bò", officer="Hồ Thị Mẫu")],
    }
    return PlanInput(**(values | more))


def shown(hong_thuy: Office, record: str) -> PlanRow:
    with hong_thuy.register.read() as connection:
        return plan(connection, record)


def refused(hong_thuy: Office, data: PlanInput, reason: str = "vẫn ghi") -> set[str]:
    with pytest.raises(InvalidData) as caught:
        add_plan(hong_thuy.register, data, reason=reason)
    return {issue.code for issue in caught.value.issues}


def test_a_plan_is_kept_whole_and_its_causes_in_their_order(hong_thuy: Office, home: str) -> None:
    row = shown(hong_thuy, add_plan(hong_thuy.register, entered(home)).id)
    assert (row.household, row.year, row.causes, row.wishes, row.escape_year) == (
        home, 2017, ["2", "1"], "Vay vốn nuôi bò", 2019,
    )  # fmt: skip
    (measure,), (look,) = row.measures, row.follow_ups
    assert (measure.content, measure.to_date, measure.state) == ("Mua 02 bò giống", "2017-06", "planned")
    assert measure.sources == [{"source": "nhcsxh", "amount": 30_000_000}]
    assert (look.date, look.outcome, look.officer) == ("2017-06-30", "Đã mua 01 bò", "Hồ Thị Mẫu")


def test_only_what_is_named_changes(hong_thuy: Office, home: str) -> None:
    record = add_plan(hong_thuy.register, entered(home)).id
    before = shown(hong_thuy, record)
    named = {"id": before.measures[0].id, "state": "done", "outcome": "Đã mua 02 bò"}
    looked = {"date": "2017-08-30", "outcome": "Bò khỏe", "state": "done"}
    set_plan(
        hong_thuy.register,
        record,
        {"measures": [named, {"content": "Học nghề"}], "follow_ups": [looked], "wishes": None},
    )
    row = shown(hong_thuy, record)
    assert [(m.content, m.state, m.outcome) for m in row.measures] == [
        ("Mua 02 bò giống", "done", "Đã mua 02 bò"),
        ("Học nghề", "planned", None),
    ]
    assert row.measures[0].sources == before.measures[0].sources
    assert [one.outcome for one in row.follow_ups] == ["Đã mua 01 bò", "Bò khỏe"]
    assert (row.wishes, row.causes) == (None, before.causes)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"year": 1900}, "plan_year"),
        ({"made_on": "2018-01-01"}, "date_future"),
        ({"made_on": "2017-02-30"}, "date"),
        ({"causes": ["99"]}, "unknown_code"),
        ({"causes": ["1", "1"]}, "cause_twice"),
        ({"escape_year": 2016}, "escape_before"),
        ({"measures": [MeasureInput(content="  ")]}, "measure_empty"),
        ({"measures": [MeasureInput(content="a", indicator="khong_co")]}, "unknown_indicator"),
        ({"measures": [MeasureInput(content="a", policy="khong_co")]}, "unknown_policy"),
        ({"measures": [MeasureInput(content="a", state="khong_co")]}, "unknown_code"),
        ({"measures": [MeasureInput(content="a", from_date="2017-06", to_date="2017-05")]}, "ends_before"),
        ({"measures": [MeasureInput(content="a", sources=[Source(source="nstw", amount=0)])]}, "amount_positive"),
        ({"measures": [MeasureInput(content="a", sources=[Source(source="nstw", amount=1)] * 2)]}, "source_twice"),
        ({"follow_ups": [FollowUpInput(date="2018-01-01", outcome="a")]}, "date_future"),
        ({"follow_ups": [FollowUpInput(date="2017-01-01", outcome=" ")]}, "outcome_empty"),
    ],
)
def test_what_cannot_be_stops_whatever_the_reason(
    hong_thuy: Office, home: str, wrong: dict[str, Any], code: str
) -> None:
    assert code in refused(hong_thuy, entered(home, **wrong))
    with hong_thuy.register.read() as connection:
        assert plans(connection) == []


def test_what_is_odd_wants_a_reason_once(hong_thuy: Office, home: str) -> None:
    data = entered(home, causes=[], escape_year=2030)
    assert refused(hong_thuy, data, reason="") == {"no_cause", "escape_late"}
    made = add_plan(hong_thuy.register, data, reason="Hộ tự khai")
    assert {issue.code for issue in made.warnings} == {"no_cause", "escape_late"}
    assert set_plan(hong_thuy.register, made.id, {"note": "Xem lại"}).warnings == []
    measure = shown(hong_thuy, made.id).measures[0].id
    with pytest.raises(InvalidData, match="chưa ghi kết quả"):
        set_plan(hong_thuy.register, made.id, {"measures": [{"id": measure, "state": "done"}]})


def test_a_household_that_is_not_poor_wants_a_reason(hong_thuy: Office) -> None:
    other = add_household(hong_thuy.register, household("Kê Thị Xoàn", classification=None)).id
    assert refused(hong_thuy, entered(other), reason="") == {"not_poor"}


def test_one_plan_a_year(hong_thuy: Office, home: str) -> None:
    add_plan(hong_thuy.register, entered(home))
    assert refused(hong_thuy, entered(home)) == {"plan_exists"}
    later = add_plan(hong_thuy.register, entered(home, year=2018)).id
    with pytest.raises(InvalidData, match="đã có kế hoạch"):
        set_plan(hong_thuy.register, later, {"year": 2017})
    with hong_thuy.register.read() as connection:
        assert [one.year for one in plans(connection, households=[home])] == [2018, 2017]


def test_a_part_of_another_plan_is_none_of_this_one(hong_thuy: Office, home: str) -> None:
    first = shown(hong_thuy, add_plan(hong_thuy.register, entered(home)).id)
    second = add_plan(hong_thuy.register, entered(home, year=2018)).id
    with pytest.raises(NotFound):
        set_plan(hong_thuy.register, second, {"measures": [{"id": first.measures[0].id, "state": "doing"}]})
    with pytest.raises(NotFound):
        add_plan(hong_thuy.register, entered("không-có"))


def test_history_tells_it_in_words(hong_thuy: Office, home: str) -> None:
    record = add_plan(hong_thuy.register, entered(home)).id
    set_plan(hong_thuy.register, record, {"causes": ["1", "2"]})
    with hong_thuy.register.read() as connection:
        rows = household_history(connection, home)
    told = {(row.record, row.label): (row.before, row.after) for row in reversed(rows)}
    assert told["kế hoạch giảm nghèo năm 2017", "Nguyên nhân nghèo"] == (
        "Thiếu đất canh tác; Thiếu vốn sản xuất",
        "Thiếu vốn sản xuất; Thiếu đất canh tác",
    )
    measure = "giải pháp “Mua 02 bò giống”"
    assert told[measure, "Chính sách"][1] == "Tín dụng ưu đãi của Ngân hàng Chính sách xã hội"
    assert told[measure, "Đến ngày"][1] == "06/2017"
    assert told[measure, "Nguồn vốn"][1] == "Tín dụng Ngân hàng Chính sách xã hội: 30.000.000"
    assert told[measure, "Tình trạng"][1] == "Chưa làm"
    assert told["lần theo dõi 30/06/2017", "Kết quả"][1] == "Đã mua 01 bò"


def test_adding_is_taken_back_whole(hong_thuy: Office, home: str) -> None:
    record = add_plan(hong_thuy.register, entered(home)).id
    with hong_thuy.register.read() as connection:
        added = last_actions(connection)[0].id
    assert undo(hong_thuy.register, added).restored == 3
    with hong_thuy.register.read() as connection:
        assert plans(connection) == []
    again = add_plan(hong_thuy.register, entered(home)).id
    set_plan(hong_thuy.register, again, {"measures": [{"content": "Học nghề"}]})
    with hong_thuy.register.read() as connection:
        before = last_actions(connection)[1].id
    undone = undo(hong_thuy.register, before)
    assert undone.action == "", "a measure written later keeps the plan"
    assert {left.why for left in undone.left} == {"đang được bản ghi khác dùng", "đi cùng những mục không lấy lại được"}
    assert record != again


def test_a_deleted_measure_is_gone_from_its_plan(hong_thuy: Office, home: str) -> None:
    record = add_plan(hong_thuy.register, entered(home)).id
    delete_record(hong_thuy.register, "plan_measure", shown(hong_thuy, record).measures[0].id, reason="Ghi nhầm hộ")
    assert shown(hong_thuy, record).measures == []


def test_a_change_of_a_later_program_is_read_as_far_as_it_is_understood(hong_thuy: Office, home: str) -> None:
    record = add_plan(hong_thuy.register, entered(home)).id
    with hong_thuy.register.write() as connection:
        action = Action(hong_thuy.register, connection)
        action.set("household_plan", record, {"causes": {"1": 3}})
        action.set("plan_measure", shown(hong_thuy, record).measures[0].id, {"sources": "nhiều"})
        action.commit()
    row = shown(hong_thuy, record)
    assert (row.causes, row.measures[0].sources) == ([], [])
