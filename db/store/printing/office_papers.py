"""Print data of papers of an office: which households, which supports a decision, a proposal, minutes are about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

import msgspec

from db.domain.errors import UserError
from db.policy.definition import Policy
from db.store.printing import grounds
from db.store.printing.homes import MARKS, need_commune, need_settled
from db.store.printing.money import OWN, granted
from db.store.printing.posting import open_policy
from db.store.printing.rounds import (
    COMPLAINTS,
    OUTCOME,
    class_before,
    class_of,
    days,
    disputed,
    found_by,
    given_heading,
)
from db.store.printing.sheet import Sheet, head_name, name_of, person_of
from db.store.printing.slips import WAITS, waits
from db.store.prints.offices import (
    Complaint,
    ComplaintBook,
    ComplaintBooks,
    Escapes,
    Grants,
    OfficeLine,
    OfficePaper,
    OfficePapers,
    Proposals,
    Recognitions,
    Refusal,
    Refusals,
    Refused,
    RoundDays,
    VillagePapers,
    VillagePostings,
)
from db.store.prints.papers import Pending
from db.store.record.reading import RecordRow
from db.store.rows import HouseholdRow, NeedRow, SupportRow

DENUNCIATION = "to_cao"
"""The sort of complaints whose sender the law protects."""
HIDDEN = "(người tố cáo, được giữ kín)"
LEFT = ("escaped_poverty", "escaped_near_poverty")
Papers = TypeVar("Papers", bound=OfficePapers)


def recognitions(sheet: Sheet) -> Recognitions:
    """The decision on the list of poor and near-poor households of the year; nothing is decided with disputed data."""
    homes = [home for home in sheet.homes if class_of(sheet, home) in MARKS]
    found = _decision(sheet, Recognitions, homes)
    given = given_heading(sheet, homes)
    if given is None:
        return found
    basis = grounds.recognising(sheet.selection.year, given.date or "", sheet.standards)
    papers = [msgspec.structs.replace(one, heading=given, basis=basis) for one in found.papers]
    return msgspec.structs.replace(found, papers=papers)


def escapes(sheet: Sheet) -> Escapes:
    """The decision on the households that left the list in the year."""
    year = str(sheet.selection.year)
    found = [home for home in sheet.homes if class_of(sheet, home) in LEFT]
    return _decision(sheet, Escapes, [h for h in found if found_by(sheet, h.unit) or year in _since(h)])


def grants(sheet: Sheet) -> Grants:
    """The decision on a list of support; a policy must be chosen, one whose money an office grants."""
    policy = open_policy(sheet)
    if policy is None:
        said = "Quyết định hỗ trợ là của một chính sách. Chưa in gì: chọn chính sách rồi in lại."
        raise UserError("choose_policy", said)
    if policy.nature == "credit":
        said = "Vốn vay do ngân hàng phê duyệt, không theo quyết định của Ủy ban nhân dân. Chưa in gì: chọn mẫu khác."
        raise UserError("bank_decides", said)
    need_settled([head_name(home) for home, row in _rows(sheet) if row.conflicts or waits(home)])
    return _papers(sheet, Grants, [_paper(sheet, policy)])


def proposals(sheet: Sheet) -> Proposals:
    """One paper about the classes of households, or under a policy about those who ask for it."""
    return _papers(sheet, Proposals, [_paper(sheet, open_policy(sheet))])


def village_papers(sheet: Sheet) -> VillagePapers:
    """A paper for each village: it meets about the list; while a round is under way, about all who were reviewed."""
    return _of_villages(sheet, VillagePapers, everybody=True)


def village_postings(sheet: Sheet) -> VillagePostings:
    """A paper for each village that puts a list up."""
    return _of_villages(sheet, VillagePostings)


def _of_villages(sheet: Sheet, kind: type[Papers], *, everybody: bool = False) -> Papers:
    policy = open_policy(sheet)
    villages = dict.fromkeys(
        (home.unit, home.village_name, sheet.village(home)) for home in sheet.homes if home.village_name
    )
    papers = []
    for place, (unit, name, shown) in enumerate(villages, 1):
        made = _paper(sheet, policy, village=shown, place=place, everybody=everybody)
        known = RoundDays() if policy else days(sheet, unit, name)
        papers.append(msgspec.structs.replace(made, round=known))
    return _papers(sheet, kind, papers)


def refusals(sheet: Sheet) -> Refusals:
    """A paper for every household that was refused something in the year; for chosen ones even without."""
    chosen = bool(sheet.selection.households)
    found = [(home, _refused(sheet, home)) for home in sheet.homes]
    papers = [
        Refusal(
            stamp=sheet.issue.slip(place),
            year=sheet.selection.year,
            unit=sheet.unit.title,
            name=head_name(home),
            address=sheet.full_address(home),
            heading=sheet.heading("TB-UBND"),
            household_code=home.code,
            matters=matters,
        )
        for place, (home, matters) in enumerate([one for one in found if one[1] or chosen], 1)
    ]
    return Refusals(office=sheet.office, papers=papers)


def complaint_books(sheet: Sheet) -> ComplaintBooks:
    """The book of the unit, or of the village chosen, with what is recorded; rows for the pen follow."""
    book = ComplaintBook(
        stamp=sheet.issue.slip(1),
        year=sheet.selection.year,
        unit=sheet.unit.title,
        village=sheet.selection.village,
        heading=sheet.heading("SKN"),
        lines=[_complaint(*one) for one in sheet.records(COMPLAINTS, sheet.selection.year)],
    )
    return ComplaintBooks(office=sheet.office, papers=[book])


def _complaint(row: RecordRow, known: Mapping[str, str]) -> Complaint:
    """A line of the book. What was said and answered is kept secret: the kind of matter and the result stand there.

    Who denounces somebody is not named either: the book lies open to those whom it is about.
    """
    hidden = row.details.get("loai") == DENUNCIATION
    answer = [
        known.get(OUTCOME),
        _labelled("số", known.get("so_van_ban")),
        _labelled("ngày", known.get("ngay_tra_loi")),
    ]
    return Complaint(
        received_on=row.date,
        name=HIDDEN if hidden else row.name,
        address=None if hidden else row.village_name or None,
        content=known.get("loai", ""),
        outcome=WAITS if row.conflicts else ", ".join(filter(None, answer)) or None,
    )


def _labelled(label: str, value: str | None) -> str | None:
    return f"{label} {value}" if value else None


def _decision(sheet: Sheet, kind: type[Papers], homes: Sequence[HouseholdRow]) -> Papers:
    need_commune(sheet)
    need_settled([head_name(home) for home in homes if disputed(sheet, home)])
    return _papers(sheet, kind, [_of_classes(sheet, homes)])


def _papers(sheet: Sheet, kind: type[Papers], papers: Sequence[OfficePaper]) -> Papers:
    return kind(office=sheet.office, papers=[paper for paper in papers if paper.lines or paper.pending])


def _paper(
    sheet: Sheet, policy: Policy | None, *, village: str | None = None, place: int = 1, everybody: bool = False
) -> OfficePaper:
    """everybody: those who were reviewed and come on no list too."""

    def here(home: HouseholdRow) -> bool:
        return village is None or sheet.village(home) == village

    if policy is None:
        return _of_classes(sheet, [h for h in sheet.homes if here(h) and _is_on(sheet, h, everybody)], village, place)
    rows = [(home, row) for home, row in _rows(sheet) if here(home)]
    day = sheet.issue.printed_at[:10]
    return msgspec.structs.replace(
        _bare(sheet, village, place),
        policy=policy.title,
        basis=grounds.giving(policy, sheet.on, day),
        lines=[_support_line(sheet, home, row) for home, row in rows if not _disputed(home, row)],
        sources=_sources([row for home, row in rows if not _disputed(home, row)]),
        pending=_pending(sheet, [home for home, row in rows if _disputed(home, row)]),
    )


def _is_on(sheet: Sheet, home: HouseholdRow, everybody: bool) -> bool:
    """Whether a household is on the list; while a round is under way also when it leaves it, or was only reviewed."""
    result = class_of(sheet, home)
    return result in MARKS or class_before(sheet, home) is not None or (everybody and _is_proposed(sheet, home))


def _is_proposed(sheet: Sheet, home: HouseholdRow) -> bool:
    return home.id in (found_by(sheet, home.unit) or ())


def _of_classes(sheet: Sheet, homes: Sequence[HouseholdRow], village: str | None = None, place: int = 1) -> OfficePaper:
    return msgspec.structs.replace(
        _bare(sheet, village, place),
        basis=grounds.recognising(sheet.selection.year, sheet.issue.printed_at[:10], sheet.standards),
        lines=[_class_line(sheet, home) for home in homes if not disputed(sheet, home)],
        pending=_pending(sheet, [home for home in homes if disputed(sheet, home)]),
        proposed=any(_is_proposed(sheet, home) for home in homes),
    )


def _bare(sheet: Sheet, village: str | None, place: int) -> OfficePaper:
    above = sheet.units_above()
    return OfficePaper(
        stamp=sheet.issue.slip(place),
        year=sheet.selection.year,
        unit=sheet.unit.title,
        heading=sheet.heading(""),
        above=above[0].title if above else None,
        village=village or sheet.selection.village,
    )


def _rows(sheet: Sheet) -> list[tuple[HouseholdRow, SupportRow]]:
    """The supports of the policy chosen that were not refused."""
    return [(home, row) for home in sheet.homes for row in sheet.supports.get(home.id, []) if not row.refused]


def _disputed(home: HouseholdRow, row: SupportRow) -> bool:
    return bool(row.conflicts) or waits(home)


def _class_line(sheet: Sheet, home: HouseholdRow) -> OfficeLine:
    return OfficeLine(
        name=head_name(home),
        village=sheet.village(home),
        persons=len(home.members),
        result=name_of("household_class", class_of(sheet, home)),
        before=name_of("household_class", class_before(sheet, home)),
    )


def _support_line(sheet: Sheet, home: HouseholdRow, row: SupportRow) -> OfficeLine:
    person, head = person_of(home, row), head_name(home)
    name = person.name if person else head
    amount = row.approved if row.approved is not None else granted(row) or row.requested
    return OfficeLine(
        name=name,
        village=sheet.village(home),
        head=head if name != head else None,
        persons=None if person else len(home.members),
        result=name_of("household_class", _class(home)),
        amount=None if sheet.nature(row) == "card" else amount,
    )


def _sources(rows: Sequence[SupportRow]) -> list[str]:
    names = [source.get("source") for row in rows for source in row.sources]
    return [name_of("funding_source", name) or "" for name in dict.fromkeys(names) if name and name not in OWN]


def _pending(sheet: Sheet, homes: Sequence[HouseholdRow]) -> list[Pending]:
    return [
        Pending(name=head_name(home), village=sheet.village(home))
        for home in {home.id: home for home in homes}.values()
    ]


def _refused(sheet: Sheet, home: HouseholdRow) -> list[Refused]:
    """What a household was refused, with the reason the register keeps; what is disputed is told to nobody."""
    supports = [row for row in sheet.supports.get(home.id, []) if row.refused and not row.conflicts]
    told = [
        Refused(
            content=_title(sheet, row),
            asked_on=next((step.date for step in row.milestones if step.kind == "requested"), None),
            refused_on=row.milestones[-1].date,
            reason=row.milestones[-1].note,
        )
        for row in supports
    ]
    return told + [
        Refused(
            content=_wish(sheet, one), asked_on=one.registered_on, refused_on=one.refused_on, reason=one.refused_reason
        )
        for one in sheet.needs()
        if one.household == home.id and not one.conflicts and (one.refused_on or "")[:4] == str(sheet.selection.year)
    ]


def _wish(sheet: Sheet, one: NeedRow) -> str:
    """What was wished for; under a policy that keeps things secret no more than its title."""
    policy = sheet.newest.get(one.policy or "")
    if policy and (policy.sensitive or not one.content):
        return policy.title
    return one.content or one.policy or ""


def _title(sheet: Sheet, row: SupportRow) -> str:
    """What was asked for, by the policy's title: the letter may be opened by others."""
    policy = sheet.policy(row)
    return policy.title if policy else row.policy


def _class(home: HouseholdRow) -> str | None:
    return home.classification.result if home.classification else None


def _since(home: HouseholdRow) -> tuple[str, str]:
    """The years from which a class holds and in which it was decided: one of December holds from January."""
    now = home.classification
    return ((now.valid_from or "")[:4], (now.decision_date or "")[:4]) if now else ("", "")
