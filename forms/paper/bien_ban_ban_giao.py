"""Biên bản bàn giao: goods handed to a household, what they are like, who gave and who took them before whom.

No official form is known. The goods the household's slip tells of stand on it; with none, rows are left for the pen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from db.store.prints.papers import Heading, Signature, SlipSupport, SupportSlip, SupportSlips
from forms.paper import blocks, citizen
from forms.paper.blocks import Fact
from forms.paper.document import OWN_LAYOUT, DocumentInfo
from forms.paper.figures import joined, money, quantity, short_date
from forms.paper.grid import Column, Row, Table
from forms.paper.household import ID_LABEL
from forms.paper.letter import Known, Letter, Listed, Part, Signed, Titled, Waiting, Words, of_office
from forms.paper.letter_document import letter_document

SYMBOL = "BB-UBND"
INFO = DocumentInfo(
    name="bien_ban_ban_giao",
    title="Biên bản bàn giao",
    source=f"{OWN_LAYOUT}; nội dung tối thiểu theo Thông tư 60/2026/TT-BTC, Điều 3 khoản 3",
    valid_from=None,
    valid_to=None,
    level="commune",
    uncertain=True,
)
SIGNATURES = (
    Signature(title="Bên nhận", hint=blocks.SIGN_OR_FINGER, fingerprint=True),
    Signature(title="Bên giao", hint=blocks.SIGN_HINT),
    Signature(title="Trưởng thôn", hint="chứng kiến"),
    Signature(title="TM. ỦY BAN NHÂN DÂN", hint="ký, đóng dấu"),
)
BLANK_ROWS = 4
GOODS = Table(
    [
        Column("STT", 10, align="center"),
        Column("Tên, quy cách, nơi sản xuất", 44, share=2),
        Column("ĐVT", 13, align="center", snug=True, most=22),
        Column("Số lượng", 17, align="right", snug=True, most=30),
        Column("Đơn giá", 20, align="right", snug=True, most=30),
        Column("Thành tiền", 21, align="right", snug=True, most=30),
        Column("Tình trạng khi giao", 26, share=0.6),
    ],
    size=10.5,
    least=7,
    row_height=8,
)


def _letters(data: SupportSlips) -> Iterator[Letter]:
    for slip in data.slips:
        yield of_office(
            office=data.office,
            heading=Heading(date=slip.heading.date),  # the number of the slip is not its own
            symbol=SYMBOL,
            stamp=slip.stamp,
            name=INFO.title,
            subject=f"Hỗ trợ hộ gia đình năm {slip.year}",
            parts=_minutes(slip, blocks.signing(data, slip, SIGNATURES)),
            mark=joined([slip.household_code, slip.head.name], " – "),
        )


def _minutes(slip: SupportSlip, signatures: Sequence[Signature]) -> list[Part]:
    someone = Known([Fact("Ông (bà)", None, blank=4, least=7), Fact("Chức vụ", None, blank=2, least=5)])
    rows = [Row(_cells(n, one)) for n, one in enumerate(slip.supports, 1)]
    blank = [Row([""] * len(GOODS.columns))] * BLANK_ROWS
    return [
        Words(f"Hôm nay, {citizen.DATED}, tại …………………………………………, chúng tôi gồm:", indent=False),
        Titled("1. Bên giao"),
        *(someone, someone),
        Titled("2. Bên nhận"),
        Known([
            Fact("Chủ hộ", slip.head.name or None, "bold", blank=4, least=6),
            Fact(ID_LABEL, slip.head.id_no, blank=2, least=6),
            Fact("Địa chỉ", slip.address),
        ]),
        Known([
            Fact("Người nhận thay", slip.delivery.receiver, blank=3, least=6),
            Fact("Quan hệ", slip.delivery.relation, blank=2, least=6),
        ]),
        Titled("3. Chứng kiến"),
        someone,
        Listed(GOODS, rows or blank, "4. Bên giao đã giao, bên nhận đã nhận đủ"),
        Known([Fact("Ý kiến của các bên", slip.delivery.opinion, blank=6)]),
        Words("Biên bản lập thành các bản như nhau, đã đọc lại cho mọi người cùng nghe.", indent=False),
        Waiting(slip.pending),
        Signed(signatures),
    ]  # fmt: skip


def _cells(number: int, one: SlipSupport) -> list[str]:
    about = joined([one.content, one.specification, one.maker and f"đơn vị sản xuất: {one.maker}"])
    return [
        *(str(number), about, one.unit or "", quantity(one.quantity), money(one.unit_price), money(one.amount)),
        f"Giao ngày {short_date(one.delivered_on)}" if one.delivered_on else "",
    ]


DOCUMENT = letter_document(INFO, SupportSlips, _letters)
