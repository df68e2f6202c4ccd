"""Figures that no list of poor households can give: all households and people of a place, as officers typed them in."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from db.models import ENTITIES
from db.store.clauses import Clause, ask

NAMES = {
    "households": "tổng số hộ dân cư",
    "persons": "tổng số nhân khẩu",
    "minority_households": "tổng số hộ dân tộc thiểu số",
    "minority_persons": "tổng số khẩu dân tộc thiểu số",
    "kinh_households": "tổng số hộ người Kinh",
    "kinh_persons": "tổng số khẩu người Kinh",
}
"""What may be known of a place, by what it is called."""
_ENTITY = "area_total"
_KEPT = ("households", "persons", "minority_households", "minority_persons")

Totals = Mapping[str, Mapping[str, int]]
"""By code of a unit or id of a village: the figures that are known."""


def typed_totals(connection: Connection, year: int) -> Totals:
    """The totals of a year by place; of one that has several the latest record counts."""
    if _ENTITY not in ENTITIES:
        return {}
    query = Clause(
        f"SELECT t.unit, t.village, {', '.join(f't.{name}' for name in _KEPT)} FROM {_ENTITY} t "
        "WHERE t.deleted = 0 AND t.year = ? ORDER BY t.id",
        (year,),
    )
    found: dict[str, dict[str, int]] = {}
    for unit, village, *values in ask(connection, query):
        known = {name: int(value) for name, value in zip(_KEPT, values, strict=True) if value is not None}
        for kind in ("households", "persons"):
            if kind in known and f"minority_{kind}" in known:
                known[f"kinh_{kind}"] = known[kind] - known[f"minority_{kind}"]
        found.setdefault(village or unit or "", {}).update(known)
    return found
