"""Finds the head of a list by itself: which row, how many rows deep, and which field each column holds.

Recognises headings by their folded words; never looks at the people below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from db.domain.text import fold

# Headings as communes write them, folded and without signs; the first words of a field's line are the usual ones.
_HEADINGS: dict[str, str] = {
    "number": "stt ho|so tt ho|tt ho|so thu tu ho|ho so|so ho|stt|tt|so tt|so thu tu|stt chung|stt ho gia dinh",
    "member_no": "stt thanh vien|tt thanh vien|stt tv|stt khau|tt khau|stt nhan khau|so thu tu thanh vien|stt nguoi"
    "|so tt thanh vien|stt trong ho",
    "code": "ma ho|ma so ho|ma ho gia dinh|ma so ho gia dinh|ma ho ngheo",
    "name": "ho va ten|ho ten|ho va ten thanh vien|ho ten thanh vien|ho va ten cac thanh vien|ho va ten nhan khau"
    "|ho va ten chu ho va cac thanh vien|ho va ten chu ho va thanh vien"
    "|ho ten chu ho va cac thanh vien trong ho|ho va ten cac thanh vien trong ho|ho va ten thanh vien trong ho"
    "|ten thanh vien|ho va ten nguoi|ho ten nhan khau"
    "|ho va ten chu ho cac thanh vien|ho ten chu ho va thanh vien",
    "head_name": "ho va ten chu ho|ho ten chu ho|ten chu ho|chu ho|ho va ten chu ho gia dinh",
    "surname": "ho|ho va ten dem|ho dem|ho va chu dem|ho va dem|ho va ten lot|ho lot|ho va chu lot|ho ten dem",
    "given": "ten|ten goi",
    "birth": "nam sinh|ngay sinh|ngay thang nam sinh|ngay thang sinh|sinh nam|sinh ngay|ngay nam sinh|ns|ntns"
    "|ngay sinh nam sinh|ngay thang nam sinh hoac nam sinh",
    "birth_male": "nam sinh nam|ngay thang nam sinh nam|ngay sinh nam|nam sinh cua nam",
    "birth_female": "nam sinh nu|ngay thang nam sinh nu|ngay sinh nu|nam sinh cua nu",
    "sex": "gioi tinh|gt|phai|nam nu|gioi",
    "male": "gioi tinh nam|phai nam|gioi nam|nam",
    "female": "gioi tinh nu|phai nu|gioi nu|nu",
    "ethnic": "dan toc|thanh phan dan toc",
    "ethnic:2008": "ma dan toc 2008|ma dan toc theo qd 1019",
    "ethnic:1979": "ma dan toc 1979|ma dan toc theo qd 121",
    "relation": "quan he voi chu ho|quan he|qh voi chu ho|qh|moi quan he voi chu ho|quan he chu ho|qh chu ho"
    "|moi quan he|quan he gia dinh|quan he vs chu ho",
    "cmnd": "so cmnd|cmnd|so cmt|cmt|chung minh nhan dan|so chung minh nhan dan|giay cmnd|so giay cmnd",
    "cccd": "so cccd|cccd|can cuoc cong dan|so can cuoc cong dan|so dinh danh|so dinh danh ca nhan|ma dinh danh"
    "|so can cuoc|the can cuoc|so the can cuoc|so ddcn",
    "identity": "so cmnd cccd|cmnd cccd|so cccd cmnd|cccd cmnd|so giay to|giay to tuy than|so cmnd can cuoc"
    "|so cmnd hoac cccd|so cmnd the can cuoc|cmnd can cuoc|so cmt cccd|so cmnd so dinh danh|so giay to tuy than",
    "bhxh_no": "ma so bhxh|so bhxh|ma bhxh|so so bhxh|ma so bao hiem xa hoi",
    "phone": "dien thoai|so dien thoai|sdt|so dt|dien thoai lien he|so dien thoai lien he",
    "village": "thon|ban|lang|thon ban|ten thon|to dan pho|thon to dan pho|thon to|thon ban to dan pho|khu pho|xom|tdp"
    "|thon tdp|ten thon ban|khoi pho",
    "address": "dia chi|noi o|cho o|cho o hien nay|noi cu tru|dia chi thuong tru|noi o hien nay|ho khau thuong tru",
    "size": "so khau|so nhan khau|nhan khau|tong so khau|tong so nhan khau|so nguoi|so nguoi trong ho|khau",
    "change:nghèo mới": "ngheo moi|ho ngheo moi|ngheo phat sinh|phat sinh moi|phat sinh|ho ngheo phat sinh"
    "|ngheo phat sinh moi",
    "change:tái nghèo": "tai ngheo|ho tai ngheo|ngheo tai ngheo",
    "change:nghèo cũ": "ngheo cu|ho ngheo cu|ngheo tu ngheo cu|ho ngheo tu ngheo cu",
    "change:cận nghèo mới": "can ngheo moi|ho can ngheo moi|can ngheo phat sinh",
    "change:tái cận nghèo": "tai can ngheo|ho tai can ngheo",
    "change:cận nghèo cũ": "can ngheo cu|ho can ngheo cu|can ngheo tu can ngheo cu|ho can ngheo tu can ngheo cu",
    "change:cận nghèo từ nghèo cũ": "can ngheo tu ngheo cu|ho can ngheo tu ngheo cu",
    "change:nghèo từ cận nghèo cũ": "ngheo tu can ngheo cu|ho ngheo tu can ngheo cu",
    "change": "dien bien|dien bien ho ngheo|bien dong|loai bien dong|chia theo|tinh trang",
    "class": "phan loai|phan loai ho|dien|dien ho|loai ho|doi tuong|ket qua phan loai|ket qua ra soat|dien doi tuong",
    "class:poor": "ho ngheo|ngheo",
    "class:near_poor": "ho can ngheo|can ngheo",
    "sub_type:income": "ngheo thu nhap|ngheo ve thu nhap|ho ngheo ve thu nhap|ho ngheo thu nhap",
    "sub_type:deprivation": "ngheo da chieu|ho ngheo da chieu|ngheo thieu hut|thieu hut|ho ngheo thieu hut"
    "|ngheo thieu hut tiep can cac dich vu xa hoi co ban|ho ngheo thieu hut tiep can cac dich vu xa hoi co ban"
    "|ngheo thieu hut cac dich vu xa hoi co ban|ngheo thieu hut dvxhcb",
    "b1": "b1|diem b1|tong diem b1|diem a|tong diem a|b1 diem a|diem b1 diem a|diem thu nhap",
    "b2": "b2|diem b2|tong diem b2|diem b|tong diem b|b2 diem b|diem b2 diem b|diem thieu hut",
    "reviewed": "ngay ra soat|ngay dieu tra|ngay phong van",
    "reviewer": "nguoi ra soat|ra soat vien|dieu tra vien|nguoi dieu tra",
    "minority": "ho dtts|dtts|ho dan toc thieu so|ho la dtts|ho dong bao dtts|dan toc thieu so",
    "note": "ghi chu|gc|ly do|ghi chu khac",
}  # fmt: skip
WHY = "Vì sao chưa nhập"
"""Heading of the column that a sheet of refused rows adds; never read again."""
_FIELD_OF = {heading: name for name, line in _HEADINGS.items() for heading in line.split("|")}
_FIELD_OF["vi sao chua nhap"] = ""
FIELDS = tuple(_HEADINGS)
"""The fields a column may hold."""

_SEARCHED_ROWS = 60
_DEPTH = 3
# A head needs a name column and this many known columns in all, so that a title with one known word is none.
_MINIMUM = 3


def plain(text: str) -> str:
    """Folded words of a heading without signs: `Số CMND/CCCD (nếu có)` → `so cmnd cccd`."""
    return " ".join(re.findall(r"[a-z0-9]+", re.sub(r"\([^)]*\)", " ", fold(text))))


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands over a column; field: what it holds, "" for a column not used, None when nobody has told."""

    text: str
    field: str | None


@dataclass(frozen=True, slots=True)
class Head:
    """Where a head stands: its 0-based rows `first`–`last`, the column of every field found, every heading by column.

    Of two columns with one meaning the first counts, the other is not used.
    """

    first: int
    last: int
    columns: Mapping[str, int]
    headings: Mapping[int, Heading]

    @property
    def unknown(self) -> list[str]:
        """Headings whose meaning nobody has told."""
        return list(dict.fromkeys(one.text for one in self.headings.values() if one.field is None))

    def has(self, *fields: str) -> bool:
        """Whether any of the fields has a column."""
        return any(name in self.columns for name in fields)


def is_heading(text: str) -> bool:
    """Whether a text is a heading by itself or below another one."""
    return plain(text) in _FIELD_OF


def find_head(rows: Sequence[Mapping[int, str]], names: Mapping[str, str] | None = None) -> Head | None:
    """The best head among the first rows, None when no row has one. rows: the *texts* of the cells by column.

    names: further headings → field, as given by the user (`{"Tên khẩu": "name"}`; "" = a column not to be used).
    """
    found = [head for head in _heads(rows, names) if _is_head(head.columns)]
    # Most columns; then the flattest, for a title above a head adds a row but no column.
    return min(found, key=lambda head: (-len(head.columns), head.last - head.first), default=None)


def guess_head(rows: Sequence[Mapping[int, str]], names: Mapping[str, str] | None = None) -> Head | None:
    """Where the head of a list may stand that has too few headings we know: for a person to tell what they mean."""
    found = [head for head in _heads(rows, names) if len(head.columns) + len(head.unknown) >= _MINIMUM]
    return min(found, key=_unlikeliness, default=None)


def _unlikeliness(head: Head) -> tuple[int, int, int]:
    """Of heads that are guessed the least is the likeliest; one known word alone may be a person's (`Chủ hộ`)."""
    known = len(head.columns) if len(head.columns) > 1 else 0
    return -known, head.last - head.first, -len(head.unknown)


def _heads(rows: Sequence[Mapping[int, str]], names: Mapping[str, str] | None) -> Iterator[Head]:
    """Every row among the first ones, and every few rows together, read as if they were a head."""
    known = _FIELD_OF | {plain(heading): name for heading, name in (names or {}).items()}
    for first in range(min(len(rows), _SEARCHED_ROWS)):
        if not rows[first]:
            continue
        for depth in range(1, min(_DEPTH, len(rows) - first) + 1):
            columns, headings = _columns(rows[first : first + depth], known)
            yield Head(first, first + depth - 1, columns, headings)


def _is_head(columns: Mapping[str, int]) -> bool:
    named = "name" in columns or "head_name" in columns or {"surname", "given"} <= columns.keys()
    return named and len(columns) >= _MINIMUM


def _columns(rows: Sequence[Mapping[int, str]], known: Mapping[str, str]) -> tuple[dict[str, int], dict[int, Heading]]:
    """(field → column, column → heading) of these rows."""
    spread = [_spread(row, rows[i + 1 :]) for i, row in enumerate(rows)]
    found: dict[str, int] = {}
    headings: dict[int, Heading] = {}
    for column in sorted({column for row in spread for column in row}):
        parts = [row[column] for row in spread if column in row and _is_word(row[column])]
        if not parts:
            continue
        name = _field(parts, known)
        if name:
            name = name if found.setdefault(name, column) == column else ""
        headings[column] = Heading(" ".join(" ".join(parts).split()), name)
    return found, headings


def _is_word(text: str) -> bool:
    """Whether a cell of a head says something: the numbers under the headings do not."""
    return bool(plain(text)) and not plain(text).isdigit()


def _spread(row: Mapping[int, str], below: Sequence[Mapping[int, str]]) -> dict[int, str]:
    """A merged heading stands in its first column only: carries it over the sub-headings to its right."""
    filled = dict(row)
    current: str | None = None
    for column in range(max((*row, *(c for line in below for c in line)), default=-1) + 1):
        if column in row:
            current = row[column]
        elif current is not None and any(column in line for line in below):
            filled[column] = current
        else:
            current = None
    return filled


def _field(parts: Sequence[str], known: Mapping[str, str]) -> str | None:
    """Field of a column from its headings, top to bottom: both together, or the lower one by itself."""
    texts = [plain(text) for text in parts]
    if not texts:
        return None
    for candidate in (" ".join(texts), " ".join(texts[-2:]), texts[-1]):
        if candidate in known:
            return known[candidate]
    return None
