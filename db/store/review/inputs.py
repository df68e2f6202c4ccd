"""What a caller hands to the commands on reviews and their rounds, and the rows that queries give back."""

from __future__ import annotations

import msgspec

from db.domain.errors import Issue


class _Findings(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What was found at a household; fields as in the model `Review`."""

    reviewer: str | None = None
    area_class: str | None = None
    area_reason: str | None = None
    income: int | None = None
    b1: int | None = None
    b2: int | None = None
    variant: str | None = None
    deprivations: list[str] | None = None
    size: int | None = None
    result: str | None = None
    sub_type: str | None = None
    change_kind: str | None = None
    change_reason: str | None = None
    opinion: str | None = None
    note: str | None = None


class ReviewInput(_Findings, kw_only=True, forbid_unknown_fields=True):
    """A review as it is entered.

    kind and standard are the round's where there is one. result, sub_type: only where the standard cannot tell them
    (a list made elsewhere); left out they are worked out. area_class: left out it is the household's or its unit's.
    deprivations: None when nobody looked.
    """

    household: str
    date: str
    round: str | None = None
    kind: str | None = None
    standard: str | None = None
    answers: dict[str, str | list[str]] = {}
    causes: list[str] = []


class ReviewChanges(_Findings, kw_only=True, forbid_unknown_fields=True):
    """A review as corrected later; what is not named stays, `null` erases. Household and round stay."""

    date: str | None = None
    answers: dict[str, str | list[str]] | None = None
    causes: list[str] | None = None


class RoundInput(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A round of review; fields as in the model `ReviewRound`.

    standard, valid_from: left out they follow from year and kind (in-year: from the day of the decision).
    """

    year: int
    kind: str = "periodic"
    standard: str | None = None
    listed_on: str | None = None
    field_from: str | None = None
    field_to: str | None = None
    posted_from: str | None = None
    posted_to: str | None = None
    posted_at: str | None = None
    complaints: int | None = None
    rechecked_on: str | None = None
    reposted_from: str | None = None
    reposted_to: str | None = None
    opinion_level: str | None = None
    opinion_asked: str | None = None
    opinion_answered: str | None = None
    opinion_no: str | None = None
    decision_no: str | None = None
    decision_date: str | None = None
    signatory: str | None = None
    valid_from: str | None = None
    certified_on: str | None = None
    note: str | None = None


class MeetingInput(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A meeting of a village about a round: who came, how many agreed; village: id or name, None for the whole unit."""

    date: str
    village: str | None = None
    attended: int | None = None
    agreed: int | None = None
    note: str | None = None


class MeetingRow(msgspec.Struct, kw_only=True):
    """A meeting as recorded; the last of a village counts."""

    id: str
    village: str | None
    village_name: str
    date: str
    attended: int | None
    agreed: int | None
    note: str | None
    conflicts: int


class StepRow(msgspec.Struct, kw_only=True):
    """One step of a round: state: done, now (the first that is not), later; told: its days and figures in words."""

    id: str
    title: str
    state: str
    told: str


class RoundRow(RoundInput, kw_only=True):
    """A round as recorded. recognised: reviews that are a class by now; level_due: whose opinion its day prescribes;
    owner_unit: whose round it was.
    """

    id: str
    owner_unit: str
    conflicts: int
    meetings: list[MeetingRow]
    reviews: int
    recognised: int
    level_due: str
    steps: list[StepRow] = []

    @property
    def next(self) -> StepRow | None:
        """The step that is to be done now."""
        return next((step for step in self.steps if step.state == "now"), None)


class ReviewRow(ReviewInput, kw_only=True):
    """A review as recorded, with its household's head and village; recognised: it is a class by now.

    before: the class of the household when the round's class begins; derived: the change of kind that follows.
    """

    id: str
    conflicts: int
    head: str
    village: str | None
    village_name: str
    unit: str
    recognised: bool
    before: str | None
    derived: str | None


class Reviewed(msgspec.Struct, kw_only=True):
    """Reviews written: ids in the order given, the action, soft findings that the reason overrode."""

    ids: list[str]
    action: str
    warnings: list[Issue] = []


class Recognised(msgspec.Struct, kw_only=True):
    """A round recognised. classes: by result; unchanged: households outside the lists that stay so; action: its id."""

    round: str
    action: str
    valid_from: str
    classes: dict[str, int]
    unchanged: int
    warnings: list[Issue] = []
