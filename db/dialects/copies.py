"""Copies of an open register file, page by page under the same key.

Which copies there are, and whether one is good, is not its business.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from db.dialects.engines import connect_file

STEP = 2_000
"""Pages copied between two words about how far it is (8 MB)."""


def copy_file(connection: Connection, target: Path, key: bytes, told: Callable[[int, int], object]) -> None:
    """Copy the register as this connection sees it to a new file, while others go on writing to the register.

    told: pages copied, pages in all; what it raises ends the copying.

    Raises:
        sqlite3 errors: the disk is full, gone or may not be written.
    """
    target.unlink(missing_ok=True)  # half a copy that a power cut has left is no database
    connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar()  # from here on one state is seen
    uri = f"{target.resolve().as_uri()}?mode=rwc"
    copy = connect_file(uri, key, ("journal_mode = OFF",))  # half a copy is thrown away
    try:
        source: Any = connection.connection.dbapi_connection
        source.backup(copy, pages=STEP, progress=lambda _status, left, whole: told(whole - left, whole))
    finally:
        copy.close()
