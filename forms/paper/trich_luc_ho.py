"""Trích lục: what the register holds of a household through the years, on the request of the household or an office.

Own layout. What is kept secret (legal aid) is not on it.
"""

from __future__ import annotations

from collections.abc import Iterator

from db.store.prints.homes import HomeHistories, HomeHistory
from forms.paper import usual
from forms.paper.blocks import Fact
from forms.paper.document import OWN_LAYOUT, DocumentInfo
from forms.paper.figures import money
from forms.paper.grid import Column, Group, Row, Table
from forms.paper.household import count, household_lines, members_of
from forms.paper.letter import Gap, Known, Letter, Listed, Part, Signed, Titled, Waiting, Words, of_office
from forms.paper.letter_document import letter_document
from forms.paper.measure import Run

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


def _letters(data: HomeHistories) -> Iterator[Letter]:
    for paper in data.papers:
        yield of_office(
            office=data.office, heading=paper.heading, symbol=SYMBOL, stamp=paper.stamp, name=INFO.title,
            subject=f"Đến năm {paper.year}", parts=[*_household(paper), *_classes(paper), *_past(paper)],
            mark=paper.mark,
        )  # fmt: skip


def _household(paper: HomeHistory) -> list[Part]:
    counts = [Fact("Số khẩu", count(len(paper.members) or None), blank=1, least=3)]
    last = [
        Fact("Địa chỉ", paper.address),
        Fact("Phân loại hiện nay", paper.classification, blank=4, least=12),
        Fact("Theo", paper.decision, blank=4, least=12),
    ]
    return [
        Titled("1. Hộ gia đình"),
        *(Known(line, before=0) for line in household_lines(paper.head, paper.household_code, counts, last)),
        Listed(*members_of(paper.members), "2. Thành viên hiện có", kept=False, before=4, after=0),
    ]


def _classes(paper: HomeHistory) -> list[Part]:
    rows = [
        Row([str(one.year), one.result or "", ", ".join(str(no) for no in one.lacks)])
        for one in paper.years
        if one.result
    ]
    if rows:
        return [Listed(CLASSES, rows, "3. Phân loại từng năm (ngày 31/12)", kept=False, before=4, after=0)]
    return [Gap(4), Titled("3. Phân loại từng năm"), _nothing("Sổ chưa ghi kết quả phân loại nào.")]


def _nothing(text: str) -> Words:
    return Words([Run(text, "italic")], indent=False, before=0)


def _past(paper: HomeHistory) -> list[Part]:
    """Supports under their year, then who waits and who signs."""
    rows: list[Row | Group] = []
    number = 0
    for year in dict.fromkeys(one.year for one in paper.past):
        here = [one for one in paper.past if one.year == year]
        rows.append(Group(f"Năm {year}"))
        for one in here:
            number += 1
            rows.append(Row([str(number), one.content, one.who or "Cả hộ", money(one.amount), one.step or ""]))
    heading = "4. Hỗ trợ đã đề nghị, đã nhận"
    table: list[Part] = [Listed(PAST, rows, heading, before=4)]
    blank: list[Part] = [Gap(4), Titled(heading), _nothing("Sổ chưa ghi hỗ trợ nào."), Gap(2)]
    return [
        *(table if rows else blank),
        Waiting(paper.pending),
        Words([Run("Trích từ sổ hỗ trợ của đơn vị vào lúc ghi ở chân trang.", "italic")], indent=False, before=4),
        Signed(paper.signatures or usual.LISTED),
    ]


DOCUMENT = letter_document(INFO, HomeHistories, _letters)
