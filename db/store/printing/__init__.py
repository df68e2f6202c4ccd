"""Print data from the register: what a document needs, plain and complete; who waits for a decision is set apart.

It draws nothing and knows no fonts, pages or files. One module per kind of document; `sheet` reads for all of them,
`register` keeps what was printed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from db.domain.errors import UserError
from db.ledger.register import Register
from db.store.offices import is_training, own_unit
from db.store.printing import office_papers, social
from db.store.printing.cases import support_cases, support_lists
from db.store.printing.homes import certificates, home_papers, poor_homes, uninsured
from db.store.printing.lists import SYMBOL, card_changes, cards, receipts
from db.store.printing.loans import loan_forms, loan_lists
from db.store.printing.numbering import give_number
from db.store.printing.overview import overview
from db.store.printing.pasts import histories
from db.store.printing.plans import plan_papers
from db.store.printing.posting import posting
from db.store.printing.register import PrintLine, earlier, issue_for, print_register, record, scanned
from db.store.printing.reviews import review_sheets
from db.store.printing.sheet import Issue, Selection, Sheet, office_of, read_sheet
from db.store.printing.slips import slips
from db.store.prints.budgets import BudgetRow, BudgetTable
from db.store.prints.homes import HomeHistories, ReviewSheets
from db.store.prints.loans import LoanForms, LoanLists
from db.store.prints.offices import (
    ComplaintBooks,
    Escapes,
    Grants,
    Proposals,
    Recognitions,
    Refusals,
    VillagePapers,
    VillagePostings,
)
from db.store.prints.papers import (
    CardChanges,
    CardList,
    Certificates,
    Heading,
    HomePapers,
    Overview,
    PlainColumn,
    PlainList,
    PlanPapers,
    PoorHomes,
    PostingList,
    ReceiptList,
    SupportSlips,
    Uninsured,
)
from db.store.prints.social import (
    ChildForms,
    DisabledForms,
    ElderForms,
    GoodsLists,
    HivForms,
    LandPapers,
    LoneParentForms,
    MonthlyList,
    RiceLists,
)
from db.store.prints.supports import About, SupportCases, SupportLists

__all__ = [
    "Issue", "PrintLine", "Selection", "collect", "collect_budget", "collect_list", "earlier", "give_number",
    "issue_for", "print_register", "record", "scanned",
]  # fmt: skip

_COLLECTORS: dict[type, Callable[[Sheet], Any]] = {
    SupportSlips: slips,
    ReceiptList: receipts,
    CardList: cards,
    CardChanges: card_changes,
    PostingList: posting,
    PlanPapers: plan_papers,
    HomePapers: home_papers,
    PoorHomes: poor_homes,
    Certificates: certificates,
    Uninsured: uninsured,
    LoanForms: loan_forms,
    LoanLists: loan_lists,
    Recognitions: office_papers.recognitions,
    Escapes: office_papers.escapes,
    Grants: office_papers.grants,
    Proposals: office_papers.proposals,
    VillagePapers: office_papers.village_papers,
    VillagePostings: office_papers.village_postings,
    Refusals: office_papers.refusals,
    ComplaintBooks: office_papers.complaint_books,
    ChildForms: social.child_forms,
    HivForms: social.hiv_forms,
    LoneParentForms: social.lone_parent_forms,
    ElderForms: social.elder_forms,
    DisabledForms: social.disabled_forms,
    RiceLists: social.rice_lists,
    GoodsLists: social.goods_lists,
    LandPapers: social.land_papers,
    MonthlyList: social.monthly_list,
    SupportCases: support_cases,
    SupportLists: support_lists,
    HomeHistories: histories,
    ReviewSheets: review_sheets,
}
_PARTS = ("slips", "plans", "papers", "lines", "ended", "classes", "reach", "villages", "pending")
"""Where a paper keeps what it is about: with all of them empty there is nothing to print."""


def collect(
    register: Register, kind: type, selection: Selection, *, again: str | None = None, about: About | None = None
) -> tuple[Any, Issue]:
    """Print data of type `kind` (one of `_COLLECTORS`, or `Overview`) and the number it will carry.

    again: the number of an earlier print of this device, to be printed once more under it; about: which supports a form
    about supports wants.

    Raises:
        UserError: nothing to print; a page about the whole unit was asked for a part of it; a form of one policy was
            asked for under another.
        NotFound, InvalidData: no such policy, no such village, no such earlier print.
    """
    with register.read() as connection:
        issue = issue_for(register, connection, again)
        if kind is Overview:
            _need_whole(selection)
            data: Any = overview(register, connection, selection, issue)
        else:
            data = _collected(_COLLECTORS[kind], read_sheet(register, connection, selection, issue, about))
    if not any(getattr(data, name, ()) for name in _PARTS):
        message = (
            "Không có hộ, kế hoạch hoặc khoản hỗ trợ nào khớp với lựa chọn (năm, thôn, chính sách). "
            "Không tạo tệp: chọn lại."
        )
        raise UserError("nothing_to_print", message)
    return data, issue


def _collected(collector: Callable[[Sheet], Any], sheet: Sheet) -> Any:
    """The print data; the one number that the văn thư has given is not for a batch of papers."""
    data = collector(sheet)
    if sheet.issue.paper_no and len(getattr(data, "papers", ())) > 1:
        sheet.issue = replace(sheet.issue, paper_no=None, paper_date=None)
        return collector(sheet)
    return data


def _need_whole(selection: Selection) -> None:
    if selection.households or selection.village or selection.policy:
        said = "Trang biểu đồ là của cả đơn vị. Chưa in gì: bỏ thôn, hộ, chính sách đã chọn rồi in lại."
        raise UserError("whole_unit", said)


def collect_list(
    register: Register, title: str, subject: str, columns: Sequence[PlainColumn], rows: Sequence[Sequence[str]]
) -> tuple[PlainList, Issue]:
    """A list put together elsewhere, with our office's name and the number it will carry."""
    with register.read() as connection:
        issue = issue_for(register, connection)
        office = office_of(own_unit(connection))
    data = PlainList(
        office=office,
        stamp=issue.stamp,
        title=title,
        subject=subject,
        columns=list(columns),
        rows=[list(row) for row in rows],
        heading=Heading(symbol=SYMBOL, date=issue.printed_at[:10]),
    )
    return data, issue


def collect_budget(
    register: Register,
    title: str,
    subject: str,
    columns: Sequence[PlainColumn],
    rows: Sequence[BudgetRow],
    *,
    measured: str,
    foot: str,
    flags: Sequence[str],
) -> tuple[BudgetTable, Issue]:
    """A table of money put together elsewhere, with our office's name and the number it will carry."""
    with register.read() as connection:
        issue = issue_for(register, connection)
        office = office_of(own_unit(connection), training=is_training(connection))
    data = BudgetTable(
        office=office,
        stamp=issue.stamp,
        title=title,
        subject=subject,
        measured=measured,
        columns=list(columns),
        rows=list(rows),
        foot=foot,
        flags=list(flags),
        heading=Heading(date=issue.printed_at[:10]),
    )
    return data, issue
