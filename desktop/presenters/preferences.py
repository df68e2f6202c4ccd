"""What one person likes on one machine: looks, text size, registers opened lately. Holds no personal data of others.

A damaged or missing file means the usual values, never an error.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from db.vault.state import replace_file, state_folder

ThemeName = Literal["light", "dark", "contrast"]
TEXT_SIZES = (90, 100, 110, 125, 150, 175)
RECENT = 8


class Preferences(msgspec.Struct, kw_only=True):
    """theme, text_size (percent), language; lock_minutes without a key until the register locks itself (0: never);
    recent: places of registers, newest first; names: the units whose they are, by place; backup_folder: where copies
    go; package_folders: where packages went, newest first; widths: of a list's columns, at 100 %; window: where the
    register's window stood and whether it filled the screen, as Qt writes it."""

    theme: ThemeName = "light"
    text_size: int = 100
    language: str = "vi"
    lock_minutes: int = 10
    recent: list[str] = []
    names: dict[str, str] = {}
    backup_folder: str = ""
    package_folders: list[str] = []
    widths: dict[str, list[int]] = {}
    window: str = ""

    def remember(self, place: str, name: str = "") -> None:
        """Put a register first among those opened lately."""
        self.recent = [place, *(known for known in self.recent if known != place)][:RECENT]
        self.names = {
            known: unit for known, unit in {**self.names, place: name}.items() if known in self.recent and unit
        }

    def forget(self, place: str) -> None:
        """Take a register off the list of those opened lately; the register itself stays where it is."""
        self.recent = [known for known in self.recent if known != place]
        self.names.pop(place, None)


def file() -> Path:
    """Where the preferences of this person lie (`SOHOTRO_STATE_DIR` overrides the folder)."""
    return state_folder() / "preferences.json"


def load() -> Preferences:
    """The preferences as kept, or the usual ones."""
    try:
        return msgspec.json.decode(file().read_bytes(), type=Preferences)
    except (OSError, msgspec.MsgspecError):
        return Preferences()


def save(preferences: Preferences) -> None:
    """Keep them; a folder that cannot be written to costs only the memory of them."""
    replace_file(file(), msgspec.json.format(msgspec.json.encode(preferences), indent=2))
