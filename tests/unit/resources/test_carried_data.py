"""The carried data hold together: keys, dates, references, statuses, and the counts published by their sources."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest

import resources
from db.domain.units import LEVELS, Unit, catalogue

CSV_FILES = sorted(
    str(file.relative_to(resources.path())).replace("\\", "/") for file in resources.path().glob("*/*.csv")
)
OURS = ("units/", "codes/", "text/")


def test_read_and_path_name_the_same_file() -> None:
    assert resources.read("codes/lists.csv") == resources.path("codes", "lists.csv").read_bytes()


def test_unknown_file_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        resources.read("codes/nothing.csv")


@pytest.mark.parametrize("name", [name for name in CSV_FILES if name.startswith(OURS)])
def test_tables_are_whole_and_nfc(name: str) -> None:
    assert b"\r" not in resources.read(name)
    rows = list(resources.open_csv(name))
    assert rows
    for row in rows:
        assert None not in row, row
        assert None not in row.values(), row
        # legacy sequences are raw bytes of old fonts, all else is NFC
        kept = [value for key, value in row.items() if key not in ("legacy", "char_cp1252", "char_cp1258")]
        assert all(unicodedata.is_normalized("NFC", value) and value == value.strip() for value in kept), row
        assert row.get("status", "own") in ("seen", "recalled", "own")


def test_readme_names_every_data_file() -> None:
    text = resources.path("README.md").read_text("utf-8")
    folders = ("units", "codes", "text", "standards")
    files = [file for folder in folders for file in resources.path(folder).iterdir()]
    assert len(files) > 10
    assert [file.name for file in files if f"{file.parent.name}/{file.name}" not in text] == []


def test_readme_counts_the_rows() -> None:
    text = resources.path("README.md").read_text("utf-8")
    told = dict(re.findall(r"^\| `(\S+\.csv)` \| ([\d,]+) \|", text, re.MULTILINE))
    assert {name: int(number.replace(",", "")) for name, number in told.items()} == {
        name: sum(1 for _ in resources.open_csv(name)) for name in CSV_FILES if name.startswith(OURS)
    }


def all_units() -> list[Unit]:
    return [version for code in catalogue().codes() for version in catalogue().versions(code)]


def test_unit_keys_are_unique_and_fields_known() -> None:
    units = all_units()
    assert max(Counter((unit.code, unit.valid_from) for unit in units).values()) == 1
    assert {unit.level for unit in units} == set(LEVELS)
    assert {unit.kind for unit in units} == {
        "tỉnh", "thành phố", "huyện", "quận", "thị xã", "xã", "phường", "thị trấn", "đặc khu",
    }  # fmt: skip
    assert all(not unit.valid_to or unit.valid_from <= unit.valid_to for unit in units)


def test_versions_of_a_code_do_not_overlap() -> None:
    for code in catalogue().codes():
        versions = catalogue().versions(code)
        for earlier, later in pairwise(versions):
            assert earlier.valid_to, code
            assert earlier.valid_to < later.valid_from, code


def test_parents_are_in_force_at_both_ends_of_every_version() -> None:
    catalog = catalogue()
    for unit in all_units():
        if not unit.parent_code:
            assert unit.level == "province"
            continue
        # before 2015 only three provinces have all versions, so a parent may be known from then on only
        ends = {max(unit.valid_from, "2015-01-01"), unit.valid_to or "2026-09-01"}
        for end in (end for end in ends if unit.in_force(end)):
            parent = catalog.on(unit.parent_code, end)
            assert LEVELS.index(parent.level) < LEVELS.index(unit.level), unit


def beneath(code: str, on: str) -> list[Unit]:
    catalog = catalogue()
    return [
        unit for unit in all_units() if unit.in_force(on) and code in (u.code for u in catalog.ancestors(unit.code, on))
    ]


@pytest.mark.parametrize(
    ("on", "communes", "kinds"),
    [
        ("2017-06-01", 152, {"xã": 105, "phường": 39, "thị trấn": 8}),
        ("2020-06-01", 145, {"xã": 98, "phường": 39, "thị trấn": 8}),
        ("2021-07-01", 141, None),
        ("2025-01-01", 133, {"xã": 78, "phường": 48, "thị trấn": 7}),
        ("2025-07-01", 40, {"phường": 21, "xã": 19}),
    ],
)
def test_hue_counts_published(on: str, communes: int, kinds: dict[str, int] | None) -> None:
    found = [unit for unit in beneath("46", on) if unit.level == "commune"]
    assert len(found) == communes
    assert kinds is None or Counter(unit.kind for unit in found) == kinds


@pytest.mark.parametrize(
    ("on", "province", "district", "commune"), [("2017-06-01", 63, 713, 11162), ("2025-07-01", 34, 0, 3321)]
)
def test_counts_of_viet_nam(on: str, province: int, district: int, commune: int) -> None:
    found = Counter(unit.level for unit in all_units() if unit.in_force(on))
    assert (found["province"], found["district"], found["commune"]) == (province, district, commune)


def test_changes_name_units_of_their_dates() -> None:
    catalog = catalogue()
    rows = list(resources.open_csv("units/changes.csv"))
    assert len(rows) == 486
    assert {row["share"] for row in rows} == {"whole", "part", "unchanged"}
    for row in rows:
        day_before = (date.fromisoformat(row["date"]) - timedelta(days=1)).isoformat()
        old, new = catalog.on(row["old_code"], day_before), catalog.on(row["new_code"], row["date"])
        # the ward named “Phường Đúc” is written without its kind
        assert row["old_name"].casefold() in (old.title.casefold(), old.name.casefold()), row
        assert row["new_name"].casefold() in (new.title.casefold(), new.name.casefold()), row


def test_villages_lie_in_communes_of_2017() -> None:
    rows = list(resources.open_csv("units/villages.csv"))
    assert len(rows) == 156
    for row in rows:
        unit = catalogue().on(row["commune_code_2017"], "2017-06-01")
        assert (unit.name, unit.level) == (row["commune"], "commune")


def test_personal_number_provinces_are_the_units_of_2017() -> None:
    rows = list(resources.open_csv("units/cccd_provinces.csv"))
    assert len(rows) == 63
    for row in rows:
        assert row["cccd_code"] == "0" + row["gso_code_before_2025_07"]
        assert catalogue().on(row["gso_code_before_2025_07"], "2017-06-01").name == row["province"]
        assert catalogue().on(row["gso_code_from_2025_07"], "2025-07-01").name == row["province_from_2025_07"]


def test_codes_are_unique_within_their_list() -> None:
    rows = list(resources.open_csv("codes/lists.csv"))
    assert max(Counter((row["list"], row["code"]) for row in rows).values()) == 1
    assert all(row["name"] and row["source"] for row in rows)
