"""The sample lists of communes, and copies of them with some cells changed."""

from __future__ import annotations

from pathlib import Path

import openpyxl

import resources

SAMPLES = resources.path("samples")
HONG_THUY = SAMPLES / "ho-ngheo-hong-thuy-2016.xlsx"
NHAM = SAMPLES / "ho-ngheo-nham-2016-vntime.xlsx"
FIRST, HEADS = 11, 7
"""Rows of the samples: the first person, the headings."""

NAME, RELATION, CMND, NOTE = 3, 7, 8, 13
"""Columns of the samples."""


def altered(folder: Path, cells: dict[tuple[int, int], object], *, source: Path = HONG_THUY) -> str:
    """A copy of a sample with other values in some cells (row, column)."""
    book = openpyxl.load_workbook(source)
    sheet = book.active
    for (row, column), value in cells.items():
        sheet.cell(row, column).value = value
    file = folder / "danh-sach.xlsx"
    book.save(file)
    return str(file)
