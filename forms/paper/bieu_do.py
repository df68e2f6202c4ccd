"""Biểu đồ tổng hợp: three charts of a unit on one page, each beside its figures. Own layout; nobody's name is on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from db.store.prints.papers import FigureRow, Overview
from forms.paper import blocks
from forms.paper.charts import Bar, Chart, Series, bars, columns
from forms.paper.document import OWN_LAYOUT, Document, DocumentInfo, laid_out
from forms.paper.figures import money, short_date
from forms.paper.grid import Column, Row, Table
from forms.paper.measure import Measure
from forms.paper.output import Meta, Printed
from forms.paper.sheet import Drawn, Flow, Page, mm
from forms.paper.tables import draw_table

NAME = "bieu_do"
TITLE = "Biểu đồ tổng hợp"
SYMBOL = "BĐ"
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
SHARE = 0.55
"""Part of the line that a chart takes; its figures stand in the rest."""
GAP = mm(6)
HIGH, ROW_HIGH = 140.0, 17.0
"""Height of the columns by year, and of a bar with its blank, in points."""
ROWS = 16
"""So many policies and villages find room on one page; more of them stand closer."""


def build(data: Overview, out: Path | BinaryIO, options: None = None) -> Printed:
    """Write the page as a PDF.

    Raises:
        EnvironmentProblem: no font, or the file cannot be written.
    """
    meta = Meta(f"{TITLE}: {data.unit}, năm {data.year}", data.office.name, INFO.source, data.stamp.data_version)
    return laid_out(lambda measure: pages(data, measure), out, meta)


def pages(data: Overview, measure: Measure, options: None = None) -> list[Page]:
    """Lay the page out: classes by year, reach of the policies, supports by village; then who signs."""
    flow = Flow(measure)
    blocks.letterhead(flow, data.office, data.heading, SYMBOL)
    blocks.title(flow, TITLE, f"{data.unit[:1].upper()}{data.unit[1:]}, số liệu đến ngày {short_date(data.on)}")
    for part in (_classes, _reach, _villages):
        flow.skip(mm(4))
        part(flow, data)
    flow.skip(mm(2))
    blocks.signatures(flow, data.signatures or SIGNATURES)
    blocks.foot(flow, flow.pages, data.stamp)
    return flow.pages


def _classes(flow: Flow, data: Overview) -> None:
    years = [str(year) for year in data.years]
    series = [Series(name=row.label, values=tuple(row.figures)) for row in data.classes]
    drawn = columns("Hộ theo phân loại, cuối mỗi năm", years, series, width=_wide(flow), height=HIGH)
    _side_by_side(flow, drawn, ["Phân loại", *years], data.classes)


def _reach(flow: Flow, data: Overview) -> None:
    rows = [Bar(label=row.label, value=row.figures[0], whole=row.figures[1]) for row in data.reach]
    drawn = bars("Đang được hỗ trợ, trên số đủ điều kiện", rows, width=_wide(flow), row_height=ROW_HIGH * _closer(data))
    _side_by_side(flow, drawn, ["Chính sách", "Đang có", "Đủ điều kiện"], data.reach, size=10 * _closer(data))


def _villages(flow: Flow, data: Overview) -> None:
    rows = [Bar(label=row.label, value=row.figures[0]) for row in data.villages]
    drawn = bars(
        f"Khoản hỗ trợ năm {data.year} theo thôn", rows, width=_wide(flow), row_height=ROW_HIGH * _closer(data)
    )
    _side_by_side(flow, drawn, ["Thôn", "Số khoản"], data.villages, size=10 * _closer(data))


def _closer(data: Overview) -> float:
    """How much closer the rows stand, so that the page stays one."""
    return max(0.7, min(1.0, ROWS / max(1, len(data.reach) + len(data.villages))))


def _wide(flow: Flow) -> float:
    return flow.frame.width * SHARE - GAP


def _side_by_side(
    flow: Flow, drawn: Chart, titles: Sequence[str], rows: Sequence[FigureRow], *, size: float = 10
) -> None:
    """A chart with its figures to the right, both on one page; a table longer than a page goes on on the next."""

    def table(pen: Flow) -> None:
        narrow = 9 if len(titles) > 3 else 17
        heads = [Column(titles[0], 20, share=1), *(Column(title, narrow, align="right") for title in titles[1:])]
        cells = [Row([row.label, *(money(figure) for figure in row.figures)]) for row in rows]
        draw_table(
            pen,
            Table(heads, size=size, least=min(size, 7.5)),
            cells or [Row(["Chưa có số liệu"] + [""] * (len(heads) - 1))],
        )

    whole, beside = flow.frame, replace(flow.frame, left=flow.frame.left + flow.frame.width * SHARE)
    flow.frame = beside
    flow.need(max(drawn.height, flow.height_of(table)))
    page, top = flow.page, flow.y
    page.charts.append(Drawn(drawn, whole.left, top))
    table(flow)
    flow.frame = whole
    if flow.page is page:
        flow.y = min(flow.y, top - drawn.height)


DOCUMENT = Document(INFO, Overview, type(None), build, pages)
