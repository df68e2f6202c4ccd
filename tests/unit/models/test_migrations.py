"""The tables as the migrations make them are the tables as the models say, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from ledgers import append, dump
from sqlalchemy import Integer, inspect, text
from sqlalchemy.exc import DBAPIError

from db import migrations
from db.domain.errors import EnvironmentProblem
from db.ledger.change import Draft
from db.ledger.register import Register, put_setting
from db.models import ENTITIES, Base
from db.store.drafts import keep_draft, load_draft
from db.vault import registers


def test_models_are_the_migrated_tables(register: Register) -> None:
    """Nothing to autogenerate: columns, types, keys and indexes agree."""
    with register.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        assert migrations.current(connection) == migrations.newest()


def test_revisions_are_those_of_the_steps(register: Register) -> None:
    """What is read from names of files and by plain SQL is what Alembic makes of the steps and the register."""
    steps = ScriptDirectory.from_config(migrations._config())
    assert migrations.revisions() == tuple(step.revision for step in steps.walk_revisions())[::-1]
    assert migrations.newest() == steps.get_current_head()
    with register.read() as connection:
        assert migrations.current(connection) == MigrationContext.configure(connection).get_current_revision()


def test_all_the_way_down_and_up_again(register: Register) -> None:
    """Each step can be taken back and taken again; nothing of ours is left below the first."""
    with register.engine.begin() as connection:
        command.downgrade(migrations._config(connection), "base")
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
        assert migrations.current(connection) is None
    with register.engine.begin() as connection:
        migrations.upgrade(connection)
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_an_upgrade_is_all_or_nothing(register: Register) -> None:
    """A step that fails leaves the tables as they were."""
    with register.engine.begin() as connection:
        command.downgrade(migrations._config(connection), "base")
    with pytest.raises(ZeroDivisionError), register.engine.begin() as connection:  # noqa: PT012 - all of it is the attempt
        migrations.upgrade(connection)
        raise ZeroDivisionError
    with register.read() as connection:
        assert "household" not in inspect(connection).get_table_names()


def test_a_register_of_the_first_shape_is_upgraded_when_opened(place: str) -> None:
    """What it held is there, and what came later works."""
    created = registers.create(place, "mật khẩu").register
    with created.write() as connection:
        put_setting(connection, "unit", "20104")
    append(created, "20104", "d-1", Draft("create", "household", "h-1", {"owner_unit": "20104", "note": "cũ"}))
    with created.read() as connection:
        before = dump(connection)
    with created.engine.begin() as connection:
        command.downgrade(migrations._config(connection), "0001")
        assert not inspect(connection).has_table("draft")
    created.close()
    opened = registers.open_register(place, "mật khẩu")
    with opened.read() as connection:
        assert migrations.current(connection) == migrations.newest()
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
        assert dump(connection) == before
    keep_draft(opened, "household:h-1", "Hộ cũ", {"note": "mới"})
    assert load_draft(opened, "household:h-1") == {"note": "mới"}
    opened.close()


def test_a_newer_register_is_left_alone(place: str) -> None:
    """A revision we do not know was written by a newer program: one sentence, nothing touched."""
    created = registers.create(place, "mật khẩu").register
    with created.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    created.close()
    with pytest.raises(EnvironmentProblem) as refused:
        registers.open_register(place, "mật khẩu")
    assert refused.value.code == "newer_register"


def test_projections_promise_nothing_that_a_merge_could_break() -> None:
    """No foreign key, nothing unique but the primary key, every column but the common ones may be empty."""
    for entity in ENTITIES:
        table = Base.metadata.tables[entity]
        assert not table.foreign_keys
        assert not any(index.unique for index in table.indexes)
        assert [column.name for column in table.primary_key.columns] == ["id"]
        required = {column.name for column in table.columns if not column.nullable}
        assert required == {"id", "deleted", "conflicts"}
        narrow = {column.name for column in table.columns if type(column.type) is Integer}
        assert narrow == {"deleted", "conflicts"}


def test_declarations_name_columns() -> None:
    """Groups, maps, roots and derived columns exist, and no column belongs to two groups."""
    for entity in ENTITIES.values():
        grouped = [column for columns in entity.groups.values() for column in columns]
        assert len(grouped) == len(set(grouped))
        assert {*grouped, *entity.maps, *entity.json, *entity.derived} <= set(entity.columns)
        assert not set(entity.groups) & set(entity.columns)
        assert entity.root is None or (entity.root[0] in entity.columns and entity.root[1] in ENTITIES)
        assert entity.root is not None or "owner_unit" in entity.columns


def test_two_registers_on_one_server(new_place: Callable[[], str], database: str) -> None:
    """Each schema, or file, is a register of its own."""
    places = [new_place(), new_place()]
    made = [registers.create(at, f"mật khẩu {n}").register for n, at in enumerate(places)]
    officers = [registers.open_register(at, f"mật khẩu {n}") for n, at in enumerate(places)]
    assert [one.officer for one in officers] == [one.officer for one in made]
    assert made[0].data_key != made[1].data_key
    for register in (*made, *officers):
        register.close()


NEXT = """
import sqlalchemy
from alembic import op
revision, down_revision = "9999", "{below}"
def upgrade():
    op.add_column("household", sqlalchemy.Column("zone", sqlalchemy.Text()))
    op.execute("{then}")
"""


@pytest.fixture
def next_version(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], None]:
    """A function that makes this program one step newer than the registers it finds, ending with that statement."""
    below = migrations.newest()

    def install(then: str) -> None:
        (tmp_path / "9999_next.py").write_text(NEXT.format(below=below, then=then), encoding="utf-8")
        monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, tmp_path))

    return install


def columns(register: Register) -> set[str]:
    return {column["name"] for column in inspect(register.engine).get_columns("household")}


def test_opening_brings_an_older_register_up_to_date(place: str, next_version: Callable[[str], None]) -> None:
    registers.create(place, "mật khẩu").register.close()
    next_version("UPDATE household SET zone = note")
    for _ in range(2):  # the second time there is nothing to do
        register = registers.open_register(place, "mật khẩu")
        with register.read() as connection:
            assert migrations.current(connection) == migrations.newest() == "9999"
        assert "zone" in columns(register)
        register.close()


def test_an_upgrade_that_fails_leaves_the_older_register(place: str, next_version: Callable[[str], None]) -> None:
    made = registers.create(place, "mật khẩu").register
    older = migrations.newest()
    next_version("UPDATE household SET nothing = 1")
    with pytest.raises(DBAPIError):
        registers.open_register(place, "mật khẩu")
    with made.read() as connection:
        assert migrations.current(connection) == older
    assert "zone" not in columns(made)
    made.close()
