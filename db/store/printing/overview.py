"""Print data of the page of charts: the same figures as the first page of the program shows."""

from __future__ import annotations

from sqlalchemy import Connection

from db.domain.values import local_date
from db.ledger.register import Register
from db.store.definitions.policies import policies
from db.store.home.charts import YEARS, class_table, classes_by_year, coverages, largest, supports_by_village
from db.store.offices import is_training, own_name, own_unit
from db.store.printing.sheet import Issue, Selection, office_of
from db.store.prints.papers import FigureRow, Heading, Overview


def overview(register: Register, connection: Connection, selection: Selection, issue: Issue) -> Overview:
    """Figures of the whole unit as they stand today, or stood at the end of an earlier year."""
    year = selection.year
    on = min(f"{year}-12-31", local_date(register.providers.now()))
    years, classes = class_table(classes_by_year(connection, range(year - YEARS + 1, year + 1)))
    return Overview(
        office=office_of(own_unit(connection), training=is_training(connection)),
        stamp=issue.stamp,
        unit=own_name(connection),
        year=year,
        on=on,
        years=years,
        classes=[FigureRow(label=name, figures=figures) for name, figures in classes],
        reach=_reach(connection, on),
        villages=_villages(connection, year),
        heading=Heading(date=issue.printed_at[:10]),
    )


def _reach(connection: Connection, on: str) -> list[FigureRow]:
    found = coverages(connection, list(policies(connection)), on=on)
    return [FigureRow(label=one.title, figures=[one.having, one.eligible]) for one in found if one.eligible]


def _villages(connection: Connection, year: int) -> list[FigureRow]:
    lines = supports_by_village(connection, year)
    own, rest = largest([(line.village_name or "Chưa rõ thôn", sum(line.counts.values())) for line in lines])
    rows = [FigureRow(label=name, figures=[number]) for name, number in own]
    if rest:
        rows.append(FigureRow(label=f"{len(rest)} thôn khác", figures=[sum(number for _name, number in rest)]))
    return rows
