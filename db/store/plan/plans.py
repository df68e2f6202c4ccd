"""Commands on households' poverty-reduction plans: add, change; checked whole, written in one action."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection

from db.domain.errors import Issue, no_record
from db.domain.values import is_iso_date
from db.ledger.register import Register
from db.store.actions import Action
from db.store.definitions.policies import policies
from db.store.definitions.standards import indicator_names
from db.store.drafts import forget_draft
from db.store.facts import today_of
from db.store.household.households import tidy
from db.store.household.people import settle
from db.store.inputs import (
    FollowUpChanges,
    FollowUpInput,
    MeasureChanges,
    MeasureInput,
    PlanChanges,
    PlanInput,
)
from db.store.plan.checks import check_plan
from db.store.plan.reading import plan, plans
from db.store.reading import household
from db.store.rows import FollowUpRow, MeasureRow, PlanRow
from db.store.shapes import read

FIELDS = ("year", "made_on", "causes", "cause_note", "wishes", "escape_year", "note")
T = TypeVar("T", MeasureInput, FollowUpInput)


class Written(msgspec.Struct, kw_only=True):
    """A plan or a need written: its id and the soft findings that the reason overrode."""

    id: str
    warnings: list[Issue] = []


def add_plan(register: Register, data: PlanInput, *, reason: str = "", draft: str = "") -> Written:
    """Record a household's plan of a year with its measures and follow-ups; `draft` as in `add_household`.

    Raises:
        NotFound: no such household.
        InvalidData: hard findings (the household has a plan of that year), or soft ones and no reason.
    """
    with register.write() as connection:
        warnings = settle(plan_issues(register, connection, data), reason)
        action = Action(register, connection, reason)
        record = draft_plan(action, data, _override(warnings, reason))
        action.commit()
        forget_draft(register, connection, draft)
    return Written(id=record, warnings=warnings)


def draft_plan(action: Action, data: PlanInput, override: Mapping[str, Any] | None = None) -> str:
    """Put a checked plan with its measures and follow-ups into an action; return its id."""
    record = action.create("household_plan", {"household": data.household, **_values(data, FIELDS), **(override or {})})
    for measure in data.measures:
        action.create("plan_measure", {"plan": record, **_values(measure)})
    for follow_up in data.follow_ups:
        action.create("plan_follow_up", {"plan": record, **_values(follow_up)})
    return record


def set_plan(register: Register, record: str, changes: dict[str, Any], *, reason: str = "", draft: str = "") -> Written:
    """Change a plan: fields of `PlanChanges`. Measures and follow-ups that are not named stay as they are.

    Raises:
        NotFound: no such plan, or a measure or follow-up that it does not have.
        InvalidData: unknown field, findings as in `add_plan`.
    """
    with register.write() as connection:
        row = plan(connection, record)
        given = read(changes, PlanChanges)
        measures = _changed(row.measures, given.measures, MeasureChanges, MeasureInput)
        follow_ups = _changed(row.follow_ups, given.follow_ups, FollowUpChanges, FollowUpInput)
        before = as_plan(row)
        after = msgspec.structs.replace(
            before,
            **{name: getattr(given, name) for name in FIELDS if name in changes},
            measures=[one for _id, one in measures],
            follow_ups=[one for _id, one in follow_ups],
        )
        warnings = settle(_new_issues(register, connection, row, before, after), reason)
        action = Action(register, connection, reason)
        action.set("household_plan", record, _values(after, FIELDS) | _override(warnings, reason))
        _write_parts(action, "plan_measure", record, measures)
        _write_parts(action, "plan_follow_up", record, follow_ups)
        action.commit()
        forget_draft(register, connection, draft)
    return Written(id=record, warnings=warnings)


def as_plan(row: PlanRow) -> PlanInput:
    """A recorded plan as it would be entered."""
    values = {name: getattr(row, name) for name in FIELDS}
    measures = [_as_input(one, MeasureInput) for one in row.measures]
    follow_ups = [_as_input(one, FollowUpInput) for one in row.follow_ups]
    return PlanInput(household=row.household, **values, measures=measures, follow_ups=follow_ups)


def _as_input(row: MeasureRow | FollowUpRow, kind: type[T]) -> T:
    known = msgspec.to_builtins(row)
    return msgspec.convert({name: known[name] for name in kind.__struct_fields__}, kind)


def _changed(
    rows: Sequence[MeasureRow | FollowUpRow],
    changes: Sequence[Mapping[str, Any]],
    shape: type[MeasureChanges] | type[FollowUpChanges],
    kind: type[T],
) -> list[tuple[str, T]]:
    """Every part as it is afterwards, with its id ("" for a new one)."""
    found: dict[str, T] = {row.id: _as_input(row, kind) for row in rows}
    new: list[tuple[str, T]] = []
    for change in changes:
        given = read(change, shape)
        part = {name: getattr(given, name) for name in change if name != "id"}
        if given.id is None:
            new.append(("", msgspec.convert(_all_of(given, kind), kind)))
        elif given.id in found:
            found[given.id] = msgspec.structs.replace(found[given.id], **part)
        else:
            raise no_record("giải pháp hoặc lần theo dõi của kế hoạch này", given.id)
    kept: list[tuple[str, T]] = list(found.items())
    return kept + new


def _all_of(given: msgspec.Struct, kind: type[T]) -> dict[str, Any]:
    known: dict[str, Any] = msgspec.to_builtins(given)
    return {name: known[name] for name in kind.__struct_fields__}


def _write_parts(action: Action, entity: str, plan_id: str, parts: Sequence[tuple[str, T]]) -> None:
    for record, part in parts:
        if record:
            action.set(entity, record, _values(part))
        else:
            action.create(entity, {"plan": plan_id, **_values(part)})


def _values(data: msgspec.Struct, names: Sequence[str] = ()) -> dict[str, Any]:
    """Ledger values of an input, texts tidied, nothing where nothing stands."""
    known: dict[str, Any] = msgspec.to_builtins(data)
    return {name: tidy(known[name]) or None for name in names or data.__struct_fields__}


def _override(warnings: Sequence[Issue], reason: str) -> dict[str, Any]:
    return {"override_reason": reason.strip()} if warnings else {}


def _new_issues(
    register: Register, connection: Connection, row: PlanRow, before: PlanInput, after: PlanInput
) -> list[Issue]:
    """Findings after a change, without the soft ones that the plan carried before: their reason was given then."""
    known = plan_issues(register, connection, before, but=row.id)
    found = plan_issues(register, connection, after, but=row.id)
    return [issue for issue in found if issue.severity == "hard" or issue not in known]


def plan_issues(register: Register, connection: Connection, data: PlanInput, *, but: str = "") -> list[Issue]:
    """All findings about a plan as the register stands; but: its own id where it is recorded already."""
    today = today_of(register)
    made = data.made_on if data.made_on and is_iso_date(data.made_on) else today
    home = household(connection, data.household, made)
    issues = check_plan(data, home, today=today, policies=policies(connection), indicators=indicator_names(connection))
    others = plans(connection, households=[data.household], year=data.year)
    if any(one.id != but for one in others):
        message = f"Hộ đã có kế hoạch năm {data.year}: mở kế hoạch đó để sửa."
        issues.append(Issue("year", "hard", "plan_exists", message))
    return issues
