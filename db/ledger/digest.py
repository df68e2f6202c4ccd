"""The shared hash: what offices hold in common about a unit, as one number. Nothing local enters it."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import orjson
from sqlalchemy import Connection, select

from db.ledger.change import canonical
from db.ledger.lineage import lineage
from db.ledger.merge import Doc
from db.models import LedgerDoc, root_of

BATCH = 5_000


def shared_hash(connection: Connection, unit: str | None = None) -> str:
    """SHA-256 (hex) over the sorted lines `[entity, id, key, [[change id, value], …]]` of all live values.

    unit: only records whose live `owner_unit` is that unit, or one that went into it; a record without one follows its
    root.
    """
    owners = None if unit is None else _owners(connection)
    wanted = set() if unit is None else {unit, *lineage(connection).of(unit)}
    digest = sha256()
    for entity, record, doc in _documents(connection):
        if owners is not None and wanted.isdisjoint(owners.get((entity, record), ())):
            continue
        for key in sorted(doc["h"]):
            live = doc["h"][key]
            if live:
                pairs = [[change, live[change][1]] for change in sorted(live)]
                digest.update(canonical([entity, record, key, pairs]) + b"\n")
    return digest.hexdigest()


def _documents(connection: Connection) -> Iterator[tuple[str, str, Doc]]:
    query = select(LedgerDoc.entity, LedgerDoc.id, LedgerDoc.doc).order_by(LedgerDoc.entity, LedgerDoc.id)
    # an option of the statement: one of the connection would outlive it
    for entity, record, doc in connection.execute(query.execution_options(yield_per=BATCH)):
        yield entity, record, orjson.loads(bytes(doc))


def _owners(connection: Connection) -> dict[tuple[str, str], frozenset[str]]:
    """For every record the units that live values name as its owner, through its roots."""
    own: dict[tuple[str, str], frozenset[str]] = {}
    roots: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for entity, record, doc in _documents(connection):
        root = root_of(entity)
        if root is not None:
            key, parent = root
            roots[entity, record] = [(parent, value) for value in _live(doc, key)]
        else:
            own[entity, record] = frozenset(_live(doc, "owner_unit"))

    def units(place: tuple[str, str]) -> frozenset[str]:
        if place in own:
            return own[place]
        return frozenset().union(*(units(parent) for parent in roots.get(place, ())))

    return own | {place: units(place) for place in roots}


def _live(doc: Doc, key: str) -> list[Any]:
    return [value for _, value in doc["h"].get(key, {}).values() if isinstance(value, str)]
