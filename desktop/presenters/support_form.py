"""The form of one support while it is filled in: what it means now, what has a place, what is said where. Knows no Qt.

Every rule comes from the definition, through the store.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from db.domain.errors import Issue
from db.domain.values import show_money
from db.policy.definition import Policy
from db.store.inputs import Amounts, MilestoneInput, Source, SupportInput
from db.store.judging import Judged
from desktop.presenters.fields import FieldSpec, Option, Problem, read, show
from desktop.presenters.form import FormModel
from desktop.presenters.sheet import Line
from desktop.presenters.support_fields import AMOUNTS, SOURCES, head_section, sections_of
from desktop.words import _

NOT_YET = ("required",)
"""Findings that are kept back until the first attempt to save: the officer is still on the way there."""

_STEP = re.compile(r"milestones\[(\d+)\]\..+")


class Head(FormModel):
    """The first fields of every support: the policy, the person where it is made for persons, the year, the round.

    A round is free text (`round`), or one of those that the policy has (`turn`).
    """

    def __init__(self, policies: Iterable[Policy]) -> None:
        self.for_persons = self.recorded = False
        super().__init__([head_section(policies)])

    def follow(self, policy: Policy) -> None:
        """Ask for what this policy asks for: a person, one of its rounds."""
        self.for_persons = policy.level == "person"
        self.offer("turn", [Option(turn, turn) for turn in policy.definition.rounds])

    @property
    def round(self) -> str | None:
        """The round, chosen or typed."""
        found: str | None = self.value(self.round_field)
        return found

    @property
    def round_field(self) -> str:
        """Where the round stands."""
        return "turn" if self.specs["turn"].options else "round"

    def visible(self, name: str) -> bool:
        """A person is asked for only by policies for persons; whose a recorded support is never changes."""
        if name in ("round", "turn"):
            return name == self.round_field
        return name in ("year", "round") or not (self.recorded or (name == "person" and not self.for_persons))


class SupportForm(FormModel):
    """Typed texts of one support under one definition.

    steps: milestones in order, recorded ones first; judged: what the store says of it all as it stands.
    """

    def __init__(self, policy: Policy, head: Head, judge: Callable[[SupportInput], Judged], household: str) -> None:
        self.policy = policy
        self.head = head
        self.household = household
        self.steps: list[MilestoneInput] = []
        self.about_steps: dict[int, Problem] = {}
        self.about_all: list[Problem] = []
        self._judge = judge
        self._strict = False
        self._answered: list[Issue] = []
        self._given: dict[str, str] = {}
        self._described: dict[str, FieldSpec] = {}
        super().__init__(sections_of(policy))
        self.judged = judge(self.data())
        self._described = dict(self.specs)
        self.rejudge()

    def begin(self, data: SupportInput | None, sticky: Mapping[str, Any] | None = None) -> None:
        """Begin with a recorded support, or a new one with what stood in the sticky fields of the one before."""
        if data is not None:
            self.steps = list(data.milestones)
            self.load(_values(data))
        else:
            self.load(sticky or {})
        self._strict = False
        self.rejudge()
        self._answered = list(self.judged.issues) if data is not None else []
        self.settled()

    def take(self, proposal: SupportInput) -> None:
        """Fill in what the definition proposes, where the officer has written nothing of their own."""
        fields = self.policy.fields
        offered = {f"details.{n}": v for n, v in proposal.details.items() if fields[n].spec.proposal is not None}
        offered |= {f"amounts.{key}": getattr(proposal.amounts, key, None) for key in self.policy.rules.proposals}
        for name, value in offered.items():
            text = show(self._described[name], value)
            if self.typed[name] in ("", self._given.get(name)):
                self.typed[name] = self._given[name] = self._saved[name] = text
        self.rejudge()

    # What it says.

    def data(self) -> SupportInput:
        """The support as it stands."""
        person = self.head.value("person") if self.head.for_persons else None
        return SupportInput(
            policy=self.policy.id,
            year=self.head.value("year") or 0,
            household=self.household,
            person=person,
            round=self.head.round,
            amounts=self._amounts(),
            details=self._details(),
            milestones=list(self.steps),
            note=self.value("note"),
        )

    def own(self) -> SupportInput:
        """As it stands without what was only proposed: the next proposal is made for the person and year of now."""
        kept = dict(self.typed)
        self.typed |= {name: "" for name, text in self._given.items() if text == self.typed[name]}
        data = self.data()
        self.typed = kept
        return data

    def _details(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, field in self.policy.fields.items():
            path = f"details.{name}"
            value: Any
            if field.repeats:
                rows = self.rows(path) if self.visible(path) else []
                value = [{key: cell for key, cell in row.items() if cell not in (None, [])} for row in rows]
            elif field.cells:
                cells = {cell.id: self._written(f"{path}.{cell.id}") for cell in field.cells}
                value = {key: cell for key, cell in cells.items() if cell not in (None, [])}
            else:
                value = self._written(path)
            if value not in (None, [], {}):
                found[name] = value
        return found

    def _written(self, path: str) -> Any:
        """What the officer wrote; worked-out fields are the definition's."""
        return None if self.specs[path].computed or not self.visible(path) else self.value(path)

    def _amounts(self) -> Amounts | None:
        given = {key: self.value(f"amounts.{key}") for key in AMOUNTS if f"amounts.{key}" in self.specs}
        rows = self.rows(SOURCES) if SOURCES in self.sheets else []
        sources = [Source(source=row["source"] or "", amount=row["amount"] or 0) for row in rows]
        empty = not sources and all(value is None for value in given.values())
        return None if empty else Amounts(**given, sources=sources)

    def visible(self, name: str) -> bool:
        """A field has a place where it is relevant, or where that is unknown and something is written."""
        relevant = self.judged.entry.relevant.get(name, True) if self._described else True
        if relevant is None:
            return bool(self.rows(name)) if name in self.sheets else bool(self.typed.get(name, "").strip())
        return relevant

    def below(self, name: str) -> str:
        """Under a field its amount in words or what is proposed; under the sources their sum beside the cost."""
        if name == SOURCES:
            return self._against_cost(super().below(name))
        typed = self.typed.get(name, "")
        if (name in self.typed and not typed and self.proposed.get(name)) or (typed and typed == self._given.get(name)):
            return _("Đề xuất – gõ để đổi")
        said = super().below(name)
        return said or (_("Tự tính") if name in self.specs and self.specs[name].computed else "")

    def _against_cost(self, total: str) -> str:
        cost = self.value("amounts.cost") if "amounts.cost" in self.specs else None
        if cost is None or not total:
            return total
        rest = cost - sum(row["amount"] or 0 for row in self.rows(SOURCES))
        if rest == 0:
            told = _("vừa đủ")
        else:
            told = (_("còn thiếu {0} đồng") if rest > 0 else _("thừa {0} đồng")).format(show_money(abs(rest)))
        return f"{total} / {show_money(cost)} đồng – {told}"

    # What changes while it is typed.

    def put(self, name: str, typed: str) -> None:
        """Every keystroke: fields appear and vanish, sums follow; a half-typed name of a list decides nothing yet."""
        super().put(name, typed)
        spec = self.specs[name]
        if spec.kind not in ("choice", "choices", "flag") or _settled(spec, typed):
            self.judged = self._judge(self.data())
            self._follow()

    def leave(self, name: str) -> str:
        """The officer leaves a field: everything is judged."""
        super().leave(name)
        self.rejudge()
        return self.typed[name]

    def leave_rows(self, name: str) -> None:
        """A cell was filled in: everything is judged."""
        self.rejudge()

    def rejudge(self) -> None:
        """Judge everything as it stands."""
        self.judged = self._judge(self.data())
        self._follow()
        self._say()

    def _follow(self) -> None:
        entry = self.judged.entry
        for name, spec in self._described.items():
            self._describe(name, spec)
            if name in entry.computed:
                self.typed[name] = show(spec, entry.computed[name])
        shown = {name: show(self.specs[name], value) for name, value in entry.proposed.items() if name in self.specs}
        self.proposed = shown
        for name, sheet in self.sheets.items():
            for place, line in enumerate(sheet.filled()):
                self._follow_row(name, place, line)

    def _describe(self, name: str, spec: FieldSpec) -> None:
        """The field as it is now: required or not, with the choices of the day."""
        entry = self.judged.entry
        options: tuple[Option, ...] = spec.options
        if name in entry.choices:
            by_code = {option.code: option for option in spec.options}
            codes = list(entry.choices[name])
            written = read(spec, self.typed.get(name, "")).value
            chosen = [code for code in (written if isinstance(written, list) else [written]) if code in by_code]
            options = tuple(by_code[code] for code in dict.fromkeys([*codes, *chosen]))
        required = name in entry.required or (name.startswith("amounts.") and spec.required)
        now = self.specs[name]
        if required != now.required or options != now.options:
            self.specs[name] = msgspec.structs.replace(spec, required=required, options=options)

    def _follow_row(self, name: str, place: int, line: Line) -> None:
        entry = self.judged.entry
        locked: set[str] = set()
        line.proposed = {}
        for spec in self.sheets[name].columns:
            path = f"{name}[{place}].{spec.id}"
            if path in entry.computed:
                line.typed[spec.id] = show(spec, entry.computed[path])
            elif path in entry.proposed:
                line.proposed[spec.id] = show(spec, entry.proposed[path])
            if spec.computed or entry.relevant.get(path, True) is False:
                locked.add(spec.id)
        line.locked = frozenset(locked)

    # What is said.

    def _say(self) -> None:
        self.problems = self.misread()
        self.head.problems = self.head.misread()
        for sheet in self.sheets.values():
            for line in sheet.lines:
                said = {spec.id: read(spec, line.typed.get(spec.id, "")).problem for spec in sheet.columns}
                line.problems = {column: Problem("hard", problem) for column, problem in said.items() if problem}
        if self._strict:
            self.head.check()
            for name, sheet in self.sheets.items():
                if self.visible(name):
                    sheet.check()
        self._place_issues()

    def _place_issues(self) -> None:
        issues = [i for i in self.judged.issues if self._strict or i.code not in NOT_YET]
        homeless = self.head.judge(self.judge(issue for issue in issues if not self._half_typed(issue)))
        self.about_steps = {}
        self.about_all = []
        for issue in homeless:
            step = _STEP.fullmatch(issue.field)
            problem = Problem(issue.severity, issue.message)
            if step is not None:
                self.about_steps.setdefault(int(step[1]), problem)
            else:
                self.about_all.append(problem)

    def _half_typed(self, issue: Issue) -> bool:
        """A funding source still without its name is not a wrong one."""
        found = re.fullmatch(re.escape(SOURCES) + r"\[(\d+)\]\.source", issue.field)
        return found is not None and not self.rows(SOURCES)[int(found[1])]["source"]

    def settle_reason(self) -> tuple[list[str], list[str]]:
        """Before a save: sentences of what stops it, and of what asks for a reason."""
        self._strict = True
        self.rejudge()
        hard = [problem.message for problem in self._all_problems() if problem.severity == "hard"]
        issues = [issue for issue in self.judged.issues if issue not in self._answered]
        soft = [issue.message for issue in issues if issue.severity == "soft"]
        return hard, soft

    def _all_problems(self) -> Iterable[Problem]:
        yield from self.problems.values()
        yield from self.head.problems.values()
        yield from self.about_steps.values()
        yield from self.about_all
        for name, sheet in self.sheets.items():
            if self.visible(name):
                for line in sheet.filled():
                    yield from line.problems.values()

    # Milestones.

    def add_step(self, step: MilestoneInput) -> None:
        """Put a milestone beside the others, to be written with the next save."""
        self.steps.append(step)
        self.rejudge()

    def take_step(self, place: int) -> None:
        """Take an unwritten milestone away again."""
        del self.steps[place]
        self.rejudge()

    def sums(self) -> str:
        """Money that moved, beside what was approved."""
        moved: dict[str, int] = {}
        for step in self.steps:
            kind = self.policy.counts_as(step.kind)
            moved[kind] = moved.get(kind, 0) + (step.amount or 0)
        approved = self.value("amounts.approved") if "amounts.approved" in self.specs else None
        told = []
        if moved.get("disbursed"):
            paid = show_money(moved["disbursed"])
            known = _("Đã cấp {0} trên {1} đồng được duyệt") if approved else _("Đã cấp {0} đồng")
            told.append(known.format(paid, show_money(approved or 0)))
        if moved.get("repaid"):
            told.append(_("đã trả {0} đồng").format(show_money(moved["repaid"])))
        return "; ".join(told)


def _settled(spec: FieldSpec, typed: str) -> bool:
    """Whether what is typed into a list is a whole name or code of it, or nothing."""
    text = typed.strip().casefold()
    if spec.kind != "choice":
        return bool(read(spec, typed).value is not None or not text)
    return not text or any(text in (option.label.casefold(), option.code.casefold()) for option in spec.options)


def _values(data: SupportInput) -> Mapping[str, Any]:
    """A recorded support by the ids of its form's fields."""
    values: dict[str, Any] = {"note": data.note}
    if data.amounts is not None:
        values |= {f"amounts.{key}": getattr(data.amounts, key) for key in AMOUNTS}
        values[SOURCES] = msgspec.to_builtins(data.amounts.sources)
    for name, value in data.details.items():
        values[f"details.{name}"] = value
        if isinstance(value, dict):
            values |= {f"details.{name}.{cell}": inner for cell, inner in value.items()}
    return values
