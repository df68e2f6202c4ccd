"""Correcting where somebody was recorded to live: dates, end and relation of a membership; what happens is an event."""

from __future__ import annotations

from typing import Any

from db.domain.errors import Issue
from db.ledger.register import Register
from db.store.actions import Action
from db.store.days import check_past
from db.store.household.households import check_second_head, dates_for, need
from db.store.household.people import HEAD, check_code, settle
from db.store.inputs import MembershipChanges
from db.store.shapes import read

ENDS = "membership_end"


def set_membership(register: Register, record: str, changes: dict[str, Any], *, reason: str = "") -> None:
    """Correct the dates, the end or the relation of one membership; `null` erases (a death that was none).

    Raises:
        NotFound: no such membership; InvalidData: unknown field, no such day or code, an end before its beginning.
    """
    given = read(changes, MembershipChanges)
    issues = check_code("relation", given.relation, "relation") + check_code(ENDS, given.end_reason, "end_reason")
    with register.write() as connection:
        today = dates_for(register, connection, None).today
        issues += [
            *check_past(given.from_date, "from_date", today=today),
            *check_past(given.to_date, "to_date", today=today),
        ]
        after = {**need(connection, "membership", record), **changes}
        start, end = after.get("from_date"), after.get("to_date")
        if start and end and end < start:
            issues.append(Issue("to_date", "hard", "order", "Ngày rời hộ trước ngày vào hộ: kiểm tra lại hai ngày."))
        if after.get("relation") == HEAD and end is None:
            issues += check_second_head(connection, after["household"], today, but=after["person"])
        settle(issues, "")
        action = Action(register, connection, reason)
        action.set("membership", record, changes)
        action.commit()
