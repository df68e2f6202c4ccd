"""Reports: tables, results of policies, quality of the data, and what officers write; issued ones can be had again.

`building.py` names them all and puts one together, `issuing.py` keeps the issued ones, the other modules count what no
table of the review counts.
"""

from db.store.reports.building import Kind, Report, Section, build, kind, kinds, report_days, sections
from db.store.reports.issuing import (
    Difference,
    IssuedRow,
    Kept,
    again,
    changes_since,
    issue,
    issued_report,
    issued_reports,
)

__all__ = [
    "Difference",
    "IssuedRow",
    "Kept",
    "Kind",
    "Report",
    "Section",
    "again",
    "build",
    "changes_since",
    "issue",
    "issued_report",
    "issued_reports",
    "kind",
    "kinds",
    "report_days",
    "sections",
]
