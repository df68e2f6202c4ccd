"""What the columns of a list of supports mean: the names in the policy's definition, and those other offices use.

Names of other offices stand in `resources/policies/<id>/headings.toml`; nothing here knows a policy.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache

import msgspec

import resources
from db.policy.compiled import Field
from db.policy.definition import Policy
from forms.sheets.head import plain

SEVERAL = "+"
"""Between the places that one column fills."""
RECORD = "record"
OWN = {
    "Mã hồ sơ": RECORD,
    "Năm": "year",
    "Năm hỗ trợ": "year",
    "Đợt": "round",
    "Ghi chú": "note",
}
"""Columns of every list of supports."""


class Step(msgspec.Struct, frozen=True):
    """A step that a new line says has happened: on the date in one column, with the amount in another."""

    kind: str
    date: str
    amount: str = ""


class Names(msgspec.Struct, frozen=True):
    """What `headings.toml` of a policy says."""

    headings: dict[str, list[str]] = {}
    same: list[str] = []
    steps: list[Step] = []


@cache
def names_of(policy: str) -> Names:
    """Names that other offices use in lists of this policy; none for one without such a file."""
    file = resources.path("policies", policy, "headings.toml")
    return msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), Names) if file.is_file() else Names()


def support_headings(policy: Policy) -> dict[str, str]:
    """Heading → places (`details.so_the`, `amounts.approved`, `milestones.delivered`, `person.name`), "" for none."""
    found: dict[str, str] = {}
    for name, one in policy.fields.items():
        found |= _of_field(f"details.{name}", one)
    declared = policy.definition.amounts
    for key in ("requested", "approved", "cost"):
        title = getattr(declared, key) if declared else None
        if title:
            found[title] = f"amounts.{key}"
    for kind, step in policy.milestones.items():
        found[step.label] = found[f"Ngày {step.label[:1].lower()}{step.label[1:]}"] = f"milestones.{kind}"
    found |= {heading: SEVERAL.join(places) for heading, places in names_of(policy.id).headings.items()}
    return found | OWN


def _of_field(path: str, one: Field) -> dict[str, str]:
    """Names of a field, or of the cells of a group that does not repeat; what is worked out is never read."""
    if one.calculation is not None:
        return {one.label: ""}
    if one.cells and one.repeats:
        return {}
    if one.cells:
        return {f"{one.label} {cell.label}": f"{path}.{cell.id}" for cell in one.cells if cell.calculation is None}
    return {one.label: path}


def places(field: str) -> list[str]:
    """The places that a column fills."""
    return [place for place in field.split(SEVERAL) if place]


def by_plain(headings: Mapping[str, str]) -> dict[str, str]:
    """Headings by their folded words, as a head is read."""
    return {plain(heading): field for heading, field in headings.items()}
