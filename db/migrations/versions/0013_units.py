"""Units that went into others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.dialects.types import PLAIN_TEXT

revision = "0013"
down_revision = "0012"

_COLUMNS = ("owner_unit", "date", "old_code", "new_code", "basis")


def upgrade() -> None:
    op.create_table(
        "unit_merger",
        *(sa.Column(name, PLAIN_TEXT, nullable=True) for name in _COLUMNS),
        sa.Column("id", PLAIN_TEXT, nullable=False),
        sa.Column("deleted", sa.Integer(), nullable=False),
        sa.Column("conflicts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_merger")),
    )


def downgrade() -> None:
    op.drop_table("unit_merger")
