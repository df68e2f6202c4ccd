"""Danh sách niêm yết: put up at the village house and the office so that everybody can object; nothing sensitive.

Own layout. Of a household stand only the name of its head, the village, the number of its people and the matter: no
number of a paper, no birth date, no telephone, no illness, no member's name.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from db.store.prints.papers import PostingLine, PostingList
from forms.paper import blocks, citizen
from forms.paper.blocks import Fact
from forms.paper.document import OWN_LAYOUT, DocumentInfo, listing
from forms.paper.grid import Column, Group, Row, Table
from forms.paper.household import count
from forms.paper.measure import Measure, Run
from forms.paper.sheet import Flow, Page
from forms.paper.tables import draw_table

NAME = "danh_sach_niem_yet"
TITLE = "Danh sách niêm yết"
SYMBOL = "DS-UBND"
INFO = DocumentInfo(
    name=NAME,
    title=TITLE,
    source=f"{OWN_LAYOUT}; niêm yết theo Quyết định 24/2021/QĐ-TTg, Điều 4, trước đó Thông tư 17/2016/TT-BLĐTBXH",
    valid_from=None,
    valid_to=None,
    level="commune",
    uncertain=True,
)
SIGNATURES = (blocks.MAKER, blocks.HEAD)


def pages(data: PostingList, measure: Measure) -> list[Page]:
    """Lay the list out."""
    flow = Flow(measure)
    blocks.letterhead(flow, data.office, data.heading, SYMBOL)
    blocks.title(flow, TITLE, data.subject)
    blocks.basis(flow, data.basis)
    flow.skip(4)
    blocks.facts(flow, [
        Fact("Niêm yết từ ngày", None, blank=2, least=6), Fact("Đến hết ngày", None, blank=2, least=6),
        Fact("Tại", None, blank=8),
    ])  # fmt: skip
    flow.skip(6)

    def end(pen: Flow) -> None:
        blocks.pending_note(pen, data.pending)
        _objections(pen)
        blocks.signatures(pen, data.signatures or SIGNATURES)
        blocks.recipients(pen, data.recipients)

    draw_table(flow, _table(data.column), _rows(data.lines), tail=flow.height_of(end))
    end(flow)
    blocks.foot(flow, flow.pages, data.stamp)
    return flow.pages


def _table(column: str) -> Table:
    columns = [
        Column("STT", 14, align="center"),
        Column("Họ và tên chủ hộ", 60, share=2),
        Column("Số khẩu", 18, align="center"),
        Column(column, 44, share=1, align="center"),
        Column("Ghi chú", 26),
    ]
    return Table(columns, size=12, least=8)


def _rows(lines: Sequence[PostingLine]) -> list[Row | Group]:
    """The lines under their village, in the order in which villages stand."""
    rows: list[Row | Group] = []
    number = 0
    for village, found in groupby(lines, lambda line: line.village):
        here = list(found)
        rows.append(Group(f"{village} ({len(here)} hộ)"))
        for line in here:
            number += 1
            rows.append(Row([str(number), line.name, count(line.persons) or "", line.result or "", ""]))
    return rows


def _objections(flow: Flow) -> None:
    text = (
        "Ai thấy có hộ đáng được mà chưa có tên, hoặc có tên mà chưa đúng, xin báo cho trưởng thôn hoặc Ủy ban nhân "
        "dân trong thời gian niêm yết."
    )
    flow.paragraph([Run(text, "italic")], indent=blocks.INDENT, before=6)
    blocks.facts(flow, [Fact("Nơi nhận ý kiến, số điện thoại", None, blank=6)])
    citizen.pen_lines(flow, 1)


DOCUMENT = listing(INFO, PostingList, pages)
