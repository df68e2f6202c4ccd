"""A forgotten password, the sheet lost: what is asked of the office above, and its answer. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.presenters.opening import tries
from desktop.presenters.packages.sticks import sticks

if TYPE_CHECKING:
    from db.ledger.register import Register


@dataclass(frozen=True, slots=True)
class Slip:
    """A request written: its file, the office that can answer, the groups of digits to read over the telephone."""

    file: Path
    office: str
    groups: tuple[str, ...]


def usual_folder() -> str:
    """Where the request goes if nobody says otherwise: the first stick, "" where none is plugged in."""
    return next((str(stick.place) for stick in sticks()), "")


def ask(place: str, folder: str, officer: str) -> Slip:
    """Write the request of a locked register into a folder.

    Raises:
        AppError: as `db.sync.rescue.ask`.
    """
    from db.sync import rescue

    file = Path(folder) / f"xin-{Path(place).stem or 'so'}{rescue.ENDING}"
    asked = rescue.ask(place, file, officer=officer)
    return Slip(file, asked.office, tuple(asked.code.split("-")))


def accept(place: str, file: str, password: str) -> Register:
    """Open a register with the office's answer and give the officer a new password.

    Raises:
        AppError: as `db.sync.rescue.accept`.
    """
    from db.sync import rescue

    register = rescue.accept(place, Path(file), password)
    tries.succeeded(place)
    return register
