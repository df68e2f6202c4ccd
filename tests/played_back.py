"""The tables of a fresh register: written by the steps of `db/migrations` once, then by the very statements they gave.

Alembic takes 55 ms to write them, and the tests found registers by the thousand. Older registers still go through it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, event, inspect

from db import migrations

Said = tuple[str, Any]
"""A statement and its parameters, as the driver got them."""


class PlayedBack:
    """Stands in for `migrations.upgrade`; `real` is what it stands in for."""

    def __init__(self, real: Callable[[Connection], None]) -> None:
        self.real = real
        self._written: dict[tuple[Any, ...], list[Said]] = {}

    def __call__(self, connection: Connection) -> None:
        """Bring the tables to the newest shape."""
        if inspect(connection).get_table_names():
            self.real(connection)
            return
        kind = connection.dialect.name, migrations.STEPS
        if kind not in self._written:
            self._written[kind] = self._listen(connection)
            return
        for statement, parameters in self._written[kind]:
            connection.exec_driver_sql(statement, parameters)

    def _listen(self, connection: Connection) -> list[Said]:
        said: list[Said] = []

        def hear(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
            if not statement.lstrip().upper().startswith(("SELECT", "PRAGMA")):
                said.append((statement, parameters))

        event.listen(connection, "before_cursor_execute", hear)
        try:
            self.real(connection)
        finally:
            event.remove(connection, "before_cursor_execute", hear)
        return said
