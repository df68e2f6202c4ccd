"""Who lived here by the register and does no more: left, died, handed over or deleted. Reads; writes nothing.

An older list still names them; to add them again would turn back what somebody has recorded.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from db.domain.text import fold
from db.domain.values import show_date
from db.ledger.change import DELETED
from db.ledger.ledger import Place, changes_of
from db.models import Household, Membership, Person, Residence, Village
from db.store.history.undo import undone_actions
from db.store.imports.listed import DepartedMember, HouseholdList
from db.store.imports.matching import numbers
from db.store.labels import plain
from db.store.owners import unit_title

DELETED_BY_HAND = "đã được cán bộ xóa khỏi sổ"


def departed(connection: Connection, unit: str, listed: HouseholdList, living: Collection[str]) -> list[DepartedMember]:
    """Those whom a list names (by a number, or by name) and who are in no household of the unit any more.

    living: ids of the persons who are members of a household now. Whom an undo took out was never recorded, so nothing
    speaks against recording them again.
    """
    names = {fold(member.name) for home in listed.households for member in home.members}
    papers = {number for home in listed.households for member in home.members for number in numbers(member)}
    found: dict[str, DepartedMember] = {}
    deleted: dict[str, Place] = {}
    for row in connection.execute(_stays(unit)):
        if row.person in living or not (fold(row.name or "") in names or papers & {row.cmnd, row.cccd}):
            continue
        tomb = _tomb(row)
        deleted.pop(row.person, None)
        if tomb is not None:
            deleted[row.person] = tomb
        told = DELETED_BY_HAND if tomb is not None else _told(connection, unit, row)
        found[row.person] = DepartedMember(
            id=row.person, household_id=row.household, village=row.village or "", name=row.name or "",
            birth_date=row.birth_date, sex=row.sex, cmnd=row.cmnd, cccd=row.cccd, told=told,
        )  # fmt: skip
    by_hand = _deleted_by_hand(connection, set(deleted.values()))
    return [member for record, member in found.items() if record not in deleted or deleted[record] in by_hand]


def _stays(unit: str) -> Any:
    """Memberships that are over: ended, deleted, or of a household that was handed over to another unit."""
    gone = Membership.deleted + Household.deleted + Person.deleted
    before = and_(Residence.household == Household.id, Residence.unit == unit, Residence.deleted == 0)
    return (
        select(
            Membership.id.label("stay"), Membership.deleted.label("stay_deleted"), Membership.to_date,
            Membership.end_reason, Membership.household, Household.deleted.label("home_deleted"), Household.unit,
            Village.name.label("village"), Person.id.label("person"), Person.deleted.label("person_deleted"),
            Person.name, Person.birth_date, Person.sex, Person.cmnd, Person.cccd,
        )
        .join(Person, Person.id == Membership.person)
        .join(Household, Household.id == Membership.household)
        .outerjoin(Residence, before)
        .outerjoin(Village, Village.id == func.coalesce(Residence.village, Household.village))
        .where(or_(Household.unit == unit, Residence.id.is_not(None)))
        .where(or_(Membership.to_date.is_not(None), Household.unit != unit, gone > 0))
        .order_by(func.coalesce(Membership.to_date, ""), Membership.id)
    )  # fmt: skip


def _tomb(row: Any) -> Place | None:
    """The record by whose deletion the membership is over."""
    places = (
        ("person", row.person, row.person_deleted),
        ("membership", row.stay, row.stay_deleted),
        ("household", row.household, row.home_deleted),
    )
    return next(((entity, record) for entity, record, is_gone in places if is_gone), None)


def _told(connection: Connection, unit: str, row: Any) -> str:
    if row.to_date:
        return _ended(row.to_date, row.end_reason)
    return f"theo sổ nay do {unit_title(connection, row.unit)} quản lý"


def _ended(day: str, why: str | None) -> str:
    reason = f" ({plain('end_reason', why).lower()})" if why else ""
    return f"theo sổ đã rời hộ ngày {show_date(day)}{reason}"


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
