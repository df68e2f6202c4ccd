"""Print data from the register: what a document needs, plain and complete; who waits for a decision is set apart.

It draws nothing and knows no fonts, pages or files. One module per kind of document; `sheet` reads for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, select

from db.domain.errors import UserError
from db.ledger.register import Register
from db.models import Printed
from db.store.actions import Action
from db.store.printing.lists import cards, receipts
from db.store.printing.sheet import Issue, Selection, Sheet, next_issue, read_sheet
from db.store.printing.slips import slips
from db.store.prints import CardList, ReceiptList, SupportSlips

__all__ = ["Issue", "Selection", "collect", "print_register", "record"]

_COLLECTORS: dict[type, Callable[[Sheet], Any]] = {SupportSlips: slips, ReceiptList: receipts, CardList: cards}


def collect(register: Register, kind: type, selection: Selection) -> tuple[Any, Issue]:
    """Print data of type `kind` (`SupportSlips`, `ReceiptList`, `CardList`) and the number it will carry.

    Raises:
        UserError: nothing to print.
        NotFound, InvalidData: no such policy, no such village.
    """
    with register.read() as connection:
        issue = next_issue(register, connection)
        sheet = read_sheet(register, connection, selection, issue)
        data = _COLLECTORS[kind](sheet)
    if not any(getattr(data, name, ()) for name in ("slips", "lines", "pending")):
        message = (
            "Không có hộ hoặc khoản hỗ trợ nào khớp với lựa chọn (năm, thôn, chính sách). Không tạo tệp: chọn lại."
        )
        raise UserError("nothing_to_print", message)
    return data, issue


def record(
    register: Register, document: str, title: str, selection: Selection, issue: Issue, pages: int, digest: str
) -> None:
    """Enter a print run into the print register; called once its file exists."""
    subject = selection.village or ", ".join(selection.households) or f"năm {selection.year}"
    with register.write() as connection:
        action = Action(register, connection)
        action.create(
            "printed",
            {
                "document": document,
                "title": title,
                "number": issue.number,
                "printed_at": issue.printed_at,
                "subject": subject,
                "data_version": issue.data_version,
                "pages": pages,
                "sha256": digest,
            },
        )
        action.commit()


def print_register(connection: Connection) -> Sequence[tuple[str | None, ...]]:
    """Lines of the print register, oldest first: number, title, subject, when, data version."""
    query = select(Printed.number, Printed.title, Printed.subject, Printed.printed_at, Printed.data_version).order_by(
        Printed.id
    )
    return [tuple(row) for row in connection.execute(query)]
