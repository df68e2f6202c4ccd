"""How households came onto the lists of the poor and left them between two days, of any units; set-based, no judging.

before + in - out = after holds for the poor and for the near-poor by construction: which list a household was on before
and is on after gives the group of kinds, and a correction by hand counts only within that group.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import msgspec
from sqlalchemy import Connection

from db.domain.standards import standard_id
from db.ledger.lineage import lineage
from db.policy.functions import add_months
from db.store.clauses import Clause, among, ask, current
from db.store.definitions.standards import standards
from db.store.places.residence import places_then

POOR, NEAR = "poor", "near_poor"
LISTED = (POOR, NEAR)
ESCAPED = ("escaped_poverty", "escaped_near_poverty")

STAYS_POOR, POOR_FROM_NEAR, NEW_POOR = "1", "2", "3"
NEAR_FROM_POOR, STAYS_NEAR, NEW_NEAR = "4", "5", "6"
BACK_POOR, BACK_NEAR = "7", "8"
ESCAPED_BEYOND, ESCAPED_NEAR = "9", "10"
POOR_IN, POOR_OUT, NEAR_IN, NEAR_OUT = "11", "12", "13", "14"
INTO = {POOR: (NEW_POOR, BACK_POOR, POOR_IN), NEAR: (NEW_NEAR, BACK_NEAR, NEAR_IN)}
OUT_OF = {POOR: (ESCAPED_BEYOND, POOR_OUT), NEAR: (ESCAPED_NEAR, NEAR_OUT)}
BETWEEN = {
    (POOR, POOR): STAYS_POOR,
    (NEAR, POOR): POOR_FROM_NEAR,
    (POOR, NEAR): NEAR_FROM_POOR,
    (NEAR, NEAR): STAYS_NEAR,
}
"""Codes of list `poverty_change`: into a list and out of it, the last of each for other causes, and between the two."""

MONTHS = 36
"""How long a household that left the lists is one that has newly escaped (QĐ 90/QĐ-TTg 2022; recalled)."""


class ClassChange(msgspec.Struct, kw_only=True):
    """A household listed on one of the two days. before, after: poor, near_poor, or None for off the lists.

    kind: code of list `poverty_change`; corrected: as an officer wrote it; cause: code of list `flow_cause` where the
    kind is another way in or out; unit, village: where it lived on the later day (the earlier, if it had left by then);
    size_before, size_after: its people; result: its class of the later day, also off the lists.
    """

    household: str
    unit: str
    village: str | None
    before: str | None
    after: str | None
    result: str | None
    kind: str
    corrected: bool
    cause: str | None
    size_before: int
    size_after: int


class NewlyEscaped(msgspec.Struct, kw_only=True):
    """A household off the lists since `left_on`, for no longer than 36 months. left: poor or near_poor; expires: ISO
    day from which it is no longer one that has newly escaped.
    """

    household: str
    left: str
    left_on: str
    expires: str


def year_days(year: int) -> tuple[str, str]:
    """The two days of a year: the list in force in it, and the one that its review makes for the next."""
    return f"{year}-01-01", f"{year + 1}-01-01"


def lists_day(connection: Connection, on: str) -> str:
    """The day whose lists tell how an ISO day ends: at the end of a year those its review has made, of the morrow.

    Where another standard begins on the morrow, those by the old one stay the last of its period.
    """
    if not on.endswith("-12-31"):
        return on
    morrow = f"{int(on[:4]) + 1}-01-01"
    known = standards(connection)
    return morrow if standard_id(on, known) == standard_id(morrow, known) else on


def kind_of(
    before: str | None,
    after: str | None,
    *,
    was_listed: bool = False,
    here_before: bool = True,
    here_after: bool = True,
) -> str | None:
    """The kind of change that follows from the lists; None for a household on neither list.

    was_listed: on a list at any time before; here_before, here_after: it lived here on that day.
    """
    was = before if here_before and before in LISTED else None
    now = after if here_after and after in LISTED else None
    if was and now:
        return BETWEEN[was, now]
    if now:
        new, back, moved_in = INTO[now]
        return moved_in if not here_before else back if was_listed else new
    if was:
        found, moved_out = OUT_OF[was]
        return found if here_after else moved_out
    return None


def fits(kind: str | None, before: str | None, after: str | None) -> bool:
    """Whether a kind written by hand can be that of a household which was on these lists (None: on none)."""
    was, now = (one if one in LISTED else None for one in (before, after))
    if was and now:
        return kind == BETWEEN[was, now]
    return kind in (INTO[now] if now else OUT_OF[was] if was else ())


def changes(
    connection: Connection, before: str, after: str, *, units: Collection[str] | None = None
) -> list[ClassChange]:
    """Every household that was on a list on one of the two ISO days, by unit, village and id.

    units: codes of those counted together (a district with its communes), with what had gone into them by `after`: who
    moves between them stays. None: all.
    """
    if units is not None:
        known = lineage(connection)
        units = {code for unit in units for code in (unit, *known.of(unit, after))}
    were, are = (_standing(connection, on, units, until=after) for on in (before, after))
    rows = []
    for household in sorted(were.keys() | are.keys()):
        was, now = were.get(household), are.get(household)
        if (was and was.listed) or (now and now.listed):
            rows.append((household, was, now))
    listed_before = _listed_before(connection, before, [h for h, was, now in rows if now and not (was and was.listed)])
    found = [_change(household, was, now, household in listed_before) for household, was, now in rows]
    _causes(connection, [one for one in found if one.kind in (POOR_IN, NEAR_IN, POOR_OUT, NEAR_OUT)], before, after)
    return sorted(found, key=lambda one: (one.unit, one.village or "", one.household))


class _Stand(msgspec.Struct):
    """A household that is here on a day, with its class then, if it has one."""

    unit: str
    village: str | None
    result: str | None
    change_kind: str | None
    size: int

    @property
    def listed(self) -> str | None:
        """The list it is on, if any."""
        return self.result if self.result in LISTED else None


def present(on: str) -> Clause:
    """A condition on `h`: somebody lives in it on a date, or nobody was ever entered as living in it."""
    living = current(on).within("EXISTS (SELECT 1 FROM membership m WHERE m.household = h.id AND ")
    return (living + " OR NOT EXISTS (SELECT 1 FROM membership m WHERE m.household = h.id AND m.deleted = 0)").within(
        "("
    )


def _standing(connection: Connection, on: str, units: Collection[str] | None, *, until: str) -> dict[str, _Stand]:
    """Households that are here on a day, of those that were ever on a list by the day `until`."""
    listed = Clause(
        "WITH l AS (SELECT DISTINCT c.household FROM classification c WHERE c.deleted = 0 AND c.result IN (?, ?) "
        "AND c.valid_from <= ?), ",
        (*LISTED, until),
    )
    classes = Clause(
        "r AS (SELECT c.household, c.result, c.change_kind, row_number() OVER "
        "(PARTITION BY c.household ORDER BY c.valid_from DESC, c.id DESC) AS place "
        "FROM classification c JOIN l ON l.household = c.household WHERE c.deleted = 0 AND c.valid_from <= ?) ",
        (on,),
    )
    size = current(on).within("(SELECT count(*) FROM membership m WHERE m.household = h.id AND ")
    query = listed + classes + "SELECT h.id, h.unit, h.village, r.result, r.change_kind, " + size
    query += " FROM household h JOIN l ON l.household = h.id LEFT JOIN r ON r.household = h.id AND r.place = 1 "
    query = query + "WHERE h.deleted = 0 AND " + present(on)
    moved = places_then(connection, on)
    found: dict[str, _Stand] = {}
    for household, unit_now, village_now, result, change_kind, people in ask(connection, query):
        place = moved.get(household)
        unit, village = (place.unit, place.village) if place else (unit_now or "", village_now)
        if units is None or unit in units:
            found[household] = _Stand(unit, village, result, change_kind, int(people))
    return found


def _listed_before(connection: Connection, before: str, ids: Sequence[str]) -> set[str]:
    """Those of these households that were on a list on any earlier day."""
    if not ids:
        return set()
    query = among(connection, "c.household", ids).within("SELECT DISTINCT c.household FROM classification c WHERE ", "")
    query += Clause(" AND c.deleted = 0 AND c.valid_from <= ? AND c.result IN (?, ?)", (before, *LISTED))
    return {household for (household,) in ask(connection, query)}


def _change(household: str, was: _Stand | None, now: _Stand | None, was_listed: bool) -> ClassChange:
    stand = now or was
    assert stand is not None  # noqa: S101 - it was on a list on one of the days
    before, after = (was.listed if was else None), (now.listed if now else None)
    derived = kind_of(before, after, was_listed=was_listed, here_before=was is not None, here_after=now is not None)
    written = now.change_kind if now else None
    kind = written if fits(written, before, after) else derived
    assert kind is not None  # noqa: S101 - as above
    return ClassChange(
        household=household,
        unit=stand.unit,
        village=stand.village,
        before=before,
        after=after,
        result=now.result if now else None,
        kind=kind,
        corrected=kind != derived,
        cause=None,
        size_before=was.size if was else 0,
        size_after=now.size if now else 0,
    )


def _causes(connection: Connection, found: Sequence[ClassChange], before: str, after: str) -> None:
    """Fill in why households came or went otherwise than by a review: from how their people's stays began and ended."""
    if not found:
        return
    ids = [one.household for one in found]
    query = among(connection, "m.household", ids).within(
        "SELECT m.household, m.end_reason FROM membership m WHERE m.deleted = 0 AND ", ""
    ) + Clause(" AND m.to_date > ? AND m.to_date <= ? ORDER BY m.to_date, m.id", (before, after))
    ended = dict(ask(connection, query))
    query = among(connection, "n.household", ids).within(
        "SELECT n.household, m.end_reason FROM membership n JOIN membership m ON m.person = n.person AND m.deleted = 0 "
        "AND m.to_date = n.from_date AND m.household <> n.household WHERE n.deleted = 0 AND ",
        " ORDER BY n.id",
    )
    began = dict(ask(connection, query))
    for one in found:
        if one.kind in (POOR_IN, NEAR_IN):
            one.cause = {"split": "split", "married": "split"}.get(began.get(one.household) or "", "moved_in")
        elif one.size_after == 0 and one.household in ended:
            one.cause = _ENDS.get(ended[one.household] or "", "other")
        else:
            one.cause = "moved_out"


_ENDS = {"died": "died", "moved_away": "moved_out", "other_household": "merged", "married": "merged", "split": "split"}


def newly_escaped(connection: Connection, on: str, *, households: Collection[str] | None = None) -> list[NewlyEscaped]:
    """Households that left the lists in the 36 months before an ISO day, have not come back by then, and were
    recognised as having escaped.
    """
    history: dict[str, list[tuple[str, str]]] = {}
    query = Clause(
        "SELECT c.household, c.valid_from, c.result FROM classification c JOIN household h ON h.id = c.household "
        "WHERE c.deleted = 0 AND h.deleted = 0 AND c.valid_from <= ? AND c.household IN (SELECT e.household FROM "
        "classification e WHERE e.deleted = 0 AND e.result IN (?, ?) AND e.valid_from <= ?) "
        "ORDER BY c.household, c.valid_from, c.id",
        (on, *ESCAPED, on),
    )
    for household, start, result in ask(connection, query):
        if households is None or household in households:
            history.setdefault(household, []).append((start or "", result or ""))
    return [one for home, rows in history.items() for one in _escape(home, rows) if on < one.expires]


def _escape(household: str, history: Sequence[tuple[str, str]]) -> Iterator[NewlyEscaped]:
    """When a household last left the lists, if it is off them now; history: the oldest class first."""
    left: NewlyEscaped | None = None
    for start, result in history:
        if result in LISTED:
            left = None
        elif result in ESCAPED and left is None:
            whence = POOR if result == "escaped_poverty" else NEAR
            left = NewlyEscaped(household=household, left=whence, left_on=start, expires=_expiry(start))
    if left is not None:
        yield left


def _expiry(left_on: str) -> str:
    return add_months(left_on, MONTHS) or left_on
