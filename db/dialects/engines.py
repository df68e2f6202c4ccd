"""Engines: one encrypted SQLCipher file, or a PostgreSQL server. Nothing about the meaning of data."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, QueuePool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlcipher3 import dbapi2 as sqlite

from db.dialects.problems import NO_SERVER
from db.dialects.raw import fetch

MIN_SQLITE = (3, 51, 3)
"""Older engines carry the WAL-reset corruption bug (sqlite.org/wal.html, section walresetbug)."""

PAGE_HMAC = "HMAC_SHA256"
"""How each page is authenticated; a save writes some sixty, and processors have instructions for this one."""

WRITING = "sohotro_writing"


class EngineProblem(Exception):
    """The database engine on this machine is unfit (too old, driver missing)."""


def open_file(path: Path, key: bytes | None, *, create: bool = False) -> Engine:
    """Open an SQLCipher file with a raw 32-byte key (`None`: unkeyed, for measurements only).

    WAL with full synchronisation, so that what was acknowledged survives a power cut. QueuePool because the default
    pool of this dialect closes connections in use.

    Raises:
        EngineProblem: the SQLite library is older than 3.51.3.
    """
    if sqlite.sqlite_version_info < MIN_SQLITE:
        raise EngineProblem(f"SQLite {sqlite.sqlite_version} < 3.51.3")
    mode = "rwc" if create else "rw"
    pragmas = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "cache_size = -32768")
    return _sqlite(f"{path.resolve().as_uri()}?mode={mode}", key, pragmas)


def bring_home(engine: Engine) -> None:
    """Write what lies in the `-wal` of a file into the file itself, as far as nobody keeps it from that.

    A power cut amid that very work leaves a torn page which is whole only in the `-wal`. Whoever reads the register
    gets the whole one, but a check of the file's own pages would call it damaged. Without a `-wal` it costs nothing.
    """
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        with suppress(sqlite.OperationalError):  # no room, read only: it stays where it is, and nothing is lost
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
        cursor.close()
    finally:
        connection.close()


def open_memory(name: str, *, writable: bool) -> Engine:
    """Open a database that lies in memory alone, shared by all engines of that name, gone with its last connection."""
    return _sqlite(f"file:/{name}?vfs=memdb", None, () if writable else ("query_only = ON",))


def _sqlite(uri: str, key: bytes | None, pragmas: tuple[str, ...]) -> Engine:
    def connect() -> Any:
        return connect_file(uri, key, pragmas)

    engine = create_engine("sqlite://", module=sqlite, creator=connect, poolclass=QueuePool, pool_size=4)
    event.listen(engine, "begin", _begin_file)
    return engine


def open_copy(path: Path, key: bytes) -> Engine:
    """An engine that only reads a file nobody writes to: no `-wal`, no `-shm`, no lock beside it."""
    uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    return create_engine("sqlite://", module=sqlite, creator=lambda: connect_file(uri, key), poolclass=NullPool)


def connect_file(uri: str, key: bytes | None, pragmas: Sequence[str] = ()) -> Any:
    """One connection of the driver to a file; nothing of it ever goes into a temporary file or a log."""
    connection = sqlite.connect(uri, uri=True, check_same_thread=False, timeout=30, isolation_level=None)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        if key is not None:
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            connection.execute(f"PRAGMA cipher_hmac_algorithm = {PAGE_HMAC}")
        for pragma in (*pragmas, "temp_store = MEMORY"):
            connection.execute("PRAGMA " + pragma)
    except BaseException:
        connection.close()
        raise
    return connection


def _begin_file(connection: Connection) -> None:
    writing = connection.get_execution_options().get(WRITING)
    fetch(connection, "BEGIN IMMEDIATE" if writing else "BEGIN")  # a third of what SQLAlchemy's own way costs


def open_server(url: str) -> Engine:
    """Open a register on a PostgreSQL server (`postgresql://…`, driver psycopg 3).

    A writing transaction takes one advisory lock: appends of several desks queue up, and the chain of a stream stays a
    chain. A reading one sees one state of the register, as it does in a file.

    Raises:
        EngineProblem: the driver is not installed.
        EnvironmentProblem: the address cannot be one.
    """
    try:
        engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    except ModuleNotFoundError as error:
        raise EngineProblem(str(error)) from error
    except (ArgumentError, ValueError) as error:  # no URL at all, or a port that is no number
        raise NO_SERVER from error
    event.listen(engine, "begin", _begin_server)
    return engine


def _begin_server(connection: Connection) -> None:
    if connection.get_execution_options().get(WRITING):
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('sohotro'), hashtext(current_schema()))")
    else:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
