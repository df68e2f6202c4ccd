"""A support judged again and again while it is typed: facts are read once per person and date, the rest is arithmetic.

It judges as a save does and writes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection

from db.domain.errors import InvalidData, Issue
from db.ledger.register import Register
from db.policy import evaluate
from db.policy.definition import Policy
from db.policy.entry import Entry, entry, programme_notes
from db.policy.evaluate import Facts
from db.policy.schema import Milestone
from db.store import facts as reading
from db.store.facts import facts_for, facts_of, today_of
from db.store.inputs import SupportInput


@dataclass(frozen=True, slots=True)
class Judged:
    """What is to be said of a support as it stands.

    issues: as a save would find them; details: as they would be kept; entry: what its form shows; state: Vietnamese
    name of the state; steps: every milestone with the sentence why it cannot follow now ("" where it can); notes: what
    the programme grants.
    """

    issues: list[Issue]
    details: dict[str, Any]
    entry: Entry
    state: str
    steps: list[tuple[Milestone, str]]
    notes: list[str]


class Judging:
    """Judges one support of one policy while it is typed."""

    def __init__(self, register: Register, chosen: Policy, *, but: str = "") -> None:
        self._register = register
        self._chosen = chosen
        self._but = but
        self._key: tuple[str | None, str | None, str] | None = None
        self._facts: tuple[Facts, list[Issue]] | None = None

    def forget(self) -> None:
        """Something was written: read the facts anew."""
        self._key = None

    def know(self, data: SupportInput, facts: Facts) -> None:
        """The facts of this support, read elsewhere together with those of others."""
        self._key, self._facts = self._key_of(data), (facts, [])

    def _key_of(self, data: SupportInput) -> tuple[str | None, str | None, str]:
        today = today_of(self._register)
        on = evaluate.record_date(self._chosen, data, Facts(on=today, household={}))
        return data.household, data.person, on

    def of(self, data: SupportInput) -> Judged:
        """Judge it as it stands; the register is read only when the person or the date of the record is another."""
        return _judged(self._chosen, data, *self._known(data))

    def proposal(self, data: SupportInput) -> SupportInput:
        """With what the definition proposes in its empty fields and amounts, for the officer to see and correct."""
        facts, _against = self._known(data)
        return evaluate.propose(self._chosen, data, facts)

    def _known(self, data: SupportInput) -> tuple[Facts, list[Issue]]:
        key = self._key_of(data)
        if self._facts is None or key != self._key:
            with self._register.read() as connection:
                self._facts = _facts(self._register, connection, data, self._chosen, self._but)
            self._key = key
        return self._facts


def judge_many(register: Register, chosen: Policy, inputs: Sequence[SupportInput]) -> list[Judging]:
    """One for each of these supports of a policy; all their facts are read at once."""
    with register.read() as connection:
        found = facts_of(register, connection, [reading.Judged(data, chosen) for data in inputs])
    made = [Judging(register, chosen) for _ in inputs]
    for one, data, facts in zip(made, inputs, found, strict=True):
        if isinstance(facts, Facts):
            one.know(data, facts)
    return made


def _facts(
    register: Register, connection: Connection, data: SupportInput, chosen: Policy, but: str
) -> tuple[Facts, list[Issue]]:
    """The facts; of the household alone, with the finding, where the person is not in it on that date."""
    try:
        return facts_for(register, connection, data, chosen, but=but), []
    except InvalidData as error:
        alone = msgspec.structs.replace(data, person=None)
        return facts_for(register, connection, alone, chosen, but=but), error.issues


def _judged(chosen: Policy, data: SupportInput, facts: Facts, against: list[Issue]) -> Judged:
    steps = [msgspec.to_builtins(step) for step in data.milestones]
    return Judged(
        issues=[*against, *evaluate.check(chosen, data, facts)],
        details=evaluate.complete(chosen, data, facts),
        entry=entry(chosen, data, facts),
        state=chosen.status_label(evaluate.status(chosen, steps)),
        steps=evaluate.next_steps(chosen, steps, facts.on),
        notes=programme_notes(chosen, data, facts),
    )
