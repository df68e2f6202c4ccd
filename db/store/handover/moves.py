"""Hand-overs between units as a register sees them: both sides of each joined, its step, what can be done next here.

It writes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import orjson
from sqlalchemy import Connection

from db.ledger.register import settings
from db.store.clauses import Clause, ask
from db.store.household.people import HEAD
from db.store.labels import TRANSFER_STEPS
from db.store.owners import owner_of, unit_title, units_above

OPEN = ("asked", "offered", "accepted", "returned")
"""Steps after which something is still to be done."""
_COLUMNS = (
    "t.id, t.owner_unit, t.request, t.household, t.persons, t.people, t.origin, t.destination, t.date, t.address, "
    "t.note, t.step, t.answer, t.conflicts"
)


class MovePerson(msgspec.Struct, kw_only=True):
    """Somebody who is to come, for the unit that has no record of them yet. relation: code, `01` for the head."""

    name: str
    birth_date: str | None = None
    sex: str | None = None
    relation: str | None = None


class MoveRow(msgspec.Struct, kw_only=True):
    """One hand-over. id: of the request; offer: of the other side, "" before it is offered or where it is not here.

    persons: ids of people who go alone, none for the whole household; people: who they all are; asked_step, offer_step:
    how far each side has come; step: how far the whole; next: what is to be done, in words; can: what can be done in
    this register now (`withdraw`, `offer`, `turn_down`, `accept`, `return`, `hand_over`).
    """

    id: str
    offer: str
    household: str
    persons: list[str]
    people: list[MovePerson]
    origin: str
    origin_name: str
    destination: str
    destination_name: str
    date: str
    address: str | None
    note: str
    asked_step: str
    offer_step: str
    step: str
    step_name: str
    answer: str | None
    next: str
    can: list[str]

    @property
    def open(self) -> bool:
        """Whether something is still to be done."""
        return self.step in OPEN

    @property
    def head(self) -> str:
        """The name by which people know it."""
        return self.people[0].name if self.people else ""


def list_moves(connection: Connection) -> list[MoveRow]:
    """All hand-overs this register knows of: those under way first, then the latest."""
    latest = sorted(_rows(connection), key=lambda row: row.id, reverse=True)
    return sorted(latest, key=lambda row: not row.open)


def open_moves(connection: Connection, household: str) -> list[MoveRow]:
    """The hand-overs of a household, or of people of it, that are under way."""
    return [row for row in _rows(connection) if row.household == household and row.open]


def move_row(connection: Connection, record: str) -> MoveRow | None:
    """The hand-over with that id, of either side."""
    return next((row for row in _rows(connection) if record and record in (row.id, row.offer)), None)


def _rows(connection: Connection) -> list[MoveRow]:
    sides = [_Side(*row) for row in ask(connection, Clause(f"SELECT {_COLUMNS} FROM transfer t WHERE t.deleted = 0"))]
    asked = {side.id: side for side in sides if not side.request}
    offers = {side.request: side for side in sides if side.request}
    return [_row(connection, asked.get(record), offers.get(record)) for record in {**asked, **offers}]


class _Side:
    """One row of the table."""

    def __init__(self, *row: Any) -> None:
        self.id, self.owner, self.request, self.household, persons, people, self.origin, *rest = row
        self.destination, self.date, self.address, self.note, self.step, self.answer, self.conflicts = rest
        self.persons = [one for one in _list(persons) if isinstance(one, str)]
        self.people = [_person(one) for one in _list(people) if isinstance(one, dict)]


def _list(text: str | None) -> list[Any]:
    value = orjson.loads(text) if text else []
    return value if isinstance(value, list) else []


def _person(value: dict[str, Any]) -> MovePerson:
    told = {name: value.get(name) for name in MovePerson.__struct_fields__}
    return MovePerson(**{name: str(part) for name, part in told.items() if part} | {"name": str(told["name"] or "")})


def _row(connection: Connection, asked: _Side | None, offered: _Side | None) -> MoveRow:
    side = asked or offered
    assert side is not None  # noqa: S101 - a row comes from one of them
    steps = (asked.step or "" if asked else "", offered.step or "" if offered else "")
    step = _step(*steps)
    people = offered.people if offered else people_here(connection, side.household, side.persons)
    answer = next((one.answer for one in (offered, asked) if one and one.answer), None)
    row = MoveRow(
        id=offered.request if offered else side.id,
        offer=offered.id if offered else "",
        household=side.household or "",
        persons=side.persons,
        people=people,
        origin=side.origin or "",
        origin_name=unit_title(connection, side.origin or ""),
        destination=side.destination or "",
        destination_name=unit_title(connection, side.destination or ""),
        date=side.date or "",
        address=side.address,
        note=side.note or "",
        asked_step=steps[0],
        offer_step=steps[1],
        step=step,
        step_name=TRANSFER_STEPS.get(step, step),
        answer=answer,
        next="",
        can=[],
    )
    disputed = any(one.conflicts for one in (asked, offered) if one)
    row.can, row.next = (
        ([], "hai bên ghi khác nhau: quyết định ở trang xung đột trước.") if disputed else _next(connection, row)
    )
    return row


def _step(asked: str, offered: str) -> str:
    """How far the whole is: what ended it counts before what goes on, then the side that has come further."""
    for step in ("done", "withdrawn", "refused", "returned", "accepted", "offered"):
        if step in (asked, offered):
            return step
    return asked or offered


def _next(connection: Connection, row: MoveRow) -> tuple[list[str], str]:
    """What can be done here, and what is to be done, by whose register this is."""
    known = settings(connection)
    ours, day = known["unit"], known["unit_date"]
    if ours == row.origin:
        can = ["withdraw"] if row.step in ("asked", "offered", "accepted") else []
        return can, _FOR_ORIGIN.get(row.step, "")
    if ours == row.destination:
        return (["accept", "return"] if row.offer_step == "offered" else []), _FOR_DESTINATION.get(row.step, "")
    if ours != _nearest(row, day):
        return [], "cơ quan gần nhất trên cả hai đơn vị quyết định."
    return _above(connection, row)


def _nearest(row: MoveRow, day: str) -> str:
    """The nearest unit above both."""
    others = units_above(row.destination, day)
    return next((unit for unit in units_above(row.origin, day) if unit in others), "")


def _above(connection: Connection, row: MoveRow) -> tuple[list[str], str]:
    if row.step == "withdrawn":
        told = row.offer_step in OPEN
        return (["turn_down"], "báo nơi đến là không chuyển nữa.") if told else ([], "")
    if row.step == "accepted" and _gone(connection, row):
        return ["turn_down"], "hồ sơ đã bàn giao cho đơn vị khác: báo nơi đến này là không chuyển."
    can = {
        "asked": ["offer", "turn_down"],
        "offered": ["accept", "turn_down"],
        "accepted": ["hand_over", "turn_down"],
        "returned": ["turn_down"],
    }
    return can.get(row.step, []), _FOR_ABOVE.get(row.step, "")


def _gone(connection: Connection, row: MoveRow) -> bool:
    """Whether what was to be handed over belongs to somebody else by now."""
    places = [("person", one) for one in row.persons] or [("household", row.household)]
    return any(owner_of(connection, entity, record) != row.origin for entity, record in places)


_FOR_ORIGIN = {
    "asked": "gửi gói lên cấp trên và chờ trả lời; trong lúc chờ đơn vị mình vẫn quản lý.",
    "offered": "chờ nơi đến trả lời; trong lúc chờ đơn vị mình vẫn quản lý.",
    "accepted": "chờ cấp trên bàn giao; trong lúc chờ đơn vị mình vẫn quản lý.",
}
_FOR_DESTINATION = {
    "offered": "nhận, hoặc trả lại và ghi lý do.",
    "accepted": "gửi gói lên cấp trên, chờ bàn giao hồ sơ.",
    "returned": "gửi gói lên cấp trên.",
}
_FOR_ABOVE = {
    "asked": "chuyển đề nghị cho nơi đến, hoặc từ chối và ghi lý do.",
    "offered": "gửi gói cho nơi đến và chờ trả lời; có giấy tiếp nhận thì ghi nhận thay.",
    "accepted": "nhận gói mới nhất của nơi đi rồi bàn giao hồ sơ.",
    "returned": "báo nơi đi là không chuyển.",
}


def people_here(connection: Connection, household: str, persons: Sequence[str]) -> list[MovePerson]:
    """Who moves, by this register: these people, or everybody in the household, its head first."""
    where = Clause("m.household = ? AND m.to_date IS NULL", (household,))
    if persons:
        marks = ", ".join("?" * len(persons))
        where = Clause(f"m.household = ? AND m.person IN ({marks})", (household, *persons))
    query = where.within(
        "SELECT p.id, p.name, p.birth_date, p.sex, m.relation FROM membership m "
        "JOIN person p ON p.id = m.person WHERE ",
        f" AND m.deleted = 0 AND p.deleted = 0 ORDER BY m.relation <> '{HEAD}', m.id",
    )
    found = {
        record: MovePerson(name=name or "", birth_date=birth, sex=sex, relation=relation)
        for record, name, birth, sex, relation in ask(connection, query)
    }
    return list(found.values())
