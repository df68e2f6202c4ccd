"""What a register knows of units beyond the carried list: which of them went into which."""

from __future__ import annotations

from db.models.base import Base, Projection
from db.models.register import Str, text


class UnitMerger(Projection, Base):
    """A unit that went into another one whole, on an ISO day: its households, villages, streams are that one's since.

    Nothing of a household is written anew: it keeps the dated unit of its records, and where that lies today is told
    from here.
    """

    __tablename__ = "unit_merger"
    owner_unit: Str = text()
    date: Str = text()
    old_code: Str = text()
    new_code: Str = text()
    basis: Str = text()


MODELS: tuple[type[Base], ...] = (UnitMerger,)
