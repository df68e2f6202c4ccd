"""A register of an older program gets the newest tables: first a copy that still opens, then all steps or none.

The copy lies beside the register with its own key file, so that the older program can go on with it.
"""

from __future__ import annotations

import glob
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine

from db import migrations
from db.dialects import check_file
from db.dialects.engines import WRITING
from db.domain.errors import EnvironmentProblem
from db.ledger.ledger import apply_kept
from db.ledger.register import LOCAL_TIME
from db.vault.copying import UNFINISHED, copy_register, read_copy

BEFORE = "truoc-nang-cap"


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
            keep(engine, path, data_key, revision)
        migrations.upgrade(writer)
        apply_kept(writer)


def keep(engine: Engine, path: Path, data_key: bytes, revision: str) -> Path:
    """Copy a register that nobody writes to, prove the copy, return where it lies."""
    for left in path.parent.glob(f"{glob.escape(path.stem)}.{BEFORE}-*{UNFINISHED}"):
        left.unlink(missing_ok=True)  # of an upgrade that a power cut has ended
    now = datetime.now(LOCAL_TIME)
    copy = path.with_name(f"{path.stem}.{BEFORE}-{revision}_{now:%Y%m%d-%H%M%S}.sohotro")
    with engine.connect() as reader, reader.begin():  # a second connection: what a writer has open cannot be copied
        copy_register(reader, path, copy, data_key, lambda part: _prove(part, data_key, revision), lambda *_: None)
    return copy


def _prove(copy: Path, data_key: bytes, revision: str) -> None:
    """Read every page of the copy. Its chains are not walked: one that is wrong must not keep a register shut."""
    if not read_copy(copy, data_key, lambda connection: _sound(connection, revision)):
        raise EnvironmentProblem(
            "damaged",
            "Trước khi nâng cấp, bản sao của sổ đọc lại bị lỗi nên chưa nâng cấp. Sổ vẫn như cũ: "
            "kiểm tra ổ đĩa rồi mở lại, hoặc phục hồi từ bản sao lưu.",
        )


def _sound(connection: Connection, revision: str) -> bool:
    return migrations.current(connection) == revision and not check_file(connection)
