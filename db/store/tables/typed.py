"""Figures that no list of poor households can give: all households and people of a place, as officers typed them in."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from db.store.clauses import Clause, ask

NAMES = {
    "households": "tổng số hộ dân cư",
    "persons": "tổng số nhân khẩu",
    "households_minority": "tổng số hộ dân tộc thiểu số",
    "persons_minority": "tổng số khẩu dân tộc thiểu số",
    "households_kinh": "tổng số hộ người Kinh",
    "persons_kinh": "tổng số khẩu người Kinh",
}
"""What may be known of a place, by what it is called."""

Totals = Mapping[str, Mapping[str, int]]
"""By code of a unit or id of a village: the figures that are known."""


def typed_totals(connection: Connection, year: int) -> Totals:
    """The totals of a year by place; of one that has several the latest record counts."""
    query = Clause(
        "SELECT t.unit, t.village, t.kind, t.value FROM area_total t WHERE t.deleted = 0 AND t.year = ? "
        "AND t.value IS NOT NULL ORDER BY t.id",
        (year,),
    )
    found: dict[str, dict[str, int]] = {}
    for unit, village, kind, value in ask(connection, query):
        found.setdefault(village or unit or "", {})[kind or ""] = int(value)
    for known in found.values():
        for kind in ("households", "persons"):
            if kind in known and f"{kind}_minority" in known:
                known[f"{kind}_kinh"] = known[kind] - known[f"{kind}_minority"]
    return found
