"""What the papers of reports are made of, as `papers.py` for other papers; no SQL, no layout, no rules."""

from __future__ import annotations

import msgspec

from db.store.prints.papers import Heading, Single
from db.store.tables.rows import Table


class SummaryTables(Single, kw_only=True, frozen=True):
    """Aggregate tables of one unit and day, each on pages of its own. subject: which period, in words."""

    tables: list[Table]
    heading: Heading = Heading()


class ReportPart(msgspec.Struct, kw_only=True, frozen=True):
    """A part of a written report: its heading, small tables that stand in it, paragraphs; appendix: the wide ones."""

    title: str
    tables: list[Table]
    paragraphs: list[str]
    appendix: list[Table] = []


class WrittenReport(Single, kw_only=True, frozen=True):
    """A report with text and figures; the wide tables follow as appendices."""

    title: str
    parts: list[ReportPart]
    heading: Heading = Heading()
    recipients: list[str] = msgspec.field(default_factory=list)
