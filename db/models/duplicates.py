"""What was decided about two records that may be one: remembered, so that nobody is asked again."""

from __future__ import annotations

from sqlalchemy import Index

from db.models.base import Base, Projection
from db.models.register import Str, text


class DuplicateVerdict(Projection, Base):
    """A decision about two records of one kind (`person`, `household`): `same` (joined into `kept`) or `different`.

    one, other: their ids, the smaller first; owner_unit: the unit of both, or the nearest unit above both; handed_from:
    the unit from which a household was handed over so that the two could be joined.
    """

    __tablename__ = "duplicate"
    __table_args__ = (Index(None, "one"), Index(None, "other"))
    owner_unit: Str = text()
    kind: Str = text()
    one: Str = text()
    other: Str = text()
    verdict: Str = text()
    kept: Str = text()
    handed_from: Str = text()


MODELS: tuple[type[Base], ...] = (DuplicateVerdict,)
