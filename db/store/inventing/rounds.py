"""Invents rounds of review with their steps, and the scores that a standard reads as a given class; writes nothing.

Days keep to what the law of the year prescribes (`resources/review.toml`); wear and tear is `dirt.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import msgspec

from db.domain.standards import Standard
from db.policy.classify import Measured, Outcome, classify, rules_of
from db.policy.process import opinion_on, process_on
from db.policy.standards import StandardFile
from db.store.inventing.population import Chance
from db.store.review.inputs import MeetingInput, RoundInput
from db.store.review.reading import effective_day

IN_YEAR = "in_year"
_POINTS, _MONEY = 5, 10_000
"""Steps in which scores and incomes are told."""


@dataclass(slots=True)
class Round:
    """A round in the making. met: ISO day of its village meetings; villages: names of those it came to."""

    data: RoundInput
    met: str
    villages: set[str]

    @property
    def start(self) -> str:
        """ISO day from which its classes count."""
        return self.data.valid_from or ""


def round_of(chance: Chance, year: int, kind: str, standard: Standard) -> Round:
    """A round of a commune that went as prescribed."""
    days = _in_year(year) if kind == IN_YEAR else _year_end(chance, year)
    met = days.pop("met")
    asked = days.get("opinion_asked")
    data = RoundInput(
        year=year,
        kind=kind,
        standard=standard.id,
        posted_at="Nhà văn hóa thôn, trụ sở UBND xã",
        complaints=chance.one_of((0, 0, 0, 1, 2)),
        opinion_level=opinion_on(asked).level if asked else None,
        decision_no=f"{chance.between(60, 240)}/QĐ-UBND",
        signatory="Chủ tịch UBND xã",
        valid_from=effective_day(kind, year, days["decision_date"]),
    )
    return Round(msgspec.structs.replace(data, **days), met, set())


def _year_end(chance: Chance, year: int) -> dict[str, str]:
    listed = date(year, 9, chance.between(4, 12))
    apart = {
        "field_from": (3, 6), "field_to": (20, 30), "met": (2, 5), "posted_from": (2, 4), "posted_to": (4, 6),
        "opinion_asked": (1, 3), "opinion_answered": (3, 5),
    }  # fmt: skip
    found, day = {"listed_on": listed.isoformat()}, listed
    for name, (least, most) in apart.items():
        day += timedelta(days=chance.between(least, most))
        found[name] = day.isoformat()
    decided = date(year, 12, chance.between(1, 12)).isoformat()
    return found | {"decision_date": decided, "certified_on": date(year + 1, 1, chance.between(4, 20)).isoformat()}


def _in_year(year: int) -> dict[str, str]:
    """From the 15th of June, decided within the days of both laws."""
    places = ("listed_on", "field_from", "field_to", "met", "posted_from", "posted_to", "decision_date", "certified_on")
    after = (0, 1, 2, 3, 3, 7, 9, 12)
    return {name: date(year, 6, 15 + days).isoformat() for name, days in zip(places, after, strict=True)}


def meetings_of(chance: Chance, one: Round) -> list[MeetingInput]:
    """The meeting of each village about a round, none where it needs none; enough of those who came agreed."""
    process = process_on(one.data.kind, one.data.listed_on or "")
    if "meeting" not in process.steps:
        return []
    found = []
    for village in sorted(one.villages):
        came = chance.between(18, 60)
        least = came * (process.agree_percent or 0) // 100 + 1
        agreed = chance.between(least, came)
        found.append(MeetingInput(date=one.met, village=village, attended=came, agreed=agreed))
    return found


class Scores:
    """Scores (or incomes) that a standard reads as a given class, by what is lacked."""

    def __init__(self, area: str) -> None:
        """area: rural or urban, as of all households of a commune."""
        self._area = area
        self._rules: dict[str, StandardFile] = {}
        self._bands: dict[tuple[str, str, str | None, bool], list[tuple[int, int]]] = {}

    def draw(
        self, chance: Chance, standard: Standard, result: str, sub_type: str | None, lacked: Sequence[str]
    ) -> dict[str, int | None]:
        """`b1` and `b2`, or `income` where the standard is not scored."""
        if standard.id not in self._rules:
            self._rules[standard.id] = rules_of(standard)
        rules = self._rules[standard.id]
        key = (standard.id, result, sub_type, len(lacked) >= (rules.min_deprivations or 0))
        if key not in self._bands:
            self._bands[key] = list(self._fitting(standard, rules, Outcome(result=result, sub_type=sub_type), lacked))
        low, high = chance.one_of(self._bands[key])
        unit = _POINTS if rules.scoring else _MONEY
        value = unit * chance.between(low // unit + 1, high // unit)
        if rules.scoring is None:
            return {"income": value}
        return {"b1": value, "b2": rules.scoring.b2_per_indicator * len(lacked)}

    def _fitting(
        self, standard: Standard, rules: StandardFile, wanted: Outcome, lacked: Sequence[str]
    ) -> Iterator[tuple[int, int]]:
        """The bands between cut-offs (above the first figure, up to the second) in which it comes to that class."""
        scoring = rules.scoring
        limits = {
            getattr(scoring.b1[step.b1] if scoring and step.b1 else rules.thresholds[step.line], self._area)
            for step in rules.steps
        }
        edges = [min(limits) // 2, *sorted(limits), max(limits) * 5 // 4]
        for low, high in pairwise(edges):
            found = Measured(
                area=self._area,
                b1=high if scoring else None,
                income=None if scoring else high,
                deprivations=tuple(lacked),
            )
            outcome = classify(standard, found)
            if (outcome.result, outcome.sub_type) == (wanted.result, wanted.sub_type):
                yield low, high
