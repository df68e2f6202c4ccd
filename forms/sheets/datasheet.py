"""Sheets of our own: their columns with a page that explains them, and reading one back after cells were changed.

A line is known by the id of its record; only what somebody changed in it counts. It knows no register.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from db.domain import codes
from db.domain.text import nfc, without_controls
from db.domain.values import local_date, show_date
from db.store.imports.listed import DataList, DataRow
from db.store.lists.datasheets import RECORD_TITLES, DataColumn
from forms.sheets import cells, values
from forms.sheets.lists import Part
from forms.sheets.rows import Row, field
from forms.sheets.table import Column, Sheet, Value, Written, write_sheets
from forms.sheets.values import Found, is_ticked, text
from forms.sheets.workbook import Value as Cell

HOUSEHOLD_RECORD, PERSON_RECORD = "household_record", "person_record"
DATA_HEADINGS = {
    RECORD_TITLES["households"]: HOUSEHOLD_RECORD,
    RECORD_TITLES["persons"]: PERSON_RECORD,
    "Hộ người có công": "merit",
    "Hộ không có khả năng lao động": "no_labour",
    "Ở đây từ ngày": "since",
    "Tên gọi khác của dân tộc": "ethnic_local",
}
"""Headings that only our own sheets have, beside those of every list."""
CODEBOOK = "Giải thích cột"
_NO_CHANGE = "Để trống là không đổi."


def write_data(
    out: Path, title: str, columns: Sequence[DataColumn], rows: Callable[[], Iterable[Sequence[Value]]]
) -> Written:
    """Write a data sheet with a page that explains its columns, and the same beside as CSV; counted before it stands.

    rows: makes the lines anew, once for each file. Raises as `write_sheets`.
    """
    plain = [Column(column.title, column.kind, column.width) for column in columns]
    book = Sheet(title, plain, rows(), (title, _NO_CHANGE))
    written, _codes = write_sheets(out, [book, codebook(columns)])
    write_csv(out.with_suffix(".csv"), plain, rows())
    return written


def codebook(columns: Sequence[DataColumn]) -> Sheet:
    """The page that says what every column holds, and which values a list of codes has."""
    widths = {"Cột": 34, "Là gì": 70, "Sửa được": 12, "Giá trị": 90}
    heads = [Column(title, width=width) for title, width in widths.items()]
    rows = [(column.title, column.told, "có" if column.editable else "không", _known(column)) for column in columns]
    return Sheet(CODEBOOK, heads, rows)


def _known(column: DataColumn) -> str:
    if column.choices:
        return "; ".join(column.choices)
    return {"date": "ngày/tháng/năm, tháng/năm hoặc chỉ năm", "number": "số"}.get(column.kind, "chữ")


def write_csv(out: Path, columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> None:
    """The same list as CSV (UTF-8 with its mark, commas), whole or not at all."""
    from forms.files import whole

    with whole(out) as file:
        file.write(b"\xef\xbb\xbf")
        lines = csv.writer(_Encoded(file))
        lines.writerow([column.title for column in columns])
        for row in rows:
            lines.writerow([_safe(value, column) for value, column in zip(row, columns, strict=True)])


def _safe(value: Value, column: Column) -> str:
    """As read by people; a text that a spreadsheet would take for a formula begins with an apostrophe."""
    if value is None:
        return ""
    written = show_date(str(value)) if column.kind == "date" else str(value)
    return f"'{written}" if column.kind == "text" and written[:1] in ("=", "+", "-", "@") else written


class _Encoded:
    """What a CSV writer writes to: text becomes UTF-8."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def write(self, line: str) -> int:
        """Write one line."""
        return int(self._file.write(line.encode()))


def read_data(parts: Sequence[Part]) -> DataList:
    """The lines of a sheet of our own."""
    person = parts[0].head.has(PERSON_RECORD)
    result = DataList(
        kind="person" if person else "household",
        title=parts[0].title.title,
        rows=[],
    )
    key = PERSON_RECORD if person else HOUSEHOLD_RECORD
    for part in parts:
        if part.head.has(key):
            result.rows += _lines(part, key, part.sheet if len(parts) > 1 else "")
    return result


def _lines(part: Part, key: str, sheet: str) -> Iterator[DataRow]:
    for number, row in enumerate(part.rows[part.head.last + 1 :], start=part.head.last + 2):
        record = text(field(row, part.head, key)).lstrip("'")
        if record:
            name = text(field(row, part.head, "name")) or text(field(row, part.head, "head_name"))
            line = DataRow(row=number, record=record, name=name, sheet=sheet)
            for column in part.head.columns:
                _take(line, column, row, part)
            yield line


def _take(line: DataRow, column: str, row: Row, part: Part) -> None:
    """One cell: as it stands, and how it reads; columns for looking at only are passed over."""
    value = field(row, part.head, column)
    if value is None or not text(value):
        return
    written = text(value)
    if column in _PLAIN:
        line.raw[column] = line.values[column] = _as_kept(value)
    elif column in _FLAGS:
        line.raw[_FLAGS[column]], line.values[_FLAGS[column]] = written, is_ticked(value)
    elif column in ("cmnd", "cccd", "identity", "bhxh_no"):
        found = values.number(value, column, today())
        name = column if column == "bhxh_no" else "cccd" if len(found.value or "") == 12 else "cmnd"
        _put(line, name, written, found)
    elif column in _READERS:
        name, reader = _READERS[column]
        _put(line, name, _day(value) if name in _DAYS else written, reader(value))
    elif column == "ethnic":
        code, local = codes.ethnic(written)
        _put(line, "ethnic", written, Found(code, *(() if code else ("ethnic", "chưa có mã cho dân tộc này."))))
        if local:
            line.values.setdefault("ethnic_local", local)


def _as_kept(value: Cell) -> str:
    """A text as the register keeps it, what nobody sees in it too, so that what nobody touched is the same."""
    return " ".join(without_controls(nfc(value)).split()) if isinstance(value, str) else text(value)


_PLAIN = ("code", "address", "note", "ethnic_local", "head_name")
_FLAGS = {"minority": "ethnic_minority", "merit": "merit", "no_labour": "no_labour"}
_DAYS = ("birth_date", "since")


def _since(value: Cell) -> Found:
    day, why = cells.day(value)
    return Found(day, "date" if why else "", why)


_READERS: dict[str, tuple[str, Callable[[Cell], Found]]] = {
    "name": ("name", values.person_name),
    "birth": ("birth_date", lambda value: values.birth_date(value, today())),
    "sex": ("sex", values.sex),
    "phone": ("phone", values.phone),
    "since": ("since", _since),
}


def _put(line: DataRow, name: str, raw: str, found: Found) -> None:
    line.raw[name] = raw
    if found.value is not None:
        line.values[name] = found.value
    if found.doubt:
        line.told[name] = found.doubt


def _day(value: Cell) -> str:
    written = value.isoformat() if hasattr(value, "isoformat") else text(value)
    return show_date(written) if written[:4].isdigit() else written


def today() -> str:
    """Today in Việt Nam, for judging what cannot be in the future."""
    return local_date(datetime.now(UTC))
