"""A list as an Excel file: kinds of cells, what a program would read as a formula, counting, whole or not at all."""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from db.domain.errors import EnvironmentProblem
from forms import files
from forms.sheets import table
from forms.sheets.table import Column, Value, Written, write_table

COLUMNS = (Column("Họ và tên", width=26), Column("Ngày sinh", "date"), Column("Số CCCD"), Column("Số người", "number"))
ROWS = [
    ("Hồ Thị Kăn Nơ", "1962-05-01", "046162000123", 4),
    ("A Viết Tơi", "1962", None, 0),
    ("=1+1", "1990-02", "00123", None),
]


def cells(path: Path) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [list(row) for row in sheet.iter_rows()]


def test_numbers_are_numbers_dates_are_dates_and_identity_numbers_stay_text(tmp_path: Path) -> None:
    out = tmp_path / "danh-sach.xlsx"
    assert write_table(out, "Hộ", COLUMNS, ROWS, above=("Danh sách hộ", "Thôn 1")) == Written(3, 10)
    found = cells(out)
    assert [found[0][0].value, found[1][0].value] == ["Danh sách hộ", "Thôn 1"]
    assert [cell.value for cell in found[3]] == [column.title for column in COLUMNS]
    first, second, third = found[4:]
    assert [cell.value for cell in first] == ["Hồ Thị Kăn Nơ", datetime(1962, 5, 1), "046162000123", 4]  # noqa: DTZ001
    assert (first[1].number_format, first[2].data_type, first[3].data_type) == ("dd/mm/yyyy", "s", "n")
    assert [cell.value for cell in second] == ["A Viết Tơi", "1962", None, 0]
    assert (third[0].value, third[0].data_type, third[1].value) == ("=1+1", "s", "02/1990")


def test_the_head_stays_in_sight_and_can_be_filtered(tmp_path: Path) -> None:
    out = tmp_path / "danh-sach.xlsx"
    write_table(out, "Hộ/người: [thôn]", COLUMNS, ROWS, above=("Danh sách",))
    sheet = openpyxl.load_workbook(out).worksheets[0]
    assert (sheet.title, sheet.freeze_panes, sheet.auto_filter.ref) == ("Hộ người   thôn", "A4", "A3:D3")


def test_characters_excel_cannot_hold_and_uncomposed_letters(tmp_path: Path) -> None:
    out = tmp_path / "danh-sach.xlsx"
    write_table(out, "Hộ", [Column("Họ và tên")], [("Hô\u0300\x0b Thi\u0323",)])
    assert cells(out)[1][0].value == "Hồ Thị"


def test_an_empty_list_has_its_head(tmp_path: Path) -> None:
    out = tmp_path / "danh-sach.xlsx"
    assert write_table(out, "Hộ", COLUMNS, []) == Written(0, 0)
    assert [cell.value for cell in cells(out)[0]] == [column.title for column in COLUMNS]


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "danh-sach.xlsx"
    write_table(out, "Hộ", COLUMNS, ROWS)
    before = out.read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(EnvironmentProblem, match=r"danh-sach\.xlsx"):
        write_table(out, "Hộ", COLUMNS, ROWS[:1])
    assert out.read_bytes() == before
    assert list(tmp_path.iterdir()) == [out]


def test_a_file_with_a_line_missing_is_never_handed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "_read", lambda *_args, **_named: Written(2, 7))
    with pytest.raises(EnvironmentProblem, match="thiếu dòng"):
        write_table(tmp_path / "danh-sach.xlsx", "Hộ", COLUMNS, ROWS)
    assert list(tmp_path.iterdir()) == []


def test_nothing_of_people_lies_in_the_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = tmp_path / "nowhere"
    monkeypatch.setattr(tempfile, "tempdir", str(nowhere))
    write_table(tmp_path / "danh-sach.xlsx", "Hộ", COLUMNS, ROWS)
    assert not nowhere.exists()
    assert [file.name for file in tmp_path.iterdir()] == ["danh-sach.xlsx"]


def test_rows_that_end_in_an_error_leave_no_row_behind(tmp_path: Path) -> None:
    def rows() -> Iterator[Sequence[Value]]:
        yield from ROWS
        assert [file.suffix for file in tmp_path.iterdir()] == [".dang-ghi"] * 2
        raise EnvironmentProblem("damaged", "thử")

    with pytest.raises(EnvironmentProblem, match="thử"):
        write_table(tmp_path / "danh-sach.xlsx", "Hộ", COLUMNS, rows())
    assert list(tmp_path.iterdir()) == []
