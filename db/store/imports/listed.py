"""Plain shapes of an import: what a list says, what the register holds, what would be done. No SQL, files or rules."""

from __future__ import annotations

from typing import Any, Literal, Protocol

import msgspec

from db.store.inputs import ClassificationInput, HouseholdInput, MilestoneInput, PersonInput, SupportInput
from db.store.review.inputs import ReviewInput

Outcome = Literal["new", "changed", "same", "doubtful"]


class Doubt(msgspec.Struct, frozen=True):
    """Something a person should look at. row: 1-based row of the sheet, 0 = the list as a whole.

    field: name of the field in these shapes ("" = the row). serious: keeps the household out of an import until
    accepted; a doubt that is not serious is only told.
    """

    row: int
    field: str
    code: str
    message: str
    serious: bool = True
    sheet: str = ""


class RefusedRow(msgspec.Struct, frozen=True):
    """A row that looks like data but cannot be used, with the reason in Vietnamese."""

    row: int
    reason: str
    sheet: str = ""


class ListColumn(msgspec.Struct, kw_only=True, frozen=True):
    """A column of a list, as it was understood. heading: what stands over it; field: what it holds.

    field is "" for a column that is not read, None for one whose meaning nobody has told; encoding: of its texts, ""
    when they are plain letters or figures; examples: some of its cells.
    """

    heading: str
    field: str | None
    encoding: str = ""
    examples: tuple[str, ...] = ()


def unknown(columns: list[ListColumn]) -> list[str]:
    """Headings of columns whose meaning nobody has told."""
    return [column.heading for column in columns if column.field is None]


class ListedMember(msgspec.Struct, kw_only=True):
    """One person as the list has them: text decoded and NFC, numbers cleaned, relation and ethnic group as written.

    birth_date: `1962`, `1962-05` or `1962-05-01`; sex: `1` Nam, `2` Nữ. None = the list says nothing.
    """

    row: int
    name: str
    birth_date: str | None = None
    sex: str | None = None
    relation: str | None = None
    ethnic: str | None = None
    cmnd: str | None = None
    cccd: str | None = None
    bhxh_no: str | None = None
    phone: str | None = None
    note: str | None = None


class ListedReview(msgspec.Struct, kw_only=True):
    """What a review found, as a list of its results has it. date: ISO."""

    b1: int | None = None
    b2: int | None = None
    date: str | None = None
    reviewer: str | None = None


class ListedHousehold(msgspec.Struct, kw_only=True):
    """One household of the list, the head first where the list marks one.

    number: the running number of the list (not an identity); code: mã hộ, when the list has that column;
    result: `poor`, `near_poor` or `not_poor`; sub_type: `income`, `deprivation` or None; change: `nghèo cũ`,
    `nghèo mới`, `tái nghèo`, `cận nghèo cũ`, `cận nghèo mới`, `tái cận nghèo` or another wording of the list; review:
    None where the list has no points.
    """

    row: int
    village: str
    members: list[ListedMember]
    number: str | None = None
    code: str | None = None
    result: str | None = None
    sub_type: str | None = None
    change: str | None = None
    ethnic_minority: bool | None = None
    address: str | None = None
    phone: str | None = None
    note: str | None = None
    review: ListedReview | None = None
    sheet: str = ""


class HouseholdList(msgspec.Struct, kw_only=True):
    """A commune's list as read.

    year: the year in the title; decision_date: ISO date; encoding: of the texts as found (`unicode`, `tcvn3`, `vni`,
    several joined by +); columns: every one that has a heading, with what it was taken for.
    """

    title: str | None
    commune: str | None
    year: int | None
    decision_no: str | None
    decision_date: str | None
    encoding: str
    households: list[ListedHousehold]
    refused: list[RefusedRow] = []
    doubts: list[Doubt] = []
    columns: list[ListColumn] = []


class DataRow(msgspec.Struct, kw_only=True):
    """One line of a sheet of our own: the record it is, what stands in its cells and how that reads.

    raw: texts by field as they stand, to tell what nobody touched; values: read, by the field of the input; told: by
    field why it cannot be read as it stands.
    """

    row: int
    record: str
    name: str
    sheet: str = ""
    raw: dict[str, str] = {}
    values: dict[str, Any] = {}
    told: dict[str, str] = {}


class DataList(msgspec.Struct, kw_only=True):
    """A sheet of our own that comes back. kind: `household` or `person`; other fields as of `HouseholdList`."""

    kind: Literal["household", "person"]
    title: str | None
    rows: list[DataRow]
    encoding: str = "unicode"
    columns: list[ListColumn] = []


class ExistingMember(msgspec.Struct, kw_only=True):
    """A living membership of the register, as the store hands it over; the shape of each value is PersonInput's.

    by_hand: names of the fields whose value a person wrote; a list that says otherwise is doubted.
    """

    id: str
    membership_id: str
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
    by_hand: frozenset[str] = frozenset()


class ExistingHousehold(msgspec.Struct, kw_only=True):
    """A household of the register with its present members, all its classifications and the days of its reviews.

    by_hand: as of a member.
    """

    id: str
    village: str
    members: list[ExistingMember]
    code: str | None = None
    address: str | None = None
    phone: str | None = None
    ethnic_minority: bool | None = None
    note: str | None = None
    classifications: list[ClassificationInput] = []
    reviewed: list[str] = []
    by_hand: frozenset[str] = frozenset()


class DepartedMember(msgspec.Struct, kw_only=True):
    """Somebody who is in no household of the register any more. told: since when and why, as people read it.

    household_id, village: where the person was last.
    """

    id: str
    household_id: str
    village: str
    name: str
    birth_date: str | None = None
    sex: str | None = None
    cmnd: str | None = None
    cccd: str | None = None
    told: str


class HouseholdChange(msgspec.Struct, tag=True, kw_only=True):
    """New values of a household's own fields (`code`, `address`, `phone`, `ethnic_minority`, `note`).

    before: what the register holds in these fields.
    """

    household_id: str
    fields: dict[str, Any]
    before: dict[str, Any]


class PersonChange(msgspec.Struct, tag=True, kw_only=True):
    """New values of a person; `relation` belongs to the membership named beside. Never an erasure.

    name: the person's name in the register; before: what the register holds in these fields.
    """

    person_id: str
    membership_id: str
    name: str
    fields: dict[str, Any]
    before: dict[str, Any]


class MemberAdded(msgspec.Struct, tag=True, kw_only=True):
    """A person the list has and the household has not."""

    household_id: str
    person: PersonInput


class ClassificationAdded(msgspec.Struct, tag=True, kw_only=True):
    """A class recognised by the list's decision which the household does not have yet."""

    household_id: str
    classification: ClassificationInput


class ReviewAdded(msgspec.Struct, tag=True, kw_only=True):
    """A review that the register has not; classification: the class it was recognised as, None where that is there."""

    household_id: str
    review: ReviewInput
    classification: ClassificationInput | None = None


class SupportAdded(msgspec.Struct, tag=True, kw_only=True):
    """A support the list has and the register has not."""

    data: SupportInput


class SupportChange(msgspec.Struct, tag=True, kw_only=True):
    """New values of a support, by path (`details.so_the`, `amounts.approved`, `note`), and steps that came.

    before: what the register holds under these paths; changes: the same as `set_support` takes it.
    """

    support_id: str
    fields: dict[str, Any]
    before: dict[str, Any]
    changes: dict[str, Any]
    steps: list[MilestoneInput] = []


Change = HouseholdChange | PersonChange | MemberAdded | ClassificationAdded | ReviewAdded | SupportAdded | SupportChange


class PlannedRow(msgspec.Struct, kw_only=True):
    """What would be done with one listed household.

    `household` is set for one the register does not have, `household_id` and `changes` for one it has; a doubtful row
    carries what would be done once somebody accepts it (maybe nothing). review: of a new household.
    """

    row: int
    village: str
    head: str
    outcome: Outcome
    reasons: list[str] = []
    remarks: list[str] = []
    household: HouseholdInput | None = None
    review: ReviewInput | None = None
    household_id: str | None = None
    changes: list[Change] = []
    sheet: str = ""


class ImportPlan(msgspec.Struct, kw_only=True):
    """The dry run of an import, household by household, in the order of the list. Nothing is written yet.

    doubts: what is to be looked at beside the rows of households: of the list as a whole, of its totals.
    """

    unit: str
    encoding: str
    persons: int
    rows: list[PlannedRow]
    refused: list[RefusedRow]
    doubts: list[Doubt]

    def to_write(self, *, accept_doubtful: bool) -> list[PlannedRow]:
        """The rows an import writes: new and changed ones, and the doubtful ones that propose something if accepted."""
        wanted = ("new", "changed", "doubtful") if accept_doubtful else ("new", "changed")
        return [row for row in self.rows if row.outcome in wanted and (row.household or row.changes)]

    def summary(self) -> dict[str, int | str]:
        """The contract of `import --json`.

        households and persons read; new, changed, same and doubtful count households and sum to them; refused counts
        rows of the sheet; encoding and unit (code) are text.
        """
        outcomes = [row.outcome for row in self.rows]
        counts: dict[str, int | str] = {"households": len(self.rows), "persons": self.persons}
        for outcome in ("new", "changed", "same", "doubtful"):
            counts[outcome] = outcomes.count(outcome)
        return counts | {"refused": len(self.refused), "encoding": self.encoding, "unit": self.unit}


class UnitLike(Protocol):
    """What planning asks of an administrative unit: `Hồng Thủy` of kind `Xã` with code `20104`."""

    @property
    def code(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def name(self) -> str: ...
