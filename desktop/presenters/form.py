"""A form being filled in, without a widget: what was typed, what is wrong where, what has a place. Knows no Qt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from db.domain.errors import Issue
from db.domain.values import show_money
from desktop.presenters.fields import FieldSpec, Option, Problem, below, read, show, tidy
from desktop.presenters.sheet import Sheet
from desktop.words import _

_CELL = re.compile(r"(?P<section>.+)\[(?P<row>\d+)\](?:\.(?P<column>.+))?")


class Section(msgspec.Struct, frozen=True):
    """Fields under one heading, in the order of entry.

    id: a name for what is said of the whole section; repeats: its fields are the columns of a grid, filled in row by
    row (at most `most` of them), whose rows are one value under `id`.
    """

    title: str
    fields: tuple[FieldSpec, ...]
    id: str = ""
    hint: str = ""
    repeats: bool = False
    most: int = 0


class FormModel:
    """Typed texts by field id, with what is said beside each; a `Sheet` for every section that repeats.

    A screen hands over every keystroke (`put`) and every departure from a field (`leave`), and draws what it is told.
    """

    def __init__(self, sections: Sequence[Section], values: Mapping[str, Any] | None = None) -> None:
        self.sections = list(sections)
        self.specs = {spec.id: spec for section in sections if not section.repeats for spec in section.fields}
        self.sheets = {s.id: Sheet(s.fields, most=s.most) for s in sections if s.repeats}
        self.typed: dict[str, str] = {}
        self.proposed: dict[str, str] = {}
        """What stands in a field, as it would show, while nothing is typed there."""
        self.problems: dict[str, Problem] = {}
        self.marks: dict[str, str] = {}
        """What stands beneath a field for good: two values in conflict. A problem goes before it."""
        self._saved: dict[str, str] = {}
        self._saved_rows: dict[str, list[Any]] = {}
        self.load(values or {})

    def load(self, values: Mapping[str, Any]) -> None:
        """Begin with these kept values; what is said beside the fields is forgotten."""
        self.typed = {name: show(spec, values.get(name)) for name, spec in self.specs.items()}
        for name, sheet in self.sheets.items():
            sheet.load(("", row) for row in values.get(name) or [])
        self.problems = {}
        self.settled()

    def fill(self, values: Mapping[str, Any]) -> None:
        """Fill in values as if they had been typed."""
        self.restore({name: show(self.specs[name], value) for name, value in values.items()})

    def offer(self, name: str, options: Sequence[Option]) -> None:
        """A list has become another: the villages there are now, the indicators of the standard chosen."""
        self.specs[name] = msgspec.structs.replace(self.specs[name], options=tuple(options))

    def settled(self) -> None:
        """What stands here now is what the register holds."""
        self._saved = dict(self.typed)
        self._saved_rows = {name: self.rows(name) for name in self.sheets}

    def put(self, name: str, typed: str) -> None:
        """The officer is typing; nothing is judged yet."""
        self.typed[name] = typed
        self.problems.pop(name, None)

    def leave(self, name: str) -> str:
        """The officer leaves a field: its text in the usual form, a problem noted where it cannot be understood."""
        spec = self.specs[name]
        self.typed[name] = tidy(spec, self.typed[name])
        problem = read(spec, self.typed[name]).problem
        if problem:
            self.problems[name] = Problem("hard", problem)
        return self.typed[name]

    def leave_rows(self, name: str) -> None:
        """The officer has filled in a cell of a section that repeats; subclasses judge."""
        self.problems.pop(name, None)

    def value(self, name: str) -> Any:
        """The kept form of what is typed, None when empty or not understood."""
        return read(self.specs[name], self.typed[name]).value

    def rows(self, name: str) -> list[dict[str, Any]]:
        """Kept values of the filled rows of a section that repeats."""
        sheet = self.sheets[name]
        return [sheet.values(line) for line in sheet.filled()]

    def values(self) -> dict[str, Any]:
        """Kept values of every field that has a place, and the rows of every section that repeats."""
        found = {name: self.value(name) for name in self.specs if self.visible(name)}
        return found | {name: self.rows(name) for name in self.sheets if self.visible(name)}

    def changed(self) -> set[str]:
        """Ids of the fields (and sections that repeat) that differ from what the register holds."""
        fields = {name for name, text in self.typed.items() if text != self._saved.get(name, "")}
        return fields | {name for name, rows in self._saved_rows.items() if rows != self.rows(name)}

    def visible(self, name: str) -> bool:
        """Whether a field or section has a place at all as things stand (skip logic); subclasses know."""
        return True

    def said(self, name: str) -> Problem | None:
        """What is to be heeded at a field: a problem, or else its mark."""
        mark = self.marks.get(name)
        return self.problems.get(name) or (Problem("soft", mark) if mark else None)

    def missing(self, name: str) -> bool:
        """Whether a field must be filled in and is not."""
        return self.visible(name) and self.specs[name].required and not self.typed[name].strip()

    def below(self, name: str) -> str:
        """The quiet line under a field, or under the rows of a section: the sum of its money."""
        if name in self.sheets:
            return "   ".join(f"{title}: {show_money(amount)} đồng" for title, amount in self._sums(name))
        return below(self.specs[name], self.typed[name])

    def _sums(self, name: str) -> list[tuple[str, int]]:
        money = [spec for spec in self.sheets[name].columns if spec.kind == "money"]
        sums = [(spec.label, sum(row[spec.id] or 0 for row in self.rows(name))) for spec in money]
        return [(_("Cộng") if len(sums) == 1 else label, amount) for label, amount in sums if amount]

    def first_blank(self) -> str:
        """The first field that has a place and in which nothing stands, "" where there is none."""
        blank = (n for n, spec in self.specs.items() if not (spec.computed or self.typed[n] or self.proposed.get(n)))
        return next((name for name in blank if self.visible(name)), "")

    def check(self) -> bool:
        """Note every field that is empty though required, or not understood; True when none is. What was said before is
        forgotten: it may have been mended elsewhere.
        """
        self.problems = {}
        for name, spec in self.specs.items():
            if not self.visible(name):
                continue
            found = read(spec, self.typed[name])
            if found.problem:
                self.problems[name] = Problem("hard", found.problem)
            elif spec.required and found.value is None:
                self.problems[name] = Problem("hard", _("{0}: còn trống.").format(spec.label))
        sheets = [sheet.check() for name, sheet in self.sheets.items() if self.visible(name)]
        return all(sheets) and not any(problem.severity == "hard" for problem in self.problems.values())

    def judge(self, issues: Iterable[Issue]) -> list[Issue]:
        """Put findings of the store beside their fields; those without a field here are handed back."""
        return [issue for issue in issues if not self._place(issue)]

    def _place(self, issue: Issue) -> bool:
        problem = Problem(issue.severity, issue.message)
        cell = _CELL.fullmatch(issue.field)
        if cell is not None and cell["section"] in self.sheets:
            lines = self.sheets[cell["section"]].filled()
            if cell["column"] and int(cell["row"]) < len(lines):
                _keep(lines[int(cell["row"])].problems, cell["column"], problem)
            else:
                _keep(self.problems, cell["section"], problem)
            return True
        known = issue.field in self.specs or any(section.id == issue.field for section in self.sections if section.id)
        if known:
            _keep(self.problems, issue.field, problem)
        return known

    def misread(self) -> dict[str, Problem]:
        """What is to be said of every field whose text cannot be understood."""
        asked = {name: spec for name, spec in self.specs.items() if self.visible(name) and not spec.computed}
        said = {name: read(spec, self.typed[name]).problem for name, spec in asked.items()}
        return {name: Problem("hard", problem) for name, problem in said.items() if problem}

    def draft(self) -> dict[str, Any]:
        """What was typed, to be kept until it is saved."""
        return self.typed | {name: sheet.draft() for name, sheet in self.sheets.items()}

    def restore(self, draft: Mapping[str, Any]) -> None:
        """Take up a draft; fields it does not know stay as they are."""
        self.typed |= {name: text for name, text in draft.items() if name in self.specs}
        for name, sheet in self.sheets.items():
            if name in draft:
                sheet.load([])
                sheet.restore(draft[name])


def _keep(problems: dict[str, Problem], name: str, problem: Problem) -> None:
    """Of several problems of one place the first is said, and one that stops before one that asks."""
    known = problems.get(name)
    if known is None or (known.severity == "soft" and problem.severity == "hard"):
        problems[name] = problem
