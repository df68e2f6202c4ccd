"""Statements sent straight to the driver, inside the connection's transaction: for the few paths where microseconds count."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import Connection

Row = tuple[Any, ...]


def fetch(connection: Connection, statement: str, parameters: Sequence[Any] = ()) -> list[Row]:
    """All rows of a query; parameters in this dialect's placeholders (`Statements.mark`)."""
    with closing(connection.connection.cursor()) as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def run(connection: Connection, statement: str, rows: Sequence[Row]) -> None:
    """Run a statement once for every row of parameters; nothing for none."""
    if rows:
        with closing(connection.connection.cursor()) as cursor:
            cursor.executemany(statement, rows)
