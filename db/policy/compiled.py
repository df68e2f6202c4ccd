"""A definition after its checks: the file's tables joined with their compiled expressions; data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from db.policy import schema
from db.policy.dates import FindableDate
from db.policy.expression import Expression
from db.policy.template import Template


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field with its conditions. codes: its choices in order; cells: the columns of a group, in order.

    secret: sensitive itself or by its group; its values stay out of every sentence.
    """

    spec: schema.Field
    required: Expression | bool
    relevant: Expression | None
    constraint: Expression | None
    message: Template | None
    calculation: Expression | None
    default: Expression | None
    proposal: Expression | None
    codes: Mapping[str, schema.Item]
    secret: bool
    cells: tuple[Field, ...] = ()

    @property
    def id(self) -> str:
        """The field's id, the ledger key behind `details.`."""
        return self.spec.id

    @property
    def label(self) -> str:
        """The field's Vietnamese name."""
        return self.spec.label

    @property
    def repeats(self) -> bool:
        """Whether the field is a group of rows."""
        return isinstance(self.spec, schema.GroupField) and self.spec.repeat

    @property
    def cell(self) -> schema.Cell:
        """The spec of a field that is no group."""
        if isinstance(self.spec, schema.GroupField):
            raise TypeError(self.spec.id)
        return self.spec


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A bound of a programme; `label` names what is bound, `unit` stands behind its figures."""

    spec: schema.Limit
    label: str
    kind: str
    unit: str
    value: Expression
    when: Expression | None
    least: Decimal | None
    most: Decimal | None
    message: Template | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A programme with its rules; terms keep their condition beside them."""

    spec: schema.Programme
    eligible: Expression | None
    limits: tuple[Limit, ...]
    terms: tuple[tuple[schema.Term, Expression | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """Parts and their total."""

    spec: schema.Sum
    total: Expression
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A condition across fields with its sentence."""

    spec: schema.Check
    expr: Expression
    when: Expression | None
    message: Template


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """A rule against a second support."""

    spec: schema.Overlap
    when: Expression | None
    message: Template


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a support pays for, and when it does."""

    spec: schema.Content
    when: Expression | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A figure of the policy, what each support adds to it (None: one), and which supports do."""

    spec: schema.Count
    sum: Expression | None
    when: Expression | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What a record adds to what is left of something, and the sentence for when less than nothing is left."""

    spec: schema.Balance
    amount: Expression
    message: Template


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A reminder and the date it hangs on."""

    spec: schema.Due
    date: FindableDate


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Everything the evaluator walks through, ready to run.

    order: fields in the order in which they can be computed. programme_field: id of the field that chooses the
    programme, if any. tables: the dated tables by id. starts, ends: `active_from`, `active_to` as they are found in a
    register. proposals: amounts that whole-village work proposes. written, balances, cost: of kinds of
    records alone.
    """

    fields: Mapping[str, Field]
    order: tuple[Field, ...]
    milestones: Mapping[str, schema.Milestone]
    programmes: Mapping[str, Programme]
    programme_field: str | None
    sums: tuple[Sum, ...]
    checks: tuple[Check, ...]
    overlaps: tuple[Overlap, ...]
    contents: tuple[Content, ...]
    counts: tuple[Count, ...]
    removes: tuple[tuple[schema.Removes, Expression | None], ...]
    tables: Mapping[str, tuple[schema.LookupTable, ...]]
    record_date: Expression | None
    active_from: Expression | None
    active_to: Expression | None
    starts: FindableDate | None
    ends: FindableDate | None
    dues: tuple[Due, ...]
    eligible: Expression | None
    proposals: Mapping[str, Expression]
    sensitive: frozenset[str]
    labels: Mapping[str, str]
    written: Template | None = None
    balances: tuple[Balance, ...] = ()
    cost: Expression | None = None


def bounded(value: Any) -> Decimal | None:
    """A bound of the file as a decimal."""
    return None if value is None else Decimal(str(value))
