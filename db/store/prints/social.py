"""What forms of social protection are made of: requests of one person, lists of a village, land handed over. As
`prints`.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from db.store.prints.papers import Heading, HomeHead, HomeMember, ReceiptList, Signature, SignedBatch, Stamp


class SocialForm(HomeHead, kw_only=True, frozen=True):
    """A request for a monthly allowance. head: who it is for; without a name the pen fills it in.

    bhxh_no: mã số of the health card; listed: N poor, CN near-poor, O on no list; level: of a disability, as known;
    children: those in the household who are children of the head.
    """

    year: int
    place: str
    bhxh_no: str | None = None
    listed: Literal["N", "CN", "O"] | None = None
    level: str | None = None
    children: list[HomeMember] = msgspec.field(default_factory=list)


class SocialForms(SignedBatch[SocialForm], kw_only=True, frozen=True):
    """A batch of requests."""


class ChildForms(SocialForms, kw_only=True, frozen=True):
    """Of children without anybody to feed them, of small children of poor households in difficult places."""


class HivForms(SocialForms, kw_only=True, frozen=True):
    """Of people whom nobody else may see named."""


class LoneParentForms(SocialForms, kw_only=True, frozen=True):
    """Of poor people who bring up children alone."""


class ElderForms(SocialForms, kw_only=True, frozen=True):
    """Of old people."""


class DisabledForms(SocialForms, kw_only=True, frozen=True):
    """Of people with a disability."""


class ReliefLine(msgspec.Struct, kw_only=True, frozen=True):
    """A household in need. hungry: people without food; months, rice: asked for; goods: what else is needed."""

    name: str
    persons: int | None = None
    hungry: int | None = None
    months: int | None = None
    rice: str | None = None
    goods: str | None = None
    reason: str | None = None


class ReliefList(msgspec.Struct, kw_only=True, frozen=True):
    """The list of one village; rows for the pen where nobody is known yet."""

    stamp: Stamp
    year: int
    commune: str
    place: str
    village: str
    lines: list[ReliefLine] = []
    signatures: list[Signature] = []

    @property
    def mark(self) -> str:
        """What its bookmark says."""
        return self.village


class ReliefLists(SignedBatch[ReliefList], kw_only=True, frozen=True):
    """A list for each village."""


class RiceLists(ReliefLists, kw_only=True, frozen=True):
    """Of those who lack food."""


class GoodsLists(ReliefLists, kw_only=True, frozen=True):
    """Of those who lack necessities."""


class LandPaper(HomeHead, kw_only=True, frozen=True):
    """A piece of land handed over in the field. kind, way: as printed; size: m²; plot: number, map sheet, place."""

    year: int
    heading: Heading = Heading()
    programme: str | None = None
    kind: str | None = None
    way: str | None = None
    size: str | None = None
    plot: str | None = None
    decision: str | None = None
    certificate: str | None = None


class LandPapers(SignedBatch[LandPaper], kw_only=True, frozen=True):
    """A batch of hand-overs."""


class MonthlyList(ReceiptList, kw_only=True, frozen=True):
    """The list people sign each month for their allowance."""
