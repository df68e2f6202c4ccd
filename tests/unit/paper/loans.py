"""Ordinary papers of the bank, about invented people."""

from __future__ import annotations

from typing import Any

import msgspec
from papers import NAMES, OFFICE, STAMP

from db.store.prints import loans as l
from db.store.prints.papers import SlipHead


def loan(**changes: Any) -> l.LoanForm:
    """A request for 30 million for a cow and its shed."""
    paper = l.LoanForm(
        head=SlipHead(name="Hồ Văn Nhất", birth="1962", id_no="191234567"),
        address="Thôn Kê 1, xã Hồng Thủy, huyện A Lưới, tỉnh Thừa Thiên Huế",
        stamp=STAMP,
        place="Hồng Thủy",
        commune="xã Hồng Thủy",
        programme="Cho vay hộ nghèo",
        household_code="20104-0012",
        leader="Kê Sửu",
        society="Hội Nông dân",
        amount=30_000_000,
        plan="Chăn nuôi bò sinh sản",
        need=36_000_000,
        own=6_000_000,
        uses=[
            l.LoanUse(thing="Mua bò sinh sản", quantity="02 con", amount=24_000_000),
            l.LoanUse(thing="Làm chuồng", amount=6_000_000),
        ],
        term=36,
        period=12,
        valid_to="2020-04-05",
    )
    return msgspec.structs.replace(paper, **changes)


def loans(*several: l.LoanForm) -> l.LoanForms:
    """A batch of requests."""
    return l.LoanForms(office=OFFICE, papers=list(several) or [loan()])


def loan_list(year: int = 2017, count: int = 12) -> l.LoanLists:
    """The list of one group."""
    lines = [
        l.LoanLine(
            name=NAMES[n % 8], group="Hộ nghèo", amount=30_000_000 + n * 1_000_000, purpose="Chăn nuôi bò sinh sản",
            term=36,
        )
        for n in range(count)
    ]  # fmt: skip
    paper = l.LoanList(
        stamp=STAMP, place="Hồng Thủy", commune="xã Hồng Thủy", province="tỉnh Thừa Thiên Huế",
        programme="Cho vay hộ nghèo", year=year, lines=lines, village="Thôn Kê 1", leader="Kê Sửu",
        group_code="4811234", valid_from="2017-03-06",
    )  # fmt: skip
    return l.LoanLists(office=OFFICE, papers=[paper])
