"""What an extract and a review sheet of a household are made of. As `prints`, plain shapes."""

from __future__ import annotations

import msgspec

from db.store.prints import HomePaper, Office, Pending


class PastSupport(msgspec.Struct, kw_only=True, frozen=True):
    """A support of any year. who: None for the whole household; step: the last one, with its day as printed."""

    year: int
    content: str
    who: str | None = None
    amount: int | None = None
    step: str | None = None


class HomeHistory(HomePaper, kw_only=True, frozen=True):
    """A household with what it was and what it got through the years."""

    past: list[PastSupport] = msgspec.field(default_factory=list)
    pending: list[Pending] = msgspec.field(default_factory=list)


class HomeHistories(msgspec.Struct, kw_only=True, frozen=True):
    """A batch of extracts."""

    office: Office
    papers: list[HomeHistory]


class LackLine(msgspec.Struct, kw_only=True, frozen=True):
    """An indicator of a standard. threshold: when a household lacks it; lacking: what the register says."""

    no: int
    content: str
    threshold: str
    lacking: bool = False


class ReviewSheet(HomePaper, kw_only=True, frozen=True):
    """A household to be reviewed, with the indicators of the standard of the year."""

    standard: str
    lacks: list[LackLine] = msgspec.field(default_factory=list)


class ReviewSheets(msgspec.Struct, kw_only=True, frozen=True):
    """A batch of review sheets."""

    office: Office
    papers: list[ReviewSheet]
