"""Print data of the bank's forms: requests for a loan, and the lists of the savings groups; nothing disputed."""

from __future__ import annotations

from typing import Any

from db.store.printing.homes import member_of, need_settled
from db.store.printing.money import OWN
from db.store.printing.sheet import Sheet, name_of
from db.store.printing.slips import waits
from db.store.prints.loans import LoanForm, LoanForms, LoanLine, LoanList, LoanLists, LoanUse
from db.store.prints.papers import SlipHead
from db.store.rows import HouseholdRow, MemberRow, SupportRow

CONFIRMED = "sxkd_vkk"
"""The programme whose request the commune confirms on the form itself."""
DONE = {"disbursed", "repaid", "ended"}


def loan_forms(sheet: Sheet) -> LoanForms:
    """A request for every loan that waits for the bank; for chosen households of every loan not refused."""
    papers = [_form(sheet, home, row, place) for place, (home, row) in enumerate(_asked(sheet), 1)]
    return LoanForms(office=sheet.office, papers=papers)


def loan_lists(sheet: Sheet) -> LoanLists:
    """A list for every savings group and programme among the same loans."""
    groups: dict[tuple[Any, ...], list[tuple[HouseholdRow, SupportRow]]] = {}
    for home, row in _asked(sheet):
        key = (*(row.details.get(name) for name in ("to_truong", "ma_to", "chuong_trinh")), row.round, home.unit)
        groups.setdefault(key, []).append((home, row))
    papers = [_list(sheet, found, place) for place, found in enumerate(groups.values(), 1)]
    return LoanLists(office=sheet.office, papers=papers)


def _asked(sheet: Sheet) -> list[tuple[HouseholdRow, SupportRow]]:
    chosen = bool(sheet.selection.households)
    found = [
        (home, row)
        for home in sheet.homes
        for row in sheet.supports.get(home.id, [])
        if sheet.nature(row) == "credit" and not row.refused and (chosen or DONE.isdisjoint(_kinds(row)))
    ]
    need_settled([borrower(home, row)[0] for home, row in found if row.conflicts or waits(home)])
    return found


def _kinds(row: SupportRow) -> set[str]:
    return {step.kind for step in row.milestones}


def borrower(home: HouseholdRow, row: SupportRow) -> tuple[str, MemberRow | None]:
    """The name on the loan and the member who bears it: the head, unless another is named."""
    name = row.details.get("nguoi_vay") or (home.head.name if home.head else "")
    known = [one for one in home.members if one.name == name or one.id == row.person]
    return name, known[0] if len(known) == 1 else None


def _form(sheet: Sheet, home: HouseholdRow, row: SupportRow, place: int) -> LoanForm:
    name, known = borrower(home, row)
    said, commune = row.details, sheet.units_of(home)[0]
    who = member_of(known) if known else None
    own = sum(source["amount"] for source in row.sources if source.get("source") in OWN)
    return LoanForm(
        head=SlipHead(name=name, birth=who.birth, sex=who.sex, id_no=who.id_no) if who else SlipHead(name=name),
        address=sheet.full_address(home),
        stamp=sheet.issue.slip(place),
        place=commune.name,
        commune=commune.title,
        programme=sheet.title(row),
        confirmed=said.get("chuong_trinh") == CONFIRMED,
        household_code=home.code,
        leader=said.get("to_truong"),
        society=_shown(sheet, row, "hoi_quan_ly"),
        amount=row.requested,
        plan=said.get("phuong_an"),
        need=row.cost,
        own=own or None,
        uses=[
            LoanUse(thing=one.get("viec") or "", quantity=one.get("so_luong"), amount=one.get("thanh_tien"))
            for one in said.get("muc_dich") or ()
        ],
        term=said.get("thoi_han"),
        period=said.get("ky_han"),
        valid_to=said.get("han_cuoi"),
    )


def _list(sheet: Sheet, found: list[tuple[HouseholdRow, SupportRow]], place: int) -> LoanList:
    home, first = found[0]
    units = sheet.units_of(home)
    met = {step.date for _, row in found for step in row.milestones if step.kind == "reviewed"}
    villages = {one.village_name for one, _ in found}
    return LoanList(
        stamp=sheet.issue.slip(place),
        place=units[0].name,
        commune=units[0].title,
        province=units[-1].title if len(units) > 1 else None,
        programme=sheet.title(first),
        year=sheet.selection.year,
        lines=[_line(sheet, one, row) for one, row in found],
        village=villages.pop() if len(villages) == 1 else None,
        leader=first.details.get("to_truong"),
        group_code=first.details.get("ma_to"),
        valid_from=met.pop() if len(met) == 1 else None,
    )


def _line(sheet: Sheet, home: HouseholdRow, row: SupportRow) -> LoanLine:
    known = name_of("household_class", home.classification.result) if home.classification else None
    return LoanLine(
        name=borrower(home, row)[0],
        group=_shown(sheet, row, "doi_tuong") or known,
        amount=row.requested,
        purpose=row.details.get("phuong_an"),
        term=row.details.get("thoi_han"),
    )


def _shown(sheet: Sheet, row: SupportRow, field: str) -> str | None:
    policy = sheet.policy(row)
    return (policy.show(field, row.details.get(field)) if policy else None) or None
