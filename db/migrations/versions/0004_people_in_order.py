"""People lie in the order of their names, so that a list of all of them is read and not sorted."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_index(op.f("ix_person_sort_key_id_deleted"), "person", ["sort_key", "id", "deleted"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_person_sort_key_id_deleted"), table_name="person")
