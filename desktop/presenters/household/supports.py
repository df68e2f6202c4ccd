"""The supports of a household as its page lists them, and the policies under which one can be added. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass

from db.domain.values import show_money
from db.ledger.register import Register
from db.store.definitions.policies import definition_of, policies
from db.store.printing.money import paid
from db.store.reading import supports
from db.store.rows import HouseholdRow, SupportRow
from db.store.support.supports import state_of
from desktop.presenters.fields import FieldSpec, Option
from desktop.words import _

PERSON = "person"


@dataclass(frozen=True, slots=True)
class SupportLine:
    """One support: what it is, for whom, year, amount, state; whether something about it waits for a decision."""

    id: str
    year: int
    cells: tuple[str, str, str, str, str]
    conflict: bool


def support_lines(register: Register, home: HouseholdRow) -> list[SupportLine]:
    """All supports of a household, the newest first."""
    names = {member.id: member.name for member in home.members}
    with register.read() as connection:
        found = []
        for row in sorted(supports(connection, household=home.id), key=lambda one: (one.year, one.id), reverse=True):
            chosen = definition_of(connection, row.policy, row.definition)
            what = chosen.summary(row.details) if chosen else row.policy
            whom = names.get(row.person or "", _("người đã rời hộ")) if row.person else _("cả hộ")
            state = state_of(connection, row)[1]
            cells = (what, whom, str(row.year), _amount(row), state)
            found.append(SupportLine(row.id, row.year, cells, row.conflicts > 0))
        return found


def _amount(row: SupportRow) -> str:
    amount = paid(row)
    amount = row.requested if amount is None else amount
    return "" if amount is None else show_money(amount)


def policy_field(register: Register) -> FieldSpec:
    """Where the policy of a new support is chosen."""
    with register.read() as connection:
        known = policies(connection).values()
    options = tuple(Option(one.id, one.short, one.title) for one in sorted(known, key=lambda one: one.id))
    return FieldSpec(id="policy", label=_("Thêm hỗ trợ"), kind="choice", options=options, width=32)


def for_person(register: Register, policy: str) -> bool:
    """Whether supports of a policy are given to one person."""
    with register.read() as connection:
        known = policies(connection).get(policy)
    return known is not None and known.level == PERSON
