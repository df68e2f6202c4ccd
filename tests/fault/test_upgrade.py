"""An old register is opened: a copy first, then everything or nothing, wherever the power is cut."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from commands import assert_sentence
from exchanges import PASSWORD, copy_register, district_at_work
from sqlalchemy import Connection, Engine, event

from db import migrations
from db.dialects import open_file
from db.domain.errors import EnvironmentProblem
from db.ledger.audit import audit
from db.ledger.digest import shared_hash
from db.vault import copying
from db.vault.registers import open_register, unlock
from db.vault.slots import FileSlots

OLD = "0001"


@pytest.fixture
def old(tmp_path: Path) -> tuple[Path, str]:
    """A closed register of the first shape with a household, and its shared hash."""
    with district_at_work(tmp_path) as town:
        town.hong_thuy.record("Hồ Văn Thử")
        before = town.hong_thuy.hash()
        with town.hong_thuy.register.engine.begin() as connection:
            command.downgrade(migrations._config(connection), OLD)
        place = Path(town.hong_thuy.place)
    (tmp_path / "old").mkdir()
    copy_register(place, tmp_path / "old" / "so.sohotro")
    return tmp_path / "old" / "so.sohotro", before


def copies(place: Path) -> list[Path]:
    return sorted(place.parent.glob(f"so.truoc-nang-cap-{OLD}_*.sohotro"))


def check(place: Path, before: str) -> None:
    """It opens, is of the newest shape, sound, and holds what it held."""
    register = open_register(str(place), PASSWORD)
    with register.read() as connection:
        assert migrations.current(connection) == migrations.newest()
        assert shared_hash(connection) == before
    assert audit(register).problems == []
    register.close()


def test_a_copy_that_opens_comes_first(old: tuple[Path, str]) -> None:
    place, before = old
    check(place, before)
    (copy,) = copies(place)
    check(copy, before)
    assert len(list(place.parent.glob("so.truoc*dang-ghi*"))) == 0


def test_without_room_for_the_copy_nothing_is_upgraded(old: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    place, before = old
    data = place.read_bytes()

    def full(_connection: Connection, target: Path, *_: Any) -> None:
        target.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(copying, "copy_file", full)
    with pytest.raises(EnvironmentProblem) as refused:
        open_register(str(place), PASSWORD)
    assert refused.value.code == "disk_full"
    assert_sentence(refused.value.message)
    assert place.read_bytes() == data
    assert sorted(file.name for file in place.parent.iterdir()) == ["so.sohotro", "so.sohotro-keys"]
    monkeypatch.undo()
    check(place, before)


@contextmanager
def dying_at(number: int) -> Iterator[None]:
    """This process is killed before it runs that statement."""
    statements = count(1)

    def die(*_: Any) -> None:
        if next(statements) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", die)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", die)


def opened_by_a_child(place: Path, number: int) -> bool:
    """Open the register in a child that dies before a statement; False when it died, True when it had no such one."""
    child = os.fork()
    if child == 0:
        try:
            with dying_at(number):
                open_register(str(place), PASSWORD)
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.mark.long
@pytest.mark.skipif(os.name == "nt", reason="processes are forked and killed by signal")
def test_killed_at_every_statement(old: tuple[Path, str]) -> None:
    """What lies there is the old register, whole, until all of the new one does; the next start upgrades it."""
    place, before = old
    shapes = [OLD]
    for number in count(1):
        again = place.parent / str(number) / "so.sohotro"
        again.parent.mkdir()
        copy_register(place, again)
        through = opened_by_a_child(again, number)
        shapes.append(str(revision(again)))
        check(again, before)
        if through:
            assert shapes.count(OLD) > 10
            assert shapes == sorted(shapes)
            assert set(shapes) == {OLD, migrations.newest()}
            return


def revision(place: Path) -> str | None:
    """The shape it has as it lies there, before any program upgrades it."""
    key, _officer = unlock(FileSlots(place).load(), PASSWORD)
    engine = open_file(place, key)
    with engine.connect() as connection:
        found = migrations.current(connection)
    engine.dispose()
    return found
