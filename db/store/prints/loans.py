"""What the bank's forms are made of: a household's request for a loan, and the list of a savings group. As `prints`."""

from __future__ import annotations

import msgspec

from db.store.prints.papers import Batch, HomeHead, Stamp, marked


class LoanUse(msgspec.Struct, kw_only=True, frozen=True):
    """What a part of the loan is for."""

    thing: str
    quantity: str | None = None
    amount: int | None = None


class LoanForm(HomeHead, kw_only=True, frozen=True):
    """One request for a loan. head: who borrows; leader, society: of the savings group; term, period: in months.

    need: of the whole plan; own: what the household puts in; confirmed: the commune confirms it on the same sheet.
    """

    place: str
    programme: str
    confirmed: bool = False
    leader: str | None = None
    society: str | None = None
    amount: int | None = None
    plan: str | None = None
    need: int | None = None
    own: int | None = None
    uses: list[LoanUse] = msgspec.field(default_factory=list)
    term: int | None = None
    period: int | None = None
    valid_to: str | None = None


class LoanForms(Batch[LoanForm], kw_only=True, frozen=True):
    """A batch of requests."""


class LoanLine(msgspec.Struct, kw_only=True, frozen=True):
    """One borrower of the list. group: to which of those who may borrow he belongs; term: in months."""

    name: str
    group: str | None = None
    amount: int | None = None
    purpose: str | None = None
    term: int | None = None


class LoanList(msgspec.Struct, kw_only=True, frozen=True):
    """The list of one savings group for one programme. valid_from: day of the group's meeting."""

    stamp: Stamp
    place: str
    commune: str
    programme: str
    year: int
    lines: list[LoanLine]
    province: str | None = None
    village: str | None = None
    leader: str | None = None
    group_code: str | None = None
    valid_from: str | None = None

    @property
    def mark(self) -> str:
        """What its bookmark says."""
        return marked(self.programme, self.leader)


class LoanLists(Batch[LoanList], kw_only=True, frozen=True):
    """The lists of all groups and programmes."""
