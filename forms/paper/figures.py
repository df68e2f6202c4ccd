"""How figures stand on paper: money 1.234.567, decimals with a comma, dates as precise as they are; no layout."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from db.domain.errors import UserError
from db.domain.values import show_date
from forms.text import numbers
from forms.text.words import in_words

LIMIT = 10**15
TOO_LARGE = (
    "Tổng số tiền {sum} đồng lớn hơn một triệu tỷ đồng, chắc chắn có số tiền nhập sai; chưa in trang nào, dữ liệu còn "
    "nguyên. Hãy xem lại các số tiền rồi in lại."
)


@dataclass(frozen=True, slots=True)
class Wording:
    """How an office reads numbers aloud: linh or lẻ, nghìn or ngàn, tư or bốn."""

    linh: str = "linh"
    nghin: str = "nghìn"
    tu: str = "tư"

    def money(self, amount: int) -> str:
        """Return an amount of đồng in words, as it stands under a total.

        Raises:
            UserError: more than 10^15 đồng, which no office pays.
        """
        if abs(amount) > LIMIT:
            raise UserError("too_large", TOO_LARGE.format(sum=money(amount)))
        return f"{in_words(amount, unit='đồng', linh=self.linh, nghin=self.nghin, tu=self.tu)}./."


def money(amount: int | None) -> str:
    """Return `1.234.567`, or "" for None."""
    return "" if amount is None else numbers.money(amount, unit="")


def quantity(text: str | None, unit: str | None = None) -> str:
    """Return a decimal string with Vietnamese marks (`1234.5` → `1.234,5`), its unit behind it."""
    if text is None:
        return ""
    whole, _, part = text.partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    figure = sign + money(int(digits)) + (f",{part}" if part else "")
    return f"{figure} {unit}" if unit else figure


def short_date(text: str | None) -> str:
    """Return a date with precision: `1962` → `1962`, `1962-05` → `05/1962`, `1962-05-01` → `01/05/1962`."""
    return "" if text is None else show_date(text)


def year_of(text: str | None) -> str:
    """Return the year of a date with precision, for the column "Năm sinh"; "" for None."""
    return (text or "")[:4]


def moment(text: str) -> str:
    """Return a local moment `2017-05-10T14:03` as `14:03 ngày 10/05/2017`; a bare date as `ngày 10/05/2017`."""
    day, _, clock = text.partition("T")
    return f"{clock[:5]} ngày {short_date(day)}" if clock else f"ngày {short_date(day)}"


def padded(number: str | None) -> str | None:
    """Return the number of a paper with a leading zero below ten (NĐ 30/2020/NĐ-CP annex I)."""
    return f"0{number}" if number is not None and number.isdigit() and len(number) == 1 else number


def joined(parts: list[str | None], mark: str = "; ") -> str:
    """Return the parts that are there, joined."""
    return mark.join(part for part in parts if part)


def ended(items: list[str], render: Callable[[str], str] = str) -> list[str]:
    """Return items as the lines of an official enumeration: ";" after each, "." after the last."""
    bare = [render(item.rstrip(" ;.")) for item in items]
    return [f"{item}{'.' if n == len(bare) - 1 else ';'}" for n, item in enumerate(bare)]
