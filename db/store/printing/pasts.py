"""Print data of extracts: what a household was and got through the years. What is kept secret is not among it."""

from __future__ import annotations

import msgspec

from db.domain.errors import UserError
from db.domain.values import show_date
from db.policy.definition import Policy
from db.store.printing.homes import certificate_years, home_paper
from db.store.printing.money import granted, lent, paid, settled
from db.store.printing.sheet import Sheet, person_of
from db.store.printing.slips import WAITS, waits
from db.store.prints.homes import HomeHistories, HomeHistory, PastSupport
from db.store.prints.papers import Pending
from db.store.rows import HouseholdRow, SupportRow

CHOOSE = "Trích lục lập cho từng hộ. Chưa in gì: chọn hộ hoặc chọn thôn rồi in lại."


def histories(sheet: Sheet) -> HomeHistories:
    """An extract for every household chosen, or of the village chosen."""
    if not (sheet.selection.households or sheet.selection.village):
        raise UserError("choose_households", CHOOSE)
    years = certificate_years(sheet, sheet.homes)
    past: dict[str, list[tuple[SupportRow, Policy | None]]] = {}
    for row, policy in sheet.past(None):
        past.setdefault(row.household, []).append((row, policy))
    papers = []
    for place, home in enumerate(sheet.homes, 1):
        base = msgspec.structs.asdict(home_paper(sheet, home, place, years[home.id]))
        told = [(row, policy) for row, policy in past.get(home.id, []) if _told(row, policy)]
        ready = sorted((one for one in told if not one[0].conflicts), key=lambda one: one[0].year)
        pending = [Pending(name=_title(row, policy), matter=WAITS) for row, policy in told if row.conflicts]
        if home.head and waits(home):
            pending.append(Pending(name=home.head.name, village=sheet.village(home), matter=WAITS))
        papers.append(HomeHistory(**base, past=[_past(home, *one) for one in ready], pending=pending))
    return HomeHistories(office=sheet.office, papers=papers)


def _told(row: SupportRow, policy: Policy | None) -> bool:
    """Services with fields kept secret are secret themselves; what was refused was not got."""
    return not row.refused and policy is not None and not (policy.nature == "service" and policy.sensitive)


def _title(row: SupportRow, policy: Policy | None) -> str:
    return policy.summary(row.details) if policy else row.policy


def _past(home: HouseholdRow, row: SupportRow, policy: Policy | None) -> PastSupport:
    person = person_of(home, row)
    last = row.milestones[-1] if row.milestones else None
    label = policy.milestone_label(last.kind) if policy and last else ""
    amount = (granted(row) or lent(row) or paid(row)) if settled(row) else None
    return PastSupport(
        year=row.year,
        content=_title(row, policy),
        who=person.name if person else None,
        amount=amount,
        step=f"{label} {show_date(last.date)}" if last else None,
    )
