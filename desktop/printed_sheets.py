"""The tables of a printed document as sheets of Excel: the very columns and rows that stand on its pages, figures as
figures. It draws nothing and counts nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from forms.paper.grid import Column as Printed
from forms.paper.grid import Group, Row, Sums, Table, add_up
from forms.paper.sheet import Page
from forms.sheets.table import Column, Kind, Sheet, Value

_WHOLE, _PART = re.compile(r"-?\d{1,3}(\.\d{3})*|-?\d+"), re.compile(r"-?\d[\d.]*,\d+")
WIDEST = 60
PER_MM = 0.55
"""Letters of Excel for a millimetre of paper."""


def sheets_of(pages: Iterable[Page], title: str) -> list[Sheet]:
    """A sheet for every table of a document, named by its heading, or by the paper of the batch that it stands on."""
    found: list[Sheet] = []
    mark = ""
    for page in pages:
        mark = page.mark or mark
        for table, rows, heading in page.tables:
            name = heading or mark or title
            found.append(_sheet(f"{len(found) + 1} {name}", table, rows, [title, *filter(None, (mark, heading))]))
    return found


def _sheet(name: str, table: Table, rows: Sequence[Row | Group], above: Sequence[str]) -> Sheet:
    lines = list(_lines(table, rows))
    kinds = [_kind(column, [line[n] for line in lines]) for n, column in enumerate(table.columns)]
    columns = [
        Column(_title(one), kind, min(WIDEST, max(8, round(one.width * PER_MM))))
        for one, kind in zip(table.columns, kinds, strict=True)
    ]
    values = [[_value(text, kind) for text, kind in zip(line, kinds, strict=True)] for line in lines]
    return Sheet(name, columns, values, above)


def _title(column: Printed) -> str:
    """The title on one line, with the head that it shares with its neighbours before it."""
    return ": ".join(" ".join(part.split()) for part in (column.over, column.title) if part)


def _lines(table: Table, rows: Sequence[Row | Group]) -> Iterator[list[str]]:
    """The rows; headings of groups and the total stand in the first column that is no number, with their sums."""
    count, total = len(table.columns), add_up({}, *(row.adds for row in rows if isinstance(row, Row)))
    for row in rows:
        if isinstance(row, Row):
            yield [*row.cells, *[""] * (count - len(row.cells))]
        else:
            yield _told(table, row.text, dict(row.sums) if row.sums is not None else {})
    if table.totals:
        yield _told(table, table.totals.label, total)


def _told(table: Table, text: str, sums: Sums) -> list[str]:
    line = [""] * len(table.columns)
    line[min(1, len(line) - 1)] = text
    if table.totals and sums:
        for n, said in table.totals.written(sums).items():
            line[n] = said
    return line


def _kind(column: Printed, texts: Sequence[str]) -> Kind:
    """Figures, where every cell of a column set to the right is one."""
    filled = [text for text in texts if text]
    if column.align != "right" or not filled:
        return "text"
    if all(_WHOLE.fullmatch(text) for text in filled):
        return "number"
    return "decimal" if all(_WHOLE.fullmatch(text) or _PART.fullmatch(text) for text in filled) else "text"


def _value(text: str, kind: Kind) -> Value:
    if not text or kind == "text":
        return text or None
    plain = text.replace(".", "").replace(",", ".")
    return int(plain) if kind == "number" else plain
