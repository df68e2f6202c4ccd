"""What papers take from the round of review that makes the list of a year: its days, its decision, and before that
what it found: minutes, postings and proposals are about what is proposed, long before it is a class.

The list of a year is made at the end of the year before. Where no round, several or disputed ones are kept, nothing is
known for sure, and the pen writes it.
"""

from __future__ import annotations

from collections.abc import Sequence

from db.domain.values import is_iso_date
from db.store.printing.sheet import Sheet, heading_of
from db.store.printing.slips import waits
from db.store.prints.offices import RoundDays
from db.store.prints.papers import Heading
from db.store.review.class_changes import LISTED
from db.store.review.inputs import ReviewRow, RoundRow
from db.store.review.reading import YEAR_END
from db.store.review.rounds import class_after
from db.store.rows import HouseholdRow

COMPLAINTS, OUTCOME = "khieu_nai", "ket_qua"
"""The kind of record that complaints are, and what came of one."""


def days(sheet: Sheet, unit: str, village: str) -> RoundDays:
    """When a village (by name) met about the list, the last time, and when the list was put up."""
    found = _round(sheet, unit)
    if found is None:
        return RoundDays()
    held = [one for one in found.meetings if one.village_name in ("", village)]
    met = max(held, key=lambda one: one.date, default=None)
    heard, settled = _heard(sheet, unit, village, found)
    return RoundDays(
        met_on=met.date if met and is_iso_date(met.date) else None,
        attended=met.attended if met else None,
        agreed=met.agreed if met else None,
        posted_from=found.posted_from,
        posted_to=found.posted_to,
        posted_at=found.posted_at,
        heard=heard,
        settled=settled,
    )


def _heard(sheet: Sheet, unit: str, village: str, found: RoundRow) -> tuple[int | None, int | None]:
    """Complaints of the village while its list was up, as the book of complaints has them; with none, for the pen."""
    first, last = found.posted_from or "", found.reposted_to or found.posted_to or ""
    if unit != sheet.unit.code or not (is_iso_date(first) and is_iso_date(last)):
        return None, None
    came = [
        known
        for year in range(int(first[:4]), int(last[:4]) + 1)
        for row, known in sheet.records(COMPLAINTS, year)
        if row.village_name == village and first <= row.date <= last and not row.conflicts
    ]
    return (len(came), sum(1 for known in came if known.get(OUTCOME))) if came else (None, None)


def found_by(sheet: Sheet, unit: str) -> dict[str, ReviewRow] | None:
    """What the round found of the households of a unit; None where there is none, or its list is in force by now."""
    made = _round(sheet, unit)
    return sheet.reviews(made.id) or None if made and not made.recognised else None


def class_of(sheet: Sheet, home: HouseholdRow) -> str | None:
    """The class that the round proposes for a household, the one in force where no round is under way."""
    found = found_by(sheet, home.unit)
    if found is None:
        return home.classification.result if home.classification else None
    one = found.get(home.id)
    return class_after(one.before, one.result) or one.result if one and one.result else None


def class_before(sheet: Sheet, home: HouseholdRow) -> str | None:
    """On which of the lists a household stands while a round is under way; None where it is on none."""
    one = (found_by(sheet, home.unit) or {}).get(home.id)
    return one.before if one and one.before in LISTED else None


def disputed(sheet: Sheet, home: HouseholdRow) -> bool:
    """Whether its class waits for a decision: the one in force or, while a round is under way, what it found."""
    found = found_by(sheet, home.unit)
    return waits(home) or bool(found and home.id in found and found[home.id].conflicts)


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
    return heading_of(found.decision_no, "", found.decision_date)


def _round(sheet: Sheet, unit: str) -> RoundRow | None:
    year = str(sheet.selection.year)
    found = [
        one
        for one in sheet.rounds()
        if one.owner_unit == unit and one.kind in YEAR_END and (one.valid_from or "").startswith(year)
    ]
    return found[0] if len(found) == 1 and not found[0].conflicts else None
