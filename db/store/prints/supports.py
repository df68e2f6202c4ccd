"""What forms about supports are made of: one support of one household, or a list of them. As `prints`, plain shapes.

A form names the values it wants (`forms.paper.answers`); what a support does not know is left to the pen.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from db.store.prints.papers import Batch, Heading, HomeMember, HomePaper, Pending, Stamp, marked


class About(msgspec.Struct, kw_only=True, frozen=True):
    """Which supports a form is about.

    policy: of this policy only ("" of every one that gives something); stage: asked for and not yet granted, granted,
    any that was not refused, all; or homes: households themselves, whatever they got; until: the step after which the
    form is needed no more, unless households are chosen; where: codes that a field of the policy may have; goods:
    only those that give something in kind; empty: a household chosen that has none gets a form for the pen; apart:
    fields of the policy (or `round`) that divide its lists; villages: a list for each village; secret: fields kept
    secret stand on it.
    """

    policy: str = ""
    stage: Literal["asked", "granted", "any", "all", "homes"] = "any"
    until: str = ""
    where: dict[str, tuple[str, ...]] = {}
    goods: bool = False
    empty: bool = False
    apart: tuple[str, ...] = ()
    villages: bool = False
    secret: bool = False


class SourceSum(msgspec.Struct, kw_only=True, frozen=True):
    """What one source pays. code: code list `funding_source`."""

    code: str
    name: str
    amount: int


class Goods(msgspec.Struct, kw_only=True, frozen=True):
    """One kind of goods. quantity: as printed; mark: ear tag, number of a machine."""

    content: str
    unit: str | None = None
    quantity: str | None = None
    unit_price: int | None = None
    amount: int | None = None
    mark: str | None = None


class SupportCase(HomePaper, kw_only=True, frozen=True):
    """One support with the household it is for, as far as both are known.

    who: whom it is for, the head where it is the whole household's; result: class of the household; title: what the
    support is called; number: that people know it by; amount: the gift in it; known: fields of its policy as written,
    by id (`group.column`); figures: those of them that are whole numbers; dates, papers: day and document number of
    each step, by kind.
    """

    who: HomeMember
    result: str | None = None
    title: str = ""
    number: str | None = None
    round: str | None = None
    requested: int | None = None
    approved: int | None = None
    cost: int | None = None
    amount: int | None = None
    sources: list[SourceSum] = msgspec.field(default_factory=list)
    goods: list[Goods] = msgspec.field(default_factory=list)
    known: dict[str, str] = msgspec.field(default_factory=dict)
    figures: dict[str, int] = msgspec.field(default_factory=dict)
    dates: dict[str, str] = msgspec.field(default_factory=dict)
    papers: dict[str, str] = msgspec.field(default_factory=dict)
    note: str | None = None

    @property
    def mark(self) -> str:
        """What its bookmark says."""
        who = self.who.name if self.who.name != self.head.name else None
        return marked(self.household_code, self.head.name, who)


class SupportCases(Batch[SupportCase], kw_only=True, frozen=True):
    """A batch of forms, each about one support."""


class SupportList(msgspec.Struct, kw_only=True, frozen=True):
    """A list of supports. subject: whose, which year; known, round: what its form divides lists by."""

    stamp: Stamp
    year: int
    subject: str
    commune: str
    place: str
    lines: list[SupportCase]
    village: str | None = None
    province: str | None = None
    title: str = ""
    round: str | None = None
    known: dict[str, str] = {}
    heading: Heading = Heading()
    basis: list[str] = []
    pending: list[Pending] = []

    @property
    def mark(self) -> str:
        """What its bookmark says."""
        return marked(self.village, self.round, *self.known.values()) or self.subject


class SupportLists(Batch[SupportList], kw_only=True, frozen=True):
    """Lists of one kind: one, or one for each village or group."""
