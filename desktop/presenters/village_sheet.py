"""The sheet of those who have a right to a support and do not have it: who is ticked, what is proposed, what is wrong.

Every rule comes from the definition, through the store. Knows no Qt.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from db.domain.errors import Issue
from db.domain.values import show_date
from db.policy.definition import Policy
from db.store.inputs import Amounts, MilestoneInput, SupportInput
from db.store.support.batch import Candidate
from db.store.support.judging import Judging
from desktop.presenters.fields import FieldSpec, Problem, read, show
from desktop.presenters.sheet import Line, Sheet
from desktop.presenters.support_fields import AMOUNTS, field_spec
from desktop.words import _

TICK, NAME = "tick", "name"
TICKED = "✓"
NOT_YET = ("required",)
"""Findings kept back until the first attempt to save: the officer is still on the way there."""
NARROWEST, WIDEST, CHOSEN = 11, 18, 23
"""Characters of a column of the definition."""
Judge = Callable[[Sequence[SupportInput]], list[Judging]]
_ROW = re.compile(r"rows\[(\d+)\]\.?(.*)")


@dataclass(slots=True)
class Row:
    """One candidate with what judges it while its cells are typed; touched: something was typed."""

    candidate: Candidate
    judging: Judging
    touched: bool = False


class CandidateSheet(Sheet):
    """A line for every candidate, in their order; the first cell says whether it will be written."""

    def __init__(self, policy: Policy | None, rows: Sequence[Row], judge: Judge, *, villages: bool = False) -> None:
        """judge: what judges each of these supports, facts read at once; villages: the sheet says which village."""
        self.policy = policy
        self._judge = judge
        self._rows = {_key(row.candidate): row for row in rows}
        self.about = [*_who(policy, villages=villages)]
        super().__init__(
            [*self.about, *(_fields(policy, rows) if policy else [])],
            growing=False,
            locked=frozenset(spec.id for spec in self.about),
        )
        self.lines = [self._line(row) for row in rows]

    def _line(self, row: Row) -> Line:
        one = row.candidate
        told = {NAME: one.name, "birth": show_date(one.birth_date or ""), "head": one.head, "village": one.village_name}
        line = Line(_key(one), told, locked=self.locked)
        if one.conflicts:
            line.marks[NAME] = _("Hộ hoặc người này có thông tin đang chờ quyết định.")
        elif one.right is None:
            line.marks[NAME] = _("Sổ chưa đủ thông tin để biết có thuộc diện không; chỉ chọn nếu chắc chắn.")
        else:
            line.typed[TICK] = TICKED
        self._follow(line)
        return line

    # Who is in.

    def ticked(self) -> list[Line]:
        """The lines that will be written."""
        return [line for line in self.lines if line.typed.get(TICK)]

    def tick(self, row: int) -> None:
        """In or out."""
        line = self.lines[row]
        line.typed[TICK] = "" if line.typed.get(TICK) else TICKED

    def tick_all(self) -> None:
        """All in; all out when they are in already."""
        new = "" if len(self.ticked()) == len(self.lines) else TICKED
        for line in self.lines:
            line.typed[TICK] = new

    # What is typed.

    def put(self, row: int, column: int, typed: str) -> None:
        """A cell was filled in: what hangs on it is proposed anew, and the line judged."""
        super().put(row, column, typed)
        line = self.lines[row]
        if self.columns[column].id not in self.locked:
            self._rows[line.key].touched = True
            self._follow(line)

    def repeat_above(self, row: int, column: int) -> bool:
        """F4 takes what stands above, typed or proposed."""
        if row == 0:
            return False
        self.put(row, column, self.stands(row - 1, column))
        return True

    def fill_down(self, rows: Sequence[int], column: int) -> int:
        """The cell of the first of these rows into the others (of one row: into all ticked below it); how many."""
        first, others = rows[0], list(rows[1:])
        if not others:
            others = [n for n in range(first + 1, len(self.lines)) if self.lines[n].typed.get(TICK)]
        if self.columns[column].id in self.locked:
            return 0
        value = self.stands(first, column)
        for row in others:
            Sheet.put(self, row, column, value)
        self._typed([self.lines[row] for row in others])
        return len(others)

    def _typed(self, lines: Sequence[Line]) -> None:
        """Something was typed in many lines: their facts are read at once."""
        found = self._judge([self._written(line) for line in lines])
        for line, judging in zip(lines, found, strict=True):
            self._rows[line.key].touched = True
            self._rows[line.key].judging = judging
            self._follow(line)

    def stands(self, row: int, column: int) -> str:
        """What is read in a cell, typed or proposed."""
        return self.typed(row, column) or self.lines[row].proposed.get(self.columns[column].id, "")

    def passed_over(self, row: int, column: int) -> bool:
        """Enter stops where something is still to be filled in."""
        return super().passed_over(row, column) or bool(self.lines[row].proposed.get(self.columns[column].id))

    def draft(self) -> list[dict[str, Any]]:
        """The lines in which something was typed or the tick was changed."""
        own = [TICK, *(spec.id for spec in self.columns[len(self.about) :])]
        changed = [line for line in self.lines if self._changed(line)]
        return [{"key": line.key, "typed": {name: line.typed.get(name, "") for name in own}} for line in changed]

    def _changed(self, line: Line) -> bool:
        return self._rows[line.key].touched or bool(line.typed.get(TICK)) != (NAME not in line.marks)

    def restore(self, draft: Iterable[Mapping[str, Any]]) -> None:
        """Take up what was typed; who has the support by now is passed over."""
        known = {line.key: line for line in self.lines}
        kept = [row for row in draft if row["key"] in known]
        for row in kept:
            known[row["key"]].typed |= row["typed"]
        self._typed([known[row["key"]] for row in kept])

    # What it means.

    def inputs(self, milestones: Sequence[MilestoneInput]) -> list[SupportInput]:
        """The supports of the ticked lines, each with these steps."""
        return [self._input(line, milestones) for line in self.ticked()]

    def _input(self, line: Line, milestones: Sequence[MilestoneInput]) -> SupportInput:
        return msgspec.structs.replace(self._stands(line), milestones=list(milestones))

    def _stands(self, line: Line) -> SupportInput:
        """The support as it would be written: what is typed, even wrong, before what is proposed."""
        row = self._rows[line.key]
        if not row.touched:
            return row.candidate.proposal
        written = self._written(line)
        data = row.judging.proposal(written)
        return msgspec.structs.replace(data, details={**data.details, **written.details})

    def _written(self, line: Line) -> SupportInput:
        """The support as typed, without what is proposed."""
        row = self._rows[line.key]
        given = row.candidate.proposal
        programme = self.policy.rules.programme_field if self.policy else None
        details = {programme: given.details[programme]} if programme and programme in given.details else {}
        amounts: dict[str, Any] = {}
        for spec in self.columns[len(self.about) :]:
            value = read(spec, line.typed.get(spec.id, "")).value
            place, _dot, name = spec.id.partition(".")
            if value is not None:
                (details if place == "details" else amounts)[name] = value
        return msgspec.structs.replace(given, details=details, amounts=Amounts(**amounts) if amounts else None)

    def _follow(self, line: Line) -> None:
        """What is proposed and what is wrong in a line, as it stands."""
        data = self._stands(line)
        judged = self._rows[line.key].judging.of(data)
        shown = {f"details.{name}": value for name, value in data.details.items()}
        shown |= {f"amounts.{name}": getattr(data.amounts, name, None) for name in AMOUNTS}
        line.proposed = {spec.id: show(spec, shown[spec.id]) for spec in self.columns if shown.get(spec.id) is not None}
        nowhere = {spec.id for spec in self.columns if judged.entry.relevant.get(spec.id, True) is False}
        line.locked = self.locked | nowhere | {spec.id for spec in self.columns if spec.computed}
        unread = {spec.id: read(spec, line.typed.get(spec.id, "")).problem for spec in self.columns}
        line.problems = {name: Problem("hard", said) for name, said in unread.items() if said}
        self._place(line, (issue for issue in judged.issues if issue.code not in NOT_YET))

    def judge(self, lines: Sequence[Line], issues: Iterable[Issue]) -> None:
        """Findings of a save beside their cells; lines: those that were to be written, in order."""
        for line in lines:
            line.problems = {}
        for issue in issues:
            found = _ROW.fullmatch(issue.field)
            if found is not None:
                self._place(lines[int(found[1])], [_moved(issue, found[2])])

    def _place(self, line: Line, issues: Iterable[Issue]) -> None:
        known = {spec.id for spec in self.columns}
        for issue in sorted(issues, key=lambda issue: issue.severity != "hard"):
            line.problems.setdefault(
                issue.field if issue.field in known else NAME, Problem(issue.severity, issue.message)
            )

    def wrong(self) -> bool:
        """Whether a ticked line has a cell that is not understood."""
        return any(p.severity == "hard" for line in self.ticked() for p in line.problems.values())


def _moved(issue: Issue, field: str) -> Issue:
    """The finding with another path."""
    return Issue(field, issue.severity, issue.code, issue.message)


def _key(one: Candidate) -> str:
    return one.person or one.household


def _who(policy: Policy | None, *, villages: bool) -> Iterable[FieldSpec]:
    """The first columns: in or out, and who it is."""
    yield FieldSpec(id=TICK, label=_("Ghi"), width=6, hint=_("Dấu cách: chọn hoặc bỏ dòng"))
    yield FieldSpec(id=NAME, label=_("Họ và tên"), width=17)
    yield FieldSpec(id="birth", label=_("Ngày sinh"), width=12)
    if policy is None or policy.level == "person":
        yield FieldSpec(id="head", label=_("Chủ hộ"), width=17)
    if villages:
        yield FieldSpec(id="village", label=_("Thôn"), width=11)


def _fields(policy: Policy, rows: Sequence[Row]) -> list[FieldSpec]:
    """What the definition shows in lists, and what somebody must still fill in."""
    entries = [(row.candidate.proposal, row.judging.of(row.candidate.proposal).entry) for row in rows]
    wanted = [path for path in policy.definition.columns if path in policy.fields or path.startswith("amounts.")]
    for name in policy.fields:
        path = f"details.{name}"
        if name not in wanted and any(
            path in entry.required and entry.relevant.get(path) and name not in proposal.details
            for proposal, entry in entries
        ):
            wanted.append(name)
    return [spec for path in wanted if (spec := _spec(policy, path)) is not None]


def _spec(policy: Policy, path: str) -> FieldSpec | None:
    """A column; None for a group of fields, which has no place in one cell."""
    place, _dot, name = path.partition(".")
    if place == "amounts":
        label = getattr(policy.definition.amounts, name, "") if name in AMOUNTS else ""
        return FieldSpec(id=path, label=label, kind="money", width=_width(14, label)) if label else None
    if policy.fields[path].cells:
        return None
    spec = field_spec(policy.fields[path], f"details.{path}")
    chosen = min(spec.width, CHOSEN) if spec.kind in ("choice", "code") else 0
    return msgspec.structs.replace(spec, width=max(_width(spec.width, spec.label), chosen), required=False)


def _width(width: int, label: str) -> int:
    """Wide enough for its heading, not wider than a cell should be."""
    return min(max(width, NARROWEST), max(len(label), NARROWEST) + 2, WIDEST)
