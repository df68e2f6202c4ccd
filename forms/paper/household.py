"""What papers about one household have in common: whose it is, its members, one paper after the other in a batch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from db.store.prints.papers import Batch, HomeMember, SlipHead, Stamp
from forms.paper import blocks, fonts
from forms.paper.blocks import Fact
from forms.paper.document import Document, DocumentInfo
from forms.paper.figures import short_date, year_of
from forms.paper.grid import Column, Row, Table
from forms.paper.letter import Known
from forms.paper.measure import Measure
from forms.paper.output import Meta, Printed, write
from forms.paper.sheet import PORTRAIT, Flow, Frame, Page

Draw = Callable[[Flow, Any, Any], None]
"""Draws one paper: the pen, the batch, the paper."""
ID_LABEL = "Số định danh/CCCD/CMND"
BLANK_ROWS = 4
"""Rows to write into where no member is known."""


def household_block(
    flow: Flow, heading: str, head: SlipHead, code: str | None, counts: Sequence[Fact], last: Sequence[Fact]
) -> None:
    """Write the lines of a household under a heading."""
    blocks.section(flow, heading)
    for line in household_lines(head, code, counts, last):
        blocks.facts(flow, line)


def household_lines(
    head: SlipHead, code: str | None, counts: Sequence[Fact], last: Sequence[Fact]
) -> list[Sequence[Fact]]:
    """Head of the household, its code with the counts of its people, then the facts that the paper adds."""
    return [
        [
            Fact("Chủ hộ", head.name, "bold", least=5),
            Fact("Ngày sinh", short_date(head.birth), blank=1, least=4),
            Fact("Giới tính", head.sex, blank=1, least=3),
        ],
        [Fact("Dân tộc", head.ethnic, least=5), Fact(ID_LABEL, head.id_no, blank=2, least=7)],
        [Fact("Mã hộ", code, "bold", least=5), *counts],
        last,
    ]


def person_parts(label: str, person: SlipHead | HomeMember, mark: str = "") -> list[Known]:
    """Who somebody is as citizens' forms ask it; `mark` stands before the first line."""
    return [Known(line, before=0) for line in person_lines(label, person, mark)]


def person_lines(label: str, person: SlipHead | HomeMember, mark: str = "") -> list[list[Fact]]:
    """The facts of a person, line by line. The register does not keep when and where an identity paper was issued."""
    return [
        [
            Fact(f"{mark}{label}", person.name or None, "bold", blank=5, least=8),
            Fact("Giới tính", person.sex, blank=1, least=4),
        ],
        [
            Fact("Ngày, tháng, năm sinh", short_date(person.birth) or None, blank=2, least=7),
            Fact("Dân tộc", person.ethnic, blank=2, least=5),
        ],
        [Fact(ID_LABEL, person.id_no, blank=4)],
        [Fact("Ngày cấp", None, blank=2, least=5), Fact("Nơi cấp", None, blank=4, least=7)],
    ]


def members_of(members: Sequence[HomeMember], *, id_column: bool = True) -> tuple[Table, list[Row]]:
    """The members of a household as a table; rows for the pen where none is known."""
    columns = [
        Column("STT", 10, align="center"),
        Column("Họ và tên", 38, share=1.4),
        Column("Năm sinh", 14, align="center"),
        Column("Giới tính", 13, align="center"),
        Column("Dân tộc", 18, share=0.3, snug=True, most=30),
        Column("Quan hệ với chủ hộ", 22, share=0.7),
    ]
    rows = [
        [
            *(str(n), one.name, year_of(one.birth), one.sex or "", one.ethnic or "", one.relation or ""),
            *([one.id_no or ""] if id_column else []),
        ]
        for n, one in enumerate(members, 1)
    ]
    if id_column:
        columns.append(Column(ID_LABEL, 26, align="center", snug=True, most=34))
    blank = [[""] * len(columns)] * BLANK_ROWS
    return Table(columns, size=11, least=7.5), [Row(cells) for cells in rows or blank]


def count(number: int | None) -> str | None:
    """A number as a fact; None leaves it to the pen."""
    return None if number is None else str(number)


def bound(flow: Flow, stamp: Stamp | None, mark: str) -> Iterator[Page]:
    """Yield the pages of one paper of a batch, with a foot where there is a stamp and a bookmark on the first."""
    if stamp:
        blocks.foot(flow, flow.pages, stamp)
    for number, page in enumerate(flow.pages):
        yield page.copy(None if number else flow.measure.clean(mark))


def home_document(
    info: DocumentInfo, kind: type[Batch[Any]], draw: Draw, *, frame: Frame = PORTRAIT, foot: bool = True
) -> Document:
    """A document whose papers are drawn one after the other into one file.

    foot: False for what is printed onto a paper that has its foot already.
    """

    def pages(data: Any, measure: Measure, options: None = None) -> Iterator[Page]:
        for paper in data.papers:
            flow = Flow(measure, frame)
            draw(flow, data, paper)
            yield from bound(flow, paper.stamp if foot else None, paper.mark)

    def build(data: Any, out: Path | BinaryIO, options: None = None) -> Printed:
        family = fonts.load()
        version = data.papers[0].stamp.data_version if data.papers else ""
        meta = Meta(info.title, data.office.name, info.source, version)
        return write(pages(data, Measure(family)), out, meta, family, len(data.papers))

    return Document(info, kind, type(None), build, pages)
