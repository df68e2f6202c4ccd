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
    """A person in a household at a date. since: ISO day from which, None if unknown."""

    membership: str
    relation: str | None
    since: str | None


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

    @property
    def refused(self) -> bool:
        """Whether the support was turned down and nothing came after (a card sent back may be asked for again)."""
        return bool(self.milestones) and self.milestones[-1].kind == "refused"


class MeasureRow(msgspec.Struct, kw_only=True):
    """One measure of a household's plan; fields as in `MeasureInput`."""

    id: str
    content: str
    indicator: str | None
    policy: str | None
    from_date: str | None
    to_date: str | None
    sources: list[dict[str, Any]]
    responsible: str | None
    state: str
    outcome: str | None
    conflicts: int


class FollowUpRow(msgspec.Struct, kw_only=True):
    """How a household's plan went on a day."""

    id: str
    date: str
    officer: str | None
    state: str
    outcome: str
    conflicts: int


class PlanRow(msgspec.Struct, kw_only=True):
    """A household's plan of a year: measures in the order of entry, follow-ups by date."""

    id: str
    household: str
    year: int
    made_on: str | None
    causes: list[str]
    cause_note: str | None
    wishes: str | None
    escape_year: int | None
    note: str | None
    conflicts: int
    measures: list[MeasureRow]
    follow_ups: list[FollowUpRow]


class NeedRow(msgspec.Struct, kw_only=True):
    """A registered need. state: code list `need_state`; a support that was refused or deleted serves nothing."""

    id: str
    household: str
    person: str | None
    policy: str | None
    content: str | None
    registered_on: str
    registered_by: str | None
    support: str | None
    refused_on: str | None
    refused_reason: str | None
    note: str | None
    state: str
    conflicts: int


class NeedCount(msgspec.Struct, kw_only=True):
    """Needs of one kind registered in one year. policy: "" for what no policy covers; people: how many different."""

    year: int
    policy: str
    registered: int
    served: int
    refused: int
    people: int


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


class CardRow(msgspec.Struct, kw_only=True):
    """A card of a person: its number (None: not written), its days of validity, whether it is valid on the day."""

    support: str
    number: str | None
    valid_from: str | None
    valid_to: str | None
    valid: bool


class PersonLine(msgspec.Struct, kw_only=True):
    """A person in a list. result: class of the household on the day; conflicts: keys of the person that wait."""

    id: str
    name: str
    birth_date: str | None
    sex: str | None
    relation: str | None
    ethnic: str | None
    cmnd: str | None
    cccd: str | None
    bhxh_no: str | None
    household: str | None
    head: str
    village: str | None
    village_name: str
    unit: str
    result: str | None
    card: CardRow | None
    conflicts: int

    @property
    def id_no(self) -> str | None:
        """The identity number of today, else the old one."""
        return self.cccd or self.cmnd


class HouseholdLine(msgspec.Struct, kw_only=True):
    """A household in a list. head: name of the head (or first member), with `head_*` of the same person.

    members: how many live in it; cards: how many of them have a valid card; conflicts: keys of the household, its class
    and its members that wait.
    """

    id: str
    code: str | None
    head: str
    head_id: str | None
    head_birth: str | None
    head_sex: str | None
    id_no: str | None
    village: str | None
    village_name: str
    unit: str
    address: str | None
    phone: str | None
    result: str | None
    sub_type: str | None
    members: int
    cards: int
    ethnic_minority: bool
    merit: bool
    no_labour: bool
    conflicts: int
