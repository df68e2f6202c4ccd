"""Two registers that write supports and hand each other ranges of their streams, for other programs' scenarios."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ledgers import UNIT, append, deliver, dump, span
from sqlalchemy import Connection

from db.ledger import ledger
from db.ledger.change import Draft
from db.ledger.register import Register
from db.ledger.streams import Range, list_streams

Parcel = tuple[Range, list[bytes]]


@dataclass
class Side:
    """A register that writes supports and hands on ranges of its stream."""

    register: Register
    device: str

    def create(self, record: str, **values: Any) -> None:
        """A new support with these details."""
        self.add(Draft("create", "support", record, _keys(values)))

    def set(self, record: str, **values: Any) -> None:
        """Change details, whatever is here now before the writer's eyes."""
        self.add(Draft("set", "support", record, _keys(values)))

    def decide(self, record: str, **values: Any) -> None:
        """A person settles what waits."""
        self.add(Draft("decide", "support", record, _keys(values)), reason="đã hỏi")

    def delete(self, record: str) -> None:
        """Delete what is here now."""
        with self.register.read() as connection:
            draft = ledger.tombstone(connection, "support", record)
        self.add(draft, reason="trùng")

    def add(self, draft: Draft, reason: str = "") -> None:
        """Write one change."""
        append(self.register, UNIT, self.device, draft, reason=reason)

    def part(self, first: int = 1, last: int | None = None) -> Parcel:
        """Changes first…last of our stream."""
        with self.register.read() as connection:
            (stream,) = list_streams(connection, mine=True)
            return span(connection, stream.sid, first, last or stream.last)

    def take(self, parcel: Parcel) -> str:
        """What becomes of a range here."""
        return deliver(self.register, *parcel)

    def shows(self, record: str) -> dict[str, Any] | None:
        """The details shown."""
        with self.register.read() as connection:
            values = ledger.values_of(connection, "support", record)
        return values and {key.removeprefix("details."): value for key, value in values.items()}

    def heads(self, connection: Connection, record: str, key: str) -> list[str]:
        """The ids of the live values of a detail: what a form that is opened now has before it."""
        docs = ledger.load_docs(connection, "support", [record])
        return sorted(docs[record]["h"][f"details.{key}"])

    def waits(self, record: str) -> set[str]:
        """What of a record waits for a person."""
        with self.register.read() as connection:
            rows = connection.exec_driver_sql("SELECT id, key FROM ledger_queue").all()
        return {key.removeprefix("details.") for place, key in rows if place == record}

    def all(self) -> Any:
        """Everything that is here."""
        with self.register.read() as connection:
            return dump(connection)


def _keys(values: dict[str, Any]) -> dict[str, Any]:
    return {f"details.{key}": value for key, value in values.items()}


def meet(office: Side, laptop: Side) -> None:
    """Both get everything; then nothing differs."""
    office.take(laptop.part())
    laptop.take(office.part())
    assert office.all() == laptop.all()
