"""What the papers of reports are made of, as `papers.py` for other papers; no SQL, no layout, no rules."""

from __future__ import annotations

import msgspec

from db.store.prints.papers import Heading, Office, Signature, Stamp
from db.store.tables.rows import Table


class SummaryTables(msgspec.Struct, kw_only=True, frozen=True):
    """Aggregate tables of one unit and day, each on pages of its own. subject: which period, in words."""

    office: Office
    stamp: Stamp
    subject: str
    tables: list[Table]
    heading: Heading = Heading()
    signatures: list[Signature] = []


class ReportPart(msgspec.Struct, kw_only=True, frozen=True):
    """A part of a written report: its heading, small tables that stand in it, paragraphs; appendix: the wide ones."""

    title: str
    tables: list[Table]
    paragraphs: list[str]
    appendix: list[Table] = []


class WrittenReport(msgspec.Struct, kw_only=True, frozen=True):
    """A report with text and figures; the wide tables follow as appendices."""

    office: Office
    stamp: Stamp
    title: str
    subject: str
    parts: list[ReportPart]
    heading: Heading = Heading()
    signatures: list[Signature] = []
    recipients: list[str] = []
