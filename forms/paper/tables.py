"""Tables over pages: repeated head, column numbers, group rows, carried and page sums, rows tall enough for a
finger; no documents.

A column is as wide as its figures want (`snug`) or takes its share of what is left; a cell never loses a letter: it
shrinks a little, then takes more lines, and a row taller than a page goes on on the next.
"""

from __future__ import annotations

from collections.abc import Sequence

from forms.paper.fonts import Face
from forms.paper.grid import (
    LINE,
    PAD,
    RISE,
    Cell,
    Group,
    Laid,
    Row,
    Sums,
    Table,
    add_up,
    column_widths,
    lay_cells,
    lay_head,
    split,
)
from forms.paper.measure import LEADING, Run
from forms.paper.sheet import BODY, HEADING, Flow, Rule, mm

SMALL = 0.3
"""A table up to this part of a page is kept whole."""


class _Grid:
    """Draws placed rows and the lines between them on one page after the other."""

    def __init__(self, flow: Flow, left: float, right: float) -> None:
        self._flow = flow
        self._ends = (left, right)
        self._open: dict[float, float] = {}

    def place(self, row: Laid) -> None:
        flow = self._flow
        if not self._open:
            flow.rule(*self._ends, flow.y, width=LINE)
        for edge in row.edges:
            self._open.setdefault(edge, flow.y)
        for edge in [edge for edge in self._open if edge not in row.edges]:
            self._close(edge)
        for x, width, align, face, fitted, band in row.cells:
            down, height = band or (0.0, row.height)
            flow.lines(
                fitted, face, x + PAD, width - 2 * PAD, flow.y - down - (height - fitted.height) / 2, align=align
            )
        for x1, down1, x2, down2 in row.inner:
            flow.page.rules.append(Rule(x1, flow.y - down1, x2, flow.y - down2, LINE))
        flow.y -= row.height
        flow.rule(*self._ends, flow.y, width=LINE)

    def finish(self) -> None:
        """End the vertical lines at the pen."""
        for edge in list(self._open):
            self._close(edge)

    def _close(self, edge: float) -> None:
        self._flow.page.rules.append(Rule(edge, self._open.pop(edge), edge, self._flow.y, LINE))


def draw_table(
    flow: Flow, table: Table, rows: Sequence[Row | Group], *, tail: float = 0.0, heading: str | None = None
) -> Sums:
    """Draw a table from the pen downwards; return its sums. A small table is not torn over two pages.

    tail: height of what must not stand alone on the page after the table (total in words, signatures): the last row
    goes with it. heading: a bold line over the table that stays with it.
    """
    return _Writer(flow, table, rows, tail).run(heading)


class _Writer:
    """Lays one table out."""

    def __init__(self, flow: Flow, table: Table, rows: Sequence[Row | Group], tail: float) -> None:
        self.flow, self.table, self.rows = flow, table, rows
        self.total = add_up({}, *(row.adds for row in rows if isinstance(row, Row)))
        widths = column_widths(flow.measure, table, rows, flow.frame.width, self._sums(self.total))
        edges = [flow.frame.left]
        for width in widths:
            edges.append(edges[-1] + width)
        self.widths, self.edges = widths, tuple(edges)
        self.grid = _Grid(flow, edges[0], edges[-1])
        self.head = lay_head(flow.measure, table, self.edges)
        self._at_head = True
        self._under_group = False
        self.running: Sums = {}
        self.here: Sums = {}
        self.tail = min(tail, flow.frame.height * 0.6)
        self.foot_height = self._foot_height()

    def run(self, heading: str | None) -> Sums:
        laid = [self._lay(row) for row in self.rows]
        self.flow.need(self._start_height(laid) + (BODY * LEADING + HEADING + 3 if heading else 0.0))
        if heading:
            self.flow.paragraph([Run(heading, "bold")], before=HEADING)
            self.flow.skip(3)
        self.flow.page.tables.append((self.table, self.rows, heading or ""))
        self._place_head()
        for n, row in enumerate(self.rows):
            self._place(n, row, laid)
        if self.table.totals:
            self._place_kept(self._sum_row(self.table.totals.label, self.total))
        self.grid.finish()
        return self.total

    def _start_height(self, laid: list[Laid]) -> float:
        """Return the height that must be free to begin: all of a small table, else its head and first row."""
        head = sum(row.height for row in self.head)
        own = head + sum(row.height for row in laid)
        if own <= self.flow.frame.height * SMALL:
            return own + self._end_height()
        return head + sum(row.height for row in laid[:2]) + self.foot_height

    def _place(self, n: int, row: Row | Group, laid: list[Laid]) -> None:
        keep = laid[n].height
        if isinstance(row, Group) and n + 1 < len(laid):
            keep += laid[n + 1].height
        last = n >= len(laid) - 1 or (n == len(laid) - 2 and isinstance(row, Group))
        keep += self._end_height() if last else self.foot_height
        page_body = self.flow.frame.height - sum(part.height for part in self.head) - 2 * self.foot_height
        if keep > self.flow.room and not (self._at_head or self._under_group):
            self._turn()
        for part in split(laid[n], page_body):
            if part.height + self.foot_height > self.flow.room and not self._at_head:
                self._turn()
            self.grid.place(part)
            self._under_group = self._at_head and isinstance(row, Group)
            self._at_head = False
        if isinstance(row, Row):
            add_up(self.running, row.adds)
            add_up(self.here, row.adds)

    def _place_kept(self, row: Laid) -> None:
        if row.height > self.flow.room:
            self._turn()
        self.grid.place(row)

    def _place_head(self) -> None:
        for part in self.head:
            self.grid.place(part)
        self._at_head, self._under_group = True, False

    def _turn(self) -> None:
        """End the page with its sums, start the next with the head and what was carried."""
        totals = self.table.totals
        carried = totals if totals and totals.carried else None
        if carried:
            if carried.paged and self.here != self.running:
                self.grid.place(self._sum_row("Cộng trang này", self.here))
            self.grid.place(self._sum_row("Cộng mang sang", self.running))
            if carried.words and carried.words(self.running):
                self.grid.place(self._full(carried.words(self.running), "italic"))
        self.grid.finish()
        self.flow.new_page()
        self._place_head()
        if carried:
            self.grid.place(self._sum_row("Mang sang", self.running))
        self.here = {}

    def _end_height(self) -> float:
        """Return what stands after the last row on its page: total and tail."""
        return self.tail + (self._sum_row("Cộng", self.total).height if self.table.totals else 0.0)

    def _foot_height(self) -> float:
        totals = self.table.totals
        if not totals or not totals.carried:
            return 0.0
        words = 2 * (self.table.size * LEADING + RISE) if totals.words else 0.0
        return self._sum_row("Cộng mang sang", self.total).height * (2 if totals.paged else 1) + words

    def _sums(self, sums: Sums) -> dict[int, str]:
        return self.table.totals.written(sums) if self.table.totals else {}

    def _sum_row(self, label: str, sums: Sums) -> Laid:
        return self._wide(label, "center", self._sums(sums))

    def _wide(self, label: str, align: str, sums: dict[int, str]) -> Laid:
        """Lay a row whose label runs over the columns before the first sum; the others stand in their columns."""
        edges, first = self.edges, min(sums)
        cells = [self._cell(label, edges[0], edges[first] - edges[0], align, "bold")]
        for column, text in sums.items():
            summed = self.table.columns[column]
            clean = self.flow.measure.clean(text)
            cells.append(self._cell(clean, edges[column], self.widths[column], summed.align, "bold"))
        return lay_cells(cells, self.table, (edges[0], *edges[first:]), 0.0)

    def _lay(self, row: Row | Group) -> Laid:
        if isinstance(row, Group):
            return self._lay_group(row)
        clean = self.flow.measure.clean
        columns = self.table.columns
        cells = [
            self._cell(clean(text), self.edges[n], self.widths[n], columns[n].align, row.face or columns[n].face)
            for n, text in enumerate(row.cells)
            if text
        ]
        return lay_cells(cells, self.table, self.edges, mm(self.table.row_height))

    def _lay_group(self, row: Group) -> Laid:
        text = self.flow.measure.clean(row.text)
        if row.sums is not None and self.table.totals:
            return self._wide(text, "left", self._sums(dict(row.sums)))
        return self._full(text, "bold")

    def _full(self, text: str, face: Face) -> Laid:
        """Lay a row of one cell, of two lines at most."""
        left, width = self.edges[0], self.edges[-1] - self.edges[0]
        clean = self.flow.measure.clean(text)
        fitted = self.flow.measure.fit(clean, face, self.table.size, width - 2 * PAD, least=self.table.least, most=2)
        return lay_cells([Cell(left, width, "left", face, fitted)], self.table, (left, left + width), 0.0)

    def _cell(self, text: str, x: float, width: float, align: str, face: Face) -> Cell:
        fitted = self.flow.measure.fit(text, face, self.table.size, width - 2 * PAD, least=self.table.least, most=8)
        return Cell(x, width, align, face, fitted)
