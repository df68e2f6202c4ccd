"""Numbers as Vietnamese papers print them: point between thousands, comma before decimals. No rounding of money."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from db.domain.values import show_money


def money(amount: int, unit: str = "đồng") -> str:
    """`1.234.567 đồng`; without a unit the figures alone."""
    return f"{show_money(amount)} {unit}" if unit else show_money(amount)


def decimal(value: Decimal | str | int, places: int = 2) -> str:
    """`83,33`, `1.234,50`: a fixed number of decimals, halves rounded away from zero as official tables do."""
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    if rounded == 0:
        rounded = abs(rounded)  # no "-0,00" on paper
    return f"{rounded:,f}".translate({ord(","): ".", ord("."): ","})


def percent(part: int, whole: int, places: int = 2) -> str | None:
    """`35,33` for a share in percent, without the sign; None where there is nothing to share."""
    return decimal(Decimal(part) * 100 / Decimal(whole), places) if whole else None
