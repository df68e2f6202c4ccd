"""The worked policy of docs/policies.md, as bytes, and ways to spoil it."""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).parents[3] / "docs" / "policies.md"


def text() -> str:
    found = re.search(r"```toml\n(.*?)```", DOCS.read_text("utf-8"), re.S)
    assert found
    return found[1]


def spoiled(old: str, new: str) -> bytes:
    whole = text()
    assert old in whole
    return whole.replace(old, new, 1).encode()


def line_of(data: bytes, piece: str) -> int:
    return data.decode()[: data.decode().index(piece)].count("\n") + 1
