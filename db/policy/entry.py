"""What a form needs to know of a support while it is typed: which fields have a place, which must be filled, what is
worked out or proposed, what a programme grants. It judges nothing and writes nothing.

Paths are those of findings: `details.<id>`, `details.<group>.<column>`, `details.<group>[0].<column>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from db.domain import codes
from db.policy import values
from db.policy.compiled import Field, Limit, Programme
from db.policy.definition import Policy, Ruled, in_force
from db.policy.facts import Facts
from db.policy.functions import Scope
from db.policy.reading import Reading, SupportLike
from db.policy.template import write

_OF_SOURCE = re.compile(r"source\('(\w+)'\)")
_CERTAIN = ("seen", "own")


@dataclass(slots=True)
class Entry:
    """One support as a form shows it.

    date: whose law counts. relevant: False where a field has no place, None where that is not known yet. required:
    paths that must be filled as things stand. computed: values always worked out; proposed: values that stand where
    nothing is written. choices: codes of every choice field in force on the date, programmes the household may have
    first.
    """

    date: str
    relevant: dict[str, bool | None] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)
    computed: dict[str, Any] = field(default_factory=dict)
    proposed: dict[str, Any] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)


def entry(policy: Ruled, support: SupportLike, facts: Facts) -> Entry:
    """What the form of this support shows now; never raises on what is written."""
    reading = Reading(policy, support, facts)
    found = Entry(reading.date)
    for name, one in policy.rules.fields.items():
        path, written = f"details.{name}", support.details.get(name)
        place = found.relevant[path] = reading.relevant[name]
        if one.required is True or (not isinstance(one.required, bool) and one.required(reading.scope) is True):
            found.required.add(path)
        if not one.cells:
            _value(found, one, path, written, reading.scope.values.get(name))
            found.choices |= _choices(reading, one, path)
            continue
        for scope, at, row, raw in _rows(reading, one, path, written):
            for cell in one.cells:
                _cell(found, cell, f"{at}.{cell.id}", scope, place)
                _value(found, cell, f"{at}.{cell.id}", raw.get(cell.id), row.get(cell.id))
        for cell in one.cells:
            found.choices |= _choices(reading, cell, f"{path}.{cell.id}")
    return found


def _rows(
    reading: Reading, group: Field, path: str, written: Any
) -> Iterator[tuple[Scope, str, dict[str, Any], Mapping[str, Any]]]:
    """Scope, path, read and written cells of every row; of one empty row for a group that does not repeat."""
    rows = reading.rows(group)
    if not group.repeats:
        row = next(iter(rows), {})
        yield reading.row_scope(row), path, row, written if isinstance(written, Mapping) else {}
        return
    for place, row in enumerate(rows):
        raw = written[place] if isinstance(written, list) and isinstance(written[place], Mapping) else {}
        yield reading.row_scope(row), f"{path}[{place}]", row, raw


def _cell(found: Entry, cell: Field, path: str, scope: Scope, place: bool | None) -> None:
    own = cell.relevant(scope) if cell.relevant else True
    found.relevant[path] = own if place else place
    if own is not False and (cell.required is True or (callable(cell.required) and cell.required(scope) is True)):
        found.required.add(path)


def _value(found: Entry, one: Field, path: str, written: Any, value: Any) -> None:
    """Sort a value that the form did not write: always worked out, or standing in for an empty field."""
    if one.calculation is not None:
        found.computed[path] = values.keep(value)
    elif one.default is not None and values.is_blank(written) and not values.is_blank(value):
        found.proposed[path] = values.keep(value)


def _choices(reading: Reading, one: Field, path: str) -> dict[str, list[str]]:
    if not one.codes:
        return {}
    if one.id == reading.policy.rules.programme_field and "." not in path.removeprefix("details."):
        return {path: _programmes(reading)}
    return {path: [code for code, item in one.codes.items() if in_force(item, reading.date)]}


def _programmes(reading: Reading) -> list[str]:
    """Programmes in force: those the household may have, those that is not known of, the others."""
    ranked: dict[str, int] = {}
    for code, programme in reading.policy.rules.programmes.items():
        if in_force(programme.spec, reading.date):
            answer = programme.eligible(reading.scope) if programme.eligible else True
            ranked[code] = {True: 0, None: 1}.get(answer, 2)
    return sorted(ranked, key=lambda code: ranked[code])


def programme_notes(policy: Policy, support: SupportLike, facts: Facts) -> list[str]:
    """What the chosen programme grants on the record's date, a line each: for whom, terms, limits, with sources."""
    reading = Reading(policy, support, facts)
    chosen = reading.programme
    if chosen is None:
        return []
    return [*_for_whom(chosen), *_terms(reading, chosen), *_limits(reading, chosen)]


def _for_whom(chosen: Programme) -> list[str]:
    return [f"Dành cho {chosen.spec.eligible_text}"] if chosen.spec.eligible_text else []


def _terms(reading: Reading, chosen: Programme) -> Iterator[str]:
    for term, when in chosen.terms:
        if in_force(term, reading.date) and (when is None or when(reading.scope)):
            known = reading.policy.fields.get(term.id)
            value = write("text", values.figure(term.value))
            unit = "" if not term.unit else term.unit if term.unit.startswith("%") else f" {term.unit}"
            figure = f"{known.label}: {value}{unit}" if known else f"{value}{unit}"
            yield f"{figure} ({term.source}{_doubt(term.status)})"


def _limits(reading: Reading, chosen: Programme) -> Iterator[str]:
    for limit in chosen.limits:
        if in_force(limit.spec, reading.date) and (limit.when is None or limit.when(reading.scope) is True):
            bounds = [("từ", limit.least), ("tối đa", limit.most)]
            written = " ".join(f"{word} {_bound(limit, bound)}" for word, bound in bounds if bound is not None)
            yield f"{_limited(limit)}: {written}{limit.unit} ({limit.spec.source}{_doubt(limit.spec.status)})"


def _bound(limit: Limit, bound: Any) -> str:
    return write(limit.kind, int(bound) if bound == int(bound) else bound)


def _limited(limit: Limit) -> str:
    """What a limit bounds: the field, or the funding source whose money it looks at."""
    of_source = _OF_SOURCE.fullmatch(limit.spec.value or "")
    return codes.name("funding_source", of_source[1]) if of_source else limit.label


def _doubt(status: str) -> str:
    return "" if status in _CERTAIN else "; cần đối chiếu"
