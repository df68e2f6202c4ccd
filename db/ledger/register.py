"""An open register: its engine, who works in it, and where ids, times and streams come from. No data of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from hashlib import blake2b

from nacl.secret import SecretBox
from sqlalchemy import Connection, Engine, delete, insert, select

from db.dialects import fetch
from db.dialects.engines import WRITING
from db.domain.ids import uuid7
from db.models import Secret, Setting

LOCAL_TIME = timezone(timedelta(hours=7))


def _now() -> datetime:
    return datetime.now(LOCAL_TIME)


def _stream() -> bytes:
    return os.urandom(16)


def _nothing() -> None:
    """Nobody wants to hear of writes."""


@dataclass(frozen=True, slots=True)
class Providers:
    """Where a register takes times, ids and stream ids from; the demonstration brings seeded ones."""

    now: Callable[[], datetime] = _now
    new_id: Callable[[], str] = uuid7
    new_stream: Callable[[], bytes] = _stream

    def stamp(self) -> str:
        """The claimed local time of a change, ISO with +07:00, to the second."""
        return self.now().astimezone(LOCAL_TIME).isoformat(timespec="seconds")


@dataclass(slots=True)
class Register:
    """One open database with the data key in memory. `officer` is the id of the person working.

    after: called after each transaction that was written; it raises nothing.
    """

    engine: Engine
    data_key: bytes
    officer: str
    providers: Providers = field(default_factory=Providers)
    after: Callable[[], object] = _nothing

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for queries; one consistent view while the block runs."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction, all or nothing, one writer at a time."""
        with self.engine.connect().execution_options(**{WRITING: True}) as connection, connection.begin():
            yield connection
        self.after()

    def close(self) -> None:
        """Give all connections back and forget the key."""
        self.engine.dispose()
        self.data_key = b""

    def _box(self) -> SecretBox:
        return SecretBox(blake2b(b"secrets", key=self.data_key, digest_size=32).digest())

    def keep_secret(self, connection: Connection, name: str, value: bytes) -> None:
        """Store a private key, sealed with the data key."""
        connection.execute(delete(Secret).where(Secret.name == name))
        connection.execute(insert(Secret).values(name=name, sealed=bytes(self._box().encrypt(value))))

    def secret(self, connection: Connection, name: str) -> bytes | None:
        """Return a private key, or None if this register holds none of that name."""
        sealed = connection.execute(select(Secret.sealed).where(Secret.name == name)).scalar()
        return None if sealed is None else self._box().decrypt(bytes(sealed))

    def drop_secret(self, connection: Connection, name: str) -> None:
        """Forget a private key."""
        connection.execute(delete(Secret).where(Secret.name == name))


def settings(connection: Connection) -> dict[str, str]:
    """All settings of the register (`unit`, `unit_date`, `level`, `device`, …)."""
    return {key: value for key, value in fetch(connection, "SELECT key, value FROM setting")}  # noqa: C416 - mypy


def put_setting(connection: Connection, key: str, value: str) -> None:
    """Set one setting."""
    connection.execute(delete(Setting).where(Setting.key == key))
    connection.execute(insert(Setting).values(key=key, value=value))


def drop_setting(connection: Connection, key: str) -> None:
    """Forget one setting."""
    connection.execute(delete(Setting).where(Setting.key == key))
