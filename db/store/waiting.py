"""Whether anything about a record waits for a person: asked before it is written again."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from db.models import LedgerQueue
from db.store.late import KEY as LATE
from db.store.late import list_late


def waiting(connection: Connection, records: Sequence[str]) -> list[tuple[str, str, str]]:
    """(entity, id, key) of everything that waits among these records."""
    query = select(LedgerQueue.entity, LedgerQueue.id, LedgerQueue.key).where(LedgerQueue.id.in_(records))
    late = [(entity, record, LATE) for entity, record, _ in list_late(connection) if record in set(records)]
    return [(entity, record, key) for entity, record, key in connection.execute(query)] + late
