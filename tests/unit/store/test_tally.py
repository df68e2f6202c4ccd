"""What figures come to: bearers once however many places name them, totals as they are."""

from __future__ import annotations

from decimal import Decimal

import pytest

from db.policy.schema import Count
from db.store.record.tally import Tally, joined


def tally(rule: Count, *rows: tuple[int, str]) -> Tally:
    made = Tally(rule)
    for amount, bearer in rows:
        made.add(amount, bearer)
    return made


@pytest.mark.parametrize(
    ("of", "figure"),
    [("households", 2), ("persons", 2), ("units", 2), ("villages", 2), ("supports", 4), ("records", 4)],
)
def test_who_is_in_two_places_counts_once(of: str, figure: int) -> None:
    rule = Count(id="x", label="X", unit="x", of=of)  # type: ignore[arg-type]
    here, there = tally(rule, (1, "a"), (1, "a")), tally(rule, (1, "a"), (1, "b"))
    assert joined([here, there]) == figure
    assert (here.value, there.value) == ((1, 2) if figure == 2 else (2, 2))


def test_linked_records_count_once_and_amounts_add_up() -> None:
    linked = Count(id="x", label="X", unit="x", distinct="nguoi")
    assert joined([tally(linked, (0, "a")), tally(linked, (0, "a"))]) == 1
    money = Tally(Count(id="x", label="X", unit="kg"), Decimal("1.5"))
    assert joined([money, tally(money.rule, (2, "a"))]) == Decimal("3.5")
    assert joined([]) == 0
