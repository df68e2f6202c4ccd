"""What is checked about a person before it is written; all findings at once, hard and soft. Writes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from msgspec import structs
from sqlalchemy import Connection

from db.dialects import fetch, statements
from db.domain import codes
from db.domain.errors import InvalidData, Issue
from db.domain.identifiers import check_bhxh, check_cccd, check_cmnd, check_phone, clean_digits, clean_phone
from db.domain.text import check_name, nfc
from db.domain.values import check_birth, check_head, check_mother, read_date
from db.store.inputs import HouseholdInput, PersonInput
from db.store.shapes import read

HEAD = "01"
_CHILD, _MOTHER, _FEMALE = "04", "10", "2"
IDENTITY = ("name", "birth_date", "sex", "cmnd", "cccd")
_OTHER = ("ethnic", "ethnic_local", "bhxh_no", "phone", "note")


def cleaned(person: PersonInput) -> PersonInput:
    """The input as it will be kept: NFC, single blanks, numbers without dots and blanks, dates in kept form."""

    def text(value: str | None) -> str | None:
        return (" ".join(nfc(value).split()) or None) if value else None

    birth = text(person.birth_date)
    parsed = read_date(birth).value if birth else None
    return PersonInput(
        name=text(person.name) or "",
        birth_date=parsed or birth,
        sex=text(person.sex),
        relation=text(person.relation) or "99",
        ethnic=text(person.ethnic),
        ethnic_local=text(person.ethnic_local),
        cmnd=clean_digits(person.cmnd) or None if person.cmnd else None,
        cccd=clean_digits(person.cccd) or None if person.cccd else None,
        bhxh_no=clean_digits(person.bhxh_no) or None if person.bhxh_no else None,
        phone=clean_phone(person.phone) or None if person.phone else None,
        note=text(person.note),
    )


def cleaned_household(data: HouseholdInput) -> HouseholdInput:
    """The input with its members as they will be kept."""
    return structs.replace(data, members=[cleaned(person) for person in data.members])


def identity_values(person: PersonInput) -> dict[str, object]:
    """The ledger group `identity` of a cleaned person; unknown members are left out."""
    return {name: getattr(person, name) for name in IDENTITY if getattr(person, name) is not None}


def person_values(person: PersonInput) -> dict[str, object]:
    """All ledger keys of a cleaned person."""
    return {"identity": identity_values(person), **{name: getattr(person, name) for name in _OTHER}}


def check_person(person: PersonInput, *, field: str, today: str, papers_on: str) -> list[Issue]:
    """Findings about one cleaned person.

    Args:
        field: path put before the name of the field, e.g. `members[2].`; today: ISO date for births;
        papers_on: ISO date for which identity papers are judged.
    """
    issues = check_name(person.name, f"{field}name")
    birth, sex = person.birth_date, person.sex
    if birth:
        issues += check_birth(birth, today, f"{field}birth_date")
        if person.relation == HEAD:
            issues += check_head(birth, today, f"{field}birth_date")
    if person.cccd:
        issues += check_cccd(person.cccd, on=papers_on, sex=sex, birth=birth, field=f"{field}cccd")
    if person.cmnd:
        issues += check_cmnd(person.cmnd, on=papers_on, sex=sex, birth=birth, field=f"{field}cmnd")
    if person.bhxh_no:
        issues += check_bhxh(person.bhxh_no, on=papers_on, sex=sex, birth=birth, field=f"{field}bhxh_no")
    if person.phone:
        issues += check_phone(person.phone, written_on=papers_on, field=f"{field}phone")
    issues += check_code("sex", sex, f"{field}sex") + check_code("relation", person.relation, f"{field}relation")
    issues += codes.check_relation_sex(person.relation, sex, f"{field}sex", person.name)
    return issues + _check_ethnic(person.ethnic, f"{field}ethnic")


def changed(before: dict[str, Any], changes: dict[str, Any]) -> PersonInput:
    """A person after some fields were changed; `None` erases one (a relation becomes unknown).

    Raises:
        InvalidData: a field there is none of, or of another type.
    """
    unknown = {"relation": "99"} if "relation" in changes and changes["relation"] is None else {}
    return cleaned(read({**before, **changes, **unknown}, PersonInput))


def changed_values(after: PersonInput, fields: Collection[str]) -> dict[str, object]:
    """Ledger keys of the fields that were changed, without the relation; a group is written whole."""
    values = {name: getattr(after, name) for name in fields if name in _OTHER}
    return values | ({"identity": identity_values(after)} if any(name in IDENTITY for name in fields) else {})


def check_changed(before: dict[str, Any], after: PersonInput, *, field: str, today: str, papers_on: str) -> list[Issue]:
    """Findings about a changed person; what was soft before and has its reason already is not asked for again."""
    known = check_person(changed(before, {}), field=field, today=today, papers_on=papers_on)
    found = check_person(after, field=field, today=today, papers_on=papers_on)
    return [issue for issue in found if issue.severity == "hard" or issue not in known]


def check_mothers(members: Sequence[tuple[str, PersonInput]]) -> list[Issue]:
    """Soft findings where a head and a child or a mother of hers cannot well be so far apart in age.

    members: (field prefix, cleaned person) of one household, its head among them. A wife need not be the mother.
    """
    head = next((person for _, person in members if person.relation == HEAD), None)
    if head is None or not head.birth_date:
        return []
    issues = []
    for field, person in members:
        if person.birth_date and person.relation == _CHILD and head.sex == _FEMALE:
            issues += check_mother(head.birth_date, person.birth_date, f"{field}birth_date")
        elif person.birth_date and person.relation == _MOTHER:
            issues += check_mother(person.birth_date, head.birth_date, f"{field}birth_date")
    return issues


def check_code(list_name: str, code: str | None, field: str) -> list[Issue]:
    """A hard finding when `code` is not in that code list."""
    if code is None or code in codes.names(list_name):
        return []
    return [
        Issue(
            field,
            "hard",
            "unknown_code",
            f"Mã “{code}” không có trong danh mục {list_name}: chọn mã có trong danh mục.",
        )
    ]


def _check_ethnic(code: str | None, field: str) -> list[Issue]:
    if code is None or code in codes.ethnic_groups():
        return []
    return [Issue(field, "hard", "unknown_code", f"Mã dân tộc “{code}” không có trong danh mục 54 dân tộc: chọn lại.")]


def check_taken(
    connection: Connection, people: Sequence[tuple[str, PersonInput]], *, but: Collection[str] = ()
) -> list[Issue]:
    """Hard findings for identity numbers that another living person of this register (or of the same input) carries.

    people: (field prefix, cleaned person); but: ids of the people being changed.
    """
    wanted = sorted({number for _, person in people for number in (person.cmnd, person.cccd) if number})
    if not wanted:
        return []
    query = (
        "SELECT w.word, p.id, p.name FROM person_word w JOIN person p ON p.id = w.person "
        f"WHERE {statements(connection).few('w.word', len(wanted))} AND p.deleted = 0 AND p.death_date IS NULL"
    )
    held: dict[str, str] = {}
    for word, record, name in fetch(connection, query, wanted):
        if record not in but:
            held.setdefault(word, name or "")
    issues = []
    for field, person in people:
        numbers = {"cmnd": person.cmnd, "cccd": person.cccd}
        if person.cmnd == person.cccd:  # a card of 12 digits (2012–2015) kept its number
            del numbers["cmnd"]
        for name, number in numbers.items():
            if number and number in held:
                message = f"Số {number} của {person.name} đã ghi cho {held[number]}: kiểm tra giấy tờ xem số của ai."
                issues.append(Issue(f"{field}{name}", "hard", "number_taken", message))
            elif number:
                held[number] = person.name
    return issues


def settle(issues: Iterable[Issue], reason: str) -> list[Issue]:
    """Refuse on any hard finding, or on soft ones without a reason; return the soft ones that were accepted.

    Raises:
        InvalidData: with all findings.
    """
    found = list(issues)
    if any(issue.severity == "hard" for issue in found) or (found and not reason.strip()):
        raise InvalidData(found)
    return found
