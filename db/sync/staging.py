"""Files between the stick and the disk: a private copy in, an all-or-nothing file out. Looks at no content."""

from __future__ import annotations

import errno
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from db.dialects import TOO_LONG
from db.domain.errors import EnvironmentProblem, FileProblem
from db.sync import limits
from db.sync.sentences import PackageError

UNFINISHED = ".dang-ghi"
"""Ending of a file still being written; left over after a power cut, it may be deleted."""
_ATTEMPTS = 10
_PAUSE = 0.05  # seconds; a virus scanner on Windows holds a fresh file for a moment


def stage(path: Path, staging: Path) -> Path:
    """Copy the file at `path` into the private folder `staging` (made if missing) and return the copy, synced to disk.

    The copy has a name of its own and is the caller's to delete. Raises FileProblem (missing, a folder, unreadable),
    PackageError E-SIZE, EnvironmentProblem (not enough room: three times the file's size is asked for).
    """
    with reading(path):
        size = size_of(path)
    copy = staging / f"{uuid4().hex}.dongbo"
    with _writing(copy):
        staging.mkdir(mode=0o700, parents=True, exist_ok=True)
        staging.chmod(0o700)
        if shutil.disk_usage(staging).free < limits.FREE_FACTOR * size:
            raise OSError(errno.ENOSPC, "not enough room to stage")
        with _private(copy) as target, reading(path), path.open("rb") as source:
            _copy(source, target)
            _sync(target)
    return copy


def publish(path: Path, write: Callable[[BinaryIO], None], check: Callable[[BinaryIO], None]) -> None:
    """Make the file `path` by `write`, or leave nothing: written under another name, synced, renamed, read again.

    `check` gets the finished file and raises PackageError if it is not what was meant (a stick that lies).
    Raises EnvironmentProblem with nothing left behind: no room, no right to write, stick removed or faulty.
    """
    unfinished = path.with_name(path.name + UNFINISHED)
    with _writing(unfinished):
        with unfinished.open("wb") as f:
            write(f)
            _sync(f)
            _forget_cache(f)
        _rename(unfinished, path)
        _sync_folder(path.parent)
    try:
        with path.open("rb") as f:
            check(f)
    except (PackageError, OSError) as error:
        _remove(path)
        raise EnvironmentProblem(
            "copy_damaged",
            f"Đọc lại tệp {path.name} vừa ghi thì thấy sai, hoặc thẻ nhớ đã bị rút: đừng dùng tệp ấy nếu còn thấy. "
            "Sổ không thay đổi; hãy cắm lại, đổi thẻ nhớ hoặc chọn thư mục khác rồi làm lại.",
        ) from error


def size_of(path: Path) -> int:
    """Bytes of the user's file, within `reading`; FileProblem for a folder, PackageError E-SIZE above the limit."""
    if path.is_dir():
        raise FileProblem(
            "file_is_folder",
            f"{path.name} là thư mục, không phải tệp gói. Sổ chưa thay đổi gì; hãy chọn một tệp .dongbo.",
        )
    size = path.stat().st_size
    if not path.is_file():  # a pipe or a device: whoever opens it may wait for ever
        raise OSError(errno.EINVAL, "not a file")
    if size > limits.PACKAGE:
        raise PackageError("E-SIZE", "file")
    return size


def _copy(source: BinaryIO, target: BinaryIO) -> None:
    """Copy in blocks; a file that grows meanwhile is refused at the limit."""
    total = 0
    while block := source.read(limits.MIB):
        total += len(block)
        if total > limits.PACKAGE:
            raise PackageError("E-SIZE", "file")
        try:
            target.write(block)
        except OSError as error:
            raise _WriteError(error) from error


class _WriteError(Exception):
    """Carries a failure of the disk past `reading`, which judges the stick."""

    def __init__(self, error: OSError) -> None:
        super().__init__(str(error))
        self.error = error


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn a failure to read the user's file into a sentence."""
    try:
        yield
    except FileNotFoundError:
        raise FileProblem(
            "file_missing", f"Không thấy tệp {path.name}. Sổ chưa thay đổi gì; hãy kiểm tra thẻ nhớ rồi chọn lại tệp."
        ) from None
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise FileProblem(TOO_LONG.code, TOO_LONG.message) from error
        raise FileProblem(
            "file_unreadable",
            f"Không đọc được tệp {path.name}: thẻ nhớ bị rút, bị lỗi hoặc không có quyền đọc. "
            "Sổ chưa thay đổi gì; hãy cắm lại thẻ nhớ rồi thử lại.",
        ) from error


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Remove the half-written `path` after any failure and turn a failure of the disk into a sentence."""
    try:
        yield
    except _WriteError as failed:
        _remove(path)
        raise _disk_problem(path, failed.error) from failed.error
    except OSError as error:
        _remove(path)
        raise _disk_problem(path, error) from error
    except BaseException:
        _remove(path)
        raise


def _disk_problem(path: Path, error: OSError) -> EnvironmentProblem:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return EnvironmentProblem(
            "disk_full",
            f"Không đủ chỗ trống trong {path.parent} để ghi tệp. Sổ không thay đổi, không để lại tệp dở dang; "
            "hãy dọn bớt hoặc chọn nơi khác rồi làm lại.",
        )
    if error.errno == errno.ENAMETOOLONG:
        return EnvironmentProblem(TOO_LONG.code, TOO_LONG.message)
    return EnvironmentProblem(
        "write_failed",
        f"Không ghi được tệp vào {path.parent}: không có thư mục đó, không có quyền ghi, thẻ nhớ bị rút hoặc bị khóa. "
        "Sổ không thay đổi; hãy kiểm tra rồi làm lại.",
    )


def _private(path: Path) -> BinaryIO:
    """Create `path`, readable by this user only; it must not exist."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600), "wb")


def _sync(f: BinaryIO) -> None:
    try:
        f.flush()
        os.fsync(f.fileno())
    except OSError as error:
        raise _WriteError(error) from error


def _forget_cache(f: BinaryIO) -> None:
    """Ask the system to drop its copy, so that reading again reads the stick."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(f.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _rename(source: Path, target: Path) -> None:
    """Rename, again after a pause while a virus scanner holds the file."""
    for attempt in range(_ATTEMPTS):
        try:
            source.replace(target)
        except PermissionError:
            if attempt == _ATTEMPTS - 1:
                raise
            time.sleep(_PAUSE)
        else:
            return


def _sync_folder(folder: Path) -> None:
    """Make the new name durable; Windows has no such call and FAT sticks may refuse it."""
    if os.name == "nt":
        return
    with suppress(OSError):
        fd = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)
