"""From a policy's definition to the fields of its form. Knows the shapes of definitions and none of their rules."""

from __future__ import annotations

import re
from collections.abc import Iterable

from db.domain import codes
from db.policy import schema
from db.policy.compiled import Field
from db.policy.definition import Kind as RecordKind
from db.policy.definition import Policy, Ruled
from desktop.presenters.fields import FieldSpec, Kind, Option
from desktop.presenters.form import Section
from desktop.words import _

AMOUNTS = ("requested", "approved", "cost")
SOURCES = "amounts.sources"
SHORT_TEXT, LONG_TEXT = 40, 250
"""Characters up to which a text is a narrow field, and from which on it is one of several lines."""

_DIGITS = re.compile(r"(?:\\d|\d)(?:\{[\d,]+\}|\?)?")
_CAPITALS = re.compile(r"\[A-Z[^a-z]*\]")
_KINDS: dict[type[schema.Field], Kind] = {
    schema.MoneyField: "money",
    schema.DecimalField: "decimal",
    schema.ChoiceField: "choice",
    schema.MultiChoiceField: "choices",
    schema.FlagField: "flag",
    schema.LinkField: "choice",
}
_WIDTHS: dict[Kind, int] = {
    "money": 18,
    "integer": 10,
    "year": 8,
    "decimal": 10,
    "flag": 8,
    "date": 12,
    "day": 12,
    "digits": 18,
    "code": 20,
    "choices": 60,
    "note": 100,
}


def sections_of(policy: Policy) -> list[Section]:
    """The sections of a policy's form, in the order of the definition; field ids are the paths of findings."""
    return [*_details(policy, _("Nội dung hỗ trợ")), *_money(policy), _note()]


def detail_sections(kind: RecordKind) -> list[Section]:
    """The sections of the fields of a kind of record."""
    return list(_details(kind, ""))


def _details(policy: Ruled, title: str) -> Iterable[Section]:
    run: list[FieldSpec] = []
    for field in policy.fields.values():
        if not field.cells:
            run.append(field_spec(field, f"details.{field.id}"))
            continue
        if run:
            yield Section(title, tuple(run))
            run, title = [], ""
        yield _group(field)
    if run:
        yield Section(title, tuple(run))


def _group(field: Field) -> Section:
    path = f"details.{field.id}"
    spec = field.spec
    most = spec.max_rows if isinstance(spec, schema.GroupField) else 0
    if field.repeats:
        cells = tuple(field_spec(cell, cell.id) for cell in field.cells)
    else:
        cells = tuple(field_spec(cell, f"{path}.{cell.id}") for cell in field.cells)
    return Section(field.label, cells, path, spec.hint, field.repeats, most)


def field_spec(field: Field, path: str) -> FieldSpec:
    """One field of a definition as a place to fill in; what depends on other fields is the form's to change."""
    kind = _kind(field.cell)
    options = tuple(Option(code, option_label(code, item.label), item.hint) for code, item in field.codes.items())
    return FieldSpec(
        id=path,
        label=field.label,
        kind=kind,
        required=field.required is True,
        options=options,
        hint=field.spec.hint,
        unit=getattr(field.cell, "unit", ""),
        width=_width(field.cell, kind, options),
        max_length=getattr(field.cell, "max_length", 200),
        open=getattr(field.cell, "open", False),
        sensitive=field.secret,
        sticky=field.spec.sticky,
        computed=field.calculation is not None,
    )


def option_label(code: str, name: str) -> str:
    """Codes that people know by heart (HN, K1) stand before their names; numbers and ids of ours do not."""
    return f"{code} – {name}" if code.isupper() and len(code) <= 4 else name


def _kind(cell: schema.Cell) -> Kind:
    if isinstance(cell, schema.TextField):
        return _text_kind(cell)
    if isinstance(cell, schema.DateField):
        return "date" if cell.partial else "day"
    if isinstance(cell, schema.IntegerField):
        return "year" if cell.min >= 1900 and cell.max <= 2200 else "integer"
    return _KINDS[type(cell)]


def _text_kind(cell: schema.TextField) -> Kind:
    if cell.pattern:
        if re.fullmatch(f"(?:{_DIGITS.pattern})+", cell.pattern):
            return "digits"
        if _CAPITALS.search(cell.pattern) and not re.search(r"\[[^\]]*a-z", cell.pattern):
            return "code"
    return "note" if cell.max_length >= LONG_TEXT else "text"


def _width(cell: schema.Cell, kind: Kind, options: tuple[Option, ...]) -> int:
    if kind == "text" and isinstance(cell, schema.TextField):
        return 20 if cell.max_length <= SHORT_TEXT else 34
    if kind == "choice":
        longest = max((len(option.label) for option in options), default=0)
        return min(48, max(14, longest))
    return _WIDTHS[kind]


def _money(policy: Policy) -> Iterable[Section]:
    declared = policy.definition.amounts
    if declared is None:
        return
    named = {key: getattr(declared, key) for key in AMOUNTS}
    fields = tuple(
        FieldSpec(id=f"amounts.{key}", label=label, kind="money", required=key in declared.required, width=18)
        for key, label in named.items()
        if label
    )
    if fields:
        yield Section(_("Số tiền"), fields, "amounts")
    if declared.sources:
        options = tuple(Option(code, codes.name("funding_source", code)) for code in declared.sources)
        source = FieldSpec(id="source", label=_("Nguồn vốn"), kind="choice", options=options, required=True, width=44)
        amount = FieldSpec(id="amount", label=_("Số tiền"), kind="money", required=True)
        yield Section(_("Các nguồn vốn"), (source, amount), SOURCES, "", True, len(options))


def _note() -> Section:
    note = FieldSpec(id="note", label=_("Ghi chú"), kind="note", width=100, max_length=1000)
    return Section("", (note,))


def head_section(policies: Iterable[Policy]) -> Section:
    """The first fields of every support: which policy, of which year and round, for whom."""
    options = tuple(
        Option(policy.id, policy.short, policy.title if policy.title != policy.short else "") for policy in policies
    )
    return Section(
        "",
        (
            FieldSpec(id="policy", label=_("Chính sách"), kind="choice", options=options, required=True, width=20),
            FieldSpec(id="year", label=_("Năm"), kind="year", required=True, width=8, sticky=True),
            FieldSpec(id="round", label=_("Đợt"), width=10, max_length=40, sticky=True),
            FieldSpec(id="turn", label=_("Đợt"), kind="choice", required=True, width=16),
            FieldSpec(id="person", label=_("Người hưởng"), kind="choice", required=True, width=30),
        ),
    )
