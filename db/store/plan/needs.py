"""Commands on registered needs: add, change, serve by a support. A need counts as served while that support stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from db.domain.errors import InvalidData, Issue
from db.ledger.register import Register
from db.models import Membership
from db.store.actions import Action
from db.store.definitions.policies import policies
from db.store.drafts import forget_draft
from db.store.facts import today_of
from db.store.household.households import filled, tidy
from db.store.household.people import settle
from db.store.inputs import NeedChanges, NeedInput
from db.store.officers import officer_names
from db.store.plan.checks import check_need
from db.store.plan.plans import Written
from db.store.plan.reading import need_row, needs
from db.store.reading import household, household_of, supports
from db.store.rows import NeedRow
from db.store.shapes import read

REFUSAL = ("refused_on", "refused_reason")


def add_need(register: Register, data: NeedInput, *, reason: str = "", draft: str = "") -> Written:
    """Register a need of a household, or of the one its person lives in; `draft` as in `add_household`.

    Raises:
        NotFound: no such household.
        InvalidData: hard findings, or soft ones and no reason.
    """
    with register.write() as connection:
        data = _completed(register, connection, data)
        warnings = settle(need_issues(register, connection, data), reason)
        action = Action(register, connection, reason)
        record = draft_need(action, data, {"override_reason": reason.strip()} if warnings else {})
        action.commit()
        forget_draft(register, connection, draft)
    return Written(id=record, warnings=warnings)


def draft_need(action: Action, data: NeedInput, override: Mapping[str, Any] | None = None) -> str:
    """Put a checked need into an action; return its id."""
    return action.create("need", {"household": data.household, **_values(data), **(override or {})})


def set_need(register: Register, record: str, changes: dict[str, Any], *, reason: str = "", draft: str = "") -> Written:
    """Change a need: fields of `NeedChanges` but the household, which stays.

    Raises:
        NotFound: no such need.
        InvalidData: unknown field, findings as in `add_need`.
    """
    with register.write() as connection:
        row = need_row(connection, record)
        given = read(changes, NeedChanges)
        before = as_need(row)
        after = msgspec.structs.replace(
            before, **{name: getattr(given, name) for name in changes if name != "household"}
        )
        known = need_issues(register, connection, before, but=record)
        found = need_issues(register, connection, after, but=record)
        warnings = settle([i for i in found if i.severity == "hard" or i not in known], reason)
        action = Action(register, connection, reason)
        override = {"override_reason": reason.strip()} if warnings else {}
        action.set("need", record, _values(after) | override)
        action.commit()
        forget_draft(register, connection, draft)
    return Written(id=record, warnings=warnings)


def draft_served(connection: Connection, action: Action, need: str, support: str, household_id: str) -> None:
    """Put into an action that the support it records serves a need of the same household.

    Raises:
        NotFound: no such need; InvalidData: it is another household's.
    """
    row = need_row(connection, need)
    if row.household != household_id:
        message = "Nhu cầu này là của hộ khác: ghi hỗ trợ từ nhu cầu của chính hộ."
        raise InvalidData([Issue("household", "hard", "other_household", message)])
    action.set("need", need, {"support": support, "refusal": None})


def as_need(row: NeedRow) -> NeedInput:
    """A recorded need as it would be entered."""
    return NeedInput(**{name: getattr(row, name) or None for name in NeedInput.__struct_fields__})


def _completed(register: Register, connection: Connection, data: NeedInput) -> NeedInput:
    today = today_of(register)
    home = data.household or (household_of(connection, data.person, today) if data.person else None)
    if home is None:
        message = "Nhu cầu phải ghi cho một hộ hoặc một người đang ở trong một hộ."
        raise InvalidData([Issue("household", "hard", "no_household", message)])
    household(connection, home, today)
    return msgspec.structs.replace(
        data,
        household=home,
        registered_on=data.registered_on or today,
        registered_by=data.registered_by or officer_names(connection).get(register.officer),
    )


def _values(data: NeedInput) -> dict[str, Any]:
    names = [name for name in data.__struct_fields__ if name not in (*REFUSAL, "household")]
    refusal = filled({name: tidy(getattr(data, name)) for name in REFUSAL})
    return {name: tidy(getattr(data, name)) for name in names} | {"refusal": refusal or None}


def need_issues(register: Register, connection: Connection, data: NeedInput, *, but: str = "") -> list[Issue]:
    """All findings about a need as the register stands; but: its own id where it is recorded already."""
    home = data.household or ""
    members = connection.execute(select(Membership.person).where(Membership.household == home)).scalars()
    serving = supports(connection, ids=[data.support]) if data.support else []
    return check_need(
        data,
        today=today_of(register),
        policies=policies(connection),
        members={person for person in members if person},
        support=serving[0] if serving else None,
        others=[one for one in needs(connection, households=[home]) if one.id != but],
    )
