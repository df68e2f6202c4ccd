"""What an office keeps that is not about one household: activities, works, posts, statuses, funds; one table."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.dialects.types import PLAIN_TEXT
from db.models.base import Base, Projection


class UnitRecord(Projection, Base):
    """One record of a kind that a definition describes; `details` gathers its keys `details.<id>`.

    unit, unit_date: the dated unit it is about; date: the day it happened, or from which it lasts.
    """

    __tablename__ = "unit_record"
    __table_args__ = (Index(None, "kind", "year"), Index(None, "unit"))
    __maps__ = ("details",)
    owner_unit: Mapped[str | None] = mapped_column(PLAIN_TEXT)
    kind: Mapped[str | None] = mapped_column(PLAIN_TEXT)
    definition: Mapped[str | None] = mapped_column(PLAIN_TEXT)
    unit: Mapped[str | None] = mapped_column(PLAIN_TEXT)
    unit_date: Mapped[str | None] = mapped_column(PLAIN_TEXT)
    village: Mapped[str | None] = mapped_column(PLAIN_TEXT)
    year: Mapped[int | None] = mapped_column(BigInteger)
    date: Mapped[str | None] = mapped_column(PLAIN_TEXT)
    title: Mapped[str | None] = mapped_column(PLAIN_TEXT)
    details: Mapped[str | None] = mapped_column(PLAIN_TEXT)
    override_reason: Mapped[str | None] = mapped_column(PLAIN_TEXT)
    note: Mapped[str | None] = mapped_column(PLAIN_TEXT)


MODELS: tuple[type[Base], ...] = (UnitRecord,)
