"""An office keeps records of its own: activities, works, posts, statuses, funds, rice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.dialects.types import PLAIN_TEXT

revision = "0012"
down_revision = "0011"

_TEXTS = (
    *("owner_unit", "kind", "definition", "unit", "unit_date", "village", "date", "title", "details"),
    *("override_reason", "note"),
)


def upgrade() -> None:
    op.create_table(
        "unit_record",
        *(sa.Column(name, PLAIN_TEXT, nullable=True) for name in _TEXTS),
        sa.Column("year", sa.BigInteger(), nullable=True),
        sa.Column("id", PLAIN_TEXT, nullable=False),
        sa.Column("deleted", sa.Integer(), nullable=False),
        sa.Column("conflicts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_record")),
    )
    op.create_index(op.f("ix_unit_record_kind_year"), "unit_record", ["kind", "year"], unique=False)
    op.create_index(op.f("ix_unit_record_unit"), "unit_record", ["unit"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_unit_record_unit"), table_name="unit_record")
    op.drop_index(op.f("ix_unit_record_kind_year"), table_name="unit_record")
    op.drop_table("unit_record")
