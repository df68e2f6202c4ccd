"""What queries give back: plain rows with the names people read. Nothing here can be written."""

from __future__ import annotations

from typing import Any

import msgspec


class MemberRow(msgspec.Struct, kw_only=True):
    """A person in a household at a date. since: ISO day from which, None if unknown."""

    id: str
    membership: str
    name: str
    birth_date: str | None
    sex: str | None
    relation: str | None
    since: str | None
    ethnic: str | None
    ethnic_local: str | None
    cmnd: str | None
    cccd: str | None
    bhxh_no: str | None
    phone: str | None
    note: str | None
    conflicts: int


class ClassRow(msgspec.Struct, kw_only=True):
    """The class in force at a date."""

    id: str
    result: str | None
    sub_type: str | None
    standard: str | None
    valid_from: str | None
    decision_no: str | None
    decision_date: str | None
    change_kind: str | None
    conflicts: int


class HouseholdRow(msgspec.Struct, kw_only=True):
    """A household as of a date, head first among `members`. deprivations: codes of the standard in force."""

    id: str
    code: str | None
    unit: str
    village: str | None
    village_name: str
    address: str | None
    area_class: str | None
    area_reason: str | None
    phone: str | None
    ethnic_minority: bool
    merit: bool
    no_labour: bool
    since: str | None
    note: str | None
    conflicts: int
    members: list[MemberRow]
    classification: ClassRow | None
    deprivations: list[str]

    @property
    def head(self) -> MemberRow | None:
        """The head, or the first member of a household that has none marked."""
        return self.members[0] if self.members else None


class MilestoneRow(msgspec.Struct, kw_only=True):
    """A dated step of a support."""

    id: str
    kind: str
    date: str
    amount: int | None
    document_no: str | None
    note: str | None


class SupportRow(msgspec.Struct, kw_only=True):
    """A support with its live milestones (reversed ones left out) in order of date."""

    id: str
    household: str
    person: str | None
    policy: str
    definition: str | None
    year: int
    round: str | None
    requested: int | None
    approved: int | None
    cost: int | None
    sources: list[dict[str, Any]]
    details: dict[str, Any]
    note: str | None
    conflicts: int
    milestones: list[MilestoneRow]


class FoundPerson(msgspec.Struct, kw_only=True):
    """A hit of a search."""

    person: str
    name: str
    birth_date: str | None
    sex: str | None
    cmnd: str | None
    cccd: str | None
    household: str | None
    relation: str | None
    village_name: str
    unit: str
    conflicts: int
