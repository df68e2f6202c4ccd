"""Days on which something begins, ends or happens: real, not in the future, not before somebody could take part."""

from __future__ import annotations

from db.domain.errors import Issue
from db.domain.values import certainly_before, is_iso_date, show_date


def check_day(value: str | None, field: str) -> list[Issue]:
    """A hard finding when a day is no full real date; one that is not given is none."""
    if value is None or is_iso_date(value):
        return []
    return [Issue(field, "hard", "date", f"Ngày “{value}” không có trong lịch: kiểm tra lại.")]


def check_past(value: str | None, field: str, *, today: str) -> list[Issue]:
    """As `check_day`, and a hard finding when the day is still to come."""
    issues = check_day(value, field)
    if value is not None and not issues and value > today:
        message = f"Ngày {show_date(value)} ở sau ngày hôm nay ({show_date(today)}): kiểm tra lại."
        return [Issue(field, "hard", "date_future", message)]
    return issues


def check_since_birth(value: str | None, birth: str | None, who: str, field: str) -> list[Issue]:
    """A hard finding when somebody certainly was not born yet on that day."""
    if not value or not birth or not is_iso_date(value) or not certainly_before(value, birth):
        return []
    message = f"Ngày {show_date(value)} trước ngày sinh của {who} ({show_date(birth)}): kiểm tra lại."
    return [Issue(field, "hard", "before_birth", message)]


def check_since_joined(value: str | None, joined: str | None, who: str, field: str) -> list[Issue]:
    """A hard finding when somebody joined the household only after that day."""
    if not value or not joined or not is_iso_date(value) or value >= joined:
        return []
    message = f"Ngày {show_date(value)} trước ngày {who} vào hộ ({show_date(joined)}): kiểm tra lại."
    return [Issue(field, "hard", "before_joined", message)]
