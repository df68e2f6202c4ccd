"""A register of an older program gets the newest tables: first a copy that still opens, then all steps or none.

The copy lies beside the register with its own key file, so that the older program can go on with it.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine

from db import migrations
from db.dialects import check_file, open_file
from db.dialects.engines import WRITING
from db.domain.errors import EnvironmentProblem
from db.ledger.register import LOCAL_TIME
from db.vault.slots import FileSlots

UNFINISHED = ".dang-ghi"


def upgrade(engine: Engine, path: Path | None, data_key: bytes, revision: str) -> None:
    """Bring a register of an older `revision` to the newest shape; path: its file, None on a server.

    As a writer, so that of two desks that open an old register one upgrades it, and nobody writes while it is copied.

    Raises:
        OSError, DBAPIError, EnvironmentProblem: no room, or the copy does not read back; the register is as it was.
    """
    with engine.connect().execution_options(**{WRITING: True}) as writer, writer.begin():
        if migrations.current(writer) == migrations.newest():
            return
        if path is not None:
            keep(path, data_key, revision)
        migrations.upgrade(writer)


def keep(path: Path, data_key: bytes, revision: str) -> Path:
    """Copy a register that nobody writes to, prove the copy, return where it lies."""
    now = datetime.now(LOCAL_TIME)
    copy = path.with_name(f"{path.stem}.truoc-nang-cap-{revision}_{now:%Y%m%d-%H%M%S}.sohotro")
    part = copy.with_name(copy.name + UNFINISHED)
    ends = ("-wal", "")  # the log first: what moves from it into the file meanwhile is then only written twice
    try:
        for end in ends:
            if Path(f"{path}{end}").exists():
                _copied(Path(f"{path}{end}"), Path(f"{part}{end}"))
        _prove(part, data_key, revision)
        FileSlots(copy).save(FileSlots(path).load())
        part.replace(copy)
    finally:
        for end in (*ends, "-shm"):
            with suppress(OSError):
                Path(f"{part}{end}").unlink(missing_ok=True)
    return copy


def _copied(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
    with target.open("r+b") as file:
        os.fsync(file.fileno())


def _prove(copy: Path, data_key: bytes, revision: str) -> None:
    """Open the copy, which also moves its log into the file, and read every page of it."""
    engine = open_file(copy, data_key)
    try:
        with engine.connect() as connection, connection.begin():
            sound = _sound(connection, revision)
    finally:
        engine.dispose()
    if not sound:
        raise EnvironmentProblem(
            "damaged",
            "Trước khi nâng cấp, bản sao của sổ đọc lại bị lỗi nên chưa nâng cấp. Sổ vẫn như cũ: "
            "kiểm tra ổ đĩa rồi mở lại, hoặc phục hồi từ bản sao lưu.",
        )


def _sound(connection: Connection, revision: str) -> bool:
    return migrations.current(connection) == revision and not check_file(connection)
