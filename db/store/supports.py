"""Commands on supports: add, change, add a milestone; judged by the policy's definition, kept with its hash.

No policy's own rule stands here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, select

from db.domain.errors import InvalidData, Issue, NotAllowed, NotFound
from db.domain.values import age_on, local_date, show_date
from db.ledger.ledger import values_of
from db.ledger.register import Register
from db.models import Classification, Finding
from db.policy import evaluate
from db.policy.definition import Policy
from db.policy.evaluate import Facts
from db.store.actions import Action
from db.store.drafts import forget_draft
from db.store.inputs import Amounts, MilestoneInput, Source, SupportChanges, SupportInput
from db.store.people import settle
from db.store.policies import definition_of, policy
from db.store.reading import household, household_of, support, supports
from db.store.rows import HouseholdRow, MilestoneRow, SupportRow
from db.store.shapes import read

KINH = "01"
ESCAPED = ("escaped_poverty", "escaped_near_poverty")


@dataclass(slots=True)
class Recorded:
    """A support written: its id, the soft findings that the reason overrode, its state afterwards."""

    id: str
    state: str
    warnings: list[Issue] = field(default_factory=list)


def add_support(register: Register, data: SupportInput, *, reason: str = "", draft: str = "") -> Recorded:
    """Record a support with its milestones in one action; `draft` as in `add_household`.

    Raises:
        NotFound: unknown policy, household or person.
        InvalidData: hard findings of the definition, or soft ones and no reason.
    """
    with register.write() as connection:
        action = Action(register, connection, reason)
        recorded = draft_support(register, connection, action, data, reason)
        action.commit()
        forget_draft(register, connection, draft)
    return recorded


def draft_support(
    register: Register, connection: Connection, action: Action, data: SupportInput, reason: str
) -> Recorded:
    """Check a support and put it into an action; nothing is written yet."""
    chosen = policy(connection, data.policy)
    owner = _household(register, connection, data)
    data = msgspec.structs.replace(data, household=owner)
    facts = facts_for(register, connection, data, chosen)
    warnings = settle(evaluate.check(chosen, data, facts), reason)
    values = _values(chosen, data, facts)
    if warnings:
        values["override_reason"] = reason.strip()
    record = action.create("support", values)
    for step in data.milestones:
        _draft_milestone(action, record, step)
    state = evaluate.status(chosen, [msgspec.to_builtins(step) for step in data.milestones])
    return Recorded(record, state, warnings)


def _household(register: Register, connection: Connection, data: SupportInput) -> str:
    """The household the support belongs to: named, or that of its person today."""
    if data.household:
        return data.household
    found = household_of(connection, data.person or "", _today(register)) if data.person else None
    if found is None:
        raise InvalidData(
            [
                Issue(
                    "household",
                    "hard",
                    "no_household",
                    "Hỗ trợ phải ghi cho một hộ hoặc một người đang ở trong một hộ.",
                )
            ]
        )
    return found


def _values(chosen: Policy, data: SupportInput, facts: Facts) -> dict[str, Any]:
    values: dict[str, Any] = {
        "household": data.household,
        "person": data.person,
        "policy": chosen.id,
        "definition": chosen.sha256,
        "year": data.year,
        "round": data.round,
        "note": data.note,
    }
    if data.amounts is not None:
        amounts = {k: v for k, v in msgspec.to_builtins(data.amounts).items() if v not in (None, [])}
        values["amounts"] = amounts or None
    return values | detail_keys(chosen, evaluate.complete(chosen, data, facts))


def detail_keys(chosen: Policy, details: dict[str, Any]) -> dict[str, Any]:
    """Ledger keys of details: `details.<id>`; fields kept together have one key `details.<id>+<id>` with an object."""
    keys = {f"details.{name}": value for name, value in details.items()}
    for members in chosen.together:
        group = {name: details[name] for name in members if name in details}
        for name in group:
            del keys[f"details.{name}"]
        if group:
            keys["details." + "+".join(members)] = group
    return keys


def set_support(register: Register, record: str, changes: dict[str, Any], *, reason: str = "") -> Recorded:
    """Change a support: any of `year, round, amounts, details, note`; `details` names only the fields to change.

    Raises:
        NotFound: unknown support.
        NotAllowed, InvalidData: its definition is not here, unknown field, findings as in `add_support`.
    """
    with register.write() as connection:
        row = support(connection, record)
        chosen = _definition(connection, row)
        after = _changed(row, changes)
        facts = facts_for(register, connection, after, chosen, but=record)
        warnings = settle(evaluate.check(chosen, after, facts), reason)
        values = _values(chosen, after, facts)
        for key in detail_keys(chosen, row.details):
            values.setdefault(key, None)
        if warnings:
            values["override_reason"] = reason.strip()
        action = Action(register, connection, reason)
        action.set("support", record, values)
        action.commit()
        _settled(connection, record)
    return Recorded(record, evaluate.status(chosen, [msgspec.to_builtins(s) for s in after.milestones]), warnings)


def _settled(connection: Connection, record: str) -> None:
    """A support that has just passed every rule is no longer in the queue of broken ones."""
    connection.execute(delete(Finding).where(Finding.support == record))


def _definition(connection: Connection, row: SupportRow) -> Policy:
    chosen = definition_of(connection, row.policy, row.definition)
    if chosen is None:
        message = (
            "Bản ghi này theo định nghĩa chính sách mà sổ chưa có: chỉ xem, chưa sửa được. "
            "Hãy nhận gói mới của cấp trên."
        )
        raise InvalidData([Issue("policy", "hard", "unknown_definition", message)])
    return chosen


def _changed(row: SupportRow, changes: dict[str, Any]) -> SupportInput:
    before, given = as_input(row), read(changes, SupportChanges)
    details = {**before.details, **(given.details or {})}
    kept = {name: getattr(given if name in changes else before, name) for name in ("year", "round", "amounts", "note")}
    return SupportInput(
        policy=before.policy,
        household=before.household,
        person=before.person,
        milestones=before.milestones,
        details={name: value for name, value in details.items() if value is not None},
        **kept,
    )


def as_input(row: SupportRow) -> SupportInput:
    """A support as a caller would hand it over again, reversed milestones left out."""
    sources = [Source(source=s.get("source", ""), amount=s.get("amount", 0)) for s in row.sources]
    amounts = Amounts(requested=row.requested, approved=row.approved, cost=row.cost, sources=sources)
    return SupportInput(
        policy=row.policy,
        year=row.year,
        household=row.household,
        person=row.person,
        round=row.round,
        amounts=amounts if any((row.requested, row.approved, row.cost, sources)) else None,
        details=row.details,
        milestones=[_step(step) for step in row.milestones],
        note=row.note,
    )


def _step(step: MilestoneRow) -> MilestoneInput:
    return MilestoneInput(
        kind=step.kind, date=step.date, amount=step.amount, document_no=step.document_no, note=step.note
    )


def add_milestone(register: Register, record: str, step: MilestoneInput, *, reason: str = "") -> Recorded:
    """Record a dated step of a support; the whole life cycle is checked with it."""
    with register.write() as connection:
        row = support(connection, record)
        chosen = _definition(connection, row)
        after = as_input(row)
        after.milestones.append(step)
        warnings = settle(
            evaluate.check(chosen, after, facts_for(register, connection, after, chosen, but=record)), reason
        )
        action = Action(register, connection, reason)
        _draft_milestone(action, record, step)
        action.commit()
        _settled(connection, record)
    return Recorded(record, evaluate.status(chosen, [msgspec.to_builtins(s) for s in after.milestones]), warnings)


def _draft_milestone(action: Action, record: str, step: MilestoneInput) -> str:
    return action.create("milestone", {"support": record, **msgspec.to_builtins(step)})


def reverse_milestone(register: Register, milestone: str, *, reason: str) -> str:
    """Correct a milestone by one that reverses it; both stay in the history.

    Raises:
        NotAllowed: no reason; NotFound: no such milestone.
    """
    if not reason.strip():
        raise NotAllowed("reason_needed", "Hủy một mốc phải có lý do. Chưa ghi gì: ghi lý do rồi làm lại.")
    with register.write() as connection:
        values = values_of(connection, "milestone", milestone)
        if values is None:
            raise NotFound("not_found", f"Không có mốc mang mã {milestone} trong sổ này. Kiểm tra lại mã.")
        action = Action(register, connection, reason)
        kept = {name: values.get(name) for name in ("support", "kind", "date", "amount")}
        record = action.create("milestone", {**kept, "reverses": milestone})
        action.commit()
    return record


def state_of(connection: Connection, row: SupportRow) -> tuple[str, str]:
    """(state id, Vietnamese label) derived from the milestones by the support's own definition."""
    chosen = definition_of(connection, row.policy, row.definition)
    if chosen is None:
        return "", "chưa rõ (thiếu định nghĩa chính sách)"
    state = evaluate.status(chosen, [msgspec.to_builtins(step) for step in row.milestones])
    return state, chosen.status_label(state)


def _today(register: Register) -> str:
    return local_date(register.providers.now())


def facts_for(
    register: Register, connection: Connection, data: SupportInput, chosen: Policy, *, but: str = ""
) -> Facts:
    """What the definition may ask about the household, the person and their other supports.

    All as of the date whose law counts. but: id of the support being changed, which is not its own rival.
    """
    today = _today(register)
    on = min(evaluate.record_date(chosen, data, Facts(on=today, household={})), today)
    home = household(connection, data.household or "", on)
    person = next((member for member in home.members if member.id == data.person), None)
    if data.person and person is None:
        message = f"Người này không ở trong hộ vào ngày {show_date(on)}: kiểm tra lại hộ, người hoặc năm."
        raise InvalidData([Issue("person", "hard", "not_member", message)])
    others = [row for row in supports(connection, household=home.id, policy=chosen.id) if row.id != but]
    return Facts(
        on=today,
        household=household_facts(connection, home),
        others=[_other(connection, row) for row in others],
        person=None
        if person is None
        else {
            "id": person.id,
            "name": person.name,
            "birth_date": person.birth_date,
            "sex": person.sex,
            "age": age_on(person.birth_date, on) if person.birth_date else None,
            "relation": person.relation,
            "ethnic_minority": None if person.ethnic is None else person.ethnic != KINH,
        },
    )


def household_facts(connection: Connection, home: HouseholdRow) -> dict[str, Any]:
    """Facts `ho.…` of a household row."""
    now = home.classification
    return {
        "id": home.id,
        "size": len(home.members),
        "classification": now.result if now else None,
        "sub_type": now.sub_type if now else None,
        "standard": now.standard if now else None,
        "classified_from": now.valid_from if now else None,
        "was_2011_2015_poor": _was_poor_2011(connection, home.id),
        "escaped_on": now.valid_from if now and now.result in ESCAPED else None,
        "area_class": home.area_class,
        "ethnic_minority": home.ethnic_minority,
        "head_sex": home.head.sex if home.head else None,
        "deprivations": home.deprivations,
    }


def _was_poor_2011(connection: Connection, record: str) -> bool | None:
    """Whether the household was on the poor list of the standard 2011–2015; None if this register does not say."""
    query = select(Classification.result).where(
        Classification.household == record, Classification.standard == "2011_2015", Classification.deleted == 0
    )
    found = list(connection.execute(query).scalars())
    return None if not found else "poor" in found


def _other(connection: Connection, row: SupportRow) -> dict[str, Any]:
    chosen = definition_of(connection, row.policy, row.definition)
    state, start, end = "", None, None
    if chosen is not None:
        data = as_input(row)
        state = evaluate.status(chosen, [msgspec.to_builtins(step) for step in data.milestones])
        start, end = evaluate.active_period(chosen, data, Facts(on=f"{row.year}-12-31", household={}))
    return {
        "id": row.id,
        "person": row.person,
        "year": row.year,
        "round": row.round,
        "details": row.details,
        "amounts": {"requested": row.requested, "approved": row.approved, "cost": row.cost},
        "status": state,
        "active_from": start,
        "active_to": end,
    }
