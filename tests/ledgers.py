"""What several tests need of registers: seeded providers, writing an action, carrying a range from one to another."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from db.domain.ids import Uuid7
from db.ledger import chain, ledger
from db.ledger.change import Draft, Stamp
from db.ledger.register import LOCAL_TIME, Providers, Register
from db.ledger.streams import Range, chain_at, find_stream, fit, lines_of, own_stream
from db.models import ENTITIES, Base

PASSWORD = "mật khẩu thử"
UNIT = "20104"
SHARED = ("ledger_doc", "ledger_queue", "person_word", *ENTITIES)
"""Tables that must be equal where the same changes are."""


def seeded(seed: int) -> Providers:
    """Providers that give the same ids, streams and times in every run; the clock moves one second per reading."""
    source = random.Random(seed)
    start = datetime(2017, 9, 1, 8, tzinfo=LOCAL_TIME)
    ticks = iter(range(1_000_000_000))

    def now() -> datetime:
        return start + timedelta(seconds=next(ticks))

    ids = Uuid7(lambda: int(now().timestamp() * 1000), source.randbytes)
    return Providers(now=now, new_id=ids, new_stream=lambda: source.randbytes(16))


def wipe(register: Register, unit: str, device: str) -> None:
    """Empty the ledger and begin a stream."""
    with register.write() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            if table.name in {*SHARED, "ledger_change", "ledger_stream"}:
                connection.execute(table.delete())
        own_stream(connection, device, unit, register.providers.new_stream)


def dump(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that must be equal where the same changes are, bit for bit."""
    tables = [Base.metadata.tables[name] for name in SHARED]
    return {
        table.name: [
            tuple(bytes(v) if isinstance(v, memoryview) else v for v in row)
            for row in connection.execute(select(table).order_by(*table.primary_key.columns))
        ]
        for table in tables
    }


def span(connection: Connection, sid: str, first: int, last: int) -> tuple[Range, list[bytes]]:
    """A range of a stream as a package would carry it, ours or relayed."""
    stream = find_stream(connection, sid)
    assert stream is not None
    before, after = chain_at(connection, stream, first - 1), chain_at(connection, stream, last)
    assert before is not None
    assert after is not None
    found = Range(sid, stream.device, stream.unit, stream.parent, first, last, before, after)
    return found, lines_of(connection, stream, first, last)


def deliver(register: Register, found: Range, lines: list[bytes]) -> str:
    """Do with a range what the merge of a package does."""
    with register.write() as connection:
        verdict = fit(connection, found)
        if verdict == "next":
            ledger.receive(connection, found, lines, chain.values(found.before, lines))
        return verdict


def append(register: Register, unit: str, device: str, *drafts: Draft, reason: str = "") -> list[str]:
    """Write one action."""
    with register.write() as connection:
        stream = own_stream(connection, device, unit, register.providers.new_stream)
        stamp = Stamp(register.providers.new_id(), register.officer, register.providers.stamp(), reason)
        return ledger.append(connection, stream, drafts, stamp)
