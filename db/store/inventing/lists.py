"""Invents the lists of many years for an invented commune: who was reviewed when and found to be what, by which
standard, round and decision, and what they lacked; deterministic, and about nobody real. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import msgspec

from db.domain import codes
from db.domain.standards import Standard, standard_on
from db.store.inputs import ClassificationInput, HouseholdInput
from db.store.inventing.generate import lacks
from db.store.inventing.population import Chance, material
from db.store.inventing.rounds import IN_YEAR, Round, Scores, round_of
from db.store.review.class_changes import LISTED
from db.store.review.inputs import ReviewInput
from db.store.review.reading import derived_kind

NEW_YEAR = "01-01"
_ESCAPED_YEARS = 3
_MOST_POOR = 92  # percent of a commune
RoundKey = tuple[int, str]
"""Year and kind of a round: a commune has one of each."""


@dataclass(slots=True)
class Lack:
    """An indicator that a household lacks, from an ISO day until it is removed (None: still)."""

    standard: str
    indicator: str
    from_date: str
    to_date: str | None = None


@dataclass(slots=True)
class Found:
    """One review, and the class that its round made of it. review: without its household and round, None where a class
    ran out without one; given: None where the household stays what it was, off the lists.
    """

    round: RoundKey
    review: ReviewInput | None
    given: ClassificationInput | None


@dataclass(slots=True)
class Past:
    """Everything a household was found to be, oldest first, and its lacks."""

    found: list[Found] = field(default_factory=list)
    lacks: list[Lack] = field(default_factory=list)


@dataclass(slots=True)
class Lists:
    """The lists of a commune: its rounds in their order, and the past of every household."""

    rounds: dict[RoundKey, Round]
    pasts: list[Past]


def pasts(seed: int, commune: str, homes: Sequence[HouseholdInput], years: int, *, area: str) -> Lists:
    """The lists of so many years from the first on; the first classes are those of the households.

    area: rural or urban, as of the commune.
    """
    lists = _Lists(Chance(seed, "history", commune), homes, area)
    for year in range(lists.first, lists.first + years):
        lists.begin(year) if year == lists.first else lists.follow(year)
    return Lists(lists.rounds, lists.pasts)


class _Lists:
    """The lists of a commune in the making, a year at a time."""

    def __init__(self, chance: Chance, homes: Sequence[HouseholdInput], area: str) -> None:
        self._chance = chance
        self._stock = material()
        self._history = self._stock.history
        self._causes = list(codes.names("poverty_cause"))
        self._scores = Scores(area)
        self._area = area
        self._standing = [home.classification.result if home.classification else "not_poor" for home in homes]
        self._since = [self._history.first] * len(homes)
        self._was_poor = [False] * len(homes)
        self._homes = homes
        self.rounds: dict[RoundKey, Round] = {}
        self.pasts = [Past() for _ in homes]
        self.first = self._history.first
        self._poor_at_first = self._standing.count("poor")

    def begin(self, year: int) -> None:
        """The first list, and before it the one by the standard that had just ended: in that winter people are counted
        by both.
        """
        before, now = standard_on(f"{year - 1}-{NEW_YEAR}"), standard_on(f"{year}-{NEW_YEAR}")
        for place, klass in enumerate(self._standing):
            if klass == "escaped_poverty" or (klass == "poor" and self._chance.percent(self._history.poor_before)):
                self._review(place, (year - 1, "closing"), before, "poor")
        for place, home in enumerate(self._homes):
            if home.classification is not None:
                self._review(place, (year - 1, "opening"), now, home.classification.result, home)
            else:
                self._ask(place, (year - 1, "opening"), now)

    def follow(self, year: int) -> None:
        """The list of a further year: who leaves, who comes, who stays."""
        now, before = standard_on(f"{year}-{NEW_YEAR}"), standard_on(f"{year - 1}-{NEW_YEAR}")
        if now.id != before.id:
            for place in self._of(*LISTED):
                self._review(place, (year - 1, "closing"), before, self._standing[place])
        old = list(self._standing)
        self._move_poor(year)
        self._move_near_poor(year)
        round_ = (year - 1, "periodic" if now.id == before.id else "opening")
        for place, klass in enumerate(self._standing):
            if klass == "poor" and old[place] not in LISTED and self._chance.percent(self._history.in_year):
                self._review(place, (year - 1, IN_YEAR), before, "poor")
            if klass in LISTED or old[place] in LISTED:
                self._review(place, round_, now, klass)
            elif klass == "escaped_poverty" and year - self._since[place] >= _ESCAPED_YEARS:
                self._become([place], "not_poor", year)
                self._list(place, round_, now, "not_poor")  # nobody is newly escaped for ever
            else:
                self._ask(place, round_, now)

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

    # What a round finds.

    def _round(self, key: RoundKey, standard: Standard) -> Round:
        if key not in self.rounds:
            self.rounds[key] = round_of(self._chance, *key, standard)
        return self.rounds[key]

    def _review(
        self, place: int, key: RoundKey, standard: Standard, klass: str, first: HouseholdInput | None = None
    ) -> None:
        """A household is found to be `klass` from the day of a round; first: as it was invented, with its lacks."""
        past, round_ = self.pasts[place], self._round(key, standard)
        given = first.classification if first is not None else None
        sub_type = given.sub_type if given else self._sub_type(standard, klass)
        if first is None:
            lacked = self._lacking(past, standard, klass, sub_type, round_.start)
        else:
            lacked = first.deprivations
            past.lacks += [Lack(standard.id, code, round_.start) for code in lacked]
        review = self._sheet(place, round_, standard, klass if klass in LISTED else "not_poor", sub_type, lacked)
        self._list(place, key, standard, klass, sub_type, review)

    def _ask(self, place: int, key: RoundKey, standard: Standard) -> None:
        """A household off the lists may have asked to be reviewed; it stays what it was."""
        if self._chance.percent(self._history.asked):
            past, round_ = self.pasts[place], self._round(key, standard)
            lacked = self._lacking(past, standard, "near_poor", None, round_.start)  # as little as one of those
            past.found.append(Found(key, self._sheet(place, round_, standard, "not_poor", None, lacked), None))

    def _sheet(
        self, place: int, round_: Round, standard: Standard, result: str, sub_type: str | None, lacked: Sequence[str]
    ) -> ReviewInput:
        """What is written down at a household, on a day on which the round was in the field."""
        home = self._homes[place]
        round_.villages.add(home.village)
        causes: list[str] = []
        if result in LISTED:
            self._chance.shuffle(self._causes)
            causes = self._causes[: self._chance.between(1, 3)]
        review = ReviewInput(
            household="",
            date=self._chance.one_of((round_.data.field_from, round_.data.field_to)) or round_.start,
            kind=round_.data.kind,
            standard=standard.id,
            area_class=self._area,
            deprivations=list(lacked) if standard.indicators else None,
            causes=causes,
            size=len(home.members),
            result=result,
            sub_type=sub_type,
        )
        return msgspec.structs.replace(review, **self._scores.draw(self._chance, standard, result, sub_type, lacked))

    def _list(
        self,
        place: int,
        key: RoundKey,
        standard: Standard,
        klass: str,
        sub_type: str | None = None,
        review: ReviewInput | None = None,
    ) -> None:
        """A class from the day of a round on."""
        round_, past = self._round(key, standard), self.pasts[place]
        earlier = [one.given.result for one in reversed(past.found) if one.given is not None]
        unknown = review is None or (not earlier and round_.data.kind == "closing")
        given = ClassificationInput(
            standard=standard.id,
            result=klass,
            valid_from=round_.start,
            sub_type=sub_type,
            decision_no=round_.data.decision_no,
            decision_date=round_.data.decision_date,
            change_kind=None if unknown else derived_kind(klass, earlier),
        )
        past.found.append(Found(key, review, given))

    def _sub_type(self, standard: Standard, klass: str) -> str | None:
        if klass != "poor" or not standard.sub_types:
            return None
        return "income" if self._chance.percent(self._stock.rates["income_poor"]) else "deprivation"

    def _lacking(self, past: Past, standard: Standard, klass: str, sub_type: str | None, day: str) -> list[str]:
        """What a household lacks from a day on: of what it lacked some is removed, as far as its class allows."""
        deprived = standard.content.get("min_deprivations") or 0
        lacked = [one.indicator for one in past.lacks if one.to_date is None and one.standard == standard.id]
        kept = [code for code in lacked if not self._chance.percent(self._history.lack_ends)]
        if klass == "poor" and sub_type != "income" and len(kept) < deprived:
            kept = lacked
            fits = len(kept) >= deprived
        else:
            fits = bool(lacked) and klass in LISTED and not (klass == "near_poor" and len(kept) >= deprived)
        if not fits:
            kept = lacks(self._chance, self._stock, standard, klass, sub_type)
        for one in past.lacks:
            if one.to_date is None and (one.standard != standard.id or one.indicator not in kept):
                one.to_date = day
        past.lacks += [Lack(standard.id, code, day) for code in kept if code not in lacked]
        return kept


def _of_year(table: dict[str, int], year: int) -> int:
    """The figure of a year, of the last one before it where the table ends."""
    return table[max((known for known in table if known <= str(year)), default=min(table))]


def movers(seed: int, commune: str, count: int) -> Iterator[int]:
    """The households of a commune that have come from another one, by their place."""
    chance, share = Chance(seed, "moved", commune), material().history.moved
    return (place for place in range(count) if chance.percent(share))


def without_class(home: HouseholdInput) -> HouseholdInput:
    """The household alone, where its lists are written apart."""
    return msgspec.structs.replace(home, classification=None, deprivations=[])
