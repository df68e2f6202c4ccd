"""What a counted table is: plain rows for screens, papers and sheets."""

from __future__ import annotations

from decimal import Decimal

import msgspec

Value = int | str | None
"""A whole number, a percentage as decimal text (`35.33`), a text of a list, or nothing known."""


class Head(msgspec.Struct, kw_only=True, frozen=True):
    """A column as printed. number: under the head, with its formula.

    rate: its values are percentages; text: they are words; signed: an increase has its plus sign.
    """

    id: str
    label: str
    over: str
    number: str
    rate: bool = False
    text: bool = False
    signed: bool = False


class Line(msgspec.Struct, kw_only=True):
    """A line. level: total, area, province, district, commune, village, household or person.

    line: what it counts (`Hộ`, `Nhân khẩu`), "" where the table has one kind of line.
    """

    level: str
    key: str
    code: str
    name: str
    line: str
    bold: bool
    values: list[Value]


class Checked(msgspec.Struct, kw_only=True):
    """A check that was run. where: the unit it does not hold for; left, right: the numbers that disagree."""

    id: str
    text: str
    holds: bool
    where: str = ""
    left: int | None = None
    right: int | None = None

    @property
    def told(self) -> str:
        """In one sentence."""
        if self.holds:
            return f"Khớp: {self.text}."
        return f"Không khớp ở {self.where}: {self.text}; đang là {_number(self.left)} và {_number(self.right)}."


class Table(msgspec.Struct, kw_only=True):
    """A table as counted. on, since: ISO days compared; missing: what the register does not hold, a sentence each."""

    id: str
    no: str
    title: str
    short: str
    source: str
    status: str
    unit: str
    unit_name: str
    year: int
    on: str
    since: str
    lines_title: str
    columns: list[Head]
    lines: list[Line]
    missing: list[str]
    notes: list[str]
    checks: list[Checked] = []

    def value(self, key: str, column: str, line: str = "") -> Value:
        """One figure: of the line of a unit or village, of a column by its id."""
        place = next(n for n, one in enumerate(self.columns) if one.id == column)
        found = next(one for one in self.lines if one.key == key and (not line or one.line == line))
        return found.values[place]


def percent(part: int | None, whole: int | None) -> str | None:
    """A share in percent with two decimals, half up; None where the whole is not known or 0."""
    if part is None or not whole:
        return None
    return str((Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.01"), "ROUND_HALF_UP"))


def whole_number(value: Value) -> int | None:
    """A value that can be added up or compared: no rate, no word."""
    return value if isinstance(value, int) else None


def _number(value: int | None) -> str:
    return "chưa có" if value is None else f"{value:,}".replace(",", ".")
