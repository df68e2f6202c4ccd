"""A table for forms that are being typed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.dialects.types import PLAIN_TEXT

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("officer", PLAIN_TEXT, nullable=False),
        sa.Column("place", PLAIN_TEXT, nullable=False),
        sa.Column("title", PLAIN_TEXT, nullable=False),
        sa.Column("body", PLAIN_TEXT, nullable=False),
        sa.Column("at", PLAIN_TEXT, nullable=False),
        sa.PrimaryKeyConstraint("officer", "place", name=op.f("pk_draft")),
    )


def downgrade() -> None:
    op.drop_table("draft")
