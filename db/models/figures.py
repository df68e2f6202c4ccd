"""Figures that people type in: totals of an area, official aggregates, and the targets an office has to reach."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Index

from db.models.base import Base, Projection
from db.models.register import Int, Str, integer, text


class AreaTotal(Projection, Base):
    """A denominator of a village, or of a whole unit where no village is named, at the end of a year.

    kind: code of list `area_total`, or a total that an indicator declares. Never derived from the list of the poor.
    """

    __tablename__ = "area_total"
    __table_args__ = (Index(None, "year", "kind"),)
    __groups__: ClassVar = {"figure": ("value", "source")}
    owner_unit: Str = text()
    unit: Str = text()
    unit_date: Str = text()
    village: Str = text()
    year: Int = integer()
    kind: Str = text()
    value: Int = integer()
    source: Str = text()
    note: Str = text()


class OfficialFigure(Projection, Base):
    """An aggregate as an official text prints it, of any unit and time, also where nobody used the program.

    indicator: id of the indicator it is a value of, or none and a title of its own. on_date: as far as the text says
    (`2006`, `2010-01`, `2016-12-31`). Decimals are text, exactly as printed.
    """

    __tablename__ = "official_figure"
    __table_args__ = (Index(None, "indicator"),)
    __groups__: ClassVar = {"figure": ("value", "numerator", "denominator", "source")}
    owner_unit: Str = text()
    unit: Str = text()
    unit_date: Str = text()
    indicator: Str = text()
    title: Str = text()
    counted: Str = text()
    on_date: Str = text()
    value: Str = text()
    numerator: Str = text()
    denominator: Str = text()
    source: Str = text()
    note: Str = text()


class Target(Projection, Base):
    """What a unit has to reach of an indicator by the end of a year.

    measure: what of it is measured (its level, its fall, …); over: the unit as a whole, a group of communes together or
    each of them. cohort: `{rule, on, units}`, the communes listed when the target was set, whatever becomes of them.
    """

    __tablename__ = "target"
    __table_args__ = (Index(None, "year"),)
    __groups__: ClassVar = {
        "aim": ("measure", "comparator", "value", "value_to"),
        "period": ("from_year", "year"),
        "start": ("baseline", "baseline_on", "baseline_source"),
    }
    __json__ = ("cohort",)
    owner_unit: Str = text()
    unit: Str = text()
    unit_date: Str = text()
    indicator: Str = text()
    title: Str = text()
    plan: Str = text()
    clause: Str = text()
    from_year: Int = integer()
    year: Int = integer()
    measure: Str = text()
    comparator: Str = text()
    value: Str = text()
    value_to: Str = text()
    baseline: Str = text()
    baseline_on: Str = text()
    baseline_source: Str = text()
    over: Str = text()
    cohort: Str = text()
    source: Str = text()
    note: Str = text()


MODELS: tuple[type[Base], ...] = (AreaTotal, OfficialFigure, Target)
