"""Reports that were issued, so that their figures can be had again for ever."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.dialects.types import PLAIN_TEXT

revision = "0011"
down_revision = "0010"
_TEXTS = (
    *("owner_unit", "name", "title", "on_date", "since", "unit", "heads", "definitions", "narrative", "figures"),
    *("issued_at", "officer", "note"),
)


def upgrade() -> None:
    op.create_table(
        "issued_report",
        sa.Column("id", PLAIN_TEXT, nullable=False),
        sa.Column("deleted", sa.Integer(), nullable=False),
        sa.Column("conflicts", sa.Integer(), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=True),
        *(sa.Column(name, PLAIN_TEXT, nullable=True) for name in _TEXTS),
        sa.PrimaryKeyConstraint("id", name="pk_issued_report"),
    )


def downgrade() -> None:
    op.drop_table("issued_report")
