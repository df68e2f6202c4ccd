"""What the operators of the expression language do with values; no value makes them raise, unknown stays unknown."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from db.policy.functions import Function, Scope

Run = Callable[[Scope], Any]


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


def calculate(act: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    """Arithmetic on two numbers; unknown for anything else and for a division by zero."""
    if not (_is_number(left) and _is_number(right)):
        return None
    try:
        return act(left, right)
    except ArithmeticError:
        return None


def membership(left: Run, right: Run, *, negated: bool) -> Run:
    """`in` and `not in` over a list of values."""

    def run(scope: Scope) -> bool | None:
        value, values = left(scope), right(scope)
        if value is None or not isinstance(values, (tuple, list)):
            return None
        return (value in values) is not negated

    return run


def comparison(act: Callable[[Any, Any], bool], left: Run, right: Run, *, ordered: bool) -> Run:
    """One comparison; `ordered` for those that ask which is larger."""

    def run(scope: Scope) -> bool | None:
        a, b = left(scope), right(scope)
        if a is None or b is None:
            return None
        if not ordered:
            return act(a, b)
        return _compare_ordered(act, a, b)

    return run


def _compare_ordered(act: Callable[[Any, Any], bool], a: Any, b: Any) -> bool | None:
    """Order two values; dates of different precision are unknown where the known part is equal."""
    if isinstance(a, str) and isinstance(b, str):
        short = min(len(a), len(b))
        if len(a) != len(b) and a[:short] == b[:short]:
            return None
        return act(a, b)
    return act(a, b) if _is_number(a) and _is_number(b) else None


def caller(function: Function, arguments: list[Run]) -> Run:
    """A call of a registered function on computed arguments."""
    act, strict, scoped = function.call, function.strict, function.scoped

    def run(scope: Scope) -> Any:
        values = [argument(scope) for argument in arguments]
        if strict and None in values:
            return None
        try:
            return act(scope, *values) if scoped else act(*values)
        except (ArithmeticError, TypeError, ValueError):
            return None

    return run
