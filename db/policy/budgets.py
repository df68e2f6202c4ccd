"""Budget tables as plans print them: lines as data, and what in them adds up, exactly, within rounding or not at all.

A printed cell is never corrected: it is kept as it stands, and what does not agree with it is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Annotated, Literal, NamedTuple, Protocol

from msgspec import Meta, Struct

import resources
from db.domain.errors import NotFound
from db.policy.convert import convert
from db.policy.schema import Id, Line, Text
from db.policy.source import Document
from db.policy.targets import Day, Year

GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "nstw": ("Nguồn TW", ("nstw", "nstw_dtpt", "nstw_sn", "nhcsxh")),
    "ns_tinh": ("NS tỉnh", ("ns_tinh",)),
    "ns_huyen": ("NS huyện, xã", ("ns_huyen", "ns_xa")),
    "huy_dong": ("Huy động", ("huy_dong", "quy_vnn", "doanh_nghiep", "do_dau", "long_ghep")),
}
"""Groups of funding sources (codes of list `funding_source`) that budgets are kept by; what a household gives itself is
in none. Credit of the policy bank counts as central money, as An Giang's plan counts it."""
MEAN, TOTAL = "mean", "total"
PRINTED = (MEAN, "nstw", "ns_tinh", "huy_dong", TOTAL)
"""Columns of a printed table: yearly mean, the same by source, sum of the period."""
BILLION = Decimal(10**9)
HALF = Decimal("0.005")
"""How far a printed figure of two decimals may be from the true one."""
_CELL = re.compile(r"\d{1,3}(\.\d{3})+(,\d+)?|\d+([.,]\d+)?", re.ASCII)
LineKind = Literal["group", "policy", "project", "part", "total"]
Severity = Literal["differs", "rounding", "words"]


class _Table(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A table of the file: unknown keys are refused."""


class BudgetLine(_Table, frozen=True, kw_only=True):
    """One line. line: its place in the table (`I.1` stands under `I`); number: as printed.

    printed: cells as they stand, in tỷ đồng; policy: whose supports pay it out; project: of the programme.
    """

    line: Annotated[str, Meta(pattern=r"^[A-Za-z0-9]+(\.[A-Za-z0-9]+)*$", max_length=20)]
    number: Annotated[str, Meta(max_length=10)] = ""
    title: Line
    kind: LineKind
    policy: Id | None = None
    project: Id | None = None
    note: Text | None = None
    printed: dict[str, Annotated[str, Meta(max_length=20)]] = {}


class Operand(_Table, frozen=True, kw_only=True):
    """A figure that a statement rests on: a cell of the table, or one that the text prints."""

    line: str | None = None
    column: str | None = None
    value: str | None = None


class Statement(_Table, frozen=True, kw_only=True):
    """What the text says beside the table. says: the figure it prints, compared with the sum of `of` taken `times`;
    without a figure it contradicts itself in words."""

    clause: Line
    text: Text
    says: str | None = None
    of: list[Operand] = []
    times: int = 1


class Budget(_Table, frozen=True, kw_only=True):
    """A plan's table of money. unit, on: the unit it is of and a day on which that unit was; years: of the period."""

    kind: Literal["budget"]
    id: Id
    title: Line
    short: Line
    source: Text
    unit: Line
    on: Day
    from_year: Year
    year: Year
    foot: Text = ""
    lines: Annotated[list[BudgetLine], Meta(min_length=1)]
    statements: list[Statement] = []


class Printed(Protocol):
    """What a check needs of a line, in a file or in a register."""

    @property
    def line(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def printed(self) -> Mapping[str, str]: ...


class Flag(NamedTuple):
    """Something that does not add up, or only within rounding. line, column: "" for what the text says."""

    line: str
    column: str
    severity: Severity
    message: str


def parse_budget(data: bytes, file: str, policies: Mapping[str, object]) -> Budget:
    """Read and check one file; policies: those there are.

    Raises:
        DefinitionError: anything in the file is wrong; the message names file, line and key.
    """
    document = Document(data, file)
    budget = convert(document, Budget)
    seen: set[str] = set()
    for number, line in enumerate(budget.lines):
        if line.line in seen:
            raise document.error(("lines", number, "line"), f"dòng “{line.line}” ghi hai lần")
        seen.add(line.line)
        if line.policy is not None and line.policy not in policies:
            raise document.error(("lines", number, "policy"), f"không có chính sách “{line.policy}”")
        for column, text in line.printed.items():
            if column not in PRINTED:
                raise document.error(("lines", number, "printed"), f"không có cột “{column}” ({', '.join(PRINTED)})")
            if text.strip() not in ("", "-") and cell(text) is None:
                raise document.error(("lines", number, "printed", column), f"chưa hiểu số “{text}”")
    return budget


@cache
def shipped_budgets() -> dict[str, Budget]:
    """The budget tables that the program carries, by id."""
    from db.policy.definition import shipped

    files = sorted(resources.path("budgets").glob("*.toml"))
    return {one.id: one for one in (parse_budget(file.read_bytes(), file.name, shipped()) for file in files)}


def shipped_budget(name: str) -> Budget:
    """One of them; NotFound naming those there are."""
    try:
        return shipped_budgets()[name]
    except KeyError:
        names = ", ".join(shipped_budgets())
        told = f"Không có biểu kinh phí “{name}” (đang có: {names}). Chưa ghi gì: chọn lại."
        raise NotFound("unknown_budget", told) from None


def cell(text: str) -> Decimal | None:
    """The figure of a printed cell: `2.098` (groups of three), `83,33` or `652.50`; None for `-`, blank, no figure."""
    written = text.strip()
    if not _CELL.fullmatch(written):
        return None
    if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?", written):
        return Decimal(written.replace(".", "").replace(",", "."))
    return Decimal(written.replace(",", "."))


def shown(value: Decimal) -> str:
    """A figure as the tables print them: `2.154,99`."""
    whole, _dot, part = f"{value.normalize():f}".partition(".")
    return f"{int(whole):,}".replace(",", ".") + (f",{part}" if part else "")


def check_table(lines: Sequence[Printed], years: int) -> list[Flag]:
    """What in a table does not add up, line by line: its sources, the years of its period, the lines under it."""
    found: list[Flag] = []
    for line in lines:
        values = {name: cell(text) for name, text in line.printed.items()}
        found += [Flag(line.line, *one) for one in (*_across(values), *_over(values, years))]
        found += _under(line, lines)
    return found


def check_statements(lines: Sequence[Printed], statements: Sequence[Statement]) -> list[Flag]:
    """What the text says and the table does not, and where the text contradicts itself."""
    cells = {(line.line, name): cell(text) for line in lines for name, text in line.printed.items()}
    found = []
    for one in statements:
        if one.says is None:
            found.append(Flag("", "", "words", f"{one.clause}: {one.text}"))
            continue
        parts = [cell(each.value) if each.value else cells.get((each.line or "", each.column or "")) for each in one.of]
        total = sum((part or Decimal(0) for part in parts), Decimal(0)) * one.times
        room = HALF * (len(parts) * one.times + 1)
        made = _compared(total, cell(one.says) or Decimal(0), room, f"{one.clause}: {one.text}; tính ra")
        found += [Flag("", "", *made)] if made else []
    return found


def _across(values: Mapping[str, Decimal | None]) -> Iterator[tuple[str, Severity, str]]:
    mean, parts = values.get(MEAN), [values.get(name) for name in PRINTED[1:-1]]
    known = [part for part in parts if part is not None]
    if mean is not None and known:
        made = _compared(sum(known, Decimal(0)), mean, HALF * (len(known) + 1), "các nguồn cộng lại")
        if made:
            yield MEAN, *made


def _over(values: Mapping[str, Decimal | None], years: int) -> Iterator[tuple[str, Severity, str]]:
    mean, total = values.get(MEAN), values.get(TOTAL)
    if mean is not None and total is not None:
        made = _compared(mean * years, total, HALF * (years + 1), f"bình quân năm × {years}")
        if made:
            yield TOTAL, *made


def _under(line: Printed, lines: Sequence[Printed]) -> Iterator[Flag]:
    """A group against the lines directly under it, the total against the groups."""
    if line.kind == "total":
        below = [one for one in lines if one.kind == "group" and "." not in one.line]
    else:
        below = [one for one in lines if one.line.rpartition(".")[0] == line.line and one.kind != "part"]
    for column in PRINTED if below else ():
        value = cell(line.printed.get(column, ""))
        parts = [part for one in below if (part := cell(one.printed.get(column, ""))) is not None]
        if value is not None and parts:
            made = _compared(sum(parts, Decimal(0)), value, HALF * (len(parts) + 1), "các dòng dưới cộng lại")
            if made:
                yield Flag(line.line, column, *made)


def _compared(found: Decimal, printed: Decimal, room: Decimal, what: str) -> tuple[Severity, str] | None:
    """None where both are equal; else how far apart they are."""
    if found == printed:
        return None
    if abs(found - printed) <= room:
        return "rounding", f"{what} {shown(found)}, in {shown(printed)} (sai số làm tròn)"
    return "differs", f"{what} {shown(found)}, in {shown(printed)}"
