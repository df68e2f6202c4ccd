"""Trích lục: what the register holds of a household through the years, on the request of the household or an office.

Own layout. What is kept secret (legal aid) is not on it.
"""

from __future__ import annotations

from db.store.home_prints import HomeHistories, HomeHistory
from forms.paper import blocks, usual
from forms.paper.blocks import Fact
from forms.paper.document import OWN_LAYOUT, DocumentInfo
from forms.paper.figures import money
from forms.paper.grid import Column, Group, Row, Table
from forms.paper.household import count, home_document, household_block, members_table
from forms.paper.measure import Run
from forms.paper.sheet import Flow
from forms.paper.tables import draw_table

SYMBOL = "TL-UBND"
INFO = DocumentInfo(
    name="trich_luc_ho",
    title="Trích lục quá trình của hộ",
    source=OWN_LAYOUT,
    valid_from=None,
    valid_to=None,
    level="commune",
    uncertain=True,
)
CLASSES = Table(
    [
        Column("Năm", 20, align="center"),
        Column("Kết quả phân loại", 70, share=1),
        Column("Chỉ số thiếu hụt (số thứ tự)", 50, share=0.8),
    ],
    size=11,
    least=7.5,
)
PAST = Table(
    [
        Column("STT", 10, align="center"),
        Column("Nội dung hỗ trợ", 50, share=1.6),
        Column("Người hưởng", 32, share=1),
        Column("Số tiền (đồng)", 25, align="right", snug=True, most=36),
        Column("Bước cuối, ngày", 40, share=1),
    ],
    size=11,
    least=7.5,
)


def _draw(flow: Flow, data: HomeHistories, paper: HomeHistory) -> None:
    blocks.letterhead(flow, data.office, paper.heading, SYMBOL)
    blocks.title(flow, INFO.title, f"Đến năm {paper.year}")
    counts = [Fact("Số khẩu", count(len(paper.members) or None), blank=1, least=3)]
    last = [
        Fact("Địa chỉ", paper.address),
        Fact("Phân loại hiện nay", paper.classification, blank=4, least=12),
        Fact("Theo", paper.decision, blank=4, least=12),
    ]
    household_block(flow, "1. Hộ gia đình", paper.head, paper.household_code, counts, last)
    flow.skip(4)
    members_table(flow, paper.members, "2. Thành viên hiện có")
    _classes(flow, paper)
    _past(flow, paper)


def _classes(flow: Flow, paper: HomeHistory) -> None:
    rows = [
        Row([str(one.year), one.result or "", ", ".join(str(no) for no in one.lacks)])
        for one in paper.years
        if one.result
    ]
    flow.skip(4)
    if rows:
        draw_table(flow, CLASSES, rows, heading="3. Phân loại từng năm (ngày 31/12)")
        return
    blocks.section(flow, "3. Phân loại từng năm")
    flow.paragraph([Run("Sổ chưa ghi kết quả phân loại nào.", "italic")])


def _past(flow: Flow, paper: HomeHistory) -> None:
    """Supports under their year, then who waits and who signs."""

    def end(pen: Flow) -> None:
        blocks.pending_note(pen, paper.pending)
        pen.paragraph([Run("Trích từ sổ hỗ trợ của đơn vị vào lúc ghi ở chân trang.", "italic")], before=4)
        blocks.signatures(pen, paper.signatures or usual.LISTED)

    rows: list[Row | Group] = []
    number = 0
    for year in dict.fromkeys(one.year for one in paper.past):
        here = [one for one in paper.past if one.year == year]
        rows.append(Group(f"Năm {year}"))
        for one in here:
            number += 1
            rows.append(Row([str(number), one.content, one.who or "Cả hộ", money(one.amount), one.step or ""]))
    flow.skip(4)
    heading = "4. Hỗ trợ đã đề nghị, đã nhận"
    if rows:
        draw_table(flow, PAST, rows, tail=flow.height_of(end), heading=heading)
    else:
        blocks.section(flow, heading)
        flow.paragraph([Run("Sổ chưa ghi hỗ trợ nào.", "italic")])
    flow.skip(2)
    end(flow)


DOCUMENT = home_document(INFO, HomeHistories, _draw)
