"""What became of units in this register: which code stands today, or on a day, for a unit of former times.

Codes of mergers that were applied here or came by package; it writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from db.dialects import fetch
from db.domain.unit_changes import carried_changes

NOW = "9999-12-31"
"""A day on which everything is as it is today."""
Step = tuple[str, str, str]
"""(ISO day, former code, code since)."""


class Lineage:
    """Former units and what they have become. False where nothing ever changed."""

    def __init__(self, steps: Iterable[Step]) -> None:
        self._steps: dict[str, list[tuple[str, str]]] = {}
        for day, old, new in sorted(steps):
            if old != new:
                self._steps.setdefault(old, []).append((day, new))

    def __bool__(self) -> bool:
        return bool(self._steps)

    def way(self, code: str) -> list[tuple[str, str]]:
        """What `code` became, one after another: (ISO day, code since)."""
        found: list[tuple[str, str]] = []
        while following := [step for step in self._steps.get(code, ()) if not found or found[-1][0] < step[0]]:
            found.append(following[0])
            code = following[0][1]
        return found

    def on(self, code: str, day: str) -> str:
        """The code that stands on an ISO day for what `code` was."""
        return next((since for start, since in reversed(self.way(code)) if start <= day), code)

    def now(self, code: str) -> str:
        """The code that stands for it today."""
        return self.on(code, NOW)

    def of(self, unit: str, day: str = NOW) -> list[str]:
        """The codes of everything that `unit` is made of on an ISO day; none where it has ended by then."""
        return sorted(code for code in {unit, *self._steps} if self.on(code, day) == unit)

    def sql(self, column: str, day: str = NOW) -> str:
        """An SQL expression: the code that stands on an ISO day for the one in a column."""
        changed = [(old, self.on(old, day)) for old in sorted(self._steps)]
        parts = "".join(f" WHEN '{old}' THEN '{new}'" for old, new in changed if old != new and (old + new).isalnum())
        return f"CASE {column}{parts} ELSE {column} END" if parts else column


def lineage(connection: Connection) -> Lineage:
    """What this register knows to have become of units."""
    return Lineage(fetch(connection, "SELECT date, old_code, new_code FROM unit_merger WHERE deleted = 0"))


def expected_lineage(connection: Connection) -> Lineage:
    """As `lineage`, with the carried list: what the office above may know before we do."""
    known = fetch(connection, "SELECT date, old_code, new_code FROM unit_merger WHERE deleted = 0")
    carried = [(one.date, one.old_code, one.new_code) for one in carried_changes() if one.whole]
    return Lineage({*known, *carried})
