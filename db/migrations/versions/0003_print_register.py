"""The print register says who printed, what was chosen, and which print is a reprint."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.dialects.types import PLAIN_TEXT

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("printed", sa.Column("officer", PLAIN_TEXT, nullable=True))
    op.add_column("printed", sa.Column("selection", PLAIN_TEXT, nullable=True))
    op.add_column("printed", sa.Column("reprint", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("printed") as table:
        for name in ("officer", "selection", "reprint"):
            table.drop_column(name)
