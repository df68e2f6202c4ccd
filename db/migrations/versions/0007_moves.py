"""Hand-overs between units: where households lived before, the two sides of each, and late edits of former owners."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.dialects.types import PLAIN_TEXT

revision = "0007"
down_revision = "0006"

_RESIDENCE = ("household", "unit", "unit_date", "village", "address", "to_date")
_TRANSFER = (
    *("owner_unit", "request", "household", "persons", "people", "origin", "destination", "date", "address", "note"),
    *("step", "answer"),
)


def upgrade() -> None:
    for name, columns in (("residence", _RESIDENCE), ("transfer", _TRANSFER)):
        op.create_table(
            name,
            *(sa.Column(column, PLAIN_TEXT, nullable=True) for column in columns),
            sa.Column("id", PLAIN_TEXT, nullable=False),
            sa.Column("deleted", sa.Integer(), nullable=False),
            sa.Column("conflicts", sa.Integer(), nullable=False),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        )
    op.create_index(op.f("ix_residence_household"), "residence", ["household"], unique=False)
    op.create_table(
        "late",
        sa.Column("entity", PLAIN_TEXT, nullable=False),
        sa.Column("id", PLAIN_TEXT, nullable=False),
        sa.Column("changes", PLAIN_TEXT, nullable=False),
        sa.PrimaryKeyConstraint("entity", "id", name=op.f("pk_late")),
    )


def downgrade() -> None:
    op.drop_table("late")
    op.drop_index(op.f("ix_residence_household"), table_name="residence")
    op.drop_table("transfer")
    op.drop_table("residence")
