"""Dates with precision and money as people write them and as the register keeps them; no clock is read here.

Kept forms: dates `1962`, `1962-05`, `1962-05-01`; money whole đồng as an integer. Local time is +07:00 all year.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from db.domain.errors import InvalidData, Issue
from db.domain.text import fold, nfc

VIETNAM = timezone(timedelta(hours=7))  # no daylight saving
EARLIEST_YEAR = 1900
Precision = Literal["year", "month", "day"]

_PRECISIONS: dict[int, Precision] = {4: "year", 7: "month", 10: "day"}
_KEPT = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def local_date(moment: datetime) -> str:
    """ISO date in Việt Nam of a moment that knows its zone."""
    if moment.tzinfo is None:
        raise ValueError("moment without a time zone")
    return moment.astimezone(VIETNAM).date().isoformat()


def precision(value: str) -> Precision:
    """Precision of a kept date; ValueError when the text is not one."""
    if _KEPT.fullmatch(value) is None:
        raise ValueError(f"not a kept date: {value!r}")
    return _PRECISIONS[len(value)]


def is_iso_date(value: str) -> bool:
    """Whether the text is a real full day `yyyy-mm-dd`."""
    return len(value) == 10 and earliest_day(value) is not None


@lru_cache(maxsize=4096)  # dates repeat: decisions, years of birth
def earliest_day(value: str) -> date | None:
    """The first day a kept date may mean; None when the text is no real date."""
    found = _KEPT.fullmatch(value)
    if found is None:
        return None
    year, month, day = (int(part) if part else 1 for part in found.groups())
    if year == 0 or not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return None
    return date(year, month, day)


def latest_day(value: str) -> date | None:
    """The last day a kept date may mean; None when the text is no real date."""
    first = earliest_day(value)
    if first is None:
        return None
    if len(value) == 4:
        return first.replace(month=12, day=31)
    if len(value) == 7:
        return first.replace(day=monthrange(first.year, first.month)[1])
    return first


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """What an officer typed: the kept text, or None with the reason as a Vietnamese sentence."""

    value: str | None
    reason: str


_FULL = re.compile(r"([0-9]{1,2})[\s./-]+([0-9]{1,2})[\s./-]+([0-9]{4})|([0-9]{2})([0-9]{2})([0-9]{4})")
_MONTH = re.compile(r"([0-9]{1,2})[\s./-]+([0-9]{4})")
_WORDED = re.compile(r"(?:ngay ([0-9]{1,2}) )?(?:thang ([0-9]{1,2}) )?nam ([0-9]{4})")
_TWO_DIGIT_YEAR = re.compile(r"[0-9]{1,2}[\s./-]+[0-9]{1,2}[\s./-]+[0-9]{2}")


def _pieces(text: str) -> tuple[str, str | None, str | None] | None:
    """(year, month, day) as digits, in any of the ways people write."""
    if found := _KEPT.fullmatch(text):
        return found[1], found[2], found[3]
    if found := _FULL.fullmatch(text):
        return found[3] or found[6], found[2] or found[5], found[1] or found[4]
    if found := _MONTH.fullmatch(text):
        return found[2], found[1], None
    if (found := _WORDED.fullmatch(fold(text))) and not (found[1] and not found[2]):
        return found[3], found[2], found[1]
    return None


def read_date(written: str) -> ParsedDate:
    """Understand a typed date: `1 5 1962`, `01/05/1962`, `1.5.1962`, `01051962`, `5/1962`, `1962`, ISO or in words.

    Day comes before month, as in Việt Nam. Years of two digits are refused, not guessed.
    """
    text = nfc(written).strip()
    pieces = _pieces(text)
    if pieces is None:
        if _TWO_DIGIT_YEAR.fullmatch(text):
            return ParsedDate(None, f"“{text}” chỉ ghi hai số cuối của năm: ghi đủ bốn số, ví dụ 01/05/1962.")
        return ParsedDate(None, f"Chưa hiểu ngày “{text}”: ghi ngày/tháng/năm (01/05/1962), tháng/năm hoặc chỉ năm.")
    kept = "-".join(part.zfill(2) for part in pieces if part is not None)
    if earliest_day(kept) is None:
        return ParsedDate(None, f"Không có ngày “{text}” trong lịch: kiểm tra lại ngày và tháng.")
    return ParsedDate(kept, "")


def parse_date(written: str, field: str = "date") -> str:
    """Kept form of a typed date; InvalidData with the sentence of `read_date` when it is none."""
    parsed = read_date(written)
    if parsed.value is None:
        raise InvalidData([Issue(field, "hard", "date", parsed.reason)])
    return parsed.value


def show_date(value: str) -> str:
    """`01/05/1962`, `05/1962` or `1962`, with no more precision than is known; other text comes back unchanged."""
    return "/".join(reversed(value.split("-"))) if _KEPT.fullmatch(value) else value


def age_on(birth: str, on: str) -> int | None:
    """Full years on an ISO date; None before birth or for no date.

    Where day or month of birth is unknown, the birthday counts as past: year minus year, the custom of the registers.
    """
    born, day = earliest_day(birth), earliest_day(on)
    if born is None or day is None:
        return None
    years = day.year - born.year
    if len(birth) == 7 and day.month < born.month:
        years -= 1
    if len(birth) == 10 and (day.month, day.day) < (born.month, born.day):
        years -= 1
    return years if years >= 0 else None


def certainly_before(first: str, second: str) -> bool:
    """Whether the first kept date lies before the second whatever their missing parts are."""
    end, start = latest_day(first), earliest_day(second)
    return end is not None and start is not None and end < start


def check_birth(value: str, on: str, field: str = "birth_date") -> list[Issue]:
    """Check a kept birth date as of an ISO date (today's, given by the caller).

    Hard: no real date, before 1900, in the future. Soft: older than 105; 1 January, which often means "unknown".
    """
    born = earliest_day(value)
    if born is None:
        return [Issue(field, "hard", "date", f"Ngày sinh “{value}” không có trong lịch: kiểm tra lại.")]
    if born.year < EARLIEST_YEAR:
        return [Issue(field, "hard", "birth_early", f"Năm sinh {born.year} trước {EARLIEST_YEAR}: kiểm tra lại.")]
    if born.isoformat() > on:
        message = f"Ngày sinh {show_date(value)} ở sau ngày {show_date(on)}: kiểm tra lại."
        return [Issue(field, "hard", "birth_future", message)]
    issues = []
    age = age_on(value, on)
    if age is not None and age > 105:
        message = f"Sinh {show_date(value)}, đã {age} tuổi: kiểm tra lại năm sinh."
        issues.append(Issue(field, "soft", "birth_age", message))
    if value.endswith("-01-01"):
        message = f"Ngày sinh {show_date(value)} thường là chưa rõ ngày: nếu chỉ biết năm thì ghi {value[:4]}."
        issues.append(Issue(field, "soft", "birth_new_year", message))
    return issues


def check_mother(birth: str, child_birth: str, field: str = "relation") -> list[Issue]:
    """Soft: a mother certainly under 13 or over 55 when the child was born."""
    oldest, youngest = earliest_day(birth), latest_day(birth)
    child_first, child_last = earliest_day(child_birth), latest_day(child_birth)
    if not (oldest and youngest and child_first and child_last):
        return []
    if _reached(child_last) < _reached(oldest, 13):
        message = f"Mẹ sinh {show_date(birth)}, con sinh {show_date(child_birth)}: mẹ chưa đủ 13 tuổi, kiểm tra lại."
    elif _reached(child_first) >= _reached(youngest, 56):
        message = f"Mẹ sinh {show_date(birth)}, con sinh {show_date(child_birth)}: mẹ trên 55 tuổi, kiểm tra lại."
    else:
        return []
    return [Issue(field, "soft", "mother_age", message)]


def check_head(birth: str, on: str, field: str = "birth_date") -> list[Issue]:
    """Soft: a head of household certainly under 15 on the ISO date."""
    oldest, day = earliest_day(birth), earliest_day(on)
    if oldest is None or day is None or _reached(day) >= _reached(oldest, 15):
        return []
    return [Issue(field, "soft", "head_age", f"Chủ hộ sinh {show_date(birth)}, chưa đủ 15 tuổi: kiểm tra lại.")]


def _reached(day: date, years: int = 0) -> tuple[int, int, int]:
    """The anniversary as (year, month, day), to compare; one of 29 February falls between 28 February and 1 March."""
    return day.year + years, day.month, day.day


_SCALES = {
    "": 1,
    "nghin": 10**3,
    "ngan": 10**3,
    "k": 10**3,
    "trieu": 10**6,
    "tr": 10**6,
    "ty": 10**9,
    "ti": 10**9,
}
_MONEY = re.compile(r"([0-9][0-9., ]*?) ?(nghin|ngan|k|trieu|tr|ty|ti|)( ?(?:dong|vnd|d))?")
_SPOKEN = re.compile(r"([0-9]+) ?(trieu|tr|ty|ti) ?([0-9]{1,3})")
MONEY_LIMIT = 10**15


def _is_grouped(digits: str) -> bool:
    return re.fullmatch(r"\d{1,3}(?:[. ]\d{3})+|\d{1,3}(?:,\d{3})+|\d+", digits) is not None


def _amount(digits: str, scaled: bool) -> Decimal | None:
    """Value of the figures: points, blanks or commas between groups of three, a comma as decimal mark.

    Before nghìn, triệu, tỷ a comma is always the decimal mark, and so is one point with one or two figures after it.
    """
    if scaled and re.fullmatch(r"\d+,\d+|\d+\.\d{1,2}", digits):
        return Decimal(digits.replace(",", "."))
    if _is_grouped(digits):
        return Decimal(re.sub(r"[., ]", "", digits))
    whole, comma, part = digits.partition(",")
    if comma and part.isdigit() and _is_grouped(whole):
        return Decimal(f"{re.sub('[. ]', '', whole)}.{part}")
    return None


def _dong(text: str) -> Decimal | None:
    if found := _SPOKEN.fullmatch(text):
        return Decimal(f"{found[1]}.{found[3]}") * _SCALES[found[2]]
    found = _MONEY.fullmatch(text)
    if found is None:
        return None
    scale = _SCALES[found[2]]
    amount = _amount(found[1], scale > 1)
    return None if amount is None else amount * scale


def read_money(written: str) -> int | None:
    """Whole đồng of a typed sum: `25tr`, `25.000.000`, `25 triệu`, `1,5 tỷ`, `1.5tr`, `1tr5`, `500k`, `300 nghìn đồng`.

    None when it is no sum, holds a part of a đồng or has more than 15 digits.
    """
    text = written.strip()
    negative = text.startswith(("-", "−"))
    figures = text[1:] if negative else text
    if "-" in figures or "−" in figures:
        return None  # a range or a slip of the key: folding would turn the sign into a blank
    amount = _dong(fold(figures.replace("₫", " đ")))
    if amount is None or amount != int(amount) or amount >= MONEY_LIMIT:
        return None
    return -int(amount) if negative else int(amount)


def parse_money(written: str, field: str = "amount") -> int:
    """Whole đồng of a typed sum; InvalidData with a sentence when it is none."""
    amount = read_money(written)
    if amount is None:
        message = f"Chưa hiểu số tiền “{written.strip()}”: ghi số đồng, ví dụ 25.000.000 hoặc 25 triệu."
        raise InvalidData([Issue(field, "hard", "money", message)])
    return amount


def show_money(amount: int) -> str:
    """`1.234.567`, without a unit."""
    return f"{amount:,}".replace(",", ".")


def show_figure(value: int | str) -> str:
    """A figure as people read it, whole or a decimal kept as text: `1.234.567` or `24,5`."""
    return show_money(value) if isinstance(value, int) else value.replace(".", ",")


_BILLION = 10**9


def figure_words(value: int | str | None, of: str = "") -> str:
    """A figure as people read it: `6,09%`, `14.000 lượt hộ`, `200 tỷ đồng`."""
    if value is None:
        return ""
    number = Decimal(value)
    if of == "đồng" and abs(number) >= _BILLION:
        number, of = number / _BILLION, "tỷ đồng"
    whole, _dot, part = f"{number.normalize():f}".partition(".")
    digits = f"{int(whole):,}".replace(",", ".") + (f",{part[:2]}" if part else "")
    if number < 0 and not digits.startswith("-"):
        digits = f"-{digits}"
    return digits + (of if of in ("", "%") else f" {of}")
