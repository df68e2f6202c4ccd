"""Whether two records may be one person: points for what agrees and what differs, each with its reason in words.

A name never decides: without a number, a full date of birth or the people they live with no pair is proposed. Knows no
register.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from db.domain.likeness import compare_births, compare_names, compare_numbers
from db.domain.values import show_date

THRESHOLD = 48
"""Points (tenths) from which two records are proposed; set by `tests/bench/campaign_duplicates.py`."""

_NUMBERS = {
    # field: (what it is called, points when the same, mistyped by one figure, different)
    "cmnd": ("số CMND", 90, -5, -40),
    "cccd": ("số CCCD", 90, -5, -50),
    "bhxh_no": ("mã số BHXH", 70, -3, -30),
}
_NAMES = {
    "same": (22, "cùng họ tên"),
    "folded": (20, "họ tên chỉ khác dấu"),
    "sound": (16, "họ tên đọc gần như nhau"),
    "part": (10, "họ tên khác ở một chữ đệm hoặc họ"),
    "near": (7, "họ tên khác một chữ cái"),
    "other": (-30, "họ tên khác"),
    "unknown": (0, ""),
}
_BIRTHS = {
    "day": (32, "cùng ngày sinh"),
    "month": (18, "cùng tháng sinh"),
    "year": (12, "cùng năm sinh"),
    "swapped": (10, "ngày sinh đảo chữ số"),
    "near": (4, "ngày sinh lệch ít"),
    "other": (-30, "ngày sinh khác"),
    "unknown": (0, ""),
}
_SWAPPED_YEAR = 4
_COMMON = -10
_COMPANY = {1: 22, 2: 40}
_SAME_HOME = 25


@dataclass(frozen=True, slots=True)
class Someone:
    """What is compared of a person. homes: ids of the households they are or were in; places: their (unit, village)."""

    id: str
    name: str
    birth: str | None
    sex: str | None
    cmnd: str | None
    cccd: str | None
    bhxh_no: str | None
    owner: str
    homes: tuple[str, ...] = ()
    places: frozenset[tuple[str, str]] = frozenset()


@dataclass(slots=True)
class Likeness:
    """Points in tenths, and why, for people; `certain`: something beside the name speaks for it."""

    points: int = 0
    agrees: list[str] = field(default_factory=list)
    differs: list[str] = field(default_factory=list)
    certain: bool = False

    def add(self, points: int, told: str, *, certain: bool = False) -> None:
        """Count one sign."""
        self.points += points
        self.certain = self.certain or certain
        if told:
            (self.agrees if points > 0 else self.differs).append(told)

    @property
    def proposed(self) -> bool:
        """Whether a person should look at the two."""
        return self.certain and self.points >= THRESHOLD


def compare(one: Someone, other: Someone, company: int, *, common: bool = False) -> Likeness:
    """Compare two people.

    Args:
        company: how many others are in a household of the one and in a household of the other; common: so many people
            bear the name that two of them may well be born on one day.
    """
    found = Likeness()
    for name, (title, same, near, differs) in _NUMBERS.items():
        a, b = getattr(one, name), getattr(other, name)
        match compare_numbers(a, b):
            case "same":
                found.add(same, f"cùng {title} {a}", certain=True)
            case "near":
                found.add(near, f"{title} khác một chữ số ({a}, {b})")
            case "other":
                found.add(differs, f"{title} khác ({a}, {b})")
    _add_name(found, one, other)
    _add_birth(found, one, other)
    if one.sex and other.sex:
        found.add(*((2, "") if one.sex == other.sex else (-40, "giới tính khác")))
    _add_company(found, one, other, company, common=common)
    return found


def _add_name(found: Likeness, one: Someone, other: Someone) -> None:
    points, told = _NAMES[compare_names(one.name, other.name)]
    found.add(points, told if points in (0, 22) else f"{told} ({one.name}, {other.name})")


def _add_birth(found: Likeness, one: Someone, other: Someone) -> None:
    like = compare_births(one.birth, other.birth)
    points, told = _BIRTHS[like]
    if like == "swapped" and (one.birth or "")[:4] != (other.birth or "")[:4] and not (one.birth or "")[4:]:
        points = _SWAPPED_YEAR
    a, b = show_date(one.birth or ""), show_date(other.birth or "")
    shown = f" {a}" if a == b else f" ({a}, {b})"
    found.add(points, told + shown if told else "", certain=like == "day")


def _add_company(found: Likeness, one: Someone, other: Someone, company: int, *, common: bool) -> None:
    if set(one.homes) & set(other.homes):
        found.add(_SAME_HOME, "ghi hai lần trong một hộ", certain=True)
    elif not company and common:
        found.add(_COMMON, "nhiều người mang tên này")
    elif company:
        found.add(_COMPANY[min(company, 2)], f"{company} người khác trong hộ cũng trùng", certain=True)
    if one.places & other.places:
        found.add(6, "cùng thôn")
    elif {unit for unit, _ in one.places} & {unit for unit, _ in other.places}:
        found.add(2, "cùng xã")
