"""Counting alike supports once gives what counting each of them gives, for every policy."""

from __future__ import annotations

import random
from typing import Any

import pytest

from db.policy.counts import Counts
from db.policy.definition import shipped
from db.policy.evaluate import counted
from db.policy.facts import Facts
from db.policy.records import Amounts, MilestoneInput, Source, SupportInput
from db.policy.schema import GroupField

DAYS = ("2017-01-01", "2017-06-15", "2016-03-01")


def some(source: random.Random, field: Any) -> Any:
    """A value of a field, as often wrong as right."""
    if isinstance(field.spec, GroupField):
        row = {cell.id: some(source, cell) for cell in field.cells}
        return [row, row] if field.repeats else row
    choices = [*field.codes, None, True, 0, 3, 36, "2", "2017-02-01", "x", 1_500_000]
    return source.choice(choices)


def supports(name: str) -> list[SupportInput]:
    """Supports that differ a little from one another, in everything a count may read."""
    policy, source = shipped()[name], random.Random(name)
    kinds = list(policy.milestones)
    made = []
    for _number in range(60):
        details = {one: some(source, field) for one, field in policy.fields.items() if source.random() < 0.6}
        money = [source.choice((None, 5, 7)) for _key in range(3)]
        given = [
            Source(source=code, amount=source.choice((5, 7))) for code in ("nstw", "quy_vnn") if source.random() < 0.5
        ]
        steps = [
            MilestoneInput(kind=source.choice(kinds), date=source.choice(DAYS), amount=source.choice((None, 5, 7)))
            for _step in range(source.randrange(4))
        ]
        made.append(
            SupportInput(
                policy=name,
                year=2017,
                household="h",
                round=source.choice((None, "Quý I")),
                amounts=Amounts(requested=money[0], approved=money[1], cost=money[2], sources=given),
                details={one: value for one, value in details.items() if value is not None},
                milestones=steps,
            )
        )
    return made


@pytest.mark.parametrize("name", shipped())
def test_supports_alike_are_judged_once_and_rightly(name: str) -> None:
    policy = shipped()[name]
    counts, figures = Counts(policy), set()
    for support in supports(name):
        expected = counted(policy, support, Facts(on="2017-12-31", household={}))
        assert counts.of(support, "2017-12-31") == expected, support
        figures |= set(expected)
    assert figures  # the supports made here are counted somewhere
    assert len(counts._known) <= 60


def test_a_card_with_another_number_is_no_other_card() -> None:
    counts = Counts(shipped()["bhyt"])
    for number in range(50):
        details = {"phuong_an": "tang_moi", "ma_doi_tuong": "HN", "so_the": f"HN{number:013}"}
        steps = [MilestoneInput(kind="approved", date=f"2017-01-{number % 28 + 1:02}")]
        card = SupportInput(policy="bhyt", year=2017, person=f"p{number}", details=details, milestones=steps)
        assert counts.of(card, "2017-12-31")["the_ngheo"] == 1
    assert len(counts._known) == 1
