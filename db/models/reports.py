"""Reports as they were issued: what is needed to have the same figures again, and the text an officer wrote."""

from __future__ import annotations

from typing import ClassVar

from db.models.base import Base, Projection
from db.models.register import Int, Str, integer, text


class IssuedReport(Projection, Base):
    """A report that an office has issued.

    name: of the report; on_date, since: the days counted and compared; unit: whose figures; heads: ids of the last
    change of every stream that was known; definitions: hashes of what was counted by; narrative: paragraphs by section;
    figures: SHA-256 of the figures; issued_at: local ISO text; officer: who issued it.
    """

    __tablename__ = "issued_report"
    __json__ = ("heads", "definitions", "narrative")
    __groups__: ClassVar = {"counted": ("name", "year", "on_date", "since", "unit", "heads", "definitions", "figures")}
    owner_unit: Str = text()
    name: Str = text()
    title: Str = text()
    year: Int = integer()
    on_date: Str = text()
    since: Str = text()
    unit: Str = text()
    heads: Str = text()
    definitions: Str = text()
    narrative: Str = text()
    figures: Str = text()
    issued_at: Str = text()
    officer: Str = text()
    note: Str = text()


MODELS: tuple[type[Base], ...] = (IssuedReport,)
