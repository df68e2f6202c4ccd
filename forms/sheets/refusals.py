"""The lines of a list that were not taken in, as a sheet to correct and bring back: the same head, and why, beside.

It writes a new file and leaves the list as it is; it knows no register.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from db.store.imports.listed import HouseholdList, ImportPlan
from forms.sheets.head import WHY, Head
from forms.sheets.lists import Part, parts_of
from forms.sheets.rows import row_kind
from forms.sheets.table import Column, Sheet, Value, write_sheets
from forms.sheets.workbook import Value as Cell

Left = dict[tuple[str, int], str]
"""Why a row was not taken in, by sheet ("" of a list of one sheet) and 1-based row."""


def left_of_households(listed: HouseholdList, plan: ImportPlan, *, accepted: bool) -> Left:
    """The rows that were not taken in: refused ones, and all rows of households that wait for a look."""
    found: Left = {(row.sheet, row.row): row.reason for row in plan.refused}
    waiting = {} if accepted else {(r.sheet, r.row): "; ".join(r.reasons) for r in plan.rows if r.outcome == "doubtful"}
    for home in listed.households:
        why = waiting.get((home.sheet, home.row)) or found.get((home.sheet, home.row))
        if why:
            found |= {(home.sheet, member.row): found.get((home.sheet, member.row), "") for member in home.members}
            found[home.sheet, home.row] = why
    return found


def left_of_lines(plan: ImportPlan, *, accepted: bool) -> Left:
    """The lines that were not taken in: refused ones, and those that wait for a look."""
    found: Left = {(row.sheet, row.row): row.reason for row in plan.refused}
    waiting = [] if accepted else [row for row in plan.rows if row.outcome == "doubtful"]
    return found | {(row.sheet, row.row): "; ".join(row.reasons) for row in waiting}


def write_refused(path: Path, out: Path, left: Left, names: Mapping[str, str] | None = None) -> int:
    """Write what was left of the list at `path`: what stands above, head, village rows, those lines; returns how many.

    Raises:
        FileProblem: the list can no longer be read. EnvironmentProblem, UserError: as `write_sheets`.
    """
    parts, _encoding = parts_of(path, names)
    written = 0
    sheets = []
    for part in parts:
        name = part.sheet if len(parts) > 1 else ""
        wanted = {row: why for (sheet, row), why in left.items() if sheet == name}
        if wanted:
            sheets.append(Sheet(part.sheet, *_kept(part, wanted), bare=True))
            written += len(wanted)
    write_sheets(out, sheets)
    return written


def _kept(part: Part, wanted: Mapping[int, str]) -> tuple[list[Column], list[list[Value]]]:
    width = max((max(row, default=0) for row in part.rows), default=0) + 1
    rows = [_line(row, width, "") for row in part.rows[: part.head.last + 1]]
    rows[part.head.first][-1] = WHY
    for number, row in enumerate(part.rows[part.head.last + 1 :], start=part.head.last + 2):
        if number in wanted:
            rows.append(_line(row, width, wanted[number]))
        elif _is_group(row, part.head):
            rows.append(_line(row, width, ""))
    return [Column("", width=16)] * width + [Column("", width=60)], rows


def _is_group(row: Mapping[int, Cell], head: Head) -> bool:
    return row_kind(row, head) in ("village", "class")


def _line(row: Mapping[int, Cell], width: int, why: str) -> list[Value]:
    return [*(_value(row.get(column)) for column in range(width)), why]


def _value(cell: Cell | None) -> Value:
    if cell is None or isinstance(cell, bool | str | int):
        return cell
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else str(cell)
    return f"{cell.day:02d}/{cell.month:02d}/{cell.year}"
