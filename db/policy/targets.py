"""Targets of a plan as data: what it wants to be reached and what it says of where it begins; measures nothing."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Annotated, Literal

from msgspec import Meta, Struct

import resources
from db.domain.errors import NotFound
from db.policy.convert import convert
from db.policy.indicators import shipped
from db.policy.schema import Id, Line, Text
from db.policy.source import Document

Decimal = Annotated[str, Meta(pattern=r"^-?[0-9]{1,15}(\.[0-9]{1,6})?$")]
Day = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
When = Annotated[str, Meta(pattern=r"^[0-9]{4}(-[0-9]{2}){0,2}$")]
Year = Annotated[int, Meta(ge=1990, le=2199)]
Kind = Literal["level", "decrease", "increase", "yearly_decrease", "sum", "yearly_mean"]
Comparator = Literal["at_least", "at_most", "below", "between", "none"]
Over = Literal["unit", "together", "each"]
KINDS: dict[Kind, str] = {
    "level": "mức cuối năm",
    "decrease": "giảm so với đầu kỳ",
    "increase": "tăng so với đầu kỳ",
    "yearly_decrease": "giảm bình quân mỗi năm",
    "sum": "cộng cả giai đoạn",
    "yearly_mean": "bình quân mỗi năm",
}
COMPARATORS: dict[Comparator, str] = {
    "at_least": "từ … trở lên",
    "at_most": "không quá …",
    "below": "dưới …",
    "between": "từ … đến …",
    "none": "kế hoạch không nêu số",
}
OVERS: dict[Over, str] = {
    "unit": "cả đơn vị",
    "together": "các xã trong danh sách gộp lại",
    "each": "từng xã trong danh sách",
}


class _Table(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A table of the file: unknown keys are refused."""


class CohortRule(_Table, frozen=True, kw_only=True):
    """Which communes are listed: those whose indicator was above (or at least) a value on a day; words say it.

    status: or those that were one of these on the day (codes of a kind of record that declares a status). Neither:
    a person must list them.
    """

    words: Line
    status: list[Id] = []
    indicator: Id | None = None
    above: Decimal | None = None
    at_least: Decimal | None = None
    on: Day | None = None


class Spec(_Table, frozen=True, kw_only=True):
    """One target as the plan states it; see `db.store.inputs.TargetInput`, whose fields these are."""

    clause: Line
    title: Text
    indicator: Id
    year: Year
    from_year: Year | None = None
    measure: Kind = "level"
    comparator: Comparator
    value: Decimal | None = None
    value_to: Decimal | None = None
    baseline: Decimal | None = None
    baseline_on: Day | None = None
    baseline_source: Text | None = None
    over: Over = "unit"
    cohort: CohortRule | None = None
    note: Text | None = None


class Official(_Table, frozen=True, kw_only=True):
    """An aggregate that the plan prints. indicator: whose value it is, or a title of its own."""

    on_date: When
    indicator: Id | None = None
    title: Text | None = None
    counted: Line | None = None
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    note: Text | None = None


class Plan(_Table, frozen=True, kw_only=True):
    """A plan's targets and printed aggregates. unit, on: the unit it is of and a day on which that unit was."""

    kind: Literal["targets"]
    id: Id
    title: Line
    short: Line
    source: Text
    unit: Line
    on: Day
    targets: list[Spec] = []
    official: list[Official] = []


def parse_plan(data: bytes, file: str, indicators: Collection[str]) -> Plan:
    """Read and check one file; indicators: ids of those there are.

    Raises:
        DefinitionError: anything in the file is wrong; the message names file, line and key.
    """
    document = Document(data, file)
    plan = convert(document, Plan)
    for list_name in ("targets", "official"):
        for number, one in enumerate(getattr(plan, list_name)):
            if one.indicator is not None and one.indicator not in indicators:
                raise document.error((list_name, number, "indicator"), f"không có chỉ số “{one.indicator}”")
    for number, spec in enumerate(plan.targets):
        fault = unfit(spec.comparator, spec.value, spec.value_to) or unplaced(spec.over, spec.cohort is not None)
        if fault:
            raise document.error(("targets", number), fault)
    return plan


def unfit(comparator: str, value: str | None, value_to: str | None) -> str:
    """What is wrong with an aim, as the end of a sentence; "" for nothing."""
    if (comparator == "none") != (value is None):
        return "mức (value) chỉ để trống khi kế hoạch không nêu số (comparator = none)"
    if (comparator == "between") != (value_to is not None):
        return "mức trên (value_to) ghi khi và chỉ khi comparator = between"
    return ""


def unplaced(over: str, cohort: bool) -> str:
    """What is wrong with a group of communes, as the end of a sentence; "" for nothing."""
    return "danh sách xã (cohort) ghi khi và chỉ khi tính trên một nhóm xã" if (over != "unit") != cohort else ""


@cache
def shipped_plans() -> dict[str, Plan]:
    """The plans that the program carries, by id."""
    files = sorted(resources.path("targets").glob("*.toml"))
    return {one.id: one for one in (parse_plan(file.read_bytes(), file.name, shipped()) for file in files)}


def shipped_plan(name: str) -> Plan:
    """One of them; NotFound naming those there are."""
    try:
        return shipped_plans()[name]
    except KeyError:
        names = ", ".join(shipped_plans())
        told = f"Không có bộ chỉ tiêu “{name}” (đang có: {names}). Chưa ghi gì: chọn lại."
        raise NotFound("unknown_plan", told) from None
