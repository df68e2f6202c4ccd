"""The tables of printed documents as Excel: the same columns, rows and sums as on the pages, figures as figures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from ordinary import PAPERS
from pdf_reader import squeezed

from desktop.printed_sheets import sheets_of
from forms.paper import fonts, registry
from forms.paper.measure import Measure
from forms.paper.sheet import mm
from forms.sheets.table import write_sheets

LISTS = ("danh-sach-ky-nhan", "danh-sach-the-bhyt", "niem-yet", "d03-ts", "cuu-doi-5a", "vay-von-03-td", "phieu-ho-tro",
         "bang-ke-quyet-toan", "danh-sach-chi-tra-hoc-tap", "quyet-dinh-ho-tro", "danh-sach-de-nghi-nha-o")  # fmt: skip
CARRIED = ("Cộng trang này", "Cộng mang sang", "Mang sang")


@pytest.mark.parametrize("paper", LISTS)
def test_every_cell_of_the_pages_is_in_the_file(paper: str, tmp_path: Path) -> None:
    name, data, options = PAPERS[paper]
    document = registry.get(name)
    pages = list(document.pages(data, Measure(fonts.load()), options or document.options()))
    out = tmp_path / "bang.xlsx"
    write_sheets(out, sheets_of(pages, document.info.title))
    sheets = load_workbook(out).worksheets
    assert len(sheets) == sum(len(page.tables) for page in pages) > 0
    held = {squeezed(_shown(cell)) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row}
    for page in pages:
        for table, rows, _heading in page.tables:
            cells = {squeezed(text) for row in rows for text in getattr(row, "cells", (getattr(row, "text", ""),))}
            assert cells - held - {""} == set()
            assert not table.totals or squeezed(table.totals.label) in held


def test_tables_of_a_slip_printed_twice_are_there_once() -> None:
    name, data, options = PAPERS["phieu-ho-tro"]
    document = registry.get(name)
    for copies in ("both", "household", "office"):
        chosen = replace(options, copies=copies)
        sheets = sheets_of(document.pages(data, Measure(fonts.load()), chosen), document.info.title)
        assert [sheet.name[:4] for sheet in sheets] == ["1 2.", "2 3.", "3 4."]


def _shown(value: object) -> str:
    """A cell as paper writes it."""
    if isinstance(value, int):
        return f"{value:,}".replace(",", ".")
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)


def test_sums_are_numbers_and_stand_once(tmp_path: Path) -> None:
    name, data, options = PAPERS["danh-sach-chi-tra-hoc-tap"]
    document = registry.get(name)
    pages = list(document.pages(data, Measure(fonts.load()), options or document.options()))
    assert len(pages) > 1
    assert any(one.text in CARRIED for page in pages for one in page.texts if one.y > mm(15))
    out = tmp_path / "bang.xlsx"
    write_sheets(out, sheets_of(pages, "Danh sách"))
    [sheet] = load_workbook(out).worksheets
    rows = list(sheet.iter_rows(values_only=True))
    assert not any(cell in CARRIED for row in rows for cell in row)
    total = next(row for row in rows if str(row[1]).startswith("Tổng cộng"))
    lines = [row for row in rows if str(row[0]).isdigit()]
    at = max(n for n, cell in enumerate(total) if isinstance(cell, int))
    assert total[at] == sum(row[at] for row in lines)
