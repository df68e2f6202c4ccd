"""The machine that tests run on, as registers know it: one and the same everywhere, so that no copy raises a doubt."""

from __future__ import annotations

from pathlib import Path


def state_folder(folder: Path) -> str:
    """A state folder (`SOHOTRO_STATE_DIR`) in `folder` which has seen no register yet."""
    folder.mkdir(exist_ok=True)
    (folder / "marks.json").write_text('{"home":"00","streams":{}}', encoding="utf-8")
    return str(folder)
