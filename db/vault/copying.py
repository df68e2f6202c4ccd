"""The one way a register file is copied: beside its name, brought to the disk, proved there, its key slots first.

What a copy is for, and what proves one good, its callers say.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

from db.dialects import copy_file, open_copy
from db.vault.slots import FileSlots

UNFINISHED = ".dang-ghi"
"""End of the name of a copy that does not count yet."""

Told = Callable[[int, int], object]
"""Hears of pages done and pages in all; what it raises ends the work, and no half copy remains."""

_Found = TypeVar("_Found")
Proof = Callable[[Path], _Found]
"""Reads a copy back and says what it found; raises where it is not sound."""


def copy_register(
    connection: Connection, file: Path, target: Path, data_key: bytes, proof: Proof[_Found], told: Told
) -> _Found:
    """Copy the register `file`, as this connection sees it, to `target` with its key slots; what the proof found.

    Raises:
        OSError, DBAPIError: the disk is full, gone or may not be written.
    """
    part = target.with_name(target.name + UNFINISHED)
    try:
        copy_file(connection, part, data_key, told)
        settle(part)
        found = proof(part)
        FileSlots(target).save(FileSlots(file).load())
        part.replace(target)
        return found
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def settle(path: Path) -> None:
    """Bring a file to the disk itself, and let the proof read it from there where the system can be asked for that."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def read_copy(path: Path, data_key: bytes, read: Callable[[Connection], _Found]) -> _Found:
    """What a file says that nobody writes to; nothing is left beside it."""
    engine = open_copy(path, data_key)
    try:
        with engine.connect() as connection, connection.begin():
            return read(connection)
    finally:
        engine.dispose()
