"""Plans the import of a commune's list into a register: what is new, changed, the same or doubtful. No SQL, no files.

Rules: empty never erases, less precise never replaces, what a person wrote is never replaced silently, nobody is
removed because a list does not name them, who left is not brought back silently, and the same list again plans nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from db.domain import codes
from db.domain.errors import FileProblem
from db.domain.likeness import spelling
from db.domain.standards import Standard, standard_on
from db.domain.text import fold
from db.policy.classify import Measured, check_totals, classify
from db.store.imports.listed import (
    ClassificationAdded,
    DepartedMember,
    Doubt,
    ExistingHousehold,
    ExistingMember,
    HouseholdChange,
    HouseholdList,
    ImportPlan,
    ListedHousehold,
    ListedMember,
    MemberAdded,
    Outcome,
    PersonChange,
    PlannedRow,
    RefusedRow,
    ReviewAdded,
    UnitLike,
)
from db.store.imports.matching import Departures, Match, Matcher, numbers, pair_members, person_key
from db.store.inputs import ClassificationInput, HouseholdInput, PersonInput
from db.store.labels import label, plain
from db.store.places.apart import village_key
from db.store.review.inputs import ReviewInput
from db.store.review.rounds import class_after

__all__ = [
    "ClassificationAdded", "Doubt", "ExistingHousehold", "ExistingMember", "HouseholdChange", "HouseholdList",
    "ImportPlan", "ListedHousehold", "ListedMember", "MemberAdded", "PersonChange", "PlannedRow", "RefusedRow", "plan",
    "valid_from",
]  # fmt: skip

# Wording of a list → code of list `poverty_change` (Phiếu C, TT 17/2016/TT-BLĐTBXH). “Tái nghèo” has no box there: such
# a household left the list in an earlier year, so no code says where it came from; the words stay as a note.
_CHANGE_CODES = {
    "nghèo cũ": "1", "nghèo từ cận nghèo cũ": "2", "nghèo mới": "3", "cận nghèo từ nghèo cũ": "4", "cận nghèo cũ": "5",
    "cận nghèo mới": "6",
}  # fmt: skip
# A list that says only “Con” or “Mẹ” does not contradict a register that knows it better.
_GENERAL_RELATIONS = {
    "con": {"04", "05", "06"}, "me": {"10", "12", "13", "14"}, "cha": {"09", "11", "13", "14"},
    "bo": {"09", "11", "13", "14"}, "ba": {"09", "11", "13", "14", "15"}, "ong": {"15"}, "anh": {"20", "21", "22"},
    "chi": {"20", "21", "22"}, "em": {"20", "21", "22"},
}  # fmt: skip


def plan(
    listed: HouseholdList,
    existing: Sequence[ExistingHousehold],
    unit: UnitLike,
    departed: Sequence[DepartedMember] = (),
    standards: Mapping[str, Standard] | None = None,
    *,
    area: str | None = None,
) -> ImportPlan:
    """The dry run of an import of a list into the register of a commune.

    existing: all living households of the unit; departed: who was in one of them and is no more; standards: those
    known, None: those carried; area: rural or urban, by which points are judged.

    Raises:
        FileProblem: the list is of another commune.
    """
    if listed.commune and fold(listed.commune) != fold(unit.name):
        message = (
            f"Danh sách này của xã {listed.commune}, còn sổ đang mở của {unit.kind.lower()} {unit.name}. "
            "Chưa nhập gì vào sổ. Chọn đúng danh sách hoặc mở đúng sổ."
        )
        raise FileProblem("other_unit", message)
    planner = _Planner(listed, existing, departed, standards, area)
    return ImportPlan(
        unit=unit.code,
        encoding=listed.encoding,
        persons=sum(len(h.members) for h in listed.households),
        rows=planner.rows(),
        refused=list(listed.refused),
        doubts=_general_doubts(listed),
    )


def _general_doubts(listed: HouseholdList) -> list[Doubt]:
    """What the list as a whole leaves open, and what the reader doubts outside the rows of households."""
    inside = {(h.sheet, row) for h in listed.households for row in (h.row, *(m.row for m in h.members))}
    doubts = [doubt for doubt in listed.doubts if (doubt.sheet, doubt.row) not in inside]
    if listed.commune is None:
        message = "Danh sách không ghi tên xã: kiểm tra đúng xã trước khi nhập."
        doubts.append(Doubt(0, "commune", "no_commune", message, False))
    if listed.decision_no is None or listed.decision_date is None:
        message = "Danh sách không ghi số hoặc ngày quyết định công nhận: bổ sung sau khi nhập."
        doubts.append(Doubt(0, "decision_no", "no_decision", message, False))
    return doubts


def valid_from(listed: HouseholdList) -> str | None:
    """The ISO date from which support follows this list, None when the list gives neither year nor decision.

    The review of a year decides the list of the next one, and lists are titled either by the year of the review or by
    the year served; the decision's date tells which. October–December: 1 January of the following year. January–March
    (a late decision): 1 January of that year. April–September (review during the year): the day of the decision.
    Without a date: 1 January of the year in the title.
    """
    if listed.decision_date:
        year, month = int(listed.decision_date[:4]), int(listed.decision_date[5:7])
        if month >= 10:
            return f"{year + 1}-01-01"
        return f"{year}-01-01" if month <= 3 else listed.decision_date
    return f"{listed.year}-01-01" if listed.year else None


class _Planner:
    def __init__(
        self,
        listed: HouseholdList,
        existing: Sequence[ExistingHousehold],
        departed: Sequence[DepartedMember],
        standards: Mapping[str, Standard] | None,
        area: str | None,
    ) -> None:
        self._listed = listed
        self._standards = standards
        self._area = area
        self._departures = Departures(departed)
        self._matcher = Matcher(existing)
        self._valid_from = valid_from(listed)
        self._place_of_number: dict[str, tuple[str, int]] = {}
        self._doubts: dict[tuple[str, int], list[Doubt]] = {}
        for doubt in listed.doubts:
            self._doubts.setdefault((doubt.sheet, doubt.row), []).append(doubt)

    def rows(self) -> list[PlannedRow]:
        """One planned row per listed household, in order."""
        households = self._listed.households
        repeated = _repeated(households)
        found = zip(households, self._matcher.match(households), strict=True)
        return [self._row(household, match, repeated.get(i)) for i, (household, match) in enumerate(found)]

    def _row(self, listed: ListedHousehold, match: Match, repeats: ListedHousehold | None) -> PlannedRow:
        reasons, remarks = self._told(listed)
        listed, review = self._reviewed(listed, reasons, remarks)
        listed, shared = self._without_shared_numbers(listed)
        head = listed.members[0].name
        planned = PlannedRow(
            row=listed.row, village=listed.village, head=head, outcome="new", sheet=listed.sheet, remarks=remarks
        )
        planned.reasons = match.doubts + shared
        if repeats is not None:
            planned.reasons.append(f"hộ này đã ghi ở {_place(repeats.sheet, repeats.row)} của danh sách.")
        if match.household is None:
            planned.reasons += reasons
            held = any(self._matcher.holder(n, None) for m in listed.members for n in numbers(m))
            planned.household = None if held else self._new(listed)
            planned.review = review if planned.household is not None else None
            planned.reasons += [told for member in listed.members for told in self._returning(member, None, listed)]
        else:
            planned.household_id = match.household.id
            self._compare(listed, match.household, planned, review)
            # a damaged cell whose mended value stands in the register already is settled
            planned.reasons += reasons if planned.changes else []
        planned.outcome = _outcome(planned)
        return planned

    def _reviewed(
        self, listed: ListedHousehold, reasons: list[str], remarks: list[str]
    ) -> tuple[ListedHousehold, ReviewInput | None]:
        """The household with the result that its points give where the list has none, and the review of it, if any.

        What the points contradict is a reason to look again; without a day nothing is kept of a review.
        """
        found, day = listed.review, self._valid_from
        if found is None or day is None or self._area is None:
            return listed, None
        by = standard_on(day, self._standards)
        measured = Measured(area=self._area, b1=found.b1, b2=found.b2)
        said = classify(by, measured)
        reasons += [issue.message for issue in check_totals(by, measured)]
        if listed.result is None:
            listed = replace(listed, result=said.result)
        elif said.result is not None and said.result != listed.result:
            names = codes.names("household_class")
            told = f"danh sách ghi {names[listed.result].lower()}, điểm B1, B2 cho {names[said.result].lower()}."
            reasons.append(told)
        if said.result == listed.result and listed.sub_type is None:
            listed = replace(listed, sub_type=said.sub_type)
        if listed.result is None:
            reasons.append("chưa rõ là hộ nghèo hay hộ cận nghèo.")
        on = found.date or self._listed.decision_date
        if on is None:
            remarks.append("danh sách không ghi ngày rà soát: điểm B1, B2 không thành phiếu.")
            return listed, None
        kind = "periodic" if day.endswith("-01-01") else "in_year"
        return listed, ReviewInput(
            household="", date=on, kind=kind, standard=by.id, reviewer=found.reviewer, area_class=self._area,
            b1=found.b1, b2=found.b2, result=listed.result, sub_type=listed.sub_type,
        )  # fmt: skip

    def _told(self, listed: ListedHousehold) -> tuple[list[str], list[str]]:
        """(serious, other) doubts of the reader about the rows of a household."""
        rows = dict.fromkeys((listed.row, *(m.row for m in listed.members)))
        doubts = [d for row in rows for d in self._doubts.get((listed.sheet, row), [])]
        return [d.message for d in doubts if d.serious], [d.message for d in doubts if not d.serious]

    def _without_shared_numbers(self, listed: ListedHousehold) -> tuple[ListedHousehold, list[str]]:
        """The household without identity numbers which the list gives to somebody before, and what to say of them."""
        told: list[str] = []
        members: list[ListedMember] = []
        for member in listed.members:
            here = (listed.sheet, member.row)
            repeated = {n for n in numbers(member) if self._place_of_number.setdefault(n, here) != here}
            for number in sorted(repeated):
                first = _place(*self._place_of_number[number])
                told.append(f"số {number} của {member.name} đã ghi cho người khác ở {first}.")
            kept = {name: None for name in ("cmnd", "cccd") if getattr(member, name) in repeated}
            members.append(replace(member, **kept))
        return replace(listed, members=members), told

    def _returning(self, member: ListedMember, household: str | None, listed: ListedHousehold) -> list[str]:
        """What is to be said of somebody whom the list brings back."""
        known = self._departures.of(member, household, listed.village)
        return [] if known is None else [f"{member.name} {known.told}, danh sách còn ghi: xem lại rồi hãy thêm."]

    def _new(self, listed: ListedHousehold) -> HouseholdInput:
        members = [_person(m, is_head=i == 0) for i, m in enumerate(listed.members)]
        minority = listed.ethnic_minority
        if minority is None and members[0].ethnic is not None:
            minority = members[0].ethnic != "01"
        return HouseholdInput(
            village=listed.village,
            members=members,
            code=listed.code,
            address=listed.address,
            phone=listed.phone,
            ethnic_minority=minority,
            note=_note(listed),
            classification=self._classification(listed),
        )

    def _classification(self, listed: ListedHousehold, before: str | None = None) -> ClassificationInput | None:
        """The class of the list; before: that of the household until then, which one no longer poor has left."""
        if listed.result is None or self._valid_from is None:
            return None
        result = class_after(before, listed.result)
        if result is None or (result == "not_poor" and before is None):
            return None
        return ClassificationInput(
            standard=standard_on(self._valid_from, self._standards).id,
            result=result,
            valid_from=self._valid_from,
            sub_type=listed.sub_type,
            decision_no=self._listed.decision_no,
            decision_date=self._listed.decision_date,
            change_kind=_CHANGE_CODES.get(listed.change or ""),
        )

    def _compare(
        self, listed: ListedHousehold, existing: ExistingHousehold, planned: PlannedRow, review: ReviewInput | None
    ) -> None:
        """Fills the changes and reasons of a household the register has."""
        household = _household_fields(listed, existing)
        if household:
            before = {name: getattr(existing, name) for name in household}
            planned.reasons += _against_hand("household", "", household, existing)
            planned.changes.append(HouseholdChange(household_id=existing.id, fields=household, before=before))
        pairs, added, missing = pair_members(listed.members, existing.members)
        for member, person in pairs:
            self._compare_person(member, person, member is listed.members[0], existing, planned)
        for member in added:
            planned.reasons += self._returning(member, existing.id, listed)
            self._add_member(member, existing, planned, is_head=member is listed.members[0])
        for person in missing:
            planned.reasons.append(f"{person.name} có trong sổ nhưng không có trong danh sách: giữ nguyên trong sổ.")
        classification = self._classification(listed, self._before(existing))
        if classification is not None:
            self._compare_class(classification, existing, planned)
        if review is not None and review.date not in existing.reviewed:
            given = next((one for one in planned.changes if isinstance(one, ClassificationAdded)), None)
            planned.changes = [one for one in planned.changes if one is not given]
            recognised = given.classification if given else None
            planned.changes.append(ReviewAdded(household_id=existing.id, review=review, classification=recognised))

    def _before(self, existing: ExistingHousehold) -> str | None:
        """The class of a household until the list."""
        earlier = [one for one in existing.classifications if one.valid_from < (self._valid_from or "")]
        return max(earlier, key=lambda one: one.valid_from).result if earlier else None

    def _compare_person(
        self,
        member: ListedMember,
        person: ExistingMember,
        is_head: bool,
        household: ExistingHousehold,
        planned: PlannedRow,
    ) -> None:
        fields, doubts = _person_fields(member, person, is_head)
        for name in ("cmnd", "cccd"):
            holder = self._matcher.holder(fields[name], household.id) if name in fields else None
            if holder is not None:
                planned.reasons.append(f"số {fields.pop(name)} của {member.name} đang là của người ở hộ khác trong sổ.")
        planned.reasons += doubts
        if fields:
            before = {name: getattr(person, name) for name in fields}
            planned.changes.append(
                PersonChange(
                    person_id=person.id,
                    membership_id=person.membership_id,
                    name=person.name,
                    fields=fields,
                    before=before,
                )
            )

    def _add_member(
        self, member: ListedMember, household: ExistingHousehold, planned: PlannedRow, *, is_head: bool
    ) -> None:
        if any(self._matcher.holder(n, household.id) for n in numbers(member)):
            planned.reasons.append(f"{member.name} đang ở hộ khác trong sổ: chuyển người đó trong sổ, không thêm mới.")
            return
        person = _person(member, is_head=is_head)
        if is_head and any(m.relation == "01" for m in household.members):
            planned.reasons.append(f"danh sách ghi chủ hộ {member.name}, sổ ghi người khác: đổi chủ hộ trong sổ.")
            person.relation = "99"
        planned.changes.append(MemberAdded(household_id=household.id, person=person))

    def _compare_class(self, listed: ClassificationInput, existing: ExistingHousehold, planned: PlannedRow) -> None:
        same_day = [c for c in existing.classifications if c.valid_from == listed.valid_from]
        if any(c.result == listed.result for c in same_day):
            return
        if same_day:
            planned.reasons.append("sổ đã có phân loại khác từ cùng ngày: xem lại quyết định công nhận.")
        planned.changes.append(ClassificationAdded(household_id=existing.id, classification=listed))


def _outcome(planned: PlannedRow) -> Outcome:
    if planned.reasons:
        return "doubtful"
    if planned.household is not None:
        return "new"
    return "changed" if planned.changes else "same"


def _place(sheet: str, row: int) -> str:
    return f"dòng {row} trang “{sheet}”" if sheet else f"dòng {row}"


def _repeated(households: Sequence[ListedHousehold]) -> dict[int, ListedHousehold]:
    """Index of a household → an earlier one with the same village and the same people."""
    seen: dict[tuple[str, tuple[Any, ...]], ListedHousehold] = {}
    found: dict[int, ListedHousehold] = {}
    for i, household in enumerate(households):
        people = tuple(sorted((person_key(m), m.cmnd or "", m.cccd or "") for m in household.members))
        first = seen.setdefault((village_key(household.village), people), household)
        if first is not household:
            found[i] = first
    return found


def _note(listed: ListedHousehold) -> str | None:
    relapse = f"Danh sách ghi: {listed.change}" if listed.change and listed.change not in _CHANGE_CODES else None
    return "; ".join(part for part in (listed.note, relapse) if part) or None


def _relation(member: ListedMember, is_head: bool) -> str:
    return "01" if is_head else codes.relation(member.relation or "").code


def _ethnic(member: ListedMember) -> tuple[str | None, str | None]:
    return codes.ethnic(member.ethnic) if member.ethnic else (None, None)


def _person(member: ListedMember, *, is_head: bool) -> PersonInput:
    ethnic, local = _ethnic(member)
    return PersonInput(
        name=member.name,
        birth_date=member.birth_date,
        sex=member.sex,
        relation=_relation(member, is_head),
        ethnic=ethnic,
        ethnic_local=local,
        cmnd=member.cmnd,
        cccd=member.cccd,
        bhxh_no=member.bhxh_no,
        phone=member.phone,
        note=member.note,
    )


def _household_fields(listed: ListedHousehold, existing: ExistingHousehold) -> dict[str, Any]:
    """New values of the household's own fields; a note is added to, never replaced."""
    fields: dict[str, Any] = {}
    for name in ("code", "address", "phone", "ethnic_minority"):
        value = getattr(listed, name)
        if value is not None and value != getattr(existing, name):
            fields[name] = value
    note = _note(listed)
    if note and note not in (existing.note or ""):
        fields["note"] = f"{existing.note}; {note}" if existing.note else note
    return fields


def _person_fields(member: ListedMember, person: ExistingMember, is_head: bool) -> tuple[dict[str, Any], list[str]]:
    """(new values, doubts) of a person who is in both; only what the list says and the register does not have."""
    fields: dict[str, Any] = {}
    doubts: list[str] = []
    if spelling(member.name) != spelling(person.name):
        fields["name"] = member.name
        doubts.append(f"tên trong danh sách là {member.name}, trong sổ là {person.name}: chọn tên đúng.")
    if member.birth_date and not (person.birth_date or "").startswith(member.birth_date):
        fields["birth_date"] = member.birth_date
    if member.sex and member.sex != person.sex:
        fields["sex"] = member.sex
    for name in ("cmnd", "cccd", "bhxh_no", "phone"):
        value, old = getattr(member, name), getattr(person, name)
        if value and value != old:
            fields[name] = value
            if old:
                doubts.append(f"số của {member.name} trong danh sách là {value}, trong sổ là {old}: xem giấy tờ.")
    if member.note and member.note not in (person.note or ""):
        fields["note"] = f"{person.note}; {member.note}" if person.note else member.note
    fields |= _ethnic_fields(member, person) | _relation_field(member, person, is_head, doubts)
    doubted = {name for name in ("name", "cmnd", "cccd", "bhxh_no", "phone") if getattr(person, name)}
    others = {name: value for name, value in fields.items() if name not in doubted}
    return fields, doubts + _against_hand("person", f" của {member.name}", others, person)


def _against_hand(
    entity: str, whose: str, fields: Mapping[str, Any], known: ExistingMember | ExistingHousehold
) -> list[str]:
    """Doubts about new values that would replace what a person wrote: an older list knows nothing of a correction."""
    doubts = []
    for name in fields:
        old = getattr(known, name)
        # only in front of these does the old value remain: a date made more precise, a note added to
        kept = name in ("birth_date", "note") and old and fields[name].startswith(old)
        if name in known.by_hand and not kept:
            title = label("membership" if name == "relation" else entity, name)
            now = "cán bộ đã xóa" if old is None else f"là {plain(name, old)} do cán bộ ghi"
            thing = f"{title[:1].lower()}{title[1:]}{whose}"
            doubts.append(f"{thing} trong danh sách là {plain(name, fields[name])}, trong sổ {now}: xem giấy tờ.")
    return doubts


def _ethnic_fields(member: ListedMember, person: ExistingMember) -> dict[str, Any]:
    """A group the list names; only its official name does not erase the local one (`Tà Ôi` after `Pa Cô`)."""
    ethnic, local = _ethnic(member)
    fields: dict[str, Any] = {}
    if ethnic and ethnic != person.ethnic:
        fields["ethnic"] = ethnic
    if local and fold(local) != fold(person.ethnic_local or ""):
        fields["ethnic_local"] = local
    return fields


def _relation_field(member: ListedMember, person: ExistingMember, is_head: bool, doubts: list[str]) -> dict[str, Any]:
    """A relation the register does not have; who is head is never changed by a list alone."""
    relation = _relation(member, is_head)
    if relation in ("99", person.relation) or person.relation in _general(member.relation):
        return {}
    if "01" in (relation, person.relation):
        doubts.append(f"danh sách và sổ khác nhau về chủ hộ ({member.name}): đổi chủ hộ trong sổ nếu đúng.")
        return {}
    return {"relation": relation}


def _general(written: str | None) -> Iterable[str]:
    return _GENERAL_RELATIONS.get(fold(written or ""), ())
