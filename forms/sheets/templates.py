"""Fills somebody else's Excel template with lines of the register: its head stays, its look stays, rows are made.

What its columns mean is found by their headings, or told; what nobody understands stays empty and is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db.domain.errors import EnvironmentProblem, FileProblem
from db.domain.values import is_iso_date, show_date
from db.store.imports.listed import ListColumn
from forms.files import whole
from forms.sheets.head import Head, find_head, guess_head, plain
from forms.sheets.lists import columns_of, texts_of
from forms.sheets.rows import row_kind
from forms.sheets.table import fitting
from forms.sheets.unfinished import rows_beside
from forms.sheets.workbook import MAX_COLUMNS, read_sheets

Line = Mapping[str, str | int | None]
"""One line of the register by key, as `db.store.lists.datasheets` names them; codes by their names."""

_DERIVED: dict[str, Callable[[Line, int], str | int | None]] = {
    "number": lambda _line, number: number,
    "member_no": lambda _line, number: number,
    "name": lambda line, _n: line.get("name") or line.get("head"),
    "head_name": lambda line, _n: line.get("head"),
    "surname": lambda line, _n: " ".join(_name(line).split()[:-1]) or None,
    "given": lambda line, _n: (_name(line).split() or [""])[-1] or None,
    "birth": lambda line, _n: _born(line),
    "birth_male": lambda line, _n: _born(line) if _sex(line) == "Nam" else None,
    "birth_female": lambda line, _n: _born(line) if _sex(line) == "Nữ" else None,
    "sex": lambda line, _n: _sex(line),
    "male": lambda line, _n: "x" if _sex(line) == "Nam" else None,
    "female": lambda line, _n: "x" if _sex(line) == "Nữ" else None,
    "ethnic": lambda line, _n: line.get("ethnic_local") or line.get("ethnic") or line.get("head_ethnic"),
    "identity": lambda line, _n: line.get("cccd") or line.get("cmnd") or line.get("head_id_no"),
    "cmnd": lambda line, _n: line.get("cmnd") or _of_length(line, 9),
    "cccd": lambda line, _n: line.get("cccd") or _of_length(line, 12),
    "size": lambda line, _n: line.get("members"),
    "class": lambda line, _n: line.get("result"),
    "class:poor": lambda line, _n: "x" if line.get("result") == "Hộ nghèo" else None,
    "class:near_poor": lambda line, _n: "x" if line.get("result") == "Hộ cận nghèo" else None,
    "minority": lambda line, _n: "x" if line.get("ethnic_minority") == "có" else None,
}
"""How the fields of every list follow from a line; others are keys of the line themselves."""
_OF_HOUSEHOLDS = {"size": "members", "minority": "ethnic_minority"}
"""Fields that follow from this key alone, which lines of people do not have."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What was filled: lines, and the headings that stayed empty because nobody knows what they mean."""

    rows: int
    empty: list[str]


def fill_template(template: Path, out: Path, lines: Iterable[Line], names: Mapping[str, str] | None = None) -> Filled:
    """Write a copy of `template` with a line for each of `lines` below its head; the template itself stays.

    names: heading → key of a line or field of a list, "" for a column that shall stay empty.

    Raises:
        FileProblem: as `read_sheets`; or no head is found. EnvironmentProblem: the copy cannot be written.
    """
    title, rows, head = _head_of(template, names)
    from openpyxl import load_workbook

    book = load_workbook(template)
    sheet = book[title]
    first = head.last + 2
    while first - 1 < len(rows) and row_kind(rows[first - 1], head) == "head":
        first += 1  # the numbers of the columns
    made = list(lines)
    _make_room(sheet, first, len(made), _free(rows, first, head))
    fills = fillable(made[0] if made else ())
    for number, line in enumerate(made, 1):
        for key, column in head.columns.items():
            value = _value(key, line, number)
            if value is not None:
                _write(sheet.cell(first + number - 1, column + 1), value)
    _save(book, out, title, first, len(made), head)
    left = [one.text for one in head.headings.values() if one.field and one.field not in fills] if made else []
    return Filled(len(made), [*head.unknown, *left])


def fillable(keys: Iterable[str]) -> list[str]:
    """Everything a column can be filled from, of lines that have these keys: fields of lists, then the keys."""
    known = list(keys)
    derived = [name for name in _DERIVED if name not in _OF_HOUSEHOLDS or _OF_HOUSEHOLDS[name] in known]
    return list(dict.fromkeys([*derived, *known]))


def template_columns(template: Path, names: Mapping[str, str] | None = None) -> list[ListColumn]:
    """The columns of a template with the key each is filled from, also where nobody has told any of them.

    Raises:
        FileProblem: as `read_sheets`; or nothing looks like a head.
    """
    _title, rows, head = _head_of(template, names, untold=True)
    return columns_of(rows, head, {})


def _head_of(
    template: Path, names: Mapping[str, str] | None, *, untold: bool = False
) -> tuple[str, list[dict[int, Any]], Head]:
    """The head of the first sheet of which a column is known; untold: without one a head of which nothing is known."""
    guessed = []
    for sheet in read_sheets(template):
        rows = [{column: cell.value for column, cell in row.items()} for row in sheet.rows]
        texts = texts_of(rows)
        head = find_head(texts, names) or guess_head(texts, names)
        if head is not None and head.columns:
            return sheet.title, rows, head
        if head is not None:
            guessed.append((sheet.title, rows, head))
    if untold and guessed:
        return guessed[0]
    told = f"Không thấy dòng đầu bảng hiểu được trong mẫu “{template.name}”. Chưa tạo tệp nào: "
    told += "nói mỗi cột ghi gì (dòng lệnh: --map) rồi điền lại."
    raise FileProblem("sheet_no_head", told)


def _free(rows: list[dict[int, Any]], first: int, head: Head) -> int:
    """How many rows below the head are empty, or hold nothing but a running number."""
    below = rows[first - 1 :]
    own = {head.columns.get("number", -1)}
    return next((place for place, row in enumerate(below) if set(row) - own), 10**6)


def _make_room(sheet: Any, first: int, wanted: int, free: int) -> None:
    """Insert rows above what stands below the table, and give all of them the look of the first one."""
    width = min(sheet.max_column, MAX_COLUMNS)
    look = [copy(sheet.cell(first, column)._style) for column in range(1, width + 1)]
    height = sheet.row_dimensions[first].height
    if wanted > free:
        _push_down(sheet, first + free, wanted - free)
    for row in range(first, first + wanted):
        sheet.row_dimensions[row].height = height
        for column, style in enumerate(look, 1):
            cell = sheet.cell(row, column)
            if cell.__class__.__name__ != "MergedCell":
                cell._style = copy(style)


def _push_down(sheet: Any, below: int, more: int) -> None:
    """Move everything from a row on down. openpyxl's own way walks every cell up to a stray one at the far corner."""
    merged = [one.coord for one in sheet.merged_cells.ranges if one.min_row >= below]
    ranges = [copy(one) for one in sheet.merged_cells.ranges if one.min_row >= below]
    for coord in merged:
        sheet.unmerge_cells(coord)
    for row, column in sorted((place for place in sheet._cells if place[0] >= below), reverse=True):
        cell = sheet._cells.pop((row, column))
        cell.row = row + more
        sheet._cells[row + more, column] = cell
    heights = {row: one.height for row, one in sheet.row_dimensions.items() if row >= below}
    for row in sorted(heights, reverse=True):
        sheet.row_dimensions[row + more].height = heights[row]
    for one in ranges:
        one.shift(row_shift=more)
        sheet.merge_cells(one.coord)


def _value(key: str, line: Line, number: int) -> str | int | None:
    derived = _DERIVED.get(key)
    return derived(line, number) if derived else line.get(key)


def _write(cell: Any, value: str | int) -> None:
    """Text stays text (a number of an identity paper keeps its zeros, `=` is no formula); dates as people read them."""
    written = show_date(value) if isinstance(value, str) and is_iso_date(value) else value
    cell.value = fitting(written) if isinstance(written, str) else written
    if isinstance(written, str):
        cell.data_type = "s"


def _save(book: Any, out: Path, title: str, first: int, wanted: int, head: Head) -> None:
    """Save whole or not at all, read again and counted."""
    with rows_beside(out), whole(out) as file:
        book.save(file)
        file.seek(0)
        from openpyxl import load_workbook

        again = load_workbook(file, read_only=True)
        try:
            columns = list(head.columns.values())
            rows = again[title].iter_rows(min_row=first, max_row=first + max(wanted, 1) - 1, values_only=True)
            filled = sum(any(len(row) > column and row[column] is not None for column in columns) for row in rows)
        finally:
            again.close()
        if filled < wanted:
            raise EnvironmentProblem(
                "not_written", f"Đọc lại tệp {out.name} thấy thiếu dòng; tệp đã được bỏ, dữ liệu trong sổ còn nguyên."
            )


def _name(line: Line) -> str:
    return str(line.get("name") or line.get("head") or "")


def _born(line: Line) -> str | int | None:
    born = line.get("birth_date") or line.get("birth") or line.get("head_birth")
    return int(born) if isinstance(born, str) and len(born) == 4 else born


def _sex(line: Line) -> str | None:
    found = line.get("sex") or line.get("head_sex")
    return str(found) if found else None


def _of_length(line: Line, length: int) -> str | None:
    found = line.get("head_id_no")
    return found if isinstance(found, str) and len(found) == length else None


def keys_by_title(columns: Iterable[Any]) -> dict[str, str]:
    """Heading → key for the columns of a data sheet, as a template may name them."""
    return {column.title: column.key for column in columns if plain(column.title)}
