"""Biểu tổng hợp: an aggregate table as the forms have it, across, its columns numbered with their formulas."""

from __future__ import annotations

from db.policy.tables import LINES
from db.store.prints.reports import SummaryTables
from db.store.tables.rows import Head, Line, Table, Value
from forms.paper import blocks, grid
from forms.paper.document import DocumentInfo, listing
from forms.paper.figures import money, quantity
from forms.paper.measure import Measure, Run
from forms.paper.sheet import LANDSCAPE, Flow, Page, mm
from forms.paper.tables import draw_table

NAME = "bieu_tong_hop"
TITLE = "Biểu tổng hợp"
SYMBOL = "BTH"
INFO = DocumentInfo(
    name=NAME,
    title=TITLE,
    source="TT 17/2016/TT-BLĐTBXH; TT 07/2021/TT-BLĐTBXH, sửa bởi TT 02/2022; mẫu của tỉnh",
    valid_from=None,
    valid_to=None,
    level="commune",
    uncertain=True,
    whole=True,
)
SIGNATURES = (blocks.MAKER, blocks.HEAD)
NAME_MM, LIST_NAME_MM = 30.0, 34.0
DENSE = 16
"""From so many columns on letters are smaller."""


def _title(data: SummaryTables) -> str:
    return data.tables[0].title if len(data.tables) == 1 else TITLE


def pages(data: SummaryTables, measure: Measure) -> list[Page]:
    """Lay the tables out one after the other, each from the head of a page and with who signs."""
    found: list[Page] = []
    for table in data.tables:
        flow = Flow(measure, LANDSCAPE)
        blocks.letterhead(flow, data.office, data.heading, SYMBOL)
        name = f"Biểu số {table.no}\n{table.title}" if _on_form(table) else table.title
        blocks.title(flow, name, data.subject)
        flow.skip(mm(2))
        draw(flow, table, end=lambda pen, table=table: _end(pen, data, table))
        flow.pages[0].mark = f"Biểu {table.no}: {table.short}" if _on_form(table) else table.short
        blocks.foot(flow, flow.pages, data.stamp)
        found += flow.pages
    return found


def _on_form(table: Table) -> bool:
    """Whether its number is that of a form."""
    return table.no.isdigit() and len(table.no) < 3


def draw(flow: Flow, table: Table, *, end: object = None, heading: str | None = None) -> None:
    """Draw a counted table at the pen, under a heading that stays with it, and what ends it."""
    close = end if callable(end) else lambda _pen: None
    size = 9.0 if len(table.columns) > DENSE else 10.0
    looks = grid.Table(columns(table), size=size, least=6.0, numbered=True)
    draw_table(flow, looks, [_row(table, line) for line in table.lines], tail=flow.height_of(close), heading=heading)
    close(flow)


def _end(pen: Flow, data: SummaryTables, table: Table) -> None:
    told = [*table.notes, *table.missing]
    for number, text in enumerate(told):
        runs = [Run("Ghi chú: ", "bold_italic"), Run(text, "italic")] if not number else [Run(text, "italic")]
        pen.paragraph(runs, size=10, before=4 if not number else 1)
    blocks.signatures(pen, data.signatures or SIGNATURES)


def columns(table: Table) -> list[grid.Column]:
    """The columns of a table: number of the line, name, what is counted where that differs, then the figures."""
    listed = is_list(table)
    first = [grid.Column("TT", 7, align="center", snug=True, most=14, number="A")]
    if listed:
        first.append(grid.Column(table.lines_title, 11, align="center", number="B"))
    else:
        first.append(grid.Column(table.lines_title, NAME_MM, share=1.0, number="B"))
    if _has_lines(table):
        first.append(grid.Column("Phân tổ", 18, number="C"))
    return [*first, *(_column(table, place, listed=listed) for place in range(len(table.columns)))]


def is_list(table: Table) -> bool:
    """Whether it names people one by one, instead of counting them."""
    return bool(table.columns) and all(column.text for column in table.columns)


def _has_lines(table: Table) -> bool:
    return any(line.line for line in table.lines)


def _column(table: Table, place: int, *, listed: bool) -> grid.Column:
    head = table.columns[place]
    if listed:
        name = place == 0
        align = "left" if name or head.id in ("dan_toc", "quan_he") else "center"
        return grid.Column(
            head.label, LIST_NAME_MM if name else 9, share=2.0 if name else 0.6, align=align, over=head.over,
            number=head.number,
        )  # fmt: skip
    align = "center" if head.text else "right"
    return grid.Column(
        head.label, 8.5, share=0.5, align=align, snug=not head.text, most=32, over=head.over, number=head.number
    )


def _row(table: Table, line: Line) -> grid.Row | grid.Group:
    if (line.level == "village" and is_list(table)) or (line.level == "policy" and not any(line.values)):
        return grid.Group(f"{line.code}. {line.name}" if line.code else line.name)
    name = line.name if line.line in ("", LINES["households"]) else ""
    code = line.code if name or not line.line else ""
    lead = [code, name, line.line] if _has_lines(table) else [code, name]
    return grid.Row([*lead, *map(_shown, table.columns, line.values)], face="bold" if line.bold else None)


def _shown(head: Head, value: Value) -> str:
    text = show(value)
    return f"+{text}" if head.signed and text and text[0] not in "-0" else text


def show(value: Value) -> str:
    """A figure as printed: whole numbers with points, percentages with a comma; nothing for what is not known."""
    if value is None:
        return ""
    return money(value) if isinstance(value, int) else quantity(value) if _is_decimal(value) else value


def _is_decimal(value: str) -> bool:
    whole, point, part = value.partition(".")
    return bool(point) and whole.lstrip("-").isdecimal() and part.isdecimal()


DOCUMENT = listing(INFO, SummaryTables, pages, _title)
