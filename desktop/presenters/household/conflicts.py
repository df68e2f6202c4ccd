"""Marks the fields of a household that hold two values, with both values, who wrote them and when. Knows no Qt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from db.ledger.register import Register
from db.store.deciding.queue import QueueItem, Version, list_conflicts
from db.store.places.villages import list_villages
from db.store.rows import HouseholdRow
from desktop.presenters.fields import FieldSpec, show
from desktop.presenters.household.fields import ClassForm, HomeForm
from desktop.presenters.household.members import COLUMN_OF, MemberSheet
from desktop.presenters.household.stamp import moment
from desktop.words import _


def mark_conflicts(
    register: Register, row: HouseholdRow, home: HomeForm, group: ClassForm, members: MemberSheet
) -> int:
    """Put both values beneath every field of this household in conflict; returns how many things wait."""
    home.marks, group.marks = {}, {}
    lines = {line.key: line for line in members.lines}
    person_of = {member.membership: member.id for member in row.members} | {one.id: one.id for one in row.members}
    ids = [row.id, *person_of, *([row.classification.id] if row.classification else [])]
    with register.read() as connection:
        waiting = list_conflicts(connection, ids)
        villages = {one.id: one.name for one in list_villages(connection)} if waiting else {}
    for item in waiting:
        if item.id in person_of:
            specs = {spec.id: spec for spec in members.columns}
            lines[person_of[item.id]].marks |= dict(_texts(item, specs, villages, "name"))
        elif item.entity == "household":
            home.marks |= dict(_texts(item, home.specs, villages, "village"))
        else:
            group.marks |= dict(_texts(item, group.specs, villages, "result"))
    return len(waiting)


def _texts(
    item: QueueItem, specs: Mapping[str, FieldSpec], villages: Mapping[str, str], first: str
) -> Iterator[tuple[str, str]]:
    """Field and what stands beneath it, for every field whose values differ; `first` speaks for the whole record."""
    if item.kind == "delete":
        yield first, _("⚠ Có người xóa, có người sửa: chờ quyết định.")
        return
    values: list[Any]
    whole = all(isinstance(version.value, dict) or version.value is None for version in item.versions)
    keys = {key for version in item.versions for key in (version.value or {})} if whole else {item.key}
    for key in sorted(keys):
        values = [(version.value or {}).get(key) if whole else version.value for version in item.versions]
        name = COLUMN_OF.get(key, key)
        if name in specs and any(value != values[0] for value in values):
            shown = [villages.get(value or "", value) if key == "village" else value for value in values]
            yield name, _told(specs[name], shown, item.versions)


def _told(spec: FieldSpec, values: list[Any], versions: list[Version]) -> str:
    both = [f"“{show(spec, value) or _('trống')}” ({_who(one)})" for value, one in zip(values, versions, strict=True)]
    return f"⚠ {_('Chờ quyết định:')} {' · '.join(both)}"


def _who(version: Version) -> str:
    """Who wrote a value, and when."""
    return f"{version.officer}, {moment(version.at)}"
