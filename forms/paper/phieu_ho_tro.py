"""Phiếu hỗ trợ hộ gia đình: what one household received, signed by its representative; two liên, many households in
one file.

No official form is known. The content covers the least a settlement voucher must show (Thông tư 60/2026/TT-BTC Điều
3 khoản 3): name, số định danh and address of the representative; the money, or name, quantity, technical data,
sign, brand and producer of goods; signature or fingerprint.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Literal

from db.store.prints.papers import (
    Office,
    Signature,
    SlipEntitlement,
    SlipMember,
    SlipSupport,
    SupportSlip,
    SupportSlips,
)
from forms.paper import blocks, fonts
from forms.paper.blocks import Fact
from forms.paper.document import OWN_LAYOUT, Document, DocumentInfo
from forms.paper.figures import Wording, joined, money, quantity, short_date
from forms.paper.grid import Column, Row, Sums, Table, Totals
from forms.paper.household import count, household_block
from forms.paper.measure import LEADING, Measure, Run
from forms.paper.output import Meta, Printed, write
from forms.paper.sheet import BODY, Flow, Page, Text, mm
from forms.paper.tables import draw_table

NAME = "phieu_ho_tro"
TITLE = "Phiếu hỗ trợ hộ gia đình"
SYMBOL = "PHT"
INFO = DocumentInfo(
    name=NAME,
    title=TITLE,
    source=f"{OWN_LAYOUT}; nội dung tối thiểu theo Thông tư 60/2026/TT-BTC, Điều 3 khoản 3",
    valid_from=None,
    valid_to=None,
    level="commune",
    uncertain=True,
)
LABELS = {"household": "Liên 1: Giao hộ gia đình", "office": "Liên 2: Lưu tại cơ quan"}
SUM = "Thành tiền (đồng)"
CASH = "Hỗ trợ bằng tiền, hiện vật, dịch vụ"
APART = "Tín dụng ưu đãi, thẻ bảo hiểm y tế (không cộng vào số tiền trên)"
SIGNATURES = (
    Signature(title="Người nhận", hint=blocks.SIGN_OR_FINGER, fingerprint=True),
    Signature(title="Người giao", hint=blocks.SIGN_HINT),
    Signature(title="Trưởng thôn", hint="chứng kiến, ký, ghi rõ họ tên"),
    Signature(title="TM. ỦY BAN NHÂN DÂN", hint="ký, đóng dấu"),
)
SIZE = 10.0
"""Letters in tables: a family of five with a card each still fits on one page."""


@dataclass(frozen=True, slots=True)
class SlipOptions:
    """copies: which liên to print; members: print the table of members; wording: how sums are read aloud."""

    copies: Literal["both", "household", "office"] = "both"
    members: bool = True
    wording: Wording = field(default_factory=Wording)


def build(data: SupportSlips, out: Path | BinaryIO, options: SlipOptions | None = None) -> Printed:
    """Write the slips of a batch as one PDF with a bookmark for each household.

    Raises:
        EnvironmentProblem: no font, or the file cannot be written.
        UserError: there is no slip.
    """
    family = fonts.load()
    meta = Meta(TITLE, data.office.name, INFO.source, data.slips[0].stamp.data_version if data.slips else "")
    return write(pages(data, Measure(family), options or SlipOptions()), out, meta, family, len(data.slips))


def pages(data: SupportSlips, measure: Measure, options: SlipOptions) -> Iterator[Page]:
    """Yield the pages of all slips, liên after liên."""
    copies = [copy for copy in LABELS if options.copies in ("both", copy)]
    for slip in data.slips:
        flow = Flow(measure)
        _slip(flow, data.office, slip, blocks.signing(data, slip, SIGNATURES), options)
        blocks.foot(flow, flow.pages, slip.stamp)
        mark: str | None = measure.clean(joined([slip.household_code, slip.head.name], " – "))
        for copy in copies:
            yield from _copy(flow, LABELS[copy], mark)
            mark = None
            for page in flow.pages:
                page.tables.clear()  # the second liên shows the same ones


def _copy(flow: Flow, label: str, mark: str | None) -> Iterator[Page]:
    """Yield the laid pages with the name of the liên in the upper right corner."""
    x = flow.frame.right_edge - flow.measure.width(label, "italic", 11)
    for page in flow.pages:
        copy = page.copy(mark)
        copy.texts.append(Text("italic", 11, x, flow.frame.size[1] - mm(13), label))
        mark = None
        yield copy


def _slip(flow: Flow, office: Office, slip: SupportSlip, signatures: Sequence[Signature], options: SlipOptions) -> None:
    blocks.letterhead(flow, office, slip.heading, SYMBOL)
    blocks.title(flow, TITLE, joined([f"Năm {slip.year}", slip.round], " - "))
    number = itertools.count(1)
    _household(flow, slip, f"{next(number)}. Hộ gia đình")
    if options.members and slip.members:
        _members(flow, slip.members, f"{next(number)}. Thành viên")
    supports = f"{next(number)}. {CASH}" if slip.supports else ""
    apart = f"{next(number)}. {APART}" if slip.entitlements else ""
    last = f"{next(number)}. Giao nhận"

    def end(pen: Flow) -> None:
        blocks.pending_note(pen, slip.pending)
        _delivery(pen, slip, last)
        blocks.signatures(pen, signatures)

    # Nobody signs a page that shows nothing of what he signs for: the last table keeps what follows it.
    tail = flow.height_of(end)
    if supports:
        _supports(flow, slip.supports, options.wording, supports, tail=0.0 if apart else tail)
    if apart:
        _entitlements(flow, slip.entitlements, apart, tail=tail)
    if not (supports or apart):
        flow.need(tail)
    end(flow)


def _household(flow: Flow, slip: SupportSlip, heading: str) -> None:
    optional = [("Khu vực", slip.area), ("Ưu tiên", slip.priority)]
    counts = [
        Fact("Số khẩu", count(slip.persons), blank=0, least=2),
        Fact("Lao động", count(slip.labourers), blank=0, least=2),
        Fact("Trẻ em", count(slip.children), blank=0, least=3),
    ]
    last = [
        Fact("Địa chỉ", slip.address),
        Fact("Phân loại", joined([slip.classification, slip.decision])),
        *(Fact(label, value) for label, value in optional if value),
    ]
    household_block(flow, heading, slip.head, slip.household_code, counts, last)


def _filled(columns: list[tuple[Column, list[str]]]) -> tuple[list[Column], list[list[str]]]:
    """Return the columns somebody has a value for, after one of running numbers, and the cells row by row."""
    lines = len(columns[0][1])
    kept = [(Column("STT", 8, align="center"), [str(n) for n in range(1, lines + 1)])]
    kept += [column for column in columns if any(column[1])]
    return [column for column, _ in kept], [[values[n] for _, values in kept] for n in range(lines)]


def _members(flow: Flow, members: Sequence[SlipMember], heading: str) -> None:
    columns, cells = _filled([
        (Column("Họ và tên", 40, share=2), [one.name for one in members]),
        (Column("Ngày sinh", 20, align="center", snug=True), [short_date(one.birth) for one in members]),
        (Column("Quan hệ", 24, share=0.6), [one.relation or "" for one in members]),
        (Column("Diện", 30, share=2), [one.groups or "" for one in members]),
    ])  # fmt: skip
    draw_table(flow, Table(columns, size=SIZE), [Row(line) for line in cells], heading=heading)


def _supports(flow: Flow, supports: Sequence[SlipSupport], wording: Wording, heading: str, *, tail: float) -> None:
    columns, cells = _filled([
        (Column("Chính sách, nội dung", 32, share=2.4), [_content(one) for one in supports]),
        (Column("Người hưởng", 14, share=0.5), [one.beneficiary or "" for one in supports]),
        (Column("ĐVT", 9, align="center", snug=True, most=14), [one.unit or "" for one in supports]),
        (Column("Số lượng", 9, align="right", snug=True, most=18), [quantity(one.quantity) for one in supports]),
        (Column("Đơn giá", 14, align="right", snug=True, most=30), [money(one.unit_price) for one in supports]),
        (Column(SUM, 19, align="right", snug=True, most=33), [money(one.amount) for one in supports]),
        (Column("Nguồn vốn", 13, share=0.3), [one.sources or "" for one in supports]),
        (Column("Căn cứ", 22, share=1.2), [one.basis or "" for one in supports]),
        (Column("Ngày giao", 13, align="center", snug=True, most=20), [short_date(s.delivered_on) for s in supports]),
        (Column("Ghi chú", 12, share=0.8), [one.note or "" for one in supports]),
    ])  # fmt: skip
    adds: list[dict[str, int]] = [{} if one.amount is None else {"": one.amount} for one in supports]
    rows = [Row(line, more) for line, more in zip(cells, adds, strict=True)]
    at = [n for n, column in enumerate(columns) if column.title == SUM]
    table = Table(columns, size=SIZE, totals=Totals(at[0], _cash) if at else None)
    total = draw_table(flow, table, rows, tail=tail + 2 * BODY * LEADING, heading=heading)
    if "" in total:
        flow.paragraph([Run("Số tiền bằng chữ: "), Run(wording.money(int(total[""])), "italic")], before=4)


def _cash(sums: Sums) -> str:
    return money(int(sums.get("", 0)))


def _content(one: SlipSupport) -> str:
    """Return the content with what the law wants of goods: technical data, sign, brand, producer."""
    maker = f"đơn vị sản xuất: {one.maker}" if one.maker else None
    return joined([one.content, one.specification, maker])


def _entitlements(flow: Flow, items: Sequence[SlipEntitlement], heading: str, *, tail: float) -> None:
    columns, cells = _filled([
        (Column("Nội dung", 30, share=2), [one.content for one in items]),
        (Column("Người vay, người có thẻ", 26, share=1.4), [one.beneficiary or "" for one in items]),
        (Column("Số tiền vay (đồng)", 18, align="right", snug=True, most=33), [money(one.amount) for one in items]),
        (Column("Mã số thẻ", 18, align="center", snug=True, most=32), [one.number or "" for one in items]),
        (Column("Từ ngày", 13, align="center", snug=True, most=20), [short_date(one.valid_from) for one in items]),
        (Column("Đến ngày", 13, align="center", snug=True, most=20), [short_date(one.valid_to) for one in items]),
        (Column("Ghi chú", 14, share=1), [one.note or "" for one in items]),
    ])  # fmt: skip
    draw_table(flow, Table(columns, size=SIZE), [Row(line) for line in cells], tail=tail, heading=heading)


def _delivery(flow: Flow, slip: SupportSlip, heading: str) -> None:
    handed = slip.delivery
    blocks.section(flow, heading)
    facts = [Fact("Hình thức", handed.method), Fact("Địa điểm", handed.place)]
    if handed.receiver:
        facts += [
            Fact("Người nhận thay", handed.receiver, "bold"),
            Fact("Quan hệ với chủ hộ", handed.relation),
            Fact("Số định danh/CCCD/CMND", handed.id_no),
            Fact("Giấy ủy quyền số", handed.authority_no),
            Fact("Địa chỉ", handed.address or slip.address),
        ]
    else:
        facts.append(Fact("Người nhận", f"{slip.head.name} (chủ hộ)"))
    blocks.facts(flow, [*facts, Fact("Ý kiến của hộ", handed.opinion)])


DOCUMENT = Document(INFO, SupportSlips, SlipOptions, build, pages)
