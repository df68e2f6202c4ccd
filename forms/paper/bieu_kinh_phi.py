"""Biểu kinh phí: a plan's table of money in the layout of An Giang's appendix (QĐ 107/QĐ-UBND, 21/01/2013).

It stands beside the registry: which table is printed is chosen on the page of targets.
"""

from __future__ import annotations

from db.store.prints.budgets import BudgetTable
from db.store.prints.papers import PlainColumn
from forms.paper import blocks
from forms.paper.document import DocumentInfo, listing
from forms.paper.grid import Column, Row, Table
from forms.paper.measure import Measure, Run
from forms.paper.sheet import LANDSCAPE, Flow, Page
from forms.paper.tables import draw_table

NAME = "bieu_kinh_phi"
TITLE = "Biểu tổng hợp kinh phí"
SYMBOL = "BKP-UBND"
INFO = DocumentInfo(
    name=NAME,
    title=TITLE,
    source="Theo biểu phụ lục Quyết định 107/QĐ-UBND ngày 21/01/2013 của UBND tỉnh An Giang",
    valid_from=None,
    valid_to=None,
    level="commune",
    uncertain=False,
)
SIGNATURES = (blocks.MAKER, blocks.HEAD)
SHORT = 16
"""A column up to so many characters is as wide as its values; the longer ones share what is left."""


def pages(data: BudgetTable, measure: Measure) -> list[Page]:
    """Lay the table out across the page: head, table, what its plan notes, what does not add up, who signs."""
    flow = Flow(measure, LANDSCAPE)
    blocks.letterhead(flow, data.office, data.heading, SYMBOL)
    blocks.title(flow, data.title, data.subject)
    flow.paragraph([Run(f"Đơn vị tính: {data.measured}", "italic")], before=4)
    flow.skip(4)

    def end(pen: Flow) -> None:
        for title, lines in (("Ghi chú", [data.foot] if data.foot else []), ("Cần đối chiếu", data.flags)):
            for line in lines:
                pen.paragraph([Run(f"{title}: ", "bold"), Run(line)], size=11, before=3)
        blocks.signatures(pen, data.signatures or SIGNATURES)

    columns = [_column(column) for column in data.columns]
    rows = [Row(row.cells, face="bold" if row.strong else None) for row in data.rows]
    draw_table(flow, Table(columns, size=11, least=7.5), rows, tail=flow.height_of(end))
    end(flow)
    blocks.foot(flow, flow.pages, data.stamp)
    return flow.pages


def _column(column: PlainColumn) -> Column:
    short = column.width <= SHORT
    return Column(
        column.title,
        width=max(8.0, column.width * 1.3),
        share=0.0 if short else column.width,
        align="right" if column.right else "left",
        snug=short,
        most=36,
    )


DOCUMENT = listing(INFO, BudgetTable, pages, lambda data: str(data.title))
