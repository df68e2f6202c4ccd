"""For whom a policy is made, asked of many people at once; it reads facts only and judges no written support."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from db.policy.definition import Policy, in_force
from db.policy.facts import Facts
from db.policy.functions import Scope
from db.policy.reading import Reading
from db.policy.records import SupportInput


class Right(NamedTuple):
    """Whether somebody is one the policy is made for (None: the facts do not tell), and by which programme."""

    holds: bool | None
    programme: str | None = None


class Eligibility:
    """A policy's answer on one ISO date for records of one year.

    The definition's own `eligible` decides; without one, the programmes in force that say whom they are for.
    """

    def __init__(self, policy: Policy, *, year: int, on: str, turn: str | None = None) -> None:
        blank = SupportInput(policy=policy.id, year=year, round=turn)
        self._record = Reading(policy, blank, Facts(on=on, household={}))
        self._known = {"ky.on": on, "ky.date": on, "ky.year": year, "ky.round": turn}
        self._own = policy.rules.eligible
        programmes = policy.rules.programmes.items()
        self._programmes = [(code, one.eligible) for code, one in programmes if in_force(one.spec, on)]
        self._says_all = bool(policy.rules.programmes) and all(rule is not None for _, rule in self._programmes)

    def of(self, household: Mapping[str, Any], person: Mapping[str, Any] | None = None) -> Right:
        """The right of a household (and one person of it), from facts without their `ho.` and `nguoi.`."""
        values = dict(self._known)
        values |= {f"ho.{key}": value for key, value in household.items()}
        values |= {f"nguoi.{key}": value for key, value in (person or {}).items()}
        scope = Scope(values, self._record)
        if self._own is not None:
            return Right(self._own(scope))
        answers = {code: rule(scope) for code, rule in self._programmes if rule is not None}
        code = next((code for code, answer in answers.items() if answer), None)
        if code is not None:
            return Right(True, code)
        return Right(False if self._says_all and None not in answers.values() else None)
