"""Commands on households and their people: add, change, classify. One action each; all findings come back at once.

No SQL of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from db.domain.errors import Issue, NotFound, no_record
from db.domain.identifiers import check_phone, clean_phone
from db.domain.standards import Standard, standard
from db.domain.text import fold, nfc
from db.domain.units import area_of
from db.domain.values import certainly_before, earliest_day, is_iso_date, local_date
from db.ledger import ledger
from db.ledger.lineage import lineage
from db.ledger.register import Register, settings
from db.store.actions import Action
from db.store.days import check_day, check_past, check_since_birth
from db.store.definitions.standards import standards
from db.store.drafts import forget_draft
from db.store.household.people import (
    HEAD,
    changed,
    changed_values,
    check_changed,
    check_code,
    check_mothers,
    check_person,
    check_taken,
    cleaned,
    cleaned_household,
    person_values,
    settle,
)
from db.store.inputs import (
    ClassificationInput,
    DeprivationsInput,
    HouseholdChanges,
    HouseholdInput,
    PersonChanges,
    PersonInput,
)
from db.store.labels import ENTITY_TITLES
from db.store.places.areas import check_area
from db.store.places.villages import check_village, find_village, take_village
from db.store.reading import household_of, households, memberships, open_deprivations
from db.store.shapes import read

_PLAIN = ("since", "code", "phone", "ethnic_minority", "merit", "no_labour", "note")


@dataclass(slots=True)
class Added:
    """What a command wrote: id of the record, ids of the people in it, soft findings that a reason overrode."""

    id: str
    persons: list[str] = field(default_factory=list)
    warnings: list[Issue] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Today:
    """The dates a check needs: today, and the date for which papers are judged."""

    today: str
    papers: str


def add_household(register: Register, data: HouseholdInput, *, reason: str = "", draft: str = "") -> Added:
    """Record a household with its members, class and deprivations in one action.

    draft: place of the form it was typed in (`db.store.drafts`), which ends with the save.

    Raises:
        InvalidData: hard findings, or soft ones and no reason; nothing is written.
    """
    data = cleaned_household(data)
    with register.write() as connection:
        action = Action(register, connection, reason)
        village = find_village(connection, action.unit, data.village)
        unknown = [] if village else check_place(connection, action.unit, data.village, new=data.new_village)
        dates = dates_for(register, connection, data.since, action.unit_date)
        warnings = settle(check_household(connection, data, dates) + unknown, reason)
        village = village or take_village(connection, action, action.unit, data.village)
        added = draft_household(action, data, village)
        action.commit()
        forget_draft(register, connection, draft)
    added.warnings = warnings
    return added


def check_household(connection: Connection, data: HouseholdInput, dates: Today) -> list[Issue]:
    """All findings about a household to be added, its members cleaned."""
    people = [(f"members[{n}].", person) for n, person in enumerate(data.members)]
    issues = [
        i
        for prefix, person in people
        for i in check_person(person, field=prefix, today=dates.today, papers_on=dates.papers)
    ]
    heads = sum(person.relation == HEAD for _, person in people)
    if not people:
        issues.append(Issue("members", "hard", "no_members", "Hộ chưa có thành viên nào: ghi ít nhất chủ hộ."))
    elif heads != 1:
        message = f"Hộ có {heads} người ghi là chủ hộ: phải có đúng một chủ hộ (quan hệ 01)."
        issues.append(Issue("members", "hard", "one_head", message))
    issues += check_mothers(people) + _check_phone(data.phone, dates.papers)
    issues += check_taken(connection, people) + check_code("area_class", data.area_class, "area_class")
    if data.area_class:
        issues += check_area(data.area_class, data.area_reason, area_of(settings(connection)["unit"], dates.today))
    issues += check_past(data.since, "since", today=dates.today)
    if data.classification is not None:
        issues += check_classification(connection, data.classification, "classification.")
        issues += check_deprivations(connection, data.classification.standard, data.deprivations)
    elif data.deprivations:
        issues.append(
            Issue(
                "deprivations",
                "hard",
                "no_standard",
                "Có thiếu hụt nhưng chưa có phân loại: ghi phân loại và chuẩn nghèo.",
            )
        )
    return issues


def dates_for(register: Register, connection: Connection, since: str | None, unit_date: str = "") -> Today:
    """The dates for checks of an entry that counts from `since` on; unit_date: the register's, where it is at hand."""
    papers = since if since and is_iso_date(since) else unit_date or settings(connection)["unit_date"]
    return Today(local_date(register.providers.now()), papers)


def check_classification(connection: Connection, data: ClassificationInput, prefix: str = "") -> list[Issue]:
    """Findings about an entered class: standard and its dates, result, sub-type, decision."""
    issues = check_code("household_class", data.result, f"{prefix}result")
    issues += check_code("poverty_change", data.change_kind, f"{prefix}change_kind")
    for name in ("valid_from", "decision_date"):
        issues += check_day(getattr(data, name), f"{prefix}{name}")
    try:
        chosen = standard(data.standard, standards(connection))
    except NotFound as error:
        return [*issues, Issue(f"{prefix}standard", "hard", error.code, error.message)]
    if not issues:
        issues += _check_standard(chosen, data.valid_from, f"{prefix}valid_from")
    if data.sub_type is not None and data.sub_type not in chosen.sub_types:
        issues.append(
            Issue(f"{prefix}sub_type", "hard", "unknown_code", f"{chosen.title} không có loại “{data.sub_type}”.")
        )
    return issues


def _check_standard(chosen: Standard, day: str, field: str) -> list[Issue]:
    if chosen.valid_from <= day <= chosen.valid_to:
        return []
    message = f"{chosen.title} không áp dụng cho ngày {day}: chọn chuẩn khác hoặc ngày khác."
    return [Issue(field, "hard", "standard_date", message)]


def _check_phone(value: str | None, written_on: str) -> list[Issue]:
    return check_phone(clean_phone(value), written_on=written_on) if value and value.strip() else []


def check_deprivations(connection: Connection, standard_id: str, indicators: Sequence[str]) -> list[Issue]:
    """Hard findings for codes that are no indicators of a standard; an unknown standard is found elsewhere."""
    chosen = standards(connection).get(standard_id) if indicators else None
    return [
        Issue("deprivations", "hard", "unknown_code", f"Chỉ số “{code}” không có trong {chosen.title}.")
        for code in indicators
        if chosen is not None and code not in chosen.indicators
    ]


def draft_household(action: Action, data: HouseholdInput, village: str, *, unit: str | None = None) -> Added:
    """Put a checked household, its members cleaned, into an action; nothing is written yet.

    unit: code of the unit where it lives and which keeps it, None for ours.
    """
    place = {
        "unit": unit or action.unit,
        "unit_date": action.unit_date,
        "village": village,
        "address": tidy(data.address),
    }
    area = {"area_class": data.area_class, "area_reason": tidy(data.area_reason)}
    values: dict[str, Any] = {
        "place": filled(place),
        "area": filled(area) or None,
        **{name: kept(name, getattr(data, name)) for name in _PLAIN},
    }
    household = action.create("household", values, unit=unit)
    added = Added(household)
    for person in data.members:
        added.persons.append(draft_member(action, household, person, data.since, unit=unit))
    if data.classification is not None:
        draft_classification(action, household, data.classification)
        for indicator in data.deprivations:
            draft_deprivation(
                action, household, data.classification.standard, indicator, data.classification.valid_from
            )
    return added


def draft_member(
    action: Action, household: str, person: PersonInput, since: str | None, *, unit: str | None = None
) -> str:
    """Put a cleaned person and its membership into an action; return the person's id.

    since: ISO day, None if unknown; who was born later belongs to the household from birth on. unit: as above.
    """
    record = action.create("person", person_values(person), unit=unit)
    born = earliest_day(person.birth_date or "")
    if since and born and certainly_before(since, person.birth_date or ""):
        since = born.isoformat()
    draft_membership(action, household, record, person.relation, since)
    return record


def draft_membership(action: Action, household: str, person: str, relation: str, since: str | None) -> str:
    """Put the membership of a person from an ISO day on into an action; return its id."""
    values = {"household": household, "person": person, "relation": relation, "from_date": since}
    return action.create("membership", values)


def draft_classification(action: Action, household: str, data: ClassificationInput, *, review: str = "") -> str:
    """Put a class into an action; review: id of the one that it recognises. Returns its id."""
    return action.create("classification", {"household": household, **class_values(data), "review": review})


def class_values(data: ClassificationInput) -> dict[str, Any]:
    """The ledger keys of an entered class."""
    names = ("result", "sub_type", "standard", "decision_no", "decision_date")
    decision = filled({name: getattr(data, name) for name in names})
    return {"decision": decision, "valid_from": data.valid_from, "change_kind": data.change_kind}


def draft_deprivation(action: Action, household: str, standard_id: str, indicator: str, since: str) -> str:
    """Put one deprivation from an ISO day on into an action; return its id."""
    values = {"household": household, "standard": standard_id, "indicator": indicator, "from_date": since}
    return action.create("deprivation", values)


def add_classification(register: Register, household: str, data: ClassificationInput, *, reason: str = "") -> str:
    """Record the class of a household from a date on; the one before stays as history."""
    with register.write() as connection:
        settle(check_classification(connection, data), reason)
        need(connection, "household", household)
        action = Action(register, connection, reason)
        record = draft_classification(action, household, data)
        action.commit()
    return record


def set_deprivations(register: Register, household: str, data: DeprivationsInput, *, reason: str = "") -> list[str]:
    """Record everything a household lacks from a day on; what it no longer lacks ends that day.

    Returns:
        The ids of what is new.

    Raises:
        NotFound: no such household or standard; InvalidData: a day or an indicator that is none of the standard's.
    """
    with register.write() as connection:
        known = standard(data.standard, standards(connection))
        issues = check_day(data.on, "on") or _check_standard(known, data.on, "on")
        settle(issues + check_deprivations(connection, data.standard, data.indicators), "")
        need(connection, "household", household)
        action = Action(register, connection, reason)
        made = draft_deprivations(action, household, data, open_deprivations(connection, household, data.standard))
        action.commit()
    return made


def draft_deprivations(
    action: Action, household: str, data: DeprivationsInput, lacked: Mapping[str, Sequence[str]]
) -> list[str]:
    """Put all that a household lacks into an action; lacked: ids by indicator of what was lacked. Ids of the new."""
    for record in (r for indicator, records in lacked.items() if indicator not in data.indicators for r in records):
        action.set("deprivation", record, {"to_date": data.on})
    new = [indicator for indicator in dict.fromkeys(data.indicators) if indicator not in lacked]
    return [draft_deprivation(action, household, data.standard, indicator, data.on) for indicator in new]


def add_person(
    register: Register, household: str, data: PersonInput, *, since: str | None = None, reason: str = ""
) -> Added:
    """Add a member to a household (born, married in, moved in)."""
    person = cleaned(data)
    with register.write() as connection:
        need(connection, "household", household)
        dates = dates_for(register, connection, since)
        issues = check_person(person, field="", today=dates.today, papers_on=dates.papers)
        issues += check_joining(person, since, "since", today=dates.today)
        if person.relation == HEAD:
            issues += check_second_head(connection, household, dates.today)
        issues += check_mothers([*_head_of(connection, household, dates.today), ("", person)])
        warnings = settle(issues + check_taken(connection, [("", person)]), reason)
        action = Action(register, connection, reason)
        record = draft_member(action, household, person, since)
        action.commit()
    return Added(household, [record], warnings)


def check_joining(person: PersonInput, since: str | None, field: str, *, today: str) -> list[Issue]:
    """Findings about the day from which a person belongs to a household."""
    return check_past(since, field, today=today) + check_since_birth(since, person.birth_date, person.name, field)


def set_person(register: Register, person: str, changes: dict[str, Any], *, reason: str = "") -> list[Issue]:
    """Change fields of a person; `None` erases one. Returns the soft findings that the reason overrode.

    Raises:
        InvalidData: unknown field, hard findings, or soft ones and no reason.
    """
    with register.write() as connection:
        before = person_fields(need(connection, "person", person))
        fields = {name: value for name, value in changes.items() if name != "death_date"}
        death = {name: value for name, value in changes.items() if name == "death_date"}
        after, died = changed(before, fields), read({"name": "", **death}, PersonChanges).death_date
        dates = dates_for(register, connection, None)
        issues = check_changed(before, after, field="", today=dates.today, papers_on=dates.papers)
        issues += check_past(died, "death_date", today=dates.today)
        if "relation" in changes and after.relation == HEAD:
            home = household_of(connection, person, dates.today)
            issues += check_second_head(connection, home, dates.today, but=person)
        warnings = settle(issues + check_taken(connection, [("", after)], but=[person]), reason)
        action = Action(register, connection, reason)
        action.set("person", person, changed_values(after, fields) | death)
        if "relation" in changes:
            _set_relation(connection, action, person, after.relation)
        action.commit()
    return warnings


def need(connection: Connection, entity: str, record: str) -> dict[str, Any]:
    """Values of a record; NotFound with a sentence if the register has none of that id."""
    values = ledger.values_of(connection, entity, record)
    if values is None:
        raise no_record(ENTITY_TITLES[entity], record)
    return values


def check_second_head(connection: Connection, household: str | None, on: str, *, but: str = "") -> list[Issue]:
    """A hard finding when somebody else is head of the household on the ISO date."""
    members = [m for row in households(connection, [household] if household else [], on) for m in row.members]
    heads = [m.name for m in members if m.relation == HEAD and m.id != but]
    message = f"Hộ đã có chủ hộ {', '.join(heads)}: đổi quan hệ của người đó trước rồi ghi chủ hộ mới."
    return [Issue("relation", "hard", "one_head", message)] if heads else []


def _head_of(connection: Connection, household: str, on: str) -> list[tuple[str, PersonInput]]:
    """The head of a household on a day, as input; nothing if it has none marked."""
    members = [m for row in households(connection, [household], on) for m in row.members if m.relation == HEAD]
    return [("", PersonInput(name=m.name, birth_date=m.birth_date, sex=m.sex, relation=HEAD)) for m in members[:1]]


def person_fields(values: dict[str, Any]) -> dict[str, Any]:
    """Ledger values of a person as the fields of an input."""
    known = {name: value for name, value in values.items() if name in PersonInput.__struct_fields__}
    return {"name": "", **known, **(values.get("identity") or {})}


def _set_relation(connection: Connection, action: Action, person: str, relation: str) -> None:
    for membership in memberships(connection, person):
        if membership.to_date is None:
            action.set("membership", membership.id, {"relation": relation})


def set_household(register: Register, household: str, changes: dict[str, Any], *, reason: str = "") -> None:
    """Change fields of a household (those of `HouseholdChanges`); `None` erases.

    Raises:
        InvalidData: unknown field, village or code.
    """
    with register.write() as connection:
        action = Action(register, connection, reason)
        now = need(connection, "household", household)
        settle(check_fields(connection, now, changes, today=local_date(register.providers.now())), reason)
        action.set("household", household, field_values(connection, now, changes, action))
        action.commit()


def check_fields(connection: Connection, now: dict[str, Any], changes: dict[str, Any], *, today: str) -> list[Issue]:
    """Findings about changed fields of a household whose ledger values are `now`.

    Raises:
        InvalidData: a field there is none of, or of another type.
    """
    given = read(changes, HouseholdChanges)
    issues = check_code("area_class", given.area_class, "area_class")
    if {"area_class", "area_reason"} & changes.keys():
        area = {**(now.get("area") or {}), **changes}
        usual = area_of(_unit_of(connection, now), today)
        issues += check_area(area.get("area_class"), area.get("area_reason"), usual)
    issues += _check_phone(given.phone, settings(connection)["unit_date"])
    issues += check_past(given.since, "since", today=today)
    if "village" in changes:
        issues += check_place(connection, _unit_of(connection, now), given.village, new=given.new_village)
    return issues


def check_place(connection: Connection, unit: str, village: str | None, *, new: bool) -> list[Issue]:
    """A hard finding when a household has no village, or one that is not known though it shall not be `new`."""
    if not fold(village or ""):
        return [Issue("village", "hard", "no_village", "Hộ phải ở một thôn: ghi tên thôn.")]
    return [] if new else check_village(connection, village or "", unit)


def field_values(
    connection: Connection, now: dict[str, Any], changes: dict[str, Any], action: Action
) -> dict[str, Any]:
    """Ledger keys of changed fields that `check_fields` found sound; groups are written whole, on top of `now`.

    action: a new village is put into it.
    """
    values: dict[str, Any] = {name: kept(name, changes[name]) for name in _PLAIN if name in changes}
    place: dict[str, Any] = {"address": tidy(changes["address"])} if "address" in changes else {}
    if "village" in changes:
        place["village"] = take_village(connection, action, _unit_of(connection, now), changes["village"])
    area: dict[str, Any] = {name: tidy(changes[name]) for name in ("area_class", "area_reason") if name in changes}
    groups = (("place", place), ("area", area))
    return values | {key: filled({**(now.get(key) or {}), **group}) or None for key, group in groups if group}


def _unit_of(connection: Connection, now: dict[str, Any]) -> str:
    return lineage(connection).now((now.get("place") or {}).get("unit") or settings(connection)["unit"])


def delete_record(register: Register, entity: str, record: str, *, reason: str) -> None:
    """Delete an entity for a stated reason; it stays in the ledger and can be brought back.

    Raises:
        NotAllowed: no reason.
        NotFound: no such record.
    """
    with register.write() as connection:
        action = Action(register, connection, reason)
        action.delete(entity, record)
        action.commit()


def filled(values: dict[str, Any]) -> dict[str, Any]:
    """The members of a group that have content."""
    return {name: value for name, value in values.items() if value is not None}


def tidy(value: Any) -> Any:
    """Text as it is kept: NFC, single blanks, None when nothing is left; other values as they are."""
    return (" ".join(nfc(value).split()) or None) if isinstance(value, str) else value


def kept(name: str, value: Any) -> Any:
    """A plain field of a household as it is kept: text tidied, a telephone number as digits."""
    return clean_phone(value) or None if name == "phone" and value else tidy(value)
