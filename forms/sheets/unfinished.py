"""openpyxl keeps the rows of a sheet that it writes in the system's temporary folder, in clear; here they lie beside
the file that is asked for, and none is left whatever happens. Knows no sheet.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

from forms.files import UNFINISHED

_Place = tuple[Path, list[Path]]
_PLACE: ContextVar[_Place | None] = ContextVar("place", default=None)


@contextmanager
def rows_beside(out: Path) -> Iterator[None]:
    """Whatever openpyxl writes in this block, it keeps unfinished rows beside `out`."""
    writer = _writer()
    made: list[Path] = []
    token = _PLACE.set((out, made))
    try:
        yield
    finally:
        _PLACE.reset(token)
        for rows in made:
            with suppress(OSError):  # one that is still open goes when the program ends
                rows.unlink(missing_ok=True)
                if str(rows) in writer.ALL_TEMP_FILES:
                    writer.ALL_TEMP_FILES.remove(str(rows))


@cache
def _writer() -> Any:
    """The room of openpyxl that asks for a file, answered otherwise where somebody in this thread gave a place."""
    from openpyxl.worksheet import _writer as writer

    theirs = writer.create_temporary_file

    def ours(suffix: str = "") -> str:
        place = _PLACE.get()
        if place is None:
            return str(theirs(suffix))
        out, made = place
        made.append(out.with_name(f"{out.name}.trang{len(made) or ''}{UNFINISHED}"))
        writer.ALL_TEMP_FILES.append(str(made[-1]))
        return str(made[-1])

    writer.create_temporary_file = ours
    return writer
