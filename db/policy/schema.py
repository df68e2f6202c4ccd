"""The keys of a policy's definition file, one struct per table of it; shapes only, no checks across them.

Every key is explained in `docs/policies.md`; a test keeps the two together.
"""

from __future__ import annotations

import datetime
from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct

Id = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Code = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_]{1,40}$")]
Line = Annotated[str, Meta(min_length=1, max_length=300)]
Text = Annotated[str, Meta(max_length=1000)]
Round = Annotated[str, Meta(min_length=1, max_length=40)]
Formula = Annotated[str, Meta(min_length=1, max_length=600)]
Status = Literal["seen", "recalled", "uncertain", "own"]
Severity = Literal["hard", "soft"]
CoreKind = Literal[
    "requested", "reviewed", "approved", "refused", "disbursed", "delivered", "accepted", "repaid", "ended"
]
AmountKey = Literal["requested", "approved", "cost"]
Scalar = int | str | bool


class _Table(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A table of the file: unknown keys are refused."""


class LegalBasis(_Table, frozen=True, kw_only=True):
    """One legal text the policy rests on."""

    number: Line
    text: Line
    status: Status
    date: datetime.date | None = None
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None


class Agencies(_Table, frozen=True, kw_only=True):
    """Who answers for the policy, who helps."""

    lead: Line
    support: list[Line] = []


class Item(_Table, frozen=True, kw_only=True):
    """One value of a choice list; outside its dates it is questioned."""

    code: Code
    label: Line
    hint: Text = ""
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None
    status: Status = "own"
    source: Text = ""


class ChoiceList(_Table, frozen=True, kw_only=True):
    """A list of values kept in the definition itself."""

    id: Id
    items: Annotated[list[Item], Meta(min_length=1)]


class _Field(_Table, tag_field="type", frozen=True, kw_only=True):
    id: Id
    label: Line
    hint: Text = ""
    required: bool | Formula = False
    relevant: Formula | None = None
    constraint: Formula | None = None
    message: Text = ""
    severity: Severity = "hard"
    calculation: Formula | None = None
    default: Formula | None = None
    proposal: Formula | None = None
    sticky: bool = False
    sensitive: bool = False


class TextField(_Field, tag="text", frozen=True, kw_only=True):
    """Text; `pattern` is a row of letters and classes, each perhaps with {n}, {n,m} or ?."""

    max_length: Annotated[int, Meta(ge=1, le=4000)] = 200
    pattern: Text = ""


class IntegerField(_Field, tag="integer", frozen=True, kw_only=True):
    """A whole number."""

    min: int = -(10**12)
    max: int = 10**12
    unit: Text = ""


class MoneyField(_Field, tag="money", frozen=True, kw_only=True):
    """Whole đồng."""

    min: int = 0
    max: int = 10**15


class DecimalField(_Field, tag="decimal", frozen=True, kw_only=True):
    """A decimal, kept as canonical text; `min` and `max` are text too."""

    min: str = "-1000000000"
    max: str = "1000000000"
    digits: Annotated[int, Meta(ge=0, le=6)] = 2
    unit: Text = ""


class DateField(_Field, tag="date", frozen=True, kw_only=True):
    """A date; `partial` allows a year, or a month and year, alone."""

    partial: bool = False


class _Chooser(_Field, frozen=True, kw_only=True):
    choices: Id | None = None
    code_list: Id | None = None
    open: bool = False


class ChoiceField(_Chooser, tag="choice", frozen=True, kw_only=True):
    """One code of a list; `open` questions a code outside the list instead of refusing it."""


class MultiChoiceField(_Chooser, tag="multi_choice", frozen=True, kw_only=True):
    """Any number of codes of a list, kept in the list's order."""


class FlagField(_Field, tag="flag", frozen=True, kw_only=True):
    """Yes or no, or not yet known."""


class LinkField(_Field, tag="link", frozen=True, kw_only=True):
    """Another record of the register, kept as its id; `kind` narrows records of a unit to one kind. Not in policies."""

    to: Literal["person", "household", "record"]
    kind: Id | None = None


Cell = (
    TextField
    | IntegerField
    | MoneyField
    | DecimalField
    | DateField
    | ChoiceField
    | MultiChoiceField
    | FlagField
    | LinkField
)


class GroupField(_Field, tag="group", frozen=True, kw_only=True):
    """Several cells under one name; with `repeat`, rows of them."""

    fields: Annotated[list[Cell], Meta(min_length=1)]
    repeat: bool = False
    max_rows: Annotated[int, Meta(ge=1, le=200)] = 20


Field = Cell | GroupField


class Money(_Table, frozen=True, kw_only=True):
    """Which of the support's amounts the policy uses, with their labels, and the funding sources it allows."""

    requested: Line | None = None
    approved: Line | None = None
    cost: Line | None = None
    required: list[AmountKey] = []
    sources: list[Code] = []
    proposal: dict[AmountKey, Formula] = {}


class Limit(_Table, frozen=True, kw_only=True):
    """A dated bound of a programme on one field or amount."""

    field: Line
    source: Line
    status: Status
    value: Formula | None = None
    when: Formula | None = None
    min: int | str | None = None
    max: int | str | None = None
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None
    severity: Severity | None = None
    message: Text = ""


class Term(_Table, frozen=True, kw_only=True):
    """A dated figure of a programme (rate, premium share) that expressions read with `term('…')`."""

    id: Id
    value: Scalar
    status: Status
    source: Line
    unit: Text = ""
    when: Formula | None = None
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None


class Programme(_Table, frozen=True, kw_only=True):
    """A dated choice that carries rules: who may have it, its limits and terms."""

    code: Id
    label: Line
    status: Status
    source: Line
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None
    eligible: Formula | None = None
    eligible_text: Text = ""
    eligible_severity: Severity | None = None
    limits: list[Limit] = []
    terms: list[Term] = []


class LookupTable(_Table, frozen=True, kw_only=True):
    """A dated table from a code to a value, read with `lookup('…', …)`."""

    id: Id
    rows: dict[Code, Scalar]
    status: Status
    source: Line
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None


class State(_Table, frozen=True, kw_only=True):
    """A state of the support, derived from its milestones."""

    id: Id
    label: Line


class Milestone(_Table, frozen=True, kw_only=True):
    """A dated step that the life cycle allows."""

    kind: Id
    label: Line
    state: Id
    counts_as: CoreKind | Literal["none"] | None = None
    after: list[Id] = []
    requires: list[Id] = []
    expects: list[Id] = []
    excludes: list[Id] = []
    repeat: bool = False
    amount: Literal["none", "optional", "required"] = "none"
    note: Literal["optional", "required"] = "optional"
    hint: Text = ""


class Sum(_Table, frozen=True, kw_only=True):
    """Parts that must add up to a total."""

    id: Id
    label: Line
    total: Formula
    parts: Annotated[list[Formula], Meta(min_length=1)]
    field: Line
    severity: Severity = "hard"


class Check(_Table, frozen=True, kw_only=True):
    """A condition across fields; surely false means the message."""

    id: Id
    expr: Formula
    message: Line
    when: Formula | None = None
    field: str = ""
    severity: Severity | None = None
    source: Text = ""
    status: Status = "own"


class Overlap(_Table, frozen=True, kw_only=True):
    """When an earlier support of the same policy (record of the same kind) makes this one doubtful; always asks."""

    id: Id
    message: Line
    per: Literal["household", "person", "unit", "village"]
    period: Literal["active", "year", "round", "ever"]
    same: list[Line] = []
    unless_state: list[Id] = []
    when: Formula | None = None


class Content(_Table, frozen=True, kw_only=True):
    """What a support pays for; who has it by another policy within so many years is asked about."""

    id: Id
    label: Line
    when: Formula | None = None
    years: Annotated[int, Meta(ge=1, le=50)] = 1


class Count(_Table, frozen=True, kw_only=True):
    """A figure that plans and reports want: so many supports, households, persons; records, units, villages; a total;
    or how many different records a column of links names (in `rows` where that flag column is true).
    """

    id: Id
    label: Line
    unit: Line
    of: Literal["supports", "households", "persons", "records", "units", "villages"] | None = None
    sum: Formula | None = None
    when: Formula | None = None
    distinct: Line | None = None
    rows: Line | None = None


class Removes(_Table, frozen=True, kw_only=True):
    """Deprivations of one standard that the support takes away."""

    standard: Code
    indicators: Annotated[list[Code], Meta(min_length=1)]
    when: Formula | None = None


class Due(_Table, frozen=True, kw_only=True):
    """What somebody must be reminded of: shown `within` days before a date, or once `after` days have passed since."""

    id: Id
    title: Line
    date: Formula
    within: Annotated[int, Meta(ge=0, le=730)] | None = None
    after: Annotated[int, Meta(ge=0, le=730)] | None = None
    overdue: bool = False
    unless_renewed: bool = False
    requires: list[Id] = []
    excludes: list[Id] = []


class Print(_Table, frozen=True, kw_only=True):
    """A document the support appears on, with the form's number in its time."""

    document: Code
    form: Text = ""
    status: Status = "own"
    source: Text = ""
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None


class Ruled(_Table, frozen=True, kw_only=True):
    """What every definition file has, of a policy or of a kind of record."""

    format: Literal[1]
    id: Id
    version: Annotated[int, Meta(ge=1, le=9999)]
    title: Line
    short: Annotated[str, Meta(min_length=1, max_length=40)]
    fields: Annotated[list[Field], Meta(min_length=1)]
    legal_basis: list[LegalBasis] = []
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None
    hint: Text = ""
    choices: list[ChoiceList] = []
    tables: list[LookupTable] = []
    sums: list[Sum] = []
    checks: list[Check] = []
    overlaps: list[Overlap] = []
    counts: list[Count] = []
    columns: list[Line] = []
    together: list[Annotated[list[Id], Meta(min_length=2)]] = []


class Definition(Ruled, frozen=True, kw_only=True):
    """A whole definition file of a policy."""

    level: Literal["household", "person"]
    nature: Literal["grant", "credit", "card", "service"] = "grant"
    legal_basis: Annotated[list[LegalBasis], Meta(min_length=1)]
    agencies: Agencies
    states: Annotated[list[State], Meta(min_length=1)]
    milestones: Annotated[list[Milestone], Meta(min_length=1)]
    initial_state: Id
    record_date: Formula | None = None
    rounds: list[Round] = []
    active_from: Formula | None = None
    active_to: Formula | None = None
    eligible: Formula | None = None
    amounts: Money | None = None
    programmes: list[Programme] = []
    contents: list[Content] = []
    deprivations: list[Removes] = []
    due: list[Due] = []
    number: list[Id] = []
    prints: list[Print] = []


class Head(_Table, frozen=True, kw_only=True):
    """What stands above the fields of a record: what its name and its date are called, whether it is about a village.

    `written` makes the name of a record that has none of its own. `ahead`: its date may be still to come.
    """

    date: Line
    name: Line | None = None
    written: Line | None = None
    village: Literal["none", "optional", "required"] = "none"
    ahead: bool = False


class Balance(_Table, frozen=True, kw_only=True):
    """What is left of something that comes in and goes out: `amount` of each record, positive or negative.

    Records of one unit (or village, `per`) with the same values in `same` share one balance.
    """

    id: Id
    label: Line
    unit: Line
    amount: Formula
    message: Line
    per: Literal["unit", "village"] = "unit"
    same: list[Id] = []


class RecordKind(Ruled, frozen=True, kw_only=True):
    """A whole definition file of a kind of record that an office keeps: no household, no life cycle, no amounts.

    until: the field with the last day of what lasts; due_on, done_on: the fields with the day by which something is to
    be done and on which it was; zones: which fact `ho.zone` a value of the field `status` is;
    project: the field that names the project it belongs to; cost: what it cost.
    """

    group: Line
    head: Head
    agencies: Agencies | None = None
    until: Id | None = None
    due_on: Id | None = None
    done_on: Id | None = None
    status: Id | None = None
    zones: dict[Code, Code] = {}
    project: Id | None = None
    cost: Formula | None = None
    balances: list[Balance] = []

    level: ClassVar[str] = "unit"
    record_date: ClassVar[None] = None
    eligible: ClassVar[None] = None
    amounts: ClassVar[None] = None
    states: ClassVar[list[State]] = []
    milestones: ClassVar[list[Milestone]] = []
    programmes: ClassVar[list[Programme]] = []
    contents: ClassVar[list[Content]] = []
    deprivations: ClassVar[list[Removes]] = []
    due: ClassVar[list[Due]] = []
    number: ClassVar[list[Id]] = []

    @property
    def active_from(self) -> str | None:
        """What lasts begins on the date of its record."""
        return "ky.date" if self.until else None

    @property
    def active_to(self) -> str | None:
        """And ends on its last day."""
        return self.until


AnyDefinition = Definition | RecordKind
