"""Rounds of review, their meetings and their reviews as plain rows, many at once. Writes nothing, judges nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import Connection

from db.domain.errors import no_record
from db.ledger.lineage import lineage
from db.policy.process import opinion_on, process_on
from db.store.clauses import Clause, among, ask, every
from db.store.facts import class_histories
from db.store.household.people import HEAD
from db.store.review.class_changes import LISTED, kind_of, present
from db.store.review.inputs import MeetingRow, ReviewInput, ReviewRow, RoundInput, RoundRow
from db.store.review.steps import steps_of

_ROUND = list(RoundInput.__struct_fields__)
_REVIEW = list(ReviewInput.__struct_fields__)
YEAR_END = ("periodic", "opening")


def effective_day(kind: str, year: int, decided: str | None) -> str | None:
    """From which ISO day the classes of a round count: the list of the next year, the last day of a period that closes,
    in-year the day of the decision (None before it).
    """
    if kind in YEAR_END:
        return f"{year + 1}-01-01"
    return f"{year}-12-31" if kind == "closing" else decided


def process_day(data: RoundInput) -> str:
    """The ISO day whose process a round has to follow."""
    known = [data.listed_on, data.field_from, data.decision_date]
    return next((day for day in known if day), f"{data.year}-09-01")


def rounds(
    connection: Connection, *, ids: Sequence[str] | None = None, year: int | None = None, unit: str | None = None
) -> list[RoundRow]:
    """Rounds by any of these filters, the newest year first, with their meetings and steps.

    unit: of that unit, and of what has gone into it.
    """
    wanted = [Clause("r.deleted = 0")]
    wanted += [among(connection, "r.id", ids)] if ids is not None else []
    wanted += [Clause("r.year = ?", (year,))] if year is not None else []
    wanted += [among(connection, "r.owner_unit", lineage(connection).of(unit))] if unit is not None else []
    columns = ", ".join(f"r.{name}" for name in ("id", "owner_unit", "conflicts", *_ROUND))
    query = every(wanted).within(f"SELECT {columns} FROM review_round r WHERE ", " ORDER BY r.year DESC, r.id")
    rows = ask(connection, query)
    found = [row[0] for row in rows]
    counted, held = _counted(connection, found), _meetings(connection, found)
    return [_round(row, held.get(row[0], []), *counted.get(row[0], (0, 0))) for row in rows]


def round_row(connection: Connection, record: str) -> RoundRow:
    """One round; NotFound with a sentence."""
    rows = rounds(connection, ids=[record])
    if not rows:
        raise no_record("đợt rà soát", record)
    return rows[0]


def _round(row: Sequence[Any], meetings: list[MeetingRow], reviews: int, recognised: int) -> RoundRow:
    record, owner, conflicts, *values = row
    known = dict(zip(_ROUND, values, strict=True))
    known |= {"year": known["year"] or 0, "kind": known["kind"] or "periodic"}
    found = RoundRow(
        **known,
        id=record,
        owner_unit=owner or "",
        conflicts=conflicts + sum(one.conflicts for one in meetings),
        meetings=meetings,
        reviews=reviews,
        recognised=recognised,
        level_due="",
    )
    process = process_on(found.kind, process_day(found))
    if "opinion" in process.steps:
        found.level_due = opinion_on(found.opinion_asked or found.posted_to or process_day(found)).level
    found.steps = steps_of(found, process)
    return found


def _counted(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Reviews of each round, and how many of them are a class by now."""
    query = among(connection, "w.round", ids).within(
        "SELECT w.round, count(DISTINCT w.id), count(DISTINCT c.review) FROM review w LEFT JOIN classification c "
        "ON c.household = w.household AND c.review = w.id AND c.deleted = 0 WHERE w.deleted = 0 AND ",
        " GROUP BY w.round",
    )
    return {record: (int(every_one), int(classes)) for record, every_one, classes in ask(connection, query)}


def _meetings(connection: Connection, ids: Sequence[str]) -> dict[str, list[MeetingRow]]:
    query = among(connection, "m.round", ids).within(
        "SELECT m.round, m.id, m.village, v.name, m.date, m.attended, m.agreed, m.note, m.conflicts "
        "FROM review_meeting m LEFT JOIN village v ON v.id = m.village WHERE m.deleted = 0 AND ",
        " ORDER BY v.sort_key, m.date, m.id",
    )
    found: dict[str, list[MeetingRow]] = {}
    for owner, record, village, name, date, attended, agreed, note, conflicts in ask(connection, query):
        found.setdefault(owner or "", []).append(
            MeetingRow(
                id=record,
                village=village,
                village_name=name or "",
                date=date or "",
                attended=attended,
                agreed=agreed,
                note=note,
                conflicts=conflicts,
            )
        )
    return found


def reviews(
    connection: Connection,
    *,
    ids: Sequence[str] | None = None,
    round_id: str | None = None,
    households: Sequence[str] | None = None,
) -> list[ReviewRow]:
    """Reviews by any of these filters, by village and head; of one household the newest first."""
    wanted = [Clause("w.deleted = 0")]
    wanted += [among(connection, "w.id", ids)] if ids is not None else []
    wanted += [Clause("w.round = ?", (round_id,))] if round_id is not None else []
    wanted += [among(connection, "w.household", households)] if households is not None else []
    columns = ", ".join(f"w.{name}" for name in ("id", "conflicts", *_REVIEW))
    query = every(wanted).within(
        f"SELECT {columns}, h.village, v.name, h.unit, r.kind, r.year, r.decision_date, r.valid_from, "
        "EXISTS (SELECT 1 FROM classification c WHERE c.household = w.household AND c.review = w.id AND c.deleted = 0) "
        "FROM review w LEFT JOIN household h ON h.id = w.household LEFT JOIN village v ON v.id = h.village "
        "LEFT JOIN review_round r ON r.id = w.round AND r.deleted = 0 WHERE ",
        " ORDER BY v.sort_key, h.village, w.date DESC, w.id",
    )
    return _completed(connection, [_review(row) for row in ask(connection, query)])


def review(connection: Connection, record: str) -> ReviewRow:
    """One review; NotFound with a sentence."""
    rows = reviews(connection, ids=[record])
    if not rows:
        raise no_record("phiếu rà soát", record)
    return rows[0]


def _review(row: Sequence[Any]) -> tuple[ReviewRow, str, int]:
    """A review, the day from which its class counts, and the year whose first list it is compared with."""
    record, conflicts, *rest = row
    values, about = rest[: len(_REVIEW)], rest[len(_REVIEW) :]
    village, village_name, unit, kind, year, decided, valid_from, recognised = about
    known = dict(zip(_REVIEW, values, strict=True))
    known |= {name: _json(known[name], like) for name, like in (("answers", {}), ("deprivations", []), ("causes", []))}
    if not known["deprivations"] and known["b2"] != 0:
        known["deprivations"] = None  # nobody looked; who lacks nothing has B2 = 0
    date = known["date"] or ""
    found = ReviewRow(
        **known | {"household": known["household"] or "", "date": date},
        id=record,
        conflicts=conflicts,
        head="",
        village=village,
        village_name=village_name or "",
        unit=unit or "",
        recognised=bool(recognised),
        before=None,
        derived=None,
    )
    begins = valid_from or effective_day(kind or found.kind or "in_year", year or int(date[:4] or 0), decided) or date
    return found, begins, year or int(date[:4] or 0)


def _json(text: str | None, like: Any) -> Any:
    """A stored list or object; one of another shape stays in the ledger."""
    value = orjson.loads(text) if text else like
    return value if isinstance(value, type(like)) else like


def _completed(connection: Connection, found: Sequence[tuple[ReviewRow, str, int]]) -> list[ReviewRow]:
    """Fill in the heads, and what each household was before."""
    ids = list({row.household for row, _begins, _year in found})
    heads = _heads(connection, ids)
    histories = class_histories(connection, ids)
    here = {year: present_then(connection, ids, f"{year}-01-01") for year in {year for _r, _b, year in found}}
    for row, begins, year in found:
        row.head = heads.get(row.household, "")
        earlier = [result for start, _standard, result in histories.get(row.household, []) if start < begins]
        row.before = earlier[0] if earlier else None
        row.derived = derived_kind(row.result, earlier, here_before=row.household in here[year])
    return [row for row, _begins, _year in found]


def derived_kind(result: str | None, earlier: Sequence[str | None], *, here_before: bool = True) -> str | None:
    """The kind of change to `result` after these classes, the latest first; None where that is not known yet."""
    if result is None:
        return None
    before = earlier[0] if earlier else None
    was_listed = any(one in LISTED for one in earlier)
    return kind_of(before, result, was_listed=was_listed, here_before=here_before or before in LISTED)


def present_then(connection: Connection, ids: Sequence[str], on: str) -> set[str]:
    """Those of these households in which somebody lived on an ISO day."""
    query = among(connection, "h.id", ids).within("SELECT h.id FROM household h WHERE ", " AND ") + present(on)
    return {record for (record,) in ask(connection, query)}


def _heads(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    query = among(connection, "m.household", ids).within(
        "SELECT m.household, p.name FROM membership m JOIN person p ON p.id = m.person WHERE m.deleted = 0 "
        f"AND p.deleted = 0 AND m.relation = '{HEAD}' AND ",
        " ORDER BY m.to_date IS NULL, m.id",
    )
    return {home: name or "" for home, name in ask(connection, query)}
