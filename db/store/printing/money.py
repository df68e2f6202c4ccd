"""What of a support was granted and paid, how much of it is a gift and how much a loan. Asks no definition."""

from __future__ import annotations

from collections.abc import Callable

from db.store.rows import SupportRow

LENT = "nhcsxh"
OWN = ("ho_tu_co", "ngay_cong")
"""Funding sources (code list `funding_source`) that are a loan, and those that are the household's own share."""
GIVEN = ("approved", "disbursed", "delivered")
"""Milestones after which a support is more than a wish."""


def settled(row: SupportRow) -> bool:
    """Whether a support is granted: nobody signs for what he only asked for or was refused.

    A record without milestones was entered after the fact and counts as given.
    """
    kinds = {step.kind for step in row.milestones}
    if row.refused:
        return False
    return not kinds or row.approved is not None or not kinds.isdisjoint(GIVEN)


def paid(row: SupportRow) -> int | None:
    """What has actually been paid or given: the dated amounts, else the sum approved, else the cost."""
    dated = _dated(row)
    return dated if dated is not None else row.approved if row.approved is not None else row.cost


def granted(row: SupportRow) -> int | None:
    """The part of a grant that need not be repaid and does not come from the household.

    Counted by source where sources are known, and never more than what was paid once payments are dated; the loan
    counts as paid first, because what a household signs for must not be too much.
    """
    if not row.sources:
        return paid(row)
    gift, dated = _from(row, lambda source: source not in (LENT, *OWN)), _dated(row)
    return (gift if dated is None else min(gift, dated - lent(row))) or None


def lent(row: SupportRow) -> int:
    """The loan inside a grant (housing programmes finance a house partly by credit), as far as it was paid."""
    loan, dated = _from(row, lambda source: source == LENT), _dated(row)
    return loan if dated is None else min(loan, dated)


def _from(row: SupportRow, wanted: Callable[[str | None], bool]) -> int:
    return sum(s["amount"] for s in row.sources if wanted(s.get("source")))


def _dated(row: SupportRow) -> int | None:
    """The sum of all dated payments, None where none is dated."""
    amounts = [step.amount for step in row.milestones if step.kind in ("disbursed", "delivered") and step.amount]
    return sum(amounts) if amounts else None
