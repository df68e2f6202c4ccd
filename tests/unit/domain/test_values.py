"""Dates with precision and money, as typed and as kept."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from db.domain import values
from db.domain.errors import InvalidData


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1 5 1962", "1962-05-01"),
        ("01/05/1962", "1962-05-01"),
        ("1.5.1962", "1962-05-01"),
        ("1-5-1962", "1962-05-01"),
        ("01051962", "1962-05-01"),
        ("1962-05-01", "1962-05-01"),
        ("ngày 1 tháng 5 năm 1962", "1962-05-01"),
        ("Ngày 01 tháng 05 năm 1962", "1962-05-01"),
        ("5/1962", "1962-05"),
        ("5 1962", "1962-05"),
        ("1962-05", "1962-05"),
        ("tháng 5 năm 1962", "1962-05"),
        ("1962", "1962"),
        (" năm 1962 ", "1962"),
        ("29/2/2016", "2016-02-29"),
    ],
)
def test_dates_are_understood_as_typed(typed: str, kept: str) -> None:
    assert values.parse_date(typed) == kept


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("31/02/1962", "Không có ngày “31/02/1962”"),
        ("29/2/2017", "trong lịch"),
        ("5/13/1962", "trong lịch"),
        ("13/1962", "trong lịch"),
        ("0/0/1962", "trong lịch"),
        ("1/5/62", "ghi đủ bốn số"),
        ("62", "Chưa hiểu ngày"),
        ("hôm qua", "Chưa hiểu ngày"),
        ("", "Chưa hiểu ngày"),
        ("ngày 3 năm 1962", "Chưa hiểu ngày"),
        ("٠١/٠٥/١٩٦٢", "Chưa hiểu ngày"),
    ],
)
def test_what_is_no_date_is_refused_with_a_sentence(typed: str, told: str) -> None:
    with pytest.raises(InvalidData, match=told) as caught:
        values.parse_date(typed, "birth_date")
    assert caught.value.issues[0].field == "birth_date"


def test_dates_are_shown_with_the_precision_known() -> None:
    assert [values.show_date(kept) for kept in ("1962-05-01", "1962-05", "1962", "")] == [
        "01/05/1962",
        "05/1962",
        "1962",
        "",
    ]


def test_precision_and_full_days() -> None:
    assert [values.precision(kept) for kept in ("1962", "1962-05", "1962-05-01")] == ["year", "month", "day"]
    assert [values.is_iso_date(kept) for kept in ("2016-02-29", "2017-02-29", "2017-02", "2017-2-01", "")] == [
        True, False, False, False, False,
    ]  # fmt: skip
    with pytest.raises(ValueError, match="not a kept date"):
        values.precision("62")


def test_span_of_an_imprecise_date() -> None:
    assert (str(values.earliest_day("2016-02")), str(values.latest_day("2016-02"))) == ("2016-02-01", "2016-02-29")
    assert (str(values.earliest_day("1962")), str(values.latest_day("1962"))) == ("1962-01-01", "1962-12-31")
    assert values.latest_day("1962-13") is None


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("1962", "1963", True),
        ("1962", "1962-05-01", False),
        ("1962-04", "1962-05-01", True),
        ("1962-05", "1962-05-01", False),
        ("1962-05-01", "1962-05-02", True),
        ("1963", "1962", False),
    ],
)
def test_certainly_before(first: str, second: str, expected: bool) -> None:
    assert values.certainly_before(first, second) is expected


@pytest.mark.parametrize(
    ("birth", "on", "age"),
    [
        ("2012-06-02", "2018-06-01", 5),
        ("2012-06-01", "2018-06-01", 6),
        ("2012-06", "2018-06-01", 6),
        ("2012-07", "2018-06-01", 5),
        ("2012", "2018-01-01", 6),
        ("2019", "2018-01-01", None),
        ("xx", "2018-01-01", None),
    ],
)
def test_age(birth: str, on: str, age: int | None) -> None:
    assert values.age_on(birth, on) == age


@pytest.mark.parametrize(
    ("birth", "found"),
    [
        ("1962-05-01", []),
        ("1962", []),
        ("1899", [("hard", "birth_early")]),
        ("2017-06-02", [("hard", "birth_future")]),
        ("2018", [("hard", "birth_future")]),
        ("1962-02-30", [("hard", "date")]),
        ("1905-03-01", [("soft", "birth_age")]),
        ("1962-01-01", [("soft", "birth_new_year")]),
        ("1905-01-01", [("soft", "birth_age"), ("soft", "birth_new_year")]),
    ],
)
def test_birth_dates(birth: str, found: list[tuple[str, str]]) -> None:
    assert [(issue.severity, issue.code) for issue in values.check_birth(birth, "2017-06-01")] == found


@pytest.mark.parametrize(
    ("mother", "child", "warned"),
    [
        ("1990-05-01", "2003-04-30", True),
        ("1990-05-01", "2003-05-01", False),
        ("1990", "2003", False),
        ("1990", "2002", True),
        ("1950-05-01", "2006-04-30", False),
        ("1950-05-01", "2006-05-01", True),
        ("1950", "2006", False),
        ("1950", "2007", True),
        ("xx", "2007", False),
    ],
)
def test_age_of_mothers(mother: str, child: str, warned: bool) -> None:
    assert [issue.severity for issue in values.check_mother(mother, child)] == (["soft"] if warned else [])


@pytest.mark.parametrize(
    ("birth", "warned"), [("2002-06-02", True), ("2002-06-01", False), ("2003", True), ("2002", False)]
)
def test_age_of_heads(birth: str, warned: bool) -> None:
    assert [issue.code for issue in values.check_head(birth, "2017-06-01")] == (["head_age"] if warned else [])


def test_someone_born_on_29_february_comes_of_age_on_1_march() -> None:
    assert values.check_head("2004-02-29", "2019-02-28")
    assert values.check_head("2004-02-29", "2019-03-01") == []


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("25tr", 25_000_000),
        ("25.000.000", 25_000_000),
        ("25,000,000", 25_000_000),
        ("25 000 000", 25_000_000),
        ("25\u00a0000\u00a0000 ₫", 25_000_000),
        ("25000000đ", 25_000_000),
        ("25 triệu", 25_000_000),
        ("25 TRIỆU ĐỒNG", 25_000_000),
        ("1,5 tỷ", 1_500_000_000),
        ("1,5 tỉ", 1_500_000_000),
        ("2,155 tỷ", 2_155_000_000),
        ("1.5tr", 1_500_000),
        ("1.500tr", 1_500_000_000),
        ("1tr5", 1_500_000),
        ("2tr250", 2_250_000),
        ("500k", 500_000),
        ("300 nghìn đồng", 300_000),
        ("300 ngàn", 300_000),
        ("1.234,0", 1_234),
        ("-500.000", -500_000),
        ("−500.000", -500_000),
        ("0", 0),
    ],
)
def test_money_is_understood_as_typed(typed: str, amount: int) -> None:
    assert values.parse_money(typed) == amount


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "abc",
        "k",
        "1,5",
        "1.234,5",
        "12.5",
        "1.23.456",
        "25 tấn",
        "--5",
        "3-5 triệu",
        "25-000",
        "1 000 000 000 000 000",
        "٣",
        "1e6",
    ],
)
def test_what_is_no_sum_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(InvalidData, match="Chưa hiểu số tiền") as caught:
        values.parse_money(typed, "amounts.cost")
    assert caught.value.issues[0].field == "amounts.cost"


def test_local_date_is_seven_hours_ahead() -> None:
    assert values.local_date(datetime(2017, 12, 31, 17, 0, tzinfo=UTC)) == "2018-01-01"
    assert values.local_date(datetime(2017, 12, 31, 16, 59, tzinfo=UTC)) == "2017-12-31"
    with pytest.raises(ValueError, match="time zone"):
        values.local_date(datetime(2017, 12, 31))  # noqa: DTZ001 - the mistake itself
