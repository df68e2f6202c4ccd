"""Print data of reports: aggregate tables, or text with small tables in it and the wide ones as appendices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from db.domain.values import show_date
from db.ledger.register import Register
from db.store.offices import is_training, own_unit
from db.store.printing.register import issue_for
from db.store.printing.sheet import Issue, office_of
from db.store.prints.papers import Heading
from db.store.prints.reports import ReportPart, SummaryTables, WrittenReport
from db.store.reports import IssuedRow, Report
from db.store.tables.rows import Table

INLINE = 6
"""A table of up to so many columns stands in the text, a wider one in an appendix."""


def report_data(
    register: Register, report: Report, narrative: Mapping[str, Sequence[str]], issued: IssuedRow | None = None
) -> tuple[SummaryTables | WrittenReport, Issue]:
    """What the paper of a report needs, and the number it carries: that of the issued report, or the next print."""
    with register.read() as connection:
        issue = _issue(register, connection, issued)
        office = office_of(own_unit(connection), training=is_training(connection))
    heading = Heading(date=issue.printed_at[:10])
    if not report.sections:
        return SummaryTables(
            office=office, stamp=issue.stamp, subject=subject(report), tables=report.tables, heading=heading
        ), issue
    parts = [
        ReportPart(
            title=section.title,
            tables=[table for table in _of(report, section.tables) if len(table.columns) <= INLINE],
            paragraphs=list(narrative.get(section.id, ())),
            appendix=[table for table in _of(report, section.tables) if len(table.columns) > INLINE],
        )
        for section in report.sections
    ]
    return WrittenReport(
        office=office, stamp=issue.stamp, title=report.title, subject=subject(report), parts=parts, heading=heading
    ), issue


def _issue(register: Register, connection: Connection, issued: IssuedRow | None) -> Issue:
    """An issued report keeps its number, moment and figures on every print, so that its pages are the same."""
    if issued is None:
        return issue_for(register, connection)
    return Issue(f"BC-{issued.id[-8:]}", issued.issued_at, issued.figures[:8])


def _of(report: Report, names: Sequence[str]) -> list[Table]:
    return [table for name in names for table in [report.table(name)] if table is not None]


def subject(report: Report) -> str:
    """Of which year and day, and whose, in words."""
    own = f"{report.unit_name[:1].upper()}{report.unit_name[1:]}"
    if report.on == f"{report.year + 1}-01-01":
        return f"Năm {report.year} ({own}, danh sách áp dụng từ ngày {show_date(report.on)})"
    lists = max((table.on for table in report.tables), default=report.on)
    from_day = f", danh sách áp dụng từ ngày {show_date(lists)}" if lists > report.on else ""
    return f"Năm {report.year} ({own}, số liệu đến ngày {show_date(report.on)}{from_day})"
