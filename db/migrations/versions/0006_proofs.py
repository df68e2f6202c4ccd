"""Signed manifests are kept, so that changes are handed on with their own signature; decisions about held packages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.dialects.types import PLAIN_TEXT

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("package", sa.Column("decision", PLAIN_TEXT, nullable=False, server_default=""))
    op.create_table(
        "proof",
        sa.Column("manifest_sha256", PLAIN_TEXT, nullable=False),
        sa.Column("sid", PLAIN_TEXT, nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("manifest", sa.LargeBinary(), nullable=False),
        sa.Column("minisig", sa.LargeBinary(), nullable=False),
        sa.Column("heads", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("manifest_sha256", name="pk_proof"),
    )


def downgrade() -> None:
    op.drop_table("proof")
    with op.batch_alter_table("package") as table:
        table.drop_column("decision")
