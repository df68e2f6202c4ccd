"""Policies and kinds of records as data: reads a definition file, checks all of it, offers it; it judges nothing.

A file that is wrong anywhere is refused whole, with file, line and key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from hashlib import sha256
from typing import Any, TypeVar

import resources
from db.policy import schema, values
from db.policy.builder import build
from db.policy.compiled import Field, Rules
from db.policy.convert import convert
from db.policy.source import Document

T = TypeVar("T", bound="Ruled")


class Ruled:
    """One checked version of a definition. file: where it was read; sha256: hex digest of its bytes, its identity."""

    __slots__ = ("definition", "file", "rules", "sha256")

    definition: schema.AnyDefinition

    def __init__(self, definition: schema.AnyDefinition, rules: Rules, file: str, sha256: str) -> None:
        self.definition = definition
        self.rules = rules
        self.file = file
        self.sha256 = sha256

    @property
    def id(self) -> str:
        """Vietnamese ASCII id, e.g. `tin_dung`."""
        return self.definition.id

    @property
    def version(self) -> int:
        """Version of the definition; a released one never changes."""
        return self.definition.version

    @property
    def title(self) -> str:
        """Full Vietnamese title."""
        return self.definition.title

    @property
    def short(self) -> str:
        """Short title for lists."""
        return self.definition.short

    @property
    def together(self) -> list[tuple[str, ...]]:
        """Groups of fields that two people must not change apart; each is one key of the ledger."""
        return [tuple(members) for members in self.definition.together]

    @property
    def fields(self) -> Mapping[str, Field]:
        """Fields by id, in the order of the form."""
        return self.rules.fields

    @property
    def sensitive(self) -> frozenset[str]:
        """Ids of fields (`group.column` for cells) that must never reach a posted list."""
        return self.rules.sensitive

    @property
    def columns(self) -> list[tuple[str, str]]:
        """Path and Vietnamese heading of the columns of a list of what is recorded under this definition."""
        return [(path, self.rules.labels[path]) for path in self.definition.columns]

    def status_label(self, state: str) -> str:
        """Vietnamese name of a state; an unknown state is shown as it is."""
        return next((s.label for s in self.definition.states if s.id == state), state)

    def describe(self, details: Mapping[str, Any], *, sensitive: bool = False) -> list[tuple[str, str]]:
        """Label and written value of every filled field, as kept in the ledger; sensitive ones only on demand."""
        lines: list[tuple[str, str]] = []
        for name, field in self.rules.fields.items():
            value = details.get(name)
            if values.is_blank(value) or (name in self.sensitive and not sensitive):
                continue
            lines.append((field.label, self._written(field, value, sensitive=sensitive)))
        return lines

    def show(self, name: str, value: Any, *, sensitive: bool = False) -> str:
        """One field's value as written for people; "" for an empty one, and for a sensitive one unless asked for.

        A field that this version does not know is written as it is.
        """
        if name not in self.rules.fields:
            return "" if values.is_blank(value) else str(value)
        return next((text for _, text in self.describe({name: value}, sensitive=sensitive)), "")

    def written(self, details: Mapping[str, Any], *, sensitive: bool = False) -> dict[str, str]:
        """Written value of every filled field by id, of a group's columns by `group.column`; no rows, no secrets."""
        found: dict[str, str] = {}
        for name, field in self.rules.fields.items():
            value = details.get(name)
            if field.repeats or values.is_blank(value) or (name in self.sensitive and not sensitive):
                continue
            if field.cells:
                row = self.written_row(name, value, sensitive=sensitive)
                found.update({f"{name}.{column}": text for column, text in row.items()})
            else:
                found[name] = values.show(field.cell, field.codes, value)
        return found

    def written_row(self, group: str, row: Any, *, sensitive: bool = False) -> dict[str, str]:
        """Written value of every filled column of one row of a group, by column."""
        cells = self.rules.fields[group].cells if isinstance(row, Mapping) else ()
        return {
            cell.id: values.show(cell.cell, cell.codes, row[cell.id])
            for cell in cells
            if not values.is_blank(row.get(cell.id)) and (sensitive or f"{group}.{cell.id}" not in self.sensitive)
        }

    def _written(self, field: Field, value: Any, *, sensitive: bool) -> str:
        if not field.cells:
            return values.show(field.cell, field.codes, value)
        rows = [row for row in (value if field.repeats else [value]) if isinstance(row, Mapping)]
        return "; ".join(self._row(field, row, sensitive=sensitive) for row in rows)

    def _row(self, group: Field, row: Mapping[str, Any], *, sensitive: bool) -> str:
        shown = [c for c in group.cells if sensitive or f"{group.id}.{c.id}" not in self.sensitive]
        filled = [(c, row[c.id]) for c in shown if not values.is_blank(row.get(c.id))]
        return ", ".join(f"{c.label}: {values.show(c.cell, c.codes, value)}" for c, value in filled)


class Policy(Ruled):
    """One checked version of a policy."""

    __slots__ = ()

    definition: schema.Definition

    @property
    def level(self) -> str:
        """Who receives it: `household` or `person`."""
        return self.definition.level

    @property
    def nature(self) -> str:
        """What is received: `grant` (money or goods), `credit` (to be repaid), `card` or `service`."""
        return self.definition.nature

    def summary(self, details: Mapping[str, Any]) -> str:
        """One line for slips and lists: the programme where the policy has some, else the short title."""
        chosen = details.get(self.rules.programme_field or "")
        programme = self.programmes.get(chosen) if isinstance(chosen, str) else None
        return programme.label if programme else self.short

    def number(self, details: Mapping[str, Any]) -> str | None:
        """The number people know such a support by (a card's), None where the policy has none or it is not written."""
        return next((str(details[name]) for name in self.definition.number if details.get(name)), None)

    @property
    def milestones(self) -> Mapping[str, schema.Milestone]:
        """Allowed steps by kind, in the order of the life cycle."""
        return self.rules.milestones

    @property
    def programmes(self) -> Mapping[str, schema.Programme]:
        """Programmes by code, with their limits and terms as written."""
        return {code: programme.spec for code, programme in self.rules.programmes.items()}

    def milestone_label(self, kind: str) -> str:
        """Vietnamese name of a step in this policy; an unknown kind is shown as it is."""
        known = self.rules.milestones.get(kind)
        return known.label if known else kind

    def counts_as(self, kind: str) -> str:
        """The step among the nine common ones that a kind of this policy counts as in figures."""
        known = self.rules.milestones.get(kind)
        return (known.counts_as if known else None) or kind

    def form_on(self, document: str, on: str) -> schema.Print | None:
        """The entry for a document in force on an ISO date: its form number and how sure it is."""
        for entry in self.definition.prints:
            if entry.document == document and in_force(entry, on):
                return entry
        return None


class Kind(Ruled):
    """One checked version of a kind of record that an office keeps."""

    __slots__ = ()

    definition: schema.RecordKind

    @property
    def group(self) -> str:
        """The heading under which it stands among the kinds."""
        return self.definition.group

    @property
    def lasts(self) -> bool:
        """Whether a record lasts from its date to its last day (a post, a status) rather than happening on one day."""
        return self.definition.until is not None

    def ends(self, details: Mapping[str, Any]) -> str | None:
        """The last day of a record that lasts, None where it is open."""
        found = details.get(self.definition.until or "")
        return found if isinstance(found, str) else None


def in_force(entry: Any, on: str) -> bool:
    """Whether something dated (`valid_from`, `valid_to`, both inclusive and optional) is in force on an ISO date."""
    start, end = entry.valid_from, entry.valid_to
    return (start is None or start.isoformat() <= on) and (end is None or on <= end.isoformat())


def parse(data: bytes, file: str) -> Policy:
    """Read and check one definition file of a policy.

    data: TOML, UTF-8; file: name for messages.

    Raises:
        DefinitionError: anything in the file is wrong; the message names file, line and key.
    """
    document = Document(data, file)
    definition = convert(document, schema.Definition)
    return Policy(definition, build(document, definition), file, sha256(data).hexdigest())


def parse_kind(data: bytes, file: str) -> Kind:
    """As `parse`, of a kind of record."""
    document = Document(data, file)
    definition = convert(document, schema.RecordKind)
    return Kind(definition, build(document, definition), file, sha256(data).hexdigest())


@cache
def carried() -> dict[str, Policy]:
    """Every version of every policy that the program carries, by its hash: what an old one wrote is still read."""
    return {one.sha256: one for one in (parse(data, file) for data, file in _carried("policies"))}


@cache
def shipped() -> dict[str, Policy]:
    """The newest version of every policy carried by the program, by id."""
    return _newest(carried().values())


@cache
def carried_kinds() -> dict[str, Kind]:
    """Every version of every kind of record that the program carries, by its hash."""
    return {one.sha256: one for one in (parse_kind(data, file) for data, file in _carried("records"))}


@cache
def shipped_kinds() -> dict[str, Kind]:
    """The newest version of every kind of record carried by the program, by id."""
    return _newest(carried_kinds().values())


def _carried(folder: str) -> Iterator[tuple[bytes, str]]:
    for file in sorted(resources.path(folder).glob("*/v*.toml")):
        yield file.read_bytes(), f"{file.parent.name}/{file.name}"


def _newest(found: Iterable[T]) -> dict[str, T]:
    newest: dict[str, T] = {}
    for one in found:
        if one.id not in newest or newest[one.id].version < one.version:
            newest[one.id] = one
    return newest
