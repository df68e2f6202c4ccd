"""An aggregate table as an Excel or CSV file with the columns of the paper: figures stay figures. It counts nothing."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO, TextIOWrapper
from pathlib import Path

from db.store.tables.rows import Table, Value
from forms.files import whole
from forms.sheets.table import Column, Written, write_table

NAME_WIDTH, FIGURE_WIDTH = 26, 12


def columns(table: Table) -> list[Column]:
    """The columns of the file: the two of every line, what it counts, then the figures, each with its number."""
    found = [Column("TT", "text", 6), Column("Đơn vị", "text", NAME_WIDTH), Column("Phân tổ", "text", 12)]
    for head in table.columns:
        title = ": ".join(part for part in (head.over, head.label) if part)
        kind = "text" if head.text else "decimal" if head.rate else "number"
        found.append(Column(f"{title} [{head.number}]", kind, FIGURE_WIDTH if not head.text else 16))  # type: ignore[arg-type]
    return found


def rows(table: Table) -> list[Sequence[Value]]:
    """The lines as the columns have them."""
    return [[line.code, line.name, line.line, *line.values] for line in table.lines]


def write_sheet(out: Path, table: Table, above: Sequence[str]) -> Written:
    """Write a table to an `.xlsx` file, read again and counted; raises as `write_table`."""
    told = [*above, *table.notes, *table.missing]
    return write_table(out, f"Biểu {table.no}", columns(table), rows(table), above=told)


def write_csv(out: Path, table: Table) -> Written:
    """Write a table to a CSV file that Excel opens with its Vietnamese letters (UTF-8 with its mark)."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(column.title for column in columns(table))
    writer.writerows(["" if value is None else value for value in row] for row in rows(table))
    with whole(out) as file:
        wrapped = TextIOWrapper(file, encoding="utf-8-sig", newline="")
        wrapped.write(text.getvalue())
        wrapped.flush()
        wrapped.detach()
    cells = sum(value not in (None, "") for row in rows(table) for value in row)
    return Written(len(table.lines), cells)
