"""Times of changes and drafts as people read them. Knows no Qt."""

from __future__ import annotations

from db.domain.values import show_date


def moment(at: str) -> str:
    """`02/10/2017 16:02` of a kept local time."""
    return f"{show_date(at[:10])} {at[11:16]}"


def since(at: str, today: str) -> str:
    """`16:02`, with the day where it was not today."""
    return at[11:16] if at[:10] == today else moment(at)
