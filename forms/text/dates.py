"""Dates as Vietnamese papers write them; takes kept dates only and reads no clock."""

from __future__ import annotations

from datetime import date

from db.domain.values import earliest_day


def long_date(value: str | date) -> str:
    """`ngày 05 tháng 01 năm 2020`, `ngày 29 tháng 6 năm 2021`; with less precision `tháng 5 năm 1962`, `năm 1962`.

    Days below 10 and the months 1 and 2 get a leading zero (NĐ 30/2020/NĐ-CP, Phụ lục I). ValueError for no real date.
    """
    text = value if isinstance(value, str) else value.isoformat()
    if earliest_day(text) is None:
        raise ValueError(f"not a kept date: {text!r}")
    year, *finer = text.split("-")
    parts = [f"năm {year}"]
    if finer:
        month = int(finer[0])
        parts.insert(0, f"tháng {month:02d}" if month <= 2 else f"tháng {month}")
    if len(finer) == 2:
        parts.insert(0, f"ngày {finer[1]}")
    return " ".join(parts)
