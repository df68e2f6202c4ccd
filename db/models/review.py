"""Reviews of households, the rounds they belong to, and the village meetings of a round."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Index

from db.models.base import Base, Projection
from db.models.register import Int, Str, integer, money, text


class ReviewRound(Projection, Base):
    """One round of review of a unit, with the days of its steps; kind: code of list `review_kind`.

    year: in which it is held. valid_from: ISO day from which the classes count that its decision recognises.
    opinion_level: level of the office whose opinion was asked. complaints: how many came while the list was posted.
    """

    __tablename__ = "review_round"
    __table_args__ = (Index(None, "year"),)
    __groups__: ClassVar = {
        "field": ("field_from", "field_to"),
        "posting": ("posted_from", "posted_to", "posted_at"),
        "recheck": ("complaints", "rechecked_on", "reposted_from", "reposted_to"),
        "asked": ("opinion_level", "opinion_asked", "opinion_answered", "opinion_no"),
        "decision": ("decision_no", "decision_date", "signatory", "valid_from"),
    }
    owner_unit: Str = text()
    year: Int = integer()
    kind: Str = text()
    standard: Str = text()
    listed_on: Str = text()
    field_from: Str = text()
    field_to: Str = text()
    posted_from: Str = text()
    posted_to: Str = text()
    posted_at: Str = text()
    complaints: Int = integer()
    rechecked_on: Str = text()
    reposted_from: Str = text()
    reposted_to: Str = text()
    opinion_level: Str = text()
    opinion_asked: Str = text()
    opinion_answered: Str = text()
    opinion_no: Str = text()
    decision_no: Str = text()
    decision_date: Str = text()
    signatory: Str = text()
    valid_from: Str = text()
    certified_on: Str = text()
    override_reason: Str = text()
    note: Str = text()


class ReviewMeeting(Projection, Base):
    """A meeting of a village (or, without one, of the whole unit) about a round: who came, who agreed."""

    __tablename__ = "review_meeting"
    __table_args__ = (Index(None, "round"),)
    __groups__: ClassVar = {"vote": ("date", "attended", "agreed")}
    __root__ = ("round", "review_round")
    round: Str = text()
    village: Str = text()
    date: Str = text()
    attended: Int = integer()
    agreed: Int = integer()
    note: Str = text()


class Review(Projection, Base):
    """What a round found at one household, and what it is to be by the standard; the decision makes it a class.

    income: đồng a person a month; variant: column of the score table; answers: question → answer, JSON; deprivations:
    codes of the standard; causes: codes of list `poverty_cause`, the weightiest first; size: people on that day;
    change_kind: code of list `poverty_change` as corrected, with the reason; opinion: what the household said.
    """

    __tablename__ = "review"
    __table_args__ = (Index(None, "household"), Index(None, "round"))
    __groups__: ClassVar = {
        "area": ("area_class", "area_reason"),
        "scores": ("income", "b1", "b2", "variant"),
        "outcome": ("result", "sub_type"),
        "change": ("change_kind", "change_reason"),
    }
    __json__ = ("answers", "deprivations", "causes")
    __root__ = ("household", "household")
    household: Str = text()
    round: Str = text()
    standard: Str = text()
    kind: Str = text()
    date: Str = text()
    reviewer: Str = text()
    area_class: Str = text()
    area_reason: Str = text()
    income: Int = money()
    b1: Int = integer()
    b2: Int = integer()
    variant: Str = text()
    answers: Str = text()
    deprivations: Str = text()
    causes: Str = text()
    size: Int = integer()
    result: Str = text()
    sub_type: Str = text()
    change_kind: Str = text()
    change_reason: Str = text()
    opinion: Str = text()
    override_reason: Str = text()
    note: Str = text()


MODELS: tuple[type[Base], ...] = (ReviewRound, ReviewMeeting, Review)
