"""Edits by a unit that no longer owns what it edits: applied here, above both, and kept for a person to decide about.

What was decided is written for the owner: then it is in its stream, and late no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from db.ledger import ledger
from db.ledger.change import DELETED, Draft
from db.ledger.ledger import Place
from db.ledger.lineage import lineage
from db.ledger.merge import Doc, differs, shown, standing
from db.models import ENTITIES, Late
from db.store.actions import Action
from db.store.clauses import among, ask
from db.store.owners import is_above, owner_of

KEY = "moved"
"""The key under which a record with late edits waits."""
_PLACE = re.compile(rb'"e":"([a-z_]+)","i":"([^"]+)","k":"([a-z_]+)"')


def touched(connection: Connection, unit: str, lines: Iterable[bytes]) -> list[Place]:
    """The records, among those that lines of a stream about `unit` touch, which may belong to another unit.

    Also those that wait already: what their owner has written now may settle it.
    """
    found: dict[str, set[str]] = {}
    sure: set[Place] = set()
    for entity, record, kind in (one for line in lines for one in _PLACE.findall(line)):
        found.setdefault(entity.decode(), set()).add(record.decode())
        if kind == b"move":
            sure.add((entity.decode(), record.decode()))
    waiting = {(entity, record) for entity, record, _ in list_late(connection)}
    sure |= {(entity, record) for entity, ids in found.items() for record in ids if (entity, record) in waiting}
    for entity, ids in found.items():
        sure.update((entity, record) for record in _foreign(connection, entity, sorted(ids), unit))
    return sorted(sure)


def _foreign(connection: Connection, entity: str, ids: list[str], unit: str) -> list[str]:
    """Those of these records that a unit other than `unit`, or what that has become, owns."""
    if entity not in ENTITIES:
        return []
    joins, alias, name = "", "t", entity
    while (root := ENTITIES[name].root) is not None:
        column, name = root
        joins += f" JOIN {name} {alias}r ON {alias}r.id = {alias}.{column}"
        alias += "r"
    query = among(connection, "t.id", ids).within(f"SELECT t.id FROM {entity} t{joins} WHERE ", "")
    known = lineage(connection)
    own = among(connection, f"{alias}.owner_unit", known.of(known.now(unit))).within(" AND NOT (")
    return [record for (record,) in ask(connection, query + own)]


def recheck_late(connection: Connection, places: Sequence[Place]) -> int:
    """Look at these records again; returns how many of them wait for a person because of late edits."""
    waits = 0
    for entity, record in places:
        connection.execute(delete(Late).where(Late.entity == entity, Late.id == record))
        changes = sorted({change for ids in late_keys(connection, entity, record).values() for change in ids})
        if changes:
            connection.execute(insert(Late).values(entity=entity, id=record, changes=" ".join(changes)))
            waits += 1
    return waits


def late_keys(connection: Connection, entity: str, record: str) -> dict[str, list[str]]:
    """Keys of a record whose live values all come from units that do not own it, with their change ids.

    Nothing where we are not above the owner, and nothing that waits already because values differ.
    """
    doc = ledger.load_docs(connection, entity, [record]).get(record)
    owner = owner_of(connection, entity, record)
    if doc is None or owner is None or standing(doc).deleted or not is_above(connection, owner):
        return {}
    ids = {change for live in doc["h"].values() for change in live}
    own = lineage(connection).of(owner)
    foreign = {c for c, (stream, _) in ledger.find_changes(connection, ids).items() if stream.unit not in own}
    live_keys = ((key, live) for key, live in doc["h"].items() if live and key != DELETED)
    return {key: sorted(live) for key, live in live_keys if foreign.issuperset(live) and not differs(live)}


def list_late(connection: Connection) -> list[tuple[str, str, list[str]]]:
    """Every record that waits because of late edits: entity, id, the ids of these changes."""
    rows = connection.execute(select(Late.entity, Late.id, Late.changes).order_by(Late.entity, Late.id))
    return [(entity, record, changes.split()) for entity, record, changes in rows]


def late_values(doc: Doc, changes: Sequence[str]) -> list[tuple[str, dict[str, Any]]]:
    """What each of these changes wrote that still stands: change id, values by key."""
    found: dict[str, dict[str, Any]] = {change: {} for change in changes}
    for key, live in sorted(doc["h"].items()):
        for change in changes:
            if change in live and key != DELETED:
                found[change][key] = live[change][1]
    return [(change, values) for change, values in found.items() if values]


def settle_late(connection: Connection, action: Action, entity: str, record: str, *, take: bool) -> None:
    """Put into an action what makes late edits the owner's (`take`), or takes them back.

    A record that the owner does not know at all is written for it, and deleted there if it is not taken: so both sides
    hold the same, and nothing is lost.
    """
    keys = late_keys(connection, entity, record)
    doc = ledger.load_docs(connection, entity, [record])[record]
    unknown = set(keys) >= {key for key, live in doc["h"].items() if live}
    values = {key: shown(doc["h"][key]) if take or unknown else None for key in keys}
    action.put(Draft("decide", entity, record, values))
    if unknown and not take:
        action.delete_again(entity, record)
