"""Rounds, what a support pays for beside other policies, and the figures that plans count."""

from __future__ import annotations

from typing import Any

import pytest
from small_policy import text

from db.policy import evaluate
from db.policy.definition import Policy, parse
from db.policy.evaluate import Facts
from db.policy.records import Amounts, MilestoneInput, SupportInput

MORE = """
[[contents]]
id = "dien"
label = "Tiền điện"
when = "so_thang > 0"

[[counts]]
id = "luot_ho"
label = "Lượt hộ"
unit = "lượt hộ"
of = "supports"
when = "milestone_count('delivered') > 0"

[[counts]]
id = "thang"
label = "Số tháng"
unit = "tháng"
sum = "so_thang"
"""
HEAD = 'initial_state = "de_nghi"\n'
RIVAL = {"id": "s2", "policy": "khac", "short": "Điện khác", "year": 2017, "contents": ["dien"], "void": False,
         "status": "x", "label": "Đã nhận", "details": {}, "person": None}  # fmt: skip


def policy(head: str = "", more: str = MORE) -> Policy:
    return parse((text().replace(HEAD, HEAD + head, 1) + more).encode(), "tien_dien/v1.toml")


def support(**more: Any) -> SupportInput:
    given: dict[str, Any] = {"details": {"so_thang": 3}, "amounts": Amounts(approved=138_000)}
    return SupportInput(policy="tien_dien", year=2017, household="h1", **(given | more))


def codes(made: Policy, data: SupportInput, *others: dict[str, Any]) -> list[str]:
    facts = Facts(on="2017-12-31", household={"classification": "poor"}, others=list(others))
    return [issue.code for issue in evaluate.check(made, data, facts)]


def test_the_same_content_by_another_policy_asks_for_a_reason() -> None:
    facts = Facts(on="2017-12-31", household={"classification": "poor"}, others=[RIVAL])
    (found,) = evaluate.check(policy(), support(), facts)
    assert (found.code, found.severity) == ("same_content", "soft")
    assert "“Tiền điện” đã được hỗ trợ theo Điện khác (năm 2017, đã nhận)" in found.message


@pytest.mark.parametrize(
    "other",
    [{"year": 2016}, {"void": True}, {"contents": ["nuoc"]}, {"policy": "tien_dien", "year": 2016}],
)  # fmt: skip
def test_what_is_no_rival(other: dict[str, Any]) -> None:
    assert codes(policy(), support(), RIVAL | other) == []


def test_people_of_one_household_are_no_rivals_and_a_household_is() -> None:
    made = policy().definition
    assert made.level == "household"
    alone = support(person="p1")
    assert codes(policy(), alone, RIVAL | {"person": "p2"}) == []
    assert codes(policy(), alone, RIVAL | {"person": "p1"}) == ["same_content"]
    assert codes(policy(), alone, RIVAL) == ["same_content"]


def test_a_content_may_count_for_many_years() -> None:
    made = policy(more=MORE.replace('label = "Tiền điện"', 'label = "Tiền điện"\nyears = 5'))
    assert codes(made, support(), RIVAL | {"year": 2013}) == ["same_content"]
    assert codes(made, support(), RIVAL | {"year": 2012}) == []


def test_other_policies_do_not_trip_the_policys_own_overlaps() -> None:
    assert codes(policy(more=""), support(), RIVAL) == []
    assert codes(policy(more=""), support(), RIVAL | {"policy": "tien_dien"}) == ["hai_lan_mot_nam"]


def test_a_policy_with_rounds_wants_one_of_them() -> None:
    made = policy('rounds = ["Quý I", "Quý II"]\n')
    assert codes(made, support()) == ["required"]
    assert codes(made, support(round="Quý V")) == ["choice"]
    assert codes(made, support(round="Quý II")) == []


def test_what_a_support_counts() -> None:
    made, facts = policy(), Facts(on="2017-12-31", household={})
    assert evaluate.counted(made, support(), facts) == {"thang": 3}
    given = support(milestones=[MilestoneInput(kind="delivered", date="2017-05-01", amount=138_000)])
    assert evaluate.counted(made, given, facts) == {"luot_ho": 1, "thang": 3}
    assert evaluate.contents(made, given, facts) == ["dien"]
    assert evaluate.contents(made, support(details={}), facts) == []
