"""What a figure of a policy or of a kind of record comes to while its rows are counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from db.policy import schema

_BEARERS = ("households", "persons", "units", "villages")


@dataclass(slots=True)
class Tally:
    """What a figure has come to; those of several places are put together by `joined`."""

    rule: schema.Count
    total: int | Decimal = 0
    bearers: set[str] = field(default_factory=set)

    @property
    def value(self) -> int | Decimal:
        """The figure: so many different bearers, or the total."""
        by_bearer = self.rule.distinct is not None or self.rule.of in _BEARERS
        return len(self.bearers) if by_bearer else self.total

    def add(self, amount: int | Decimal, bearer: str) -> None:
        """One row that counts, and who bears it."""
        self.total += amount
        self.bearers.add(bearer)


def joined(tallies: Sequence[Tally]) -> int | Decimal:
    """The figure of several places together, 0 of none; who is in more than one of them counts once."""
    if not tallies:
        return 0
    bearers = set().union(*(one.bearers for one in tallies))
    return Tally(tallies[0].rule, sum(one.total for one in tallies), bearers).value
