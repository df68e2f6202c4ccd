"""Print data from the register: what a document needs, plain and complete; who waits for a decision is set apart.

It draws nothing and knows no fonts, pages or files. One module per kind of document; `sheet` reads for all of them,
`register` keeps what was printed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from db.domain.errors import UserError
from db.ledger.register import Register
from db.store.offices import own_unit
from db.store.printing.lists import SYMBOL, cards, receipts
from db.store.printing.plans import plan_papers
from db.store.printing.register import PrintLine, earlier, issue_for, print_register, record
from db.store.printing.sheet import Issue, Selection, Sheet, office_of, read_sheet
from db.store.printing.slips import slips
from db.store.prints import CardList, Heading, PlainColumn, PlainList, PlanPapers, ReceiptList, SupportSlips

__all__ = ["Issue", "PrintLine", "Selection", "collect", "collect_list", "earlier", "print_register", "record"]

_COLLECTORS: dict[type, Callable[[Sheet], Any]] = {
    SupportSlips: slips,
    ReceiptList: receipts,
    CardList: cards,
    PlanPapers: plan_papers,
}


def collect(register: Register, kind: type, selection: Selection, *, again: str | None = None) -> tuple[Any, Issue]:
    """Print data of type `kind` (`SupportSlips`, `ReceiptList`, `CardList`, `PlanPapers`) and the number it will carry.

    again: the number of an earlier print of this device, to be printed once more under it.

    Raises:
        UserError: nothing to print.
        NotFound, InvalidData: no such policy, no such village, no such earlier print.
    """
    with register.read() as connection:
        issue = issue_for(register, connection, again)
        sheet = read_sheet(register, connection, selection, issue)
        data = _COLLECTORS[kind](sheet)
    if not any(getattr(data, name, ()) for name in ("slips", "plans", "lines", "pending")):
        message = (
            "Không có hộ, kế hoạch hoặc khoản hỗ trợ nào khớp với lựa chọn (năm, thôn, chính sách). "
            "Không tạo tệp: chọn lại."
        )
        raise UserError("nothing_to_print", message)
    return data, issue


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
