"""Households and supports as of a date, as plain rows; many at once, in a few queries. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from msgspec.structs import replace
from sqlalchemy import Connection, func, or_, select

from db.domain.errors import NotFound, no_record
from db.domain.standards import standard_on
from db.ledger.lineage import lineage
from db.models import Membership, Person
from db.store.clauses import Clause, among, ask, current, every
from db.store.definitions.standards import standards
from db.store.places.apart import told_apart
from db.store.places.residence import NOW, here, living_in, places_then, village_names
from db.store.rows import ClassRow, HouseholdRow, MemberRow, MembershipRow, MilestoneRow, PersonRow, SupportRow

BATCH = 2_000
HEAD = "01"
_HOUSEHOLD = (
    "h.id, h.code, h.unit, h.village, v.name, h.address, h.area_class, h.area_reason, h.phone, h.ethnic_minority, "
    "h.merit, h.no_labour, h.since, h.note, h.conflicts"
)
_MEMBER = (
    "p.id, m.id, p.name, p.birth_date, p.sex, m.relation, m.from_date, p.ethnic, p.ethnic_local, p.cmnd, p.cccd, "
    "p.bhxh_no, p.phone, p.note, p.conflicts"
)
_SUPPORT = (
    "s.id, s.household, s.person, s.policy, s.definition, s.year, s.round, s.requested, s.approved, s.cost, "
    "s.sources, s.details, s.note, s.conflicts"
)
_STEP = "m.support, m.id, m.kind, m.date, m.amount, m.document_no, m.note, m.reverses"
_CLASS = (
    "c.id, c.result, c.sub_type, c.standard, c.valid_from, c.decision_no, c.decision_date, c.change_kind, c.conflicts"
)


def household_ids(
    connection: Connection, *, villages: Sequence[str] | None = None, unit: str | None = None, on: str = NOW
) -> list[str]:
    """Ids of all households (of some villages, of a unit), by commune, village and then by when they were entered.

    on: ISO date on which they lived there; those that lived outside our unit then are left out.
    """
    wanted = [Clause("h.deleted = 0"), *here(connection, on)]
    if villages is not None:
        wanted.append(living_in(connection, "village", villages, on))
    if unit is not None:
        wanted.append(living_in(connection, "unit", [unit], on))
    query = Clause("SELECT h.id FROM household h LEFT JOIN village v ON v.id = h.village WHERE ") + every(wanted)
    order = " ORDER BY h.unit, v.sort_key, h.village, h.id"
    return [record for (record,) in ask(connection, query + order)]


def households(connection: Connection, ids: Sequence[str], on: str) -> list[HouseholdRow]:
    """The given households as of the ISO date `on`, in the order asked for; unknown ids are left out."""
    found: dict[str, HouseholdRow] = {}
    for start in range(0, len(ids), BATCH):
        part = list(ids[start : start + BATCH])
        found |= _batch(connection, part, on)
    known = lineage(connection)
    if known:
        names = told_apart(connection, on)
        for row in found.values():
            row.unit, row.village_name = known.on(row.unit, on), names.get(row.village or "", row.village_name)
    return [found[record] for record in ids if record in found]


def household(connection: Connection, record: str, on: str) -> HouseholdRow:
    """One household as of `on`; NotFound with a sentence."""
    rows = households(connection, [record], on)
    if not rows:
        raise no_record("hộ", record)
    return rows[0]


def _batch(connection: Connection, ids: list[str], on: str) -> dict[str, HouseholdRow]:
    members, classes, lacks = _members(connection, ids, on), _classes(connection, ids, on), _lacks(connection, ids, on)
    wanted = among(connection, "h.id", ids)
    query = wanted.within(f"SELECT {_HOUSEHOLD} FROM household h LEFT JOIN village v ON v.id = h.village WHERE ", "")
    found: dict[str, HouseholdRow] = {}
    for record, code, unit, village, village_name, address, area_class, area_reason, phone, *rest in ask(
        connection, query + " AND h.deleted = 0"
    ):
        ethnic_minority, merit, no_labour, since, note, conflicts = rest
        found[record] = HouseholdRow(
            id=record,
            code=code,
            unit=unit or "",
            village=village,
            village_name=village_name or "",
            address=address,
            area_class=area_class,
            area_reason=area_reason,
            phone=phone,
            ethnic_minority=bool(ethnic_minority),
            merit=bool(merit),
            no_labour=bool(no_labour),
            since=since,
            note=note,
            conflicts=conflicts,
            members=members.get(record, []),
            classification=classes.get(record),
            deprivations=lacks.get(record, []),
        )
    return found | _then(connection, found, on)


def _then(connection: Connection, found: dict[str, HouseholdRow], on: str) -> dict[str, HouseholdRow]:
    """Households that have moved to another unit since, as they lived on the date."""
    places = places_then(connection, on, list(found))
    names = village_names(connection, [place.village for place in places.values() if place.village])
    return {
        home: replace(
            found[home],
            unit=place.unit,
            village=place.village,
            village_name=names.get(place.village or "", ""),
            address=place.address,
        )
        for home, place in places.items()
    }


def _members(connection: Connection, ids: list[str], on: str) -> dict[str, list[MemberRow]]:
    wanted = among(connection, "m.household", ids).within(
        f"SELECT m.household, {_MEMBER} FROM membership m JOIN person p ON p.id = m.person WHERE p.deleted = 0 AND ", ""
    )
    found: dict[str, list[MemberRow]] = {}
    for home, *row in ask(connection, wanted + " AND " + current(on) + " ORDER BY m.id"):
        found.setdefault(home, []).append(_member(row))
    for rows in found.values():
        rows.sort(key=lambda member: member.relation != HEAD)
    return found


def _member(row: Sequence[Any]) -> MemberRow:
    record, membership, name, birth, sex, relation, since, *more = row
    ethnic, ethnic_local, cmnd, cccd, bhxh, phone, note, conflicts = more
    return MemberRow(
        id=record,
        membership=membership,
        name=name or "",
        birth_date=birth,
        sex=sex,
        relation=relation,
        since=since,
        ethnic=ethnic,
        ethnic_local=ethnic_local,
        cmnd=cmnd,
        cccd=cccd,
        bhxh_no=bhxh,
        phone=phone,
        note=note,
        conflicts=conflicts,
    )


def _classes(connection: Connection, ids: list[str], on: str) -> dict[str, ClassRow]:
    wanted = among(connection, "c.household", ids).within(
        f"SELECT c.household, {_CLASS} FROM classification c WHERE c.deleted = 0 AND ", ""
    )
    rows = ask(connection, wanted + Clause(" AND c.valid_from <= ? ORDER BY c.valid_from, c.id", (on,)))
    return {
        home: ClassRow(
            id=record,
            result=result,
            sub_type=sub_type,
            standard=standard,
            valid_from=valid_from,
            decision_no=number,
            decision_date=date,
            change_kind=change_kind,
            conflicts=conflicts,
        )
        for home, record, result, sub_type, standard, valid_from, number, date, change_kind, conflicts in rows
    }


def _lacks(connection: Connection, ids: list[str], on: str) -> dict[str, list[str]]:
    wanted = among(connection, "d.household", ids).within(
        "SELECT DISTINCT d.household, d.indicator FROM deprivation d WHERE d.deleted = 0 AND ", " AND "
    )
    found: dict[str, list[str]] = {}
    for owner, indicator in ask(connection, wanted + lacking(connection, on) + " ORDER BY d.indicator"):
        found.setdefault(owner or "", []).append(indicator or "")
    return found


def lacking(connection: Connection, on: str) -> Clause:
    """A deprivation (table alias `d`) of the standard in force on a date is there on that date; none without one."""
    text = "d.standard = ? AND (d.from_date IS NULL OR d.from_date <= ?) AND (d.to_date IS NULL OR d.to_date > ?)"
    try:
        return Clause(text, (standard_on(on, standards(connection)).id, on, on))
    except NotFound:
        return Clause("1 = 0")


def person(connection: Connection, record: str) -> PersonRow:
    """One person; NotFound with a sentence."""
    query = select(Person).with_only_columns(*Person.__table__.columns)
    row = connection.execute(query.where(Person.id == record, Person.deleted == 0)).mappings().first()
    if row is None:
        raise no_record("nhân khẩu", record)
    facts = {name: row[name] for name in PersonRow.__struct_fields__ if name != "memberships"}
    return PersonRow(**facts | {"name": row["name"] or "", "memberships": memberships(connection, record)})


def memberships(connection: Connection, person: str) -> list[MembershipRow]:
    """Everywhere a person has lived by this register, oldest first."""
    query = (
        select(Membership)
        .with_only_columns(*Membership.__table__.columns)
        .where(Membership.person == person, Membership.deleted == 0)
        .order_by(Membership.from_date.is_not(None), Membership.from_date, Membership.id)
    )
    return [
        MembershipRow(
            id=row["id"],
            household=row["household"] or "",
            relation=row["relation"],
            from_date=row["from_date"],
            to_date=row["to_date"],
            end_reason=row["end_reason"],
            conflicts=row["conflicts"],
        )
        for row in connection.execute(query).mappings()
    ]


def open_deprivations(connection: Connection, household: str, standard: str) -> dict[str, list[str]]:
    """Indicators of a standard that a household lacks without an end, each with the ids of its records."""
    return open_deprivations_of(connection, [household], standard).get(household, {})


def open_deprivations_of(connection: Connection, ids: Sequence[str], standard: str) -> dict[str, dict[str, list[str]]]:
    """As `open_deprivations`, by household."""
    wanted = among(connection, "d.household", ids).within(
        "SELECT d.household, d.indicator, d.id FROM deprivation d WHERE d.deleted = 0 AND d.to_date IS NULL AND ", ""
    )
    found: dict[str, dict[str, list[str]]] = {}
    for owner, indicator, record in ask(connection, wanted + Clause(" AND d.standard = ? ORDER BY d.id", (standard,))):
        found.setdefault(owner or "", {}).setdefault(indicator or "", []).append(record)
    return found


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


def last_homes(connection: Connection, people: Sequence[str]) -> dict[str, str]:
    """The household each person belongs to, or belonged to last."""
    found: dict[str, str] = {}
    for start in range(0, len(people), BATCH):
        query = (
            select(Membership.person, Membership.household)
            .where(Membership.person.in_(people[start : start + BATCH]), Membership.deleted == 0)
            .order_by(Membership.to_date.is_(None), Membership.to_date, Membership.from_date, Membership.id)
        )
        found |= {person or "": household or "" for person, household in connection.execute(query)}
    return found


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
    persons: Sequence[str] | None = None,
    policy: str | None = None,
    policies: Sequence[str] | None = None,
    year: int | None = None,
) -> list[SupportRow]:
    """Supports by any of these filters, oldest first, with their milestones."""
    wanted = [Clause("s.deleted = 0")]
    wanted += [
        among(connection, f"s.{name}", among_these)
        for name, among_these in (("id", ids), ("household", households), ("person", persons), ("policy", policies))
        if among_these is not None
    ]
    wanted += [
        Clause(f"s.{name} = ?", (value,))
        for name, value in (("household", household), ("policy", policy), ("year", year))
        if value is not None
    ]
    rows = ask(connection, every(wanted).within(f"SELECT {_SUPPORT} FROM support s WHERE ", " ORDER BY s.id"))
    steps = _milestones(connection, [row[0] for row in rows])
    return [_support(row, steps.get(row[0], [])) for row in rows]


def support(connection: Connection, record: str) -> SupportRow:
    """One support; NotFound with a sentence."""
    rows = supports(connection, ids=[record])
    if not rows:
        raise no_record("hỗ trợ", record)
    return rows[0]


def _support(row: Sequence[Any], steps: list[MilestoneRow]) -> SupportRow:
    record, home, person, policy, definition, year, turn, requested, approved, cost, sources, details, *rest = row
    note, conflicts = rest
    return SupportRow(
        id=record,
        household=home or "",
        person=person,
        policy=policy or "",
        definition=definition,
        year=year or 0,
        round=turn,
        requested=requested,
        approved=approved,
        cost=cost,
        sources=source_list(sources),
        details=_object(details),
        note=note,
        conflicts=conflicts,
        milestones=steps,
    )


def source_list(text: str | None) -> list[dict[str, Any]]:
    """Sources of the shape we know; others stay in the ledger."""
    value = orjson.loads(text) if text else []
    known = [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
    return [s for s in known if isinstance(s.get("source"), str) and type(s.get("amount")) is int]


def _object(text: str | None) -> dict[str, Any]:
    value = orjson.loads(text) if text else {}
    return value if isinstance(value, dict) else {}


def _milestones(connection: Connection, ids: Sequence[str]) -> dict[str, list[MilestoneRow]]:
    """The live steps by support, in order of date; a step taken back is left out with the one that took it back."""
    query = among(connection, "m.support", ids).within(f"SELECT {_STEP} FROM milestone m WHERE m.deleted = 0 AND ", "")
    rows = ask(connection, query + " ORDER BY m.date, m.id")
    reversed_ids = {row[-1] for row in rows if row[-1]}
    found: dict[str, list[MilestoneRow]] = {}
    for owner, record, kind, date, amount, document_no, note, reverses in rows:
        if not reverses and record not in reversed_ids:
            found.setdefault(owner, []).append(
                MilestoneRow(
                    id=record, kind=kind or "", date=date or "", amount=amount, document_no=document_no, note=note
                )
            )
    return found
