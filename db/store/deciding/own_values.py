"""A value that a person writes to end a conflict, neither side's own: checked as an entry is, made as it is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from sqlalchemy import Connection

from db.domain.errors import InvalidData, Issue
from db.domain.values import local_date
from db.ledger import ledger
from db.ledger.register import Register, settings
from db.models import ENTITIES
from db.policy import evaluate
from db.store.days import check_day
from db.store.definitions.kinds import kind_of
from db.store.definitions.policies import definition_of, policies
from db.store.definitions.standards import indicator_names
from db.store.facts import as_input, facts_for
from db.store.household.households import check_classification, check_fields, kept, person_fields
from db.store.household.people import IDENTITY, changed, check_code, check_person, check_taken, identity_values, settle
from db.store.inputs import Amounts, ClassificationInput, FollowUpInput, MeasureInput, NeedInput, PlanInput, RecordInput
from db.store.plan.checks import check_follow_up, check_measure
from db.store.plan.needs import REFUSAL, as_need, need_issues
from db.store.plan.plans import as_plan, plan_issues
from db.store.plan.reading import need_row, plan
from db.store.reading import support
from db.store.record.checks import Judge
from db.store.record.reading import as_input as as_entered
from db.store.record.reading import record
from db.store.review.reading import review, round_row
from db.store.review.reviews import as_input as as_review
from db.store.review.reviews import weigh
from db.store.review.rounds import as_round, round_issues
from db.store.shapes import read


def own_value(register: Register, connection: Connection, entity: str, record: str, key: str, value: Any) -> Any:
    """`value` as the key of that record may hold it; a group is given whole, None erases.

    Raises:
        InvalidData: the hard findings about this key; fields are the members of a group, else the key itself.
    """
    if value is None:
        return None
    members = _members(entity, key)
    if members and (not isinstance(value, dict) or set(value) - set(members)):
        message = f"Mục “{key}” là một nhóm: ghi JSON có các mục {', '.join(members)}."
        raise InvalidData([Issue(key, "hard", "bad_type", message)])
    judge = _JUDGES.get(entity)
    if judge is None:
        return value
    own, issues = judge(register, connection, record, key, value)
    fields = set(members or (key,))
    settle([i for i in issues if i.severity == "hard" and _about(i.field, key, fields)], "")
    return own


def _members(entity: str, key: str) -> tuple[str, ...]:
    """Members of a group, () for a single key."""
    if entity in ("support", "unit_record") and "+" in key:
        return tuple(key.removeprefix("details.").split("+"))
    known = ENTITIES.get(entity)
    return known.groups.get(key, ()) if known else ()


def _about(field: str, key: str, members: set[str]) -> bool:
    """Whether a finding is about this key: other keys of the record may be in doubt themselves."""
    own = field in members or field.removeprefix("details.").split(".")[0].split("[")[0] in members
    return own or field == key or field.startswith((f"{key}.", f"{key}["))


Judged = tuple[Any, Iterable[Issue]]


def _person(register: Register, connection: Connection, record: str, key: str, value: Any) -> Judged:
    before = person_fields(ledger.values_of(connection, "person", record) or {})
    if key == "death_date":
        return value, check_day(value, key)
    if key == "identity":
        before = {"name": "", **{name: known for name, known in before.items() if name not in IDENTITY}}
    person = changed(before, value if key == "identity" else {key: value})
    today, papers = local_date(register.providers.now()), settings(connection)["unit_date"]
    issues = check_person(person, field="", today=today, papers_on=papers)
    issues += check_taken(connection, [("", person)], but=[record])
    return identity_values(person) if key == "identity" else getattr(person, key), issues


def _household(register: Register, connection: Connection, record: str, key: str, value: Any) -> Judged:
    now = ledger.values_of(connection, "household", record) or {}
    today = local_date(register.providers.now())
    if key != "place":
        issues = check_fields(connection, now, value if key == "area" else {key: value}, today=today)
        return value if key == "area" else kept(key, value), issues
    known = {name: part for name, part in (now.get("place") or {}).items() if name in ("unit", "unit_date")}
    place = known | {name: part for name, part in value.items() if part is not None}
    asked = {name: place.get(name) for name in ("village", "address")}
    return place, check_fields(connection, {**now, "place": place}, asked, today=today)


def _membership(register: Register, connection: Connection, record: str, key: str, value: Any) -> Judged:
    if key == "relation":
        return value, check_code("relation", value, "relation")
    return value, check_day(str(value), key) if key in ("from_date", "to_date") else []


def _classification(register: Register, connection: Connection, record: str, key: str, value: Any) -> Judged:
    now = ledger.values_of(connection, "classification", record) or {}
    decision = value if key == "decision" else now.get("decision") or {}
    flat = {"standard": "", "result": "", "valid_from": "", "change_kind": now.get("change_kind"), **decision}
    flat["valid_from"] = now.get("valid_from") or ""
    given = read(flat | ({} if key == "decision" else {key: value}), ClassificationInput)
    return value, check_classification(connection, given)


def _support(register: Register, connection: Connection, record: str, key: str, value: Any) -> Judged:
    row = support(connection, record)
    chosen = definition_of(connection, row.policy, row.definition)
    data = as_input(row)
    if chosen is None or not _put(data, key, value):
        return value, []
    facts = facts_for(register, connection, data, chosen, but=record)
    return value, evaluate.check(chosen, data, facts)


def _plan(register: Register, connection: Connection, record: str, key: str, value: Any) -> Judged:
    known: dict[str, Any] = msgspec.to_builtins(as_plan(plan(connection, record)))
    return kept(key, value), plan_issues(register, connection, read({**known, key: value}, PlanInput), but=record)


def _need(register: Register, connection: Connection, record: str, key: str, value: Any) -> Judged:
    known: dict[str, Any] = msgspec.to_builtins(as_need(need_row(connection, record)))
    if key == "refusal":
        known |= {"support": None, **dict.fromkeys(REFUSAL)}
    given = value if key == "refusal" else {key: value}
    return kept(key, value), need_issues(register, connection, read({**known, **given}, NeedInput), but=record)


def _measure(register: Register, connection: Connection, record: str, key: str, value: Any) -> Judged:
    known = ledger.values_of(connection, "plan_measure", record) or {}
    given = read({**_of(known, MeasureInput), key: value}, MeasureInput)
    return kept(key, value), check_measure(given, "", policies(connection), indicator_names(connection))


def _follow_up(register: Register, connection: Connection, record: str, key: str, value: Any) -> Judged:
    known = ledger.values_of(connection, "plan_follow_up", record) or {}
    given = read({"date": "", "outcome": "", **_of(known, FollowUpInput), key: value}, FollowUpInput)
    return kept(key, value), check_follow_up(given, "", local_date(register.providers.now()))


def _unit_record(register: Register, connection: Connection, identity: str, key: str, value: Any) -> Judged:
    row = record(connection, identity)
    chosen = kind_of(connection, row.kind, row.definition)
    data = as_entered(row)
    if key.startswith("details."):
        data.details = {**data.details, **(value if "+" in key else {key.removeprefix("details."): value})}
    elif key in RecordInput.__struct_fields__:
        data = read({**msgspec.to_builtins(data), key: value}, RecordInput)
    if chosen is None:
        return value, []
    return value, Judge(register, connection, chosen, row.unit, but=identity).issues(connection, data)


def _of(values: dict[str, Any], shape: type[msgspec.Struct]) -> dict[str, Any]:
    """The values that an input has a field for."""
    return {name: value for name, value in values.items() if name in shape.__struct_fields__ and value is not None}


def _review(register: Register, connection: Connection, record: str, key: str, value: Any) -> Judged:
    given = value if ENTITIES["review"].groups.get(key) else {key: value}
    data = msgspec.structs.replace(as_review(review(connection, record)), **_open(key), **given)
    (found,) = weigh(register, connection, [(record, data)])
    return value, found.issues


def _open(key: str) -> dict[str, Any]:
    """What follows from a key that is written anew."""
    return {"result": None, "sub_type": None} if key in ("scores", "deprivations", "area") else {}


def _round(register: Register, connection: Connection, record: str, key: str, value: Any) -> Judged:
    given = value if ENTITIES["review_round"].groups.get(key) else {key: value}
    data = msgspec.structs.replace(as_round(round_row(connection, record)), **given)
    return kept(key, value) if isinstance(value, str) else value, round_issues(register, connection, data)


def _put(data: Any, key: str, value: Any) -> bool:
    """Write a ledger key into a support as entered; False for a key that its definition does not judge."""
    if key == "amounts":
        data.amounts = read(value, Amounts)
    elif key == "year":
        data.year = value if type(value) is int else 0
    elif key.startswith("details."):
        data.details = {**data.details, **(value if "+" in key else {key.removeprefix("details."): value})}
    else:
        return False
    return True


_JUDGES: dict[str, Callable[[Register, Connection, str, str, Any], Judged]] = {
    "person": _person,
    "household": _household,
    "membership": _membership,
    "classification": _classification,
    "support": _support,
    "household_plan": _plan,
    "plan_measure": _measure,
    "plan_follow_up": _follow_up,
    "need": _need,
    "review": _review,
    "review_round": _round,
    "unit_record": _unit_record,
}
