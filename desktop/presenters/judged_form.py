"""A form drawn from a definition while it is filled in: what has a place, what is worked out, what is said. No Qt.

Every rule comes from the definition, through the store.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, Protocol

import msgspec

from db.domain.errors import Issue
from db.policy.definition import Ruled
from db.policy.entry import Entry
from desktop.presenters.fields import FieldSpec, Option, Problem, read, show
from desktop.presenters.form import FormModel, Section
from desktop.presenters.sheet import Line
from desktop.words import _

NOT_YET = ("required",)
"""Findings that are kept back until the first attempt to save: the officer is still on the way there."""


class Judgement(Protocol):
    """What the store says of what is being typed."""

    @property
    def issues(self) -> list[Issue]: ...
    @property
    def entry(self) -> Entry: ...


class JudgedForm(FormModel):
    """Typed texts under one definition. judged: what the store says of it all as it stands."""

    judged: Any

    def __init__(self, definition: Ruled, sections: Sequence[Section]) -> None:
        self.definition = definition
        self.about_all: list[Problem] = []
        self._strict = False
        self._given: dict[str, str] = {}
        self._described: dict[str, FieldSpec] = {}
        super().__init__(sections)
        self.judged = self.judgement()
        self._described = dict(self.specs)
        self.rejudge()

    @abstractmethod
    def judgement(self) -> Judgement:
        """Judge everything as it stands."""

    # What it says.

    def details(self) -> dict[str, Any]:
        """What the officer wrote into the fields of the definition; worked-out ones are the definition's."""
        found: dict[str, Any] = {}
        for name, field in self.definition.fields.items():
            path = f"details.{name}"
            value: Any
            if field.repeats:
                rows = self.rows(path) if self.visible(path) else []
                value = [{key: cell for key, cell in row.items() if cell not in (None, [])} for row in rows]
            elif field.cells:
                cells = {cell.id: self._written(f"{path}.{cell.id}") for cell in field.cells}
                value = {key: cell for key, cell in cells.items() if cell not in (None, [])}
            else:
                value = self._written(path)
            if value not in (None, [], {}):
                found[name] = value
        return found

    def _written(self, path: str) -> Any:
        return None if self.specs[path].computed or not self.visible(path) else self.value(path)

    def visible(self, name: str) -> bool:
        """A field has a place where it is relevant, or where that is unknown and something is written."""
        relevant = self.judged.entry.relevant.get(name, True) if self._described else True
        if relevant is None:
            return bool(self.rows(name)) if name in self.sheets else bool(self.typed.get(name, "").strip())
        return bool(relevant)

    def below(self, name: str) -> str:
        """Under a field its amount in words or what is proposed; under rows their sum."""
        typed = self.typed.get(name, "")
        if (name in self.typed and not typed and self.proposed.get(name)) or (typed and typed == self._given.get(name)):
            return _("Đề xuất – gõ để đổi")
        said = super().below(name)
        return said or (_("Tự tính") if name in self.specs and self.specs[name].computed else "")

    # What changes while it is typed.

    def put(self, name: str, typed: str) -> None:
        """Every keystroke: fields appear and vanish, sums follow; a half-typed name of a list decides nothing yet."""
        super().put(name, typed)
        spec = self.specs[name]
        if spec.kind not in ("choice", "choices", "flag") or settled(spec, typed):
            self.judged = self.judgement()
            self._follow()

    def leave(self, name: str) -> str:
        """The officer leaves a field: everything is judged."""
        super().leave(name)
        self.rejudge()
        return self.typed[name]

    def leave_rows(self, name: str) -> None:
        """A cell was filled in: everything is judged."""
        self.rejudge()

    def rejudge(self) -> None:
        """Judge everything as it stands."""
        self.judged = self.judgement()
        self._follow()
        self._say()

    def _follow(self) -> None:
        entry = self.judged.entry
        for name, spec in self._described.items():
            self._describe(name, spec)
            if name in entry.computed:
                self.typed[name] = show(spec, entry.computed[name])
        shown = {name: show(self.specs[name], value) for name, value in entry.proposed.items() if name in self.specs}
        self.proposed = shown
        for name, sheet in self.sheets.items():
            for place, line in enumerate(sheet.filled()):
                self._follow_row(name, place, line)

    def _describe(self, name: str, spec: FieldSpec) -> None:
        """The field as it is now: required or not, with the choices of the day."""
        entry = self.judged.entry
        options: tuple[Option, ...] = spec.options
        if name in entry.choices:
            by_code = {option.code: option for option in spec.options}
            codes = list(entry.choices[name])
            written = read(spec, self.typed.get(name, "")).value
            chosen = [code for code in (written if isinstance(written, list) else [written]) if code in by_code]
            options = tuple(by_code[code] for code in dict.fromkeys([*codes, *chosen]))
        required = name in entry.required or self.always_required(name, spec)
        now = self.specs[name]
        if required != now.required or options != now.options:
            self.specs[name] = msgspec.structs.replace(spec, required=required, options=options)

    def always_required(self, name: str, spec: FieldSpec) -> bool:
        """Whether a field that is none of the definition's must be filled in."""
        return not name.startswith("details.") and spec.required

    def _follow_row(self, name: str, place: int, line: Line) -> None:
        entry = self.judged.entry
        locked: set[str] = set()
        line.proposed = {}
        for spec in self.sheets[name].columns:
            path = f"{name}[{place}].{spec.id}"
            if path in entry.computed:
                line.typed[spec.id] = show(spec, entry.computed[path])
            elif path in entry.proposed:
                line.proposed[spec.id] = show(spec, entry.proposed[path])
            if spec.computed or entry.relevant.get(path, True) is False:
                locked.add(spec.id)
        line.locked = frozenset(locked)

    # What is said.

    def _say(self) -> None:
        self.problems = self.misread()
        for name, sheet in self.sheets.items():
            for line in sheet.lines:
                said = {spec.id: read(spec, line.typed.get(spec.id, "")).problem for spec in sheet.columns}
                line.problems = {column: Problem("hard", problem) for column, problem in said.items() if problem}
            if self._strict and self.visible(name):
                sheet.check()
        self._place_issues()

    def _place_issues(self) -> None:
        issues = [issue for issue in self.judged.issues if self._strict or issue.code not in NOT_YET]
        self.about_all = [Problem(issue.severity, issue.message) for issue in self.judge(issues)]


def settled(spec: FieldSpec, typed: str) -> bool:
    """Whether what is typed into a list is a whole name or code of it, or nothing."""
    text = typed.strip().casefold()
    if spec.kind != "choice":
        return bool(read(spec, typed).value is not None or not text)
    return not text or any(text in (option.label.casefold(), option.code.casefold()) for option in spec.options)
