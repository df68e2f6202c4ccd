"""The cards people hold (policies of nature `card`): for each person the one valid on a day, else the last there was.

What a card's number and days are, its definition says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from db.dialects import statements
from db.policy.definition import Policy
from db.store.clauses import among, ask
from db.store.definitions.policies import definitions, policies
from db.store.rows import CardRow
from db.store.support.periods import of_definition, start_and_end


def cards(connection: Connection, persons: Sequence[str], on: str) -> dict[str, CardRow]:
    """The card of each of these people that has one, as of an ISO date."""
    found: dict[str, CardRow] = {}
    for policy in policies(connection).values():
        if policy.nature == "card":
            for person, card in _held(connection, policy, persons, on):
                known = found.get(person)
                if known is None or _rank(card) > _rank(known):
                    found[person] = card
    return found


def _rank(card: CardRow) -> tuple[bool, str]:
    return card.valid, card.valid_to or "9999"


def _held(connection: Connection, policy: Policy, persons: Sequence[str], on: str) -> Iterator[tuple[str, CardRow]]:
    versions = definitions(connection, policy.id)
    for version in versions:
        start, end = start_and_end(statements(connection), version)
        query = among(connection, "s.person", persons).within(
            f"SELECT s.person, s.id, {_number(connection, version)}, {start}, {end} FROM support s WHERE s.deleted = 0 "
            f"AND s.policy = '{policy.id}' AND ",
            " AND ",
        )
        for person, record, number, begins, ends in ask(connection, query + of_definition(version, versions)):
            valid = begins is not None and begins <= on and (ends is None or ends >= on)
            yield person, CardRow(support=record, number=number, valid_from=begins, valid_to=ends, valid=valid)


def _number(connection: Connection, version: Policy) -> str:
    names = version.definition.number
    found = [statements(connection).json_text("s.details", name) for name in names]
    return f"coalesce({', '.join(found)}, NULL)" if found else "NULL"
