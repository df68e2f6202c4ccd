"""Tells the rows below a head apart: people, village rows, totals, column numbers, repeated heads, signatures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from db.domain.text import fold
from forms.sheets.head import Head, is_heading
from forms.sheets.title import class_in, village_name
from forms.sheets.values import is_ticked, text
from forms.sheets.workbook import Value

Kind = Literal["blank", "head", "total", "village", "class", "signature", "person", "other"]
Row = Mapping[int, Value]

_MARKER = re.compile(r"[A-ZĐ]|[IVX]+|\d{1,3}", re.IGNORECASE)
_COLUMN_NUMBER = re.compile(r"\(?\s*(\d{1,2}|[A-Z])\s*\)?(\s*=.*)?", re.IGNORECASE)
# With its tone: “Tống” and “Công” are surnames.
_TOTAL = re.compile(r"(tổng|cộng|toàn xã|toàn thôn)(\s|:|$)", re.IGNORECASE)
_SIGNATURE = re.compile(
    r"(người lập|lập biểu|tm\b|t/m|kt\b|chủ tịch|phó chủ tịch|ubnd|ủy ban|uỷ ban|xác nhận|trưởng thôn|cán bộ"
    r"|nơi nhận|công chức|thủ trưởng|ban giảm nghèo|trưởng ban|\(ký|ký tên|ghi chú\s*:|danh sách (này|có|trên))"
    r"|.*ngày.*tháng.*năm",
    re.IGNORECASE,
)
_PERSON_FIELDS = (
    "birth",
    "birth_male",
    "birth_female",
    "relation",
    "cmnd",
    "cccd",
    "identity",
    "ethnic",
    "ethnic:2008",
    "ethnic:1979",
    "sex",
    "bhxh_no",
)


_SAME = {"nt", "n/t", "nhutren", '"', "''", "“", "”", "“”", '""', "″", "〃", "//", ",,", "´´"}
_OWN = frozenset(
    ("number", "member_no", "code", "name", "head_name", "surname", "given", "cmnd", "cccd", "identity", "bhxh_no")
)


def repeat_above(rows: Sequence[dict[int, Value]], head: Head) -> None:
    """Put the value above in the place of `nt`, `"`, `như trên`; what is everybody's own is never repeated.

    A mark with nothing above it says nothing. Sheets of our own, which name their records, write no such marks.
    """
    if head.has("household_record", "person_record", "record"):
        return
    shared = {column for name, column in head.columns.items() if name not in _OWN}
    above: dict[int, Value] = {}
    for row in rows[head.last + 1 :]:
        for column in shared & row.keys():
            if not _says_same(row[column]):
                above[column] = row[column]
            elif column in above:
                row[column] = above[column]
            else:
                del row[column]


def _says_same(value: Value) -> bool:
    if not isinstance(value, str) or len(value) > 16:
        return False
    bare = re.sub(r"[\s\-–.]", "", value)
    return bare in _SAME or fold(bare).strip("\"'“”") in _SAME


def field(row: Row, head: Head, name: str) -> Value | None:
    """The cell of a field, None when the list has no such column or the cell is empty."""
    column = head.columns.get(name)
    return None if column is None else row.get(column)


def full_name(row: Row, head: Head) -> str:
    """The written name, joined when surname and given name stand in two columns."""
    if head.has("name"):
        return text(field(row, head, "name"))
    if head.has("given"):
        return f"{text(field(row, head, 'surname'))} {text(field(row, head, 'given'))}".strip()
    return text(field(row, head, "head_name"))


def row_kind(row: Row, head: Head) -> Kind:
    """What a row below the head is."""
    if not row:
        return "blank"
    texts = [text(value) for value in row.values() if isinstance(value, str)]
    if _is_head(texts) or _is_numbers(row, head):
        return "head"
    if _is_total(row, head, texts):
        return "total"
    name = full_name(row, head)
    if _SIGNATURE.match(name) if name else any(_SIGNATURE.match(t) for t in texts):
        return "signature"
    if not _says_something(row, head):
        return _without_person(row, head, texts)
    return "person"


def _is_head(texts: list[str]) -> bool:
    """Headings again, as on the next printed page; one heading alone may be a village or a name."""
    return len(texts) >= 2 and all(is_heading(t) for t in texts)


def _is_numbers(row: Row, head: Head) -> bool:
    """The row 1, 2, 3 … (or A, B, 1, 2) under a head: the name column holds a number too."""
    values = [text(value) for value in row.values()]
    return len(values) >= 3 and bool(full_name(row, head)) and all(_COLUMN_NUMBER.fullmatch(v) for v in values)


def _is_total(row: Row, head: Head, texts: list[str]) -> bool:
    return any(_TOTAL.match(t) for t in texts) and not text(field(row, head, "relation"))


def _says_something(row: Row, head: Head) -> bool:
    """Whether any cell says something of a person."""
    ticked = any(is_ticked(field(row, head, name)) for name in ("male", "female"))
    return ticked or any(text(field(row, head, name)) for name in _PERSON_FIELDS)


def _without_person(row: Row, head: Head, texts: list[str]) -> Kind:
    """A row with names and numbers only: a group, a signature, or a household of a list that has no more columns."""
    aside = {text(field(row, head, name)) for name in ("village", "address", "note")}
    texts = [t for t in texts if t not in aside]
    if any(village_name(t) for t in texts):
        return "village"
    if any(_SIGNATURE.match(t) for t in texts):
        return "signature"
    words = [t for t in texts if not _MARKER.fullmatch(t)]
    if len(words) == 1 and class_in(words[0]):
        return "class"
    if len(words) == 1 and _is_letter(text(field(row, head, "number"))):
        return "village"
    numbered = bool(text(field(row, head, "number")) or text(field(row, head, "member_no")))
    return "person" if numbered and full_name(row, head) else "other"


def _is_letter(marker: str) -> bool:
    """`A`, `B`, `IV`: the mark of a group, not the number of a household."""
    return bool(marker) and not marker.isdigit() and _MARKER.fullmatch(marker.rstrip(".)")) is not None


def group_village(row: Row) -> str | None:
    """The village a group row names; a name without the word `thôn` counts when it stands alone behind a letter."""
    texts = [text(value) for value in row.values() if isinstance(value, str)]
    named = next((v for v in map(village_name, texts) if v), None)
    return named or next((t for t in texts if not _MARKER.fullmatch(t.rstrip(".)"))), None)


def group_class(row: Row) -> str | None:
    """`poor` or `near_poor` of a group row such as `II. HỘ CẬN NGHÈO`."""
    return next((c for c in map(class_in, (text(v) for v in row.values() if isinstance(v, str))) if c), None)


def is_head_of_household(written: str) -> bool:
    """Whether a relation cell marks the head: `Chủ hộ`, `CH`, `chủ hộ (mẹ)`."""
    return fold(written).replace(".", "") == "ch" or fold(written).startswith("chu ho")
