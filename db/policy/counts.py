"""What many supports add to the figures of their policy: those alike in everything its counts read are judged once.

A count reads some fields, the steps, perhaps amounts; it never reads a card's number or a person's name. So a province
has some dozens of different supports of a policy where it has a hundred thousand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import orjson

from db.policy.compiled import Field
from db.policy.definition import Policy
from db.policy.evaluate import counted
from db.policy.expression import Expression
from db.policy.facts import Facts
from db.policy.reading import SupportLike, as_step
from db.policy.values import is_date

Added = dict[str, int | Decimal]
_CALL = re.compile(r"\b([a-z_]+)\(")
_DATED = {"milestone_date", "milestone_last", "milestone_nth"}
_LOOKED_UP = {"term", "lookup"}


class Counts:
    """Judges the supports of one definition; nothing is asked of households and people."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._names, self._calls = _read_by_counts(policy)
        self._details = sorted({name.split(".")[0] for name in self._names} & set(policy.fields))
        self._known: dict[bytes, Added] = {}

    def of(self, support: SupportLike, on: str) -> Added:
        """What a support adds to each figure it counts in; on: ISO day as of which it is judged."""
        key = self._key(support, on)
        if key not in self._known:
            self._known[key] = counted(self._policy, support, Facts(on=on, household={}))
        return self._known[key]

    def _key(self, support: SupportLike, on: str) -> bytes:
        details = [support.details.get(name) for name in self._details]
        return orjson.dumps(
            [on, support.year, support.round, details, self._money(support), self._steps(support)],
            option=orjson.OPT_SORT_KEYS,
            default=str,
        )

    def _money(self, support: SupportLike) -> Any:
        amounts = support.amounts
        if amounts is None:
            return None
        read = [getattr(amounts, key) for key in ("requested", "approved", "cost") if f"tien.{key}" in self._names]
        if "source" in self._calls or "tien.sources" in self._names:
            read += [[one.source, one.amount] for one in amounts.sources]
        return read

    def _steps(self, support: SupportLike) -> list[list[Any]]:
        steps = [as_step(one) for one in support.milestones]
        dated, priced = bool(self._calls & _DATED), "milestone_amount" in self._calls
        rows = [
            [step["kind"], step["date"] if dated else is_date(step["date"]), step.get("amount") if priced else None]
            for step in steps
        ]
        return sorted(rows, key=repr)


def _read_by_counts(policy: Policy) -> tuple[set[str], set[str]]:
    """The names that the counts of a policy read, directly or by way of other fields, and the functions they call."""
    names: set[str] = set()
    calls: set[str] = set()
    waiting = [part for rule in policy.rules.counts for part in (rule.when, rule.sum) if part is not None]
    while waiting:
        one = waiting.pop()
        found = set(_CALL.findall(one.source))
        if found & _LOOKED_UP and not calls & _LOOKED_UP:
            names |= {policy.rules.programme_field} if policy.rules.programme_field else set()
            waiting += _of_the_date(policy)
        calls |= found
        for name in one.uses - names:
            names.add(name)
            waiting += _behind(policy, name)
    return names, calls


def _behind(policy: Policy, name: str) -> Iterator[Expression]:
    """The expressions that a name hangs on."""
    if name == "ky.date":
        yield from _of_the_date(policy)
    field = policy.fields.get(name.split(".", maxsplit=1)[0])
    for part in (field, *field.cells) if field is not None else ():
        yield from _of_a_field(part)


def _of_a_field(field: Field) -> Iterator[Expression]:
    for part in (field.relevant, field.calculation, field.default):
        if part is not None:
            yield part


def _of_the_date(policy: Policy) -> list[Expression]:
    """What the day hangs on whose law counts, and the programme that is looked up in it."""
    chosen = policy.fields.get(policy.rules.programme_field or "")
    found = list(_of_a_field(chosen)) if chosen is not None else []
    return [*found, *([policy.rules.record_date] if policy.rules.record_date else [])]
