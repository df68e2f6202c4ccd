"""A form being filled in, without a widget: what was typed, what is wrong where, what has a place. Knows no Qt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from db.domain.errors import Issue
from desktop.presenters.fields import FieldSpec, Option, Problem, below, read, show, tidy


class Section(msgspec.Struct, frozen=True):
    """Fields under one heading, in the order of entry."""

    title: str
    fields: tuple[FieldSpec, ...]


class FormModel:
    """Typed texts by field id, with what is said beside each.

    A screen hands over every keystroke (`put`) and every departure from a field (`leave`), and draws what it is told.
    """

    def __init__(self, sections: Sequence[Section], values: Mapping[str, Any] | None = None) -> None:
        self.sections = list(sections)
        self.specs = {spec.id: spec for section in sections for spec in section.fields}
        self.typed: dict[str, str] = {}
        self.problems: dict[str, Problem] = {}
        self.marks: dict[str, str] = {}
        """What stands beneath a field for good: two values in conflict. A problem goes before it."""
        self._saved: dict[str, str] = {}
        self.load(values or {})

    def load(self, values: Mapping[str, Any]) -> None:
        """Begin with these kept values; what is said beside the fields is forgotten."""
        self.typed = {name: show(spec, values.get(name)) for name, spec in self.specs.items()}
        self.problems = {}
        self.settled()

    def fill(self, values: Mapping[str, Any]) -> None:
        """Fill in values as if they had been typed."""
        self.restore({name: show(self.specs[name], value) for name, value in values.items()})

    def offer(self, name: str, options: Sequence[Option]) -> None:
        """A list has become another: the villages there are now, the indicators of the standard chosen."""
        self.specs[name] = msgspec.structs.replace(self.specs[name], options=tuple(options))

    def settled(self) -> None:
        """What stands here now is what the register holds."""
        self._saved = dict(self.typed)

    def put(self, name: str, typed: str) -> None:
        """The officer is typing; nothing is judged yet."""
        self.typed[name] = typed
        self.problems.pop(name, None)

    def leave(self, name: str) -> str:
        """The officer leaves a field: its text in the usual form, a problem noted where it cannot be understood."""
        spec = self.specs[name]
        self.typed[name] = tidy(spec, self.typed[name])
        problem = read(spec, self.typed[name]).problem
        if problem:
            self.problems[name] = Problem("hard", problem)
        return self.typed[name]

    def value(self, name: str) -> Any:
        """The kept form of what is typed, None when empty or not understood."""
        return read(self.specs[name], self.typed[name]).value

    def values(self) -> dict[str, Any]:
        """Kept values of every field that has a place."""
        return {name: self.value(name) for name in self.specs if self.visible(name)}

    def changed(self) -> set[str]:
        """Ids of the fields whose text differs from what the register holds."""
        return {name for name, text in self.typed.items() if text != self._saved.get(name, "")}

    def visible(self, name: str) -> bool:
        """Whether a field has a place at all as things stand (skip logic); subclasses know."""
        return name in self.specs

    def said(self, name: str) -> Problem | None:
        """What is to be heeded at a field: a problem, or else its mark."""
        mark = self.marks.get(name)
        return self.problems.get(name) or (Problem("soft", mark) if mark else None)

    def missing(self, name: str) -> bool:
        """Whether a field must be filled in and is not."""
        return self.visible(name) and self.specs[name].required and not self.typed[name].strip()

    def below(self, name: str) -> str:
        """The quiet line under a field."""
        return below(self.specs[name], self.typed[name])

    def check(self) -> bool:
        """Note every field that is empty though required, or not understood; True when none is. What was said before is
        forgotten: it may have been mended elsewhere.
        """
        self.problems = {}
        for name, spec in self.specs.items():
            if not self.visible(name):
                continue
            found = read(spec, self.typed[name])
            if found.problem:
                self.problems[name] = Problem("hard", found.problem)
            elif spec.required and found.value is None:
                self.problems[name] = Problem("hard", f"{spec.label}: còn trống.")
        return not self.problems

    def judge(self, issues: Iterable[Issue]) -> list[Issue]:
        """Put findings of the store beside their fields; those without a field here are handed back."""
        homeless = []
        for issue in issues:
            if issue.field in self.specs:
                self.problems[issue.field] = Problem(issue.severity, issue.message)
            else:
                homeless.append(issue)
        return homeless

    def draft(self) -> dict[str, str]:
        """What was typed, to be kept until it is saved."""
        return dict(self.typed)

    def restore(self, draft: Mapping[str, str]) -> None:
        """Take up a draft; fields it does not know stay as they are."""
        self.typed |= {name: text for name, text in draft.items() if name in self.specs}
