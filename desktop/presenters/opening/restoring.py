"""Taking a register back from a copy, or from its own ledger: what there is to take, and doing it. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from db.domain.values import show_date
from desktop.presenters.opening import places, tries
from desktop.presenters.packages.sticks import sticks
from desktop.presenters.preferences import Preferences
from desktop.words import _

if TYPE_CHECKING:
    from db.ledger.register import Register


LEDGER = ""
"""In place of a copy's path: the ledger of the damaged file itself."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a register as the list shows it; its path may be `LEDGER`."""

    path: str
    when: str
    where: str


@dataclass(frozen=True, slots=True)
class Back:
    """A register taken back, open, and what is to be said about it."""

    register: Register
    place: str
    text: str


def copies(kept: Preferences, place: str) -> list[Copy]:
    """The copies of a register of that file name, newest first: beside it, where they were sent, on sticks.

    The last is no copy but the ledger of the register's own file, where there is one.
    """
    from db.vault.backups import BESIDE, backups_in

    file = Path(place)
    folders = [file.parent / BESIDE, *([Path(kept.backup_folder)] if kept.backup_folder else [])]
    folders += [stick.place for stick in sticks() if stick.place not in folders]
    found = {copy.path: copy for folder in folders for copy in backups_in(folder)}
    mine = [copy for copy in found.values() if not place or copy.path.stem.startswith(f"{file.stem}_")]
    ordered = sorted(mine, key=lambda copy: copy.at, reverse=True)
    ledger = Copy(LEDGER, _("Dựng lại từ nhật ký của sổ này"), _("khi tệp sổ hỏng mà không có bản sao đủ mới"))
    own = [ledger] if file.is_file() else []
    shown = [
        Copy(str(one.path), f"{show_date(one.at[:10])} {one.at[11:16]}", places.shown(str(one.path.parent)))
        for one in ordered
    ]
    return shown + own


def take_back(copy: str, place: str, password: str) -> Back:
    """Put a copy in the place of a register; takes some seconds and belongs off the window's thread.

    Raises:
        AppError: as `db.vault.restoring.restore` and `rebuilding.rebuild`; nothing was moved then.
    """
    if copy == LEDGER:
        return _rebuilt(place, password)
    from db.vault.restoring import restore

    target = place if Path(place).suffix == places.ENDING else f"{place}{places.ENDING}"
    restored = tries.counted(target, lambda: restore(Path(copy), target, password))
    text = _("Đã phục hồi sổ. Những gì ghi sau ngày của bản sao không có ở đây: nhận gói mới nhất của cấp trên.")
    if restored.aside is not None:
        text += " " + _("Tệp cũ còn nguyên, tên là {0}.").format(restored.aside.name)
    return Back(restored.register, target, text)


def _rebuilt(place: str, password: str) -> Back:
    """A register made anew from the ledger of the one at `place`, beside it; one made so before gets what it lacks."""
    from db.vault.rebuilding import rebuild, told

    file = Path(place)
    new = str(file.with_name(f"{file.stem}-dung-lai{places.ENDING}"))
    rebuilt = tries.counted(place, lambda: rebuild(place, new, password))
    name = _("Sổ mới tên là {0}.").format(Path(new).name)
    return Back(rebuilt.register, new, " ".join([*told(rebuilt), name]))
