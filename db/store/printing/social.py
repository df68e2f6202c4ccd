"""Print data of forms of social protection: who asks for a monthly allowance, who lacks food, who got land.

What somebody's group is (an illness, a disability) stands on his own form alone, never on a list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from db.domain.errors import UserError
from db.domain.values import age_on, show_date
from db.store.printing.homes import MARKS, member_of, need_chosen
from db.store.printing.sheet import Sheet, person_of
from db.store.printing.slips import head_of, waits
from db.store.prints.papers import HomeMember, Pending, ReceiptLine, SlipHead
from db.store.prints.social import (
    ChildForms,
    DisabledForms,
    ElderForms,
    GoodsLists,
    HivForms,
    LandPaper,
    LandPapers,
    LoneParentForms,
    MonthlyList,
    ReliefLine,
    ReliefList,
    ReliefLists,
    RiceLists,
    SocialForm,
    SocialForms,
)
from db.store.rows import HouseholdRow, MemberRow, SupportRow

CHILDREN_OF = ("04", "05", "06")
"""Relations to the head (code list `relation`) of his children, own, adopted, of his spouse."""
ALLOWANCE, RELIEF, LAND = "tro_cap_xa_hoi", "tro_giup_dot_xuat", "dat_nuoc"
Lists = TypeVar("Lists", bound=ReliefLists)
Forms = TypeVar("Forms", bound=SocialForms)


@dataclass(frozen=True, slots=True)
class Claimants:
    """Whom a form is for: groups of the allowance (start of their code), ages of those who may ask without a record."""

    groups: tuple[str, ...]
    ages: range = range(0)


CHILDREN = Claimants(("tre_duoi", "tre_4", "di_hoc"), range(16))
HIV = Claimants(("tre_hiv", "hiv"))
LONE = Claimants(("don_than",))
ELDERS = Claimants(("cao_tuoi", "huu_tri"), range(60, 130))
DISABLED = Claimants(("kt_",))


def child_forms(sheet: Sheet) -> ChildForms:
    """Forms 1a."""
    return _forms(sheet, ChildForms, CHILDREN)


def hiv_forms(sheet: Sheet) -> HivForms:
    """Forms 1b: only of households chosen one by one."""
    if not sheet.selection.households:
        said = "Tờ khai này nêu bệnh của một người. Chưa in gì: chọn đúng hộ rồi in."
        raise UserError("choose_households", said)
    return _forms(sheet, HivForms, HIV)


def lone_parent_forms(sheet: Sheet) -> LoneParentForms:
    """Forms 1c."""
    return _forms(sheet, LoneParentForms, LONE)


def elder_forms(sheet: Sheet) -> ElderForms:
    """Forms 1d."""
    return _forms(sheet, ElderForms, ELDERS)


def disabled_forms(sheet: Sheet) -> DisabledForms:
    """Forms 1đ."""
    return _forms(sheet, DisabledForms, DISABLED)


def rice_lists(sheet: Sheet) -> RiceLists:
    """Lists 5a."""
    return _lists(sheet, RiceLists, "gao")


def goods_lists(sheet: Sheet) -> GoodsLists:
    """Lists 5b."""
    return _lists(sheet, GoodsLists, "nhu_yeu_pham")


def land_papers(sheet: Sheet) -> LandPapers:
    """A hand-over for every piece of land approved; for chosen households one even without."""
    chosen = bool(sheet.selection.households)
    found: list[tuple[HouseholdRow, SupportRow | None]] = []
    for home in sheet.homes:
        rows = [row for row in _of(sheet, home, LAND) if row.details.get("hang_muc") in ("dat_o", "dat_sx")]
        found += [(home, row) for row in rows]
        found += [(home, None)] if chosen and not rows else []
    papers = [_land(sheet, home, row, place) for place, (home, row) in enumerate(found, 1)]
    return LandPapers(office=sheet.office, papers=papers)


def monthly_list(sheet: Sheet) -> MonthlyList:
    """Everybody with an allowance granted in this or an earlier year that has not ended; what he gets a month."""
    running: dict[str, list[SupportRow]] = {}
    for row, _policy in sheet.past(ALLOWANCE):
        if row.year <= sheet.selection.year and _runs(row, f"{sheet.selection.year}-01-01"):
            running.setdefault(row.household, []).append(row)
    lines: list[ReceiptLine] = []
    pending: list[Pending] = []
    for home in sheet.homes:
        for row in running.get(home.id, []):
            person = person_of(home, row) or home.head
            if person and (row.conflicts or person.conflicts):
                pending.append(Pending(name=person.name, village=sheet.village(home)))
            elif person:
                lines.append(_allowance(sheet, home, person, row))
    return MonthlyList(
        office=sheet.office,
        stamp=sheet.issue.stamp,
        subject=f"Tháng …… năm {sheet.selection.year}",
        lines=lines,
        pending=pending,
        heading=sheet.heading("DS-UBND"),
    )


def _runs(row: SupportRow, start: str) -> bool:
    """Whether an allowance is paid in the year that begins on an ISO day: granted, not ended before."""
    last = [step.date for step in row.milestones if step.kind == "ended"]
    until = last[-1] if last else row.details.get("den_ngay")
    return row.approved is not None and not row.refused and (until is None or until >= start)


def _of(sheet: Sheet, home: HouseholdRow, policy: str) -> list[SupportRow]:
    return [row for row in sheet.supports.get(home.id, []) if row.policy == policy and not row.refused]


def _forms(sheet: Sheet, kind: type[Forms], who: Claimants) -> Forms:
    need_chosen(sheet)
    found = [(home, *claim) for home in sheet.homes for claim in _claims(sheet, home, who)]
    papers = [_form(sheet, home, person, row, place) for place, (home, person, row) in enumerate(found, 1)]
    return kind(office=sheet.office, papers=papers)


def _claims(sheet: Sheet, home: HouseholdRow, who: Claimants) -> Iterator[tuple[MemberRow | None, SupportRow | None]]:
    """Who of a household asks: those recorded in a group, else by age; of one chosen household at least the pen's."""
    rows = [row for row in _of(sheet, home, ALLOWANCE) if str(row.details.get("nhom", "")).startswith(who.groups)]
    asking = [(person_of(home, row), row) for row in rows if not row.conflicts]
    if asking:
        yield from asking
        return
    ages = [(member, age_on(member.birth_date or "", sheet.on)) for member in home.members]
    old = [member for member, age in ages if age is not None and age in who.ages]
    yield from ((member, None) for member in old)
    if not old and sheet.selection.households:
        yield None, None


def _form(sheet: Sheet, home: HouseholdRow, person: MemberRow | None, row: SupportRow | None, place: int) -> SocialForm:
    commune = sheet.units_of(home)[0]
    known = person if person and not person.conflicts else None
    policy = sheet.policy(row) if row else None
    level = policy.show("muc_do", row.details.get("muc_do"), sensitive=True) if policy and row else None
    return SocialForm(
        head=head_of(known) if known else SlipHead(name=person.name if person else ""),
        address=sheet.full_address(home),
        stamp=sheet.issue.slip(place),
        year=sheet.selection.year,
        commune=commune.title,
        place=commune.name,
        household_code=home.code,
        bhxh_no=known.bhxh_no if known else None,
        listed=None if waits(home) or not home.classification else MARKS.get(home.classification.result, "O"),
        level=level or None,
        children=_children(home),
    )


def _children(home: HouseholdRow) -> list[HomeMember]:
    return [member_of(one) for one in home.members if not one.conflicts and one.relation in CHILDREN_OF]


def _lists(sheet: Sheet, kind: type[Lists], form: str) -> Lists:
    villages: dict[tuple[str, str], list[ReliefLine]] = {}
    for home in sheet.homes:
        rows = [row for row in _of(sheet, home, RELIEF) if row.details.get("hinh_thuc") == form]
        if rows or sheet.selection.village:
            found = villages.setdefault((home.unit, home.village_name), [])
            found += [_relief(sheet, home, row) for row in rows if not (row.conflicts or waits(home))]
    papers = [
        ReliefList(
            stamp=sheet.issue.slip(place),
            year=sheet.selection.year,
            commune=sheet.unit.title,
            place=sheet.unit.name,
            village=village,
            lines=lines,
        )
        for place, ((_unit, village), lines) in enumerate(villages.items(), 1)
    ]
    return kind(office=sheet.office, papers=papers)


def _relief(sheet: Sheet, home: HouseholdRow, row: SupportRow) -> ReliefLine:
    said, policy = row.details, sheet.policy(row)
    return ReliefLine(
        name=home.head.name if home.head else "",
        persons=len(home.members),
        hungry=said.get("so_khau"),
        months=said.get("so_thang"),
        rice=said.get("kg_gao"),
        goods=(policy.show("hien_vat", said.get("hien_vat")) if policy else None) or None,
        reason=(policy.show("su_kien", said.get("su_kien")) if policy else None) or None,
    )


def _land(sheet: Sheet, home: HouseholdRow, row: SupportRow | None, place: int) -> LandPaper:
    policy = sheet.policy(row) if row else None
    told = row.details if row and not (row.conflicts or waits(home)) else {}

    def shown(field: str) -> str | None:
        return (policy.show(field, told.get(field)) if policy else None) or None

    approved = next((step for step in row.milestones if step.kind == "approved"), None) if row else None
    decided = approved.document_no if approved and told else None
    return LandPaper(
        head=head_of(home.head) if not waits(home) else SlipHead(name=home.head.name if home.head else ""),
        address=sheet.full_address(home),
        stamp=sheet.issue.slip(place),
        year=sheet.selection.year,
        commune=sheet.units_of(home)[0].title,
        heading=sheet.heading("BB-UBND"),
        household_code=home.code,
        programme=shown("chuong_trinh"),
        kind=shown("loai_dat") or shown("hang_muc"),
        way=shown("hinh_thuc"),
        size=told.get("dien_tich"),
        plot=shown("thua_dat"),
        decision=f"{decided} ngày {show_date(approved.date)}" if decided and approved else None,
        certificate=shown("so_gcn"),
    )


def _allowance(sheet: Sheet, home: HouseholdRow, person: MemberRow, row: SupportRow) -> ReceiptLine:
    return ReceiptLine(
        name=person.name,
        village=sheet.village(home),
        content="Trợ cấp xã hội hằng tháng",
        id_no=person.cccd or person.cmnd,
        address=home.address,
        amount=row.approved,
        receiver=row.details.get("nguoi_nhan"),
        note=f"Từ {show_date(row.details['tu_ngay'])}" if row.details.get("tu_ngay") else None,
    )
