"""Households, or people alone, handed over from one unit to another, step by step. The one place that changes owners.

The unit that gives away asks; the nearest office above both offers it to the other unit, or turns it down; that unit
accepts or returns it; then the office hands over: all records of the household are written anew into the stream of the
unit that receives, and the stream of the one that gives away says that they have gone. Until then they are its own.
Each unit holds a `transfer` of its own; the office above holds both.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from db.domain.errors import InvalidData, Issue, NotAllowed, NotFound
from db.domain.units import Unit, catalogue
from db.domain.values import show_date
from db.ledger.register import Register, settings
from db.store.actions import Action
from db.store.days import check_past
from db.store.facts import today_of
from db.store.handover.handing import Handed, hand_over_household, hand_over_people, people_of
from db.store.handover.moves import OPEN, MoveRow, move_row, open_moves
from db.store.household.households import filled, need, tidy
from db.store.inputs import Handing
from db.store.late import recheck_late
from db.store.owners import is_above, owner_of, unit_title
from db.store.reading import household_of
from db.store.roles import check_role

__all__ = ["accept", "ask", "destinations", "give_back", "hand_over", "offer", "turn_down", "withdraw"]


def ask(register: Register, data: Handing) -> str:
    """Ask the office above to hand a household over; returns the id of the request.

    Raises:
        NotFound: no such household, person or unit. NotAllowed: it is not ours, or a request for it is under way.
        InvalidData: all other findings at once.
    """
    with register.write() as connection:
        _check_household(connection, data)
        issues = _check_destination(connection, data.destination)
        issues += check_past(data.date, "date", today=today_of(register))
        if not tidy(data.note):
            issues.append(Issue("note", "hard", "no_note", "Chưa ghi vì sao chuyển: ghi lý do chuyển đi."))
        issues += _check_people(connection, data)
        if issues:
            raise InvalidData(issues)
        action = Action(register, connection)
        values = {
            "household": data.household,
            "persons": data.persons,
            "origin": action.unit,
            "destination": data.destination,
            "date": data.date,
            "address": tidy(data.address),
            "note": tidy(data.note),
            "step": "asked",
        }
        record = action.create("transfer", values)
        action.commit()
    return record


def _check_household(connection: Connection, data: Handing) -> None:
    need(connection, "household", data.household)
    unit = settings(connection)["unit"]
    owner = owner_of(connection, "household", data.household)
    if owner != unit:
        told = f"Hộ này do {unit_title(connection, owner or '')} quản lý. Chưa làm gì"
        raise NotAllowed("moved", f"{told}: chỉ đơn vị đang quản lý mới đề nghị chuyển hộ.")
    for other in open_moves(connection, data.household):
        if not other.persons or not data.persons or set(other.persons) & set(data.persons):
            told = f"Hộ này đã có đề nghị chuyển đến {other.destination_name} đang chờ. Chưa làm gì"
            raise NotAllowed("move_open", f"{told}: rút đề nghị đó lại trước, hoặc chờ trả lời.")


def destinations(connection: Connection) -> list[Unit]:
    """The units to which ours can hand over: those of its level in the province, those under the same office first."""
    known = settings(connection)
    day, own = known["unit_date"], known["unit"]
    found: dict[str, Unit] = {}
    for above in catalogue().ancestors(own, day):
        found |= {one.code: one for one in _within(above, known["level"], day) if one.code not in found}
    return [one for one in found.values() if one.code != own]


def _within(above: Unit, level: str, day: str) -> Iterator[Unit]:
    """The units of a level below one."""
    for one in catalogue().children(above, day):
        if one.level == level:
            yield one
        else:
            yield from _within(one, level, day)


def _check_destination(connection: Connection, destination: str) -> list[Issue]:
    known = settings(connection)
    found = catalogue().on(destination, known["unit_date"])
    if destination == known["unit"]:
        message = "Nơi đến chính là đơn vị mình: đổi thôn của hộ thì sửa nơi ở ở trang của hộ."
        return [Issue("destination", "hard", "same_unit", message)]
    if found not in destinations(connection):
        message = (
            f"{catalogue().full_name(found, known['unit_date'])} không cùng cấp với đơn vị mình trong một tỉnh "
            "nên không bàn giao qua phần mềm được: ghi chuyển đi nơi khác, nơi đến ghi chuyển đến."
        )
        return [Issue("destination", "hard", "other_office", message)]
    return []


def _check_people(connection: Connection, data: Handing) -> list[Issue]:
    """People who go alone have left their household first, by an ordinary event."""
    issues = []
    for place, person in enumerate(data.persons):
        need(connection, "person", person)
        if household_of(connection, person, data.date) is not None:
            message = f"Người này ngày {show_date(data.date)} vẫn ở trong hộ: ghi việc rời hộ trước rồi mới đề nghị."
            issues.append(Issue(f"persons[{place}]", "hard", "still_member", message))
        elif owner_of(connection, "person", person) != settings(connection)["unit"]:
            message = "Người này do đơn vị khác quản lý: chỉ đơn vị đang quản lý mới đề nghị chuyển."
            issues.append(Issue(f"persons[{place}]", "hard", "moved", message))
    return issues


def withdraw(register: Register, record: str, *, reason: str) -> None:
    """Take a request back before it is carried out. Raises as `offer`."""
    _step(register, record, "withdraw", {"step": "withdrawn"}, reason)


def offer(register: Register, record: str) -> None:
    """As the office above both: offer what was asked for to the unit it is to go to.

    Raises:
        NotFound: no such hand-over. NotAllowed: this is not the next step, or not ours to take; a reason is missing.
    """
    with register.write() as connection:
        check_role(register, connection, "approve")
        row = _need_step(connection, record, "offer")
        action = Action(register, connection)
        names = ("household", "persons", "destination", "origin", "date", "address", "note")
        known = {name: getattr(row, name) for name in names}
        people = people_of(connection, row.household, row.persons)
        action.set("transfer", row.id, {"step": "offered"})
        offered = {**known, "request": row.id, "people": people, "step": "offered"}
        action.create("transfer", offered, unit=row.destination)
        action.commit()


def accept(register: Register, record: str, *, reason: str = "") -> None:
    """As the unit it is to go to: accept. The office above may say so for it, naming the paper. Raises as `offer`."""
    _step(register, record, "accept", {"step": "accepted"}, reason)


def give_back(register: Register, record: str, *, reason: str) -> None:
    """As the unit it is to go to: send it back. Raises as `offer`."""
    _step(register, record, "return", {"step": "returned"}, reason)


def _step(register: Register, record: str, verb: str, values: dict[str, Any], reason: str) -> None:
    """One side's own next step."""
    with register.write() as connection:
        row = _need_step(connection, record, verb)
        above = is_above(connection, row.destination)
        if above:
            check_role(register, connection, "approve")
        if (verb != "accept" or above) and not tidy(reason):
            raise _no_reason("Số giấy tiếp nhận của nơi đến" if verb == "accept" else "Việc này")
        side = row.id if verb == "withdraw" else row.offer
        action = Action(register, connection, reason)
        action.set("transfer", side, values | filled({"answer": tidy(reason)}))
        action.commit()


def turn_down(register: Register, record: str, *, reason: str = "") -> None:
    """As the office above: end it before it is carried out; both units are told.

    reason: left out where the unit that was to receive has given one. Raises as `offer`.
    """
    with register.write() as connection:
        check_role(register, connection, "approve")
        row = _need_step(connection, record, "turn_down")
        why = tidy(reason) or row.answer
        if not why:
            raise _no_reason("Việc không chuyển")
        action = Action(register, connection, why)
        if row.asked_step in OPEN:
            action.set("transfer", row.id, {"step": "refused", "answer": why})
        if row.offer and row.offer_step in OPEN:
            action.set("transfer", row.offer, {"step": "refused", "answer": why})
        action.commit()


def hand_over(register: Register, record: str) -> Handed:
    """As the office above: carry out what was accepted, all in one transaction.

    Raises:
        NotFound: no such hand-over. NotAllowed: it is not accepted, has gone to somebody else meanwhile, or something
            of it waits for a decision.
    """
    with register.write() as connection:
        check_role(register, connection, "approve")
        row = _need_step(connection, record, "hand_over")
        handed = (hand_over_people if row.persons else hand_over_household)(register, connection, row)
        recheck_late(connection, handed.places)
    return handed


def _need_step(connection: Connection, record: str, verb: str) -> MoveRow:
    row = move_row(connection, record)
    if row is None:
        told = f"Không có việc chuyển giao mang mã {record} trong sổ này. Chưa làm gì"
        raise NotFound("not_found", f"{told}: xem lại danh sách chuyển giao.")
    if verb in row.can:
        return row
    told = f"Việc chuyển giao này đang ở bước “{row.step_name}”, không làm bước đó ở đây được. Chưa làm gì: {row.next}"
    raise NotAllowed("not_next", told)


def _no_reason(what: str) -> NotAllowed:
    return NotAllowed("reason_needed", f"{what} phải được ghi rõ. Chưa ghi gì: ghi lý do rồi làm lại.")
