"""Where a person's own small files lie, outside every register and every backup of one. Reads none of them."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def state_folder() -> Path:
    """The folder of this person on this machine (`SOHOTRO_STATE_DIR` overrides it); it may not exist yet."""
    return Path(os.environ.get("SOHOTRO_STATE_DIR") or platformdirs.user_state_dir("sohotro", appauthor=False))


def replace_file(target: Path, content: bytes) -> bool:
    """Write a small file of this person's, for nobody else to read, whole or not at all; False when it cannot be."""
    draft = target.with_suffix(".dang-ghi")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.touch(mode=0o600)
        draft.write_bytes(content)
        draft.replace(target)
    except OSError:
        return False
    return True
