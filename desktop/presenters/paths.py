"""Paths of files as people type, paste and drop them. Opens nothing."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path
from urllib.parse import unquote

SHEETS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv")
"""Endings of files that people take for Excel's; which of them can be read the reader says."""


def paths(typed: str) -> list[str]:
    """The paths in a typed or pasted text: in quotes as Windows copies them, or with bars between them."""
    quoted = re.findall(r'"([^"]+)"', typed)
    return quoted or [part.strip() for part in typed.split("|") if part.strip()]


def path(typed: str) -> Path:
    """One path; quotes around it and `file://` before it do not count."""
    text = typed.strip().strip("\"'")
    return Path(unquote(text.removeprefix("file://")) if text.startswith("file://") else text)


def is_sheet(file: str) -> bool:
    """Whether a file that was dropped is a list to bring in, by its name."""
    return Path(file).suffix.casefold() in SHEETS


def is_folder(typed: str | Path) -> bool:
    """Whether there is such a folder; a text that can be no path (too long, another's `~`) is none."""
    return os.path.isdir(os.path.expanduser(typed))  # noqa: PTH111, PTH112 - pathlib raises where these say no


def is_there(file: Path) -> bool:
    """Whether there is something of this name; a text that can be no path is nowhere."""
    return os.path.exists(file)  # noqa: PTH110 - as above


def too_long(file: Path) -> bool:
    """Whether no disk here takes a name or path so long."""
    try:
        file.lstat()
    except OSError as error:
        return error.errno == errno.ENAMETOOLONG
    return False


def expanded(typed: str) -> Path:
    """A path as typed, with the officer's own folder for `~`; the `~` of somebody unknown stays."""
    return Path(os.path.expanduser(typed))  # noqa: PTH111 - as above
