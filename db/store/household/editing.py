"""The page of a household: what it shows with what the officer has seen, and one save of everything changed on it.

Safe between desks: a value that somebody else wrote since the page was opened is never silently overwritten; both
stand, as a conflict for a person.
"""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, select

from db.dialects import fetch, statements
from db.domain import codes
from db.domain.errors import Issue
from db.domain.values import show_date
from db.ledger import ledger
from db.ledger.register import Register
from db.models import Classification
from db.store.actions import Action
from db.store.drafts import forget_draft
from db.store.household.households import (
    check_classification,
    check_deprivations,
    check_fields,
    check_joining,
    class_values,
    dates_for,
    draft_classification,
    draft_deprivation,
    draft_member,
    field_values,
    need,
    person_fields,
)
from db.store.household.people import (
    HEAD,
    changed,
    changed_values,
    check_changed,
    check_person,
    check_taken,
    cleaned,
    settle,
)
from db.store.inputs import AddedMember, ClassificationInput, HouseholdEdit, PersonInput, Seen
from db.store.reading import household as household_row
from db.store.rows import ClassRow, HouseholdRow, MemberRow
from db.store.seen import seen_of, values_seen
from db.store.waiting import waiting


class EditView(msgspec.Struct, kw_only=True):
    """A household as its page shows it, and the live change ids behind every value (`HouseholdEdit.seen`)."""

    household: HouseholdRow
    seen: Seen


class Disputed(msgspec.Struct, kw_only=True):
    """A key that now holds two values: ours, and one written elsewhere in the meantime."""

    entity: str
    id: str
    key: str


class Saved(msgspec.Struct, kw_only=True):
    """What a save wrote: action id ("" when nothing had changed), ids of added people in order, what waits now."""

    household: str
    action: str
    added: list[str]
    warnings: list[Issue]
    disputed: list[Disputed]


def edit_view(connection: Connection, household: str, on: str) -> EditView:
    """A household as of the ISO date `on`, ready to be edited.

    Raises:
        NotFound: no such household.
    """
    row = household_row(connection, household, on)
    records = {
        "household": [row.id],
        "person": [member.id for member in row.members],
        "membership": [member.membership for member in row.members],
        "classification": [row.classification.id] if row.classification else [],
        "deprivation": [lack.id for lack in _lacks(connection, row.id)],
    }
    seen: Seen = {}
    for entity, ids in records.items():
        seen |= seen_of(connection, entity, ids)
    return EditView(household=row, seen=seen)


def save_edit(register: Register, household: str, edit: HouseholdEdit, *, reason: str = "", draft: str = "") -> Saved:
    """Write everything changed on the page of a household in one action.

    Fields of findings: `village`, `area_class` … for the household; `members[<person id>].cccd`; `added[0].birth_date`;
    `members` for the household without exactly one head; `classification.valid_from`; `deprivations`.

    Args:
        draft: place of the form it was typed in, which ends with the save.

    Raises:
        NotFound: no such household.
        InvalidData: all findings at once: hard ones, or soft ones and no reason; nothing is written.
    """
    with register.write() as connection:
        page = _Page(register, connection, household, edit)
        warnings = settle(page.issues(), reason)
        action = Action(register, connection, reason)
        added = page.write(action)
        written = action.commit()
        forget_draft(register, connection, draft)
        disputed = [Disputed(entity=e, id=i, key=k) for e, i, k in waiting(connection, action.records)]
    return Saved(
        household=household, action=action.id if written else "", added=added, warnings=warnings, disputed=disputed
    )


class _Page:
    """An edit beside the household it changes: as the officer saw it, and as it stands."""

    def __init__(self, register: Register, connection: Connection, household: str, edit: HouseholdEdit) -> None:
        need(connection, "household", household)
        self._connection = connection
        self._edit = edit
        self._dates = dates_for(register, connection, None)
        self._row = household_row(connection, household, self._dates.today)
        self._members = {member.id: member for member in self._row.members}
        self._added = [cleaned(person) for person in edit.added]
        self._home = self._as_seen("household", household)
        self._people: dict[str, tuple[dict[str, Any], PersonInput]] = {}

    def issues(self) -> list[Issue]:
        """All findings about the edit."""
        issues = check_fields(self._connection, self._home, self._edit.household, today=self._dates.today)
        for record, changes in self._edit.members.items():
            issues += self._changed_member(record, changes)
        added = [(f"added[{place}].", person) for place, person in enumerate(self._added)]
        for (field, person), given in zip(added, self._edit.added, strict=True):
            issues += self._added_member(field, person, given)
        people = [(f"members[{record}].", after) for record, (_, after) in self._people.items()]
        issues += check_taken(self._connection, people + added, but=self._people)
        return issues + self._heads() + self._class_issues()

    def write(self, action: Action) -> list[str]:
        """Put everything into an action; return the ids of added people."""
        fields = field_values(self._connection, self._home, self._edit.household, action)
        action.set("household", self._row.id, fields, base=self._base(self._row.id))
        for person, (changes, after) in self._people.items():
            action.set("person", person, changed_values(after, changes), base=self._base(person))
            if "relation" in changes:
                membership = self._members[person].membership
                action.set("membership", membership, {"relation": after.relation}, base=self._base(membership))
        pairs = zip(self._added, self._edit.added, strict=True)
        added = [draft_member(action, self._row.id, person, given.since) for person, given in pairs]
        self._write_class(action)
        return added

    def _base(self, record: str) -> dict[str, list[str]] | None:
        return self._edit.seen.get(record)

    def _as_seen(self, entity: str, record: str) -> dict[str, Any]:
        """The values of a record that the officer had before his eyes; without `seen`, those of now."""
        return values_seen(self._connection, entity, record, self._base(record))

    def _changed_member(self, person: str, changes: dict[str, Any]) -> list[Issue]:
        field = f"members[{person}]."
        member = self._members.get(person)
        if member is None:
            message = "Người này không còn ở trong hộ: mở lại trang của hộ rồi xem."
            return [Issue(f"members[{person}]", "hard", "not_member", message)]
        relation = self._as_seen("membership", member.membership).get("relation")
        before = {**person_fields(self._as_seen("person", person)), "relation": relation or "99"}
        after = changed(before, changes)
        self._people[person] = changes, after
        return check_changed(before, after, field=field, today=self._dates.today, papers_on=self._dates.papers)

    def _added_member(self, field: str, person: PersonInput, given: AddedMember) -> list[Issue]:
        today = self._dates.today
        issues = check_person(person, field=field, today=today, papers_on=self._dates.papers)
        return issues + check_joining(person, given.since, f"{field}since", today=today)

    def _heads(self) -> list[Issue]:
        """A page that touches relations must leave exactly one head; one that does not may find an older fault."""
        touched = [person for person, (changes, _) in self._people.items() if "relation" in changes]
        if not touched and not self._added:
            return []
        names = [after.name for person, after in self._after().items() if after.relation == HEAD]
        names += [person.name for person in self._added if person.relation == HEAD]
        if len(names) == 1 or not (touched or names):
            return []
        who = f" ({', '.join(names)})" if names else ""
        message = f"Hộ có {len(names)} người ghi là chủ hộ{who}: phải có đúng một chủ hộ (quan hệ 01)."
        return [Issue("members", "hard", "one_head", message)]

    def _after(self) -> dict[str, MemberRow | PersonInput]:
        """The members as they will be."""
        return {
            person: self._people[person][1] if "relation" in self._people.get(person, ({},))[0] else member
            for person, member in self._members.items()
        }

    def _class_issues(self) -> list[Issue]:
        edit = self._edit
        given = edit.classification
        issues = check_classification(self._connection, given, "classification.") if given else []
        if edit.corrects is not None:
            issues += self._correction_issues(edit.corrects)
        elif edit.classification is not None:
            issues += self._same_day(edit.classification)
        if edit.deprivations is None:
            return issues
        chosen = self._class()
        if chosen is None or not chosen.standard:
            message = "Hộ chưa có phân loại: ghi phân loại và chuẩn nghèo trước khi ghi thiếu hụt."
            return [*issues, Issue("deprivations", "hard", "no_standard", message)]
        return issues + check_deprivations(self._connection, chosen.standard, edit.deprivations)

    def _correction_issues(self, record: str) -> list[Issue]:
        known = ledger.values_of(self._connection, "classification", record) or {}
        if self._edit.classification is not None and known.get("household") == self._row.id:
            return []
        message = "Kết quả phân loại cần sửa không phải của hộ này: mở lại trang của hộ rồi chọn lại."
        return [Issue("classification", "hard", "not_of_household", message)]

    def _same_day(self, given: ClassificationInput) -> list[Issue]:
        """Another desk may have recorded the same decision while this page was open."""
        query = select(Classification.result).where(
            Classification.household == self._row.id,
            Classification.deleted == 0,
            Classification.valid_from == given.valid_from,
        )
        results = [result or "" for result in self._connection.execute(query).scalars()]
        if not results:
            return []
        known = ", ".join(codes.names("household_class").get(result, result) for result in results)
        message = f"Hộ đã có phân loại “{known}” từ ngày {show_date(given.valid_from)}: xem lại, hay sửa kết quả ấy."
        return [Issue("classification.valid_from", "soft", "class_same_day", message)]

    def _class(self) -> ClassificationInput | ClassRow | None:
        """The class under which deprivations are meant."""
        return self._edit.classification or self._row.classification

    def _write_class(self, action: Action) -> None:
        edit = self._edit
        if edit.classification is not None and edit.corrects is None:
            draft_classification(action, self._row.id, edit.classification)
        elif edit.classification is not None and edit.corrects is not None:
            before = self._as_seen("classification", edit.corrects).get("valid_from")
            action.set(
                "classification", edit.corrects, class_values(edit.classification), base=self._base(edit.corrects)
            )
            self._move_lacks(action, before, edit.classification)
        chosen = self._class()
        if edit.deprivations is not None and chosen and chosen.standard and chosen.valid_from:
            self._write_lacks(action, chosen.standard, chosen.valid_from, edit.deprivations)

    def _move_lacks(self, action: Action, before: str | None, chosen: ClassificationInput) -> None:
        """Deprivations that began or ended with a class move with its date."""
        if before in (None, chosen.valid_from):
            return
        for lack in _lacks(self._connection, self._row.id):
            ends = (("from_date", lack.from_date), ("to_date", lack.to_date))
            moved = {key: chosen.valid_from for key, day in ends if day == before}
            if lack.standard == chosen.standard and moved:
                action.set("deprivation", lack.id, moved, base=self._base(lack.id))

    def _write_lacks(self, action: Action, standard: str, day: str, wanted: list[str]) -> None:
        """End what was unticked and begin what was ticked, on the day of the class.

        What the officer left as it was stays as it is now, though another desk has unticked it meanwhile.
        """
        moved = self._moved_from(day)
        lacks = [lack for lack in _lacks(self._connection, self._row.id) if lack.standard == standard]
        ticked = [lack for lack in map(self._lack_as_seen, lacks) if lack is not None and lack.covers(moved)]
        for lack in ticked:
            if lack.indicator not in wanted:
                action.set("deprivation", lack.id, {"to_date": day}, base=self._base(lack.id))
        known = {lack.indicator for lack in (*ticked, *(lack for lack in lacks if lack.covers(moved)))}
        for indicator in dict.fromkeys(wanted):
            if indicator not in known:
                draft_deprivation(action, self._row.id, standard, indicator, day)

    def _lack_as_seen(self, lack: _Lack) -> _Lack | None:
        """A deprivation as the officer had it on the page, None if it was not there."""
        if not self._edit.seen:
            return lack
        if lack.id not in self._edit.seen:
            return None
        values = self._as_seen("deprivation", lack.id)
        return msgspec.structs.replace(lack, from_date=values.get("from_date"), to_date=values.get("to_date"))

    def _moved_from(self, day: str) -> str:
        """The day as the deprivations still have it when the date of their class is being corrected."""
        corrected = self._edit.corrects
        before = self._as_seen("classification", corrected).get("valid_from") if corrected else None
        return before or day


class _Lack(msgspec.Struct):
    """One deprivation record of a household."""

    id: str
    standard: str | None
    indicator: str | None
    from_date: str | None
    to_date: str | None

    def covers(self, day: str) -> bool:
        """Whether the household lacked it on an ISO day."""
        return (self.from_date or "") <= day and (self.to_date is None or self.to_date > day)


def _lacks(connection: Connection, household: str) -> list[_Lack]:
    columns, mark = "id, standard, indicator, from_date, to_date", statements(connection).mark
    query = f"SELECT {columns} FROM deprivation WHERE household = {mark} AND deleted = 0 ORDER BY id"
    return [_Lack(*row) for row in fetch(connection, query, (household,))]
