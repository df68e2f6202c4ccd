"""What was paid of supports, by group of sources and year: sums of milestones that count as paid out.

A support of several sources counts for each by its share of their sum.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from db.policy.budgets import GROUPS
from db.store.definitions.policies import definition_of
from db.store.places.residence import units_then
from db.store.places.tree import Tree
from db.store.reading import supports
from db.store.rows import SupportRow

UNKNOWN = ""
"""The group of what was paid from a source that nobody wrote down."""


class Paid:
    """What supports of a policy were paid in a unit, by group of sources and year; each policy is read once a year."""

    def __init__(self, connection: Connection, tree: Tree, unit: str, last: int | None = None) -> None:
        """tree: by whose units it counts; last: the last year of a unit that has ended."""
        self._connection, self._tree, self._unit = connection, tree, unit
        self._last = last
        self._known: dict[tuple[str, int], dict[str, int] | None] = {}

    def of(self, policy: str, group: str, year: int) -> int | None:
        """In đồng; None where nothing of this policy was paid from known sources that year (or it pays otherwise)."""
        found = self._all(policy, year)
        return None if not found or not found.keys() - {UNKNOWN} else found.get(group, 0)

    def unsourced(self, policy: str, year: int) -> int:
        """What was paid of supports that name no source at all."""
        return (self._all(policy, year) or {}).get(UNKNOWN, 0)

    def _all(self, policy: str, year: int) -> dict[str, int] | None:
        if self._last is not None and year > self._last:
            return None
        if (policy, year) not in self._known:
            self._known[policy, year] = self._read(policy, year)
        return self._known[policy, year]

    def _read(self, policy: str, year: int) -> dict[str, int] | None:
        rows = supports(self._connection, policy=policy, year=year)
        if not rows:
            return None
        places = units_then(self._connection, f"{year}-12-31", self._tree.on)
        found: dict[str, int] = {}
        for row in rows:
            if self._tree.within(places.get(row.household, ""), self._unit):
                for group, amount in shared(row.sources, self._paid(row)).items():
                    found[group] = found.get(group, 0) + amount
        return found or None

    def _paid(self, row: SupportRow) -> int:
        chosen = definition_of(self._connection, row.policy, row.definition)
        steps = [step for step in row.milestones if chosen and chosen.counts_as(step.kind) == "disbursed"]
        return sum(step.amount or 0 for step in steps)


def shared(sources: Sequence[Mapping[str, Any]], paid: int) -> dict[str, int]:
    """A paid sum by group of sources, in proportion to the sources of its support; a household's own are in no group.

    Of a support that names no source all of it is of `UNKNOWN`.

    Whole đồng: what is left over by rounding goes to the largest source.
    """
    weights: dict[str, int] = {}
    for group, (_title, codes) in GROUPS.items():
        amount = sum(int(s.get("amount") or 0) for s in sources if s.get("source") in codes)
        if amount > 0:
            weights[group] = amount
    if paid <= 0 or not weights:
        return {UNKNOWN: paid} if paid > 0 and not sources else {}
    whole = sum(weights.values())
    found = {group: paid * amount // whole for group, amount in weights.items()}
    found[max(weights, key=lambda group: weights[group])] += paid - sum(found.values())
    return found
