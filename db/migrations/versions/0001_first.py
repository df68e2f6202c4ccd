"""The first shape of a register: tables and indexes, no rows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.dialects.types import PLAIN_TEXT

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "classification",
        sa.Column("household", PLAIN_TEXT, nullable=True),
        sa.Column("result", PLAIN_TEXT, nullable=True),
        sa.Column("sub_type", PLAIN_TEXT, nullable=True),
        sa.Column("standard", PLAIN_TEXT, nullable=True),
        sa.Column("decision_no", PLAIN_TEXT, nullable=True),
        sa.Column("decision_date", PLAIN_TEXT, nullable=True),
        sa.Column("valid_from", PLAIN_TEXT, nullable=True),
        sa.Column("change_kind", PLAIN_TEXT, nullable=True),
        sa.Column("id", PLAIN_TEXT, nullable=False),
        sa.Column("deleted", sa.Integer(), nullable=False),
        sa.Column("conflicts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_classification")),
    )
    op.create_index(op.f("ix_classification_household"), "classification", ["household"], unique=False)
    op.create_table(
        "definition",
        sa.Column("sha256", PLAIN_TEXT, nullable=False),
        sa.Column("policy", PLAIN_TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", PLAIN_TEXT, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_definition")),
    )
    op.create_table(
        "deprivation",
        sa.Column("household", PLAIN_TEXT, nullable=True),
        sa.Column("standard", PLAIN_TEXT, nullable=True),
        sa.Column("indicator", PLAIN_TEXT, nullable=True),
        sa.Column("from_date", PLAIN_TEXT, nullable=True),
        sa.Column("to_date", PLAIN_TEXT, nullable=True),
        sa.Column("id", PLAIN_TEXT, nullable=False),
        sa.Column("deleted", sa.Integer(), nullable=False),
        sa.Column("conflicts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deprivation")),
    )
    op.create_index(op.f("ix_deprivation_household"), "deprivation", ["household"], unique=False)
    op.create_table(
        "finding",
        sa.Column("support", PLAIN_TEXT, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("field", PLAIN_TEXT, nullable=False),
        sa.Column("code", PLAIN_TEXT, nullable=False),
        sa.Column("message", PLAIN_TEXT, nullable=False),
        sa.PrimaryKeyConstraint("support", "place", name=op.f("pk_finding")),
    )
    op.create_table(
        "household",
        sa.Column("owner_unit", PLAIN_TEXT, nullable=True),
        sa.Column("code", PLAIN_TEXT, nullable=True),
        sa.Column("unit", PLAIN_TEXT, nullable=True),
        sa.Column("unit_date", PLAIN_TEXT, nullable=True),
        sa.Column("village", PLAIN_TEXT, nullable=True),
        sa.Column("address", PLAIN_TEXT, nullable=True),
        sa.Column("area_class", PLAIN_TEXT, nullable=True),
        sa.Column("area_reason", PLAIN_TEXT, nullable=True),
        sa.Column("phone", PLAIN_TEXT, nullable=True),
        sa.Column("ethnic_minority", sa.BigInteger(), nullable=True),
        sa.Column("merit", sa.BigInteger(), nullable=True),
        sa.Column("no_labour", sa.BigInteger(), nullable=True),
        sa.Column("since", PLAIN_TEXT, nullable=True),
        sa.Column("note", PLAIN_TEXT, nullable=True),
        sa.Column("id", PLAIN_TEXT, nullable=False),
        sa.Column("deleted", sa.Integer(), nullable=False),
        sa.Column("conflicts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household")),
    )
    op.create_index(op.f("ix_household_village"), "household", ["village"], unique=False)
    op.create_table(
        "key_slot",
        sa.Column("id", PLAIN_TEXT, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_slot")),
    )
    op.create_table(
        "ledger_doc",
        sa.Column("entity", PLAIN_TEXT, nullable=False),
        sa.Column("id", PLAIN_TEXT, nullable=False),
        sa.Column("doc", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("entity", "id", name=op.f("pk_ledger_doc")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ledger_queue",
        sa.Column("entity", PLAIN_TEXT, nullable=False),
        sa.Column("id", PLAIN_TEXT, nullable=False),
        sa.Column("key", PLAIN_TEXT, nullable=False),
        sa.Column("kind", PLAIN_TEXT, nullable=False),
        sa.PrimaryKeyConstraint("entity", "id", "key", name=op.f("pk_ledger_queue")),
    )
    op.create_table(
        "ledger_stream",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sid", PLAIN_TEXT, nullable=False),
        sa.Column("device", PLAIN_TEXT, nullable=False),
        sa.Column("unit", PLAIN_TEXT, nullable=False),
        sa.Column("parent", PLAIN_TEXT, nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("lamport", sa.BigInteger(), nullable=False),
        sa.Column("mine", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_stream")),
        sa.UniqueConstraint("sid", name=op.f("uq_ledger_stream_sid")),
    )
    op.create_table(
        "membership",
        sa.Column("household", PLAIN_TEXT, nullable=True),
        sa.Column("person", PLAIN_TEXT, nullable=True),
        sa.Column("relation", PLAIN_TEXT, nullable=True),
        sa.Column("from_date", PLAIN_TEXT, nullable=True),
        sa.Column("to_date", PLAIN_TEXT, nullable=True),
        sa.Column("end_reason", PLAIN_TEXT, nullable=True),
        sa.Column("id", PLAIN_TEXT, nullable=False),
        sa.Column("deleted", sa.Integer(), nullable=False),
        sa.Column("conflicts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    op.create_index(op.f("ix_membership_household"), "membership", ["household"], unique=False)
    op.create_index(op.f("ix_membership_person"), "membership", ["person"], unique=False)
    op.create_table(
        "milestone",
        sa.Column("support", PLAIN_TEXT, nullable=True),
        sa.Column("kind", PLAIN_TEXT, nullable=True),
        sa.Column("date", PLAIN_TEXT, nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("document_no", PLAIN_TEXT, nullable=True),
        sa.Column("note", PLAIN_TEXT, nullable=True),
        sa.Column("reverses", PLAIN_TEXT, nullable=True),
        sa.Column("id", PLAIN_TEXT, nullable=False),
        sa.Column("deleted", sa.Integer(), nullable=False),
        sa.Column("conflicts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
    )
    op.create_index(op.f("ix_milestone_support"), "milestone", ["support"], unique=False)
    op.create_table(
        "officer",
        sa.Column("owner_unit", PLAIN_TEXT, nullable=True),
        sa.Column("name", PLAIN_TEXT, nullable=True),
        sa.Column("role", PLAIN_TEXT, nullable=True),
        sa.Column("ended", PLAIN_TEXT, nullable=True),
        sa.Column("id", PLAIN_TEXT, nullable=False),
        sa.Column("deleted", sa.Integer(), nullable=False),
        sa.Column("conflicts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer")),
    )
    op.create_table(
        "package",
        sa.Column("sha256", PLAIN_TEXT, nullable=False),
        sa.Column("direction", PLAIN_TEXT, nullable=False),
        sa.Column("file", PLAIN_TEXT, nullable=False),
        sa.Column("state", PLAIN_TEXT, nullable=False),
        sa.Column("reason", PLAIN_TEXT, nullable=False),
        sa.Column("device", PLAIN_TEXT, nullable=False),
        sa.Column("unit", PLAIN_TEXT, nullable=False),
        sa.Column("sid", PLAIN_TEXT, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("manifest", PLAIN_TEXT, nullable=False),
        sa.Column("at", PLAIN_TEXT, nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_package")),
    )
    op.create_index(op.f("ix_package_sid_number"), "package", ["sid", "number"], unique=False)
    op.create_table(
        "person",
        sa.Column("owner_unit", PLAIN_TEXT, nullable=True),
        sa.Column("name", PLAIN_TEXT, nullable=True),
        sa.Column("birth_date", PLAIN_TEXT, nullable=True),
        sa.Column("sex", PLAIN_TEXT, nullable=True),
        sa.Column("cmnd", PLAIN_TEXT, nullable=True),
        sa.Column("cccd", PLAIN_TEXT, nullable=True),
        sa.Column("ethnic", PLAIN_TEXT, nullable=True),
        sa.Column("ethnic_local", PLAIN_TEXT, nullable=True),
        sa.Column("bhxh_no", PLAIN_TEXT, nullable=True),
        sa.Column("phone", PLAIN_TEXT, nullable=True),
        sa.Column("death_date", PLAIN_TEXT, nullable=True),
        sa.Column("note", PLAIN_TEXT, nullable=True),
        sa.Column("search", PLAIN_TEXT, nullable=True),
        sa.Column("sort_key", PLAIN_TEXT, nullable=True),
        sa.Column("id", PLAIN_TEXT, nullable=False),
        sa.Column("deleted", sa.Integer(), nullable=False),
        sa.Column("conflicts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_table(
        "person_word",
        sa.Column("word", PLAIN_TEXT, nullable=False),
        sa.Column("sort_key", PLAIN_TEXT, nullable=False),
        sa.Column("person", PLAIN_TEXT, nullable=False),
        sa.Column("text", PLAIN_TEXT, nullable=False),
        sa.PrimaryKeyConstraint("word", "sort_key", "person", name=op.f("pk_person_word")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "printed",
        sa.Column("owner_unit", PLAIN_TEXT, nullable=True),
        sa.Column("document", PLAIN_TEXT, nullable=True),
        sa.Column("title", PLAIN_TEXT, nullable=True),
        sa.Column("number", PLAIN_TEXT, nullable=True),
        sa.Column("printed_at", PLAIN_TEXT, nullable=True),
        sa.Column("subject", PLAIN_TEXT, nullable=True),
        sa.Column("data_version", PLAIN_TEXT, nullable=True),
        sa.Column("pages", sa.BigInteger(), nullable=True),
        sa.Column("sha256", PLAIN_TEXT, nullable=True),
        sa.Column("id", PLAIN_TEXT, nullable=False),
        sa.Column("deleted", sa.Integer(), nullable=False),
        sa.Column("conflicts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printed")),
    )
    op.create_table(
        "receipt",
        sa.Column("sid", PLAIN_TEXT, nullable=False),
        sa.Column("device", PLAIN_TEXT, nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("head", PLAIN_TEXT, nullable=False),
        sa.Column("at", PLAIN_TEXT, nullable=False),
        sa.PrimaryKeyConstraint("sid", "device", name=op.f("pk_receipt")),
    )
    op.create_table(
        "secret",
        sa.Column("name", PLAIN_TEXT, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_secret")),
    )
    op.create_table(
        "setting",
        sa.Column("key", PLAIN_TEXT, nullable=False),
        sa.Column("value", PLAIN_TEXT, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )
    op.create_table(
        "support",
        sa.Column("household", PLAIN_TEXT, nullable=True),
        sa.Column("person", PLAIN_TEXT, nullable=True),
        sa.Column("policy", PLAIN_TEXT, nullable=True),
        sa.Column("definition", PLAIN_TEXT, nullable=True),
        sa.Column("year", sa.BigInteger(), nullable=True),
        sa.Column("round", PLAIN_TEXT, nullable=True),
        sa.Column("requested", sa.BigInteger(), nullable=True),
        sa.Column("approved", sa.BigInteger(), nullable=True),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("sources", PLAIN_TEXT, nullable=True),
        sa.Column("details", PLAIN_TEXT, nullable=True),
        sa.Column("override_reason", PLAIN_TEXT, nullable=True),
        sa.Column("note", PLAIN_TEXT, nullable=True),
        sa.Column("id", PLAIN_TEXT, nullable=False),
        sa.Column("deleted", sa.Integer(), nullable=False),
        sa.Column("conflicts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support")),
    )
    op.create_index(op.f("ix_support_household"), "support", ["household"], unique=False)
    op.create_index(op.f("ix_support_person"), "support", ["person"], unique=False)
    op.create_index(op.f("ix_support_policy_year"), "support", ["policy", "year"], unique=False)
    op.create_table(
        "trust",
        sa.Column("root", PLAIN_TEXT, nullable=False),
        sa.Column("role", PLAIN_TEXT, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("root", name=op.f("pk_trust")),
    )
    op.create_table(
        "village",
        sa.Column("owner_unit", PLAIN_TEXT, nullable=True),
        sa.Column("unit", PLAIN_TEXT, nullable=True),
        sa.Column("unit_date", PLAIN_TEXT, nullable=True),
        sa.Column("name", PLAIN_TEXT, nullable=True),
        sa.Column("code", PLAIN_TEXT, nullable=True),
        sa.Column("note", PLAIN_TEXT, nullable=True),
        sa.Column("search", PLAIN_TEXT, nullable=True),
        sa.Column("sort_key", PLAIN_TEXT, nullable=True),
        sa.Column("id", PLAIN_TEXT, nullable=False),
        sa.Column("deleted", sa.Integer(), nullable=False),
        sa.Column("conflicts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_village")),
    )
    op.create_table(
        "ledger_change",
        sa.Column("stream", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("chain", sa.LargeBinary(), nullable=False),
        sa.Column("line", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["stream"], ["ledger_stream.id"], name=op.f("fk_ledger_change_stream")),
        sa.PrimaryKeyConstraint("stream", "seq", name=op.f("pk_ledger_change")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_ledger_change_chain"), "ledger_change", ["chain"], unique=True)


def downgrade() -> None:
    op.drop_index(op.f("ix_ledger_change_chain"), table_name="ledger_change")
    op.drop_table("ledger_change")
    op.drop_table("village")
    op.drop_table("trust")
    op.drop_index(op.f("ix_support_policy_year"), table_name="support")
    op.drop_index(op.f("ix_support_person"), table_name="support")
    op.drop_index(op.f("ix_support_household"), table_name="support")
    op.drop_table("support")
    op.drop_table("setting")
    op.drop_table("secret")
    op.drop_table("receipt")
    op.drop_table("printed")
    op.drop_table("person_word")
    op.drop_table("person")
    op.drop_index(op.f("ix_package_sid_number"), table_name="package")
    op.drop_table("package")
    op.drop_table("officer")
    op.drop_index(op.f("ix_milestone_support"), table_name="milestone")
    op.drop_table("milestone")
    op.drop_index(op.f("ix_membership_person"), table_name="membership")
    op.drop_index(op.f("ix_membership_household"), table_name="membership")
    op.drop_table("membership")
    op.drop_table("ledger_stream")
    op.drop_table("ledger_queue")
    op.drop_table("ledger_doc")
    op.drop_table("key_slot")
    op.drop_index(op.f("ix_household_village"), table_name="household")
    op.drop_table("household")
    op.drop_table("finding")
    op.drop_index(op.f("ix_deprivation_household"), table_name="deprivation")
    op.drop_table("deprivation")
    op.drop_table("definition")
    op.drop_index(op.f("ix_classification_household"), table_name="classification")
    op.drop_table("classification")
