"""Turns single cells of a list into values of the register, mending by suggestion what Excel damages; never silently.

Every function gives the value and, where a person should look, what is to be said about it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from db.domain.encodings import repair
from db.domain.errors import Issue
from db.domain.identifiers import (
    check_bhxh,
    check_cccd,
    check_cmnd,
    check_phone,
    clean_digits,
    modern_phone,
    split_phones,
    suggest,
)
from db.domain.text import fold, latin_digits, without_controls
from db.domain.values import check_birth, read_date
from forms.sheets.workbook import Value

_BLANKS = re.compile(r"[\s\u00a0\u200b\ufeff]+")


@dataclass(frozen=True, slots=True)
class Found:
    """A value read from a cell; doubt: what to say about it, with a stable code; serious: wants a person's decision."""

    value: str | None
    code: str = ""
    doubt: str = ""
    serious: bool = True


def text(value: Value | None) -> str:
    """Cell as one line of NFC text: blanks collapsed, whole numbers without `.0`, look-alikes of Đ mended."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _line(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return _line(str(value))


@lru_cache(maxsize=32_768)
def _line(written: str) -> str:
    """Every cell is read several times, and lists say the same words on every line."""
    return repair(without_controls(_BLANKS.sub(" ", written)).strip())


def is_ticked(value: Value | None) -> bool:
    """Whether a cell of a tick column says yes: x, X, v, 1, có, a tick sign."""
    return value is True or fold(text(value)) in {"x", "v", "1", "co", "✓", "✔", "√", "☒", "☑", "đ", "d"}


_TITLES = re.compile(r"^(ông|bà|anh|chị|cụ|ông bà|em)\s*[:.]?\s+(?=\S+\s+\S)", re.IGNORECASE)
_DEAD = re.compile(r"\(\s*(đã\s+)?(chết|mất|qua đời)\b[^)]*\)|[†]", re.IGNORECASE)


def person_name(value: Value | None) -> Found:
    """A name as written, without `Ông`/`Bà`; one in capitals or without any becomes `Hồ Văn Nhất`.

    `(chết)` is taken off and reported.
    """
    written = text(value).strip(" ,;.-*")
    dead = _DEAD.search(written)
    name = _BLANKS.sub(" ", _DEAD.sub(" ", written)).strip()
    name = _TITLES.sub("", name)
    if (name.isupper() or name.islower()) and len(name) > 1:
        name = capitalised(name)
    if dead:
        return Found(name, "dead", f"Danh sách ghi “{dead[0]}” cạnh tên {name}: xem còn đưa vào sổ không.")
    return Found(name)


def capitalised(name: str) -> str:
    """`HỒ VĂN B'LING` → `Hồ Văn B'ling`."""
    return " ".join(word[:1].upper() + word[1:].lower() for word in name.split())


def birth_date(value: Value | None, on: str) -> Found:
    """Birth date with the precision of the cell: 1962, `5/1962`, `01/05/1962`, a date cell. on: today's ISO date.

    A date that cannot be is left out and reported; two-digit years and bare day numbers are asked, never completed.
    """
    written = text(value)
    if not written:
        return Found(None)
    parsed = read_date(value.isoformat() if isinstance(value, date) else latin_digits(written))
    if parsed.value is None:
        return Found(None, "birth_unclear", parsed.reason)
    wrong = next((i for i in check_birth(parsed.value, on) if i.severity == "hard"), None)
    if wrong is not None:
        return Found(None, wrong.code, wrong.message)
    return Found(parsed.value)


def day(value: Value | None, on: str) -> Found:
    """A whole date, not after today (ISO `on`)."""
    written = text(value)
    if not written:
        return Found(None)
    parsed = read_date(value.isoformat() if isinstance(value, date) else latin_digits(written))
    if parsed.value is None or len(parsed.value) < 10 or parsed.value > on:
        told = parsed.reason or f"Ngày “{written}” chưa đủ ngày, tháng, năm hoặc ở sau ngày hôm nay."
        return Found(None, "date_unclear", told, serious=False)
    return Found(parsed.value)


def points(value: Value | None, name: str) -> Found:
    """Points of a score sheet, a whole number; `--` and `-` are no points at all."""
    written = latin_digits(text(value))
    if not written.strip("-–—"):
        return Found(None)
    if not written.isdecimal() or len(written) > 3:
        return Found(None, "points_unclear", f"Điểm {name} ghi “{written}”: phải là số nguyên.")
    return Found(written)


def sex(value: Value | None) -> Found:
    """`1` for Nam, `2` for Nữ as codes of list `sex`."""
    written = fold(text(value))
    if written in {"nam", "1", "m", "trai", "male"}:
        return Found("1")
    if written in {"nu", "2", "f", "gai", "female"}:
        return Found("2")
    if not written:
        return Found(None)
    return Found(None, "sex_unclear", f"Chưa hiểu giới tính “{text(value)}”: ghi Nam hoặc Nữ.", serious=False)


_CHECKS: dict[str, tuple[Callable[..., list[Issue]], tuple[int, ...], str]] = {
    "cmnd": (check_cmnd, (9, 12), "Số CMND"),
    "cccd": (check_cccd, (12,), "Số CCCD"),
    "identity": (check_cmnd, (9, 12), "Số CMND/CCCD"),
    "bhxh_no": (check_bhxh, (10, 12), "Mã số BHXH"),
}
_NOTHING = {"", "0", "khong", "chua co", "khong co", "mat", "x", "chua"}


def number(value: Value | None, field: str, on: str) -> Found:
    """An identity number, digits only. field: cmnd, cccd, identity (either) or bhxh_no; on: today's ISO date.

    What Excel damages (lost zeros, `.0`, letters for digits) is mended as a suggestion and reported; what it has
    destroyed (`4.6E+10`) or what is certainly wrong is left out and reported.
    """
    written = text(value)
    if fold(written) in _NOTHING:
        return Found(None)
    check, lengths, label = _CHECKS[field]
    cleaned = clean_digits(written)
    wrong = next((i for i in check(cleaned, on=on) if i.severity == "hard"), None)
    if wrong is None:
        return Found(cleaned)
    for offer in (suggest(written, length) for length in lengths):
        if offer and all(i.severity == "soft" for i in check(offer, on=on)):
            return Found(offer, "number_mended", f"{label} “{written}” có lẽ là {offer}: xem lại giấy tờ.")
    return Found(None, wrong.code, wrong.message)


def phone(value: Value | None) -> Found:
    """First telephone number of a cell, in the numbering of today; a zero lost by Excel put back, a wrong one told."""
    numbers = split_phones(text(value))
    if not numbers:
        return Found(None)
    digits = numbers[0]
    if isinstance(value, int | float) and not digits.startswith("0"):
        digits = "0" + digits  # a number cell keeps no leading zero
    digits = modern_phone(digits) or digits
    if any(i.severity == "hard" for i in check_phone(digits)):
        message = f"Số điện thoại “{text(value)}” không đúng: chưa ghi vào sổ."
        return Found(None, "phone_form", message, serious=False)
    return Found(digits)
