"""What a hand-over writes: where the records go their whole state anew, where they leave that they have gone.

In the stream of the unit that gives away, owners change and the household's former residence is kept; in the stream of
the unit that receives, every record is written with all its values, replacing every value live by then. So what the
former owner writes without knowing of it stands beside, and is found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection

from db.domain.errors import NotAllowed
from db.ledger import ledger
from db.ledger.change import DELETED, Change, Draft
from db.ledger.ledger import Place
from db.ledger.merge import Doc, shown, standing
from db.ledger.register import Register
from db.ledger.streams import Stream
from db.store.actions import Action
from db.store.handover.moves import MoveRow, people_here
from db.store.history.history import household_places
from db.store.household.households import filled
from db.store.owners import owner_of
from db.store.reading import last_homes
from db.store.waiting import waiting

PLACE = ("unit", "unit_date", "village", "address")


@dataclass(frozen=True, slots=True)
class Handed:
    """What was handed over: its records, and the id of the action."""

    action: str
    places: list[Place]


def people_of(connection: Connection, household: str, persons: Sequence[str]) -> list[dict[str, str]]:
    """Who moves, as the offer tells it to the unit that has no record of them."""
    told = people_here(connection, household, persons)
    return [{name: value for name, value in msgspec.to_builtins(one).items() if value} for one in told]


def hand_over_household(register: Register, connection: Connection, row: MoveRow) -> Handed:
    """Write the hand-over of a whole household, its people and all that is theirs.

    Raises:
        NotAllowed: something of it waits for a decision.
    """
    action = Action(register, connection, row.note)
    places = draft_household(register, connection, action, row)
    action.commit()
    return Handed(action.id, places)


def draft_household(
    register: Register, connection: Connection, action: Action, row: MoveRow, village: str | None = None
) -> list[Place]:
    """Add the hand-over of a whole household to an action, into a village (id) of its new unit; its records.

    Raises:
        NotAllowed: something of it waits for a decision.
    """
    places = _places(connection, row)
    docs = _docs(connection, places)
    now = _values(docs["household", row.household])
    residence = register.providers.new_id()
    old = {name: (now.get("place") or {}).get(name) for name in PLACE}
    left = {"household": row.household, "place": filled(old), "to_date": row.date}
    action.hand_over(row.origin, Draft("create", "residence", residence, left))
    new = {"unit": row.destination, "unit_date": action.unit_date, "village": village, "address": row.address}
    changed = {("household", row.household): {"owner_unit": row.destination, "place": filled(new)}}
    changed |= {place: {"owner_unit": row.destination} for place in places if place[0] == "person"}
    _draft(connection, action, row, docs, changed, {("residence", residence): left})
    return [*places, ("residence", residence)]


def hand_over_people(register: Register, connection: Connection, row: MoveRow) -> Handed:
    """Write the hand-over of people alone. What they were given stays with the household they have left. Raises so."""
    places: list[Place] = [("person", person) for person in row.persons]
    docs = _docs(connection, places)
    action = Action(register, connection, row.note)
    _draft(connection, action, row, docs, {place: {"owner_unit": row.destination} for place in places}, {})
    action.commit()
    return Handed(action.id, places)


def unasked(household: str, origin: str, destination: str, *, date: str, address: str | None, note: str) -> MoveRow:
    """A hand-over of a whole household that nobody has asked for: the office above both has found it recorded twice."""
    blank = dict.fromkeys(("id", "offer", "origin_name", "destination_name", "asked_step", "offer_step"), "")
    return MoveRow(
        **blank, household=household, persons=[], people=[], origin=origin, destination=destination, date=date,
        address=address, note=note, step="accepted", step_name="", answer=None, next="", can=[],
    )  # fmt: skip


def hand_back_household(register: Register, connection: Connection, household: str, origin: str, note: str) -> Handed:
    """Take a hand-over back: owner and place are again what they were, and that it was elsewhere is deleted.

    Raises:
        NotAllowed: something of it waits for a decision.
    """
    now = owner_of(connection, "household", household) or ""
    row = unasked(household, now, origin, date="", address=None, note=note)
    places = _places(connection, row)
    docs = _docs(connection, places)
    left = max((record for entity, record in places if entity == "residence"), default="")
    action = Action(register, connection, note)
    before = _values(docs["residence", left]).get("place") if left else None
    changed: dict[Place, dict[str, Any]] = {("household", household): filled({"owner_unit": origin, "place": before})}
    changed |= {place: {"owner_unit": origin} for place in places if place[0] == "person"}
    if left:
        action.delete_again("residence", left)
    _draft(connection, action, row, docs, changed, {})
    action.commit()
    return Handed(action.id, places)


def _places(connection: Connection, row: MoveRow) -> list[Place]:
    """The records that go: everything of the household, and the people whose last home it is."""
    found = household_places(connection, row.household)
    homes = last_homes(connection, [record for entity, record in found if entity == "person"])
    return [
        (entity, record)
        for entity, record in found
        if entity != "person"
        or (homes.get(record) == row.household and owner_of(connection, entity, record) == row.origin)
    ]


def _docs(connection: Connection, places: Sequence[Place]) -> dict[Place, Doc]:
    waits = waiting(connection, [record for _, record in places])
    if waits:
        told = f"Còn {len(waits)} mục của hồ sơ này chờ quyết định. Chưa bàn giao gì, hồ sơ vẫn do nơi đi quản lý"
        raise NotAllowed("conflicts", f"{told}: quyết định ở trang xung đột rồi bàn giao.")
    found: dict[Place, Doc] = {}
    for entity in dict.fromkeys(entity for entity, _ in places):
        ids = [record for kind, record in places if kind == entity]
        found |= {(entity, record): doc for record, doc in ledger.load_docs(connection, entity, ids).items()}
    return found


def _values(doc: Doc) -> dict[str, Any]:
    return {key: shown(live) for key, live in doc["h"].items() if live and key != DELETED}


def _draft(
    connection: Connection,
    action: Action,
    row: MoveRow,
    docs: dict[Place, Doc],
    changed: dict[Place, dict[str, Any]],
    added: dict[Place, dict[str, Any]],
) -> None:
    """First what the unit that gives away is told, then all of it for the one that receives, replacing that too.

    What was ever written of a record is named as replaced: the unit that receives may have owned it before, and then
    holds values that have long been replaced elsewhere. What was deleted is deleted again, by a tombstone that has seen
    what is written now.
    """
    for (entity, record), values in changed.items():
        action.hand_over(row.origin, Draft("move", entity, record, values))
    if row.id:
        action.set("transfer", row.id, {"step": "done"})
    earlier = {place: by_key(found) for place, found in ledger.changes_of(connection, docs).items()}
    whole = {place: _values(doc) | changed.get(place, {}) for place, doc in docs.items()} | added
    for (entity, record), values in whole.items():
        action.hand_over(row.destination, Draft("move", entity, record, values, also=earlier.get((entity, record))))
    if row.offer:
        action.set("transfer", row.offer, {"step": "done"})
    for (entity, record), doc in docs.items():
        if standing(doc).deleted:
            action.delete_again(entity, record, earlier[entity, record])


def by_key(changes: dict[str, tuple[Stream, Change]]) -> dict[str, list[str]]:
    """The ids of all changes of a record by the keys they wrote."""
    found: dict[str, list[str]] = {}
    for identity, (_, change) in changes.items():
        for key in change.s:
            found.setdefault(key, []).append(identity)
    return found
