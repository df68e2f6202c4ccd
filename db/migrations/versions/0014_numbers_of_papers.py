"""The number and date that the văn thư gives a paper, entered after it was printed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.dialects.types import PLAIN_TEXT

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("printed", sa.Column("paper_no", PLAIN_TEXT, nullable=True))
    op.add_column("printed", sa.Column("paper_date", PLAIN_TEXT, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("printed") as table:
        for name in ("paper_no", "paper_date"):
            table.drop_column(name)
