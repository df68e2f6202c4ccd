"""Statements sent straight to the driver, inside the connection's transaction: for the few paths where microseconds count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

Row = tuple[Any, ...]


def fetch(connection: Connection, statement: str, parameters: Sequence[Any] = ()) -> list[Row]:
    """All rows of a query; parameters in this dialect's placeholders (`Statements.mark`).

    Raises:
        DBAPIError: as SQLAlchemy would have raised it, without the parameters (they may name people).
    """
    with _cursor(connection, statement) as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def run(connection: Connection, statement: str, rows: Sequence[Row]) -> None:
    """Run a statement once for every row of parameters; nothing for none. Raises as `fetch`."""
    if rows:
        with _cursor(connection, statement) as cursor:
            cursor.executemany(statement, rows)


@contextmanager
def _cursor(connection: Connection, statement: str) -> Iterator[Any]:
    errors = connection.dialect.loaded_dbapi.Error
    try:
        with closing(connection.connection.cursor()) as cursor:
            yield cursor
    except errors as error:
        raise DBAPIError.instance(
            statement, None, error, errors, hide_parameters=True, dialect=connection.dialect
        ) from error
