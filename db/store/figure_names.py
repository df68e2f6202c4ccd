"""What a typed figure is called where only its record is known: in questions and in histories."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from db.policy.budgets import GROUPS
from db.store.clauses import among, ask
from db.store.definitions.indicators import indicators, total_kinds

FIGURES = ("area_total", "official_figure", "target", "budget_line")
_COLUMNS = {
    "area_total": "f.kind, f.year, v.name",
    "official_figure": "coalesce(f.title, f.indicator), f.on_date, NULL",
    "target": "coalesce(f.title, f.indicator), f.year, NULL",
    "budget_line": "f.title, f.year, NULL",
}


def figure_names(connection: Connection, entity: str, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Name and unit of these records, by id; deleted ones too."""
    village = "LEFT JOIN village v ON v.id = f.village" if entity == "area_total" else ""
    query = among(connection, "f.id", ids).within(
        f"SELECT f.id, f.unit, {_COLUMNS[entity]} FROM {entity} f {village} WHERE ", ""
    )
    known = {name: one.title for name, one in indicators(connection).items()} | total_kinds(connection)
    return {
        record: (", ".join(str(part) for part in (known.get(name or "", name), year, place) if part), unit or "")
        for record, unit, name, year, place in ask(connection, query)
    }


def amounts_label(key: str) -> str:
    """The name of a key `<group of sources>_<year>` of a budget line."""
    group, _bar, year = key.rpartition("_")
    return f"{GROUPS[group][0]}, năm {year}" if group in GROUPS else key
