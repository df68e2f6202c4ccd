"""What happens in households, each dated and one action: death, birth, leaving, moving, split, arriving, new head.

Nobody is ever removed: memberships end with a day and a reason. Afterwards a household has exactly one head, or nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection

from db.domain.errors import Issue
from db.domain.kinship import suggest_relations
from db.domain.values import check_mother, is_iso_date, show_date
from db.ledger.register import Register
from db.store.actions import Action
from db.store.days import check_past, check_since_birth
from db.store.household.households import (
    Today,
    check_classification,
    check_deprivations,
    check_fields,
    check_joining,
    dates_for,
    draft_classification,
    draft_deprivation,
    draft_member,
    draft_membership,
    field_values,
    need,
)
from db.store.household.houses import UNKNOWN, House, check_relations
from db.store.household.people import HEAD, check_person, check_taken, cleaned, settle
from db.store.inputs import (
    Arriving,
    Birth,
    ClassificationInput,
    Death,
    Leaving,
    Moving,
    NewHead,
    PersonInput,
    Splitting,
)
from db.store.reading import household_of, last_end
from db.store.rows import MemberRow

__all__ = [
    "Happened", "arrive", "birth", "death", "leave", "move", "new_head", "split", "suggest_relations",
]  # fmt: skip


class Happened(msgspec.Struct, kw_only=True):
    """What an event wrote.

    added: ids of people new to the register; new_household: that of a split; relations: person id → relation to a new
    head, as written; unknown: those among all touched whose relation is `99` and must be asked for.
    """

    household: str
    action: str
    added: list[str] = []
    new_household: str | None = None
    relations: dict[str, str] = {}
    unknown: list[str] = []
    warnings: list[Issue] = []


class _Event:
    """One event under way: a transaction, the findings so far, the action to be written."""

    def __init__(self, register: Register, connection: Connection, household: str, date: str, reason: str) -> None:
        self.connection = connection
        self.dates: Today = dates_for(register, connection, None)
        self.date = date
        self.reason = reason
        self.action = Action(register, connection, reason)
        self.house = House(connection, household, today=self.dates.today)
        self.issues = check_past(date, "date", today=self.dates.today)

    def settle(self, joining: Iterable[str] = (), target: House | None = None) -> list[Issue]:
        """Stop here on any finding without remedy; return the overridden ones.

        joining: relations of those who join; target: the household they join, if it is another one.
        """
        if not any(issue.severity == "hard" for issue in self.issues):
            self.issues += self.house.check_days(self.date, () if target else joining)
            self.issues += target.check_days(self.date, joining) if target else []
        return settle(self.issues, self.reason)

    def done(self, warnings: list[Issue], **more: Any) -> Happened:
        """Write everything."""
        unknown = [*self.house.unknown, *more.pop("unknown", ())]
        self.action.commit()
        return Happened(
            household=self.house.row.id,
            action=self.action.id,
            relations=self.house.relations,
            unknown=unknown,
            warnings=warnings,
            **more,
        )


def death(register: Register, data: Death, *, reason: str = "") -> Happened:
    """A member dies; when the head does, somebody who stays becomes head.

    Raises:
        NotFound: no such household. InvalidData: all findings at once; their fields are those of the input.
    """
    with register.write() as connection:
        event = _Event(register, connection, data.household, data.date, reason)
        event.issues += event.house.check_going([data.person], data.date, "person")
        event.issues += event.house.check_headed(data.head, data.relations, data.date)
        warnings = event.settle()
        event.action.set("person", data.person, {"death_date": data.date})
        event.house.write(event.action, data.date, "died")
        return event.done(warnings)


def leave(register: Register, data: Leaving, *, reason: str = "") -> Happened:
    """Members marry away or move out of the register. Raises as `death`."""
    with register.write() as connection:
        event = _Event(register, connection, data.household, data.date, reason)
        event.issues += _check_why(data.why, ("married", "moved_away"))
        event.issues += event.house.check_going(data.persons, data.date)
        event.issues += event.house.check_headed(data.head, data.relations, data.date)
        warnings = event.settle()
        event.house.write(event.action, data.date, data.why)
        return event.done(warnings)


def new_head(register: Register, data: NewHead, *, reason: str = "") -> Happened:
    """Somebody else becomes head from a day on. Raises as `death`."""
    with register.write() as connection:
        event = _Event(register, connection, data.household, data.date, reason)
        if not data.head:
            event.issues.append(Issue("head", "hard", "need_head", "Chưa chọn chủ hộ mới: chọn một người trong hộ."))
        event.issues += event.house.check_headed(data.head, data.relations, data.date)
        warnings = event.settle()
        event.house.write(event.action, data.date, "relation")
        return event.done(warnings)


def move(register: Register, data: Moving, *, reason: str = "") -> Happened:
    """Members move to another household of the register. Raises as `death`."""
    with register.write() as connection:
        event = _Event(register, connection, data.household, data.date, reason)
        event.issues += _check_why(data.why, ("married", "other_household"))
        event.issues += event.house.check_going(data.persons, data.date)
        event.issues += event.house.check_headed(data.head, data.relations, data.date)
        target = House(connection, data.to, today=event.dates.today)
        event.issues += _check_target(connection, event.house, target)
        joining = {person: data.joining.get(person, UNKNOWN) for person in event.house.going}
        event.issues += _check_joining(event.house, target, joining, data.joining)
        warnings = event.settle(joining.values(), target)
        event.house.write(event.action, data.date, data.why)
        for person, relation in joining.items():
            draft_membership(event.action, target.row.id, person, relation, data.date)
        return event.done(warnings, unknown=_unknown(joining))


def split(register: Register, data: Splitting, *, reason: str = "") -> Happened:
    """Chosen members become a household of their own, with its head, place and class. Raises as `death`."""
    with register.write() as connection:
        event = _Event(register, connection, data.household, data.date, reason)
        house = event.house
        event.issues += house.check_going(data.persons, data.date)
        if house.members and not house.staying:
            message = "Đã chọn hết mọi người nên không phải tách hộ: để lại ít nhất một người, hoặc sửa nơi ở của hộ."
            event.issues.append(Issue("persons", "hard", "split_all", message))
        else:
            event.issues += house.check_headed(data.head, data.relations, data.date)
        joining = _split_relations(house, data)
        event.issues += _check_split(house, data)
        old = need(connection, "household", data.household)
        fields = _split_fields(data)
        event.issues += check_fields(connection, old, fields, today=event.dates.today) + _check_split_class(event, data)
        warnings = event.settle()
        house.write(event.action, data.date, "split")
        made = _write_split(event, data, old, fields)
        for person, relation in joining.items():
            draft_membership(event.action, made, person, relation, data.date)
        return event.done(warnings, new_household=made, unknown=_unknown(joining))


def birth(register: Register, data: Birth, *, reason: str = "") -> Happened:
    """A child is born into a household; findings of the child have fields `child.…`. Raises as `death`."""
    child = cleaned(data.child)
    born = child.birth_date or ""
    since = data.since or (born if is_iso_date(born) else None)
    with register.write() as connection:
        event = _Event(register, connection, data.household, since or "", reason)
        event.issues = _check_child(event, child, since)
        warnings = event.settle([child.relation])
        person = draft_member(event.action, data.household, child, since)
        return event.done(warnings, added=[person], unknown=[person] if child.relation == UNKNOWN else [])


def arrive(register: Register, data: Arriving, *, reason: str = "") -> Happened:
    """People move in; findings of new ones have fields `people[0].…`, of known ones `back[<person id>]`.

    Raises as `death`.
    """
    people = [cleaned(person) for person in data.people]
    with register.write() as connection:
        event = _Event(register, connection, data.household, data.date, reason)
        event.issues += _check_arriving(event, people, data)
        warnings = event.settle([*(person.relation for person in people), *data.back.values()])
        added = [draft_member(event.action, data.household, person, data.date) for person in people]
        for person, relation in data.back.items():
            draft_membership(event.action, data.household, person, relation, data.date)
        unknown = [record for record, person in zip(added, people, strict=True) if person.relation == UNKNOWN]
        return event.done(warnings, added=added, unknown=unknown + _unknown(data.back))


def _unknown(relations: dict[str, str]) -> list[str]:
    return [person for person, relation in relations.items() if relation == UNKNOWN]


def _check_why(why: str, allowed: Iterable[str]) -> list[Issue]:
    if why in allowed:
        return []
    message = f"Lý do rời hộ “{why}” không dùng cho việc này (dùng {' hoặc '.join(allowed)})."
    return [Issue("why", "hard", "unknown_code", message)]


def _check_target(connection: Connection, house: House, target: House) -> list[Issue]:
    if target.row.id == house.row.id:
        return [Issue("to", "hard", "same_household", "Hộ chuyển đến chính là hộ này: chọn hộ khác.")]
    owners = {need(connection, "household", one.row.id).get("owner_unit") for one in (house, target)}
    if len(owners) > 1:
        message = "Hộ chuyển đến thuộc xã khác: ghi chuyển đi nơi khác, xã kia ghi chuyển đến."
        return [Issue("to", "hard", "other_unit", message)]
    return []


def _check_joining(house: House, target: House, joining: dict[str, str], given: dict[str, str]) -> list[Issue]:
    """Relations in the household that people move to; one that is empty gets a head with them."""
    if target.members:
        return check_relations(given, house.members, house.going, "joining")
    heads = [person for person, relation in joining.items() if relation == HEAD]
    others = {person: relation for person, relation in given.items() if person not in heads}
    issues = check_relations(others, house.members, house.going, "joining")
    if len(heads) != 1:
        message = "Hộ chuyển đến chưa có ai: chọn đúng một người làm chủ hộ ở đó (quan hệ 01)."
        issues.append(Issue("joining", "hard", "one_head", message))
    return issues


def _split_relations(house: House, data: Splitting) -> dict[str, str]:
    old = next((member.id for member in house.row.members if member.relation == HEAD), "")
    proposed = suggest_relations(house.row.members, old, data.new_head)
    told = {person: data.joining.get(person, proposed.get(person, UNKNOWN)) for person in house.going}
    return told | ({data.new_head: HEAD} if data.new_head in told else {})


def _check_split(house: House, data: Splitting) -> list[Issue]:
    issues = [] if data.new_head in data.persons else [
        Issue("new_head", "hard", "head_not_going", "Chủ hộ mới phải là một trong những người tách ra: chọn lại.")
    ]  # fmt: skip
    others = {person: relation for person, relation in data.joining.items() if person != data.new_head}
    return issues + check_relations(others, house.members, house.going, "joining")


def _split_fields(data: Splitting) -> dict[str, Any]:
    given = {name: getattr(data, name) for name in ("village", "address", "code", "phone")}
    return {name: value for name, value in given.items() if value is not None}


def _check_split_class(event: _Event, data: Splitting) -> list[Issue]:
    if data.classification is not None:
        return check_classification(event.connection, data.classification, "classification.") + check_deprivations(
            event.connection, data.classification.standard, data.deprivations
        )
    if data.deprivations:
        message = "Có thiếu hụt nhưng chưa có phân loại: ghi phân loại và chuẩn nghèo."
        return [Issue("deprivations", "hard", "no_standard", message)]
    copied = None if data.unclassified else _copied_class(event)
    return (
        []
        if copied is None or not is_iso_date(data.date)
        else check_classification(event.connection, copied, "classification.")
    )


def _copied_class(event: _Event) -> ClassificationInput | None:
    """The class in force, from the day of the split on."""
    now = event.house.row.classification
    if now is None or not now.result or not now.standard:
        return None
    return ClassificationInput(
        standard=now.standard,
        result=now.result,
        valid_from=event.date,
        sub_type=now.sub_type,
        decision_no=now.decision_no,
        decision_date=now.decision_date,
    )


def _write_split(event: _Event, data: Splitting, old: dict[str, Any], fields: dict[str, Any]) -> str:
    """The new household, in the place of the old one where nothing else is said; its class; returns its id."""
    kept = {name: old.get(name) for name in ("place", "area", "ethnic_minority")}
    values = {**kept, **field_values(event.connection, old, fields, event.action), "since": data.date}
    made = event.action.create("household", values, unit=old.get("owner_unit"))
    copied = None if data.unclassified else _copied_class(event)
    chosen = data.classification or copied
    lacks = data.deprivations if data.classification else event.house.row.deprivations
    if chosen is not None:
        draft_classification(event.action, made, chosen)
        for indicator in lacks:
            draft_deprivation(event.action, made, chosen.standard, indicator, chosen.valid_from)
    return made


def _check_child(event: _Event, child: PersonInput, since: str | None) -> list[Issue]:
    issues = check_person(child, field="child.", today=event.dates.today, papers_on=event.dates.papers)
    if since is None:
        message = "Chưa rõ ngày trẻ vào hộ: ghi đủ ngày, tháng, năm sinh."
        issues.append(Issue("child.birth_date", "hard", "birth_day", message))
    issues += check_joining(child, since, "since", today=event.dates.today)
    issues += _check_heads([("child.relation", child.relation)], event.house)
    if child.relation == "04" and child.birth_date:
        mother = _mother(event.house.row.members)
        if mother is not None and mother.birth_date:
            issues += check_mother(mother.birth_date, child.birth_date, "child.birth_date")
    return issues + check_taken(event.connection, [("child.", child)])


def _mother(members: Sequence[MemberRow]) -> MemberRow | None:
    """The woman of the couple that heads the household."""
    return next((m for m in members if m.relation in (HEAD, "02") and m.sex == "2"), None)


def _check_heads(given: Sequence[tuple[str, str]], house: House) -> list[Issue]:
    """Exactly one head after these (field, relation) have joined; one who joins is none where there is one."""
    heads = [field for field, relation in given if relation == HEAD]
    before = sum(member.relation == HEAD for member in house.row.members)
    if before and heads:
        return [Issue(field, "hard", "one_head", "Hộ đã có chủ hộ: chọn quan hệ khác.") for field in heads]
    if not before and len(heads) != 1:
        message = "Hộ chưa có chủ hộ: chọn đúng một người làm chủ hộ (quan hệ 01)."
        return [Issue(heads[0] if heads else given[0][0], "hard", "one_head", message)]
    return []


def _check_arriving(event: _Event, people: Sequence[PersonInput], data: Arriving) -> list[Issue]:
    if not people and not data.back:
        return [Issue("people", "hard", "nobody", "Chưa ghi người nào: ghi ít nhất một người.")]
    issues: list[Issue] = []
    fields = [(f"people[{place}].", person) for place, person in enumerate(people)]
    for field, person in fields:
        issues += check_person(person, field=field, today=event.dates.today, papers_on=event.dates.papers)
        issues += check_since_birth(data.date, person.birth_date, person.name, "date")
    for person_id, relation in data.back.items():
        issues += _check_back(event, person_id, relation)
    relations = [(f"{field}relation", person.relation) for field, person in fields]
    relations += [(f"back[{person}]", relation) for person, relation in data.back.items()]
    return issues + _check_heads(relations, event.house) + check_taken(event.connection, fields)


def _check_back(event: _Event, person: str, relation: str) -> list[Issue]:
    field = f"back[{person}]"
    known = need(event.connection, "person", person)
    identity = known.get("identity") or {}
    name = identity.get("name", "")
    issues = [] if relation == HEAD else check_relations({person: relation}, {}, [person], "back")
    if known.get("death_date"):
        issues.append(Issue(field, "hard", "dead", f"{name} đã ghi là chết: sửa ngày chết trước nếu ghi nhầm."))
    if household_of(event.connection, person, event.dates.today) is not None:
        message = f"{name} đang ở một hộ của sổ: dùng “chuyển sang hộ khác”."
        issues.append(Issue(field, "hard", "in_household", message))
    left = last_end(event.connection, person)
    if left and event.date < left:
        message = f"Ngày {show_date(event.date)} trước ngày {name} rời hộ cũ ({show_date(left)}): kiểm tra lại."
        issues.append(Issue("date", "hard", "before_left", message))
    return issues + check_since_birth(event.date, identity.get("birth_date"), name, "date")
