"""Copies of the open register: where they go, when the next is due, making them, checking the register. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from db.domain.errors import AppError, EnvironmentProblem
from db.domain.values import show_date
from db.ledger.ledger import rebuild
from db.ledger.register import settings
from db.sync.proving import prove
from db.vault import backups
from db.vault.backups import Backup
from db.vault.marks import fell_behind
from db.vault.registers import explained
from db.vault.soundness import check_daily
from desktop.presenters.desk import Desk
from desktop.presenters.home import Task
from desktop.presenters.opening.places import SERVER, training_file
from desktop.presenters.paths import is_folder
from desktop.presenters.preferences import Preferences
from desktop.words import _
from desktop.work.context import JobContext

OVERDUE = 7
"""Days without a new copy away from this machine after which the first page says so."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where copies go. away: its stick is not plugged in; last: what is remembered of the last copy, in words."""

    title: str
    folder: Path
    away: bool
    last: str
    copies: tuple[Backup, ...]


def takes_part(desk: Desk) -> bool:
    """Whether copies are made by themselves: not of a server's register, not of invented people."""
    return not SERVER.match(desk.place) and desk.place != str(training_file()) and not desk.training()


def folders(desk: Desk, kept: Preferences) -> list[Path]:
    """The places that can be written to now: beside the register, and the one chosen when it is plugged in."""
    second = kept.backup_folder.strip()
    return [backups.beside(desk.place), *([Path(second)] if second and is_folder(second) else [])]


def places(desk: Desk, kept: Preferences) -> list[Place]:
    """Every place with its copies of this register."""
    with desk.register.read() as connection:
        made = backups.last_made(connection)
        device = settings(connection)["device"]
    named = [(_("Cạnh sổ, trong máy này"), backups.beside(desk.place), False)]
    second = kept.backup_folder.strip()
    if second:
        named.append((_("Ngoài máy (USB, ổ khác)"), Path(second), not is_folder(second)))
    return [
        Place(title, folder, away, _last(made, folder), tuple(backups.backups_in(folder, device)))
        for title, folder, away in named
    ]


def _last(made: dict[str, backups.Made], folder: Path) -> str:
    found = made.get(backups.key_of(folder))
    return _("lần cuối {0}").format(shown(found.at)) if found else _("chưa sao lưu lần nào")


def shown(at: str) -> str:
    """A time as people read it: `27/11/2026 08:15`."""
    return f"{show_date(at[:10])} {at[11:16]}"


def wanted(desk: Desk, kept: Preferences, *, closing: bool) -> list[Path]:
    """The places that want a copy now: when a register is closed, whatever is new; while it is open, once a day."""
    if not takes_part(desk):
        return []
    with desk.register.read() as connection:
        made, state = backups.last_made(connection), backups.state(connection)
    return [folder for folder in folders(desk, kept) if _wants(made.get(backups.key_of(folder)), state, desk, closing)]


def _wants(made: backups.Made | None, state: str, desk: Desk, closing: bool) -> bool:
    if made is None:
        return True
    if made.state == state:
        return _days(made.at, desk.today) >= OVERDUE
    return closing or made.at[:10] != desk.today


def _days(since: str, until: str) -> int:
    return (date.fromisoformat(until) - date.fromisoformat(since[:10])).days


def make(desk: Desk, where: list[Path], context: JobContext) -> list[Backup]:
    """Make one copy in each place; a place that fails keeps no other from its copy.

    Raises:
        AppError: the first refusal, after all places were tried.
        Cancelled: the officer stopped it; nothing half-done remains.
    """
    made: list[Backup] = []
    refused: AppError | None = None
    for folder in where:
        try:
            made.append(backups.make(desk.register, desk.place, folder, context.progress))
        except AppError as error:
            refused = refused or error
    if refused is not None:
        raise refused
    return made


def said(made: list[Backup]) -> str:
    """What is told after copies were made."""
    where = ", ".join(str(one.path.parent.parent) for one in made)
    return _("Đã sao lưu và mở ra kiểm tra: {0}.").format(where)


def due(desk: Desk, kept: Preferences) -> Task | None:
    """The line of the first page: no copy outside this machine, or the last one is old."""
    if not takes_part(desk):
        return None
    if not kept.backup_folder.strip():
        return Task(_("Chưa chọn nơi sao lưu ngoài máy (USB)"), 1, "", "backups", {}, "usb")
    with desk.register.read() as connection:
        made = backups.last_made(connection).get(backups.key_of(Path(kept.backup_folder.strip())))
    if made is None:
        return Task(_("Chưa sao lưu ra ngoài máy: cắm USB"), 1, "", "backups", {}, "usb")
    days = _days(made.at, desk.today)
    if days < OVERDUE:
        return None
    return Task(_("Số ngày chưa sao lưu ra ngoài máy"), days, show_date(made.at[:10]), "backups", {}, "usb")


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking the register found. tables: the ledger is whole and only tables differ, which can be made anew."""

    text: str
    sound: bool
    tables: bool


def check(desk: Desk) -> Checked:
    """Check file, chains, signatures and tables.

    Raises:
        EnvironmentProblem: so damaged that the file does not read to its end.
    """
    with explained():
        report = prove(desk.register)
    if report.problems:
        return Checked(" ".join(report.problems), False, len(report.tables) == len(report.problems))
    text = _("Sổ nguyên vẹn: {0} thay đổi, mọi chữ ký và mọi bảng khớp với nhật ký.").format(report.changes)
    return Checked(" ".join([text, *report.notes]), True, False)


def look(desk: Desk) -> str:
    """What the day's look at file and chains has found, with the way back; "" where the register is sound.

    One that lacks its last saves is no sound one: a copy of it would push aside the day's copy that may hold them.

    Raises:
        EnvironmentProblem: it could not be looked at now.
    """
    if not takes_part(desk):
        return ""
    try:
        problems = check_daily(desk.register)
    except EnvironmentProblem as error:
        if error.code != "damaged":
            raise
        problems = [error.message]
    if not problems:
        return desk.info().doubt if fell_behind(desk.register) else ""
    more = _(" (và {0} chỗ nữa)").format(len(problems) - 1) if len(problems) > 1 else ""
    way_back = _("Chưa sao lưu gì thêm, các bản sao cũ vẫn giữ: đóng sổ, rồi chọn “Phục hồi từ bản sao…”.")
    return f"{problems[0]}{more} {way_back}"


def mend(desk: Desk) -> int:
    """Make all tables anew from the ledger; returns how many changes it holds."""
    with desk.register.write() as connection:
        return rebuild(connection)
