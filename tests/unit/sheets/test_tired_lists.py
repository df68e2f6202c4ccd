"""Lists as tired people make them: read right, or doubted in one sentence with the row; nothing is guessed silently."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest

from db.domain.codes import ethnic_from_1979, ethnic_groups
from db.domain.errors import FileProblem
from db.domain.units import catalogue
from db.policy.definition import shipped
from db.store.imports.listed import HouseholdList
from db.store.imports.planning import plan
from forms.sheets.households import read_list
from forms.sheets.supports import read_supports

TITLE = ("DANH SÁCH HỘ NGHÈO NĂM 2017",)
HEAD = ("STT", "Họ và tên", "Năm sinh", "Giới tính", "Quan hệ", "Dân tộc", "Số CCCD", "Thôn")
ONE = (1, "Hồ Văn Nhất", 1970, "Nam", "Chủ hộ", "Tà Ôi", None, "Thôn 1")
TWO = (2, "Hồ Thị Hai", 1972, "Nữ", "Chủ hộ", "Cơ Tu", None, "Thôn 2")


def read(folder: Path, *rows: tuple[Any, ...], **sheets: list[tuple[Any, ...]]) -> HouseholdList:
    """Rows below the title and the usual head, or several sheets of such rows."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, lines in (sheets or {"DS": list(rows)}).items():
        sheet = book.create_sheet(name)
        for line in (TITLE, HEAD, *lines):
            sheet.append(line)
    book.save(folder / "a.xlsx")
    return read_list(folder / "a.xlsx")


def told(listed: HouseholdList) -> dict[int, str]:
    """Why rows wait, by row."""
    planned = plan(listed, [], catalogue().on("20104", "2017-01-01"))
    return {row.row: "; ".join(row.reasons) for row in planned.rows if row.outcome == "doubtful"}


@pytest.mark.parametrize("mark", ["nt", "-nt-", "N/T", '"', "''", "〃", " // ", "như trên", "”"])
def test_ditto_marks_say_what_stands_above(tmp_path: Path, mark: str) -> None:
    home = read(tmp_path, ONE, (2, "Hồ Thị Hai", 1972, mark, "Chủ hộ", mark, None, mark)).households[1]
    assert (home.village, home.members[0].sex, home.members[0].ethnic) == ("Thôn 1", "1", "Tà Ôi")


def test_ditto_marks_with_nothing_above_say_nothing(tmp_path: Path) -> None:
    listed = read(tmp_path, (*ONE[:7], "nt"), TWO)
    assert [home.village for home in listed.households] == ["Thôn 2"]
    assert "chưa rõ ở thôn nào" in listed.refused[0].reason


@pytest.mark.parametrize("again", [1, None], ids=["number on every row", "number on the first"])
def test_members_before_their_head_are_of_its_household(tmp_path: Path, again: int | None) -> None:
    listed = read(
        tmp_path,
        (1, "Hồ Thị Con", 1999, "Nữ", "Con", "Tà Ôi", None, "Thôn 1"),
        (again, *ONE[1:]),
        TWO,
    )
    assert [[m.name for m in home.members] for home in listed.households] == [
        ["Hồ Văn Nhất", "Hồ Thị Con"],
        ["Hồ Thị Hai"],
    ]
    assert told(listed) == {}


def test_who_stands_before_the_first_head_makes_every_household_a_question(tmp_path: Path) -> None:
    people = [(n, f"Hồ Thị {name}", 1990, "Nữ", what, "Tà Ôi", None, "Thôn 1") for n, name, what in (
        (1, "Ba", "Con"), (2, "Bốn", "Chủ hộ"), (3, "Năm", "Con"), (4, "Sáu", "Chủ hộ"),
    )]  # fmt: skip
    listed = read(tmp_path, *people)
    assert [row.row for row in listed.refused] == [3]
    assert {row: "đứng trước chủ hộ" in why for row, why in told(listed).items()} == {4: True, 6: True}


def test_doubles_are_asked_about(tmp_path: Path) -> None:
    child = (None, "Hồ Văn Con", 2000, "Nam", "Con", "Tà Ôi", None, "Thôn 1")
    assert told(read(tmp_path, ONE, child, child)) == {3: "Dòng 5: Hồ Văn Con đã ghi trong hộ này ở dòng 4."}
    both = read(tmp_path, Nghèo=[ONE], Tổng=[ONE])
    assert told(both) == {3: "hộ này đã ghi ở dòng 3 trang “Nghèo” của danh sách."}
    unnumbered = read(tmp_path, ONE, (None, *TWO[1:]), (2, "Hồ Thị Ba", *TWO[2:]))
    assert told(unnumbered) == {4: "Dòng 4: chủ hộ không có số thứ tự, đứng dưới hộ khác: xem có phải một hộ riêng."}


def test_formulas_nobody_has_worked_out_are_no_empty_cells(tmp_path: Path) -> None:
    listed = read(tmp_path, (1, "Hồ Văn Nhất", "=1970", *ONE[3:]), TWO)
    assert told(listed) == {3: "Dòng 3: có ô công thức chưa tính: mở tệp bằng Excel, lưu lại rồi nhập."}
    cards = openpyxl.Workbook()
    assert cards.active is not None
    for row in (("STT", "Họ và tên", "Năm sinh", "Mã thẻ"), (1, "Hồ Văn Nhất", 1970, '=CONCATENATE("HN","1")')):
        cards.active.append(row)
    cards.save(tmp_path / "the.xlsx")
    assert "công thức chưa tính" in read_supports(tmp_path / "the.xlsx", shipped()["bhyt"]).refused[0].reason


def test_formulas_are_seen_in_files_whose_names_have_a_prefix(tmp_path: Path) -> None:
    """Libraries of .NET write `<x:c>` for `<c>`."""
    read(tmp_path, (1, "Hồ Văn Nhất", "=1970", *ONE[3:]), TWO)
    with ZipFile(tmp_path / "a.xlsx") as plain, ZipFile(tmp_path / "x.xlsx", "w") as prefixed:
        for name in plain.namelist():
            content = plain.read(name)
            if name.startswith("xl/worksheets/"):
                content = re.sub(rb"<(/?)(?=\w)", rb"<\1x:", content).replace(b"xmlns=", b"xmlns:x=")
            prefixed.writestr(name, content)
    assert list(told(read_list(tmp_path / "x.xlsx"))) == [3]


def test_days_that_excel_took_for_months_are_asked_about(tmp_path: Path) -> None:
    """A machine with American dates turns `1/5/1962` to 5 January and leaves `13/5/1962` a text."""
    first, second = (*ONE[:2], date(1962, 1, 5), *ONE[3:]), (*TWO[:2], "13/5/1962", *TWO[3:])
    assert "ô ngày sinh là 05/01/1962" in told(read(tmp_path, first, second))[3]
    assert told(read(tmp_path, first, (*TWO[:2], "1/5/1962", *TWO[3:]))) == {}
    assert told(read(tmp_path, first, second, (3, "Hồ Văn Ba", date(1962, 5, 14), *ONE[3:]))) == {}


def test_old_numbers_stand_among_new_ones_where_no_column_is_for_them(tmp_path: Path) -> None:
    (home,) = read(tmp_path, (*ONE[:6], "196134901", "Thôn 1")).households
    assert (home.members[0].cmnd, home.members[0].cccd) == ("196134901", None)


def test_numbers_of_ethnic_groups_are_asked_about_until_the_numbering_is_told(tmp_path: Path) -> None:
    """06 is one group in the list of 1979 and another in that of 2008."""
    listed = read(tmp_path, (*ONE[:5], 6, None, "Thôn 1"), (*TWO[:5], "99x", None, "Thôn 1"))
    assert listed.households[0].members[0].ethnic is None
    assert "danh mục năm 2008 (54 dân tộc) hay 1979" in told(listed)[3]
    groups = {}
    for year in ("2008", "1979"):
        asked = read_list(tmp_path / "a.xlsx", {"Dân tộc": f"ethnic:{year}"})
        groups[year] = asked.households[0].members[0].ethnic
        assert told(asked) == {4: f"Dòng 4: danh mục dân tộc {year} không có số “99x”."}
    by_code = ethnic_groups()
    assert groups == {"2008": by_code["06"].name, "1979": by_code[ethnic_from_1979()["06"]].name}
    assert groups["2008"] != groups["1979"]


def test_capitals_blanks_and_zeros_are_no_difference(tmp_path: Path) -> None:
    listed = read(
        tmp_path,
        (1, " HỒ\u00a0VĂN  NHẤT ", "1970 ", " NAM", "CHỦ HỘ ", "TÀ ÔI", None, "THÔN 1 "),
        (None, "hồ thị hai (chết 2015)", 1972, "nữ", "VỢ", "pa cô", None, "thôn 01"),
    )
    (home,) = listed.households
    assert [(m.name, m.sex) for m in home.members] == [("Hồ Văn Nhất", "1"), ("Hồ Thị Hai", "2")]
    assert "(chết 2015)" in told(listed)[3]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", "STT;Họ và tên\n".encode("utf-16"), "là tệp chữ (CSV)"),
        ("a.csv", b"STT,H\xf2 va ten\n", "là tệp chữ (CSV)"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "là Excel đời cũ (.xls)"),
    ],
)
def test_other_files_are_told_what_they_are_and_the_way_in(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FileProblem) as refused:
        read_list(tmp_path / name)
    assert said in refused.value.message
    assert "dạng .xlsx" in refused.value.message
