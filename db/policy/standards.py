"""Reads and checks a poverty standard's file: shapes, and that its parts fit together. It classifies nobody.

A file that is wrong anywhere is refused whole, with file, line and key.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from msgspec import Meta, Struct

from db.domain import codes
from db.domain.standards import Standard, made
from db.domain.values import is_iso_date
from db.policy.convert import convert
from db.policy.schema import Code, Line, Status, Text
from db.policy.source import Document, Path

Fault = tuple[Path, str]
StandardId = Annotated[str, Meta(pattern=r"^[0-9a-z_]{1,40}$")]
Positive = Annotated[int, Meta(ge=1)]


class _Table(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A table of the file: unknown keys are refused."""


class Basis(_Table, frozen=True, kw_only=True):
    """A legal text; dates are ISO, or "" where they are not known."""

    number: Line
    date: str = ""
    in_force: str = ""
    status: Status


class SubType(_Table, frozen=True, kw_only=True):
    """A kind of poor household, of code list `poverty_sub_type`."""

    code: Code
    name: Line
    other_name: Text = ""
    status: Status


class ByArea(_Table, frozen=True, kw_only=True):
    """A number for each class of area."""

    rural: Positive
    urban: Positive


class Threshold(ByArea, frozen=True, kw_only=True):
    """Đồng a person a month (or a year, where its name says so), an inclusive upper bound."""

    status: Status


class Scoring(_Table, frozen=True, kw_only=True):
    """Cut-offs of B1 by name, each an inclusive upper bound; points of B2 for each indicator, and all together."""

    b1: dict[str, ByArea]
    b2_per_indicator: Positive
    b2_max: Positive
    source: Line
    status: Status


class Step(_Table, frozen=True, kw_only=True):
    """A household is `result` when its income (or its B1) is within the line and, if so asked, it is deprived."""

    result: Literal["poor", "near_poor"]
    line: Code
    sub_type: Code | None = None
    b1: Code | None = None
    deprived: bool = False


class IndicatorRow(_Table, frozen=True, kw_only=True):
    """A deprivation indicator: its number on the forms, what it belongs to, its test in words, who answers for it."""

    code: Code
    no: Positive
    service: Line
    name: Line
    other_name: Text = ""
    threshold: Text = ""
    threshold_status: Status
    department: Text = ""
    source: Line


class StandardFile(_Table, frozen=True, kw_only=True):
    """A whole file. steps: the first that fits decides; version: a later text of the same standard has a higher one."""

    id: StandardId
    version: Positive = 1
    title: Line
    valid_from: str
    valid_to: str
    status: Status
    note: Text = ""
    min_deprivations: Positive | None = None
    legal_basis: list[Basis]
    thresholds: dict[str, Threshold]
    steps: Annotated[list[Step], Meta(min_length=1)]
    sub_types: list[SubType] = []
    scoring: Scoring | None = None
    indicators: list[IndicatorRow] = []


def parse_standard(data: bytes, file: str) -> Standard:
    """Read and check one file (TOML, UTF-8); file: name for messages.

    Raises:
        DefinitionError: anything in it is wrong; the message names file, line and key.
    """
    document = Document(data, file)
    found = convert(document, StandardFile)
    for path, what in _faults(found):
        raise document.error(path, what)
    return made(document.data)


def _faults(found: StandardFile) -> Iterator[Fault]:
    """Everything that does not fit, in the order of the file."""
    for name in ("valid_from", "valid_to"):
        if not is_iso_date(getattr(found, name)):
            yield (name,), "cần một ngày có trong lịch, viết như 2017-01-31"
    if found.valid_to < found.valid_from:
        yield ("valid_to",), "ngày cuối đứng trước ngày đầu (valid_from)"
    yield from _dates(found.legal_basis)
    yield from _steps(found)
    yield from _sub_types(found)
    yield from _indicators(found.indicators)
    if found.scoring and found.indicators and found.scoring.b2_max != _all_points(found, found.scoring):
        yield ("scoring", "b2_max"), f"phải bằng điểm của mọi chỉ số cộng lại ({_all_points(found, found.scoring)})"


def _all_points(found: StandardFile, scoring: Scoring) -> int:
    return scoring.b2_per_indicator * len(found.indicators)


def _dates(texts: Sequence[Basis]) -> Iterator[Fault]:
    for number, text in enumerate(texts):
        for name in ("date", "in_force"):
            value = getattr(text, name)
            if value and not is_iso_date(value):
                yield ("legal_basis", number, name), "cần một ngày có trong lịch, viết như 2017-01-31, hoặc để trống"


def _steps(found: StandardFile) -> Iterator[Fault]:
    cutoffs = found.scoring.b1 if found.scoring else {}
    earlier: dict[str, int] = {}
    for number, step in enumerate(found.steps):
        at: Path = ("steps", number)
        if step.line not in found.thresholds:
            yield (*at, "line"), f"không có ngưỡng `{step.line}` trong [thresholds]"
            continue
        if step.b1 is not None and step.b1 not in cutoffs:
            yield (*at, "b1"), f"không có mức điểm `{step.b1}` trong [scoring.b1]"
        if step.sub_type is not None and step.sub_type not in {one.code for one in found.sub_types}:
            yield (*at, "sub_type"), f"không có loại `{step.sub_type}` trong [[sub_types]]"
        if step.deprived and found.min_deprivations is None:
            yield (*at, "deprived"), "thiếu khóa `min_deprivations` của chuẩn"
        for area in ("rural", "urban"):
            line = getattr(found.thresholds[step.line], area)
            if line < earlier.get(area, 0):
                yield (*at, "line"), "ngưỡng thấp hơn bước trước: bước này không bao giờ tới"
            earlier[area] = line


def _sub_types(found: StandardFile) -> Iterator[Fault]:
    known = codes.names("poverty_sub_type")
    for number, one in enumerate(found.sub_types):
        if one.code not in known:
            yield ("sub_types", number, "code"), f"mã phải là một trong {', '.join(known)}"


def _indicators(rows: Sequence[IndicatorRow]) -> Iterator[Fault]:
    seen: set[str] = set()
    for number, row in enumerate(rows):
        if row.code in seen:
            yield ("indicators", number, "code"), "mã này đã dùng cho chỉ số trước"
        if row.no != number + 1:
            yield ("indicators", number, "no"), f"chỉ số phải đánh số liên tiếp: ở đây là {number + 1}"
        seen.add(row.code)
