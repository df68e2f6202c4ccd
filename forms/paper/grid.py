"""What a table is made of and how one row of it is laid: widths, head, cells, lines; knows no pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from forms.paper.fonts import Face
from forms.paper.measure import LEADING, Fitted, Measure
from forms.paper.sheet import mm

PAD = 2.8
RISE = 1.9
LINE = 0.5
"""Blank beside and above the letters of a cell, and the width of the lines, in points."""

Sums = dict[str, Decimal]
"""What is added up: key → sum (`""` for đồng, else the unit of goods)."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    width: least width in mm; share: part of the spare width (0: keeps its own); snug: as wide as its widest value,
    up to `most` mm; align: left, center, right; over: common head above neighbours that have the same. number: what
    stands under the head in the row of column numbers, where they are not simply counted.
    """

    title: str
    width: float
    share: float = 0.0
    align: str = "left"
    snug: bool = False
    most: float = 40.0
    over: str = ""
    face: Face = "regular"
    number: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; `adds` goes into the sums. face: of its letters, None for that of each column."""

    cells: Sequence[str]
    adds: Mapping[str, Decimal | int] = field(default_factory=dict)
    face: Face | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A heading row over the whole width, never alone at a page's foot. `sums` stand in the summed columns."""

    text: str
    sums: Mapping[str, Decimal] | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of a table: in which column, how a sum is written, the label of the last row.

    others: more summed columns, all to the right of the first, each with its way to write; carried: write "Cộng mang
    sang" at the foot and "Mang sang" at the head of the next page; paged: write each page's own sum too; words: what
    is carried in words, "" for nothing, on a line of its own.
    """

    column: int
    write: Callable[[Sums], str]
    label: str = "Cộng"
    carried: bool = True
    paged: bool = False
    others: Mapping[int, Callable[[Sums], str]] = field(default_factory=dict)
    words: Callable[[Sums], str] | None = None

    def written(self, sums: Sums) -> dict[int, str]:
        """Return the text of every summed column, by column."""
        return {self.column: self.write(sums), **{column: write(sums) for column, write in self.others.items()}}


@dataclass(frozen=True, slots=True)
class Table:
    """The look of a table. size, least: of letters, and how far they may shrink; row_height: least height in mm."""

    columns: Sequence[Column]
    size: float = 11.0
    least: float = 7.0
    row_height: float = 0.0
    numbered: bool = False
    totals: Totals | None = None


class Cell(NamedTuple):
    """A fitted text in a row; `band` (offset from the row's top, height) when it fills only a part of the height."""

    x: float
    width: float
    align: str
    face: Face
    fitted: Fitted
    band: tuple[float, float] | None = None


class Laid(NamedTuple):
    """A row ready to be placed. edges: x of its full vertical lines; inner: lines (x1, down1, x2, down2) within it."""

    height: float
    cells: list[Cell]
    edges: tuple[float, ...]
    inner: tuple[tuple[float, float, float, float], ...] = ()


def column_widths(
    measure: Measure, table: Table, rows: Sequence[Row | Group], width: float, totals: Mapping[int, str] | None = None
) -> list[float]:
    """Return the widths of all columns in points, together `width`; totals: the last row's sums by column."""
    columns = table.columns
    wide = [mm(column.width) for column in columns]
    for n, column in enumerate(columns):
        words = measure.clean(column.title).split()
        wide[n] = max(wide[n], *(measure.width(word, "bold", table.size) + 2 * PAD + 0.5 for word in words))
        if column.snug:
            texts = {row.cells[n] for row in rows if isinstance(row, Row)}
            lines = (line for text in texts for line in measure.clean(text).split("\n"))
            natural = max((measure.width(line, column.face, table.size) for line in lines), default=0.0)
            wide[n] = min(max(wide[n], natural + 2 * PAD + 0.5), mm(column.most))
    for n, total in (totals or {}).items():
        natural = max(measure.width(line, "bold", table.size) for line in measure.clean(total).split("\n"))
        wide[n] = min(max(wide[n], natural + 2 * PAD + 0.5), mm(columns[n].most))
    return _shared(wide, [column.share for column in columns], width)


def _shared(wide: list[float], shares: list[float], width: float) -> list[float]:
    """Spread the spare width by shares; where it is short, squeeze the texts to two thirds, then everything evenly."""
    spare = width - sum(wide)
    if spare >= 0 and any(shares):
        return [one + spare * share / sum(shares) for one, share in zip(wide, shares, strict=True)]
    texts = sum(one for one, share in zip(wide, shares, strict=True) if share)
    rate = max(2 / 3, 1 + spare / texts) if spare < 0 and texts else 1.0
    wide = [one * rate if share else one for one, share in zip(wide, shares, strict=True)]
    return [one * width / sum(wide) for one in wide]


def lay_head(measure: Measure, table: Table, edges: tuple[float, ...]) -> list[Laid]:
    """Lay the head: titles (in two storeys where columns share one) and the row of column numbers."""
    columns = table.columns
    cells = [_head_cell(measure, table, column.title, edges[n], edges[n + 1]) for n, column in enumerate(columns)]
    row = lay_cells(cells, table, edges, mm(6.2))
    if any(column.over for column in columns):
        row = _two_storeys(measure, table, row)
    return [row, *_numbers(measure, table, edges)]


def _two_storeys(measure: Measure, table: Table, row: Laid) -> Laid:
    """Put common titles over the columns that share them."""
    columns, edges = table.columns, row.edges
    starts = [n for n, column in enumerate(columns) if column.over and (n == 0 or columns[n - 1].over != column.over)]
    spans = [(start, _end(columns, start)) for start in starts]
    tops = [_head_cell(measure, table, columns[a].over, edges[a], edges[b]) for a, b in spans]
    upper = max(cell.fitted.height for cell in tops) + 2 * RISE
    under = {n for a, b in spans for n in range(a, b)}
    lower = max(row.cells[n].fitted.height for n in under) + 2 * RISE
    height = max(row.height, upper + lower)
    bands = [
        cell._replace(band=(upper, height - upper)) if n in under else cell for n, cell in enumerate(row.cells)
    ] + [cell._replace(band=(0.0, upper)) for cell in tops]
    inner = [(edges[a], upper, edges[b], upper) for a, b in spans]
    inner += [(edges[n], upper, edges[n], height) for a, b in spans for n in range(a + 1, b)]
    hidden = {edges[n] for a, b in spans for n in range(a + 1, b)}
    return Laid(height, bands, tuple(edge for edge in edges if edge not in hidden), tuple(inner))


def _end(columns: Sequence[Column], start: int) -> int:
    """Return the index after the last neighbour with the same common title."""
    end = start
    while end < len(columns) and columns[end].over == columns[start].over:
        end += 1
    return end


def _numbers(measure: Measure, table: Table, edges: tuple[float, ...]) -> list[Laid]:
    if not table.numbered:
        return []
    texts = [_numbered(measure, column, n, edges[n + 1] - edges[n] - 2 * PAD) for n, column in enumerate(table.columns)]
    size = min(fitted.size for fitted in texts)
    cells = []
    for n, fitted in enumerate(texts):
        cells.append(Cell(edges[n], edges[n + 1] - edges[n], "center", "italic", Fitted(size, fitted.lines)))
    tallest = max(cell.fitted.height for cell in cells)
    return [Laid(max(9 * LEADING, tallest) + 3, cells, edges)]


def _numbered(measure: Measure, column: Column, place: int, room: float) -> Fitted:
    """What stands under a head; a formula too long for its column goes on behind its equals sign."""
    if not column.number:
        return measure.fit(f"({place + 1})", "italic", 9, max(room, mm(8)))
    text = column.number
    if measure.width(text, "italic", 9) > room:
        text = text.replace("=", "=\n", 1)
    return measure.fit(text, "italic", 9, room, least=6.5, most=3)


def _head_cell(measure: Measure, table: Table, text: str, x1: float, x2: float) -> Cell:
    fitted = measure.fit(measure.clean(text), "bold", table.size, x2 - x1 - 2 * PAD, least=table.least, most=5)
    return Cell(x1, x2 - x1, "center", "bold", fitted)


def lay_cells(cells: list[Cell], table: Table, edges: tuple[float, ...], least: float) -> Laid:
    tallest = max((cell.fitted.height for cell in cells), default=0.0)
    return Laid(max(least, tallest + 2 * RISE, table.size * LEADING + 2 * RISE), cells, edges)


def split(row: Laid, room: float) -> list[Laid]:
    """Cut a row taller than a page into rows that follow one another."""
    if row.height <= room:
        return [row]
    parts = []
    cells = row.cells
    while any(cell.fitted.lines for cell in cells):
        now = [cell._replace(fitted=_lines(cell.fitted, 0, room)) for cell in cells]
        tallest = max(cell.fitted.height for cell in now)
        parts.append(Laid(tallest + 2 * RISE, now, row.edges))
        done = [len(cell.fitted.lines) for cell in now]
        cells = [cell._replace(fitted=_lines(cell.fitted, n)) for cell, n in zip(cells, done, strict=True)]
    return parts


def _lines(fitted: Fitted, start: int, room: float | None = None) -> Fitted:
    """Return the lines from `start` on, as many as fit `room` points less the padding (all without one)."""
    most = None if room is None else start + max(1, int((room - 2 * RISE) / (fitted.size * LEADING)))
    return Fitted(fitted.size, fitted.lines[start:most])


def add_up(sums: Sums, *more: Mapping[str, Decimal | int]) -> Sums:
    """Add in place and return the sums."""
    for one in more:
        for key, value in one.items():
            sums[key] = sums.get(key, Decimal(0)) + value
    return sums
