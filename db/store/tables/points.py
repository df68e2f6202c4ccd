"""The check of the score sheets behind the tables: B2 is so many points for each indicator that is ticked."""

from __future__ import annotations

from collections import Counter

import orjson
from sqlalchemy import Connection

from db.domain.standards import Standard
from db.store.clauses import Clause, ask
from db.store.definitions.standards import standards
from db.store.owners import under, unit_called
from db.store.tables.cells import Places, moved
from db.store.tables.rows import Checked

TEXT = "Điểm B2 của phiếu rà soát là điểm của các chỉ số đã đánh dấu: số phiếu đúng bằng số phiếu có ghi B2"


def points_hold(connection: Connection, *, since: str, on: str, units_on: str, unit: str | None) -> list[Checked]:
    """A check for the reviews after `since` up to `on`, or one for each unit where it fails; none without a B2.

    units_on: the ISO day whose units they are counted in.
    """
    places, known = Places(connection, units_on, since, villages=False), standards(connection)
    query = Clause(f"SELECT {places.columns}h.area_class, v.standard, v.b2, v.deprivations FROM review v ")
    query += moved("r1", on).within("JOIN household h ON h.id = v.household LEFT JOIN ", " ON r1.household = h.id ")
    query += Clause("WHERE v.deleted = 0 AND h.deleted = 0 AND v.b2 IS NOT NULL AND v.date > ? AND v.date <= ?",
                    (since, on))  # fmt: skip
    written: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for code, village, area, standard, points, ticked in ask(connection, query):
        leaf = places.leaf(code, village, area)
        if leaf is not None and under(leaf.unit, unit, units_on):
            written[leaf.unit] += 1
            right[leaf.unit] += _fits(known.get(standard or ""), int(points), ticked)
    broken = [one for one in sorted(written) if right[one] < written[one]]
    if not broken:
        return [Checked(id="b2", text=TEXT, holds=True)] if written else []
    return [
        Checked(id="b2", text=TEXT, holds=False, where=unit_called(one, units_on), left=right[one], right=written[one])
        for one in broken
    ]


def _fits(standard: Standard | None, points: int, ticked: str | None) -> bool:
    """Whether points are possible, and those of what is ticked, where anything is told of that."""
    scoring = standard.content.get("scoring") if standard else None
    each, most = (scoring["b2_per_indicator"], scoring["b2_max"]) if scoring else (10, points)
    if points % each or not 0 <= points <= most:
        return False
    return ticked is None or points == each * len(orjson.loads(ticked))
