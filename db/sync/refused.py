"""Refused files kept beside the register, exactly as they came: evidence, or what a person wants to look at again.

A file is named by its hash alone, so that no name from outside becomes a path. It reads and judges none.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from sqlalchemy import Connection

from db.dialects import file_of
from db.sync import limits
from db.vault.state import state_folder

FOLDER = "-tu-choi"
NOT_KEPT = "Máy không giữ được bản sao của tệp này (hết chỗ hoặc đã giữ quá nhiều): đừng xóa tệp trên USB."


def folder_of(connection: Connection) -> Path:
    """Where refused files of a register lie: beside its file; of one on a server, in this person's own folder."""
    file = file_of(connection)
    return state_folder() / FOLDER.strip("-") if file is None else file.with_name(f"{file.stem}{FOLDER}")


def keep(connection: Connection, copy: Path, digest: str) -> tuple[str, str]:
    """Keep a refused file; its path ("" where it could not be kept) and the sentence that says so.

    A stick full of rubbish must not fill the disk: beyond the limits nothing more is kept, and nothing is thrown away.
    """
    folder = folder_of(connection)
    kept = folder / f"{digest[:16]}.dongbo"
    try:
        if not kept.exists():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            sizes = [one.stat().st_size for one in folder.iterdir()]
            if len(sizes) >= limits.REFUSED or sum(sizes) + copy.stat().st_size > limits.REFUSED_SIZE:
                return "", NOT_KEPT
            unfinished = kept.with_suffix(".dang-ghi")
            shutil.copyfile(copy, unfinished)
            unfinished.replace(kept)
    except OSError:
        return "", NOT_KEPT
    return str(kept), f"Tệp được giữ ở {folder.name}/{kept.name}."
