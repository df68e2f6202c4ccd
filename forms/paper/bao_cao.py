"""Báo cáo: what an officer wrote, with the small tables in the text and the wide ones as appendices across."""

from __future__ import annotations

from db.store.prints.reports import ReportPart, SummaryTables, WrittenReport
from forms.paper import bieu_tong_hop, blocks
from forms.paper.document import OWN_LAYOUT, DocumentInfo, listing
from forms.paper.measure import Measure, Run
from forms.paper.sheet import Flow, Page, mm

NAME = "bao_cao"
TITLE = "Báo cáo"
SYMBOL = "BC-UBND"
INFO = DocumentInfo(
    name=NAME,
    title=TITLE,
    source=OWN_LAYOUT,
    valid_from=None,
    valid_to=None,
    level="commune",
    uncertain=False,
    whole=True,
)
SIGNATURES = (blocks.MAKER, blocks.HEAD)
LINES, LINE_HIGH = 3, 20.0
WITH_TEXT, WITH_TABLE = 20.0, 50.0
"""Millimetres below a heading of a part: some lines, or the head of a table with its first lines."""


def pages(data: WrittenReport, measure: Measure) -> list[Page]:
    """Lay the report out upright, then its appendices."""
    flow = Flow(measure)
    blocks.letterhead(flow, data.office, data.heading, SYMBOL)
    blocks.title(flow, TITLE, f"{data.title.removeprefix(TITLE).strip().capitalize()}\n{data.subject}")
    for part in data.parts:
        _part(flow, part, _numbered(data))
    flow.skip(mm(2))
    blocks.recipients(flow, data.recipients)
    blocks.signatures(flow, data.signatures or SIGNATURES)
    blocks.foot(flow, flow.pages, data.stamp)
    flow.pages[0].mark = data.title
    return [*flow.pages, *_appendices(data, measure)]


def _numbered(data: WrittenReport) -> dict[str, int]:
    """The number of every appendix by the table in it."""
    tables = [table for part in data.parts for table in part.appendix]
    return {table.id: number for number, table in enumerate(tables, 1)}


def _part(flow: Flow, part: ReportPart, numbers: dict[str, int]) -> None:
    blocks.section(flow, part.title, mm(WITH_TABLE if any(table.lines for table in part.tables) else WITH_TEXT))
    for table in part.tables:
        if table.lines:
            bieu_tong_hop.draw(flow, table, heading=f"{table.title}:")
            for told in (*table.notes, *table.missing):
                flow.paragraph([Run(told, "italic")], size=10, before=1)
    for text in part.paragraphs:
        flow.paragraph([Run(text)], indent=blocks.INDENT, before=4)
    if not (part.paragraphs or part.appendix or any(table.lines for table in part.tables)):
        _for_the_pen(flow)
    if part.appendix:
        named = "; ".join(f"{table.short} (phụ lục {numbers[table.id]})" for table in part.appendix)
        flow.paragraph([Run(f"Số liệu kèm theo: {named}.", "italic")], indent=blocks.INDENT, before=4)


def _for_the_pen(flow: Flow) -> None:
    """Lines to write on, where nothing was typed and nothing is counted."""
    for _line in range(LINES):
        flow.need(LINE_HIGH)
        flow.y -= LINE_HIGH
        flow.rule(flow.frame.left, flow.frame.right_edge, flow.y, dotted=True)


def _appendices(data: WrittenReport, measure: Measure) -> list[Page]:
    found: list[Page] = []
    for number, table in enumerate((table for part in data.parts for table in part.appendix), 1):
        whole = SummaryTables(
            office=data.office, stamp=data.stamp, subject=f"Phụ lục {number}. {data.subject}", tables=[table],
            heading=data.heading, signatures=data.signatures,
        )  # fmt: skip
        found += bieu_tong_hop.pages(whole, measure)
    return found


DOCUMENT = listing(INFO, WrittenReport, pages, lambda data: str(data.title))
