"""A list as an Excel file that can be worked on: numbers are numbers, dates are dates, identity numbers are text.

Nothing is left out: the file is read again and counted before it takes its place. It knows no register.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, Literal

from db.domain.errors import EnvironmentProblem, UserError
from db.domain.text import nfc
from db.domain.values import is_iso_date, show_date
from forms.files import whole
from forms.sheets.unfinished import rows_beside
from forms.sheets.workbook import escaped

Kind = Literal["text", "number", "decimal", "date"]
Value = str | int | None
MOST_ROWS, MOST_LETTERS = 1_000_000, 32_767
"""What a sheet of Excel holds: rows, and letters of one cell."""

_FORMATS = {"number": "#,##0", "decimal": "#,##0.00", "date": "dd/mm/yyyy", "text": "@"}
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_FONT = "Times New Roman"


@dataclass(frozen=True, slots=True)
class Column:
    """A column. kind: `date` takes ISO text of any precision (a year alone stays text), `decimal` a number as text.

    width: in characters.
    """

    title: str
    kind: Kind = "text"
    width: int = 14


@dataclass(frozen=True, slots=True)
class Written:
    """What the file holds: rows of the list, filled cells in them."""

    rows: int
    cells: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a file: its name, its columns, its rows; above: lines over the table; bare: without a head."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    above: Sequence[str] = ()
    bare: bool = False

    @property
    def first(self) -> int:
        """The 1-based row at which the rows of the list begin."""
        return len(self.above) + bool(self.above) + (1 if self.bare else 2)


def write_table(
    out: Path, name: str, columns: Sequence[Column], rows: Iterable[Sequence[Value]], *, above: Sequence[str] = ()
) -> Written:
    """Write a list to an `.xlsx` file, whole or not at all.

    name: of the sheet; above: lines over the table (title, which filter, which day). Raises as `write_sheets`.
    """
    return write_sheets(out, [Sheet(name, columns, rows, above)])[0]


def write_sheets(out: Path, sheets: Sequence[Sheet]) -> list[Written]:
    """Write several sheets to one `.xlsx` file, whole or not at all.

    Raises:
        EnvironmentProblem: it cannot be written, or what is read back is not what was written.
        UserError: more rows than a sheet holds.
    """
    with rows_beside(out), whole(out) as file:
        written = _write(file, sheets)
        if _read(file, sheets) != written:
            raise EnvironmentProblem(
                "not_written",
                f"Đọc lại tệp {out.name} thấy thiếu dòng; tệp đã được bỏ, dữ liệu trong sổ còn nguyên. "
                "Hãy lưu lại vào ổ đĩa khác.",
            )
    return written


def _write(file: BinaryIO, sheets: Sequence[Sheet]) -> list[Written]:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    try:
        written = [_fill(book, sheet) for sheet in sheets]
    except BaseException:  # a row cannot be had, a job was stopped: unfinished rows are closed, then removed
        for sheet in book.worksheets:
            with suppress(OSError):
                sheet.close()
        raise
    if not sheets:
        book.create_sheet("Danh sách")
    book.save(file)
    return written


def _fill(book: Any, wanted: Sheet) -> Written:
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", wanted.name)[:31].strip() or "Danh sách")
    columns = wanted.columns
    if not wanted.bare:
        _lay_out(sheet, columns, head=wanted.first - 1)
    else:
        _widen(sheet, columns)
    bold, plain = _Pen(sheet, bold=True), _Pen(sheet)
    for place, line in enumerate(wanted.above):
        sheet.append([(plain if place else bold).cell(line, "text")])
    if wanted.above:
        sheet.append([])
    if not wanted.bare:
        sheet.append([bold.cell(column.title, "text") for column in columns])
    count = cells = 0
    for row in wanted.rows:
        if count == MOST_ROWS:
            message = f"Danh sách dài hơn {MOST_ROWS} dòng, một trang Excel không chứa hết. Chưa tạo tệp: lọc ngắn lại."
            raise UserError("too_many_rows", message)
        made = [plain.cell(value, column.kind) for value, column in zip(row, columns, strict=True)]
        sheet.append(made)
        count += 1
        cells += sum(cell.value not in (None, "") for cell in made)  # what a sheet cannot hold is gone by now
    return Written(count, cells)


def _widen(sheet: Any, columns: Sequence[Column]) -> None:
    from openpyxl.utils import get_column_letter

    for number, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width


def _lay_out(sheet: Any, columns: Sequence[Column], head: int) -> None:
    """Widths, a head that stays in sight, arrows to filter by; on paper A4 across with the head on every page."""
    from openpyxl.utils import get_column_letter

    _widen(sheet, columns)
    sheet.freeze_panes = f"A{head + 1}"
    sheet.auto_filter.ref = f"A{head}:{get_column_letter(len(columns))}{head}"
    sheet.print_title_rows = f"{head}:{head}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


class _Pen:
    """Makes the cells of a sheet, each with the style of its kind."""

    def __init__(self, sheet: Any, *, bold: bool = False) -> None:
        from openpyxl.styles import Font

        self._sheet = sheet
        self._font = Font(name=_FONT, size=12, bold=bold)
        self._styles: dict[Kind, Any] = {}

    def cell(self, value: Value, kind: Kind) -> Any:
        """A cell. A text that begins with `=` is no formula, a figure in a text column no number."""
        from openpyxl.cell import WriteOnlyCell

        made = WriteOnlyCell(self._sheet, _excel(value, kind))
        if isinstance(made.value, str):
            made.data_type = "s"
        style = self._styles.get(kind)
        if style is None:
            made.number_format, made.font = _FORMATS[kind], self._font
            self._styles[kind] = made._style
        made._style = self._styles[kind]
        return made


def fitting(text: str) -> str:
    """A text as a cell can hold it and shows it: NFC, without control characters, no longer than Excel allows."""
    return escaped(_UNFIT.sub("", nfc(text))[:MOST_LETTERS])


def _excel(value: Value, kind: Kind) -> str | int | Decimal | date | None:
    if value in (None, ""):
        return None
    if isinstance(value, int):
        return value
    if kind == "decimal":
        return Decimal(str(value))
    text = fitting(str(value))
    if kind != "date":
        return text
    return date.fromisoformat(text) if is_iso_date(text) else show_date(text)


def _read(file: BinaryIO, sheets: Sequence[Sheet]) -> list[Written]:
    """Count the rows and filled cells that the file really holds, one row at a time."""
    from openpyxl import load_workbook

    file.seek(0)
    book = load_workbook(file, read_only=True)
    try:
        return [_count(book.worksheets[place], sheet) for place, sheet in enumerate(sheets)]
    finally:
        book.close()


def _count(worksheet: Any, sheet: Sheet) -> Written:
    rows = cells = 0
    for row in worksheet.iter_rows(min_row=sheet.first, max_col=len(sheet.columns), values_only=True):
        rows += 1
        cells += sum(value is not None for value in row)
    return Written(rows, cells)
