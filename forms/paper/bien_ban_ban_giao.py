"""Biên bản bàn giao: goods handed to a household, what they are like, who gave and who took them before whom.

No official form is known. The goods the household's slip tells of stand on it; with none, rows are left for the pen.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from db.store.prints import Heading, Office, Signature, SlipSupport, SupportSlip, SupportSlips
from forms.paper import blocks, citizen, fonts
from forms.paper.blocks import Fact
from forms.paper.document import OWN_LAYOUT, Document, DocumentInfo
from forms.paper.figures import joined, money, quantity, short_date
from forms.paper.grid import Column, Row, Table
from forms.paper.household import ID_LABEL, bound
from forms.paper.measure import Measure, Run
from forms.paper.output import Meta, Printed, write
from forms.paper.sheet import Flow, Page
from forms.paper.tables import draw_table

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


def build(data: SupportSlips, out: Path | BinaryIO, options: None = None) -> Printed:
    """Write the minutes of a batch as one PDF with a bookmark for each household.

    Raises:
        EnvironmentProblem: no font, or the file cannot be written.
        UserError: a text holds a character that cannot be printed.
    """
    family = fonts.load()
    version = data.slips[0].stamp.data_version if data.slips else ""
    meta = Meta(INFO.title, data.office.name, INFO.source, version)
    return write(pages(data, Measure(family)), out, meta, family, len(data.slips))


def pages(data: SupportSlips, measure: Measure, options: None = None) -> Iterator[Page]:
    """Yield the pages of all minutes."""
    for slip in data.slips:
        flow = Flow(measure)
        _minutes(flow, data.office, slip, slip.signatures or data.signatures or list(SIGNATURES))
        yield from bound(flow, slip.stamp, joined([slip.household_code, slip.head.name], " – "))


def _minutes(flow: Flow, office: Office, slip: SupportSlip, signatures: list[Signature]) -> None:
    blocks.letterhead(flow, office, Heading(date=slip.heading.date), SYMBOL)  # the number of the slip is not its own
    blocks.title(flow, INFO.title, f"Hỗ trợ hộ gia đình năm {slip.year}")
    flow.skip(4)
    flow.paragraph([Run(f"Hôm nay, {citizen.DATED}, tại …………………………………………, chúng tôi gồm:")])
    blocks.section(flow, "1. Bên giao")
    for _ in range(2):
        blocks.facts(flow, [Fact("Ông (bà)", None, blank=4, least=7), Fact("Chức vụ", None, blank=2, least=5)])
    blocks.section(flow, "2. Bên nhận")
    blocks.facts(flow, [
        Fact("Chủ hộ", slip.head.name or None, "bold", blank=4, least=6),
        Fact(ID_LABEL, slip.head.id_no, blank=2, least=6),
        Fact("Địa chỉ", slip.address),
    ])  # fmt: skip
    blocks.facts(flow, [Fact("Người nhận thay", slip.delivery.receiver, blank=3, least=6), Fact(
        "Quan hệ", slip.delivery.relation, blank=2, least=6
    )])  # fmt: skip
    blocks.section(flow, "3. Chứng kiến")
    blocks.facts(flow, [Fact("Ông (bà)", None, blank=4, least=7), Fact("Chức vụ", None, blank=2, least=5)])

    def end(pen: Flow) -> None:
        blocks.facts(pen, [Fact("Ý kiến của các bên", slip.delivery.opinion, blank=6)])
        pen.paragraph([Run("Biên bản lập thành các bản như nhau, đã đọc lại cho mọi người cùng nghe.")], before=3)
        blocks.pending_note(pen, slip.pending)
        blocks.signatures(pen, signatures)

    heading = "4. Bên giao đã giao, bên nhận đã nhận đủ"
    rows = [Row(_cells(n, one)) for n, one in enumerate(slip.supports, 1)]
    blank = [Row([""] * len(GOODS.columns))] * BLANK_ROWS
    draw_table(flow, GOODS, rows or blank, tail=flow.height_of(end), heading=heading)
    flow.skip(4)
    end(flow)


def _cells(number: int, one: SlipSupport) -> list[str]:
    about = joined([one.content, one.specification, one.maker and f"đơn vị sản xuất: {one.maker}"])
    return [
        *(str(number), about, one.unit or "", quantity(one.quantity), money(one.unit_price), money(one.amount)),
        f"Giao ngày {short_date(one.delivered_on)}" if one.delivered_on else "",
    ]


DOCUMENT = Document(INFO, SupportSlips, type(None), build, pages)
