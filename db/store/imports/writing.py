"""A planned import meets the register: what is there already, and the plan written as one action with one undo.

It reads no file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec
from sqlalchemy import Connection, select

from db.domain.errors import UserError
from db.domain.units import area_of
from db.domain.values import local_date
from db.ledger import ledger
from db.ledger.ledger import Place
from db.ledger.register import Register, settings
from db.models import Classification, Review
from db.store.actions import Action
from db.store.definitions.standards import standards
from db.store.history.origins import FROM_LIST, hand_written
from db.store.household.households import draft_classification, draft_household, draft_member
from db.store.household.people import IDENTITY, check_person, cleaned, cleaned_household
from db.store.imports.departed import departed
from db.store.imports.listed import (
    Change,
    ClassificationAdded,
    Doubt,
    ExistingHousehold,
    ExistingMember,
    HouseholdChange,
    HouseholdList,
    ImportPlan,
    MemberAdded,
    PersonChange,
    PlannedRow,
    RefusedRow,
    ReviewAdded,
    UnitLike,
)
from db.store.imports.planning import plan
from db.store.inputs import ClassificationInput, HouseholdInput
from db.store.offices import own_unit
from db.store.places.apart import village_key
from db.store.places.villages import draft_village, find_village, list_villages
from db.store.reading import household_ids, households
from db.store.review.inputs import ReviewInput
from db.store.review.reviews import draft_review
from db.store.rows import HouseholdRow, MemberRow


@dataclass(slots=True)
class Imported:
    """The dry run, and what was written of it: number of households touched, villages made, changes appended."""

    plan: ImportPlan
    written: int = 0
    villages: list[str] = field(default_factory=list)
    changes: int = 0


def import_list(
    register: Register,
    listed: HouseholdList,
    *,
    dry_run: bool,
    accept_doubtful: bool = False,
    reason: str = "",
    seen: ImportPlan | None = None,
    step: Callable[[int, int], object] = lambda _done, _total: None,
) -> Imported:
    """Plan the import of a list and, unless `dry_run`, write its new and changed households in one action.

    accept_doubtful: write the doubtful ones too, as the plan proposes, for this `reason`. Villages the register does
    not know are made. seen: the dry run that somebody agreed to; step: called with how many households of how many
    are prepared; what it raises ends the import and nothing is written.

    Raises:
        FileProblem: the list is of another commune.
        UserError: the register has changed so that the import would do something else than was `seen`.
    """
    with ledger.quiet_collector(), register.write() as connection:
        unit = own_unit(connection)
        today = local_date(register.providers.now())
        planned = _planned(connection, listed, unit, today)
        _refuse_impossible(register, connection, planned)
        _tell_new_villages(connection, planned)
        done = Imported(planned)
        if seen is not None and planned != seen:
            message = "Sổ đã thay đổi từ lúc xem thử. Chưa nhập gì vào sổ: xem lại rồi nhập."
            raise UserError("plan_changed", message)
        if not dry_run:
            action = Action(register, connection, _reason(listed, reason if accept_doubtful else ""))
            _write(connection, action, planned.to_write(accept_doubtful=accept_doubtful), done, step)
    return done


def _reason(listed: HouseholdList, accepted: str) -> str:
    said = f"{FROM_LIST}: {listed.title or 'không có tiêu đề'}"
    return f"{said}; nhận cả dòng cần xem lại: {accepted.strip()}" if accepted.strip() else said


def _planned(connection: Connection, listed: HouseholdList, unit: UnitLike, today: str) -> ImportPlan:
    """The plan; who wrote a value of the register is looked up only where the list says otherwise: it takes long."""
    known = existing(connection, unit.code, today)
    gone = departed(connection, unit.code, listed, {member.id for home in known for member in home.members})
    by, area = standards(connection), area_of(unit.code, settings(connection)["unit_date"])
    planned = plan(listed, known, unit, gone, by, area=area)
    places = {place for row in planned.rows for change in row.changes for place in _replaced(change)}
    if not places:
        return planned
    origins = hand_written(connection, places)
    nothing: frozenset[str] = frozenset()
    for home in known:
        home.by_hand = origins.get(("household", home.id), nothing)
        for member in home.members:
            own, within = ("person", member.id), ("membership", member.membership_id)
            member.by_hand = origins.get(own, nothing) | origins.get(within, nothing)
    return plan(listed, known, unit, gone, by, area=area)


def _replaced(change: Change) -> list[Place]:
    """The records in which a planned change replaces values."""
    match change:
        case HouseholdChange():
            return [("household", change.household_id)]
        case PersonChange():
            return [("person", change.person_id), ("membership", change.membership_id)]
        case _:
            return []


def existing(connection: Connection, unit: str, today: str) -> list[ExistingHousehold]:
    """All households of a unit with their members as of `today` (ISO) and every class they were given."""
    rows = households(connection, household_ids(connection, unit=unit), today)
    classes: dict[str, list[ClassificationInput]] = {}
    query = select(
        Classification.household, Classification.standard, Classification.result, Classification.valid_from
    ).where(Classification.deleted == 0)
    for owner, standard, result, start in connection.execute(query):
        classes.setdefault(owner or "", []).append(
            ClassificationInput(standard=standard or "", result=result or "", valid_from=start or "")
        )
    days: dict[str, list[str]] = {}
    for owner, day in connection.execute(select(Review.household, Review.date).where(Review.deleted == 0)):
        days.setdefault(owner or "", []).append(day or "")
    return [_existing(row, classes.get(row.id, []), days.get(row.id, [])) for row in rows]


def _existing(row: HouseholdRow, classes: list[ClassificationInput], reviewed: list[str]) -> ExistingHousehold:
    return ExistingHousehold(
        id=row.id,
        village=row.village_name,
        members=[_member(member) for member in row.members],
        code=row.code,
        address=row.address,
        phone=row.phone,
        ethnic_minority=row.ethnic_minority,
        note=row.note,
        classifications=classes,
        reviewed=reviewed,
    )


def _member(member: MemberRow) -> ExistingMember:
    return ExistingMember(
        id=member.id,
        membership_id=member.membership,
        name=member.name,
        birth_date=member.birth_date,
        sex=member.sex,
        relation=member.relation or "99",
        ethnic=member.ethnic,
        ethnic_local=member.ethnic_local,
        cmnd=member.cmnd,
        cccd=member.cccd,
        bhxh_no=member.bhxh_no,
        phone=member.phone,
        note=member.note,
    )


def _refuse_impossible(register: Register, connection: Connection, planned: ImportPlan) -> None:
    """Move new households that no entry form would take (hard findings) to the refused rows, with the reasons."""
    today, papers = local_date(register.providers.now()), settings(connection)["unit_date"]
    kept: list[PlannedRow] = []
    for row in planned.rows:
        if row.household is None:
            kept.append(row)
            continue
        row.household = cleaned_household(row.household)
        found = [
            issue
            for person in row.household.members
            for issue in check_person(person, field="", today=today, papers_on=papers)
        ]
        faults = [issue.message for issue in found if issue.severity == "hard"]
        if faults:
            planned.refused.append(RefusedRow(row.row, "; ".join(faults), row.sheet))
            planned.persons -= len(row.household.members)
        else:
            kept.append(row)
    planned.rows = kept


def _tell_new_villages(connection: Connection, planned: ImportPlan) -> None:
    """A village nobody knows may be a known one spelt in another way: it is told before it is made."""
    known = {village_key(village.name) for village in list_villages(connection, planned.unit)}
    wanted = {village_key(row.village): row.village for row in planned.rows if row.household is not None}
    new = [name for key, name in wanted.items() if key not in known]
    if new:
        told = f"Sổ chưa có thôn: {', '.join(new)}. Nhập thì lập thôn mới; nếu là thôn đã có, sửa tên trong danh sách."
        planned.doubts.append(Doubt(0, "village", "village_new", told, False))


def _write(
    connection: Connection,
    action: Action,
    rows: list[PlannedRow],
    done: Imported,
    step: Callable[[int, int], object],
) -> None:
    known = settings(connection)
    villages = {village_key(v.name): v.id for v in list_villages(connection, known["unit"])}
    for number, row in enumerate(rows):
        step(number, len(rows))
        if row.household is not None:
            key = village_key(row.village)
            if key not in villages:
                found = find_village(connection, known["unit"], row.village)
                villages[key] = found or draft_village(action, known["unit"], known["unit_date"], row.village)
                done.villages.append(row.village)
            _draft_new(action, row, row.household, villages[key])
        for change in row.changes:
            draft_change(connection, action, change)
    done.written = len(rows)
    done.changes = len(action.commit())


def _draft_new(action: Action, row: PlannedRow, home: HouseholdInput, village: str) -> None:
    """A new household, with the review from which its class comes where the list has one."""
    if row.review is None:
        draft_household(action, home, village)
        return
    added = draft_household(action, msgspec.structs.replace(home, classification=None), village)
    _draft_review(action, added.id, row.review, home.classification)


def _draft_review(action: Action, household: str, data: ReviewInput, given: ClassificationInput | None) -> None:
    record = draft_review(action, msgspec.structs.replace(data, household=household))
    if given is not None:
        draft_classification(action, household, given, review=record)


def draft_change(connection: Connection, action: Action, change: Change) -> None:
    """Put one planned change of a household or its people into an action."""
    match change:
        case HouseholdChange():
            _draft_household_fields(connection, action, change)
        case PersonChange():
            _draft_person_fields(connection, action, change)
        case MemberAdded():
            draft_member(action, change.household_id, cleaned(change.person), None)
        case ClassificationAdded():
            draft_classification(action, change.household_id, change.classification)
        case ReviewAdded():
            _draft_review(action, change.household_id, change.review, change.classification)


def _draft_household_fields(connection: Connection, action: Action, change: HouseholdChange) -> None:
    fields = dict(change.fields)
    if "address" in fields:
        now = ledger.values_of(connection, "household", change.household_id) or {}
        fields["place"] = {**(now.get("place") or {}), "address": fields.pop("address")}
    action.set("household", change.household_id, fields)


def _draft_person_fields(connection: Connection, action: Action, change: PersonChange) -> None:
    fields = dict(change.fields)
    relation = fields.pop("relation", None)
    identity = {name: fields.pop(name) for name in IDENTITY if name in fields}
    if identity:
        now = ledger.values_of(connection, "person", change.person_id) or {}
        fields["identity"] = {**(now.get("identity") or {}), **identity}
    if fields:
        action.set("person", change.person_id, fields)
    if relation is not None:
        action.set("membership", change.membership_id, {"relation": relation})
