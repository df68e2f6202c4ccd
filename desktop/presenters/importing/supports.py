"""How planned supports read: what a new one says, what changes from what. Knows no Qt."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from db.domain.values import show_date, show_money
from db.policy.definition import Policy
from db.store.imports.listed import SupportChange
from db.store.inputs import SupportInput
from db.store.showing import Showing
from desktop.words import _

NOTHING = "–"


def support_lines(data: SupportInput, showing: Showing) -> Iterator[str]:
    """A new support, a line for everything it says."""
    known = showing.definition(data.policy)
    name = known.short if known else data.policy
    yield _("{0} năm {1}").format(name, data.year) + (f", {data.round}" if data.round else "")
    if data.amounts is not None:
        for key in ("requested", "approved", "cost"):
            amount = getattr(data.amounts, key)
            if amount is not None:
                yield f"{_label(known, f'amounts.{key}')}: {show_money(amount)}"
    if known is not None:
        yield from (f"{label}: {value}" for label, value in known.describe(data.details))
    for step in data.milestones:
        label = known.milestone_label(step.kind) if known else step.kind
        yield f"{label}: {show_date(step.date)}" + (f", {show_money(step.amount)}" if step.amount else "")
    if data.note:
        yield data.note


def changed_lines(change: SupportChange, showing: Showing) -> Iterator[str]:
    """`Số thẻ BHYT: – → HN2464600000001`."""
    known = showing.definition_of_support(change.support_id)
    for path, value in change.fields.items():
        before, after = (_value(known, path, one) or NOTHING for one in (change.before[path], value))
        yield f"{_label(known, path)}: {before} → {after}"
    for step in change.steps:
        label = known.milestone_label(step.kind) if known else step.kind
        yield f"{label}: {show_date(step.date)}"


def _label(known: Policy | None, path: str) -> str:
    room, _dot, name = path.partition(".")
    if known is None or room not in ("details", "amounts"):
        return {"note": _("Ghi chú"), "year": _("Năm"), "round": _("Đợt")}.get(path, path)
    if room == "amounts":
        declared = known.definition.amounts
        return str(getattr(declared, name, None) or name)
    return known.fields[name].label if name in known.fields else name


def _value(known: Policy | None, path: str, value: Any) -> str:
    room, _dot, name = path.partition(".")
    if value is None:
        return ""
    if room == "amounts":
        return show_money(value)
    return known.show(name, value) if room == "details" and known is not None else str(value)
