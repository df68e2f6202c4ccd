"""Print data of the list to sign and of the list of health-insurance cards; who waits for a decision stands apart."""

from __future__ import annotations

from collections.abc import Sequence

from db.domain.values import show_date
from db.store.printing.grounds import kind_of
from db.store.printing.money import granted, settled
from db.store.printing.sheet import Sheet, name_of, person_of
from db.store.prints.papers import CardChange, CardChanges, CardLine, CardList, Pending, ReceiptLine, ReceiptList
from db.store.rows import HouseholdRow, MemberRow, SupportRow

SYMBOL = "DS-UBND"
MOST_BASES = 5


def receipts(sheet: Sheet) -> ReceiptList:
    """One line for every grant received, to be signed by its person or the head of the household."""
    lines: list[ReceiptLine] = []
    approvals: list[tuple[str | None, str | None]] = []
    pending: list[Pending] = []
    for home in sheet.homes:
        for row in sheet.supports.get(home.id, []):
            if sheet.nature(row) != "grant" or not (row.conflicts or (settled(row) and granted(row))):
                continue
            person = person_of(home, row) or home.head
            if row.conflicts or (person is not None and person.conflicts) or home.conflicts:
                pending.append(
                    Pending(name=person.name if person else "", village=sheet.village(home), matter=sheet.title(row))
                )
            elif person is not None:
                approvals += [(step.document_no, step.date) for step in row.milestones if step.kind == "approved"]
                lines.append(
                    ReceiptLine(
                        name=person.name,
                        village=sheet.village(home),
                        content=sheet.title(row),
                        id_no=person.cccd or person.cmnd,
                        address=home.address,
                        amount=granted(row),
                        note=row.note,
                    )
                )
    subject = sheet.subject("Nhận hỗ trợ")
    return ReceiptList(
        basis=bases(approvals),
        office=sheet.office,
        stamp=sheet.issue.stamp,
        subject=subject,
        lines=lines,
        pending=pending,
        heading=sheet.heading(SYMBOL),
    )


def cards(sheet: Sheet) -> CardList:
    """One line for every card, with the names of the object codes used."""
    lines: list[CardLine] = []
    approvals: list[tuple[str | None, str | None]] = []
    pending: list[Pending] = []
    for home in sheet.homes:
        for row in sheet.supports.get(home.id, []):
            person = person_of(home, row)
            if sheet.nature(row) != "card" or person is None or row.refused:
                continue
            if row.conflicts or person.conflicts:
                pending.append(Pending(name=person.name, village=sheet.village(home), matter="thẻ bảo hiểm y tế"))
            else:
                lines.append(_card(sheet, home, person, row))
                if home.classification:
                    approvals.append((home.classification.decision_no, home.classification.decision_date))
    objects = {line.object_code: name_of("bhyt_object", line.object_code) or "" for line in lines if line.object_code}
    return CardList(
        basis=bases(approvals),
        office=sheet.office,
        stamp=sheet.issue.stamp,
        subject=sheet.subject(),
        lines=lines,
        pending=pending,
        objects=objects,
        heading=sheet.heading(SYMBOL),
    )


GAINED, LOST = ("tang_moi", "tang_chuyen_nhom"), ("giam",)
"""What is done with a card (code list `bhyt_plan`), as D03-TS divides it."""


def card_changes(sheet: Sheet) -> CardChanges:
    """Everybody who gets a card in the year, and everybody whose card ends."""
    found: dict[tuple[str, ...], list[CardChange]] = {GAINED: [], LOST: []}
    pending: list[Pending] = []
    for home in sheet.homes:
        for row in sheet.supports.get(home.id, []):
            person = person_of(home, row)
            plan = next((kind for kind in found if row.details.get("phuong_an") in kind), None)
            if sheet.nature(row) != "card" or person is None or plan is None or row.refused:
                continue
            if row.conflicts or person.conflicts:
                pending.append(Pending(name=person.name, village=sheet.village(home), matter="thẻ bảo hiểm y tế"))
            else:
                found[plan].append(_change(sheet, person, row))
    return CardChanges(
        office=sheet.office, stamp=sheet.issue.stamp, subject=sheet.subject(), lines=found[GAINED],
        ended=found[LOST], pending=pending,
    )  # fmt: skip


def _change(sheet: Sheet, person: MemberRow, row: SupportRow) -> CardChange:
    details, policy = row.details, sheet.policy(row)
    why = [policy.show(name, details.get(name)) for name in ("ly_do", "ly_do_khac")] if policy else []
    return CardChange(
        name=person.name,
        number=details.get("ma_so_bhxh") or person.bhxh_no,
        birth=person.birth_date,
        sex=name_of("sex", person.sex),
        facility=_facility(row),
        amount=details.get("muc_dong_thang"),
        valid_from=details.get("tu_ngay"),
        valid_to=details.get("den_ngay"),
        note="; ".join(part for part in (*why, row.note) if part) or None,
    )


def _facility(row: SupportRow) -> str | None:
    return ", ".join(str(row.details[name]) for name in ("ten_kcb", "ma_kcb") if row.details.get(name)) or None


def bases(decisions: Sequence[tuple[str | None, str | None]]) -> list[str]:
    """The decisions a list rests on, oldest first; none when they are too many to stand above it."""
    found = sorted({(day or "", number) for number, day in decisions if number})
    return [_decision(number, day) for day, number in found] if len(found) <= MOST_BASES else []


def _decision(number: str, day: str) -> str:
    return f"Căn cứ {kind_of(number)[0]} số {number}" + (f" ngày {show_date(day)}" if day else "")


def _card(sheet: Sheet, home: HouseholdRow, person: MemberRow, row: SupportRow) -> CardLine:
    details = row.details
    return CardLine(
        name=person.name,
        village=sheet.village(home),
        number=sheet.number(row) or person.bhxh_no,
        birth=person.birth_date,
        sex=name_of("sex", person.sex),
        address=home.address,
        facility=_facility(row),
        object_code=details.get("ma_doi_tuong"),
        valid_from=details.get("tu_ngay"),
        valid_to=details.get("den_ngay"),
    )
