"""Print data of households' poverty-reduction plans: who it is, why it is poor, what is done about it by whom."""

from __future__ import annotations

from db.domain import codes
from db.domain.values import show_date, show_money
from db.store.printing.sheet import Sheet, name_of
from db.store.printing.slips import WAITS, class_text, decision_text, head_of, labourers, waits
from db.store.prints.papers import Pending, PlanLine, PlanLook, PlanPaper, PlanPapers
from db.store.rows import FollowUpRow, HouseholdRow, MeasureRow, PlanRow

SYMBOL = "KH-UBND"


def plan_papers(sheet: Sheet) -> PlanPapers:
    """The plan of every household chosen that has one of the year; under a policy: with a measure of it."""
    found = [(home, sheet.plans[home.id]) for home in sheet.homes if home.id in sheet.plans]
    policy = sheet.selection.policy
    wanted = [(home, row) for home, row in found if policy is None or policy in {one.policy for one in row.measures}]
    papers = [_paper(sheet, home, row, place) for place, (home, row) in enumerate(wanted, 1)]
    return PlanPapers(office=sheet.office, plans=papers)


def _paper(sheet: Sheet, home: HouseholdRow, row: PlanRow, place: int) -> PlanPaper:
    stamp = sheet.issue.slip(place)
    return PlanPaper(
        head=head_of(home.head),
        address=sheet.full_address(home),
        stamp=stamp,
        year=row.year,
        household_code=home.code,
        heading=sheet.heading(SYMBOL),
        classification=class_text(home),
        decision=decision_text(home),
        persons=len(home.members),
        labourers=labourers(home, row.year),
        lacks=[_lack(sheet, code) for code in home.deprivations],
        causes=[codes.names("poverty_cause").get(code, code) for code in row.causes],
        cause_note=row.cause_note,
        wishes=row.wishes,
        escape_year=row.escape_year,
        measures=[_line(sheet, one) for one in row.measures if not one.conflicts],
        looks=[_look(one) for one in row.follow_ups if not one.conflicts],
        note=row.note,
        pending=_pending(sheet, home, row),
    )


def _line(sheet: Sheet, one: MeasureRow) -> PlanLine:
    policy = sheet.newest.get(one.policy or "")
    state = "" if one.state in ("planned", "done") else codes.names("plan_state").get(one.state, one.state)
    return PlanLine(
        content=one.content,
        lack=_lack(sheet, one.indicator) if one.indicator else None,
        policy=policy.short if policy else one.policy,
        span=_span(one),
        money="; ".join(
            f"{name_of('funding_source_short', s['source'])} {show_money(s['amount'])}" for s in one.sources
        )
        or None,
        responsible=one.responsible,
        outcome="; ".join(part for part in (state, one.outcome) if part) or None,
    )


def _look(one: FollowUpRow) -> PlanLook:
    return PlanLook(date=one.date, outcome=one.outcome, state=name_of("plan_state", one.state), officer=one.officer)


def _span(one: MeasureRow) -> str | None:
    ends = [show_date(value) for value in (one.from_date, one.to_date) if value]
    return " – ".join(dict.fromkeys(ends)) or None


def _lack(sheet: Sheet, code: str) -> str:
    return next((one.indicators[code].name for one in sheet.standards.values() if code in one.indicators), code)


def _pending(sheet: Sheet, home: HouseholdRow, row: PlanRow) -> list[Pending]:
    waiting = [Pending(name=one.content, matter=WAITS) for one in row.measures if one.conflicts]
    waiting += [Pending(name=f"Theo dõi {show_date(f.date)}", matter=WAITS) for f in row.follow_ups if f.conflicts]
    if row.conflicts > len(waiting):
        waiting.append(Pending(name=f"Kế hoạch năm {row.year}", matter=WAITS))
    if home.head and waits(home):
        waiting.append(Pending(name=home.head.name, village=sheet.village(home), matter=WAITS))
    return waiting
