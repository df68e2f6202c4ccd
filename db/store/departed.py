"""Who lived here by the register and does no more: left, died, or deleted by an officer. Reads; writes nothing.

An older list still names them; to add them again would turn back what somebody has recorded.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, func, or_, select

from db.domain.text import fold
from db.domain.values import show_date
from db.ledger.change import DELETED
from db.ledger.ledger import Place, changes_of
from db.models import Household, Membership, Person, Village
from db.store.import_match import numbers
from db.store.labels import plain
from db.store.listed import DepartedMember, HouseholdList
from db.store.undo import undone_actions


def departed(connection: Connection, unit: str, listed: HouseholdList, living: Collection[str]) -> list[DepartedMember]:
    """Those whom a list names (by a number, or by name) and who are in no household of the unit any more.

    living: ids of the persons who are members of a household now. Whom an undo took out was never recorded, so nothing
    speaks against recording them again.
    """
    names = {fold(member.name) for home in listed.households for member in home.members}
    papers = {number for home in listed.households for member in home.members for number in numbers(member)}
    found: dict[str, DepartedMember] = {}
    deleted: dict[str, Place] = {}
    query = (
        select(
            Membership.id, Membership.deleted, Membership.to_date, Membership.end_reason, Membership.household,
            Village.name, Household.deleted, Person.id, Person.deleted, Person.name, Person.birth_date, Person.sex,
            Person.cmnd, Person.cccd,
        )
        .join(Person, Person.id == Membership.person)
        .join(Household, Household.id == Membership.household)
        .outerjoin(Village, Village.id == Household.village)
        .where(Household.unit == unit)
        .where(
            or_(Membership.to_date.is_not(None), Membership.deleted + Household.deleted + Person.deleted > 0)
        )
        .order_by(func.coalesce(Membership.to_date, ""), Membership.id)
    )  # fmt: skip
    for (
        stay,
        gone,
        end,
        why,
        home,
        village,
        home_gone,
        person,
        person_gone,
        name,
        birth,
        sex,
        *own,
    ) in connection.execute(query):
        cmnd, cccd = own
        if person in living or not (fold(name or "") in names or papers & {cmnd, cccd}):
            continue
        found[person] = DepartedMember(
            id=person, household_id=home or "", village=village or "", name=name or "", birth_date=birth, sex=sex,
            cmnd=cmnd, cccd=cccd, told=_ended(end, why),
        )  # fmt: skip
        places = (("person", person, person_gone), ("membership", stay, gone), ("household", home or "", home_gone))
        tomb = next(((entity, record) for entity, record, is_gone in places if is_gone), None)
        if tomb is None:
            deleted.pop(person, None)
        else:
            deleted[person] = tomb
            found[person].told = "đã được cán bộ xóa khỏi sổ"
    by_hand = _deleted_by_hand(connection, set(deleted.values()))
    return [member for record, member in found.items() if record not in deleted or deleted[record] in by_hand]


def _ended(day: str | None, why: str | None) -> str:
    reason = f" ({plain('end_reason', why).lower()})" if why else ""
    return f"theo sổ đã rời hộ ngày {show_date(day)}{reason}" if day else ""


def _deleted_by_hand(connection: Connection, places: Collection[Place]) -> set[Place]:
    """Those of these deleted records that an officer deleted, not an undo."""
    if not places:
        return set()
    undone = undone_actions(connection)
    return {
        place
        for place, changes in changes_of(connection, places).items()
        if any(change.s.get(DELETED) is not None and change.t not in undone for _, change in changes.values())
    }
