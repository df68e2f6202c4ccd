"""The register's business tables: projections of the ledger, rebuildable at will.

They carry no foreign key and nothing UNIQUE but the primary key: an honest package must never fail (a clash is a queue
item). Only the ledger writes them. Dates with precision are text, money is whole đồng, flags are 0/1, lists are JSON
text.
"""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.dialects.types import PLAIN_TEXT
from db.models.base import Base, Entity, Projection, entity_of

Str = Mapped[str | None]
Int = Mapped[int | None]


def text() -> Mapped[str | None]:
    """A nullable text column."""
    return mapped_column(PLAIN_TEXT)


def integer() -> Mapped[int | None]:
    """A nullable whole number (wide, so that no honest package overflows it)."""
    return mapped_column(BigInteger)


def money() -> Mapped[int | None]:
    """A nullable amount in whole đồng."""
    return mapped_column(BigInteger)


class Village(Projection, Base):
    """Thôn/bản of a unit; officers add and rename them."""

    __tablename__ = "village"
    __derived__ = ("search", "sort_key")
    owner_unit: Str = text()
    unit: Str = text()
    unit_date: Str = text()
    name: Str = text()
    code: Str = text()
    note: Str = text()
    search: Str = text()
    sort_key: Str = text()


class Officer(Projection, Base):
    """A person who uses the program, with a role: enter, approve, administer, read."""

    __tablename__ = "officer"
    owner_unit: Str = text()
    name: Str = text()
    role: Str = text()
    ended: Str = text()


class Household(Projection, Base):
    """Hộ. `unit` and `unit_date` name the dated unit where it lives, `owner_unit` the office that keeps it."""

    __tablename__ = "household"
    __table_args__ = (Index(None, "village"),)
    __groups__: ClassVar = {
        "place": ("unit", "unit_date", "village", "address"),
        "area": ("area_class", "area_reason"),
    }
    owner_unit: Str = text()
    code: Str = text()
    unit: Str = text()
    unit_date: Str = text()
    village: Str = text()
    address: Str = text()
    area_class: Str = text()
    area_reason: Str = text()
    phone: Str = text()
    ethnic_minority: Int = integer()
    merit: Int = integer()
    no_labour: Int = integer()
    since: Str = text()
    note: Str = text()


class Residence(Projection, Base):
    """Where a household lived until a day, kept when it moves to another unit; where it lives now says the household.

    `to_date`: ISO day of the move, from which it is at the next place.
    """

    __tablename__ = "residence"
    __table_args__ = (Index(None, "household"),)
    __groups__: ClassVar = {"place": ("unit", "unit_date", "village", "address")}
    __root__ = ("household", "household")
    household: Str = text()
    unit: Str = text()
    unit_date: Str = text()
    village: Str = text()
    address: Str = text()
    to_date: Str = text()


class Transfer(Projection, Base):
    """One unit's side of a hand-over of a household, or of people alone, to another unit.

    The unit that gives away holds the request, the unit that receives holds an offer which names it in `request`: so
    each side lies in streams of its own unit. persons: ids, none for the whole household; people: who they are, for the
    unit that receives; step: one of `labels.TRANSFER_STEPS`; answer: why not, or the paper by which it was accepted.
    """

    __tablename__ = "transfer"
    __json__ = ("persons", "people")
    owner_unit: Str = text()
    request: Str = text()
    household: Str = text()
    persons: Str = text()
    people: Str = text()
    origin: Str = text()
    destination: Str = text()
    date: Str = text()
    address: Str = text()
    note: Str = text()
    step: Str = text()
    answer: Str = text()


class Person(Projection, Base):
    """Nhân khẩu.

    Name, birth date, sex and identity numbers are one group: two people editing them at once must talk.
    """

    __tablename__ = "person"
    __table_args__ = (Index(None, "sort_key", "id", "deleted"),)
    __groups__: ClassVar = {"identity": ("name", "birth_date", "sex", "cmnd", "cccd")}
    __derived__ = ("search", "sort_key")
    owner_unit: Str = text()
    name: Str = text()
    birth_date: Str = text()
    sex: Str = text()
    cmnd: Str = text()
    cccd: Str = text()
    ethnic: Str = text()
    ethnic_local: Str = text()
    bhxh_no: Str = text()
    phone: Str = text()
    death_date: Str = text()
    note: Str = text()
    search: Str = text()
    sort_key: Str = text()


class Membership(Projection, Base):
    """A person in a household from a date to a date; split, marry, move and die end one, never delete it."""

    __tablename__ = "membership"
    __table_args__ = (Index(None, "household"), Index(None, "person"))
    __root__ = ("household", "household")
    household: Str = text()
    person: Str = text()
    relation: Str = text()
    from_date: Str = text()
    to_date: Str = text()
    end_reason: Str = text()


class Classification(Projection, Base):
    """The recognised class of a household from `valid_from` on, with its standard and decision.

    review: id of the review that it recognises, where there was one.
    """

    __tablename__ = "classification"
    __table_args__ = (Index(None, "household"),)
    __groups__: ClassVar = {"decision": ("result", "sub_type", "standard", "decision_no", "decision_date")}
    __root__ = ("household", "household")
    household: Str = text()
    result: Str = text()
    sub_type: Str = text()
    standard: Str = text()
    decision_no: Str = text()
    decision_date: Str = text()
    valid_from: Str = text()
    change_kind: Str = text()
    review: Str = text()


class Deprivation(Projection, Base):
    """One indicator of a standard that a household lacks, from a date until it is removed."""

    __tablename__ = "deprivation"
    __table_args__ = (Index(None, "household"),)
    __root__ = ("household", "household")
    household: Str = text()
    standard: Str = text()
    indicator: Str = text()
    from_date: Str = text()
    to_date: Str = text()


class Support(Projection, Base):
    """What a household or person receives under a policy.

    `details` gathers the keys `details.<id>` of its definition.
    """

    __tablename__ = "support"
    __table_args__ = (Index(None, "household"), Index(None, "person"), Index(None, "policy", "year"))
    __groups__: ClassVar = {"amounts": ("requested", "approved", "cost", "sources")}
    __maps__ = ("details",)
    __json__ = ("sources",)
    __root__ = ("household", "household")
    household: Str = text()
    person: Str = text()
    policy: Str = text()
    definition: Str = text()
    year: Int = integer()
    round: Str = text()
    requested: Int = money()
    approved: Int = money()
    cost: Int = money()
    sources: Str = text()
    details: Str = text()
    override_reason: Str = text()
    note: Str = text()


class Milestone(Projection, Base):
    """A dated step of a support; immutable, corrected by a later one that names it in `reverses`."""

    __tablename__ = "milestone"
    __table_args__ = (Index(None, "support"),)
    __root__ = ("support", "support")
    support: Str = text()
    kind: Str = text()
    date: Str = text()
    amount: Int = money()
    document_no: Str = text()
    note: Str = text()
    reverses: Str = text()


class HouseholdPlan(Projection, Base):
    """Kế hoạch giảm nghèo của hộ, one of a year. causes: codes of list `poverty_cause`, the weightiest first."""

    __tablename__ = "household_plan"
    __table_args__ = (Index(None, "household"),)
    __json__ = ("causes",)
    __root__ = ("household", "household")
    household: Str = text()
    year: Int = integer()
    made_on: Str = text()
    causes: Str = text()
    cause_note: Str = text()
    wishes: Str = text()
    escape_year: Int = integer()
    override_reason: Str = text()
    note: Str = text()


class PlanMeasure(Projection, Base):
    """One measure of a household's plan: what is done against what lack, until when, with whose money, by whom."""

    __tablename__ = "plan_measure"
    __table_args__ = (Index(None, "plan"),)
    __json__ = ("sources",)
    __root__ = ("plan", "household_plan")
    plan: Str = text()
    content: Str = text()
    indicator: Str = text()
    policy: Str = text()
    from_date: Str = text()
    to_date: Str = text()
    sources: Str = text()
    responsible: Str = text()
    state: Str = text()
    outcome: Str = text()


class PlanFollowUp(Projection, Base):
    """What somebody found on a day when looking how a household's plan goes."""

    __tablename__ = "plan_follow_up"
    __table_args__ = (Index(None, "plan"),)
    __root__ = ("plan", "household_plan")
    plan: Str = text()
    date: Str = text()
    officer: Str = text()
    state: Str = text()
    outcome: Str = text()


class Need(Projection, Base):
    """Something a household or one of its people asks for: served by a support, or refused for a reason."""

    __tablename__ = "need"
    __table_args__ = (Index(None, "household"), Index(None, "support"))
    __groups__: ClassVar = {"refusal": ("refused_on", "refused_reason")}
    __root__ = ("household", "household")
    household: Str = text()
    person: Str = text()
    policy: Str = text()
    content: Str = text()
    registered_on: Str = text()
    registered_by: Str = text()
    support: Str = text()
    refused_on: Str = text()
    refused_reason: Str = text()
    override_reason: Str = text()
    note: Str = text()


class Printed(Projection, Base):
    """One line of the print register: what was printed, numbered per device.

    subject: for people; selection: what was chosen, so that it can be printed again; reprint: 1 for the first reprint
    of its number, NULL for the print itself; paper_no, paper_date: given to the paper by the office's văn thư.
    """

    __tablename__ = "printed"
    __groups__: ClassVar = {"given": ("paper_no", "paper_date")}
    __json__ = ("selection",)
    owner_unit: Str = text()
    officer: Str = text()
    document: Str = text()
    title: Str = text()
    number: Str = text()
    printed_at: Str = text()
    subject: Str = text()
    selection: Str = text()
    reprint: Int = integer()
    data_version: Str = text()
    pages: Int = integer()
    sha256: Str = text()
    paper_no: Str = text()
    paper_date: Str = text()


class PersonWord(Base):
    """Search index: every folded word of a name and every identity number of a person, in the order of lists.

    `text` repeats the folded words and, after a bar, the name with its accents in small letters, so that a query of
    several words is answered from one range of this table.
    """

    __tablename__ = "person_word"
    __table_args__ = ({"sqlite_with_rowid": False},)
    word: Mapped[str] = mapped_column(PLAIN_TEXT, primary_key=True)
    sort_key: Mapped[str] = mapped_column(PLAIN_TEXT, primary_key=True)
    person: Mapped[str] = mapped_column(PLAIN_TEXT, primary_key=True)
    text: Mapped[str] = mapped_column(PLAIN_TEXT)


MODELS: tuple[type[Base], ...] = (
    Village,
    Officer,
    Household,
    Residence,
    Transfer,
    Person,
    Membership,
    Classification,
    Deprivation,
    Support,
    Milestone,
    HouseholdPlan,
    PlanMeasure,
    PlanFollowUp,
    Need,
    Printed,
)
ENTITIES: dict[str, Entity] = {e.name: e for e in map(entity_of, MODELS)}


def root_of(entity: str) -> tuple[str, str] | None:
    """The key by which a record names the one that it belongs to, and that one's kind.

    None for a record that carries its owner itself, and for a kind that only a newer program knows.
    """
    declared = ENTITIES.get(entity)
    return declared.root if declared else None
