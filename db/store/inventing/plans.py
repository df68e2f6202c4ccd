"""Invents plans and needs of households on the lists of a year; deterministic, about nobody real. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence

from db.domain import codes
from db.domain.standards import standard
from db.store.inputs import FollowUpInput, MeasureInput, NeedInput, PlanInput
from db.store.inventing.population import Chance, material
from db.store.rows import HouseholdRow


def plan_of(chance: Chance, home: HouseholdRow, year: int) -> PlanInput | None:
    """The poverty-reduction plan of a household in a year, None for most."""
    stock = material().plans
    if not chance.percent(stock.plan):
        return None
    causes = list(codes.names("poverty_cause"))
    chance.shuffle(causes)
    made = f"{year}-{chance.between(1, 4):02d}-{chance.between(2, 27):02d}"
    measures = [_measure(chance, home, year) for _ in range(chance.between(1, 3))]
    follow_ups = []
    if chance.percent(50):
        looked = f"{year}-{chance.between(6, 10):02d}-{chance.between(2, 27):02d}"
        follow_ups = [FollowUpInput(date=looked, outcome=chance.one_of(stock.outcomes))]
    return PlanInput(
        household=home.id,
        year=year,
        made_on=made,
        causes=causes[: chance.between(1, 3)],
        wishes=chance.one_of(stock.wishes),
        escape_year=year + chance.between(1, 3),
        measures=measures,
        follow_ups=follow_ups,
    )


def _measure(chance: Chance, home: HouseholdRow, year: int) -> MeasureInput:
    indicator = chance.one_of(home.deprivations) if home.deprivations else None
    known = home.classification is not None and home.classification.standard
    if indicator is not None and known and indicator not in standard(known).indicators:
        indicator = None
    content = chance.one_of(material().plans.measures)
    return MeasureInput(content=content, indicator=indicator, to_date=f"{year}-{chance.between(6, 12):02d}")


def need_of(
    chance: Chance, home: HouseholdRow, year: int, policies: Sequence[str], given: Sequence[tuple[str, str]]
) -> NeedInput | None:
    """A need of a household in a year, None for most. given: (policy, id) of its supports then; one may serve it."""
    stock = material().plans
    if not chance.percent(stock.need):
        return None
    asked = f"{year}-{chance.between(1, 9):02d}-{chance.between(2, 27):02d}"
    if given and chance.percent(stock.served):
        policy, support = chance.one_of(given)
        return NeedInput(household=home.id, policy=policy, registered_on=asked, support=support)
    refused = chance.percent(stock.refused)
    return NeedInput(
        household=home.id,
        policy=chance.one_of(policies) if chance.percent(70) else None,
        content=chance.one_of(stock.contents),
        registered_on=asked,
        refused_on=f"{year}-12-{chance.between(2, 27):02d}" if refused else None,
        refused_reason="Chưa cân đối được nguồn vốn" if refused else None,
    )
