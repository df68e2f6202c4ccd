"""Odd workbooks, of the shapes that other programs' collections of troubles have: read, or refused in one sentence."""

from __future__ import annotations

import datetime
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.chart import BarChart
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.worksheet.datavalidation import DataValidation
from PIL import Image as Picture

from db.domain.errors import AppError
from db.policy.definition import shipped
from forms.sheets.households import read_any
from forms.sheets.lists import guessed_columns
from forms.sheets.refusals import write_refused
from forms.sheets.supports import read_supports
from forms.sheets.table import Column, Sheet, write_sheets
from forms.sheets.templates import fill_template

HEAD = ("STT", "Họ và tên", "Năm sinh", "Quan hệ với chủ hộ", "Thôn", "Hộ nghèo")
ROW = (1, "Hồ Văn Nhất", 1970, "Chủ hộ", "Thôn 1", "x")
NAUGHTY = Path(__file__).parents[2] / "data" / "vectors" / "naughty-strings.json"


def book(*rows: tuple[object, ...]) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)  # type: ignore[union-attr]
    return made


def saved(made: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def good() -> bytes:
    return saved(book(("DANH SÁCH HỘ NGHÈO NĂM 2017",), HEAD, ROW))


def without(part: str) -> bytes:
    """A workbook that has lost one of its parts."""
    source, out = zipfile.ZipFile(io.BytesIO(good())), io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            if name != part:
                target.writestr(name, source.read(name))
    return out.getvalue()


def replaced(part: str, content: bytes) -> bytes:
    source, out = zipfile.ZipFile(io.BytesIO(good())), io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            target.writestr(name, content if name == part else source.read(name))
    return out.getvalue()


def only_empty_sheets() -> bytes:
    made = openpyxl.Workbook()
    for name in ("Sheet2", "choices", "settings"):
        made.create_sheet(name)
    return saved(made)


def extra_columns_and_sheets() -> bytes:
    made = book(HEAD, ROW)
    sheet = made.active
    assert sheet is not None
    sheet.cell(1, 16_384, "cột cuối cùng của Excel")
    sheet.cell(60_000, 3).number_format = "0.00"
    sheet.column_dimensions["XFD"].hidden = True
    for name in ("ghi chú ❤", "2", "Thôn 1 (2)", "x" * 31):
        made.create_sheet(name).append(["không liên quan", None, 5])
    return saved(made)


def decorated() -> bytes:
    """A picture, a chart with a sheet of its own, a comment, choices, a hidden row, everything merged."""
    made = book(HEAD, ROW)
    sheet = made.active
    assert sheet is not None
    dot = io.BytesIO()
    Picture.new("RGB", (2, 2)).save(dot, "PNG")
    sheet.add_image(Image(dot), "H2")
    sheet.add_chart(BarChart(), "J5")
    sheet["B2"].comment = Comment("xem lại", "ai đó")
    sheet.add_data_validation(DataValidation(type="list", formula1='"Nam,Nữ"'))
    sheet.row_dimensions[2].hidden = True
    sheet.merge_cells("A5:F9")
    made.create_chartsheet("biểu đồ").add_chart(BarChart())
    return saved(made)


def odd_cells() -> bytes:
    """Formulas without a value, errors, times, dates of another age, texts beyond measure, headings shouted."""
    shouted = tuple(f"  {title.upper()}  \n" for title in HEAD)
    return saved(
        book(
            shouted,
            ROW,
            (2, '=CONCATENATE("Hồ ","Văn")', "=1/0", "#REF!", datetime.time(3, 4), True),
            (3, "A" * 32_000, datetime.date(1899, 12, 31), "Chủ hộ", "\u202eThôn 1", None),
            (1e300, -5, 1.5, datetime.timedelta(days=3), "", 0),
        )
    )


FILES: dict[str, Callable[[], bytes]] = {
    "empty": lambda: saved(openpyxl.Workbook()),
    "only empty sheets": only_empty_sheets,
    "extra columns and sheets": extra_columns_and_sheets,
    "decorated": decorated,
    "odd cells": odd_cells,
    "cut": lambda: good()[: len(good()) // 2],
    "no shared strings": lambda: without("xl/sharedStrings.xml"),
    "no styles": lambda: without("xl/styles.xml"),
    "no sheet": lambda: without("xl/worksheets/sheet1.xml"),
    "no relations": lambda: without("xl/_rels/workbook.xml.rels"),
    "a sheet of rubbish": lambda: replaced("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row r='x'><c r='@@'/>"),
    "a sheet of another namespace": lambda: replaced("xl/worksheets/sheet1.xml", b"<a xmlns='urn:b'><c/></a>"),
    "entities": lambda: replaced(
        "xl/worksheets/sheet1.xml",
        b"<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><worksheet>&b;</worksheet>",
    ),
    "the note Excel leaves beside an open file": lambda: b"\x09Nguyen Van A".ljust(165, b" "),
    "a CSV by another name": "STT,Họ và tên\n1,Hồ Văn Nhất\n".encode,
    "a page of the web": lambda: b"<html><table><tr><td>STT</td></tr></table></html>",
}


@pytest.mark.parametrize("name", FILES)
def test_no_file_breaks_a_reader(name: str, tmp_path: Path) -> None:
    """Every reader of sheets gives a result, or one sentence that says what is safe."""
    file = tmp_path / "tệp lạ.xlsx"
    file.write_bytes(FILES[name]())
    readers: tuple[Callable[[], object], ...] = (
        lambda: read_any(file),
        lambda: guessed_columns(file),
        lambda: read_supports(file, shipped()["bhyt"]),
        lambda: fill_template(file, tmp_path / "ra.xlsx", [{"head": "Hồ Văn Nhất"}]),
        lambda: write_refused(file, tmp_path / "trả.xlsx", {("", 2): "thử"}),
    )
    for told in filter(None, map(refusal, readers)):
        assert "\n" not in told
        assert told.rstrip()[-1] in ".?"
        assert "Chưa" in told or "nguyên" in told


def refusal(read: Callable[[], object]) -> str:
    """The sentence with which a file is refused, "" where it is read; anything else is our bug."""
    try:
        read()
    except AppError as problem:
        return problem.message
    return ""


def test_the_good_one_among_them_is_read(tmp_path: Path) -> None:
    """What is odd around a list does not hide it."""
    for name in ("extra columns and sheets", "decorated", "odd cells"):
        file = tmp_path / "danh sách.xlsx"
        file.write_bytes(FILES[name]())
        listed = read_any(file)
        assert listed.households[0].members[0].name == "Hồ Văn Nhất"  # type: ignore[union-attr]


def test_naughty_strings_go_through_sheets(tmp_path: Path) -> None:
    """Out and in again: as text, never as a formula, without what a sheet cannot hold; no name holds what none has."""
    strings = [text for text in json.loads(NAUGHTY.read_text(encoding="utf-8")) if text.strip()]
    out = tmp_path / "lạ.xlsx"
    rows = [[number, text, "1970", "Chủ hộ", "Thôn 1", "x"] for number, text in enumerate(strings, 1)]
    columns = [Column(title) for title in HEAD]
    (written,) = write_sheets(out, [Sheet("Lạ", columns, rows)])
    assert written.rows == len(strings)
    cells = openpyxl.load_workbook(out).worksheets[0]
    assert not any(cells.cell(row, 2).data_type in ("f", "e", "b") for row in range(2, len(strings) + 2))
    listed = read_any(out)
    known = {member.name for home in listed.households for member in home.members}  # type: ignore[union-attr]
    assert len(known) + len(listed.refused) > 0  # type: ignore[union-attr]
    assert not any("\x00" in name or "\n" in name for name in known)
