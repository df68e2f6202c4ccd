"""Pieces of a query that are put together: a text with its parameters beside it, in the order of its question marks.

Nothing a person typed is ever part of a text; it asks no database.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from db.dialects import fetch, statements


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of SQL; `?` stands for each parameter, whatever the database writes."""

    text: str
    parameters: tuple[Any, ...] = ()

    def __add__(self, other: Clause | str) -> Clause:
        """Both, one after the other."""
        more = Clause(other) if isinstance(other, str) else other
        return Clause(self.text + more.text, self.parameters + more.parameters)

    def within(self, before: str, after: str = ")") -> Clause:
        """This piece between two texts."""
        return Clause(before + self.text + after, self.parameters)


def every(clauses: Iterable[Clause]) -> Clause:
    """All conditions at once; true where there are none."""
    found = list(clauses)
    parameters = tuple(value for clause in found for value in clause.parameters)
    return Clause(" AND ".join(clause.text for clause in found) or "1 = 1", parameters)


def either(clauses: Iterable[Clause]) -> Clause:
    """One of the conditions; false where there are none."""
    found = list(clauses)
    parameters = tuple(value for clause in found for value in clause.parameters)
    return Clause(f"({' OR '.join(clause.text for clause in found) or '1 = 0'})", parameters)


def among(connection: Connection, column: str, values: Iterable[str]) -> Clause:
    """A column is one of these values, however many."""
    sql = statements(connection)
    return Clause(sql.among(column), (sql.listed(values),))


def current(on: str, name: str = "m") -> Clause:
    """A membership (table alias `name`) is in force on an ISO date; the day it ends is no longer part of it."""
    text = (
        f"{name}.deleted = 0 AND ({name}.from_date IS NULL OR {name}.from_date <= ?) "
        f"AND ({name}.to_date IS NULL OR {name}.to_date > ?)"
    )
    return Clause(text, (on, on))


def ask(connection: Connection, query: Clause) -> list[tuple[Any, ...]]:
    """All rows of a query."""
    return fetch(connection, query.text.replace("?", statements(connection).mark), query.parameters)
