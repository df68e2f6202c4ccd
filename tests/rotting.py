"""Register files that rot on their disk: one bit turned, where changes lie."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from db.dialects import open_copy
from db.ledger.streams import lines_of, list_streams

PAGE = 4096


def flip(file: Path, page: int) -> None:
    """Turn one bit in the middle of a page (counted from 0)."""
    with file.open("r+b") as open_file:
        open_file.seek(page * PAGE + PAGE // 2)
        (byte,) = open_file.read(1)
        open_file.seek(page * PAGE + PAGE // 2)
        open_file.write(bytes([byte ^ 1]))


def rot(file: Path, data_key: bytes, sid: str) -> None:
    """Flip a bit in a page that holds changes of a stream, some way behind the first of them; the file is closed."""
    for page in range(2, file.stat().st_size // PAGE):
        flip(file, page)
        if _reads(file, data_key, sid, 5) and not _reads(file, data_key, sid, 10_000):
            return
        flip(file, page)
    pytest.fail("no page holds changes alone")


def _reads(file: Path, data_key: bytes, sid: str, last: int) -> bool:
    engine = open_copy(file, data_key)
    try:
        with engine.connect() as connection, suppress(DBAPIError):
            (stream,) = [one for one in list_streams(connection) if one.sid == sid]
            lines_of(connection, stream, 1, last)
            return True
        return False
    finally:
        engine.dispose()
