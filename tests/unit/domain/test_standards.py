"""Poverty standards: names, periods, kinds, indicators, amounts."""

from __future__ import annotations

from itertools import pairwise

import pytest

from db.domain import codes
from db.domain.errors import NotFound
from db.domain.standards import Standard, standard, standard_on, standards


def test_periods_follow_one_another() -> None:
    ordered = list(standards().values())
    assert [one.id for one in ordered] == ["2006_2010", "2011_2015", "2016_2020", "2022_2025", "2027_2030"]
    assert all(a.valid_to < b.valid_from for a, b in pairwise(ordered))


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2015-12-31", "2011_2015"),
        ("2017-06-01", "2016_2020"),
        ("2021-12-31", "2016_2020"),
        ("2026-06-01", "2022_2025"),
        ("2027-01-01", "2027_2030"),
    ],
)
def test_standard_of_a_date(on: str, expected: str) -> None:
    assert standard_on(on).id == expected


def test_unknown_standard_and_date() -> None:
    with pytest.raises(NotFound, match="các chuẩn đang có: 2006_2010"):
        standard("1998")
    with pytest.raises(NotFound, match="ngày 01/01/2004"):
        standard_on("2004-01-01")


def test_indicators_of_2016_and_2022() -> None:
    first, second = standard("2016_2020"), standard("2022_2025")
    assert [one.no for one in first.indicators.values()] == list(range(1, 11))
    assert [one.no for one in second.indicators.values()] == list(range(1, 13))
    assert len({one.service for one in first.indicators.values()}) == 5
    assert len({one.service for one in second.indicators.values()}) == 6
    assert first.indicators["no_chat_luong"].department == "Sở Xây dựng"
    assert second.indicators["dinh_duong"].name == "Dinh dưỡng"


def test_kinds_of_poor_household_are_the_code_list() -> None:
    assert set(standard("2016_2020").sub_types) == set(codes.names("poverty_sub_type"))
    assert standard("2022_2025").sub_types == {}


@pytest.mark.parametrize("one", standards().values(), ids=lambda one: one.id)
def test_amounts_have_both_areas_and_a_status(one: Standard) -> None:
    content = one.content
    assert content["thresholds"]
    for line in content["thresholds"].values():
        assert line["rural"] < line["urban"]
        assert line["status"] in ("seen", "recalled")
    assert all(basis["number"] and basis["status"] in ("seen", "recalled") for basis in content["legal_basis"])
