"""Indicators as data: one file each says what is counted over what; it is read and checked whole, and counts nothing.

Every key is explained in `docs/indicators.md`. A file that is wrong anywhere is refused with file, line and key.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Annotated, Literal

from msgspec import Meta, Struct

import resources
from db.domain import codes
from db.policy import definition
from db.policy.convert import convert
from db.policy.filters import Filter
from db.policy.schema import Agencies, Id, Line, Status, Text
from db.policy.source import Document, Path

UNCLASSIFIED = "none"
_UNCOUNTABLE = ("text", "village", "unit", "conflict", "due")
"""Conditions of lists that say something of today's screen or of one place, not of a group of people."""
_FIGURE = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


class _Table(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A table of the file: unknown keys are refused."""


class PlanLine(_Table, frozen=True, kw_only=True):
    """A line of a plan that the indicator answers."""

    plan: Line
    line: Line


class Total(_Table, frozen=True, kw_only=True):
    """A total that officers type for this indicator, beside those of code list `area_total`."""

    id: Id
    title: Line


class NeedsOf(_Table, frozen=True, kw_only=True):
    """Registered needs of a year. state: in which they are now; of: needs, or each person or household once."""

    policy: Id | None = None
    state: Literal["open", "served", "refused"] | None = None
    of: Literal["people", "needs"] = "people"


class Term(_Table, frozen=True, kw_only=True):
    """One figure, of exactly one kind; minus: it is taken away.

    households, persons: conditions as of the day, as lists have them; figure: `<policy>.<figure>` of the year; total:
    typed, code of list `area_total` or one of the file's own; needs: of the year; record: `<kind>.<field>` of what a
    unit records, the number of records where no field is named.
    """

    households: Filter | None = None
    persons: Filter | None = None
    figure: Annotated[str, Meta(pattern=_FIGURE.pattern)] | None = None
    total: Id | None = None
    needs: NeedsOf | None = None
    record: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$")] | None = None
    minus: bool = False

    @property
    def kind(self) -> str:
        """Which of them it is."""
        return next(name for name in KINDS if getattr(self, name) is not None)


KINDS = ("households", "persons", "figure", "total", "needs", "record")


class Measure(_Table, frozen=True, kw_only=True):
    """A numerator or denominator: what it is called, and the figures that make it up."""

    label: Line
    terms: Annotated[list[Term], Meta(min_length=1, max_length=8)]


class Shape(_Table, frozen=True, kw_only=True):
    """An indicator's file. unit: what its value is counted in; `%` where there is a denominator."""

    kind: Literal["indicator"]
    format: Literal[1]
    id: Id
    version: Annotated[int, Meta(ge=1, le=9999)]
    title: Line
    definition: Text
    unit: Line
    better: Literal["more", "less"] | None = None
    status: Status
    source: Text
    plans: list[PlanLine] = []
    agencies: Agencies
    numerator: Measure
    denominator: Measure | None = None
    totals: list[Total] = []


@dataclass(frozen=True, slots=True, eq=False)
class Indicator:
    """A checked file. file: where it was read; sha256: hex digest of its bytes, its identity."""

    shape: Shape
    file: str
    sha256: str

    @property
    def id(self) -> str:
        """Vietnamese ASCII id, e.g. `ty_le_ho_ngheo`."""
        return self.shape.id

    @property
    def version(self) -> int:
        """Version; a released one never changes."""
        return self.shape.version

    @property
    def title(self) -> str:
        """Full Vietnamese title."""
        return self.shape.title

    @property
    def percent(self) -> bool:
        """Whether its value is a share."""
        return self.shape.denominator is not None


def parse(data: bytes, file: str, policies: Mapping[str, Collection[str]]) -> Indicator:
    """Read and check one file.

    data: TOML, UTF-8; file: name for messages; policies: ids of the figures of every policy there is.

    Raises:
        DefinitionError: anything in the file is wrong; the message names file, line and key.
    """
    document = Document(data, file)
    shape = convert(document, Shape)
    if (shape.unit == "%") != (shape.denominator is not None):
        raise document.error(("unit",), "đơn vị là “%” khi và chỉ khi có mẫu số (denominator)")
    totals = {*codes.names("area_total"), *(one.id for one in shape.totals)}
    for side in ("numerator", "denominator"):
        measure = getattr(shape, side)
        for number, term in enumerate(measure.terms if measure else ()):
            _check(document, (side, "terms", number), term, policies, totals)
    return Indicator(shape, file, sha256(data).hexdigest())


def _check(
    document: Document, path: Path, term: Term, policies: Mapping[str, Collection[str]], totals: Collection[str]
) -> None:
    named = [name for name in KINDS if getattr(term, name) is not None]
    if len(named) != 1:
        raise document.error(path, f"mỗi mục ghi đúng một trong {', '.join(KINDS)}")
    if term.total is not None and term.total not in totals:
        names = ", ".join(sorted(totals))
        raise document.error((*path, "total"), f"không có tổng số “{term.total}” (đang có: {names})")
    if term.figure is not None:
        policy, figure = term.figure.split(".")
        if figure not in policies.get(policy, ()):
            raise document.error((*path, "figure"), f"không có số liệu “{term.figure}” trong các chính sách")
    if term.needs is not None and term.needs.policy is not None and term.needs.policy not in policies:
        raise document.error((*path, "needs", "policy"), f"không có chính sách “{term.needs.policy}”")
    for name in ("households", "persons"):
        asked = getattr(term, name)
        if asked is not None:
            _check_filter(document, (*path, name), asked, policies)


def _check_filter(document: Document, path: Path, asked: Filter, policies: Mapping[str, Collection[str]]) -> None:
    for name in _UNCOUNTABLE:
        if getattr(asked, name):
            raise document.error((*path, name), "điều kiện này không dùng để đếm cho chỉ số")
    known = {
        "classes": ([*codes.names("household_class"), UNCLASSIFIED], asked.classes),
        "area_class": (codes.names("area_class"), [asked.area_class]),
        "sex": (codes.names("sex"), [asked.sex]),
        "ethnic": (codes.names("ethnic_group"), [asked.ethnic]),
        "covered": (policies, asked.covered),
        "uncovered": (policies, asked.uncovered),
        "had": (policies, [one.policy for one in asked.had]),
        "not_had": (policies, [one.policy for one in asked.not_had]),
    }
    for name, (allowed, given) in known.items():
        for value in given:
            if value is not None and value not in allowed:
                raise document.error((*path, name), f"không có “{value}” (đang có: {', '.join(list(allowed)[:12])})")


@cache
def shipped() -> dict[str, Indicator]:
    """The indicators that the program carries, by id in the order of their files."""
    known = figures(definition.shipped())
    files = sorted(resources.path("indicators").glob("*.toml"))
    return {one.id: one for one in (parse(file.read_bytes(), file.name, known) for file in files)}


def figures(policies: Mapping[str, definition.Policy]) -> dict[str, set[str]]:
    """The ids of the figures that each policy counts."""
    return {name: {one.spec.id for one in policy.rules.counts} for name, policy in policies.items()}
