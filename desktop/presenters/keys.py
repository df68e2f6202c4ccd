"""The fields of every ledger key, so that a value in question is shown and typed as at its entry. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from db.domain import codes
from db.domain.standards import Standard
from db.policy import schema
from db.policy.definition import Ruled
from db.store.labels import label
from desktop.presenters.fields import FieldSpec, Kind, Option, ethnic_options, options_of
from desktop.presenters.support_fields import field_spec

GROUPS: dict[tuple[str, str], tuple[str, ...]] = {
    ("person", "identity"): ("name", "birth_date", "sex", "cmnd", "cccd"),
    ("household", "place"): ("unit", "village", "address"),
    ("household", "area"): ("area_class", "area_reason"),
    ("classification", "decision"): ("result", "sub_type", "standard", "decision_no", "decision_date"),
    ("support", "amounts"): ("requested", "approved", "cost"),
    ("need", "refusal"): ("refused_on", "refused_reason"),
    ("review", "area"): ("area_class", "area_reason"),
    ("review", "scores"): ("income", "b1", "b2", "variant"),
    ("review", "outcome"): ("result", "sub_type"),
    ("review", "change"): ("change_kind", "change_reason"),
    ("review_round", "field"): ("field_from", "field_to"),
    ("review_round", "posting"): ("posted_from", "posted_to", "posted_at"),
    ("review_round", "recheck"): ("complaints", "rechecked_on", "reposted_from", "reposted_to"),
    ("review_round", "asked"): ("opinion_level", "opinion_asked", "opinion_answered", "opinion_no"),
    ("review_round", "decision"): ("decision_no", "decision_date", "signatory", "valid_from"),
    ("review_meeting", "vote"): ("date", "attended", "agreed"),
    ("area_total", "figure"): ("value", "source"),
    ("official_figure", "figure"): ("value", "numerator", "denominator", "source"),
    ("target", "aim"): ("measure", "comparator", "value", "value_to"),
    ("target", "period"): ("from_year", "year"),
    ("target", "start"): ("baseline", "baseline_on", "baseline_source"),
    ("budget_line", "period"): ("from_year", "year"),
    ("budget_line", "serves"): ("policy", "project"),
}
"""Members of each group that people see, in the order of entry."""

_LISTS = {
    "sex": "sex",
    "relation": "relation",
    "area_class": "area_class",
    "result": "household_class",
    "sub_type": "poverty_sub_type",
    "change_kind": "poverty_change",
    "kind": "milestone_kind",
    "state": "plan_state",
    "end_reason": "membership_end",
    "opinion_level": "opinion_level",
}
_STEPWISE = ("transfer", "residence")
"""Records of a hand-over: one of the steps that were taken counts, never one typed here."""
_KINDS: dict[str, Kind] = {
    "birth_date": "date",
    "since": "day",
    "death_date": "day",
    "from_date": "day",
    "to_date": "day",
    "valid_from": "day",
    "decision_date": "day",
    "made_on": "day",
    "registered_on": "day",
    "refused_on": "day",
    "listed_on": "day",
    "field_from": "day",
    "field_to": "day",
    "posted_from": "day",
    "posted_to": "day",
    "rechecked_on": "day",
    "reposted_from": "day",
    "reposted_to": "day",
    "opinion_asked": "day",
    "opinion_answered": "day",
    "certified_on": "day",
    "year": "integer",
    "escape_year": "integer",
    "complaints": "integer",
    "attended": "integer",
    "agreed": "integer",
    "b1": "integer",
    "b2": "integer",
    "size": "integer",
    "income": "money",
    "date": "day",
    "ended": "day",
    "cmnd": "digits",
    "cccd": "digits",
    "bhxh_no": "digits",
    "phone": "digits",
    "requested": "money",
    "approved": "money",
    "cost": "money",
    "amount": "money",
    "note": "note",
    "ethnic_minority": "flag",
    "merit": "flag",
    "no_labour": "flag",
}
_REFERENCES = frozenset(
    {"household", "person", "support", "policy", "definition", "reverses", "unit", "unit_date", "plan", "review"}
)
_LISTED = frozenset({"causes", "sources", "deprivations", "answers", "cohort", "serves"})
"""Keys of several values."""
_ROUNDS = frozenset({("review", "round"), ("review_meeting", "round")})
"""The round of a support is a word, that of a review a record."""

_WIDTHS = {"name": 32, "address": 40, "area_reason": 40, "note": 60, "village": 24, "standard": 40}


@dataclass(frozen=True, slots=True)
class Known:
    """The villages and units that a household may be moved to, the standards there are."""

    villages: Sequence[Option] = ()
    units: Sequence[Option] = ()
    standards: Mapping[str, Standard] = field(default_factory=dict)


def specs(entity: str, key: str, known: Known, policy: Ruled | None, values: Sequence[Any]) -> tuple[FieldSpec, ...]:
    """The fields of a key: the members of a group, otherwise one. values: all values in question, for their sources."""
    if entity in ("support", "unit_record") and key.startswith("details."):
        return _details(policy, key.removeprefix("details.").split("+"))
    found = tuple(_spec(entity, member, known, policy) for member in GROUPS.get((entity, key), (key,)))
    return found + _sources(values) if key == "amounts" else found


def typable(entity: str, key: str, policy: Ruled | None) -> bool:
    """Whether a value of one's own can be typed: not where the key points to another record or holds rows."""
    if key.startswith("details."):
        parts = [policy.fields.get(name) if policy else None for name in key.removeprefix("details.").split("+")]
        return all(part is not None and not part.cells and not _points(part.spec) for part in parts)
    rows = key in _REFERENCES | _LISTED or key.startswith("amounts.") or (entity, key) in _ROUNDS
    return entity not in _STEPWISE and key != "deleted" and not rows


def _points(spec: schema.Field) -> bool:
    """Whether a field holds the id of another record, which nobody types."""
    return isinstance(spec, schema.LinkField)


def parts(entity: str, key: str, value: Any) -> dict[str, Any]:
    """A kept value by field."""
    if "+" in key:
        return dict(value or {}) if isinstance(value, dict) else {}
    if (entity, key) not in GROUPS:
        return {key.removeprefix("details."): value}
    given = dict(value) if isinstance(value, dict) else {}
    sources = given.pop("sources", None) or []
    return given | {f"sources.{s.get('source')}": s.get("amount") for s in sources if isinstance(s, dict)}


def joined(entity: str, key: str, typed: Mapping[str, Any], base: Any) -> Any:
    """What was filled in, as the ledger keeps it; members that no field shows are taken from `base`. None: empty."""
    filled = {name: value for name, value in typed.items() if value not in (None, [], "")}
    if "+" in key:
        return filled or None
    if (entity, key) not in GROUPS:
        return next(iter(filled.values()), None)
    if key == "place" and isinstance(base, dict) and "unit_date" in base:
        filled["unit_date"] = base["unit_date"]
    sources = [
        {"source": name.partition(".")[2], "amount": filled.pop(name)}
        for name in list(filled)
        if name.startswith("sources.")
    ]
    return (filled | ({"sources": sources} if sources else {})) or None


def _spec(entity: str, name: str, known: Known, policy: Ruled | None) -> FieldSpec:
    title = money_label(policy, name) if entity == "support" else label(entity, name)
    width = _WIDTHS.get(name, 16)
    options = _options(entity, name, known)
    if options:
        return FieldSpec(id=name, label=title, kind="choice", options=options, width=max(width, 24))
    whole = name in ("year", "escape_year", "from_year", "position") or (entity, name) == ("area_total", "value")
    kind: Kind = "integer" if whole else _KINDS.get(name, "text")
    limit = 2_000 if kind == "note" else 200
    return FieldSpec(id=name, label=title, kind=kind, width=width, max_length=limit)


def money_label(policy: Ruled | None, name: str) -> str:
    """The name of a key of a support; its definition has names of its own for amounts."""
    own = getattr(policy.definition.amounts, name, None) if policy else None
    return own if isinstance(own, str) else label("support", name)


def _options(entity: str, name: str, known: Known) -> tuple[Option, ...]:
    makers: dict[str, Callable[[], Sequence[Option]]] = {
        "ethnic": ethnic_options,
        "village": lambda: known.villages,
        "unit": lambda: known.units,
        "standard": lambda: [Option(one.id, one.title) for one in known.standards.values()],
        "indicator": lambda: _indicators(known),
    }
    if entity in ("review", "review_round") and name == "kind":
        return options_of("review_kind")
    if name in _LISTS and entity != "officer" and (name != "kind" or entity == "milestone"):
        return options_of(_LISTS[name])
    return tuple(makers[name]()) if name in makers else ()


def _indicators(known: Known) -> list[Option]:
    found = {code: one.name for by in known.standards.values() for code, one in by.indicators.items()}
    return [Option(code, name) for code, name in found.items()]


def _sources(values: Sequence[Any]) -> tuple[FieldSpec, ...]:
    """A money field for every funding source that one of the values names."""
    named = [name for value in values for name in parts("support", "amounts", value) if name.startswith("sources.")]
    labels = codes.names("funding_source")
    return tuple(
        FieldSpec(id=name, label=labels.get(name[8:], name[8:]), kind="money") for name in dict.fromkeys(named)
    )


def _details(policy: Ruled | None, names: Sequence[str]) -> tuple[FieldSpec, ...]:
    """Fields of a definition as its own form has them; a group and a field it does not know are only shown."""
    fields = [(name, policy.fields.get(name) if policy else None) for name in names]
    return tuple(
        field_spec(found, name)
        if found is not None and not found.cells
        else FieldSpec(id=name, label=found.label if found else name)
        for name, found in fields
    )
