"""Dates that can be found in a whole register at once: what `active_from`, `active_to` and due dates are made of.

Only fields, steps, a day of the record's year, and the first known, the earliest or the latest of such. Finds none
itself.
"""

from __future__ import annotations

import ast
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from db.policy.expression import ExpressionError

_STEPS = {"milestone_date": False, "milestone_last": True}
_JOINS: dict[str, Literal["coalesce", "min", "max"]] = {"coalesce": "coalesce", "min": "min", "max": "max"}


@dataclass(frozen=True, slots=True)
class FieldDate:
    """The date in a field of the details."""

    id: str


@dataclass(frozen=True, slots=True)
class StepDate:
    """The first (or last) date of a kind of milestone."""

    kind: str
    last: bool


@dataclass(frozen=True, slots=True)
class YearDay:
    """A day of the record's year."""

    month: int
    day: int


@dataclass(frozen=True, slots=True)
class Joined:
    """`coalesce`: the first that is known; `min`, `max`: the earliest, the latest, unknown if a part is."""

    how: Literal["coalesce", "min", "max"]
    parts: tuple[FindableDate, ...]


FindableDate = FieldDate | StepDate | YearDay | Joined


def findable(source: str, fields: Collection[str]) -> FindableDate:
    """Read a checked date formula whose names are among `fields` (ids of full date fields).

    Raises:
        ExpressionError: it asks for more than can be found in a whole register at once.
    """
    return _part(ast.parse(source.strip(), mode="eval").body, fields)


def _part(node: ast.expr, fields: Collection[str]) -> FindableDate:
    match node:
        case ast.Name(id=name) if name in fields:
            return FieldDate(name)
        case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(kind))]) if name in _STEPS:
            return StepDate(kind, _STEPS[name])
        case ast.Call(func=ast.Name(id=name), args=args) if name in _JOINS:
            return Joined(_JOINS[name], tuple(_part(arg, fields) for arg in args))
        case ast.Call(
            func=ast.Name(id="date"),
            args=[
                ast.Attribute(value=ast.Name(id="ky"), attr="year"),
                ast.Constant(value=int(month)),
                ast.Constant(value=int(day)),
            ],
        ) if 1 <= month <= 12 and 1 <= day <= 31:
            return YearDay(month, day)
    raise ExpressionError(
        "ngày này phải tìm được trong cả sổ: chỉ dùng trường ngày, milestone_date, milestone_last, "
        "date(ky.year, tháng, ngày), coalesce, min, max"
    )
