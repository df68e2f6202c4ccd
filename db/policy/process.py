"""How a round of review has to go, as dated data: which steps, how many days, whose opinion. It judges no round."""

from __future__ import annotations

import datetime
import tomllib
from functools import cache
from typing import Literal

import msgspec

import resources
from db.policy.definition import in_force
from db.policy.schema import Line, Status

StepId = Literal["listed", "field", "meeting", "posting", "opinion", "decision", "certified"]


class Process(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A process in force between two days (both optional). window_from, window_to: month and day, `09-01`.

    agree_percent: of those who came to the meeting; posting_days, recheck_days, opinion_days, decide_working_days:
    working days; decide_days: days from the beginning. None: not prescribed.
    """

    kinds: list[str]
    title: Line
    steps: list[StepId]
    status: Status
    source: Line
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None
    window_from: str | None = None
    window_to: str | None = None
    agree_percent: int | None = None
    posting_days: int | None = None
    recheck_days: int | None = None
    opinion_days: int | None = None
    decide_working_days: int | None = None
    decide_days: int | None = None


class Opinion(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Whose opinion is asked while it is in force; level: code of list `opinion_level`."""

    level: str
    status: Status
    source: Line
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None


class _File(msgspec.Struct, forbid_unknown_fields=True):
    processes: list[Process]
    opinions: list[Opinion]


@cache
def _file() -> _File:
    return msgspec.convert(tomllib.loads(resources.read("review.toml").decode("utf-8")), _File)


def process_on(kind: str, on: str) -> Process:
    """The process of a kind of round on an ISO date; every kind has one on every day."""
    return next(one for one in _file().processes if kind in one.kinds and in_force(one, on))


def opinion_on(on: str) -> Opinion:
    """Whose opinion has to be asked on an ISO date."""
    return next(one for one in _file().opinions if in_force(one, on))


def working_days(start: str, end: str) -> int:
    """Working days from one ISO day to another, both counted; 0 when the second is earlier."""
    first, last = datetime.date.fromisoformat(start), datetime.date.fromisoformat(end)
    days = (last - first).days + 1
    return sum((first + datetime.timedelta(n)).weekday() < 5 for n in range(max(0, days)))


def days_apart(start: str, end: str) -> int:
    """Days from one ISO day to another."""
    return (datetime.date.fromisoformat(end) - datetime.date.fromisoformat(start)).days
