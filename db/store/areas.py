"""Which area a household counts in: that of its unit, unless the office above decided otherwise, with the reason."""

from __future__ import annotations

from functools import cache

from db.domain import codes
from db.domain.errors import Issue
from db.domain.units import Unit, catalogue

URBAN_KINDS = ("phường", "thị trấn")


@cache
def area_of(unit: str, on: str) -> str:
    """Urban are wards and townships, rural the communes; what the office decided for a household goes before."""
    found = unit_near(unit, on)
    return "urban" if found is not None and found.kind in URBAN_KINDS else "rural"


@cache
def unit_near(code: str, on: str) -> Unit | None:
    """The version of a unit in force on a date, else the nearest one: a register may still carry a former code."""
    versions = catalogue().versions(code)
    return min(versions, key=lambda one: abs(_days(one.nearest(on)) - _days(on)), default=None)


def _days(day: str) -> int:
    return int(day.replace("-", "") or 0)


def check_area(chosen: str | None, reason: str | None, usual: str | None) -> list[Issue]:
    """A hard finding where another area than the usual one is chosen without a reason; None: nothing is known."""
    names = codes.names("area_class")
    if chosen is None or usual is None or chosen == usual or chosen not in names or (reason or "").strip():
        return []
    told = f"Khu vực của hộ là {names[usual].lower()}: xếp khác thì phải ghi lý do (theo Ban Chỉ đạo cấp tỉnh)."
    return [Issue("area_reason", "hard", "area_reason", told)]
