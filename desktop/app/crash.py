"""A bug reached the top: keep a report without anything an officer typed, say one sentence, go on or close.

The report holds file names, line numbers, names of functions and kinds of errors; no message and no value of any
variable, because either may hold a name or a number of a person.
"""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from traceback import walk_tb
from types import TracebackType

from db.domain.errors import AppError
from db.vault.state import replace_file
from db.version import VERSION
from desktop.presenters import preferences

ROOT = Path(__file__).parents[2]
KEPT = 20
"""Reports; the oldest go first."""
LONGEST_CHAIN = 10


def install(show: Callable[[Path | None], None]) -> None:
    """From now on every uncaught error is reported and `show` is called with the report."""

    def caught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        show(write(error, trace))

    sys.excepthook = caught


def write(error: BaseException, trace: TracebackType | None) -> Path | None:
    """Keep a report; None when the folder cannot be written to."""
    folder = preferences.file().with_name("crashes")
    path = folder / f"{datetime.now().astimezone():%Y%m%d-%H%M%S-%f}.txt"
    if not replace_file(path, report(error, trace).encode()):
        return None
    for old in sorted(folder.glob("*.txt"))[:-KEPT]:
        old.unlink(missing_ok=True)
    return path


def report(error: BaseException, trace: TracebackType | None) -> str:
    """What happened, without a word of what was in the register."""
    lines = [
        f"Sổ Hỗ Trợ {VERSION}, Python {platform.python_version()}, {platform.system()} {platform.release()}, "
        f"{platform.machine()}",
        *_versions(),
    ]
    for place, one in enumerate(_chain(error)):
        code = f" ({one.code})" if isinstance(one, AppError) else ""
        lines += ["", f"{type(one).__module__}.{type(one).__qualname__}{code}"]
        lines += [f"  {where}" for where in _places(trace if place == 0 else one.__traceback__)]
    return "\n".join(lines) + "\n"


def _versions() -> Iterator[str]:
    for name in ("PySide6", "sqlalchemy", "reportlab", "openpyxl", "pypdfium2"):
        found = sys.modules.get(name)
        if found is not None:
            version = getattr(found, "__version__", getattr(found, "Version", "?"))
            yield f"{name} {version}"


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what led to it."""
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen and len(seen) < LONGEST_CHAIN:
        seen.add(id(one))
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def _places(trace: TracebackType | None) -> Iterator[str]:
    for frame, line in walk_tb(trace):
        file = Path(frame.f_code.co_filename)
        inside = file.relative_to(ROOT) if file.is_relative_to(ROOT) else Path(*file.parts[-3:])
        yield f"{inside.as_posix()}:{line} {frame.f_code.co_name}"
