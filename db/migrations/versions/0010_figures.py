"""Totals of villages and units, official aggregates, and targets: figures that people type in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.dialects.types import PLAIN_TEXT

revision = "0010"
down_revision = "0009"

_PLACE = ("owner_unit", "unit", "unit_date")
_TABLES = {
    "area_total": (*_PLACE, "village", "year", "kind", "value", "source", "note"),
    "official_figure": (
        *(*_PLACE, "indicator", "title", "counted", "on_date", "value", "numerator", "denominator", "source"),
        "note",
    ),
    "target": (
        *(*_PLACE, "indicator", "title", "plan", "clause", "from_year", "year", "measure", "comparator", "value"),
        *("value_to", "baseline", "baseline_on", "baseline_source", "over", "cohort", "source", "note"),
    ),
}
_NUMBERS = {("area_total", "year"), ("area_total", "value"), ("target", "from_year"), ("target", "year")}
_INDEXES = {"area_total": ["year", "kind"], "official_figure": ["indicator"], "target": ["year"]}


def upgrade() -> None:
    for table, columns in _TABLES.items():
        kinds = [(name, sa.BigInteger() if (table, name) in _NUMBERS else PLAIN_TEXT) for name in columns]
        op.create_table(
            table,
            *(sa.Column(name, kind, nullable=True) for name, kind in kinds),
            sa.Column("id", PLAIN_TEXT, nullable=False),
            sa.Column("deleted", sa.Integer(), nullable=False),
            sa.Column("conflicts", sa.Integer(), nullable=False),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        )
        name = op.f(f"ix_{table}_{'_'.join(_INDEXES[table])}")
        op.create_index(name, table, _INDEXES[table], unique=False)


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_index(op.f(f"ix_{table}_{'_'.join(_INDEXES[table])}"), table_name=table)
        op.drop_table(table)
