"""The functions a definition may call; each is pure, total and quick, and answers None where its data is unknown."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Protocol

Number = int | Decimal


class Record(Protocol):
    """What the functions that look beyond the fields need from the support being judged."""

    def milestone_dates(self, kind: str) -> list[str]: ...
    def milestone_amount(self, kind: str) -> int: ...
    def source_amount(self, code: str) -> int | None: ...
    def term(self, term: str) -> Any: ...
    def lookup(self, table: str, key: str) -> Any: ...


@dataclass(slots=True)
class Scope:
    """Values of the names an expression may use, and the record behind them."""

    values: dict[str, Any]
    record: Record


@dataclass(frozen=True, slots=True)
class Function:
    """One callable name of the language.

    takes: kinds of the arguments, the last repeated when `more`; a kind `=milestone` (also `=source`, `=term`,
    `=table`) asks for a quoted name that the definition declares. gives: kind of the answer; `first` means the kind
    of the first argument, `item` that of its elements. strict: an unknown argument makes the answer unknown.
    """

    call: Callable[..., Any]
    takes: tuple[str, ...]
    gives: str
    help: str
    more: bool = False
    strict: bool = True
    optional: int = 0
    scoped: bool = field(default=False)


def _day(text: str) -> date | None:
    """A full ISO date, or None for a partial or impossible one."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def add_months(text: str, months: Number) -> str | None:
    """The same day `months` later, or the last day of a shorter month."""
    start = _day(text)
    if start is None or not -12_000 <= months <= 12_000:
        return None
    year, month = divmod(start.year * 12 + start.month - 1 + int(months), 12)
    if not 1 <= year <= 9999:
        return None
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last)).isoformat()


def _add_days(text: str, days: Number) -> str | None:
    start = _day(text)
    if start is None or not -400_000 <= days <= 400_000:
        return None
    try:
        return (start + timedelta(days=int(days))).isoformat()
    except OverflowError:
        return None


def _days_between(first: str, last: str) -> int | None:
    start, end = _day(first), _day(last)
    return None if start is None or end is None else (end - start).days


def _months_between(first: str, last: str) -> int | None:
    start, end = _day(first), _day(last)
    if start is None or end is None:
        return None
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def _month_end(text: str) -> str | None:
    day = _day(text)
    if day is None:
        return None
    return day.replace(day=calendar.monthrange(day.year, day.month)[1]).isoformat()


def _make_date(year: Number, month: Number, day: Number) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except (ValueError, OverflowError):
        return None


def _part(start: int, end: int) -> Callable[[str], int | None]:
    def read(text: str) -> int | None:
        piece = text[start:end]
        return int(piece) if len(piece) == end - start and piece.isascii() and piece.isdigit() else None

    return read


def _age(birth: str, on: date, *, oldest: bool) -> int | None:
    """Full years on a date; of a birth date without day or month, the greatest or the least possible age."""
    padded = birth + ("-01-01" if oldest else "-12-31")[len(birth) - 4 :] if len(birth) in (4, 7) else birth
    if len(birth) == 7 and not oldest:
        padded = _month_end(f"{birth}-01") or ""
    born = _day(padded)
    if born is None:
        return None
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def age_least(birth: str, on: str) -> int | None:
    """The least age in full years that the birth date (perhaps only a year) allows on the day `on`."""
    day = _day(on)
    return None if day is None else _age(birth, day, oldest=False)


def age_most(birth: str, on: str) -> int | None:
    """The greatest age in full years that the birth date (perhaps only a year) allows on the day `on`."""
    day = _day(on)
    return None if day is None else _age(birth, day, oldest=True)


def age_on(birth: str, on: str) -> int | None:
    """Age in full years on the day `on`; None when a partial birth date leaves two answers."""
    least, most = age_least(birth, on), age_most(birth, on)
    return least if least == most else None


def _round(value: Number, digits: Number = 0) -> Number:
    places = max(0, min(6, int(digits)))
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return int(rounded) if places == 0 else rounded


def _mid(text: str, start: Number, length: Number) -> str:
    first = max(0, int(start) - 1)
    return text[first : first + max(0, int(length))]


def _sum(values: Sequence[Any]) -> Number | None:
    known = [value for value in values if value is not None]
    total: Number = 0
    for value in known:
        total += value
    return total if known else None


def _count(values: Sequence[Any]) -> int:
    return sum(1 for v in values if v is not None and v is not False)


def _empty(value: Any) -> bool:
    return value is None or value in ([], "")


def _coalesce(*values: Any) -> Any:
    return next((v for v in values if v is not None), None)


def _milestone_date(scope: Scope, kind: str) -> str | None:
    return min(scope.record.milestone_dates(kind), default=None)


def _milestone_last(scope: Scope, kind: str) -> str | None:
    return max(scope.record.milestone_dates(kind), default=None)


def _milestone_count(scope: Scope, kind: str) -> int:
    return len(scope.record.milestone_dates(kind))


def _milestone_nth(scope: Scope, kind: str, place: Number) -> str | None:
    dates = sorted(scope.record.milestone_dates(kind))
    return dates[int(place) - 1] if 1 <= place <= len(dates) else None


FUNCTIONS: dict[str, Function] = {
    "sum": Function(_sum, ("list",), "item", "total of a column; blanks are skipped, unknown if nothing is written"),
    "count": Function(_count, ("list",), "number", "how many rows, or filled cells of a column, or ticks"),
    "min": Function(min, ("order",), "first", "smallest number or earliest full date", more=True),
    "max": Function(max, ("order",), "first", "largest number or latest full date", more=True),
    "abs": Function(abs, ("number",), "first", "value without its sign"),
    "round": Function(_round, ("number", "number"), "first", "half up, to 0–6 decimals", optional=1),
    "empty": Function(_empty, ("any",), "flag", "nothing is written there", strict=False),
    "coalesce": Function(_coalesce, ("any",), "first", "first value that is known", more=True, strict=False),
    "code": Function(str, ("text",), "text", "code of a choice, where a sentence would write its name"),
    "len": Function(len, ("text",), "number", "number of characters"),
    "mid": Function(_mid, ("text", "number", "number"), "text", "part of a text: from place (1 = first), length"),
    "year": Function(_part(0, 4), ("date",), "number", "year of a date, also of a partial one"),
    "month": Function(_part(5, 7), ("date",), "number", "month of a date"),
    "date": Function(_make_date, ("number",) * 3, "date", "date of year, month, day"),
    "add_months": Function(add_months, ("date", "number"), "date", "same day so many months later"),
    "add_days": Function(_add_days, ("date", "number"), "date", "so many days later"),
    "days_between": Function(_days_between, ("date", "date"), "number", "days from the first to the second"),
    "months_between": Function(_months_between, ("date", "date"), "number", "full months from first to second"),
    "month_end": Function(_month_end, ("date",), "date", "last day of that month"),
    "age_on": Function(age_on, ("date", "date"), "number", "age in full years; unknown if a partial date is unclear"),
    "age_least": Function(age_least, ("date", "date"), "number", "least age a partial birth date allows"),
    "age_most": Function(age_most, ("date", "date"), "number", "greatest age a partial birth date allows"),
    "milestone_date": Function(_milestone_date, ("=milestone",), "date", "first date of that step", scoped=True),
    "milestone_last": Function(_milestone_last, ("=milestone",), "date", "last date of that step", scoped=True),
    "milestone_nth": Function(
        _milestone_nth, ("=milestone", "number"), "date", "date of its n-th time, 1 = first", scoped=True
    ),
    "milestone_count": Function(_milestone_count, ("=milestone",), "number", "how often it happened", scoped=True),
    "milestone_amount": Function(
        lambda scope, kind: scope.record.milestone_amount(kind),
        ("=milestone",),
        "money",
        "its amounts together",
        scoped=True,
    ),
    "source": Function(
        lambda scope, code: scope.record.source_amount(code),
        ("=source",),
        "money",
        "amount from that funding source; unknown while no source is written",
        scoped=True,
    ),
    "term": Function(
        lambda scope, term: scope.record.term(term),
        ("=term",),
        "any",
        "value of the chosen programme's term in force on the record's date",
        scoped=True,
    ),
    "lookup": Function(
        lambda scope, table, key: scope.record.lookup(table, key),
        ("=table", "text"),
        "any",
        "cell of a table of the definition, in force on the record's date",
        scoped=True,
    ),
}
