"""The form of one record of an office: its head and the fields of its kind. Every rule is the definition's. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from db.domain.errors import Issue
from db.policy import kinds as judging
from db.policy import schema
from db.policy.definition import Kind
from db.policy.entry import Entry
from db.store.inputs import RecordInput
from db.store.record.checks import Judge
from desktop.presenters.fields import FieldSpec, Option
from desktop.presenters.form import Section
from desktop.presenters.judged_form import JudgedForm
from desktop.presenters.support_fields import detail_sections
from desktop.words import _

HEAD = ("date", "title", "village", "year", "note")
Links = Mapping[tuple[str, str], tuple[Option, ...]]
"""What links may point at, by `to` and kind of their specification."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the store says of a record while it is typed."""

    issues: list[Issue]
    entry: Entry


class RecordForm(JudgedForm):
    """Typed texts of one record."""

    judged: Said

    def __init__(self, kind: Kind, unit: str, judge: Judge, *, villages: tuple[Option, ...], links: Links) -> None:
        self.kind = kind
        self._unit = unit
        self._judge = judge
        super().__init__(kind, [_head(kind, villages), *_linked(detail_sections(kind), kind, links), _foot()])

    def data(self) -> RecordInput:
        """The record as it stands."""
        date = self.value("date") or ""
        return RecordInput(
            kind=self.kind.id,
            date=date,
            title=self.value("title") if "title" in self.specs else None,
            unit=self._unit,
            village=self.value("village") if "village" in self.specs else None,
            year=self.value("year") or int(date[:4] or 0),
            details=self.details(),
            note=self.value("note"),
        )

    def judgement(self) -> Said:
        """What the store says now."""
        data = self.data()
        return Said(self._judge.about(data), judging.shown(self.kind, data, self._judge.facts))

    def check(self) -> bool:
        """Note everything that stops a save, what is still empty too; it stays noted until it is mended."""
        self._strict = True
        self.rejudge()
        rows = (line for name, sheet in self.sheets.items() if self.visible(name) for line in sheet.filled())
        noted = [*self.problems.values(), *(problem for line in rows for problem in line.problems.values())]
        return not any(problem.severity == "hard" for problem in noted)

    def changes(self, before: RecordInput) -> dict[str, Any]:
        """What differs from a recorded one, as the store changes it; `details` names only what differs."""
        now = msgspec.to_builtins(self.data())
        was = msgspec.to_builtins(before)
        found = {name: now[name] for name in HEAD if name in self.specs and now[name] != was[name]}
        computed = {name for name, field in self.kind.fields.items() if field.calculation is not None}
        names = [name for name in {**was["details"], **now["details"]} if name not in computed]
        details = {n: now["details"].get(n) for n in names if now["details"].get(n) != _bare(self.kind, was, n)}
        return found | ({"details": details} if details else {})


def _bare(kind: Kind, was: Mapping[str, Any], name: str) -> Any:
    """A detail as it was written: without the cells that its definition works out."""
    value = was["details"].get(name)
    cells = {cell.id for cell in kind.fields[name].cells if cell.calculation is not None} if name in kind.fields else ()
    if not cells or not isinstance(value, (list, dict)):
        return value
    rows = value if isinstance(value, list) else [value]
    bare = [{key: one for key, one in row.items() if key not in cells} for row in rows]
    return bare if isinstance(value, list) else bare[0]


def values_of(data: RecordInput) -> dict[str, Any]:
    """A recorded one by the ids of its form's fields."""
    values: dict[str, Any] = {name: getattr(data, name) for name in HEAD}
    for name, value in data.details.items():
        values[f"details.{name}"] = value
        if isinstance(value, dict):
            values |= {f"details.{name}.{cell}": inner for cell, inner in value.items()}
    return values


def _head(kind: Kind, villages: tuple[Option, ...]) -> Section:
    head = kind.definition.head
    fields = []
    if head.name is not None:
        fields.append(FieldSpec(id="title", label=head.name, required=True, width=46, max_length=300))
    fields.append(FieldSpec(id="date", label=head.date, kind="day", required=True, width=12))
    if head.village != "none":
        needed = head.village == "required"
        fields.append(
            FieldSpec(id="village", label=_("Thôn"), kind="choice", options=villages, required=needed, width=22)
        )
    return Section("", tuple(fields))


def _foot() -> Section:
    year = FieldSpec(
        id="year", label=_("Tính vào năm"), kind="year", width=8, hint=_("Bỏ trống: năm của ngày ghi ở trên.")
    )
    note = FieldSpec(id="note", label=_("Ghi chú"), kind="note", width=100, max_length=1000)
    return Section("", (year, note))


def _linked(sections: list[Section], kind: Kind, links: Links) -> list[Section]:
    """With the names of what links may point at."""
    known: dict[str, schema.LinkField] = {}
    for name, field in kind.fields.items():
        for path, one in ((f"details.{name}", field), *((cell.id, cell) for cell in field.cells)):
            if isinstance(one.spec, schema.LinkField):
                known[path if one is field else f"details.{name}/{path}"] = one.spec
    found = []
    for section in sections:
        fields = []
        for spec in section.fields:
            link = known.get(spec.id) or known.get(f"{section.id}/{spec.id}")
            options = links.get((link.to, link.kind or ""), ()) if link else spec.options
            fields.append(msgspec.structs.replace(spec, options=options, width=32) if link else spec)
        found.append(msgspec.structs.replace(section, fields=tuple(fields)))
    return found
