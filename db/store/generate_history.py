"""Invents the lists of many years for an invented commune: who was poor when, by which standard and decision, and what
they lacked; deterministic, and about nobody real. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

import msgspec

from db.domain.standards import Standard, standard_on
from db.store.generate import lacks
from db.store.inputs import ClassificationInput, HouseholdInput
from db.store.population import Chance, material

NEW_YEAR = "01-01"
BY_THE_OLD = "12-15"
"""Day of the list by the standard that ends with the year: in that winter people are counted by both."""
_ESCAPED_YEARS = 3
_MOST_POOR = 92  # percent of a commune


@dataclass(slots=True)
class Lack:
    """An indicator that a household lacks, from an ISO day until it is removed (None: still)."""

    standard: str
    indicator: str
    from_date: str
    to_date: str | None = None


@dataclass(slots=True)
class Past:
    """Everything a household was found to be: its classes, oldest first, and its lacks."""

    classes: list[ClassificationInput] = field(default_factory=list)
    lacks: list[Lack] = field(default_factory=list)


def pasts(seed: int, commune: str, homes: Sequence[HouseholdInput], years: int) -> list[Past]:
    """The past of every household from the list of the first year on, in their order; the first classes are theirs."""
    lists = _Lists(Chance(seed, "history", commune), homes)
    for year in range(lists.first, lists.first + years):
        lists.begin(year) if year == lists.first else lists.follow(year)
    return lists.pasts


class _Lists:
    """The lists of a commune in the making, a year at a time."""

    def __init__(self, chance: Chance, homes: Sequence[HouseholdInput]) -> None:
        self._chance = chance
        self._stock = material()
        self._history = self._stock.history
        self._standing = [home.classification.result if home.classification else "not_poor" for home in homes]
        self._since = [self._history.first] * len(homes)
        self._was_poor = [False] * len(homes)
        self._homes = homes
        self.pasts = [Past() for _ in homes]
        self.first = self._history.first
        self._poor_at_first = self._standing.count("poor")

    def begin(self, year: int) -> None:
        """The first list, and before it the one by the standard that had just ended."""
        before = standard_on(f"{year - 1}-{BY_THE_OLD}")
        decision = self._decision(year - 1)
        for place, home in enumerate(self._homes):
            klass = self._standing[place]
            if klass == "poor" and self._chance.percent(self._history.poor_before):
                self._write(place, before, "poor", f"{year - 1}-{BY_THE_OLD}", decision, None)
            if home.classification is not None:
                self._list(place, home.classification, home.deprivations)

    def follow(self, year: int) -> None:
        """The list of a further year: who leaves, who comes, who stays."""
        now, before = standard_on(f"{year}-{NEW_YEAR}"), standard_on(f"{year - 1}-{NEW_YEAR}")
        decision = self._decision(year - 1)
        if now.id != before.id:
            for place in self._of("poor", "near_poor"):
                self._write(place, before, self._standing[place], f"{year - 1}-{BY_THE_OLD}", decision, None)
        old = list(self._standing)
        self._move_poor(year)
        self._move_near_poor(year)
        for place, klass in enumerate(self._standing):
            if klass in ("poor", "near_poor"):
                self._remain(place, old[place], now, year, decision)
            elif klass != old[place]:
                self._write(place, now, klass, f"{year}-{NEW_YEAR}", decision, None)
                self._end_lacks(place, f"{year}-{NEW_YEAR}")
            elif klass == "escaped_poverty" and year - self._since[place] >= _ESCAPED_YEARS:
                self._become([place], "not_poor", year)
                self._write(place, now, "not_poor", f"{year}-{NEW_YEAR}", decision, None)

    def _of(self, *classes: str) -> list[int]:
        return [place for place, klass in enumerate(self._standing) if klass in classes]

    def _drawn(self, places: list[int], count: int) -> list[int]:
        self._chance.shuffle(places)
        return places[: max(0, count)]

    def _become(self, places: Sequence[int], klass: str, year: int) -> None:
        for place in places:
            self._was_poor[place] = self._was_poor[place] or self._standing[place] == "poor"
            self._standing[place], self._since[place] = klass, year

    def _move_poor(self, year: int) -> None:
        """As many poor as the year's share wants, some of them others than before."""
        wanted = self._poor_at_first * _of_year(self._history.poor, year) // 100
        wanted = min(wanted, len(self._homes) * _MOST_POOR // 100)
        poor = self._of("poor")
        coming = max(wanted - len(poor), wanted * self._history.changed // 100)
        leaving = self._drawn(poor, len(poor) + coming - wanted)
        stay_near = [place for place in leaving if self._chance.percent(self._history.to_near_poor)]
        again = [place for place in self._of("escaped_poverty", "not_poor") if self._was_poor[place]]
        relapsed = self._drawn(again, coming * self._history.relapse // 100)
        near = self._drawn(self._of("near_poor"), (coming - len(relapsed)) // 2)
        rest = [place for place in self._of("not_poor") if not self._was_poor[place]]
        new = self._drawn(rest, coming - len(relapsed) - len(near))
        self._become([place for place in leaving if place not in set(stay_near)], "escaped_poverty", year)
        self._become(stay_near, "near_poor", year)
        self._become([*relapsed, *near, *new], "poor", year)

    def _move_near_poor(self, year: int) -> None:
        wanted = len(self._homes) * _of_year(self._history.near_poor, year) // 1000
        near = [place for place in self._of("near_poor") if self._since[place] < year]
        over = len(self._of("near_poor")) - wanted
        self._become(self._drawn(near, over), "escaped_near_poverty", year)
        free = [place for place in self._of("not_poor") if self._since[place] < year]
        self._become(self._drawn(free, -over), "near_poor", year)

    def _remain(self, place: int, old: str, now: Standard, year: int, decision: tuple[str, str]) -> None:
        """A household on the list of a year: its class again, and what it lacks now."""
        klass, day, past = self._standing[place], f"{year}-{NEW_YEAR}", self.pasts[place]
        given = self._write(place, now, klass, day, decision, _change_kind(old, klass))
        open_ones = [lack for lack in past.lacks if lack.to_date is None]
        if klass == old and open_ones and open_ones[0].standard == now.id:
            for lack in open_ones:
                if self._chance.percent(self._history.lack_ends):
                    lack.to_date = day
            return
        self._end_lacks(place, day)
        found = lacks(self._chance, self._stock, now, klass, given)
        past.lacks += [Lack(now.id, code, day) for code in found]

    def _end_lacks(self, place: int, day: str) -> None:
        for lack in self.pasts[place].lacks:
            lack.to_date = lack.to_date or day

    def _list(self, place: int, given: ClassificationInput, indicators: Sequence[str]) -> None:
        """A household as it was invented for the first year."""
        past = self.pasts[place]
        past.classes.append(given)
        past.lacks += [Lack(given.standard, code, given.valid_from) for code in indicators]

    def _write(
        self, place: int, standard: Standard, klass: str, day: str, decision: tuple[str, str], kind: str | None
    ) -> ClassificationInput:
        sub_type = None
        if klass == "poor" and standard.sub_types:
            income = self._chance.percent(self._stock.rates["income_poor"])
            sub_type = "income" if income else "deprivation"
        number, signed = decision
        past = self.pasts[place]
        given = ClassificationInput(
            standard=standard.id,
            result=klass,
            valid_from=day,
            sub_type=sub_type,
            decision_no=number,
            decision_date=signed,
            change_kind=kind,
        )
        past.classes.append(given)
        return given

    def _decision(self, year: int) -> tuple[str, str]:
        """Number and day of the decision at the end of a year."""
        number = f"{self._chance.between(60, 240)}/QĐ-UBND"
        return number, date(year, 12, self._chance.between(16, 28)).isoformat()


def _of_year(table: dict[str, int], year: int) -> int:
    """The figure of a year, of the last one before it where the table ends."""
    return table[max((known for known in table if known <= str(year)), default=min(table))]


def _change_kind(old: str, new: str) -> str:
    """Code of list `poverty_change`: how a household came to be on the list."""
    if new == "poor":
        return {"poor": "1", "near_poor": "2"}.get(old, "3")
    return {"poor": "4", "near_poor": "5"}.get(old, "6")


def movers(seed: int, commune: str, count: int) -> Iterator[int]:
    """The households of a commune that have come from another one, by their place."""
    chance, share = Chance(seed, "moved", commune), material().history.moved
    return (place for place in range(count) if chance.percent(share))


def without_class(home: HouseholdInput) -> HouseholdInput:
    """The household alone, where its lists are written apart."""
    return msgspec.structs.replace(home, classification=None, deprivations=[])
