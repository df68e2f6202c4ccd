"""Worked cases kept beside a definition: each says what the policy must answer, and running them proves it.

They never change the policy, and they hold no rules of their own.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

import msgspec

from db.domain.errors import Issue
from db.policy import kinds
from db.policy.convert import convert
from db.policy.definition import Kind, Policy
from db.policy.evaluate import Facts, check, complete, removes, status
from db.policy.reading import as_step
from db.policy.records import RecordInput, SupportInput
from db.policy.source import Document


class Situation(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What an example is about; tables are laid over those of `base`, lists and values replace them."""

    on: str | None = None
    household: dict[str, Any] = {}
    person: dict[str, Any] = {}
    support: dict[str, Any] = {}
    record: dict[str, Any] = {}
    others: list[dict[str, Any]] = []


class Example(Situation, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One case. codes: exactly the findings expected, each once. kept: details the ledger must keep so.

    without: dotted places of `base` to leave out. state: the state derived from the milestones. removes: deprivations
    of the standard 2016_2020 that the support takes away.
    """

    name: Annotated[str, msgspec.Meta(min_length=5)]
    expect: Literal["accept", "refuse", "warn"]
    codes: list[str] = []
    without: list[str] = []
    state: str | None = None
    kept: dict[str, Any] = {}
    removes: list[str] | None = None


class Collection(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A file of examples for one policy, or for one kind of record."""

    policy: str = ""
    kind: str = ""
    base: Situation
    examples: Annotated[list[Example], msgspec.Meta(min_length=1)]


def load(data: bytes, file: str) -> Collection:
    """Read an `examples.toml`.

    Raises:
        DefinitionError: the file does not have the form of examples; the message names file, line and key.
    """
    return convert(Document(data, file), Collection)


def accepted(policy: Policy, collection: Collection) -> list[tuple[SupportInput, Facts]]:
    """Every case that the policy accepts, with the facts it is about: what a support of this policy looks like."""
    return [_case(policy, collection.base, one) for one in collection.examples if one.expect == "accept"]


def run(policy: Policy, collection: Collection, example: Example) -> list[str]:
    """Return in what the policy disagrees with the example; an empty list means it agrees."""
    support, facts = _case(policy, collection.base, example)
    wrong = _answers(check(policy, support, facts), example)
    derived = status(policy, [as_step(m) for m in support.milestones])
    if example.state is not None and derived != example.state:
        wrong.append(f"state {derived}, expected {example.state}")
    wrong += _kept(complete(policy, support, facts), example)
    if example.removes is not None:
        taken = removes(policy, support, facts, "2016_2020")
        wrong += [f"removes {taken}"] if taken != example.removes else []
    return wrong


def run_kind(kind: Kind, collection: Collection, example: Example) -> list[str]:
    """As `run`, of a kind of record."""
    whole = _whole(collection.base, example)
    record = msgspec.convert({"kind": kind.id, **whole["record"]}, type=RecordInput)
    facts = Facts(on=whole["on"] or record.date, others=whole["others"])
    return _answers(kinds.check(kind, record, facts), example) + _kept(kinds.complete(kind, record, facts), example)


def _answers(issues: Sequence[Issue], example: Example) -> list[str]:
    found = sorted({issue.code for issue in issues})
    severities = {issue.severity for issue in issues}
    answer = "refuse" if "hard" in severities else "warn" if severities else "accept"
    if answer == example.expect and found == sorted(example.codes):
        return []
    said = "; ".join(f"{i.severity} {i.code} {i.field}: {i.message}" for i in issues)
    return [f"{answer} {found}, expected {example.expect} {sorted(example.codes)}: {said}"]


def _kept(kept: Mapping[str, Any], example: Example) -> list[str]:
    return [f"{k} kept as {kept.get(k)!r}, expected {v!r}" for k, v in example.kept.items() if kept.get(k) != v]


def _whole(base: Situation, example: Example) -> dict[str, Any]:
    whole = copy.deepcopy(_overlay(_situation(base), _situation(example)))
    for place in example.without:
        _remove(whole, place.split("."))
    return whole


def _case(policy: Policy, base: Situation, example: Example) -> tuple[SupportInput, Facts]:
    whole = _whole(base, example)
    support = msgspec.convert({"policy": policy.id, **whole["support"]}, type=SupportInput)
    facts = Facts(
        on=whole["on"] or f"{support.year}-12-31",
        household=whole["household"],
        person=whole["person"] or None,
        others=whole["others"],
    )
    return support, facts


def _situation(part: Situation) -> dict[str, Any]:
    return {name: getattr(part, name) for name in Situation.__struct_fields__}


def _overlay(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(under)
    for key, value in over.items():
        if isinstance(value, Mapping) and isinstance(merged.get(key), Mapping):
            merged[key] = _overlay(merged[key], value)
        elif key not in merged or not (value is None or value == []):
            merged[key] = value
    return merged


def _remove(table: dict[str, Any], place: list[str]) -> None:
    for step in place[:-1]:
        table = table[step]
    del table[place[-1]]
