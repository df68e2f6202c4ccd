"""What stood before in a cell of the sheets of a whole village: of a person, of a household, of a support. No Qt."""

from __future__ import annotations

from db.ledger.register import Register
from db.store.history.history import support_history
from db.store.support.batch import Candidate
from db.store.support.handout import Awaiting
from desktop.presenters.past import past, told

OF_PERSON = {"name": "name", "birth": "birth_date"}
"""What the ledger calls a cell about a person."""


def of_candidate(register: Register, one: Candidate, column: str, title: str) -> str:
    """A cell of somebody who has no support yet: what is proposed there has no past."""
    if one.person and column in OF_PERSON:
        return past(register, "person", one.person, OF_PERSON[column], title)
    return past(register, "household", one.household, column, title) if column == "village" else told(title, [])


def of_awaiting(register: Register, one: Awaiting) -> str:
    """A line of a hand-out: the support with its steps is what the line is about."""
    with register.read() as connection:
        return told(f"{one.name}, {one.content}", support_history(connection, one.support, sensitive=True), named=True)
