"""Rows being filled in like a spreadsheet, without a widget: typed cells, problems, pasting, repeating. Knows no Qt."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from db.domain.errors import Issue
from desktop.presenters.fields import FieldSpec, Problem, read, show, tidy
from desktop.words import _


@dataclass(slots=True)
class Line:
    """One row: `key` of the record it is ("" for a new one), its typed cells, what is said beside them.

    proposed: what stands in a cell while nothing is typed there; marks: what stands beside a cell for good (two values
    in conflict); given: cells the program filled in by itself, which Enter passes over.
    """

    key: str = ""
    typed: dict[str, str] = field(default_factory=dict)
    saved: dict[str, str] = field(default_factory=dict)
    problems: dict[str, Problem] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    given: set[str] = field(default_factory=set)
    proposed: dict[str, str] = field(default_factory=dict)
    locked: frozenset[str] = frozenset()

    @property
    def empty(self) -> bool:
        """Whether nothing at all has been typed."""
        return not any(text.strip() for text in self.typed.values())

    def changed(self) -> set[str]:
        """Ids of the cells that differ from what the register holds."""
        return {name for name, text in self.typed.items() if text != self.saved.get(name, "")}

    def said(self, name: str) -> Problem | None:
        """What is to be heeded at a cell: a problem, or else its mark."""
        mark = self.marks.get(name)
        return self.problems.get(name) or (Problem("soft", mark) if mark else None)


class Sheet:
    """Rows of typed cells. With `growing` there is always one blank row at the end to type into."""

    def __init__(
        self,
        columns: Sequence[FieldSpec],
        *,
        growing: bool = True,
        locked: frozenset[str] = frozenset(),
        most: int = 0,
    ) -> None:
        """most: rows it may grow to, 0 for any number."""
        self.columns = list(columns)
        self.growing = growing
        self.most = most
        self.locked = locked
        self.lines: list[Line] = []
        self._grow()

    def load(self, rows: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
        """Begin with these records: key and kept values of each."""
        self.lines = []
        for key, values in rows:
            typed = {spec.id: show(spec, values.get(spec.id)) for spec in self.columns}
            self.lines.append(Line(key, typed, dict(typed), locked=self.locked))
        self._grow()

    def filled(self) -> list[Line]:
        """The rows in which something stands."""
        return [line for line in self.lines if not line.empty]

    def typed(self, row: int, column: int) -> str:
        """What a cell shows."""
        return self.lines[row].typed.get(self.columns[column].id, "")

    def put(self, row: int, column: int, typed: str) -> None:
        """A cell has been filled in: its usual form is kept, a problem noted where it is not understood."""
        line, spec = self.lines[row], self.columns[column]
        if spec.id in line.locked:
            return
        line.typed[spec.id] = tidy(spec, typed)
        line.given.discard(spec.id)
        line.problems.pop(spec.id, None)
        problem = read(spec, typed).problem
        if problem:
            line.problems[spec.id] = Problem("hard", problem)
        self._grow()

    def values(self, line: Line) -> dict[str, Any]:
        """Kept values of a row, by column; None where empty or not understood."""
        return {spec.id: read(spec, line.typed.get(spec.id, "")).value for spec in self.columns}

    def repeat_above(self, row: int, column: int) -> bool:
        """Take over the cell above (F4); False in the first row."""
        if row == 0:
            return False
        self.put(row, column, self.above(row, column))
        return True

    def above(self, row: int, column: int) -> str:
        """What F4 takes over in a cell."""
        return self.typed(row - 1, column)

    def paste(self, row: int, column: int, block: str) -> int:
        """Fill in a block copied from a spreadsheet from this cell on; returns the number of cells filled.

        Rows are added where the sheet grows; cells that fall outside it are left out.
        """
        count = 0
        for below, cells in enumerate(cells_of(block)):
            if row + below >= len(self.lines):
                break
            for right, text in enumerate(cells):
                if column + right < len(self.columns):
                    self.put(row + below, column + right, text)
                    count += 1
        return count

    def passed_over(self, row: int, column: int) -> bool:
        """Whether Enter goes past a cell: it is rarely filled in, or the program has done so."""
        spec, line = self.columns[column], self.lines[row]
        return spec.aside or spec.id in line.given or spec.id in line.locked

    def remove(self, row: int) -> Line | None:
        """Take a new row away again; a recorded one stays (it ends by an event, with a reason)."""
        if self.lines[row].key or (self.growing and self.lines[row].empty and row == len(self.lines) - 1):
            return None
        line = self.lines.pop(row)
        self._grow()
        return line

    def check(self) -> bool:
        """Note every required cell that is empty in a row that is not, or not understood; True when nothing is wrong.
        What was said before is forgotten: it may have been mended elsewhere.
        """
        for line in self.filled():
            line.problems = self.unread(line)
            for spec in self.columns:
                if spec.required and not line.typed.get(spec.id, "").strip():
                    line.problems[spec.id] = Problem("hard", _("{0}: còn trống.").format(spec.label))
        return not any(line.problems for line in self.filled())

    def unread(self, line: Line) -> dict[str, Problem]:
        """What is said about the cells of a row whose text cannot be understood at all."""
        told = {spec.id: read(spec, line.typed.get(spec.id, "")).problem for spec in self.columns}
        return {name: Problem("hard", problem) for name, problem in told.items() if problem}

    def unknown(self, lines: Sequence[Line]) -> list[Issue]:
        """A finding for every cell of these lines that is not understood, so that a save refuses what it would lose."""
        return [
            Issue(f"rows[{row}].{name}", "hard", "not_understood", problem.message)
            for row, line in enumerate(lines)
            for name, problem in self.unread(line).items()
        ]

    def draft(self) -> list[dict[str, Any]]:
        """The rows as typed, to be kept until they are saved."""
        return [{"key": line.key, "typed": line.typed} for line in self.filled()]

    def restore(self, draft: Iterable[Mapping[str, Any]]) -> None:
        """Take up a draft: rows of known records are typed over, the others added."""
        known = {line.key: line for line in self.lines if line.key}
        for row in draft:
            line = known.get(row["key"])
            if line is None:
                line = Line(row["key"], locked=self.locked)
                self.lines.insert(len(self.filled()), line)
            line.typed |= row["typed"]
        self._grow()

    def _grow(self) -> None:
        full = self.most and len(self.lines) >= self.most
        if self.growing and not full and (not self.lines or not self.lines[-1].empty):
            self.lines.append(Line(locked=self.locked))


def cells_of(block: str) -> list[list[str]]:
    """The cells of a block copied from a spreadsheet, row by row, blanks at their ends taken off."""
    text = block.rstrip("\r\n").replace("\r\n", "\n")
    quoting: Literal[0, 3] = (
        csv.QUOTE_MINIMAL if text.count('"') % 2 == 0 else csv.QUOTE_NONE
    )  # a stray one quotes nothing
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), "excel-tab", quoting=quoting))
    except csv.Error:  # a cell longer than any a person fills in
        return []
    return [[" ".join(cell.split()) for cell in row] for row in rows]
