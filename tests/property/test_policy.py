"""No data makes a policy raise, no text becomes code, and what is kept is kept the same again."""

from __future__ import annotations

import json
import string
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import resources
from db.domain.errors import DefinitionError, Issue
from db.policy.definition import parse, shipped
from db.policy.evaluate import Facts, active_period, check, complete, removes, status
from db.policy.expression import ExpressionError, Name, Vocabulary, compile_expression
from db.policy.functions import FUNCTIONS, Scope
from db.policy.records import Amounts, MilestoneInput, Source, SupportInput

POLICIES = shipped()
WRITTEN = st.one_of(
    st.sampled_from(
        ["", "2017", "2017-01", "2017-01-01", "2017-12-31", "9999-12-31", "24.5", "HN", "tien_mat", "qd_33", "ho_ngheo"]
    ),
    st.text(max_size=30),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats() | WRITTEN,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
AMOUNT = st.none() | st.integers(-(10**18), 10**18)


def cells(field: Any) -> st.SearchStrategy[Any]:
    """Mostly values that come near the field's kind, so that rules beyond reading are reached."""
    if field.cells:
        row = st.fixed_dictionaries({}, optional={c.id: cells(c) for c in field.cells})
        return st.one_of(st.lists(row, max_size=4), row, JSON)
    near = [st.integers(0, 10**8), st.booleans(), WRITTEN]
    if field.codes:
        near += [st.sampled_from(sorted(field.codes)), st.lists(st.sampled_from(sorted(field.codes)), max_size=3)]
    return st.one_of(*near, JSON)


SOURCES = st.builds(Source, source=st.sampled_from(["nhcsxh", "nstw", "ho_tu_co", "x"]), amount=st.integers(-5, 10**9))
AMOUNTS = st.none() | st.builds(
    Amounts, requested=AMOUNT, approved=AMOUNT, cost=AMOUNT, sources=st.lists(SOURCES, max_size=3)
)
OTHER_KEYS = ("id", "person", "year", "round", "details", "amounts", "status", "active_from", "active_to")
FACTS = st.builds(
    Facts,
    on=st.just("2017-12-31"),
    household=st.fixed_dictionaries(
        {},
        optional={
            "size": st.integers(0, 30),
            "classification": st.sampled_from(["poor", "near_poor", None]),
            "was_2011_2015_poor": st.booleans() | st.none(),
            "escaped_on": WRITTEN,
            "zone": st.sampled_from(["I", "II", None]),
            "deprivations": st.lists(st.just("nuoc"), max_size=2),
        },
    ),
    person=st.none() | st.fixed_dictionaries({"birth_date": st.none() | WRITTEN}),
    others=st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(OTHER_KEYS, JSON)), max_size=2),
)


def supports(name: str) -> st.SearchStrategy[SupportInput]:
    policy = POLICIES[name]
    step = st.builds(
        MilestoneInput,
        kind=st.sampled_from([*policy.milestones, "khong_co"]),
        date=WRITTEN,
        amount=AMOUNT,
        note=st.none() | st.text(max_size=5),
    )
    known = st.fixed_dictionaries({}, optional={key: cells(field) for key, field in policy.fields.items()})
    unknown = st.dictionaries(st.text(max_size=8), JSON, max_size=1)
    return st.builds(
        SupportInput,
        policy=st.just(name),
        year=st.integers(-5, 99999),
        household=st.sampled_from([None, "h"]),
        person=st.sampled_from([None, "p"]),
        amounts=AMOUNTS,
        details=st.builds(lambda one, other: one | other, known, unknown),
        milestones=st.lists(step, max_size=4),
    )


SUPPORTS = st.one_of(*(supports(name) for name in sorted(POLICIES)))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SUPPORTS, FACTS)
def test_no_data_makes_a_policy_raise(support: SupportInput, facts: Facts) -> None:
    policy = POLICIES[support.policy]
    issues = check(policy, support, facts)
    assert all(isinstance(i, Issue) and i.message and i.severity in ("hard", "soft") for i in issues)
    kept = complete(policy, support, facts)
    assert set(kept) <= set(policy.fields)
    json.dumps(kept, allow_nan=False).encode()
    again = SupportInput(
        policy=policy.id,
        year=support.year,
        household=support.household,
        person=support.person,
        amounts=support.amounts,
        details=kept,
        milestones=support.milestones,
    )
    assert complete(policy, again, facts) == kept
    assert status(policy, [{"kind": m.kind, "date": m.date} for m in support.milestones])
    active_period(policy, support, facts)
    removes(policy, support, facts, "2016_2020")
    assert isinstance(policy.describe(kept), list)


VOCABULARY = Vocabulary({"a": Name("any"), "n": Name("number"), "c": Name("list:any")}, {"milestone": ["ended"]})
WORDS = [
    "a",
    "n",
    "c",
    "1",
    "'x'",
    "2.5",
    "(",
    ")",
    ",",
    "+",
    "-",
    "*",
    "/",
    "//",
    "<",
    "==",
    "in",
    "not",
    "and",
    "or",
    "if",
    "else",
    ".",
    "__class__",
    "[",
    "]",
    "lambda",
    ":",
    "for",
    "True",
    "None",
    "**",
    *FUNCTIONS,
]


class Nothing:
    def milestone_dates(self, _kind: str) -> list[str]:
        return []

    def milestone_amount(self, _kind: str) -> int:
        return 0

    def source_amount(self, _code: str) -> int | None:
        return None

    def term(self, _term: str) -> Any:
        return None

    def lookup(self, _table: str, _key: str) -> Any:
        return None


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join) | st.text(string.printable, max_size=40),
    JSON,
    JSON,
    st.lists(JSON, max_size=3),
)
def test_an_expression_is_refused_or_never_raises(source: str, a: Any, n: Any, c: list[Any]) -> None:
    try:
        expression = compile_expression(source, VOCABULARY)
    except ExpressionError:
        return
    expression(Scope({"a": a, "n": n, "c": c}, Nothing()))


DANGEROUS = [
    "__import__('os')",
    "().__class__",
    "a.__class__",
    "(lambda: 0)()",
    "[x for x in c]",
    "exec('1')",
    "a[0]",
    "f'{a}'",
]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(DANGEROUS),
    st.lists(
        st.sampled_from(["({}) + 1", "sum({})", "1 if ({}) else 2", "not ({})", "n + ({})", "coalesce({}, n)"]),
        max_size=4,
    ),
)
def test_a_hostile_part_is_refused_however_it_is_wrapped(core: str, wraps: list[str]) -> None:
    source = core
    for wrap in wraps:
        source = wrap.format(source)
    with pytest.raises(ExpressionError):
        compile_expression(source, VOCABULARY)


ORIGINAL = next(iter(POLICIES.values())).file
BYTES = resources.read(f"policies/{ORIGINAL}")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(BYTES) - 1), st.integers(0, 40), st.binary(max_size=6))
def test_a_damaged_definition_is_refused_or_still_whole(at: int, cut: int, put: bytes) -> None:
    damaged = BYTES[:at] + put + BYTES[at + cut :]
    message = ""
    try:
        parse(damaged, "x.toml")
    except DefinitionError as error:
        message = error.message
    assert not message or "tệp x.toml, dòng " in message
