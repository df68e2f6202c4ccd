"""Where registers lie: those opened lately, where a new one goes, what can be seen of one without its password."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from db.domain.errors import AppError, UserError
from db.domain.text import fold
from desktop.presenters import preferences
from desktop.presenters.paths import is_there
from desktop.presenters.preferences import Preferences
from desktop.words import _

FOLDER = "So Ho Tro"
ENDING = ".sohotro"
HELD = "-dang-mo"
"""Ending of the lock file beside a register that a desk has open."""
SERVER = re.compile(r"^postgres(ql)?://")


@dataclass(frozen=True, slots=True)
class Known:
    """A register opened lately: its place, the unit whose it is ("" unknown), the line below its name."""

    place: str
    unit: str
    where: str

    @property
    def name(self) -> str:
        """What the list shows."""
        return self.unit or shown(self.place)


def recent(kept: Preferences) -> list[Known]:
    """Registers opened lately, the last one first."""
    return [known(kept, place) for place in kept.recent]


def known(kept: Preferences, place: str) -> Known:
    """One register as the screens name it."""
    return Known(place, kept.names.get(place, ""), shown(place))


def shown(place: str) -> str:
    """A place as a screen may show it: a server's address without its password, a path with `~` for the home."""
    if SERVER.match(place):
        return re.sub(r":[^:@/]*@", "@", place)
    home = str(Path.home())
    return f"~{place.removeprefix(home)}" if home != "/" and place.startswith(home + os.sep) else place


def may_be_kept(place: str) -> bool:
    """Whether the list of registers may hold a place: an address with a password in it may not."""
    return SERVER.match(place) is None or shown(place) == place


def usual_folder() -> Path:
    """Where a new register goes if nobody says otherwise."""
    return Path(platformdirs.user_documents_dir()) / FOLDER


def file_for(title: str, folder: Path | None = None) -> Path:
    """A free file for the register of a unit (`xã Hồng Thủy` → `xa-hong-thuy.sohotro`)."""
    base = "-".join(re.findall(r"[a-z0-9]+", fold(title))) or "so"
    where = folder or usual_folder()
    names = (f"{base}{'' if number == 1 else f'-{number}'}{ENDING}" for number in range(1, 1000))
    return next(where / name for name in names if not taken(where / name))


def taken(file: Path) -> bool:
    """Whether a register of this name, or what is left of one, lies there."""
    return is_there(file) or is_there(file.with_name(file.name + "-keys"))


def training_file() -> Path:
    """Where the register for training lies: in the program's own folder, away from the true ones."""
    return preferences.file().parent / f"tap-lam{ENDING}"


def check_free(place: str) -> None:
    """See that no desk has a register file open, or fell without giving it back.

    Raises:
        UserError: the lock file lies there; the sentence names it.
    """
    lock = Path(f"{place}{HELD}")
    if lock.exists():
        message = _(
            "Sổ này đang mở ở màn hình làm việc. Không thay đổi gì: đóng sổ rồi làm lại; "
            "nếu không còn mở ở đâu, xóa tệp {0}."
        )
        raise UserError("in_use", message.format(lock.name))


def problem_of(place: str) -> str:
    """A sentence when there is no register to open at a place, "" when there seems to be one. Asks for no password."""
    from db.vault.registers import look

    try:
        look(place)
    except AppError as error:
        return error.message
    return ""
