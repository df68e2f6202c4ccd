"""Which area a household counts in: that of its unit, unless the office above decided otherwise, with the reason."""

from __future__ import annotations

from db.domain import codes
from db.domain.errors import Issue


def check_area(chosen: str | None, reason: str | None, usual: str | None) -> list[Issue]:
    """A hard finding where another area than the usual one is chosen without a reason; None: nothing is known."""
    names = codes.names("area_class")
    if chosen is None or usual is None or chosen == usual or chosen not in names or (reason or "").strip():
        return []
    told = f"Khu vực của hộ là {names[usual].lower()}: xếp khác thì phải ghi lý do (theo Ban Chỉ đạo cấp tỉnh)."
    return [Issue("area_reason", "hard", "area_reason", told)]
