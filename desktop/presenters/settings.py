"""What a person may choose about looks and comfort, and what each choice is called. Changes nothing by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db.domain.errors import AppError
from db.ledger.register import Register
from db.store.home.owed import owed_reports, set_report_day
from desktop import words
from desktop.presenters.paths import is_folder
from desktop.presenters.preferences import TEXT_SIZES, Preferences
from desktop.words import _

MINUTES = (2, 5, 10, 15, 30, 60, 0)


@dataclass(frozen=True, slots=True)
class Choice:
    """A preference with few values, each with its name."""

    name: str
    title: str
    word: str
    values: Sequence[tuple[Any, str]]


def choices() -> list[Choice]:
    """All of them, in the order of the page, in the language in use."""
    return [
        Choice("theme", _("Màu sắc"), "", (
            ("light", _("Sáng")), ("dark", _("Tối")), ("contrast", _("Tương phản cao")))),
        Choice("text_size", _("Cỡ chữ"), "", tuple((size, f"{size} %") for size in TEXT_SIZES)),
        Choice("language", _("Ngôn ngữ"), _("Giấy tờ in ra luôn bằng tiếng Việt."), tuple(words.languages().items())),
        Choice("lock_minutes", _("Tự khóa sổ khi không ai gõ phím"), _("Chữ đang gõ được giữ thành bản nháp."),
               tuple((minutes, _minutes(minutes)) for minutes in MINUTES)),
    ]  # fmt: skip


def _minutes(minutes: int) -> str:
    return _("{0} phút").format(minutes) if minutes else _("Không bao giờ")


def choose(kept: Preferences, name: str, value: Any) -> bool:
    """Take a choice; False when it stood so already."""
    if getattr(kept, name) == value:
        return False
    setattr(kept, name, value)
    return True


def set_backup_folder(kept: Preferences, typed: str) -> str:
    """Take a folder for backups ("" none); a sentence when there is none of that name."""
    folder = typed.strip()
    if folder and not is_folder(folder):
        return _("Không thấy thư mục này. Cắm USB hoặc chọn thư mục khác.")
    kept.backup_folder = folder
    return ""


def report_days(register: Register) -> list[tuple[str, str, str]]:
    """Name, title and day (dd/MM) of each report the office owes every year."""
    with register.read() as connection:
        return [(one.name, one.title, one.shown) for one in owed_reports(connection)]


def keep_report_day(register: Register, name: str, typed: str) -> str:
    """Take another day for a report; a sentence when it cannot be. What stands there already is not written again."""
    if typed.strip() in {day for known, _title, day in report_days(register) if known == name}:
        return ""
    try:
        set_report_day(register, name, typed)
    except AppError as error:
        return error.message
    return ""
