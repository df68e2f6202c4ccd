"""What an officer types into the search line of a list, taken apart: words of a name, of a village, numbers, a year.

It only makes conditions; running the list's query is for `listing`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from db.dialects import statements
from db.domain.text import fold, nfc
from db.domain.values import EARLIEST_YEAR
from db.policy.definition import Policy
from db.store.clauses import Clause, either, every
from db.store.definitions.policies import definitions, policies
from db.store.lists.search import text_hits
from db.store.places.villages import list_villages
from db.store.support.periods import bearer

SHORTEST_NUMBER, SHORTEST_MIXED = 3, 6
"""Figures of the end of a number that tell somebody; characters of a card number with its letters."""


@dataclass(frozen=True, slots=True)
class Typed:
    """hits: the query of `search.text_hits`; numbers: conditions on a person `p`; villages: ids; nobody: no such."""

    hits: Clause | None = None
    numbers: tuple[Clause, ...] = ()
    villages: tuple[str, ...] = ()
    nobody: bool = False


def typed(connection: Connection, text: str) -> Typed:
    """Take a search line apart.

    Figures are the beginning or end of a number, or a year of birth. The other words are a name; if nobody has that
    name, the words at either end may be a village's.
    """
    tokens = nfc(text).split()
    numbers = [token for token in tokens if _is_number(token)]
    conditions = tuple(_number(connection, token) for token in numbers)
    rest = [token for token in tokens if not _is_number(token)]
    if not rest:
        return Typed(numbers=conditions)
    hits = text_hits(connection, " ".join(rest))
    if hits is not None:
        return Typed(hits, conditions)
    found = _with_village(connection, rest)
    return Typed(found.hits, conditions, found.villages, found.nobody)


def _is_number(token: str) -> bool:
    digits = sum(char in "0123456789" for char in token)
    if digits == len(token):
        return digits >= SHORTEST_NUMBER
    return len(token) >= SHORTEST_MIXED and digits * 2 > len(token) and token.isascii() and token.isalnum()


def _number(connection: Connection, token: str) -> Clause:
    ways = [
        Clause(f"p.{column} LIKE ?", (pattern,))
        for column in ("cccd", "cmnd", "bhxh_no")
        for pattern in (f"{token}%", f"%{token}")
    ]
    if token.isdecimal() and len(token) == 4 and int(token) >= EARLIEST_YEAR:
        ways.append(Clause("p.birth_date LIKE ?", (f"{token}%",)))
    cards = [made for one in policies(connection).values() if (made := _card(connection, one, token.upper()))]
    return either(ways + cards)


def _card(connection: Connection, policy: Policy, token: str) -> Clause | None:
    """A person's support is known by a number that begins or ends so."""
    names = dict.fromkeys(name for one in definitions(connection, policy.id) for name in one.definition.number)
    if not names or bearer(policy) != "person":
        return None
    sql = statements(connection)
    patterns = (f"{token}%", f"%{token}")
    ways = [Clause(f"{sql.json_text('s.details', name)} LIKE ?", (one,)) for name in names for one in patterns]
    written = Clause(sql.contains("s.details"), (token,))  # quicker than looking into every object
    mine = f"p.id IN (SELECT s.person FROM support s WHERE s.deleted = 0 AND s.policy = '{policy.id}' AND "
    return every([written, either(ways)]).within(mine)


def _with_village(connection: Connection, tokens: Sequence[str]) -> Typed:
    """The split of the words into a name and a village at either end that finds somebody, most village words first."""
    villages = [(village.id, f" {fold(village.name)}") for village in list_villages(connection)]
    for size in range(len(tokens), 0, -1):
        for phrase, rest in ((tokens[-size:], tokens[:-size]), (tokens[:size], tokens[size:])):
            wanted = f" {fold(' '.join(phrase))}"
            found = tuple(record for record, name in villages if wanted in name)
            hits = text_hits(connection, " ".join(rest)) if found and rest else None
            if found and (hits is not None or not rest):
                return Typed(hits, villages=found)
    return Typed(nobody=True)
