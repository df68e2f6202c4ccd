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
from db.store.support.judging import Judged
from desktop.presenters.fields import FieldSpec, Option, Problem, show
from desktop.presenters.form import FormModel
from desktop.presenters.judged_form import NOT_YET, JudgedForm
from desktop.presenters.support_fields import AMOUNTS, SOURCES, head_section, sections_of
from desktop.words import _

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


class SupportForm(JudgedForm):
    """Typed texts of one support under one definition.

    steps: milestones in order, recorded ones first; judged: what the store says of it all as it stands.
    """

    judged: Judged

    def __init__(self, policy: Policy, head: Head, judge: Callable[[SupportInput], Judged], household: str) -> None:
        self.policy = policy
        self.head = head
        self.household = household
        self.steps: list[MilestoneInput] = []
        self.about_steps: dict[int, Problem] = {}
        self._judge = judge
        self._answered: list[Issue] = []
        super().__init__(policy, sections_of(policy))

    def judgement(self) -> Judged:
        """What the store says now."""
        return self._judge(self.data())

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
            details=self.details(),
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

    def _amounts(self) -> Amounts | None:
        given = {key: self.value(f"amounts.{key}") for key in AMOUNTS if f"amounts.{key}" in self.specs}
        rows = self.rows(SOURCES) if SOURCES in self.sheets else []
        sources = [Source(source=row["source"] or "", amount=row["amount"] or 0) for row in rows]
        empty = not sources and all(value is None for value in given.values())
        return None if empty else Amounts(**given, sources=sources)

    def below(self, name: str) -> str:
        """Under the sources their sum beside the cost."""
        return self._against_cost(super().below(name)) if name == SOURCES else super().below(name)

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

    def always_required(self, name: str, spec: FieldSpec) -> bool:
        """Amounts that the policy asks for."""
        return name.startswith("amounts.") and spec.required

    # What is said.

    def _say(self) -> None:
        self.head.problems = self.head.misread()
        if self._strict:
            self.head.check()
        super()._say()

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
