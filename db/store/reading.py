"""Households and supports as of a date, as plain rows; many at once, in a few queries. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, func, or_, select

from db.domain.errors import NotFound
from db.domain.standards import standard_on
from db.models import Classification, Deprivation, Household, Membership, Milestone, Person, Support, Village
from db.store.rows import ClassRow, HouseholdRow, MemberRow, MilestoneRow, SupportRow

BATCH = 500
HEAD = "01"


def household_ids(connection: Connection, *, village: str | None = None, unit: str | None = None) -> list[str]:
    """Ids of all households (of a village, of a unit), by village and then by when they were entered."""
    query = (
        select(Household.id)
        .outerjoin(Village, Village.id == Household.village)
        .where(Household.deleted == 0)
        .order_by(Village.sort_key, Household.village, Household.id)
    )
    if village is not None:
        query = query.where(Household.village == village)
    if unit is not None:
        query = query.where(Household.unit == unit)
    return list(connection.execute(query).scalars())


def households(connection: Connection, ids: Sequence[str], on: str) -> list[HouseholdRow]:
    """The given households as of the ISO date `on`, in the order asked for; unknown ids are left out."""
    found: dict[str, HouseholdRow] = {}
    for start in range(0, len(ids), BATCH):
        part = list(ids[start : start + BATCH])
        found |= _batch(connection, part, on)
    return [found[record] for record in ids if record in found]


def household(connection: Connection, record: str, on: str) -> HouseholdRow:
    """One household as of `on`; NotFound with a sentence."""
    rows = households(connection, [record], on)
    if not rows:
        raise NotFound("not_found", f"Không có hộ mang mã {record} trong sổ này. Kiểm tra lại mã.")
    return rows[0]


def _batch(connection: Connection, ids: list[str], on: str) -> dict[str, HouseholdRow]:
    query = (
        select(*Household.__table__.columns, Village.name.label("village_name"))
        .outerjoin(Village, Village.id == Household.village)
        .where(Household.id.in_(ids), Household.deleted == 0)
    )
    rows = connection.execute(query).mappings()
    members, classes, lacks = _members(connection, ids, on), _classes(connection, ids, on), _lacks(connection, ids, on)
    return {
        row["id"]: HouseholdRow(
            id=row["id"],
            code=row["code"],
            unit=row["unit"] or "",
            village=row["village"],
            village_name=row["village_name"] or "",
            address=row["address"],
            area_class=row["area_class"],
            area_reason=row["area_reason"],
            phone=row["phone"],
            ethnic_minority=bool(row["ethnic_minority"]),
            merit=bool(row["merit"]),
            no_labour=bool(row["no_labour"]),
            since=row["since"],
            note=row["note"],
            conflicts=row["conflicts"],
            members=members.get(row["id"], []),
            classification=classes.get(row["id"]),
            deprivations=lacks.get(row["id"], []),
        )
        for row in rows
    }


def _members(connection: Connection, ids: list[str], on: str) -> dict[str, list[MemberRow]]:
    query = (
        select(
            *Person.__table__.columns,
            Membership.id.label("membership"),
            Membership.household,
            Membership.relation,
            Membership.from_date,
        )
        .join(Membership, Membership.person == Person.id)
        .where(Membership.household.in_(ids), Membership.deleted == 0, Person.deleted == 0)
        .where(or_(Membership.from_date.is_(None), Membership.from_date <= on))
        .where(or_(Membership.to_date.is_(None), Membership.to_date > on))
        .order_by(Membership.id)
    )
    found: dict[str, list[MemberRow]] = {}
    for row in connection.execute(query).mappings():
        found.setdefault(row["household"], []).append(_member(row))
    for rows in found.values():
        rows.sort(key=lambda member: member.relation != HEAD)
    return found


def _member(row: Any) -> MemberRow:
    return MemberRow(
        id=row["id"],
        membership=row["membership"],
        name=row["name"] or "",
        birth_date=row["birth_date"],
        sex=row["sex"],
        relation=row["relation"],
        since=row["from_date"],
        ethnic=row["ethnic"],
        ethnic_local=row["ethnic_local"],
        cmnd=row["cmnd"],
        cccd=row["cccd"],
        bhxh_no=row["bhxh_no"],
        phone=row["phone"],
        note=row["note"],
        conflicts=row["conflicts"],
    )


def _classes(connection: Connection, ids: list[str], on: str) -> dict[str, ClassRow]:
    query = (
        select(Classification)
        .with_only_columns(*Classification.__table__.columns)
        .where(Classification.household.in_(ids), Classification.deleted == 0, Classification.valid_from <= on)
        .order_by(Classification.valid_from, Classification.id)
    )
    return {
        row["household"]: ClassRow(
            id=row["id"],
            result=row["result"],
            sub_type=row["sub_type"],
            standard=row["standard"],
            valid_from=row["valid_from"],
            decision_no=row["decision_no"],
            decision_date=row["decision_date"],
            change_kind=row["change_kind"],
            conflicts=row["conflicts"],
        )
        for row in connection.execute(query).mappings()
    }


def _lacks(connection: Connection, ids: list[str], on: str) -> dict[str, list[str]]:
    query = (
        select(Deprivation.household, Deprivation.indicator)
        .where(Deprivation.household.in_(ids), Deprivation.deleted == 0, Deprivation.standard == standard_on(on).id)
        .where(or_(Deprivation.from_date.is_(None), Deprivation.from_date <= on))
        .where(or_(Deprivation.to_date.is_(None), Deprivation.to_date > on))
        .order_by(Deprivation.indicator)
        .distinct()  # two desks may have ticked the same one
    )
    found: dict[str, list[str]] = {}
    for owner, indicator in connection.execute(query):
        found.setdefault(owner or "", []).append(indicator or "")
    return found


def memberships_of(connection: Connection, person: str) -> list[str]:
    """Ids of a person's memberships that have not ended."""
    query = select(Membership.id).where(
        Membership.person == person, Membership.deleted == 0, Membership.to_date.is_(None)
    )
    return list(connection.execute(query).scalars())


def household_of(connection: Connection, person: str, on: str) -> str | None:
    """The household a person belongs to at a date, None if to none."""
    query = (
        select(Membership.household)
        .where(Membership.person == person, Membership.deleted == 0)
        .where(or_(Membership.from_date.is_(None), Membership.from_date <= on))
        .where(or_(Membership.to_date.is_(None), Membership.to_date > on))
        .order_by(Membership.from_date.desc(), Membership.id.desc())
    )
    return connection.execute(query).scalars().first()


def stays(connection: Connection, household: str) -> dict[str, tuple[str | None, str, str]]:
    """Every membership of a household, ended ones too: id → (relation, from, to), "" where open."""
    query = select(Membership.id, Membership.relation, Membership.from_date, Membership.to_date).where(
        Membership.household == household, Membership.deleted == 0
    )
    return {record: (relation, start or "", end or "") for record, relation, start, end in connection.execute(query)}


def last_end(connection: Connection, person: str) -> str | None:
    """The last day on which a person's membership of some household ended, None if none did."""
    query = select(func.max(Membership.to_date)).where(Membership.person == person, Membership.deleted == 0)
    return connection.execute(query).scalar()


def supports(
    connection: Connection,
    *,
    ids: Sequence[str] | None = None,
    household: str | None = None,
    households: Sequence[str] | None = None,
    policy: str | None = None,
    year: int | None = None,
) -> list[SupportRow]:
    """Supports by any of these filters, oldest first, with their milestones."""
    query = select(Support).with_only_columns(*Support.__table__.columns).where(Support.deleted == 0)
    if ids is not None:
        query = query.where(Support.id.in_(ids))
    if household is not None:
        query = query.where(Support.household == household)
    if households is not None:
        query = query.where(Support.household.in_(households))
    if policy is not None:
        query = query.where(Support.policy == policy)
    if year is not None:
        query = query.where(Support.year == year)
    rows = connection.execute(query.order_by(Support.id)).mappings().all()
    steps = _milestones(connection, [row["id"] for row in rows])
    return [_support(row, steps.get(row["id"], [])) for row in rows]


def support(connection: Connection, record: str) -> SupportRow:
    """One support; NotFound with a sentence."""
    rows = supports(connection, ids=[record])
    if not rows:
        raise NotFound("not_found", f"Không có hỗ trợ mang mã {record} trong sổ này. Kiểm tra lại mã.")
    return rows[0]


def _support(row: Any, steps: list[MilestoneRow]) -> SupportRow:
    return SupportRow(
        id=row["id"],
        household=row["household"] or "",
        person=row["person"],
        policy=row["policy"] or "",
        definition=row["definition"],
        year=row["year"] or 0,
        round=row["round"],
        requested=row["requested"],
        approved=row["approved"],
        cost=row["cost"],
        sources=_sources(row["sources"]),
        details=_object(row["details"]),
        note=row["note"],
        conflicts=row["conflicts"],
        milestones=steps,
    )


def _sources(text: str | None) -> list[dict[str, Any]]:
    """Sources of the shape we know; others stay in the ledger."""
    value = orjson.loads(text) if text else []
    known = [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
    return [s for s in known if isinstance(s.get("source"), str) and type(s.get("amount")) is int]


def _object(text: str | None) -> dict[str, Any]:
    value = orjson.loads(text) if text else {}
    return value if isinstance(value, dict) else {}


def _milestones(connection: Connection, ids: list[str]) -> dict[str, list[MilestoneRow]]:
    rows: list[Any] = []
    for start in range(0, len(ids), BATCH):
        query = (
            select(
                Milestone.support,
                Milestone.id,
                Milestone.kind,
                Milestone.date,
                Milestone.amount,
                Milestone.document_no,
                Milestone.note,
                Milestone.reverses,
            )
            .where(Milestone.support.in_(ids[start : start + BATCH]), Milestone.deleted == 0)
            .order_by(Milestone.date, Milestone.id)
        )
        rows += connection.execute(query).all()
    reversed_ids = {row.reverses for row in rows if row.reverses}
    found: dict[str, list[MilestoneRow]] = {}
    for row in rows:
        if row.reverses or row.id in reversed_ids:
            continue
        found.setdefault(row.support, []).append(
            MilestoneRow(
                id=row.id,
                kind=row.kind or "",
                date=row.date or "",
                amount=row.amount,
                document_no=row.document_no,
                note=row.note,
            )
        )
    return found
