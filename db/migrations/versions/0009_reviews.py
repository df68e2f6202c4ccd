"""Reviews of households in rounds, with village meetings; a class names the review it recognises."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.dialects.types import PLAIN_TEXT

revision = "0009"
down_revision = "0008"

_NUMBERS = ("year", "complaints", "attended", "agreed", "income", "b1", "b2", "size")
_TABLES = {
    "review_round": (
        *("owner_unit", "year", "kind", "standard", "listed_on", "field_from", "field_to", "posted_from", "posted_to"),
        *("posted_at", "complaints", "rechecked_on", "reposted_from", "reposted_to", "opinion_level", "opinion_asked"),
        *("opinion_answered", "opinion_no", "decision_no", "decision_date", "signatory", "valid_from", "certified_on"),
        *("override_reason", "note"),
    ),
    "review_meeting": ("round", "village", "date", "attended", "agreed", "note"),
    "review": (
        *("household", "round", "standard", "kind", "date", "reviewer", "area_class", "area_reason", "income", "b1"),
        *("b2", "variant", "answers", "deprivations", "causes", "size", "result", "sub_type", "change_kind"),
        *("change_reason", "opinion", "override_reason", "note"),
    ),
}
_INDEXES = {"review_round": ("year",), "review_meeting": ("round",), "review": ("household", "round")}


def upgrade() -> None:
    for table, columns in _TABLES.items():
        op.create_table(
            table,
            *(sa.Column(name, sa.BigInteger() if name in _NUMBERS else PLAIN_TEXT, nullable=True) for name in columns),
            sa.Column("id", PLAIN_TEXT, nullable=False),
            sa.Column("deleted", sa.Integer(), nullable=False),
            sa.Column("conflicts", sa.Integer(), nullable=False),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        )
        for column in _INDEXES[table]:
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)
    op.add_column("classification", sa.Column("review", PLAIN_TEXT, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("classification") as table:
        table.drop_column("review")
    for name in reversed(_TABLES):
        for column in _INDEXES[name]:
            op.drop_index(op.f(f"ix_{name}_{column}"), table_name=name)
        op.drop_table(name)
