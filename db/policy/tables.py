"""Aggregate tables as data: columns with number, formula and what they count, and the checks between tables.

It reads and judges the files; counting is the store's.
"""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from typing import Literal

import msgspec

import resources
from db.domain import codes
from db.domain.errors import NotFound
from db.policy.convert import convert
from db.policy.source import Document, Path

Line = Literal["households", "persons"]
Sum = Literal["persons", "before", "grown", "shrunk", "children"]
LINES: dict[Line, str] = {"households": "Hộ", "persons": "Nhân khẩu"}
ALL = "*"
"""Every indicator: what is counted is how much households lack."""
NO_CLASS, ABSENT = "none", "absent"
"""A household without a class, and one that was not there."""
_RATE = re.compile(r"([\w.]+)/([\w.]+)\*100")
_SIGNED = re.compile(r"[\w.]+([+-][\w.]+)*")
_TERM = re.compile(r"([+-]?)([\w.]+)")


class Where(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which households are meant; what is not asked does not matter.

    start, end: classes at the beginning and at the end, codes of list `household_class`, `none` or `absent`. flow: ways
    onto the lists and off them, codes of list `poverty_change`. ethnic: group of the head
    ("01" for every household that is no minority household). lacks: an indicator, or `*` for all; causes: one of these.
    """

    start: tuple[str, ...] = ()
    end: tuple[str, ...] = ()
    flow: tuple[str, ...] = ()
    minority: bool | None = None
    merit: bool | None = None
    no_labour: bool | None = None
    woman: bool | None = None
    ethnic: str = ""
    lacks: str = ""
    causes: tuple[str, ...] = ()


class Share(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """People added to the line of persons beside those of the column's own households."""

    sum: Sum
    where: Where


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One column.

    over: head above neighbours that have the same. where: whom it counts; of: what, where that is not what the line
    says; sum: which people of these households the line of persons counts. formula: `3/1*100` or `1-2+3`; with `where`
    it is counted and the formula is a check. known: a figure that officers type in. needs: a fact that no record
    holds. each: one column for every indicator of the standard or every ethnic group that is there; rate_of: its part
    of that column in percent.
    """

    id: str
    label: str
    over: str = ""
    where: Where | None = None
    of: Literal["", "households", "persons", "children"] = ""
    sum: Sum = "persons"
    also: tuple[Share, ...] = ()
    formula: str = ""
    known: str = ""
    needs: str = ""
    each: Literal["", "indicator", "ethnic"] = ""
    rate_of: str = ""

    @property
    def number(self) -> str:
        """What stands under the head: its number, with the formula where it has one."""
        return f"{self.id}={self.formula}" if self.formula and self.formula != "Σ" else self.id

    @property
    def is_rate(self) -> bool:
        """Whether it is a percentage."""
        return bool(self.rate_of or _RATE.fullmatch(self.formula))


class Note(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A sentence under the table; with `where` only if such households are there, `{n}` of them."""

    text: str
    where: tuple[Where, ...] = ()


class TableSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table. no: on the form; lines: what is counted, one line each; by_area: urban and rural units apart.

    list_of: class whose households and people are listed one by one, instead of counted. flows: compares two days.
    status: seen, or recalled when the form must be checked against the official one.
    """

    id: str
    no: str
    title: str
    source: str
    status: Literal["seen", "recalled", "uncertain"]
    valid_from: str = ""
    valid_to: str = ""
    short: str = ""
    lines: tuple[Line, ...] = ("households",)
    by_area: bool = False
    flows: bool = False
    list_of: str = ""
    columns: tuple[Column, ...] = ()
    notes: tuple[Note, ...] = ()


class Check(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Two figures that must agree: `bieu_02.9`, the column of a table; `bieu_02@.9` is that of the year before.

    sign: how left stands to right; times: right is taken so many times; `persons` and `households` name the line.
    """

    id: str
    text: str
    left: str
    right: str
    sign: Literal["=", ">=", "<="] = "="
    times: int = 1
    lines: tuple[Line, ...] = ("households", "persons")
    standards: tuple[str, ...] = ()


class _Checks(msgspec.Struct, forbid_unknown_fields=True):
    checks: tuple[Check, ...]


def terms(formula: str) -> list[tuple[int, str]]:
    """The columns of a sum like `1-2+3`, each with its sign."""
    return [(-1 if sign == "-" else 1, name) for sign, name in _TERM.findall(formula)]


def rate(formula: str) -> tuple[str, str] | None:
    """Numerator and denominator of a formula like `3/1*100`; None for another one."""
    found = _RATE.fullmatch(formula)
    return (found[1], found[2]) if found else None


def read_table(data: bytes, file: str) -> TableSpec:
    """One definition file.

    Raises:
        DefinitionError: it names file, line, key and what does not fit.
    """
    document = Document(data, file)
    spec = convert(document, TableSpec)
    _judge(document, spec)
    return spec


def _judge(document: Document, spec: TableSpec) -> None:
    seen: set[str] = set()
    ids = {column.id for column in spec.columns}
    for place, column in enumerate(spec.columns):
        path: Path = ("columns", place)
        if column.id in seen:
            raise document.error((*path, "id"), f"số cột `{column.id}` đã dùng ở trên")
        seen.add(column.id)
        _judge_formula(document, (*path, "formula"), column, ids)
        if column.rate_of and column.rate_of not in ids:
            raise document.error((*path, "rate_of"), f"biểu không có cột `{column.rate_of}`")
        if not (column.where or column.formula or column.known or column.needs):
            raise document.error(path, "cột không nói đếm gì: cần `where`, `formula`, `known` hoặc `needs`")
        for where in (column.where, *(share.where for share in column.also)):
            _judge_where(document, (*path, "where"), where)
    if not spec.columns and not spec.list_of:
        raise document.error((), "biểu không có cột nào")


def _judge_formula(document: Document, path: Path, column: Column, ids: set[str]) -> None:
    formula = column.formula
    if not formula or formula == "Σ":
        return
    if rate(formula) is None and not _SIGNED.fullmatch(formula):
        raise document.error(path, f"công thức `{formula}` phải có dạng `1-2+3` hoặc `3/1*100`")
    asked = rate(formula) or [name for _sign, name in terms(formula)]
    missing = [name for name in asked if name not in ids]
    if missing:
        raise document.error(path, f"biểu không có cột `{missing[0]}`")


def _judge_where(document: Document, path: Path, where: Where | None) -> None:
    classes = {*codes.names("household_class"), NO_CLASS, ABSENT}
    unknown = [code for code in (*where.start, *where.end) if code not in classes] if where else []
    if unknown:
        raise document.error(path, f"danh mục phân loại hộ không có mã `{unknown[0]}`")


@cache
def _files() -> dict[str, bytes]:
    folder = resources.path("tables")
    return {file.stem: file.read_bytes() for file in sorted(folder.glob("*.toml"))}


@cache
def tables() -> dict[str, TableSpec]:
    """The carried tables by id, in the order of the forms. Read-only."""
    return {name: read_table(data, f"{name}.toml") for name, data in _files().items() if name != "kiem_tra"}


def table(name: str) -> TableSpec:
    """One table by its id; NotFound with a sentence that names those there are."""
    if name not in tables():
        told = f"Không có biểu “{name}”. Chưa làm gì: chọn một trong các biểu {', '.join(tables())}."
        raise NotFound("unknown_table", told)
    return tables()[name]


@cache
def checks() -> tuple[Check, ...]:
    """The carried checks between tables."""
    return convert(Document(_files()["kiem_tra"], "kiem_tra.toml"), _Checks).checks


def digest_of_tables() -> str:
    """What tells these definitions from any others: a hash of all their files."""
    total = sha256()
    for name, data in _files().items():
        total.update(name.encode() + b"\0" + data + b"\0")
    return total.hexdigest()
