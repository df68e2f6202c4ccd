"""How much of a support was paid, how much of that is a gift and how much a loan. Asks no definition, draws nothing."""

from __future__ import annotations

from db.store.rows import SupportRow

LENT = "nhcsxh"
OWN = ("ho_tu_co", "ngay_cong")
"""Funding sources (code list `funding_source`) that are a loan, and those that are the household's own share."""


def paid(row: SupportRow) -> int | None:
    """What has actually been paid or given: the dated amounts, else the sum approved, else the cost."""
    dated = [step.amount for step in row.milestones if step.kind in ("disbursed", "delivered") and step.amount]
    return sum(dated) if dated else row.approved if row.approved is not None else row.cost


def granted(row: SupportRow) -> int | None:
    """The part of a grant that need not be repaid and does not come from the household.

    Counted by source where sources are known.
    """
    if not row.sources:
        return paid(row)
    return sum(s["amount"] for s in row.sources if s.get("source") not in (LENT, *OWN)) or None


def lent(row: SupportRow) -> int:
    """The loan inside a grant (housing programmes finance a house partly by credit)."""
    return sum(s["amount"] for s in row.sources if s.get("source") == LENT)
