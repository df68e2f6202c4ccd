"""The history of the tables: one numbered step per change of shape; all or nothing in the caller's transaction.

It opens no database and commits nothing. Alembic takes half a second to be imported and is, only to write tables: that
a register has the newest shape is read without it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

if TYPE_CHECKING:
    from alembic.config import Config

HERE = Path(__file__).parent
STEPS = (HERE / "versions",)
"""Folders of the steps."""


def _config(connection: Connection | None = None) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("version_locations", os.pathsep.join(map(str, STEPS)).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def revisions() -> tuple[str, ...]:
    """All revisions this program knows, oldest first: the numbers its steps are named by (`0001_first.py`)."""
    return tuple(sorted(step.name.split("_")[0] for folder in STEPS for step in folder.glob("[0-9]*_*.py")))


def newest() -> str:
    """The revision this program writes."""
    return revisions()[-1]


def known(revision: str) -> bool:
    """True if this program knows that revision; a register of a newer program has one it does not."""
    return revision in revisions()


def current(connection: Connection) -> str | None:
    """The revision of a register, None if it has no tables of ours."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def upgrade(connection: Connection) -> None:
    """Bring the tables to the newest shape."""
    from alembic import command

    command.upgrade(_config(connection), "head")
