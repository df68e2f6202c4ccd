"""What became of units in this register: which code stands today, or on a day, for a unit of former times.

Codes of mergers that were applied here or came by package; it writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from sqlalchemy import Connection

from db.dialects import fetch
from db.domain.errors import NotFound
from db.domain.ids import office_of
from db.domain.unit_changes import carried_changes
from db.domain.units import catalogue
from db.domain.values import is_iso_date
from db.ledger.ledger import find_changes, load_docs
from db.ledger.register import settings

NOW = "9999-12-31"
"""A day on which everything is as it is today."""
Step = tuple[str, str, str]
"""(ISO day, former code, code since)."""


class Lineage:
    """Former units and what they have become. False where nothing ever changed."""

    def __init__(self, steps: Iterable[Step]) -> None:
        self._steps: dict[str, list[tuple[str, str]]] = {}
        self._made: dict[str, dict[str, list[str]]] = {}
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
        if day not in self._made:
            found = self._made.setdefault(day, {})
            for code in self._steps:
                found.setdefault(self.on(code, day), []).append(code)
        itself = {unit} if self.on(unit, day) == unit else set()
        return sorted(itself.union(self._made[day].get(unit, ())))

    def days(self, code: str) -> list[str]:
        """The ISO days on which something went into the unit of a code, or it into another one."""
        return sorted({day for old, steps in self._steps.items() for day, new in steps if code in (old, new)})

    def sql(self, column: str, day: str = NOW) -> str:
        """An SQL expression: the code that stands on an ISO day for the one in a column."""
        changed = [(old, self.on(old, day)) for old in sorted(self._steps)]
        parts = "".join(f" WHEN '{old}' THEN '{new}'" for old, new in changed if old != new and (old + new).isalnum())
        return f"CASE {column}{parts} ELSE {column} END" if parts else column


def lineage(connection: Connection) -> Lineage:
    """What this register knows to have become of units.

    A merger counts when the carried list has it and our register goes by the units of its day, or when we ourselves or
    an office above the unit that came of it wrote it: no unit can take another one by its own word.
    """
    return Lineage(believed(connection))


def expected_lineage(connection: Connection) -> Lineage:
    """As `lineage`, with the carried list: what the office above may know before we do."""
    return Lineage({*believed(connection), *_carried()})


@cache
def _carried() -> frozenset[Step]:
    return frozenset((one.date, one.old_code, one.new_code) for one in carried_changes() if one.whole)


def believed(connection: Connection) -> list[Step]:
    """The mergers that count here, as `lineage` says."""
    rows = fetch(connection, "SELECT id, date, old_code, new_code FROM unit_merger WHERE deleted = 0")
    if not rows:
        return []
    today = settings(connection)["unit_date"]
    found = [(record, (day, old, new)) for record, day, old, new in rows if _is_step(day, old, new)]
    sure = [step for _, step in found if step in _carried() and step[0] <= today]
    asked = {record: step for record, step in found if step not in sure}
    vouched = _vouched(connection, asked) if asked else set()
    return sure + [asked[record] for record in sorted(vouched)]


def _is_step(day: object, old: object, new: object) -> bool:
    """Whether these are a day and two units there were: a package may bring anything."""
    if not (isinstance(day, str) and isinstance(old, str) and isinstance(new, str) and is_iso_date(day)):
        return False
    return bool(catalogue().versions(old) and catalogue().versions(new))


def _vouched(connection: Connection, asked: dict[str, Step]) -> set[str]:
    """Those of these records that we, or an office above the new unit, wrote."""
    found = set()
    docs = load_docs(connection, "unit_merger", sorted(asked))
    for record, doc in docs.items():
        day, _old, new = asked[record]
        ids = {change for live in doc["h"].values() for change in live}
        streams = [stream for stream, _ in find_changes(connection, ids).values()]
        if streams and all(stream.mine or office_of(stream.device)[1] in _above(new, day) for stream in streams):
            found.add(record)
    return found


def _above(unit: str, day: str) -> set[str]:
    try:
        return {one.code for one in catalogue().ancestors(unit, day)}
    except NotFound:
        return set()
