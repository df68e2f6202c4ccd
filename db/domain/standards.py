"""Poverty standards as carried data: their names, validity, kinds of poor household and deprivation indicators.

Thresholds and steps of decision lie in the same files for `db.policy.classify`; a register may know further standards
(`db.store.definitions.standards`). Nothing here classifies anybody.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
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
    version: int
    title: str
    valid_from: str
    valid_to: str
    status: str
    sub_types: Mapping[str, str]
    indicators: Mapping[str, Indicator]
    content: Mapping[str, Any]


def made(content: Mapping[str, Any]) -> Standard:
    """The standard that a file says; `db.policy.standards` checks those that did not come with the program."""
    indicators = [
        Indicator(
            row["code"], row["no"], row["service"], row["name"], row.get("threshold", ""), row.get("department", "")
        )
        for row in content.get("indicators", ())
    ]
    return Standard(
        content["id"],
        content.get("version", 1),
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
    carried = [made(tomllib.loads(file.read_text("utf-8"))) for file in resources.path("standards").glob("*.toml")]
    return {one.id: one for one in sorted(carried, key=lambda one: one.valid_from)}


def standard(standard_id: str, known: Mapping[str, Standard] | None = None) -> Standard:
    """One standard, among those carried or those `known`; NotFound with a sentence for an unknown id."""
    among = standards() if known is None else known
    try:
        return among[standard_id]
    except KeyError:
        message = f"Không có chuẩn nghèo “{standard_id}”; các chuẩn đang có: {', '.join(among)}."
        raise NotFound("unknown_standard", message) from None


def standard_on(on: str, known: Mapping[str, Standard] | None = None) -> Standard:
    """The standard whose lists are in force on the ISO date; NotFound before 2006 and after the last one."""
    for found in (standards() if known is None else known).values():
        if found.valid_from <= on <= found.valid_to:
            return found
    raise NotFound(
        "unknown_standard", f"Chưa có chuẩn nghèo cho ngày {show_date(on)}. Chưa làm gì: chọn năm hoặc ngày khác."
    )


def standard_id(on: str, known: Mapping[str, Standard] | None = None) -> str:
    """The id of the standard in force on the ISO date, "" where there is none."""
    try:
        return standard_on(on, known).id
    except NotFound:
        return ""
