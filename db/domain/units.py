"""Administrative units of Việt Nam as they were on any date; the key is (code, valid_from) because codes are reused.

Reads the carried list only and never guesses: an unknown code or date is an error with a sentence.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from functools import cache, cached_property
from operator import attrgetter, itemgetter
from typing import NamedTuple

import resources
from db.domain.errors import NotFound
from db.domain.text import fold
from db.domain.values import show_date

LEVELS = ("province", "district", "commune")
_URBAN = ("phường", "thị trấn")


class Unit(NamedTuple):
    """One version of a unit. Dates are ISO text, both inclusive; `valid_from` "" = before the first list of 31/8/2004.

    level: province, district, commune; kind in lower case (`xã`, `thị trấn`, `huyện`, …); `valid_to` "" = in force.
    """

    code: str
    parent_code: str
    level: str
    kind: str
    name: str
    valid_from: str
    valid_to: str

    @property
    def title(self) -> str:
        """Kind and name: `xã Hồng Thủy`."""
        return f"{self.kind} {self.name}"

    def in_force(self, on: str) -> bool:
        """Whether this version holds on the ISO date."""
        return self.valid_from <= on and (not self.valid_to or on <= self.valid_to)

    def nearest(self, on: str) -> str:
        """The day nearest to the ISO date on which this version is in force: the date itself, its first or last day."""
        if on < self.valid_from:
            return self.valid_from
        return self.valid_to if self.valid_to and on > self.valid_to else on


_valid_from = attrgetter("valid_from")


class Units:
    """All versions of all units, looked up by code and date. The tree is the one in force on the date asked for."""

    def __init__(self, rows: Iterable[Unit]) -> None:
        self._versions: dict[str, list[Unit]] = {}
        for unit in rows:
            self._versions.setdefault(unit.code, []).append(unit)
        for versions in self._versions.values():
            versions.sort(key=_valid_from)

    @cached_property
    def _children(self) -> dict[str, list[Unit]]:
        found: dict[str, list[Unit]] = {}
        for code in sorted(self._versions):
            for unit in self._versions[code]:
                found.setdefault(unit.parent_code, []).append(unit)
        return found

    @cached_property
    def _folded(self) -> list[tuple[str, Unit]]:
        """Blank-framed folded title of every version, for search by words."""
        return [(f" {fold(unit.title)} ", unit) for versions in self._versions.values() for unit in versions]

    def on(self, code: str, on: str) -> Unit:
        """The version of `code` in force on the ISO date; NotFound with a sentence otherwise."""
        versions = self._versions.get(code)
        if versions is None:
            raise NotFound("unknown_unit", f"Không có đơn vị hành chính mã {code}. Chưa làm gì: kiểm tra lại mã.")
        unit = versions[bisect_right(versions, on, key=_valid_from) - 1]
        if not unit.in_force(on):
            spans = "; ".join(self._span(version) for version in versions)
            said = f"Mã đơn vị {code} không có hiệu lực ngày {show_date(on)} ({spans})."
            raise NotFound("unknown_unit", f"{said} Chưa làm gì: chọn ngày khác hoặc mã khác.")
        return unit

    @staticmethod
    def _span(unit: Unit) -> str:
        parts = [unit.title]
        if unit.valid_from:
            parts.append(f"từ {show_date(unit.valid_from)}")
        if unit.valid_to:
            parts.append(f"đến {show_date(unit.valid_to)}")
        return " ".join(parts)

    def codes(self) -> list[str]:
        """Every code ever used, in order."""
        return sorted(self._versions)

    def versions(self, code: str) -> list[Unit]:
        """Every version of a code, oldest first; empty for a code never used."""
        return list(self._versions.get(code, ()))

    def parent(self, unit: Unit, on: str) -> Unit | None:
        """The unit above on that date; None above a province."""
        return self.on(unit.parent_code, on) if unit.parent_code else None

    def children(self, unit: Unit, on: str) -> list[Unit]:
        """The units directly below on that date, by code."""
        return [child for child in self._children.get(unit.code, ()) if child.in_force(on)]

    def ancestors(self, code: str, on: str) -> list[Unit]:
        """The units above `code` on that date, nearest first (district, province)."""
        found = []
        above = self.parent(self.on(code, on), on)
        while above is not None:
            found.append(above)
            above = self.parent(above, on)
        return found

    def full_name(self, unit: Unit, on: str) -> str:
        """`xã Hồng Thủy, huyện A Lưới, tỉnh Thừa Thiên Huế`, with the names of the date."""
        return ", ".join(u.title for u in [unit, *self.ancestors(unit.code, on)])

    def search(self, text: str, on: str, *, near: str = "", limit: int = 20) -> list[Unit]:
        """Units in force on the date whose full name holds every word typed (words may be cut short), best first.

        Ranked: the name itself, then a name that begins with the text, then name words, then words of the units above;
        among equals those inside the unit with code `near`, then higher levels, then by code.
        """
        return [unit for unit, _day in self._found(text, on, near, ever=False)[:limit]]

    def search_ever(self, text: str, on: str, *, near: str = "", limit: int = 20) -> list[tuple[Unit, str]]:
        """As `search`, among the units of all times, each with the day nearest to `on` on which it was in force.

        Those in force come first among equals that are as near. Of a unit that kept code, kind and name one version is
        found: that of the date, else the latest.
        """
        found = self._found(text, on, near, ever=True)
        latest = {(unit.code, unit.title): unit for unit, _day in sorted(found, key=lambda one: (one[1] == on, one[1]))}
        return [one for one in found if one[0] in latest.values()][:limit]

    def _found(self, text: str, on: str, near: str, *, ever: bool) -> list[tuple[Unit, str]]:
        """Matching units, best first, each with the day of its life nearest to `on`; unless `ever` that is `on`."""
        asked = fold(text)
        if not asked:
            return []
        needles = [f" {word}" for word in asked.split()]
        ranked = []
        for key, unit in self._folded:
            if not any(needle in key for needle in needles) or not (ever or unit.in_force(on)):
                continue
            day = unit.nearest(on)
            rank = self._rank(asked, needles, key, unit, day)
            if rank is not None:
                away = not near or near not in (unit.code, *(above.code for above in self.ancestors(unit.code, day)))
                ranked.append((rank, away, day != on, LEVELS.index(unit.level), unit.code, unit, day))
        ranked.sort(key=lambda entry: entry[:5])
        return [entry[5:] for entry in ranked]

    def _rank(self, asked: str, needles: list[str], key: str, unit: Unit, on: str) -> int | None:
        """0 best; None when some word is nowhere in the full name."""
        name = fold(unit.name)
        if asked in (name, key.strip()):
            return 0
        if name.startswith(asked):
            return 1
        missing = [needle for needle in needles if needle not in key]
        if not missing:
            return 2
        above = "".join(f" {fold(u.title)}" for u in self.ancestors(unit.code, on))
        return None if any(needle not in above for needle in missing) else 3


@cache
def catalogue() -> Units:
    """The carried units, read once."""
    row_values = itemgetter(*Unit._fields)
    return Units(Unit._make(row_values(row)) for row in resources.open_csv("units/units.csv"))


@cache
def area_of(unit: str, on: str) -> str:
    """Urban are wards and townships, rural the communes; what the office decided for a household goes before."""
    found = unit_near(unit, on)
    return "urban" if found is not None and found.kind in _URBAN else "rural"


@cache
def unit_near(code: str, on: str) -> Unit | None:
    """The version of a unit in force on a date, else the nearest one: a register may still carry a former code."""
    versions = catalogue().versions(code)
    return min(versions, key=lambda one: abs(_days(one.nearest(on)) - _days(on)), default=None)


def _days(day: str) -> int:
    return int(day.replace("-", "") or 0)
