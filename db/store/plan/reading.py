"""Households' plans and registered needs as plain rows, many at once, and what they count up to. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection

from db.domain.errors import no_record
from db.store.clauses import Clause, among, ask, every
from db.store.reading import source_list, supports
from db.store.rows import FollowUpRow, MeasureRow, NeedCount, NeedRow, PlanRow

_PLAN = "p.id, p.household, p.year, p.made_on, p.causes, p.cause_note, p.wishes, p.escape_year, p.note, p.conflicts"
_MEASURE = (
    "m.plan, m.id, m.content, m.indicator, m.policy, m.from_date, m.to_date, m.sources, m.responsible, m.state, "
    "m.outcome, m.conflicts"
)
_NEED = (
    "n.id, n.household, n.person, n.policy, n.content, n.registered_on, n.registered_by, n.support, n.refused_on, "
    "n.refused_reason, n.note, n.conflicts"
)


def plans(
    connection: Connection,
    *,
    ids: Sequence[str] | None = None,
    households: Sequence[str] | None = None,
    year: int | None = None,
) -> list[PlanRow]:
    """Plans by any of these filters, the newest year first, with their measures and follow-ups."""
    wanted = [Clause("p.deleted = 0")]
    wanted += [among(connection, "p.id", ids)] if ids is not None else []
    wanted += [among(connection, "p.household", households)] if households is not None else []
    wanted += [Clause("p.year = ?", (year,))] if year is not None else []
    query = every(wanted).within(f"SELECT {_PLAN} FROM household_plan p WHERE ", " ORDER BY p.year DESC, p.id")
    rows = ask(connection, query)
    found = [row[0] for row in rows]
    measures, follow_ups = _measures(connection, found), _follow_ups(connection, found)
    return [_plan(row, measures.get(row[0], []), follow_ups.get(row[0], [])) for row in rows]


def plan(connection: Connection, record: str) -> PlanRow:
    """One plan; NotFound with a sentence."""
    rows = plans(connection, ids=[record])
    if not rows:
        raise no_record("kế hoạch của hộ", record)
    return rows[0]


def _plan(row: Sequence[Any], measures: list[MeasureRow], follow_ups: list[FollowUpRow]) -> PlanRow:
    record, home, year, made_on, causes, cause_note, wishes, escape_year, note, conflicts = row
    return PlanRow(
        id=record,
        household=home or "",
        year=year or 0,
        made_on=made_on,
        causes=_codes(causes),
        cause_note=cause_note,
        wishes=wishes,
        escape_year=escape_year,
        note=note,
        conflicts=conflicts + sum(one.conflicts for one in measures) + sum(one.conflicts for one in follow_ups),
        measures=measures,
        follow_ups=follow_ups,
    )


def _codes(text: str | None) -> list[str]:
    """Codes of the shape we know; others stay in the ledger."""
    value = orjson.loads(text) if text else []
    return [code for code in value if isinstance(code, str)] if isinstance(value, list) else []


def _measures(connection: Connection, ids: Sequence[str]) -> dict[str, list[MeasureRow]]:
    query = among(connection, "m.plan", ids).within(
        f"SELECT {_MEASURE} FROM plan_measure m WHERE m.deleted = 0 AND ", ""
    )
    found: dict[str, list[MeasureRow]] = {}
    for owner, record, content, indicator, policy, start, end, sources, responsible, *rest in ask(
        connection, query + " ORDER BY m.id"
    ):
        state, outcome, conflicts = rest
        row = MeasureRow(
            id=record,
            content=content or "",
            indicator=indicator,
            policy=policy,
            from_date=start,
            to_date=end,
            sources=source_list(sources),
            responsible=responsible,
            state=state or "planned",
            outcome=outcome,
            conflicts=conflicts,
        )
        found.setdefault(owner, []).append(row)
    return found


def _follow_ups(connection: Connection, ids: Sequence[str]) -> dict[str, list[FollowUpRow]]:
    query = among(connection, "f.plan", ids).within(
        "SELECT f.plan, f.id, f.date, f.officer, f.state, f.outcome, f.conflicts FROM plan_follow_up f "
        "WHERE f.deleted = 0 AND ",
        " ORDER BY f.date, f.id",
    )
    found: dict[str, list[FollowUpRow]] = {}
    for owner, record, date, officer, state, outcome, conflicts in ask(connection, query):
        row = FollowUpRow(
            id=record,
            date=date or "",
            officer=officer,
            state=state or "doing",
            outcome=outcome or "",
            conflicts=conflicts,
        )
        found.setdefault(owner, []).append(row)
    return found


def needs(
    connection: Connection,
    *,
    ids: Sequence[str] | None = None,
    households: Sequence[str] | None = None,
    policy: str | None = None,
    year: int | None = None,
    state: str | None = None,
) -> list[NeedRow]:
    """Registered needs by any of these filters, the oldest first. year: in which they were registered; policy: "" for
    those that no policy covers.
    """
    wanted = [Clause("n.deleted = 0")]
    wanted += [among(connection, "n.id", ids)] if ids is not None else []
    wanted += [among(connection, "n.household", households)] if households is not None else []
    wanted += [Clause("COALESCE(n.policy, '') = ?", (policy,))] if policy is not None else []
    wanted += [Clause("substr(n.registered_on, 1, 4) = ?", (f"{year:04}",))] if year is not None else []
    rows = ask(
        connection, every(wanted).within(f"SELECT {_NEED} FROM need n WHERE ", " ORDER BY n.registered_on, n.id")
    )
    serving = _serving(connection, (row[7] for row in rows if row[7]))
    found = [_need(row, serving) for row in rows]
    return [row for row in found if state is None or row.state == state]


def need_row(connection: Connection, record: str) -> NeedRow:
    """One need; NotFound with a sentence."""
    rows = needs(connection, ids=[record])
    if not rows:
        raise no_record("nhu cầu", record)
    return rows[0]


def _serving(connection: Connection, records: Iterable[str]) -> dict[str, bool]:
    """Whether each of these supports serves a need; what was turned down does not, nor what is no longer there."""
    return {row.id: not row.refused for row in supports(connection, ids=sorted(set(records)))}


def _need(row: Sequence[Any], serving: dict[str, bool]) -> NeedRow:
    record, home, person, policy, content, day, by, support, refused_on, reason, note, conflicts = row
    turned_down = bool(refused_on) or serving.get(support or "") is False
    state = "served" if serving.get(support or "") else "refused" if turned_down else "open"
    return NeedRow(
        id=record,
        household=home or "",
        person=person,
        policy=policy,
        content=content,
        registered_on=day or "",
        registered_by=by,
        support=support if support in serving else None,
        refused_on=refused_on,
        refused_reason=reason,
        note=note,
        state=state,
        conflicts=conflicts,
    )


def need_counts(connection: Connection, *, year: int | None = None, unit: str | None = None) -> list[NeedCount]:
    """Needs registered, served and refused, by the year they were registered in and their kind; `unit`: of households
    that live in it. What a report of a unit says of registered needs comes from here.
    """
    rows = needs(connection, year=year)
    if unit is not None:
        inside = {home for (home,) in ask(connection, Clause("SELECT id FROM household WHERE unit = ?", (unit,)))}
        rows = [row for row in rows if row.household in inside]
    found: dict[tuple[int, str], NeedCount] = {}
    asking: dict[tuple[int, str], set[str]] = {}
    for row in rows:
        key = int(row.registered_on[:4] or 0), row.policy or ""
        count = found.setdefault(
            key, NeedCount(year=key[0], policy=key[1], registered=0, served=0, refused=0, people=0)
        )
        count.registered += 1
        count.served += row.state == "served"
        count.refused += row.state == "refused"
        asking.setdefault(key, set()).add(row.person or row.household)
    for key, count in found.items():
        count.people = len(asking[key])
    return [found[key] for key in sorted(found)]
