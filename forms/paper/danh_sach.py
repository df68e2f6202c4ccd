"""Danh sách: a list as somebody put it together on the screen, with its title, who is in it and its columns.

Own layout; nobody signs for money on it. It stands beside the registry, because its columns are chosen by whoever asks.
"""

from __future__ import annotations

from db.store.prints.papers import PlainColumn, PlainList
from forms.paper import blocks
from forms.paper.document import OWN_LAYOUT, DocumentInfo, listing
from forms.paper.figures import money
from forms.paper.grid import Column, Row, Table
from forms.paper.measure import Measure, Run
from forms.paper.sheet import LANDSCAPE, PORTRAIT, Flow, Page
from forms.paper.tables import draw_table

NAME = "danh_sach"
TITLE = "Danh sách"
SYMBOL = "DS"
INFO = DocumentInfo(
    name=NAME,
    title=TITLE,
    source=OWN_LAYOUT,
    valid_from=None,
    valid_to=None,
    level="commune",
    uncertain=False,
)
SIGNATURES = (blocks.MAKER, blocks.HEAD)
MOST_UPRIGHT = 85
"""Characters of a line that stand upright at a size one can read."""
SHORT = 14
"""A column up to so many characters is as wide as its values; the longer ones share what is left."""


def pages(data: PlainList, measure: Measure) -> list[Page]:
    """Lay the list out: upright where its columns allow it, else across."""
    wide = sum(column.width for column in data.columns) > MOST_UPRIGHT
    flow = Flow(measure, LANDSCAPE if wide else PORTRAIT)
    blocks.letterhead(flow, data.office, data.heading, SYMBOL)
    blocks.title(flow, data.title, data.subject)
    flow.skip(6)

    def end(pen: Flow) -> None:
        pen.paragraph([Run(f"Danh sách có {money(len(data.rows))} dòng.")], before=4)
        blocks.signatures(pen, data.signatures or SIGNATURES)

    columns = [Column("TT", 8, align="center", snug=True, most=16), *map(_column, data.columns)]
    rows = [Row((str(number), *row)) for number, row in enumerate(data.rows, 1)]
    draw_table(flow, Table(columns, size=11, least=7.5), rows, tail=flow.height_of(end))
    end(flow)
    blocks.foot(flow, flow.pages, data.stamp)
    return flow.pages


def _column(column: PlainColumn) -> Column:
    short = column.width <= SHORT
    return Column(
        column.title,
        width=max(10.0, column.width * 1.2),
        share=0.0 if short else column.width,
        align="right" if column.right else "left",
        snug=short,
        most=42,
    )


DOCUMENT = listing(INFO, PlainList, pages, lambda data: str(data.title))
