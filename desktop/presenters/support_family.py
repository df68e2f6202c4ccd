"""The same support for the other people of a household: who has none yet, what is the same, what is their own. No Qt.

What the officer corrected on the first is taken over; what stood there as the definition proposes it, it proposes for
each; numbers are everybody's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from db.domain.errors import Issue
from db.domain.values import show_date
from db.policy.definition import Policy
from db.store.inputs import SupportInput
from db.store.support.batch import Candidate, candidates, check_batch
from desktop.presenters.desk import Desk
from desktop.presenters.fields import FieldSpec, Problem
from desktop.presenters.form import FormModel, Section
from desktop.presenters.support_fields import field_spec
from desktop.words import _

ROWS, NAME, WANTED = "family", "name", "wanted"


def others_without(desk: Desk, policy: Policy, year: int, household: str, turn: str | None = None) -> list[Candidate]:
    """People of a household for whom the policy is made and who have no support of it in that year (and round)."""
    rounds = policy.definition.rounds
    if policy.level != "person" or (rounds and turn not in rounds):
        return []
    with desk.register.read() as connection:
        return candidates(
            desk.register, connection, policy.id, year, household=household, turn=turn if rounds else None
        )


class FamilyForm(FormModel):
    """A row for each of the others: whether they get it, and what may be different for them."""

    def __init__(self, desk: Desk, policy: Policy, first: SupportInput, people: Sequence[Candidate]) -> None:
        """people: those without the support, the first one perhaps among them."""
        self._desk = desk
        self._policy = policy
        own = next((one.proposal.details for one in people if one.person == first.person), {})
        self.people = [one for one in people if one.person != first.person]
        self._columns = _columns(policy)
        self._inputs = {one.person or "": _made_out(policy, first, own, one) for one in self.people}
        head = FieldSpec(id=NAME, label=_("Họ và tên"), width=24)
        wanted = FieldSpec(id=WANTED, label=_("Ghi"), kind="flag", width=5, aside=True)
        fields = (head, wanted, *self._columns)
        super().__init__([Section(_("Những người khác trong hộ"), fields, ROWS, "", True, len(self.people))])
        rows = [(one.person or "", self._row(one)) for one in self.people]
        sheet = self.sheets[ROWS]
        sheet.locked = frozenset({NAME})
        sheet.load(rows)
        self.rejudge()

    def _row(self, one: Candidate) -> dict[str, Any]:
        details = self._inputs[one.person or ""].details
        born = f" ({show_date(one.birth_date)[-4:]})" if one.birth_date else ""
        return {**details, NAME: f"{one.name}{born}", WANTED: True}

    def inputs(self) -> list[SupportInput]:
        """The supports of those who get one, as they stand."""
        return [data for _line, data in self._wanted()]

    def _wanted(self) -> list[tuple[Any, SupportInput]]:
        sheet = self.sheets[ROWS]
        found = []
        for line in sheet.lines:
            values = sheet.values(line)
            if line.key and values[WANTED] is not False:
                base = self._inputs[line.key]
                written = {spec.id: values[spec.id] for spec in self._columns}
                details = {name: value for name, value in (base.details | written).items() if value is not None}
                found.append((line, msgspec.structs.replace(base, details=details)))
        return found

    def leave_rows(self, name: str) -> None:
        """A cell was filled in: everybody is judged."""
        self.rejudge()

    def rejudge(self) -> None:
        """Judge every row as the save will."""
        wanted = self._wanted()
        with self._desk.register.read() as connection:
            found = check_batch(self._desk.register, connection, [data for _line, data in wanted])
        sheet = self.sheets[ROWS]
        for line in sheet.lines:
            line.problems = {}
        for (line, _data), issues in zip(wanted, found, strict=True):
            for issue in sorted(issues, key=lambda issue: issue.severity == "hard"):
                line.problems[self._column(issue)] = Problem(issue.severity, issue.message)
        self.found = [
            Issue(issue.field, issue.severity, issue.code, f"{line.typed[NAME]}: {issue.message}")
            for (line, _data), issues in zip(wanted, found, strict=True)
            for issue in issues
        ]

    def _column(self, issue: Issue) -> str:
        """The cell beside which a finding is said: its own, or the name where the field is not among the columns."""
        name = issue.field.removeprefix("details.")
        return name if any(spec.id == name for spec in self._columns) else NAME

    def below(self, name: str) -> str:
        """How many get it, and what is said of somebody."""
        count = _("{0} người").format(len(self._wanted()))
        return "\n".join([count, *(issue.message for issue in self.found)])


def _columns(policy: Policy) -> list[FieldSpec]:
    """Numbers, and what the definition proposes person by person, of the columns of its lists."""
    own = [
        policy.fields[name]
        for name, _label in policy.columns
        if name in policy.fields and not policy.fields[name].cells
    ]
    return [
        _narrow(field_spec(field, field.id))
        for field in own
        if field.id in policy.definition.number or field.spec.proposal is not None
    ]


def _narrow(spec: FieldSpec) -> FieldSpec:
    """All columns beside each other in a narrow window."""
    return msgspec.structs.replace(spec, width=min(spec.width, 18))


def _made_out(policy: Policy, first: SupportInput, own: dict[str, Any], other: Candidate) -> SupportInput:
    """The first one's support, made out to somebody else."""
    numbers = policy.definition.number
    details = {name: value for name, value in other.proposal.details.items() if name in numbers}
    for name, value in first.details.items():
        if name in numbers:
            continue
        proposed = value == own.get(name) and name in other.proposal.details
        details[name] = other.proposal.details[name] if proposed else value
    return msgspec.structs.replace(first, person=other.person, household=other.household, details=details)
