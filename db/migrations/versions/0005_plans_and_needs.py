"""A household has plans of its own, with measures and follow-up, and needs it has registered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.dialects.types import PLAIN_TEXT

revision = "0005"
down_revision = "0004"

_NUMBERS = ("year", "escape_year")
_TABLES = {
    "household_plan": (
        *("household", "year", "made_on", "causes", "cause_note", "wishes", "escape_year", "override_reason", "note"),
    ),
    "plan_measure": (
        *("plan", "content", "indicator", "policy", "from_date", "to_date", "sources", "responsible", "state"),
        "outcome",
    ),
    "plan_follow_up": ("plan", "date", "officer", "state", "outcome"),
    "need": (
        *("household", "person", "policy", "content", "registered_on", "registered_by", "support", "refused_on"),
        *("refused_reason", "override_reason", "note"),
    ),
}
_INDEXES = {
    "household_plan": ("household",),
    "plan_measure": ("plan",),
    "plan_follow_up": ("plan",),
    "need": ("household", "support"),
}


def upgrade() -> None:
    for table, columns in _TABLES.items():
        op.create_table(
            table,
            *(sa.Column(name, sa.BigInteger() if name in _NUMBERS else PLAIN_TEXT, nullable=True) for name in columns),
            sa.Column("id", PLAIN_TEXT, nullable=False),
            sa.Column("deleted", sa.Integer(), nullable=False),
            sa.Column("conflicts", sa.Integer(), nullable=False),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        )
        for column in _INDEXES[table]:
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def downgrade() -> None:
    for table in reversed(_TABLES):
        for column in _INDEXES[table]:
            op.drop_index(op.f(f"ix_{table}_{column}"), table_name=table)
        op.drop_table(table)
