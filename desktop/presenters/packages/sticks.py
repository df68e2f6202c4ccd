"""USB sticks in this machine, as the system names them. Looks at no file on them. Knows no Qt."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import string
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")
PLACES = ("/media/", "/run/media/")
"""Where desktops mount what is plugged in (udisks)."""
_REMOVABLE = 2
_ESCAPE = re.compile(rb"\\([0-3][0-7]{2})")


@dataclass(frozen=True, slots=True)
class Stick:
    """A stick: where it is, what people call it, bytes free (0 when that cannot be told)."""

    place: Path
    name: str
    free: int


def sticks() -> list[Stick]:
    """The sticks plugged in now, by name."""
    places = _windows() if os.name == "nt" else _mounted(MOUNTS)
    return sorted((_stick(place) for place in places), key=lambda one: one.name.casefold())


def _stick(place: Path) -> Stick:
    free = 0
    with suppress(OSError):
        free = shutil.disk_usage(place).free
    return Stick(place, place.name or str(place), free)


def _mounted(table: Path) -> list[Path]:
    """Mount points of the kernel's table that lie where desktops mount sticks; writable ones only."""
    try:
        lines = table.read_bytes().splitlines()
    except OSError:
        return []
    fields = [[_plain(part) for part in line.split(b" ")] for line in lines]
    return [
        Path(found[4])
        for found in fields
        if len(found) > 5 and found[4].startswith(PLACES) and "ro" not in found[5].split(",")
    ]


def _plain(written: bytes) -> str:
    """A field of the table, in which blanks and some other bytes stand as octal numbers."""
    return _ESCAPE.sub(lambda found: bytes([int(found[1], 8)]), written).decode("utf-8", "replace")


def _windows(kind_of: Callable[[str], int] | None = None) -> list[Path]:
    """Drive letters that Windows calls removable and in which a medium lies."""
    ask = kind_of or ctypes.windll.kernel32.GetDriveTypeW  # type: ignore[attr-defined]
    roots = [f"{letter}:\\" for letter in string.ascii_uppercase]
    return [Path(root) for root in roots if ask(root) == _REMOVABLE and os.path.isdir(root)]  # noqa: PTH112 - a root
