"""What an extract and a review sheet of a household are made of. As `prints`, plain shapes."""

from __future__ import annotations

import msgspec

from db.store.prints.papers import Batch, HomePaper, Pending


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


class HomeHistories(Batch[HomeHistory], kw_only=True, frozen=True):
    """A batch of extracts."""


class LackLine(msgspec.Struct, kw_only=True, frozen=True):
    """An indicator of a standard. threshold: when a household lacks it; lacking: what the register says."""

    no: int
    content: str
    threshold: str
    lacking: bool = False


class ScoreLine(msgspec.Struct, kw_only=True, frozen=True):
    """A question of B1 with its answers, each with its points."""

    no: int
    content: str
    answers: str


class ReviewSheet(HomePaper, kw_only=True, frozen=True):
    """A household to be reviewed, with the indicators of the standard of the year.

    questions: those whose points are known, of the column that is the household's (scored_by); whole: of the form there
    are no others; each: points of B2 for an indicator that is lacking.
    """

    standard: str
    lacks: list[LackLine] = msgspec.field(default_factory=list)
    questions: list[ScoreLine] = msgspec.field(default_factory=list)
    scored_by: str | None = None
    whole: bool = False
    each: int | None = None


class ReviewSheets(Batch[ReviewSheet], kw_only=True, frozen=True):
    """A batch of review sheets."""
