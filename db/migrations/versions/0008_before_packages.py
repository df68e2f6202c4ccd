"""What the register knew before each package it took in, so that it can be seen again as it was then."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.dialects.types import PLAIN_TEXT

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("package", sa.Column("heads", PLAIN_TEXT, nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("package") as table:
        table.drop_column("heads")
