"""Paths of files as people type, paste and drop them. Opens nothing."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote


def paths(typed: str) -> list[str]:
    """The paths in a typed or pasted text: in quotes as Windows copies them, or with bars between them."""
    quoted = re.findall(r'"([^"]+)"', typed)
    return quoted or [part.strip() for part in typed.split("|") if part.strip()]


def path(typed: str) -> Path:
    """One path; quotes around it and `file://` before it do not count."""
    text = typed.strip().strip("\"'")
    return Path(unquote(text.removeprefix("file://")) if text.startswith("file://") else text)
