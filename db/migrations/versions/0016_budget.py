"""Lines of a budget, as a plan prints them and as they are planned, allocated and paid."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.dialects.types import PLAIN_TEXT

revision = "0016"
down_revision = "0015"

_COLUMNS = (
    *("owner_unit", "unit", "unit_date", "budget", "line", "number", "title", "kind", "policy", "project", "from_year"),
    *("year", "position", "printed", "amounts", "source", "note"),
)
_NUMBERS = ("from_year", "year", "position")


def upgrade() -> None:
    op.create_table(
        "budget_line",
        *(sa.Column(name, sa.BigInteger() if name in _NUMBERS else PLAIN_TEXT, nullable=True) for name in _COLUMNS),
        sa.Column("id", PLAIN_TEXT, nullable=False),
        sa.Column("deleted", sa.Integer(), nullable=False),
        sa.Column("conflicts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_line")),
    )
    op.create_index(op.f("ix_budget_line_budget"), "budget_line", ["budget"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_budget_line_budget"), table_name="budget_line")
    op.drop_table("budget_line")
