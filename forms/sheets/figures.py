"""Aggregate tables as an Excel or CSV file with the columns of the paper: figures stay figures. It counts nothing."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

from db.store.tables.rows import Head, Table, Value
from forms.files import whole
from forms.sheets.table import Column, Kind, Sheet, Written, write_sheets

NAME_WIDTH, FIGURE_WIDTH, TEXT_WIDTH = 26, 12, 16


def columns(table: Table) -> list[Column]:
    """The columns of the file: the two of every line, what it counts, then the figures, each with its number."""
    first = [Column("TT", "text", 6), Column(table.lines_title, "text", NAME_WIDTH), Column("Phân tổ", "text", 12)]
    return first + [_column(head) for head in table.columns]


def _column(head: Head) -> Column:
    title = ": ".join(part for part in (head.over, head.label) if part)
    kind: Kind = "text" if head.text else "decimal" if head.rate else "number"
    return Column(f"{title} [{head.number}]", kind, TEXT_WIDTH if head.text else FIGURE_WIDTH)


def rows(table: Table) -> list[Sequence[Value]]:
    """The lines as the columns have them."""
    return [[line.code, line.name, line.line, *line.values] for line in table.lines]


def write_tables(out: Path, tables: Sequence[Table], subject: str) -> list[Written]:
    """Write tables to an `.xlsx` file, a sheet each, read again and counted.

    Raises:
        EnvironmentProblem: it cannot be written, or what is read back is not what was written.
    """
    return write_sheets(out, [_sheet(table, subject) for table in tables])


def _sheet(table: Table, subject: str) -> Sheet:
    name = f"Biểu {table.no}" if table.no.isdigit() and len(table.no) < 3 else table.short
    above = [table.title, subject, *table.notes, *table.missing]
    return Sheet(name, columns(table), rows(table), above)


def write_csv(out: Path, tables: Sequence[Table]) -> None:
    """Write tables one below the other to a CSV file that Excel opens with its Vietnamese letters (UTF-8, marked)."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    for number, table in enumerate(tables):
        if number:
            writer.writerow([])
        if len(tables) > 1:
            writer.writerow([table.title])
        writer.writerow(column.title for column in columns(table))
        writer.writerows(["" if value is None else value for value in row] for row in rows(table))
    with whole(out) as file:
        file.write(text.getvalue().encode("utf-8-sig"))
