"""kill -9 at any moment of saving: what was acknowledged is there, whole; what was not has left no trace."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from ledgers import PASSWORD, UNIT, seeded
from sqlalchemy import Connection, select

from db.ledger import chain, ledger
from db.ledger.register import put_setting
from db.ledger.streams import chain_at, lines_of, list_streams, own_stream
from db.models import Household, Membership, Person
from db.vault import registers

KILLS = 25
WRITER = Path(__file__).with_name("saving.py")

pytestmark = pytest.mark.skipif(os.name == "nt", reason="processes are forked and killed by signal")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed register with a stream."""
    place = tmp_path / "so.sohotro"
    register = registers.create(str(place), PASSWORD, seeded(1)).register
    with register.write() as connection:
        put_setting(connection, "unit", UNIT)
        own_stream(connection, "d-1", UNIT, register.providers.new_stream)
    register.close()
    return place


@pytest.fixture
def nursery(path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that has everything loaded and forks a saving child for every line it reads."""
    root = str(Path(__file__).parents[2])
    process = subprocess.Popen(
        [sys.executable, str(WRITER), str(path), PASSWORD, UNIT], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": root}, bufsize=0,
    )  # fmt: skip
    yield process
    process.kill()
    process.communicate()


def saved_before_death(nursery: subprocess.Popen[bytes], delay: float) -> list[str]:
    """Fork a child, kill it some time after its first save, return the households it said were saved."""
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    nursery.stdin.write(b"go\n")
    child = int(nursery.stdout.readline())
    told = [nursery.stdout.readline().decode().strip()]
    time.sleep(delay)
    os.kill(child, signal.SIGKILL)
    for line in iter(nursery.stdout.readline, b"dead\n"):
        assert line.endswith(b"\n")
        told.append(line.decode().strip())
    return told


def check_whole(connection: Connection, told: set[str]) -> set[str]:
    """Sound pages, every acknowledged household with all of its members, an unbroken chain; returns the households."""
    assert connection.exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"]
    assert connection.exec_driver_sql("PRAGMA cipher_integrity_check").scalars().all() == []
    households = set(connection.execute(select(Household.id)).scalars())
    assert told <= households
    members = connection.execute(select(Membership.household, Membership.person)).all()
    assert sorted(h for h, _ in members) == sorted(list(households) * 3)
    assert {p for _, p in members} == set(connection.execute(select(Person.id)).scalars())
    (stream,) = list_streams(connection)
    start = chain_at(connection, stream, 0)
    assert start is not None
    lines = lines_of(connection, stream, 1, stream.last)
    assert len(lines) == stream.last == 7 * len(households)
    assert chain.extend(start, lines)[1] == stream.head
    return households


def test_kill_while_saving(path: Path, nursery: subprocess.Popen[bytes]) -> None:
    """Child after child continues the register that the last one left behind."""
    source = random.Random(25)
    told: set[str] = set()
    kept: set[str] = set()
    for _ in range(KILLS):
        told.update(saved_before_death(nursery, source.uniform(0, 0.06)))
        register = registers.open_register(str(path), PASSWORD)
        with register.read() as connection:
            now = check_whole(connection, told)
        register.close()
        assert kept <= now
        assert len(now - kept - told) <= 1  # saved, and killed before it could say so
        kept = now
    assert len(told) >= KILLS
    register = registers.open_register(str(path), PASSWORD)
    with register.write() as connection:
        assert ledger.rebuild(connection) == 7 * len(kept)
        check_whole(connection, told)
    register.close()
