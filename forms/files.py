"""Files are written whole or not at all: beside their target, synced, renamed. Knows no kind of file."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from db.dialects import TOO_LONG
from db.domain.errors import EnvironmentProblem

UNFINISHED = ".dang-ghi"


@contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """A file to write (and read back) that takes the place of `path` when the block ends well, else leaves it alone.

    Raises:
        EnvironmentProblem: the disk is full or may not be written; no half file remains.
    """
    part = path.with_name(f"{path.name}{UNFINISHED}")
    try:
        with part.open("w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as problem:
        if problem.errno == errno.ENAMETOOLONG:
            raise EnvironmentProblem(TOO_LONG.code, TOO_LONG.message) from problem
        raise EnvironmentProblem(
            "not_written",
            f"Không ghi được tệp {path.name}; không có tệp nào dở dang, "
            "dữ liệu trong sổ còn nguyên. Hãy đóng tệp nếu đang mở, kiểm tra chỗ trống và quyền ghi của thư mục, "
            "hoặc chọn thư mục khác, rồi làm lại.",
        ) from problem
    finally:
        with suppress(OSError):  # what could not be written has its sentence already
            part.unlink(missing_ok=True)
