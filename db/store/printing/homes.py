"""Print data of papers about one household: who lives there, what it is; what is in dispute is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, TypeVar

import msgspec

from db.domain.errors import UserError
from db.domain.standards import Standard
from db.store.printing.sheet import Sheet, head_name, name_of
from db.store.printing.slips import class_text, decision_text, ethnic_of, waits
from db.store.prints.papers import (
    Certificates,
    HomeMember,
    HomePaper,
    HomePapers,
    PoorHomes,
    SlipHead,
    Uninsured,
    YearMark,
)
from db.store.rows import HouseholdRow, MemberRow

MARKS: dict[str | None, Literal["N", "CN"]] = {"poor": "N", "near_poor": "CN"}
FIRST_YEAR = 2016
"""The first year that a certificate in use has a cell for."""
_AREAS: dict[str, Literal["1", "2"]] = {"urban": "1", "rural": "2"}
NAMED = 6
Papers = TypeVar("Papers", bound=HomePapers)


def home_papers(sheet: Sheet) -> HomePapers:
    """A paper for every household chosen, or of the village chosen."""
    need_chosen(sheet)
    return _batch(sheet, sheet.homes, HomePapers)


def poor_homes(sheet: Sheet) -> PoorHomes:
    """The same for households on the list of the year, and for no other."""
    return _batch(sheet, _listed(sheet), PoorHomes)


def certificates(sheet: Sheet) -> Certificates:
    """A certificate for every household on the list of the year, with what it was in the years before."""
    homes = _listed(sheet)
    return _batch(sheet, homes, Certificates, certificate_years(sheet, homes))


def certificate_years(sheet: Sheet, homes: Sequence[HouseholdRow]) -> dict[str, list[YearMark]]:
    """What households were at the end of every year of the certificates, up to the year chosen."""
    years: dict[str, list[YearMark]] = {home.id: [] for home in homes}
    for year in range(FIRST_YEAR, sheet.selection.year + 1):
        for past in sheet.homes_on(f"{year}-12-31"):
            if past.id in years:
                years[past.id].append(_mark(past, year, sheet.standards))
    return years


def uninsured(sheet: Sheet) -> Uninsured:
    """A paper for every person without a mã số bảo hiểm xã hội."""
    found = [(home, one) for home in sheet.homes for one in home.members if not one.bhxh_no]
    papers = [
        msgspec.structs.replace(home_paper(sheet, home, place, []), head=_as_head(one), members=[])
        for place, (home, one) in enumerate(found, 1)
    ]
    return Uninsured(office=sheet.office, papers=papers)


def _listed(sheet: Sheet) -> list[HouseholdRow]:
    """Households on the list of the year, for papers that only the office which recognises them may issue."""
    need_commune(sheet)
    homes = [home for home in sheet.homes if home.classification and home.classification.result in MARKS]
    need_settled([head_name(home) for home in homes if waits(home)])
    return homes


def need_chosen(sheet: Sheet) -> None:
    """UserError for a paper about each household when neither households nor a village are chosen."""
    if not (sheet.selection.households or sheet.selection.village):
        said = "Giấy này lập cho từng hộ. Chưa in gì: chọn hộ hoặc chọn thôn rồi in lại."
        raise UserError("choose_households", said)


def need_commune(sheet: Sheet) -> None:
    """UserError for a paper that only a commune's office issues, asked for at another one."""
    if sheet.unit.level != "commune":
        said = "Giấy này do Ủy ban nhân dân cấp xã cấp. Chưa in gì: in ở sổ của xã, hoặc chọn mẫu khác."
        raise UserError("commune_paper", said)


def need_settled(waiting: Sequence[str]) -> None:
    """UserError that names those whose data waits for a decision, if there are any: nothing is asked with it."""
    if waiting:
        names = ", ".join(waiting[:NAMED]) + (f" và {len(waiting) - NAMED} hộ khác" if len(waiting) > NAMED else "")
        said = (
            f"Dữ liệu của {names} đang chờ quyết định nên chưa lập giấy được; chưa in gì, dữ liệu còn nguyên. "
            "Hãy giải quyết ở trang Xung đột, hoặc chọn riêng các hộ khác."
        )
        raise UserError("waits_for_decision", said)


def _mark(home: HouseholdRow, year: int, known: Mapping[str, Standard]) -> YearMark:
    now = home.classification
    if now is None or now.conflicts or now.result not in MARKS:
        return YearMark(year=year)
    sub = f" ({(name_of('poverty_sub_type', now.sub_type) or '').lower()})" if now.sub_type else ""
    found = known.get(now.standard or "")
    numbers = [found.indicators[code].no for code in home.deprivations if code in found.indicators] if found else []
    result = f"{name_of('household_class', now.result)}{sub}"
    return YearMark(year=year, mark=MARKS[now.result], result=result, lacks=sorted(numbers))


def _batch(
    sheet: Sheet, homes: Sequence[HouseholdRow], kind: type[Papers], years: dict[str, list[YearMark]] | None = None
) -> Papers:
    papers = [home_paper(sheet, home, place, (years or {}).get(home.id, [])) for place, home in enumerate(homes, 1)]
    return kind(office=sheet.office, papers=papers)


def home_paper(sheet: Sheet, home: HouseholdRow, place: int, years: list[YearMark]) -> HomePaper:
    """A household as the papers about it need it; place: in the run, from 1."""
    units = {unit.level: unit for unit in reversed(sheet.units_of(home))}
    commune = sheet.units_of(home)[0]
    return HomePaper(
        head=_as_head(home.head) if home.head else SlipHead(name=""),
        address=sheet.full_address(home),
        stamp=sheet.issue.slip(place),
        year=sheet.selection.year,
        commune=commune.title,
        place=commune.name,
        village=home.village_name or None,
        district=units["district"].title if "district" in units else None,
        province=units["province"].title if "province" in units else None,
        household_code=home.code,
        phone=home.phone,
        area=_AREAS.get(home.area_class or ""),
        classification=class_text(home),
        decision=decision_text(home),
        heading=sheet.heading(""),
        members=[member_of(one) for one in home.members],
        years=years,
    )


def _as_head(one: MemberRow) -> SlipHead:
    who = member_of(one)
    return SlipHead(name=who.name, birth=who.birth, sex=who.sex, ethnic=who.ethnic, id_no=who.id_no)


def member_of(one: MemberRow) -> HomeMember:
    """One member; of somebody in dispute only the name and the place in the family are printed."""
    known = not one.conflicts
    return HomeMember(
        name=one.name,
        birth=one.birth_date if known else None,
        sex=name_of("sex", one.sex) if known else None,
        ethnic=ethnic_of(one) if known else None,
        relation=name_of("relation", one.relation),
        id_no=(one.cccd or one.cmnd) if known else None,
    )
