"""What papers of an office are made of: decisions, proposals, minutes, notices, each about a list. As `prints`."""

from __future__ import annotations

import msgspec

from db.store.prints.papers import Heading, Pending, Signature, SignedBatch, Stamp


class OfficeLine(msgspec.Struct, kw_only=True, frozen=True):
    """A line of the list. name: who it is for; head: of the household, where that is another; result: its class, or
    the one proposed; before: the list it stands on until then.

    Nothing sensitive: no number of a paper, no illness, no group of an allowance.
    """

    name: str
    village: str
    head: str | None = None
    persons: int | None = None
    result: str | None = None
    amount: int | None = None
    before: str | None = None


BY_PEN = ""
"""Stands for the date of a text that is to be written in by hand."""


class Ground(msgspec.Struct, kw_only=True, frozen=True):
    """A text that a paper rests on. title: its kind and, for a law, its name; maker: who issued it; about: in words."""

    title: str
    number: str | None = None
    date: str | None = None
    maker: str | None = None
    about: str | None = None


class RoundDays(msgspec.Struct, kw_only=True, frozen=True):
    """What the round of review that made the list has kept of the village's meeting and of the posting.

    attended, agreed: people at the meeting; posted_at: where; heard, settled: complaints of the village in that time.
    """

    met_on: str | None = None
    attended: int | None = None
    agreed: int | None = None
    posted_from: str | None = None
    posted_to: str | None = None
    posted_at: str | None = None
    heard: int | None = None
    settled: int | None = None


class OfficePaper(msgspec.Struct, kw_only=True, frozen=True):
    """One paper. unit: whose office it is ("xã Hồng Thủy"); above: the unit above; village: of a meeting, a posting.

    policy: what the list is about, None for the classes of households; basis: what it rests on; sources: funds by name;
    round: days of the review, empty where none is known for sure; proposed: lines are what a round found, not decided.
    """

    stamp: Stamp
    year: int
    unit: str
    heading: Heading = Heading()
    above: str | None = None
    village: str | None = None
    policy: str | None = None
    basis: list[Ground] = []
    lines: list[OfficeLine] = []
    round: RoundDays = RoundDays()
    proposed: bool = False
    sources: list[str] = []
    pending: list[Pending] = []
    signatures: list[Signature] = []

    @property
    def money(self) -> int | None:
        """All amounts together; None where none is known."""
        known = [line.amount for line in self.lines if line.amount is not None]
        return sum(known) if known else None


class OfficePapers(SignedBatch[OfficePaper], kw_only=True, frozen=True):
    """Papers of one office."""


class Recognitions(OfficePapers, kw_only=True, frozen=True):
    """About the households on the list of poor and near-poor ones of the year."""


class Escapes(OfficePapers, kw_only=True, frozen=True):
    """About the households that left the list in the year."""


class Grants(OfficePapers, kw_only=True, frozen=True):
    """About everybody who gets something under the policy chosen."""


class Proposals(OfficePapers, kw_only=True, frozen=True):
    """About those a policy gives something, else about the classes of households, of the unit or the village."""


class VillagePapers(OfficePapers, kw_only=True, frozen=True):
    """The same, a paper for each village, which meets about all who were reviewed."""


class VillagePostings(OfficePapers, kw_only=True, frozen=True):
    """The same of lists that villages put up: nobody stands there who was on no list and comes on none."""


class Refused(msgspec.Struct, kw_only=True, frozen=True):
    """Something asked for and refused."""

    content: str
    asked_on: str | None = None
    refused_on: str | None = None
    reason: str | None = None


class Refusal(msgspec.Struct, kw_only=True, frozen=True):
    """What a household is told in writing; without matters the officer writes them by hand."""

    stamp: Stamp
    year: int
    unit: str
    name: str
    address: str
    heading: Heading = Heading()
    household_code: str | None = None
    matters: list[Refused] = []
    signatures: list[Signature] = []


class Refusals(SignedBatch[Refusal], kw_only=True, frozen=True):
    """A batch of refusals of one office."""


class Complaint(msgspec.Struct, kw_only=True, frozen=True):
    """A line of the book of complaints. outcome: with number and day of the answer."""

    received_on: str
    name: str
    content: str
    address: str | None = None
    outcome: str | None = None


class ComplaintBook(msgspec.Struct, kw_only=True, frozen=True):
    """A book of complaints of a year; rows are left for those to come."""

    stamp: Stamp
    year: int
    unit: str
    village: str | None = None
    heading: Heading = Heading()
    lines: list[Complaint] = []
    signatures: list[Signature] = []


class ComplaintBooks(SignedBatch[ComplaintBook], kw_only=True, frozen=True):
    """The books of one office."""
