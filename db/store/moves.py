"""Commands on who lives where: death, marriage, removal and split end a membership by its date and never delete it.

Nothing is decided here about classes or supports of the households concerned.
"""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection

from db.domain.errors import InvalidData, Issue
from db.domain.values import local_date
from db.ledger.register import Register
from db.store.actions import Action
from db.store.households import Added, check_second_head, draft_household, need
from db.store.inputs import HouseholdInput, MembershipChanges, MoveInput
from db.store.people import HEAD, check_code, check_day, settle
from db.store.reading import household_of, households, memberships
from db.store.rows import MemberRow
from db.store.shapes import read
from db.store.villages import need_villages

DIED, ROLE = "died", "role"
CAUSES = "membership_end"


def move(register: Register, data: MoveInput, *, reason: str = "") -> Added:
    """Let people leave their household, to another one, to a new one or to none, in one action.

    Returns:
        The household they went to (empty if none) and the people.

    Raises:
        NotFound: no such household to go to.
        InvalidData: not all of one household on that day, no head left behind, no head or two where they go.
    """
    today = local_date(register.providers.now())
    settle([*check_day(data.on, "on", today), *check_code(CAUSES, data.cause, "cause"), *_check_goal(data)], "")
    with register.write() as connection:
        members = _members(connection, data)
        settle(_check_movers(connection, data, members) + _check_heads(connection, data, members), "")
        action = Action(register, connection, reason)
        goal = _goal(connection, action, data)
        for mover in data.persons:
            _leave(action, members[mover.person], data.on, data.cause)
            if data.cause == DIED:
                action.set("person", mover.person, {"death_date": data.on})
            elif goal:
                _enter(action, goal, mover.person, mover.relation, data.on)
        if data.head is not None:
            _leave(action, members[data.head], data.on, ROLE)
            _enter(action, _need_home(connection, data), data.head, HEAD, data.on)
        action.commit()
    return Added(goal, [mover.person for mover in data.persons])


def _check_goal(data: MoveInput) -> list[Issue]:
    issues = [
        i for n, mover in enumerate(data.persons) for i in check_code("relation", mover.relation, f"persons[{n}]")
    ]
    if not data.persons:
        issues.append(Issue("persons", "hard", "no_members", "Chưa ghi ai rời hộ: ghi ít nhất một người."))
    if data.household and data.new:
        message = "Chỉ chọn một nơi đến: hộ đang có trong sổ, hoặc hộ mới."
        issues.append(Issue("household", "hard", "two_goals", message))
    if data.cause == DIED and (data.household or data.new):
        issues.append(Issue("household", "hard", "two_goals", "Người đã chết không chuyển đến hộ nào: bỏ mục nơi đến."))
    if data.new is not None and not data.new.village:
        issues.append(Issue("new.village", "hard", "no_village", "Hộ phải ở một thôn: ghi tên thôn."))
    return issues


def _need_home(connection: Connection, data: MoveInput) -> str:
    """The household of the first person on that day."""
    home = household_of(connection, data.persons[0].person, data.on)
    if home is None:
        message = "Người này không ở trong hộ nào vào ngày đó: kiểm tra lại mã người và ngày."
        raise InvalidData([Issue("persons[0]", "hard", "not_member", message)])
    return home


def _members(connection: Connection, data: MoveInput) -> dict[str, MemberRow]:
    """Members of the household they leave, as of that day, by person."""
    rows = households(connection, [_need_home(connection, data)], data.on)
    return {member.id: member for row in rows for member in row.members}


def _check_movers(connection: Connection, data: MoveInput, members: dict[str, MemberRow]) -> list[Issue]:
    """Everybody named is a member of that household on that day, once, and has not left it by the register already."""
    issues = []
    named = [(f"persons[{n}]", mover.person) for n, mover in enumerate(data.persons)]
    if data.head is not None:
        named.append(("head", data.head))
    for number, (field, person) in enumerate(named):
        stays = {stay.id: stay for stay in memberships(connection, person)}
        if person not in members:
            message = "Người này không ở cùng hộ vào ngày đó: kiểm tra lại mã người và ngày."
            issues.append(Issue(field, "hard", "not_member", message))
        elif person in [other for _, other in named[:number]]:
            issues.append(Issue(field, "hard", "twice", f"{members[person].name} được ghi hai lần: bỏ một."))
        elif stays[members[person].membership].to_date is not None:
            message = f"{members[person].name} đã rời hộ theo sổ: sửa lần rời hộ đó thay vì ghi lần nữa."
            issues.append(Issue(field, "hard", "left_already", message))
    return issues


def _check_heads(connection: Connection, data: MoveInput, members: dict[str, MemberRow]) -> list[Issue]:
    """Who stays has a head, and so has the household they go to, never two."""
    gone = {mover.person for mover in data.persons}
    issues = []
    heads = [m for m in members.values() if m.relation == HEAD and m.id not in gone]
    if data.head is not None and heads:
        message = f"Hộ còn chủ hộ {heads[0].name}: không ghi chủ hộ mới."
        issues.append(Issue("head", "hard", "one_head", message))
    elif data.head is None and not heads and set(members) - gone:
        message = "Chủ hộ rời hộ mà hộ còn người: ghi mã người làm chủ hộ mới."
        issues.append(Issue("head", "hard", "one_head", message))
    if data.household is not None and data.household == _need_home(connection, data):
        message = "Nơi đến chính là hộ đang ở: ghi mã hộ khác, hoặc bỏ mục này."
        issues.append(Issue("household", "hard", "same_household", message))
    coming = sum(mover.relation == HEAD for mover in data.persons)
    if data.new is not None and coming != 1:
        message = f"Hộ mới có {coming} người ghi là chủ hộ: phải có đúng một chủ hộ (quan hệ 01)."
        issues.append(Issue("persons", "hard", "one_head", message))
    elif data.household and coming:
        issues += check_second_head(connection, data.household, data.on)
    return issues


def _goal(connection: Connection, action: Action, data: MoveInput) -> str:
    """The household they go to, founded now if it is new; empty if they go to none."""
    if data.household:
        need(connection, "household", data.household)
        return data.household
    if data.new is None:
        return ""
    facts = {name: value for name, value in msgspec.structs.asdict(data.new).items() if name != "village"}
    village = need_villages(connection, data.new.village or "", action.unit)[0]
    founded = HouseholdInput(village=village, members=[], since=data.on, **facts)
    return draft_household(action, founded, village).id


def _leave(action: Action, member: MemberRow, on: str, cause: str) -> None:
    action.set("membership", member.membership, {"to_date": on, "end_reason": cause})


def _enter(action: Action, household: str, person: str, relation: str, on: str) -> None:
    values = {"household": household, "person": person, "relation": relation, "from_date": on}
    action.create("membership", values)


def set_membership(register: Register, record: str, changes: dict[str, Any], *, reason: str = "") -> None:
    """Correct the dates, the end or the relation of one membership; `null` erases (a death that was none).

    Raises:
        NotFound: no such membership; InvalidData: unknown field, no such day or code, an end before its beginning.
    """
    given = read(changes, MembershipChanges)
    today = local_date(register.providers.now())
    issues = check_day(given.from_date, "from_date", today) + check_day(given.to_date, "to_date", today)
    issues += check_code("relation", given.relation, "relation") + check_code(CAUSES, given.end_reason, "end_reason")
    with register.write() as connection:
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
