"""A program of the next version, run beside this one: households have one more field, and there are wells.

`python tests/newer_program.py write REGISTER HOUSEHOLD FOLDER` upgrades a register, writes both and sends a package;
`python tests/newer_program.py read REGISTER HOUSEHOLD` upgrades it and prints what its tables show.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import orjson
from sqlalchemy import select

import db.ledger.change
import db.models.register as tables
from db import migrations
from db.models.base import Base, Projection, entity_of

db.ledger.change.SCHEMA = 2
tables.Household.solar = tables.text()  # type: ignore[attr-defined]


class Well(Projection, Base):
    """A well of a household."""

    __tablename__ = "well"
    __root__ = ("household", "household")
    household: tables.Str = tables.text()
    depth: tables.Str = tables.text()


tables.ENTITIES["household"] = entity_of(tables.Household)
tables.ENTITIES["well"] = entity_of(Well)

STEP = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{below}"


def upgrade():
    op.add_column("household", sa.Column("solar", sa.Text(), nullable=True))
    op.create_table(
        "well",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("deleted", sa.Integer(), nullable=False),
        sa.Column("conflicts", sa.Integer(), nullable=False),
        sa.Column("household", sa.Text()),
        sa.Column("depth", sa.Text()),
    )
"""
SOLAR, DEPTH = "02 tấm pin 400 W", "12 m"


def write(place: str, household: str, folder: str) -> dict[str, str]:
    """Write what only this program knows, and send it."""
    from db.store.actions import Action
    from db.sync.exporting import export
    from db.vault.registers import open_register

    register = open_register(place, sys.argv[-1])
    with register.write() as connection:
        action = Action(register, connection)
        action.set("household", household, {"solar": SOLAR, "phone": "0912345678"})
        action.create("well", {"household": household, "depth": DEPTH})
        action.commit()
    (made,) = export(register, Path(folder))
    register.close()
    return {"file": str(made.file)}


def read(place: str, household: str) -> dict[str, object]:
    """What the tables of this program show."""
    from db.ledger.audit import audit
    from db.ledger.digest import shared_hash
    from db.vault.registers import open_register

    register = open_register(place, sys.argv[-1])
    home = tables.Household
    with register.read() as connection:
        query = select(home.solar, home.phone, home.note).where(home.id == household)  # type: ignore[attr-defined]
        solar, phone, note = connection.execute(query).one()
        wells = connection.execute(select(Well.depth).where(Well.household == household)).scalars().all()
        found = {"solar": solar, "phone": phone, "note": note, "wells": list(wells), "hash": shared_hash(connection)}
    problems = audit(register).problems
    register.close()
    return {**found, "problems": problems}


def main() -> None:
    """One of the two, with the next version's step of the tables; the last argument is the password."""
    with tempfile.TemporaryDirectory() as folder:
        step = STEP.format(below=migrations.newest())
        Path(folder, "9999_next.py").write_text(step, encoding="utf-8")
        migrations.STEPS = (*migrations.STEPS, Path(folder))
        act, *about = sys.argv[1:-1]
        sys.stdout.buffer.write(orjson.dumps({"write": write, "read": read}[act](*about)))


if __name__ == "__main__":
    main()
