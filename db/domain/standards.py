"""Poverty standards as carried data: their names, validity, kinds of poor household and deprivation indicators.

Thresholds and scoring lie in the same files for the rules that evaluate them; nothing here classifies anybody.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import resources
from db.domain.errors import NotFound
from db.domain.values import show_date


@dataclass(frozen=True, slots=True)
class Indicator:
    """A deprivation indicator: code (Vietnamese ASCII), number on the forms, service, test in words, agency."""

    code: str
    no: int
    service: str
    name: str
    threshold: str
    department: str


@dataclass(frozen=True, slots=True)
class Standard:
    """A poverty standard. Dates are ISO, inclusive. sub_types: name by code of list `poverty_sub_type`.

    status: seen, or recalled when the text must be checked; content: the whole file, đồng a person a month.
    """

    id: str
    title: str
    valid_from: str
    valid_to: str
    status: str
    sub_types: Mapping[str, str]
    indicators: Mapping[str, Indicator]
    content: Mapping[str, Any]


def _read(file: Path) -> Standard:
    content = tomllib.loads(file.read_text("utf-8"))
    indicators = [
        Indicator(row["code"], row["no"], row["service"], row["name"], row["threshold"], row["department"])
        for row in content.get("indicators", ())
    ]
    return Standard(
        content["id"],
        content["title"],
        content["valid_from"],
        content["valid_to"],
        content["status"],
        {row["code"]: row["name"] for row in content.get("sub_types", ())},
        {indicator.code: indicator for indicator in indicators},
        content,
    )


@cache
def standards() -> dict[str, Standard]:
    """The carried standards by id, oldest first. Read-only."""
    carried = [_read(file) for file in resources.path("standards").glob("*.toml")]
    return {one.id: one for one in sorted(carried, key=lambda one: one.valid_from)}


def standard(standard_id: str) -> Standard:
    """One standard; NotFound with a sentence for an unknown id."""
    try:
        return standards()[standard_id]
    except KeyError:
        message = f"Không có chuẩn nghèo “{standard_id}”; các chuẩn đang có: {', '.join(standards())}."
        raise NotFound("unknown_standard", message) from None


def standard_on(on: str) -> Standard:
    """The standard whose lists are in force on the ISO date; NotFound before 2006 and after the last one."""
    for found in standards().values():
        if found.valid_from <= on <= found.valid_to:
            return found
    raise NotFound(
        "unknown_standard", f"Chưa có chuẩn nghèo cho ngày {show_date(on)}. Chưa làm gì: chọn năm hoặc ngày khác."
    )
