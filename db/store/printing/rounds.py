"""What papers take from the round of review that made the list of a year: its days and its decision.

The list of a year is made at the end of the year before. Where no round, several or disputed ones are kept, nothing is
known for sure, and the pen writes it.
"""

from __future__ import annotations

from collections.abc import Sequence

from db.domain.values import is_iso_date
from db.store.office_prints import RoundDays
from db.store.printing.sheet import Sheet
from db.store.prints import Heading
from db.store.review_inputs import RoundRow
from db.store.review_reading import YEAR_END
from db.store.rows import HouseholdRow


def days(sheet: Sheet, unit: str, village: str) -> RoundDays:
    """When a village (by name) met about the list, the last time, and when the list was put up."""
    found = _round(sheet, unit)
    if found is None:
        return RoundDays()
    held = [one for one in found.meetings if one.village_name in ("", village)]
    met = max(held, key=lambda one: one.date, default=None)
    return RoundDays(
        met_on=met.date if met and is_iso_date(met.date) else None,
        attended=met.attended if met else None,
        agreed=met.agreed if met else None,
        posted_from=found.posted_from,
        posted_to=found.posted_to,
        posted_at=found.posted_at,
    )


def given_heading(sheet: Sheet, homes: Sequence[HouseholdRow]) -> Heading | None:
    """Number and day of the decision that recognised every one of these households; None where it is another list.

    A number that the văn thư gave to this very paper goes before it.
    """
    found = _round(sheet, sheet.unit.code)
    if found is None or sheet.issue.paper_no or not (found.decision_no and is_iso_date(found.decision_date or "")):
        return None
    decided = {(one.decision_no, one.decision_date) for home in homes if (one := home.classification)}
    if decided != {(found.decision_no, found.decision_date)}:
        return None
    number, _, symbol = found.decision_no.partition("/")
    return Heading(number=number.strip(), symbol=symbol.strip(), date=found.decision_date)


def _round(sheet: Sheet, unit: str) -> RoundRow | None:
    year = str(sheet.selection.year)
    found = [
        one
        for one in sheet.rounds()
        if one.owner_unit == unit and one.kind in YEAR_END and (one.valid_from or "").startswith(year)
    ]
    return found[0] if len(found) == 1 and not found[0].conflicts else None
