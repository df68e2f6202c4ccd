"""Danh sách ký nhận: who receives what, with room for a signature or a fingerprint on every line; people in
conflict are not on it.

Own layout after the lists communes use; the least content of Thông tư 60/2026/TT-BTC Điều 3 khoản 3 (name, số định
danh, address, money or goods, signature or fingerprint) is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

from db.store.prints.papers import ReceiptLine, ReceiptList, Signature
from forms.paper import blocks
from forms.paper.document import OWN_LAYOUT, Document, DocumentInfo, laid_out
from forms.paper.figures import Wording, joined, money, quantity
from forms.paper.grid import Column, Group, Row, Sums, Table, Totals, add_up
from forms.paper.measure import Measure, Run
from forms.paper.output import Meta, Printed
from forms.paper.sheet import LANDSCAPE, PORTRAIT, Flow, Page
from forms.paper.tables import draw_table

NAME = "danh_sach_ky_nhan"
TITLE = "Danh sách ký nhận"
SYMBOL = "DS"
INFO = DocumentInfo(
    name=NAME,
    title=TITLE,
    source=f"{OWN_LAYOUT}; nội dung tối thiểu theo Thông tư 60/2026/TT-BTC, Điều 3 khoản 3",
    valid_from=None,
    valid_to=None,
    level="commune",
    uncertain=True,
)
SIGNATURES = (
    blocks.MAKER,
    Signature(title="Kế toán", hint=blocks.SIGN_HINT),
    blocks.HEAD,
)
FINGER_ROW = 10.0
"""Least height of a line in mm: below 9 a thumb presses on two lines."""


@dataclass(frozen=True, slots=True)
class ListOptions:
    """by_village: a heading with its own sum for each village; landscape: wider lines, fewer on a page; row_height:
    mm, at least 9; wording: how sums are read."""

    by_village: bool = True
    landscape: bool = False
    row_height: float = FINGER_ROW
    wording: Wording = field(default_factory=Wording)


def build(data: ReceiptList, out: Path | BinaryIO, options: ListOptions | None = None, title: str = TITLE) -> Printed:
    """Write the list as a PDF.

    Raises:
        EnvironmentProblem: no font, or the file cannot be written.
        UserError: the sum is beyond 10^15 đồng.
    """
    meta = Meta(f"{title}: {data.subject}", data.office.name, INFO.source, data.stamp.data_version)
    return laid_out(lambda measure: pages(data, measure, options or ListOptions(), title), out, meta)


def pages(data: ReceiptList, measure: Measure, options: ListOptions, title: str = TITLE) -> list[Page]:
    """Lay the list out under its title."""
    flow = Flow(measure, LANDSCAPE if options.landscape else PORTRAIT)
    blocks.letterhead(flow, data.office, data.heading, SYMBOL)
    blocks.title(flow, title, data.subject)
    blocks.basis(flow, data.basis)
    shared = _shared(data.lines)
    if shared:
        flow.paragraph([Run("Nội dung: "), Run(shared, "bold")], before=4)
    flow.skip(6)
    signatures = data.signatures or SIGNATURES
    rows = _rows(data.lines, options, told=bool(shared))
    total = add_up({}, *(row.adds for row in rows if isinstance(row, Row)))

    def end(pen: Flow) -> None:
        if "" in total:
            words = options.wording.money(int(total[""]))
            pen.paragraph([Run("Tổng số tiền bằng chữ: "), Run(words, "italic")], before=4)
        blocks.pending_note(pen, data.pending)
        blocks.signatures(pen, signatures)
        blocks.recipients(pen, data.recipients)

    draw_table(flow, _table(data.lines, options, told=bool(shared)), rows, tail=flow.height_of(end))
    end(flow)
    blocks.foot(flow, flow.pages, data.stamp)
    return flow.pages


def _shared(lines: Sequence[ReceiptLine]) -> str | None:
    """Return the content all lines share: told once above the table, it leaves its column to the signatures."""
    contents = {line.content for line in lines}
    return contents.pop() if len(contents) == 1 else None


def _table(lines: Sequence[ReceiptLine], options: ListOptions, *, told: bool) -> Table:
    """Return the look of the table. told: the content stands above it."""
    what = [name for name, used in (
        ("Số tiền (đồng)", any(line.amount is not None for line in lines)),
        ("Số lượng", any(line.quantity is not None for line in lines)),
    ) if used]  # fmt: skip
    columns = [
        Column("TT", 8, align="center", snug=True, most=14),
        Column("Họ và tên", 28, share=1),
        Column("Số CCCD/\nCMND", 20, align="center", snug=True, most=30),
        Column("Địa chỉ (thôn)", 16, share=0.6, snug=True, most=40 if told else 26),
        *([] if told else [Column("Nội dung", 24, share=2.4)]),
        Column("/\n".join(what) or "Số tiền (đồng)", 18, align="right", snug=True),
        Column("Ký nhận/\nĐiểm chỉ", 27, share=0.4 if told else 0.1),
        Column("Ghi chú", 12, share=0.2),
    ]

    def words(sums: Sums) -> str:
        return f"Cộng mang sang bằng chữ: {options.wording.money(int(sums['']))}" if sums.get("") else ""

    totals = Totals(len(columns) - 3, _sum, f"Tổng cộng ({len(lines)} lượt)", paged=True, words=words)
    return Table(columns, size=11, least=7.5, row_height=max(9.0, options.row_height), numbered=True, totals=totals)


def _rows(lines: Sequence[ReceiptLine], options: ListOptions, *, told: bool) -> list[Row | Group]:
    """Return the lines in their order, or by village in the order villages first appear."""
    if not options.by_village:
        return [_row(n, line, told=told) for n, line in enumerate(lines, 1)]
    rows: list[Row | Group] = []
    for village in dict.fromkeys(line.village for line in lines):
        here = [line for line in lines if line.village == village]
        start = sum(isinstance(row, Row) for row in rows)
        body = [_row(start + n, line, told=told) for n, line in enumerate(here, 1)]
        rows.append(Group(f"{village} ({len(here)} lượt)", add_up({}, *(row.adds for row in body))))
        rows.extend(body)
    return rows


def _row(number: int, line: ReceiptLine, *, told: bool) -> Row:
    adds: dict[str, Decimal | int] = {}
    if line.amount is not None:
        adds[""] = line.amount
    if line.quantity is not None:
        adds[line.unit or "đơn vị"] = Decimal(line.quantity)
    instead = f"(nhận thay: {joined([line.receiver, line.relation], ', quan hệ: ')})" if line.receiver else None
    return Row(
        (
            str(number),
            joined([line.name, instead], "\n"),
            line.id_no or "",
            line.address or line.village,
            *([] if told else [line.content]),
            joined([money(line.amount), quantity(line.quantity, line.unit)], "\n"),
            "",
            line.note or "",
        ),
        adds,
    )


def _sum(sums: Sums) -> str:
    """Return the money, then each unit of goods on a line of its own."""
    goods = [quantity(_plain(value), unit) for unit, value in sums.items() if unit]
    return "\n".join(([money(int(sums[""]))] if "" in sums else []) + goods)


def _plain(value: Decimal) -> str:
    """Return a sum without needless zeros: 1.5 + 1.5 is 3."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


DOCUMENT = Document(INFO, ReceiptList, ListOptions, build, pages)
