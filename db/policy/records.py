"""The shapes of one support as a caller hands it over; plain data that knows no rules and no tables."""

from __future__ import annotations

from typing import Any

import msgspec


class Source(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Money from one funding source, in đồng."""

    source: str
    amount: int


class Amounts(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The money of a support, one ledger group, in whole đồng.

    `sources` must sum to `cost` where both are given.
    """

    requested: int | None = None
    approved: int | None = None
    cost: int | None = None
    sources: list[Source] = []


class MilestoneInput(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A dated step: requested, reviewed, approved, refused, disbursed, delivered, accepted, repaid, ended.

    A definition may add kinds of its own; each says which of these nine it counts as.
    """

    kind: str
    date: str
    amount: int | None = None
    document_no: str | None = None
    note: str | None = None


class SupportInput(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A support to a household, or to one person of it when the policy says so."""

    policy: str
    year: int
    household: str | None = None
    person: str | None = None
    round: str | None = None
    amounts: Amounts | None = None
    details: dict[str, Any] = {}
    milestones: list[MilestoneInput] = []
    note: str | None = None


class RecordInput(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Something that an office keeps beside its households: a course, a work, a sponsor, an officer in post.

    unit: code of the unit it is about, left out: our own; village: its name or id; year: left out: that of the date.
    """

    kind: str
    date: str
    title: str | None = None
    unit: str | None = None
    village: str | None = None
    year: int = 0
    details: dict[str, Any] = {}
    note: str | None = None

    @property
    def household(self) -> None:
        """A record of a unit is nobody's."""

    @property
    def person(self) -> None:
        """A record of a unit is nobody's."""

    @property
    def round(self) -> None:
        """It has no rounds."""

    @property
    def amounts(self) -> None:
        """Its money stands in its fields."""

    @property
    def milestones(self) -> list[MilestoneInput]:
        """It has no life cycle."""
        return []
