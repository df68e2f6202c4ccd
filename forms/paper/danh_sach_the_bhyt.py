"""Danh sách cấp thẻ BHYT: the cards of a commune by village, counted by object code; people in conflict are named
apart.

Own layout with the columns district systems printed (name, number, birth, sex, address, place of first treatment,
object code, term); the official forms (D03-TS, Mẫu 2 and 3 of Nghị định 146/2018/NĐ-CP) are other documents.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from db.store.prints.papers import CardLine, CardList
from forms.paper import blocks
from forms.paper.document import OWN_LAYOUT, Document, DocumentInfo, laid_out
from forms.paper.figures import money, short_date
from forms.paper.grid import Column, Group, Row, Sums, Table, Totals
from forms.paper.measure import Measure
from forms.paper.output import Meta, Printed
from forms.paper.sheet import LANDSCAPE, Flow, Page
from forms.paper.tables import draw_table

NAME = "danh_sach_the_bhyt"
TITLE = "Danh sách cấp thẻ bảo hiểm y tế"
SYMBOL = "DS"
INFO = DocumentInfo(
    name=NAME,
    title=TITLE,
    source=OWN_LAYOUT,
    valid_from=None,
    valid_to=None,
    level="commune",
    uncertain=True,
)
SIGNATURES = (blocks.MAKER, blocks.HEAD)
NO_CODE = "Chưa ghi mã"
COUNTS = (
    Column("Mã đối tượng", 34, align="center"),
    Column("Tên đối tượng", 60, share=1),
    Column("Số thẻ", 28, align="right"),
)


@dataclass(frozen=True, slots=True)
class CardListOptions:
    """by_village: a heading for each."""

    by_village: bool = True


def build(data: CardList, out: Path | BinaryIO, options: CardListOptions | None = None) -> Printed:
    """Write the list as a PDF.

    Raises:
        EnvironmentProblem: no font, or the file cannot be written.
    """
    meta = Meta(f"{TITLE}: {data.subject}", data.office.name, INFO.source, data.stamp.data_version)
    return laid_out(lambda measure: pages(data, measure, options or CardListOptions()), out, meta)


def pages(data: CardList, measure: Measure, options: CardListOptions) -> list[Page]:
    """Lay the list out."""
    flow = Flow(measure, LANDSCAPE)
    blocks.letterhead(flow, data.office, data.heading, SYMBOL)
    blocks.title(flow, TITLE, data.subject)
    blocks.basis(flow, data.basis)
    flow.skip(6)
    signatures = data.signatures or SIGNATURES

    def sign(pen: Flow) -> None:
        blocks.signatures(pen, signatures)
        blocks.recipients(pen, data.recipients)

    def end(pen: Flow) -> None:
        blocks.pending_note(pen, data.pending)
        _counts(pen, data, pen.height_of(sign))
        sign(pen)

    draw_table(flow, CARDS, _rows(data.lines, options), tail=flow.height_of(end))
    end(flow)
    blocks.foot(flow, flow.pages, data.stamp)
    return flow.pages


CARDS = Table(
    [
        Column("STT", 10, align="center", snug=True, most=14),
        Column("Họ và tên", 38, share=1.6),
        Column("Mã số BHXH/\nMã thẻ", 26, align="center", snug=True),
        Column("Ngày sinh", 18, align="center", snug=True),
        Column("Giới tính", 11, align="center"),
        Column("Địa chỉ", 24, share=0.6, snug=True, most=52),
        Column("Nơi đăng ký KCB ban đầu", 28, share=1),
        Column("Mã đối tượng", 14, align="center"),
        Column("Từ ngày", 18, align="center", snug=True, over="Thời hạn"),
        Column("Đến ngày", 18, align="center", snug=True, over="Thời hạn"),
        Column("Ghi chú", 16, share=0.6),
    ],
    size=11, least=7.5, numbered=True,
)  # fmt: skip


def _rows(lines: Sequence[CardLine], options: CardListOptions) -> list[Row | Group]:
    """Return the lines in their order, or by village in the order villages first appear."""
    if not options.by_village:
        return [_row(n, line) for n, line in enumerate(lines, 1)]
    rows: list[Row | Group] = []
    number = 0
    for village in dict.fromkeys(line.village for line in lines):
        here = [line for line in lines if line.village == village]
        rows.append(Group(f"{village} ({len(here)} thẻ)"))
        for line in here:
            number += 1
            rows.append(_row(number, line))
    return rows


def _row(number: int, line: CardLine) -> Row:
    return Row([
        str(number),
        line.name,
        line.number or "",
        short_date(line.birth),
        line.sex or "",
        line.address or line.village,
        line.facility or "",
        line.object_code or "",
        short_date(line.valid_from),
        short_date(line.valid_to),
        line.note or "",
    ])  # fmt: skip


def _counts(flow: Flow, data: CardList, tail: float) -> None:
    """Write how many cards there are of each object code."""
    counts = Counter(line.object_code or NO_CODE for line in data.lines)
    rows = [Row((code, data.objects.get(code, ""), money(n)), {"": n}) for code, n in sorted(counts.items())]
    totals = Totals(2, _count, "Tổng số thẻ", carried=False)
    heading = "Tổng hợp số thẻ theo mã đối tượng"
    draw_table(flow, Table(COUNTS, size=12, totals=totals), rows, tail=tail, heading=heading)


def _count(sums: Sums) -> str:
    return money(int(sums.get("", 0)))


DOCUMENT = Document(INFO, CardList, CardListOptions, build, pages)
