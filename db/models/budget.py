"""Lines of a budget: what a plan prints of a policy's or project's money, and what was planned, allocated and paid."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Index

from db.models.base import Base, Projection
from db.models.register import Int, Str, integer, text


class BudgetLine(Projection, Base):
    """A line of a table of money of a unit and period; `I.1` stands under `I`.

    printed: cells of the plan's own table as they stand, keys `printed.<column>`; amounts: đồng, keys
    `amounts.<group>_<year>`, each `{planned, allocated, disbursed, carried}`.
    """

    __tablename__ = "budget_line"
    __table_args__ = (Index(None, "budget"),)
    __groups__: ClassVar = {"period": ("from_year", "year"), "serves": ("policy", "project")}
    __maps__ = ("printed", "amounts")
    owner_unit: Str = text()
    unit: Str = text()
    unit_date: Str = text()
    budget: Str = text()
    line: Str = text()
    number: Str = text()
    title: Str = text()
    kind: Str = text()
    policy: Str = text()
    project: Str = text()
    from_year: Int = integer()
    year: Int = integer()
    position: Int = integer()
    printed: Str = text()
    amounts: Str = text()
    source: Str = text()
    note: Str = text()


MODELS: tuple[type[Base], ...] = (BudgetLine,)
