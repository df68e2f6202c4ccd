"""Commands on supports: add, change, add a milestone; judged by the policy's definition, kept with its hash.

No policy's own rule stands here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Connection, delete

from db.domain.errors import InvalidData, Issue, NotAllowed, NotFound, no_record
from db.ledger.ledger import values_of
from db.ledger.register import Register
from db.models import Finding
from db.policy import evaluate
from db.policy.definition import Policy
from db.policy.evaluate import Facts
from db.store.actions import Action
from db.store.definitions.detail_keys import as_seen, detail_keys, replaced
from db.store.definitions.policies import definition_of, policy
from db.store.drafts import forget_draft
from db.store.facts import Judged, as_input, facts_for, facts_of, today_of
from db.store.household.people import settle
from db.store.inputs import MilestoneInput, Seen, SupportChanges, SupportInput
from db.store.plan.needs import draft_served
from db.store.reading import household_of, support, supports
from db.store.rows import SupportRow
from db.store.seen import values_seen
from db.store.shapes import read
from db.store.waiting import waiting


@dataclass(slots=True)
class Recorded:
    """A support written: its id, the soft findings that the reason overrode, its state afterwards.

    disputed: another desk had written something else since it was seen; both values wait for a decision.
    """

    id: str
    state: str
    warnings: list[Issue] = field(default_factory=list)
    disputed: bool = False


def add_support(
    register: Register, data: SupportInput, *, reason: str = "", draft: str = "", need: str = ""
) -> Recorded:
    """Record a support with its milestones in one action; `draft` as in `add_household`; need: id of the registered
    need that it serves.

    Raises:
        NotFound: unknown policy, household, person or need.
        InvalidData: hard findings of the definition, or soft ones and no reason.
    """
    with register.write() as connection:
        action = Action(register, connection, reason)
        recorded = draft_support(register, connection, action, data, reason)
        if need:
            draft_served(connection, action, need, recorded.id, household_for(register, connection, data))
        action.commit()
        forget_draft(register, connection, draft)
    return recorded


def draft_support(
    register: Register, connection: Connection, action: Action, data: SupportInput, reason: str
) -> Recorded:
    """Check a support and put it into an action; nothing is written yet."""
    chosen = policy(connection, data.policy)
    owner = household_for(register, connection, data)
    data = msgspec.structs.replace(data, household=owner)
    facts = facts_for(register, connection, data, chosen)
    return write_support(action, chosen, data, facts, settle(evaluate.check(chosen, data, facts), reason), reason)


def write_support(
    action: Action, chosen: Policy, data: SupportInput, facts: Facts, warnings: list[Issue], reason: str
) -> Recorded:
    """Put a support that was checked into an action; warnings: the soft findings that the reason overrides."""
    values = _values(chosen, data, facts)
    if warnings:
        values["override_reason"] = reason.strip()
    record = action.create("support", values)
    for step in data.milestones:
        _draft_milestone(action, record, step)
    state = evaluate.status(chosen, [msgspec.to_builtins(step) for step in data.milestones])
    return Recorded(record, state, warnings)


def household_for(register: Register, connection: Connection, data: SupportInput) -> str:
    """The household the support belongs to: named, or that of its person today."""
    if data.household:
        return data.household
    found = household_of(connection, data.person or "", today_of(register)) if data.person else None
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
    return _own_values(chosen, data) | detail_keys(chosen, evaluate.complete(chosen, data, facts))


def _own_values(chosen: Policy, data: SupportInput) -> dict[str, Any]:
    """Ledger keys that a support of every policy has."""
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
    return values


def set_support(
    register: Register,
    record: str,
    changes: dict[str, Any],
    *,
    steps: Sequence[MilestoneInput] = (),
    seen: Seen | None = None,
    reason: str = "",
    draft: str = "",
) -> Recorded:
    """Change a support: any of `year, round, amounts, details, note`; `details` names only the fields to change.

    steps: milestones that come with the change (an acceptance and what was accepted stand or fall together);
    seen: what the officer had before his eyes (`seen_of`), so that what another desk wrote since stands beside it;
    None: the newest values are replaced. draft: as in `add_household`.

    Raises:
        NotFound: unknown support.
        NotAllowed, InvalidData: its definition is not here, unknown field, findings as in `add_support`.
    """
    with register.write() as connection:
        row = support(connection, record)
        chosen = _definition(connection, row)
        after = _changed(row, changes)
        after.milestones.extend(steps)
        facts = facts_for(register, connection, after, chosen, but=record)
        warnings = settle(_not_settled(chosen, row, after, facts), reason)
        values = _differing(chosen, row, after, facts)
        if seen is not None:
            known = values_seen(connection, "support", record, seen.get(record, {}))
            values = as_seen(chosen, values, known, changes.get("details") or {})
        if warnings:
            values["override_reason"] = reason.strip()
        action = Action(register, connection, reason)
        action.set("support", record, values, base=replaced(connection, chosen, "support", record, seen))
        for step in steps:
            _draft_milestone(action, record, step)
        action.commit()
        settled(connection, record)
        forget_draft(register, connection, draft)
        disputed = bool(seen) and any(kind == "support" for kind, _id, _key in waiting(connection, action.records))
    state = evaluate.status(chosen, [msgspec.to_builtins(s) for s in after.milestones])
    return Recorded(record, state, warnings, disputed)


def draft_changed(
    action: Action,
    chosen: Policy,
    row: SupportRow,
    after: SupportInput,
    facts: Facts,
    *,
    steps: Sequence[MilestoneInput] = (),
    override: str = "",
) -> None:
    """Put a support that was changed and checked into an action, with steps that came.

    override: why soft findings are passed over, "" where there are none.
    """
    values = _differing(chosen, row, after, facts)
    if override:
        values["override_reason"] = override
    action.set("support", row.id, values)
    for step in steps:
        _draft_milestone(action, row.id, step)


def not_settled(chosen: Policy, row: SupportRow, after: SupportInput, facts: Facts) -> list[Issue]:
    """Findings about a changed support, without the soft ones that the record carried before."""
    return _not_settled(chosen, row, after, facts)


def changed(row: SupportRow, changes: dict[str, Any]) -> SupportInput:
    """A support after changes as `set_support` takes them."""
    return _changed(row, changes)


def _differing(chosen: Policy, row: SupportRow, after: SupportInput, facts: Facts) -> dict[str, Any]:
    """Ledger keys whose value is another now. The others stay, also two values of a key that wait for a decision."""
    before = _own_values(chosen, as_input(row)) | detail_keys(chosen, row.details)
    values = dict.fromkeys(before) | _values(chosen, after, facts)
    return {key: value for key, value in values.items() if value != before.get(key)}


def _not_settled(chosen: Policy, row: SupportRow, after: SupportInput, facts: Facts) -> list[Issue]:
    """Findings after a change, without the soft ones that the record carried before: their reason was given then."""
    before = evaluate.check(chosen, as_input(row), facts)
    return [issue for issue in evaluate.check(chosen, after, facts) if issue.severity == "hard" or issue not in before]


def settled(connection: Connection, record: str) -> None:
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


def add_milestone(register: Register, record: str, step: MilestoneInput, *, reason: str = "") -> Recorded:
    """Record a dated step of a support; the whole life cycle is checked with it."""
    with register.write() as connection:
        row = support(connection, record)
        chosen = _definition(connection, row)
        after = as_input(row)
        after.milestones.append(step)
        facts = facts_for(register, connection, after, chosen, but=record)
        warnings = settle(_not_settled(chosen, row, after, facts), reason)
        action = Action(register, connection, reason)
        draft_step(action, chosen, row, after, facts)
        action.commit()
        settled(connection, record)
    return Recorded(record, evaluate.status(chosen, [msgspec.to_builtins(s) for s in after.milestones]), warnings)


def draft_step(action: Action, chosen: Policy, row: SupportRow, after: SupportInput, facts: Facts) -> None:
    """Put the last milestone of `after` into an action, with the fields that the definition works out from it."""
    _draft_milestone(action, row.id, after.milestones[-1])
    _draft_calculated(action, chosen, row, after, facts)


def _draft_calculated(action: Action, chosen: Policy, row: SupportRow, after: SupportInput, facts: Facts) -> None:
    """What the definition works out anew; a key that waits for a decision is left to it."""
    worked_out = {name for name, field in chosen.fields.items() if field.calculation is not None}
    kept = detail_keys(chosen, evaluate.complete(chosen, after, facts))
    values = dict.fromkeys(detail_keys(chosen, row.details)) | kept
    names = {key: set(key.removeprefix("details.").split("+")) for key in values}
    disputed = action.disputed("support", row.id)
    changed = {key: value for key, value in values.items() if names[key] & worked_out and key not in disputed}
    if changed:
        action.set("support", row.id, changed)


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
            raise no_record("mốc", milestone)
        action = Action(register, connection, reason)
        kept = {name: values.get(name) for name in ("support", "kind", "date", "amount")}
        record = action.create("milestone", {**kept, "reverses": milestone})
        _draft_without(register, connection, action, values.get("support", ""), milestone)
        action.commit()
        _settled_if_whole(register, connection, values["support"])
    return record


def _settled_if_whole(register: Register, connection: Connection, record: str) -> None:
    """A broken support leaves the queue when what was taken back was all that broke it."""
    try:
        row = support(connection, record)
        chosen, data = _definition(connection, row), as_input(row)
        issues = evaluate.check(chosen, data, facts_for(register, connection, data, chosen, but=record))
    except (NotFound, InvalidData):  # nobody can judge it here and now
        return
    if not any(issue.severity == "hard" for issue in issues):
        settled(connection, record)


def _draft_without(register: Register, connection: Connection, action: Action, owner: str, milestone: str) -> None:
    """What was worked out from a step goes with it, where the support can still be judged."""
    for row in supports(connection, ids=[owner]):
        chosen = definition_of(connection, row.policy, row.definition)
        row.milestones = [step for step in row.milestones if step.id != milestone]
        after = as_input(row)
        facts = facts_of(register, connection, [Judged(after, chosen, owner)])[0] if chosen else None
        if chosen is not None and isinstance(facts, Facts):
            _draft_calculated(action, chosen, row, after, facts)


def state_of(connection: Connection, row: SupportRow) -> tuple[str, str]:
    """(state id, Vietnamese label) derived from the milestones by the support's own definition."""
    chosen = definition_of(connection, row.policy, row.definition)
    if chosen is None:
        return "", "chưa rõ (thiếu định nghĩa chính sách)"
    state = evaluate.status(chosen, [msgspec.to_builtins(step) for step in row.milestones])
    return state, chosen.status_label(state)
