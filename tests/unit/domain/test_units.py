"""Units by code and date, the tree of a date, names, search."""

from __future__ import annotations

import pytest

from db.domain.errors import NotFound
from db.domain.units import catalogue

IN_2017 = "2017-06-01"


def test_catalogue_is_read_once() -> None:
    assert catalogue() is catalogue()


def test_code_reused_names_the_unit_of_the_date() -> None:
    assert catalogue().on("20083", IN_2017).title == "xã Nhâm"
    assert catalogue().on("20083", "2020-01-01").title == "xã Quảng Nhâm"
    assert catalogue().on("20083", "2019-12-31").name == "Nhâm"
    assert catalogue().on("91", "2025-06-30").name == "Kiên Giang"
    assert catalogue().on("91", "2025-07-01").name == "An Giang"
    assert catalogue().on("46", "2025-01-01").title == "thành phố Huế"


def test_the_tree_loses_the_district_level_in_2025() -> None:
    assert [u.code for u in catalogue().ancestors("20104", "2025-06-30")] == ["481", "46"]
    assert [u.code for u in catalogue().ancestors("20044", "2025-07-01")] == ["46"]
    assert catalogue().on("20044", "2025-07-01").title == "xã A Lưới 2"
    assert catalogue().parent(catalogue().on("46", IN_2017), IN_2017) is None


def test_full_name_has_the_names_of_the_date() -> None:
    commune = catalogue().on("20104", IN_2017)
    assert catalogue().full_name(commune, IN_2017) == "xã Hồng Thủy, huyện A Lưới, tỉnh Thừa Thiên Huế"
    assert catalogue().full_name(commune, "2025-01-01") == "xã Hồng Thủy, huyện A Lưới, thành phố Huế"


def test_children_of_a_luoi() -> None:
    district = catalogue().on("481", IN_2017)
    children = catalogue().children(district, IN_2017)
    assert len(children) == 21
    assert len(catalogue().children(district, "2020-01-01")) == 18
    assert all(child.parent_code == "481" and child.level == "commune" for child in children)
    assert catalogue().children(children[0], IN_2017) == []


@pytest.mark.parametrize(
    ("code", "on", "expected"),
    [
        ("99999", IN_2017, "Không có đơn vị hành chính mã 99999"),
        ("20104", "2026-01-01", "không có hiệu lực ngày 01/01/2026 (xã Hồng Thủy đến 30/06/2025)"),
        ("475", "2017-06-01", "không có hiệu lực ngày 01/06/2017 (quận Phú Xuân từ 01/01/2025 đến 30/06/2025)"),
    ],
)
def test_unknown_code_or_date_is_said_in_vietnamese(code: str, on: str, expected: str) -> None:
    with pytest.raises(NotFound) as caught:
        catalogue().on(code, on)
    assert caught.value.code == "unknown_unit"
    assert expected in caught.value.message


def test_versions_are_oldest_first() -> None:
    versions = catalogue().versions("20083")
    assert [version.valid_from for version in versions] == sorted(version.valid_from for version in versions)
    assert catalogue().versions("00000") == []


@pytest.mark.parametrize("typed", ["hong thuy", "Hồng Thuỷ", "HỒNG THỦY", "ho\u0302\u0300ng thu\u0309y"])
def test_search_ignores_marks_case_and_tone_placement(typed: str) -> None:
    found = catalogue().search(typed, IN_2017, near="481")
    assert found[0].code == "20104"
    assert {unit.name for unit in found[:2]} == {"Hồng Thủy"}


def test_search_ranks_the_name_before_words_of_the_units_above() -> None:
    found = catalogue().search("a luoi", IN_2017)
    assert [unit.code for unit in found[:2]] == ["481", "20044"]
    assert all("481" in (u.code, u.parent_code) for u in found)


def test_search_narrows_by_words_of_the_units_above_and_by_beginnings() -> None:
    assert [unit.code for unit in catalogue().search("hong thuy a luoi", IN_2017)] == ["20104"]
    assert catalogue().search("xa nham", IN_2017)[0].code == "20083"
    assert "20104" in [unit.code for unit in catalogue().search("thuy hon", IN_2017, near="481")]


def test_search_finds_only_units_of_the_date_and_keeps_the_limit() -> None:
    assert catalogue().search("quang nham a luoi", IN_2017) == []
    assert [unit.code for unit in catalogue().search("quang nham a luoi", "2020-01-01")] == ["20083"]
    assert len(catalogue().search("tan", IN_2017, limit=7)) == 7
    assert catalogue().search("  ", IN_2017) == []
    assert catalogue().search("khong co xa nay", IN_2017) == []


def test_search_ever_finds_what_is_no_longer_there_with_its_last_day() -> None:
    found = catalogue().search_ever("hong thuy", "2026-01-01")
    assert ("20104", "2025-06-30") in [(unit.code, day) for unit, day in found]
    assert all(unit.in_force(day) for unit, day in found)
    district, day = catalogue().search_ever("huyen a luoi", "2026-01-01")[0]
    assert (district.code, district.level, day) == ("481", "district", "2025-06-30")


def test_search_ever_finds_the_unit_of_the_date_where_there_is_one() -> None:
    assert [(u.title, day) for u, day in catalogue().search_ever("a luoi 2", "2026-01-01")[:1]] == [
        ("xã A Lưới 2", "2026-01-01")
    ]
    found = catalogue().search_ever("hong thuy a luoi", IN_2017)
    assert [(unit.code, day) for unit, day in found][:1] == [("20104", IN_2017)]
    names = [(unit.code, unit.title) for unit, _day in catalogue().search_ever("thuy", IN_2017, limit=50)]
    assert len(names) == len(set(names)) == 50
    assert catalogue().search_ever("", IN_2017) == []
