"""Records about a unit that has become another one: which are about the unit as it is, which about a former one of it.

A commune that others went into is another commune, though it keeps its code. What was said of the former one (a target,
an official figure, a line of money) stands beside, under the name it had then. Of a unit that was divided nobody
inherits by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from sqlalchemy import Connection

from db.domain.unit_changes import UnitChange, carried_changes, day_before
from db.domain.values import show_date
from db.ledger.lineage import lineage
from db.ledger.register import settings
from db.store.owners import unit_called, unit_version, units_above


class Former(NamedTuple):
    """A unit that ended. until: its last ISO day; since: the day from which the one it is part of is as it is."""

    code: str
    until: str
    since: str

    @property
    def title(self) -> str:
        """What it is called now: `xã cũ Nhâm (đến 31/12/2019)`."""
        unit = unit_version(self.code, self.until)
        name = f"{unit.kind} cũ {unit.name}" if unit else self.code
        return f"{name} (đến {show_date(self.until)})"


class Ways:
    """What the units of a register were made of on a day: two are the same unit where they are made of the same."""

    def __init__(self, connection: Connection) -> None:
        self._known, self._today = lineage(connection), settings(connection)["unit_date"]
        self._extents: dict[tuple[str, str], frozenset[str]] = {}

    def codes(self, unit: str, on: str) -> list[str]:
        """The codes of everything a unit of an ISO day is made of, itself first."""
        return list(dict.fromkeys((unit, *self._known.of(unit, on))))

    def same(self, unit: str, on: str, code: str, date: str) -> bool:
        """Whether a unit of an ISO day is the one that a code meant on another."""
        return (unit, on) == (code, date) or self._extent(unit, on) == self._extent(code, date)

    def former(self, unit: str, on: str, code: str, date: str) -> Former | None:
        """What a code meant on a date, where that has gone into a unit of the ISO day `on`; None where it has not."""
        ended = [day for day in self._changes(code) if date < day <= on]
        if not ended or code not in self.codes(unit, on) or self.same(unit, on, code, date):
            return None
        began = max((day for day in self._changes(unit) if day <= on), default=ended[-1])
        return Former(code, day_before(ended[0]), began)

    def last_tree(self, unit: str, on: str) -> str:
        """The ISO day by whose tree a unit is counted: `on`, or its last one where it has gone into another by then."""
        gone = [day for day, _new in self._known.way(unit) if day <= on]
        return day_before(gone[0]) if gone and self._known.on(unit, on) != unit else on

    def divided(self, unit: str, on: str) -> list[UnitChange]:
        """The divisions until an ISO day that a unit came out of larger."""
        return [one for one in self._parts() if one.new_code == unit and one.date <= on]

    def _extent(self, code: str, on: str) -> frozenset[str]:
        """What it is made of, by codes that were never made of others; what lay below it anyway adds nothing."""
        if (code, on) not in self._extents:
            whole = {one for one in self._known.of(code, on) if code not in self._above(one)}
            self._extents[code, on] = frozenset(
                whole | {f"{one.old_code} {one.date}" for one in self.divided(code, on)}
            )
        return self._extents[code, on]

    def _above(self, code: str) -> list[str]:
        """What lay above a unit on its last day; nothing for one that goes on."""
        way = self._known.way(code)
        return units_above(code, day_before(way[0][0])) if way else []

    def _changes(self, code: str) -> list[str]:
        """The ISO days on which a code began to mean another unit, or none."""
        days = {day for day in self._known.days(code) if self._differs(code, day)}
        return sorted(days | {one.date for one in self._parts() if code in (one.new_code, one.old_code)})

    def _differs(self, code: str, day: str) -> bool:
        before = day_before(day)
        ended = self._known.on(code, day) != self._known.on(code, before)
        return ended or self._extent(code, day) != self._extent(code, before)

    def _parts(self) -> list[UnitChange]:
        """Divisions that the carried list tells of, as far as our register goes by it."""
        return [one for one in _divisions() if one.date <= self._today]


@cache
def _divisions() -> tuple[UnitChange, ...]:
    return tuple(one for one in carried_changes() if one.share == "part" and one.old_code != one.new_code)


def undivided(connection: Connection, unit: str, on: str, what: str, has: Callable[[str], bool]) -> list[str]:
    """That nobody inherits of a unit that was divided, a sentence each for a unit that got a part; has: of which it is
    true that something was recorded.
    """
    name = unit_called(unit, on)
    return [
        f"Một phần của {Former(one.old_code, day_before(one.date), one.date).title} vào {name}: {what} của đơn vị "
        "bị chia không tự chuyển cho nơi nào."
        for one in Ways(connection).divided(unit, on)
        if has(one.old_code)
    ]
