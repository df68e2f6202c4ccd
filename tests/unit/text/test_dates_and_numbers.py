"""Dates and numbers as papers print them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from forms.text import numbers
from forms.text.dates import long_date


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("2020-01-05", "ngày 05 tháng 01 năm 2020"),
        ("2020-02-10", "ngày 10 tháng 02 năm 2020"),
        ("2021-06-29", "ngày 29 tháng 6 năm 2021"),
        ("2021-03-09", "ngày 09 tháng 3 năm 2021"),
        ("2021-12-31", "ngày 31 tháng 12 năm 2021"),
        (date(2020, 1, 5), "ngày 05 tháng 01 năm 2020"),
        ("1962-05", "tháng 5 năm 1962"),
        ("1962-02", "tháng 02 năm 1962"),
        ("1962", "năm 1962"),
    ],
)
def test_long_dates(value: str | date, printed: str) -> None:
    assert long_date(value) == printed


@pytest.mark.parametrize("value", ["", "2020-02-30", "5/1/2020", "2020-1-5"])
def test_no_date(value: str) -> None:
    with pytest.raises(ValueError, match="not a kept date"):
        long_date(value)


def test_money() -> None:
    assert numbers.money(1_234_567) == "1.234.567 đồng"
    assert numbers.money(0, "") == "0"
    assert numbers.money(-25_000_000, "") == "-25.000.000"


@pytest.mark.parametrize(
    ("value", "places", "printed"),
    [
        ("83.333", 2, "83,33"),
        ("2.905", 2, "2,91"),
        ("-2.905", 2, "-2,91"),
        ("-0.001", 2, "0,00"),
        (Decimal("1234567.5"), 1, "1.234.567,5"),
        (7, 0, "7"),
    ],
)
def test_decimals(value: Decimal | str | int, places: int, printed: str) -> None:
    assert numbers.decimal(value, places) == printed


def test_percent() -> None:
    assert numbers.percent(4337, 12276) == "35,33"
    assert numbers.percent(1, 3, 1) == "33,3"
    assert numbers.percent(3, 0) is None
