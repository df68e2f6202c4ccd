"""What an officer had before his eyes: read with a page, so that a save knows what was written since."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from db.ledger import ledger
from db.ledger.merge import shown
from db.store.inputs import Seen


def seen_of(connection: Connection, entity: str, ids: Sequence[str]) -> Seen:
    """The live change ids behind every value of these records."""
    docs = ledger.load_docs(connection, entity, ids)
    return {record: {key: sorted(live) for key, live in doc["h"].items()} for record, doc in docs.items()}


def values_seen(connection: Connection, entity: str, record: str, seen: dict[str, list[str]] | None) -> dict[str, Any]:
    """The values of a record as they were when it was `seen` (ledger key → change ids); None: those of now."""
    doc = ledger.load_docs(connection, entity, [record])[record]
    values: dict[str, Any] = {}
    for key, live in doc["h"].items():
        ids = sorted(live) if seen is None else seen.get(key, [])
        versions = live if sorted(live) == sorted(ids) else _versions(connection, ids, key)
        if versions:
            values[key] = shown(versions)
    return values


def _versions(connection: Connection, ids: Sequence[str], key: str) -> dict[str, list[Any]]:
    found = ((identity, ledger.find_change(connection, identity)) for identity in ids)
    return {identity: [hit[1].l, hit[1].s.get(key)] for identity, hit in found if hit is not None}
