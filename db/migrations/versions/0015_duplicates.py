"""Decisions about records that may be one person or household twice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.dialects.types import PLAIN_TEXT

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    columns = ("owner_unit", "kind", "one", "other", "verdict", "kept", "handed_from")
    op.create_table(
        "duplicate",
        *(sa.Column(name, PLAIN_TEXT, nullable=True) for name in columns),
        sa.Column("id", PLAIN_TEXT, nullable=False),
        sa.Column("deleted", sa.Integer(), nullable=False),
        sa.Column("conflicts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate")),
    )
    for name in ("one", "other"):
        op.create_index(op.f(f"ix_duplicate_{name}"), "duplicate", [name], unique=False)


def downgrade() -> None:
    op.drop_table("duplicate")
