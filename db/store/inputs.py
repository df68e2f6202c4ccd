"""What a caller hands to the store's commands: plain, validated shapes. Text is NFC-normalised by the store."""

from __future__ import annotations

from typing import Any

import msgspec

from db.policy.filters import Filter, PolicyYear
from db.policy.records import Amounts, MilestoneInput, RecordInput, Source, SupportInput

__all__ = [
    "AddedMember",
    "Amounts",
    "Arriving",
    "Birth",
    "ClassificationInput",
    "Death",
    "DeprivationsInput",
    "Filter",
    "FollowUpChanges",
    "FollowUpInput",
    "HouseholdChanges",
    "HouseholdEdit",
    "HouseholdInput",
    "Leaving",
    "MeasureChanges",
    "MeasureInput",
    "MembershipChanges",
    "MilestoneInput",
    "Moving",
    "NeedChanges",
    "NeedInput",
    "NewHead",
    "PersonChanges",
    "PersonInput",
    "PlanChanges",
    "PlanInput",
    "PolicyYear",
    "RecordChanges",
    "RecordInput",
    "Seen",
    "Sort",
    "Source",
    "Splitting",
    "SupportChanges",
    "SupportInput",
]


class PersonInput(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One member of a household as an officer writes it down.

    birth_date: `1962`, `1962-05` or `1962-05-01`; sex: code list `sex` (1 Nam, 2 Nữ); ethnic: code of
    QĐ 1019/QĐ-TCTK 2008; relation: code list `relation` (01 = head). Identity numbers are text, digits only.
    """

    name: str
    birth_date: str | None = None
    sex: str | None = None
    relation: str = "99"
    ethnic: str | None = None
    ethnic_local: str | None = None
    cmnd: str | None = None
    cccd: str | None = None
    bhxh_no: str | None = None
    phone: str | None = None
    note: str | None = None


class PersonChanges(PersonInput, kw_only=True, forbid_unknown_fields=True):
    """A person as corrected later. death_date: ISO date; written by a move, here for one that was wrong."""

    death_date: str | None = None


class ClassificationInput(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The recognised class of a household from a date on (entered, not computed).

    result: poor, near_poor, escaped_poverty, escaped_near_poverty, not_poor; sub_type (2016–2021): income or
    deprivation. valid_from: ISO date from which support follows this class; standard: id such as `2016_2020`.
    change_kind: code list `poverty_change`.
    """

    standard: str
    result: str
    valid_from: str
    sub_type: str | None = None
    decision_no: str | None = None
    decision_date: str | None = None
    change_kind: str | None = None


class DeprivationsInput(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Everything a household lacks by a standard from the ISO date `on`; what is no longer named ends that day."""

    standard: str
    on: str
    indicators: list[str]


class HouseholdInput(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A household with its members, head first or marked by relation 01.

    new_village: a village that the register does not know is recorded with it, instead of being refused.
    """

    village: str
    new_village: bool = False
    members: list[PersonInput]
    code: str | None = None
    address: str | None = None
    area_class: str | None = None
    area_reason: str | None = None
    phone: str | None = None
    ethnic_minority: bool | None = None
    merit: bool | None = None
    no_labour: bool | None = None
    note: str | None = None
    since: str | None = None
    classification: ClassificationInput | None = None
    deprivations: list[str] = []


class HouseholdChanges(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What may be changed of a household; what is not given stays, `null` erases; `new_village` as in adding."""

    village: str | None = None
    new_village: bool = False
    since: str | None = None
    code: str | None = None
    address: str | None = None
    area_class: str | None = None
    area_reason: str | None = None
    phone: str | None = None
    ethnic_minority: bool | None = None
    merit: bool | None = None
    no_labour: bool | None = None
    note: str | None = None


class MembershipChanges(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What may be corrected of a membership; a field that is not given stays, `null` erases."""

    relation: str | None = None
    from_date: str | None = None
    to_date: str | None = None
    end_reason: str | None = None


class Sort(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """The order of a list. column: one of `listing.PERSON_COLUMNS` or `listing.HOUSEHOLD_COLUMNS`."""

    column: str = "name"
    descending: bool = False


Seen = dict[str, dict[str, list[str]]]
"""What an officer had before his eyes: record id → ledger key → ids of the changes whose values were live."""


class AddedMember(PersonInput, kw_only=True, forbid_unknown_fields=True):
    """Somebody who joins a household in an edit. since: ISO day from which they belong to it, None if unknown."""

    since: str | None = None


class HouseholdEdit(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Everything an officer changed on the page of a household; what is left out stays.

    household: fields of `HouseholdChanges`; members: person id → fields of `PersonInput`, `None` erases one.
    classification: a new class, or with `corrects` (id of a class of this household) the right values of that one.
    deprivations: all indicators that the household lacks under that class (without `classification`: under the class in
    force). seen: from `edit_view`; left out, the newest values are overwritten.
    """

    household: dict[str, Any] = {}
    members: dict[str, dict[str, Any]] = {}
    added: list[AddedMember] = []
    classification: ClassificationInput | None = None
    corrects: str | None = None
    deprivations: list[str] | None = None
    seen: Seen = {}


class SupportChanges(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What may be changed of a support; `details` names only the fields to change, `null` erases."""

    year: int = 0
    round: str | None = None
    amounts: Amounts | None = None
    details: dict[str, Any] | None = None
    note: str | None = None


class RecordChanges(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What may be changed of a record of a unit; `details` names only the fields to change, `null` erases."""

    date: str = ""
    title: str | None = None
    village: str | None = None
    year: int = 0
    details: dict[str, Any] | None = None
    note: str | None = None


class MeasureInput(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One measure of a household's plan.

    indicator: the lack it removes; policy: under which it is paid; from_date, to_date: year, month or day; state: code
    list `plan_state`; outcome: what came of it.
    """

    content: str
    indicator: str | None = None
    policy: str | None = None
    from_date: str | None = None
    to_date: str | None = None
    sources: list[Source] = []
    responsible: str | None = None
    state: str = "planned"
    outcome: str | None = None


class MeasureChanges(MeasureInput, kw_only=True, forbid_unknown_fields=True):
    """A measure as corrected later; `id` names it, without one it is new."""

    id: str | None = None
    content: str = ""


class FollowUpInput(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """How a household's plan went on an ISO day. officer: name of who looked; state: code list `plan_state`."""

    date: str
    outcome: str
    officer: str | None = None
    state: str = "doing"


class FollowUpChanges(FollowUpInput, kw_only=True, forbid_unknown_fields=True):
    """A follow-up as corrected later; `id` names it, without one it is new."""

    id: str | None = None
    date: str = ""
    outcome: str = ""


class PlanInput(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A household's poverty-reduction plan of a year.

    causes: codes of list `poverty_cause`, the weightiest first; wishes: what the household itself asks for;
    escape_year: the year by whose end it has undertaken to leave poverty.
    """

    household: str
    year: int
    made_on: str | None = None
    causes: list[str] = []
    cause_note: str | None = None
    wishes: str | None = None
    escape_year: int | None = None
    note: str | None = None
    measures: list[MeasureInput] = []
    follow_ups: list[FollowUpInput] = []


class PlanChanges(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What may be changed of a plan; what is not given stays, `null` erases.

    measures, follow_ups: those to change (with `id`, and the fields to change) and those to add; the others stay.
    """

    year: int = 0
    made_on: str | None = None
    causes: list[str] = []
    cause_note: str | None = None
    wishes: str | None = None
    escape_year: int | None = None
    note: str | None = None
    measures: list[dict[str, Any]] = []
    follow_ups: list[dict[str, Any]] = []


class NeedInput(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Something a household, or one person of it, asks for.

    policy: the kind of support it is about, None where no policy covers it; content: in words; registered_on: ISO day,
    left out: today; registered_by: name of who wrote it down, left out: the officer at work; support: id of the support
    that serves it; refused_on, refused_reason: when and why it cannot be served.
    """

    household: str | None = None
    person: str | None = None
    policy: str | None = None
    content: str | None = None
    registered_on: str | None = None
    registered_by: str | None = None
    support: str | None = None
    refused_on: str | None = None
    refused_reason: str | None = None
    note: str | None = None


class NeedChanges(NeedInput, kw_only=True, forbid_unknown_fields=True):
    """What may be changed of a need; what is not given stays, `null` erases."""


class _Event(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What happens in a household on an ISO day, and who heads it afterwards.

    head: id of the new head, needed when the head goes and more than one stays. relations: person id → relation to the
    new head; whoever is left out gets the proposal of `suggest_relations`.
    """

    household: str
    date: str
    head: str | None = None
    relations: dict[str, str] = {}


class Death(_Event, kw_only=True, forbid_unknown_fields=True):
    """A member dies."""

    person: str


class Leaving(_Event, kw_only=True, forbid_unknown_fields=True):
    """Members leave the register. why: `married` or `moved_away` of list `membership_end`."""

    persons: list[str]
    why: str = "moved_away"


class Moving(_Event, kw_only=True, forbid_unknown_fields=True):
    """Members move to another household of the register.

    to: its id; joining: person id → relation to its head; why: `married` or `other_household`.
    """

    persons: list[str]
    to: str
    joining: dict[str, str] = {}
    why: str = "other_household"


class Splitting(_Event, kw_only=True, forbid_unknown_fields=True):
    """Some members become a household of their own.

    new_head: its head; joining: person id → relation to that head. village, address, code, phone: None keeps the place
    of the old household and leaves code and phone empty. classification: its class; None takes over the class in force
    with its deprivations from the day of the split on, unless `unclassified`.
    """

    persons: list[str]
    new_head: str
    joining: dict[str, str] = {}
    village: str | None = None
    address: str | None = None
    code: str | None = None
    phone: str | None = None
    classification: ClassificationInput | None = None
    deprivations: list[str] = []
    unclassified: bool = False


class Handing(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A household that moves to another unit on an ISO day; with `persons`, only these, who have left it.

    destination: code of a unit under the same office as ours; note: why they move; address: where they will live.
    """

    household: str
    destination: str
    date: str
    note: str
    persons: list[str] = []
    address: str | None = None


class NewHead(_Event, kw_only=True, forbid_unknown_fields=True):
    """Somebody else becomes head, named in `head`; everybody stays."""


class Birth(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A child is born into a household. since: ISO day it belongs to it; left out: its full date of birth."""

    household: str
    child: PersonInput
    since: str | None = None


class Arriving(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """People move in on an ISO day: new ones, and people of the register who are in no household now.

    back: person id → relation to the head.
    """

    household: str
    date: str
    people: list[PersonInput] = []
    back: dict[str, str] = {}
