"""Reads the lines above the head of a list: whose list it is, of which year, by which decision, poor or near-poor.

It never looks at the people below.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from db.domain.text import fold
from forms.sheets.values import capitalised

_COMMUNE = re.compile(
    r"(?:^|[\s.,])(?:xã|phường|thị trấn|tt\.?)\s+(?!hội\b|ngày\b|năm\b|về\b|nghèo\b|nông\b)([^\d,;:()\-–/]+?)\s*"
    r"(?=$|[\d,;:()\-–/]|\bnăm\b|\bhuyện\b|\btỉnh\b|\bthị xã\b|\bthành phố\b)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"năm\s*:?\s*((?:19|20)\d\d)", re.IGNORECASE)
_DECISION_NO = re.compile(r"quyết định\s*(?:số)?\s*:?\s*(\d+[\w/\-–]*/[\w\-–/Đđ]+)", re.IGNORECASE)
_DATE_WORDS = re.compile(r"ngày\s*(\d{1,2})\s*tháng\s*(\d{1,2})\s*năm\s*(\d{4})", re.IGNORECASE)
_DATE_FIGURES = re.compile(r"ngày\s*(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})", re.IGNORECASE)
_DECISION = re.compile(r"quyết định|căn cứ|kèm theo", re.IGNORECASE)

_KINDS = {
    "to dan pho": "Tổ dân phố", "tdp": "Tổ dân phố", "khu pho": "Khu phố", "khoi pho": "Khối phố",
    "thon ban": "Thôn", "thon": "Thôn", "ban": "Bản", "lang": "Làng", "khom": "Khóm",
    "ap": "Ấp", "xom": "Xóm", "buon": "Buôn", "khu": "Khu", "to": "Tổ",
}  # fmt: skip
_KIND = re.compile(
    r"(?:[A-ZĐ\d]{1,4}\s*[.)/]\s*)?(tổ dân phố|tdp|khu phố|khối phố|thôn\s*/\s*bản|thôn|bản|làng|khóm|ấp|xóm|buôn|khu"
    r"|tổ|to dan pho|thon)(?!\s+trưởng)(?=[\s:.\d]|$)[\s:.]*",
    re.IGNORECASE,
)
_PLAIN_KINDS = {"Thôn", "Bản", "Làng"}
_ONLY_NUMBERED = {"Tổ", "Khu"}  # `Tổ công tác`, `Khu vực nông thôn` are no villages
_COUNT = re.compile(r"\s*(?:\(.*|[:,;\-–]\s*\d+\s*hộ.*|\d+\s*hộ\b.*)$", re.IGNORECASE)
_NUMBERED = re.compile(r"\d+[A-Za-z]?|[IVXivx]+")


@dataclass(frozen=True, slots=True)
class Title:
    """What stands above the head; None where it does not say. result: `poor`, `near_poor`, None = both or neither."""

    title: str | None
    commune: str | None
    year: int | None
    decision_no: str | None
    decision_date: str | None
    result: str | None
    village: str | None


def read_title(lines: Sequence[str]) -> Title:
    """Reads the texts above the head, cell by cell from the top left."""
    title = next((t for t in lines if fold(t).startswith(("danh sach", "bieu", "tong hop"))), None)
    title = title or next((t for t in lines if class_in(t)), None)
    whole = " ".join(lines)
    number = _DECISION_NO.search(whole)
    return Title(
        title=title,
        commune=_commune(lines),
        year=_year(title, lines),
        decision_no=number[1].upper() if number else None,
        decision_date=_decision_date(lines),
        result=class_in(title or ""),
        village=next((v for v in map(village_name, lines) if v), None),
    )


def class_in(text: str) -> str | None:
    """`poor` or `near_poor` when a text names exactly one of the two, `not_poor` when it says so."""
    folded = fold(text)
    if "khong ngheo" in folded:
        return "not_poor"
    near = "can ngheo" in folded
    poor = "ngheo" in folded.replace("can ngheo", "").replace("thoat ngheo", "")
    return None if near == poor else "near_poor" if near else "poor"


def _commune(lines: Sequence[str]) -> str | None:
    for line in lines:
        found = _COMMUNE.search(line)
        if found:
            name = " ".join(found[1].split())
            return capitalised(name) if name.isupper() or line.isupper() else name
    return None


def _year(title: str | None, lines: Sequence[str]) -> int | None:
    for line in (title or "", *(t for t in lines if not _DECISION.search(t) and not _DATE_WORDS.search(t))):
        found = _YEAR.search(line)
        if found:
            return int(found[1])
    return None


def _decision_date(lines: Sequence[str]) -> str | None:
    # the decision's own line before the date of the paper
    for line in sorted(lines, key=lambda t: not _DECISION.search(t)):
        found = _DATE_WORDS.search(line) or _DATE_FIGURES.search(line)
        if found:
            try:
                return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
            except ValueError:
                continue
    return None


def village_name(text: str) -> str | None:
    """The village a text names: `A. THÔN 1 (26 hộ)` → `Thôn 1`, `Thôn A Hươr` → `A Hươr`; None if it names none.

    The kind of village stays only where the name would be a bare number, as in the register's list of villages.
    """
    found = _KIND.match(text.strip())
    if not found:
        return None
    kind = _KINDS[" ".join(fold(found[1].replace("/", " ")).split())]
    name = _COUNT.sub("", text.strip()[found.end() :]).strip(" .:;,-–")
    if not name or (kind in _ONLY_NUMBERED and not _NUMBERED.fullmatch(name)):
        return None
    if name.isupper() and not _NUMBERED.fullmatch(name):
        name = capitalised(name)
    bare = kind in _PLAIN_KINDS and not _NUMBERED.fullmatch(name)
    return name if bare else f"{kind} {name}"
