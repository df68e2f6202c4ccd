"""What the policies achieved in a year: the figures that each definition counts, of the whole register or a village.

A figure of people or households counts each of them once, however often they were helped; refused and returned
supports count nowhere. Indicators are made of them in `counting`; by class, group and source they are told by
`reports/outcomes.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

import msgspec
from sqlalchemy import Connection

from db.policy.counts import Counts
from db.policy.definition import Policy
from db.policy.lifecycle import granted, void
from db.policy.values import keep
from db.store.definitions.policies import definition_of, policies, policy
from db.store.facts import as_input
from db.store.places.residence import units_then
from db.store.reading import household_ids, supports
from db.store.record.tally import Tally
from db.store.rows import SupportRow

Added = tuple[SupportRow, dict[str, int | Decimal]]
"""A support and what it adds to each figure."""


class PolicyFigure(msgspec.Struct, kw_only=True):
    """One figure of a policy. unit: what is counted (`lượt hộ`, `kg`); value: whole, or a decimal as text."""

    policy: str
    title: str
    id: str
    label: str
    unit: str
    value: int | str


def policy_figures(
    connection: Connection, year: int, *, name: str | None = None, village: str | None = None
) -> list[PolicyFigure]:
    """The figures of every policy that had a support in that year, policies by their id.

    name: of this policy only, its figures even where they are 0; village: id, of its households only.

    Raises:
        NotFound: unknown policy.
    """
    known = policies(connection) if name is None else {name: policy(connection, name)}
    homes = None if village is None else household_ids(connection, villages=[village])
    rows: dict[str, list[SupportRow]] = {one: [] for one in sorted(known)}
    for row in supports(connection, policy=name, households=homes, year=year):
        rows.setdefault(row.policy, []).append(row)
    found: list[PolicyFigure] = []
    for one, given in rows.items():
        if one in known and (given or name):
            found += _figures(known[one], counted(connection, given))
    return found


def figures_by_unit(
    connection: Connection, year: int, name: str, *, units_on: str | None = None
) -> dict[str, dict[str, Tally]]:
    """The figures of one policy in a year, by their id and the code of the commune where its receivers lived then.

    units_on: as in `units_then`.

    Raises:
        NotFound: unknown policy.
    """
    places = units_then(connection, f"{year}-12-31", units_on)
    rules = {rule.spec.id: rule.spec for rule in policy(connection, name).rules.counts}
    found: dict[str, dict[str, Tally]] = {one: {} for one in rules}
    for row, added in counted(connection, supports(connection, policy=name, year=year)):
        for one in added.keys() & found.keys():
            place = places.get(row.household, "")
            count_support(found[one].setdefault(place, Tally(rules[one])), row, added[one])
    return found


def counted(connection: Connection, rows: Iterable[SupportRow]) -> Iterator[Added]:
    """Every support that somebody has, with what it adds; one of a definition that is not here adds nothing."""
    counts: dict[str, Counts] = {}
    for row, chosen in _defined(connection, rows):
        data = as_input(row)
        if chosen is not None and not void(chosen, [msgspec.to_builtins(step) for step in data.milestones]):
            known = counts.get(chosen.sha256) or counts.setdefault(chosen.sha256, Counts(chosen))
            yield row, known.of(data, f"{row.year}-12-31")


def _defined(connection: Connection, rows: Iterable[SupportRow]) -> Iterator[tuple[SupportRow, Policy | None]]:
    """Every support with the definition it was written by, None where that is not here."""
    held: dict[tuple[str, str | None], Policy | None] = {}
    for row in rows:
        key = (row.policy, row.definition)
        if key not in held:
            held[key] = definition_of(connection, *key)
        yield row, held[key]


def uncounted(connection: Connection, rows: Iterable[SupportRow]) -> int:
    """How many of these supports `counted` cannot count: the definition they were written by is not here."""
    return sum(chosen is None for _row, chosen in _defined(connection, rows))


def received(connection: Connection, rows: Iterable[SupportRow], on: str) -> Iterator[SupportRow]:
    """Those of these supports that were granted by an ISO day, and neither refused nor given back."""
    for row, chosen in _defined(connection, rows):
        steps = [msgspec.to_builtins(step) for step in row.milestones if step.date <= on]
        if chosen is not None and granted(chosen, steps) and not void(chosen, steps):
            yield row


def money_of(chosen: Policy, row: SupportRow) -> tuple[int, dict[str, int]]:
    """The approved money of a support and its share of each source; none of one that nobody has approved yet."""
    if not granted(chosen, [msgspec.to_builtins(step) for step in row.milestones]):
        return 0, {}
    shares: dict[str, int] = {}
    for one in row.sources:
        code = str(one.get("source", ""))
        shares[code] = shares.get(code, 0) + int(one.get("amount") or 0)
    return row.approved or 0, shares


def count_support(tally: Tally, row: SupportRow, amount: int | Decimal) -> None:
    """Count a support in a figure."""
    tally.add(amount, (row.person if tally.rule.of == "persons" else row.household) or "")


def _figures(chosen: Policy, added_up: Iterable[Added]) -> Iterator[PolicyFigure]:
    tallies = {rule.spec.id: Tally(rule.spec) for rule in chosen.rules.counts}
    for row, added in added_up:
        for name in added.keys() & tallies.keys():  # an older version may count what this one does not
            count_support(tallies[name], row, added[name])
    for name, tally in tallies.items():
        value = keep(tally.value)
        rule = tally.rule
        yield PolicyFigure(policy=chosen.id, title=chosen.short, id=name, label=rule.label, unit=rule.unit, value=value)
