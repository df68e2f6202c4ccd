"""Raw SQL of the bulk path, built per dialect and table; five times faster than the ORM where 100.000 rows pass.

It only composes the texts and their parameters; running them is for `raw`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import orjson
from sqlalchemy import Connection


class Statements:
    """Statement texts with this dialect's placeholders."""

    def __init__(self, name: str) -> None:
        self.server = name == "postgresql"
        self.mark = "%s" if self.server else "?"

    @cache  # noqa: B019 - one of these objects a dialect lives as long as the program
    def insert(self, table: str, columns: Sequence[str]) -> str:
        """INSERT of whole rows."""
        return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join([self.mark] * len(columns))})"

    @cache  # noqa: B019 - one of these objects a dialect lives as long as the program
    def upsert(self, table: str, columns: Sequence[str], key: Sequence[str]) -> str:
        """INSERT that overwrites the row of the same primary key."""
        rest = [c for c in columns if c not in key]
        sets = ", ".join(f"{c} = excluded.{c}" for c in rest)
        return f"{self.insert(table, columns)} ON CONFLICT ({', '.join(key)}) DO UPDATE SET {sets}"

    @cache  # noqa: B019 - one of these objects a dialect lives as long as the program
    def update(self, table: str, columns: Sequence[str], key: Sequence[str]) -> str:
        """UPDATE of `columns` in the row with that `key`, parameters in that order."""
        return f"UPDATE {table} SET {', '.join(map(self._is, columns))} WHERE {' AND '.join(map(self._is, key))}"

    @cache  # noqa: B019 - one of these objects a dialect lives as long as the program
    def delete(self, table: str, key: Sequence[str]) -> str:
        """DELETE by equality on `key`."""
        return f"DELETE FROM {table} WHERE {' AND '.join(map(self._is, key))}"

    def _is(self, column: str) -> str:
        return f"{column} = {self.mark}"

    def among(self, column: str) -> str:
        """A condition `column is one of a list`, with one parameter made by `listed`."""
        if self.server:
            return f"{column} = ANY({self.mark})"
        return f"{column} IN (SELECT value FROM json_each({self.mark}))"

    def few(self, column: str, count: int) -> str:
        """As `among`, with a parameter for each of so few that SQLite need not read a list for them."""
        return f"{column} IN ({', '.join([self.mark] * count) or 'NULL'})"

    def contains(self, column: str) -> str:
        """A condition `column holds this text somewhere`, with one parameter; no character of it is special."""
        return f"{'strpos' if self.server else 'instr'}({column}, {self.mark}) > 0"

    def json_text(self, column: str, key: str) -> str:
        """The text under a key (ASCII letters, digits, `_`) of a column that holds a JSON object; NULL without one."""
        if not self.server:
            return f"CAST({column} ->> '{key}' AS TEXT)"
        # the server refuses a whole value for one escaped NUL anywhere in it
        return f"(CASE WHEN strpos({column}, '\\u0000') = 0 THEN {column}::json ->> '{key}' END)"

    def listed(self, values: Iterable[str]) -> Any:
        """The parameter for `among`."""
        return list(values) if self.server else orjson.dumps(list(values)).decode()

    def pairs(self, first: str, second: str) -> str:
        """A table of pairs of texts with these columns, with the parameters made by `paired`."""
        if self.server:
            return f"unnest({self.mark}::text[], {self.mark}::text[]) AS pair({first}, {second})"
        return f"(SELECT value ->> 0 AS {first}, value ->> 1 AS {second} FROM json_each({self.mark}))"

    def paired(self, values: Sequence[tuple[str, str]]) -> tuple[Any, ...]:
        """The parameters for `pairs`."""
        if self.server:
            return [a for a, _ in values], [b for _, b in values]
        return (orjson.dumps(values).decode(),)


@cache
def _for(name: str) -> Statements:
    return Statements(name)


def statements(connection: Connection) -> Statements:
    """The statement texts for this connection's dialect."""
    return _for(connection.dialect.name)
