"""A value of one's own that ends a conflict of a plan, a measure or a need is checked as its entry is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from exchanges import Office, district_at_work

from db.domain.errors import InvalidData
from db.store.deciding.own_values import own_value
from db.store.inputs import FollowUpInput, MeasureInput, NeedInput, PlanInput
from db.store.plan.needs import add_need
from db.store.plan.plans import add_plan
from db.store.plan.reading import plan


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Office]:
    with district_at_work(tmp_path) as town:
        yield town.hong_thuy


@pytest.fixture
def records(book: Office) -> dict[str, str]:
    home, _ = book.record("Hồ Văn Thử")
    look = FollowUpInput(date="2017-02-01", outcome="Đã mua")
    data = PlanInput(household=home, year=2017, causes=["1"], measures=[MeasureInput(content="Bò")], follow_ups=[look])
    record = add_plan(book.register, data).id
    need = add_need(book.register, NeedInput(household=home, content="Nhà dột", registered_on="2017-02-01")).id
    with book.register.read() as connection:
        row = plan(connection, record)
    return {
        "household_plan": record,
        "plan_measure": row.measures[0].id,
        "plan_follow_up": row.follow_ups[0].id,
        "need": need,
    }


@pytest.mark.parametrize(
    ("entity", "key", "good", "bad"),
    [
        ("household_plan", "year", 2018, 1900),
        ("household_plan", "made_on", "2017-03-01", "2017-02-30"),
        ("household_plan", "escape_year", 2020, 2010),
        ("plan_measure", "content", "Mua bò", " "),
        ("plan_measure", "to_date", "2017-06", "2017-13"),
        ("plan_measure", "state", "doing", "khong_co"),
        ("plan_follow_up", "date", "2017-03-01", "2019-01-01"),
        ("plan_follow_up", "outcome", "Bò khỏe", " "),
        ("need", "registered_on", "2017-03-01", "2019-01-01"),
        (
            *("need", "refusal"),
            {"refused_on": "2017-03-01", "refused_reason": "Hết kinh phí"},
            {"refused_on": "2017-01-01", "refused_reason": "Hết kinh phí"},
        ),
    ],
)
def test_it_is_taken_or_refused(
    book: Office, records: dict[str, str], entity: str, key: str, good: Any, bad: Any
) -> None:
    with book.register.read() as connection:
        assert own_value(book.register, connection, entity, records[entity], key, good) == good
        with pytest.raises(InvalidData):
            own_value(book.register, connection, entity, records[entity], key, bad)
