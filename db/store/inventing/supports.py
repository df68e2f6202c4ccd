"""Invents supports of any policy from the worked cases beside its definition: moved to another year, fitted to a
household, kept only where the definition has nothing to say against them. Nobody in them is real.

No policy's own rule stands here: what is drawn how often and in which words is `population.toml`. Writes nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

import msgspec

import resources
from db.domain.values import age_on, is_iso_date
from db.policy import evaluate, examples, schema
from db.policy.definition import Policy
from db.policy.evaluate import Facts
from db.store.inputs import Amounts, MilestoneInput, Source, SupportInput
from db.store.inventing.population import Chance, PolicyStock, material

TRIES = 3
"""Cases tried for one household before it goes without."""
HOPELESS = 20
"""Households of one class that all went without in a year: then the policy has nothing for that class in that year."""
_SCHOOL_YEAR = re.compile(r"(\d{4})-(\d{4})")
_FULL_AGE = 18


class Inventor:
    """Invents supports of one policy."""

    def __init__(self, chosen: Policy) -> None:
        self.policy = chosen
        self.stock: PolicyStock = material().policies.get(chosen.id, PolicyStock())
        self._cases = cases(chosen)
        self._refused: Counter[tuple[int, Any]] = Counter()
        self._worked_out = {
            name for name, field in chosen.fields.items() if field.proposal or field.default or field.calculation
        }

    def support(
        self, chance: Chance, year: int, facts: Facts, until: str, *, household: str, person: str | None
    ) -> SupportInput | None:
        """A support of a year that the definition accepts as it is, None where no case fits.

        facts: of the household (and person) in that year; until: ISO day, later steps have not been taken yet.
        """
        of_age = [case for case in self._cases if _of_age(case, facts, year)]
        asked = facts.household.get("classification")
        if self._refused[year, asked] >= HOPELESS:
            return None
        fitting = [case for case in of_age if case[1].household.get("classification") in (None, asked)] or of_age
        chance.shuffle(fitting)
        if chance.percent(self.stock.finished):
            fitting.sort(key=lambda case: -len(case[0].milestones))
        for pattern, _about in fitting[:TRIES]:
            moved = self._moved(pattern, chance, year, until)
            own = msgspec.structs.replace(moved, household=household, person=person)
            for data in (self._proposed(own, facts), own):
                if self._accepted(data, facts, year):
                    self._refused[year, asked] = -HOPELESS * HOPELESS
                    return data
        self._refused[year, asked] += bool(fitting)
        return None

    def _accepted(self, data: SupportInput, facts: Facts, year: int) -> bool:
        """Whether it stands without a word, on a day of the year whose facts these are (or on that of the check)."""
        on = evaluate.record_date(self.policy, data, facts)
        return (on[:4] == str(year) or on == facts.on) and not evaluate.check(self.policy, data, facts)

    def _proposed(self, data: SupportInput, facts: Facts) -> SupportInput:
        """With everything that the definition works out or proposes worked out anew, for this household and day."""
        details = {name: value for name, value in data.details.items() if name not in self._worked_out}
        amounts = data.amounts
        if amounts is not None:
            amounts = msgspec.structs.replace(amounts, **dict.fromkeys(self.policy.rules.proposals))
        lean = msgspec.structs.replace(data, details=details, amounts=amounts)
        return evaluate.propose(self.policy, lean, facts)

    def _moved(self, pattern: SupportInput, chance: Chance, year: int, until: str) -> SupportInput:
        """A case in another year, in other words and at another price."""
        years, days = year - pattern.year, chance.below(26)
        steps = [_later(step, years, days) for step in pattern.milestones]
        for step in steps:
            if self.policy.counts_as(step.kind) == "approved" and step.document_no is None:
                step.document_no = f"{date.fromisoformat(step.date).timetuple().tm_yday}/QĐ-UBND"
        rounds = self.policy.definition.rounds
        moved = SupportInput(
            policy=self.policy.id,
            year=year,
            round=chance.one_of(rounds) if rounds else None,
            amounts=pattern.amounts,
            details=self._worded(_dates_moved(pattern.details, years), chance),
            milestones=[step for step in steps if step.date <= until],
            note=pattern.note,
        )
        low, high = self.stock.scale
        return self._scaled(moved, 10 * chance.between(low // 10, high // 10)) or moved

    def _worded(self, details: dict[str, Any], chance: Chance) -> dict[str, Any]:
        """Other words in the same places; `group.column` names the column of rows, a list its words in order."""
        if not self.stock.words:
            return details
        found = dict(details)
        for place, words in chance.one_of(self.stock.words).items():
            name, _, column = place.partition(".")
            if name not in found:
                continue
            if column:
                pairs = zip(found[name], words, strict=False)
                found[name] = [{**row, column: word} for row, word in pairs] + found[name][len(words) :]
            else:
                found[name] = chance.one_of(words) if isinstance(words, list) else words
        return found

    def _scaled(self, data: SupportInput, percent: int) -> SupportInput | None:
        """Every amount by so many hundredths, so that sums still hold; None where one would not be whole thousands."""
        if percent == 100:
            return None
        wrong: list[int] = []

        def scale(value: Any) -> Any:
            if not isinstance(value, int) or isinstance(value, bool):
                return value
            wrong.extend([value] if value * percent % 100_000 else [])
            return value * percent // 100

        amounts = data.amounts
        if amounts is not None:
            sources = [Source(source=one.source, amount=scale(one.amount)) for one in amounts.sources]
            requested, approved, cost = (scale(one) for one in (amounts.requested, amounts.approved, amounts.cost))
            amounts = Amounts(requested=requested, approved=approved, cost=cost, sources=sources)
        steps = [msgspec.structs.replace(step, amount=scale(step.amount)) for step in data.milestones]
        details = self._money_scaled(data.details, scale)
        found = msgspec.structs.replace(data, amounts=amounts, milestones=steps, details=details)
        return None if wrong else found

    def _money_scaled(self, details: dict[str, Any], scale: Callable[[Any], Any]) -> dict[str, Any]:
        found = dict(details)
        for name, field in self.policy.fields.items():
            if name not in found:
                continue
            columns = [cell.id for cell in field.cells if isinstance(cell.spec, schema.MoneyField)]
            if isinstance(field.spec, schema.MoneyField):
                found[name] = scale(found[name])
            elif columns and field.repeats:
                found[name] = [
                    {key: scale(v) if key in columns else v for key, v in row.items()} for row in found[name]
                ]
            elif columns:
                found[name] = {key: scale(v) if key in columns else v for key, v in found[name].items()}
        return found


@cache
def cases(chosen: Policy) -> list[tuple[SupportInput, Facts]]:
    """The cases that a policy accepts; of one without a file of examples, its own steps with nothing filled in."""
    name = f"policies/{chosen.id}/examples.toml"
    if not resources.path(*name.split("/")).is_file():
        year = (chosen.definition.valid_from or date(2017, 1, 1)).year + 1
        blank = SupportInput(policy=chosen.id, year=year, milestones=list(_own_steps(chosen, year)))
        return [(blank, Facts(on=f"{year}-12-31", household={}))]
    return examples.accepted(chosen, examples.load(resources.read(name), name))


def _own_steps(chosen: Policy, year: int) -> Iterator[MilestoneInput]:
    """The steps of a definition that need neither money nor words, one a month."""
    taken: list[str] = []
    for kind, step in chosen.milestones.items():
        plain = step.note != "required" and step.amount != "required" and not step.repeat
        if plain and set(step.requires) <= set(taken) and not set(step.excludes) & set(taken) and len(taken) < 11:
            taken.append(kind)
            yield MilestoneInput(kind=kind, date=f"{year}-{len(taken):02d}-01")


def _of_age(case: tuple[SupportInput, Facts], facts: Facts, year: int) -> bool:
    """Whether a case is about somebody of about that age, as far as it names one."""
    pattern, about = case
    born, own = (about.person or {}).get("birth_date"), (facts.person or {}).get("birth_date")
    if not born or not own:
        return True
    ages = age_on(born, f"{pattern.year}-12-31"), age_on(own, f"{year}-12-31")
    if None in ages:
        return False
    then, now = int(ages[0] or 0), int(ages[1] or 0)
    return abs(then - now) <= max(2, then // 2) and (then >= _FULL_AGE) == (now >= _FULL_AGE)


def _later(step: MilestoneInput, years: int, days: int) -> MilestoneInput:
    moved = date.fromisoformat(_years_later(step.date, years)) + timedelta(days=days)
    return msgspec.structs.replace(step, date=moved.isoformat())


def _years_later(day: str, years: int) -> str:
    """The same day so many years later; 29 February is the 28th where there is none."""
    day = f"{int(day[:4]) + years:04d}{day[4:]}"
    return day if is_iso_date(day) else day[:8] + "28"


def _dates_moved(value: Any, years: int) -> Any:
    """Every full date and school year in the details moved by so many years."""
    if isinstance(value, dict):
        return {key: _dates_moved(part, years) for key, part in value.items()}
    if isinstance(value, list):
        return [_dates_moved(part, years) for part in value]
    if not isinstance(value, str):
        return value
    school = _SCHOOL_YEAR.fullmatch(value)
    if school:
        return f"{int(school[1]) + years}-{int(school[2]) + years}"
    return _years_later(value, years) if is_iso_date(value) else value
