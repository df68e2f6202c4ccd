"""LibreOffice opens every kind of sheet we write, and reads the same cells in it."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from exchanges import HONG_THUY, found
from samples import HONG_THUY as LIST
from test_templates import LINES, template

from db.store.definitions.policies import policy
from db.store.inventing.populating import populate
from db.store.inventing.years import populate_supports
from db.store.lists.datasheets import household_sheet, person_sheet, support_sheet
from db.store.printing.reports import subject
from db.store.reports import build
from forms.sheets.datasheet import write_data
from forms.sheets.figures import write_tables
from forms.sheets.refusals import write_refused
from forms.sheets.table import Column, write_table
from forms.sheets.templates import fill_template

ON = "2017-09-01"
EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"
"""Commas, quotes, UTF-8, from the first row, cells as they are shown, all sheets."""
CALC = Path(shutil.which("soffice") or "soffice").resolve().with_name("libsclo.so")


@pytest.mark.skipif(not CALC.is_file(), reason="LibreOffice Calc is not installed")
@pytest.mark.libreoffice
def test_libreoffice_reads_the_same_cells(tmp_path: Path) -> None:
    files = _written(tmp_path)
    home = f"-env:UserInstallation=file://{tmp_path}/office"
    command = ["soffice", home, "--headless", "--convert-to", EVERY_SHEET, "--outdir", tmp_path / "doc", *files]
    subprocess.run(command, check=True, capture_output=True)
    for file in files:
        book = openpyxl.load_workbook(file)
        for sheet in book.worksheets:
            with (tmp_path / "doc" / f"{file.stem}-{sheet.title}.csv").open(encoding="utf-8", newline="") as lines:
                read = [[_plain(cell) for cell in row] for row in csv.reader(lines)]
            ours = [[_plain(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
            assert [_ended(row) for row in read if any(row)] == [_ended(row) for row in ours if any(row)], sheet.title


def _written(folder: Path) -> list[Path]:
    """A sheet of every kind: data sheets, a list, tables, what an import left, a template that was filled."""
    office = found(folder, HONG_THUY)
    populate(office.register, count=12, seed=4)
    populate_supports(office.register, seed=4)
    with office.register.read() as connection:
        card, report = policy(connection, "bhyt"), build(connection, "bo_bieu", year=2017)
    sheets = (
        household_sheet(office.register, ON),
        person_sheet(office.register, ON),
        support_sheet(office.register, ON, card),
    )
    files = [folder / f"{name}.xlsx" for name in ("ho", "nguoi", "the", "la", "bieu", "chua-nhap", "da-dien")]
    for file, made in zip(files, sheets, strict=False):
        write_data(file, made.title, made.columns, made.rows)
    odd = ["=1+1", "'cháu", "_x0041_", "😀", "046070000012", "1/5/1962", "a\nb"]
    write_table(files[3], "Chữ lạ", [Column("Chữ"), Column("Ngày", "date")], [[text, "1962-05-01"] for text in odd])
    write_tables(files[4], report.tables, subject(report))
    write_refused(LIST, files[5], {("", 11): "thử", ("", 12): ""})
    fill_template(template(folder), files[6], LINES)
    office.register.close()
    return files


def _plain(value: Any) -> str:
    """A cell as both show it; figures without the commas between thousands and without `.00`."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.strftime("%d/%m/%Y")
    shown = f"{value:.2f}" if isinstance(value, float) else str(value).replace("_x005F_", "_")
    return re.sub(r"(?<=\d),(?=\d{3}\b)|(?<=\d)\.00$", "", shown)


def _ended(row: list[str]) -> list[str]:
    """A row without the empty cells at its end."""
    while row and not row[-1]:
        row = row[:-1]
    return row
