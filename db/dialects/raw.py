"""Statements sent straight to the driver, inside the connection's transaction, for paths where microseconds count.

It opens and commits nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

Row = tuple[Any, ...]


def fetch(connection: Connection, statement: str, parameters: Sequence[Any] = ()) -> list[Row]:
    """All rows of a query; parameters in this dialect's placeholders (`Statements.mark`).

    Raises:
        DBAPIError: as SQLAlchemy would have raised it, without the parameters (they may name people).
    """
    cursor = connection.connection.cursor()
    try:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())
    except connection.dialect.loaded_dbapi.Error as error:
        raise _wrapped(connection, statement, error) from error
    finally:
        cursor.close()


def run(connection: Connection, statement: str, rows: Sequence[Row]) -> None:
    """Run a statement once for every row of parameters; nothing for none. Raises as `fetch`."""
    if not rows:
        return
    cursor = connection.connection.cursor()
    try:
        cursor.executemany(statement, rows)
    except connection.dialect.loaded_dbapi.Error as error:
        raise _wrapped(connection, statement, error) from error
    finally:
        cursor.close()


def _wrapped(connection: Connection, statement: str, error: Exception) -> Exception:
    base = connection.dialect.loaded_dbapi.Error
    made = DBAPIError.instance(statement, None, error, base, hide_parameters=True, dialect=connection.dialect)
    return made if isinstance(made, Exception) else error
