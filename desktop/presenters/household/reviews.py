"""The reviews of a household as its page lists them, each with why it came out so. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass

from db.domain import codes
from db.domain.values import show_date
from db.ledger.register import Register
from db.store.review.checks import reasons_of
from db.store.review.inputs import ReviewRow
from db.store.review.reading import reviews
from desktop.words import _


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One review: day and kind, points, result, kind of change; where it is typed; why it is so, in words."""

    id: str
    round: str
    year: int
    village: str
    cells: tuple[str, str, str, str]
    why: str
    conflict: bool


def review_lines(register: Register, household: str) -> list[ReviewLine]:
    """All reviews of a household, the newest first."""
    if not household:
        return []
    with register.read() as connection:
        rows = reviews(connection, households=[household])
        why = {row.id: " ".join(reasons_of(connection, row)) for row in rows}
    return [_line(row, why[row.id]) for row in rows]


def _line(row: ReviewRow, why: str) -> ReviewLine:
    kind = codes.names("review_kind").get(row.kind or "", "")
    points = " / ".join(str(value) for value in (row.b1, row.b2) if value is not None)
    result = codes.names("household_class").get(row.result or "", _("chưa có kết quả"))
    state = result if row.recognised else _("{0}, chưa công nhận").format(result)
    change = codes.names("poverty_change").get(row.change_kind or row.derived or "", "")
    return ReviewLine(
        id=row.id,
        round=row.round or "",
        year=int(row.date[:4] or 0),
        village=row.village or "",
        cells=(show_date(row.date), points, state, change),
        why=f"{kind}. {why}" if kind else why,
        conflict=row.conflicts > 0,
    )
