"""Print data of the household's slip: who it is, what it received, and apart from that its loans and cards."""

from __future__ import annotations

from db.domain import codes
from db.domain.values import age_on, show_date
from db.store.printing.money import LENT, OWN, granted, lent, paid, settled
from db.store.printing.sheet import Sheet, name_of, person_of
from db.store.prints.papers import (
    Pending,
    SlipEntitlement,
    SlipHead,
    SlipMember,
    SlipSupport,
    SupportSlip,
    SupportSlips,
)
from db.store.rows import HouseholdRow, MemberRow, SupportRow

WAITS = "dữ liệu đang chờ cấp trên quyết định"


def slips(sheet: Sheet) -> SupportSlips:
    """A slip for every household chosen, or for every one that received something."""
    chosen = bool(sheet.selection.households)
    homes = [home for home in sheet.homes if chosen or _received(sheet, home)]
    return SupportSlips(office=sheet.office, slips=[_slip(sheet, home, n) for n, home in enumerate(homes, 1)])


def _received(sheet: Sheet, home: HouseholdRow) -> list[SupportRow]:
    """The supports a slip tells of; a card counts from the day it is asked for, its dates say the rest."""

    def told(row: SupportRow) -> bool:
        return not row.refused if sheet.nature(row) == "card" else settled(row)

    return [row for row in sheet.supports.get(home.id, []) if row.conflicts or told(row)]


def _slip(sheet: Sheet, home: HouseholdRow, place: int) -> SupportSlip:
    rows = _received(sheet, home)
    stamp = sheet.issue.slip(place)
    ready = [row for row in rows if not row.conflicts]
    waiting = [row for row in rows if row.conflicts]
    head = home.head
    return SupportSlip(
        household_code=home.code,
        head=head_of(head),
        address=sheet.full_address(home),
        stamp=stamp,
        year=sheet.selection.year,
        heading=sheet.heading("PHT", stamp.code),
        classification=class_text(home),
        decision=decision_text(home),
        persons=len(home.members),
        labourers=labourers(home, sheet.selection.year),
        children=sum(1 for age in _ages(home, sheet.selection.year) if age < 16),
        priority=_priority(home),
        members=[_slip_member(member) for member in home.members],
        supports=[_slip_support(sheet, home, row) for row in ready if sheet.nature(row) in ("grant", "service")],
        entitlements=[_entitlement(sheet, home, row) for row in ready if sheet.nature(row) in ("credit", "card")]
        + [_loan(sheet, home, row, lent(row)) for row in ready if sheet.nature(row) == "grant" and lent(row)],
        pending=[Pending(name=sheet.title(row), matter=WAITS) for row in waiting]
        + ([Pending(name=head.name, village=sheet.village(home), matter=WAITS)] if head and waits(home) else []),
    )


def labourers(home: HouseholdRow, year: int) -> int:
    """Members of working age at the end of the year."""
    return sum(1 for age in _ages(home, year) if 15 <= age < 60)


def _ages(home: HouseholdRow, year: int) -> list[int]:
    ages = (age_on(member.birth_date, f"{year}-12-31") for member in home.members if member.birth_date)
    return [age for age in ages if age is not None]


def waits(home: HouseholdRow) -> bool:
    """Whether something about a household or its people waits for a decision."""
    return bool(
        home.conflicts
        or any(m.conflicts for m in home.members)
        or (home.classification and home.classification.conflicts)
    )


def head_of(member: MemberRow | None) -> SlipHead:
    """The head of a household as papers of one household name them."""
    if member is None:
        return SlipHead(name="")
    return SlipHead(
        name=member.name,
        birth=member.birth_date,
        sex=name_of("sex", member.sex),
        ethnic=ethnic_of(member),
        id_no=member.cccd or member.cmnd,
    )


def ethnic_of(member: MemberRow) -> str | None:
    """The ethnic group, with the name people use where that is another."""
    if member.ethnic is None:
        return member.ethnic_local
    name = codes.ethnic_groups()[member.ethnic].name if member.ethnic in codes.ethnic_groups() else member.ethnic
    return f"{name} ({member.ethnic_local})" if member.ethnic_local and member.ethnic_local != name else name


def class_text(home: HouseholdRow) -> str | None:
    """The class in force, in words."""
    now = home.classification
    if now is None:
        return None
    return f"{name_of('household_class', now.result)} từ {show_date(now.valid_from or '')}"


def decision_text(home: HouseholdRow) -> str | None:
    """The decision by which the household has its class."""
    now = home.classification
    if now is None or not now.decision_no:
        return None
    return f"QĐ {now.decision_no}" + (f" ngày {show_date(now.decision_date)}" if now.decision_date else "")


def _priority(home: HouseholdRow) -> str | None:
    marks = (
        ("dân tộc thiểu số", home.ethnic_minority),
        ("có người có công", home.merit),
        ("không có khả năng lao động", home.no_labour),
    )
    return "; ".join(text for text, holds in marks if holds) or None


def _slip_member(member: MemberRow) -> SlipMember:
    groups = f"BHXH {member.bhxh_no}" if member.bhxh_no else None
    return SlipMember(
        name=member.name, birth=member.birth_date, relation=name_of("relation", member.relation), groups=groups
    )


def _slip_support(sheet: Sheet, home: HouseholdRow, row: SupportRow) -> SlipSupport:
    person = person_of(home, row)
    approved = next((s for s in row.milestones if s.kind == "approved" and s.document_no), None)
    delivered = next((s for s in reversed(row.milestones) if s.kind in ("delivered", "disbursed")), None)
    return SlipSupport(
        content=sheet.title(row),
        beneficiary=person.name if person else "Hộ",
        amount=granted(row),
        sources="; ".join(
            name_of("funding_source_short", s["source"]) or "" for s in row.sources if s["source"] not in (LENT, *OWN)
        )
        or None,
        basis=f"{approved.document_no}, {show_date(approved.date)}" if approved else None,
        delivered_on=delivered.date if delivered else None,
        note=row.note,
    )


def _entitlement(sheet: Sheet, home: HouseholdRow, row: SupportRow) -> SlipEntitlement:
    person = person_of(home, row)
    if sheet.nature(row) == "credit":
        return _loan(sheet, home, row, paid(row))
    details = row.details
    return SlipEntitlement(
        kind="card",
        content=sheet.title(row),
        beneficiary=person.name if person else None,
        number=sheet.number(row),
        valid_from=details.get("tu_ngay"),
        valid_to=details.get("den_ngay"),
    )


def _loan(sheet: Sheet, home: HouseholdRow, row: SupportRow, amount: int | None) -> SlipEntitlement:
    person = person_of(home, row)
    beneficiary = person.name if person else "Hộ"
    title = sheet.title(row)
    content = title if sheet.nature(row) == "credit" else f"Vốn vay: {title}"
    return SlipEntitlement(kind="credit", content=content, beneficiary=beneficiary, amount=amount)
