"""What queries give back: plain rows with the names people read. Nothing here can be written."""

from __future__ import annotations

from typing import Any

import msgspec


class PersonFacts(msgspec.Struct, kw_only=True):
    """What a register says of a person, wherever they live."""

    id: str
    name: str
    birth_date: str | None
    sex: str | None
    ethnic: str | None
    ethnic_local: str | None
    cmnd: str | None
    cccd: str | None
    bhxh_no: str | None
    phone: str | None
    note: str | None
    conflicts: int


class MemberRow(PersonFacts, kw_only=True):
    """A person in a household at a date."""

    membership: str
    relation: str | None


class MembershipRow(msgspec.Struct, kw_only=True):
    """One stay of a person in a household, ended or not; end_reason: code list `membership_end`."""

    id: str
    household: str
    relation: str | None
    from_date: str | None
    to_date: str | None
    end_reason: str | None
    conflicts: int


class PersonRow(PersonFacts, kw_only=True):
    """A person with everywhere they have lived, oldest first."""

    death_date: str | None
    memberships: list[MembershipRow]


class ClassRow(msgspec.Struct, kw_only=True):
    """The class in force at a date."""

    id: str
    result: str | None
    sub_type: str | None
    standard: str | None
    valid_from: str | None
    decision_no: str | None
    decision_date: str | None
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
    phone: str | None
    ethnic_minority: bool
    merit: bool
    no_labour: bool
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
