"""Fixtures every test may use: places for registers on both databases, seeded providers, an open register."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import servers
from ledgers import PASSWORD, UNIT, seeded
from machine import state_folder
from played_back import PlayedBack

from db import migrations
from db.ledger.register import Providers, Register, put_setting
from db.ledger.streams import own_stream
from db.vault import registers, slots

pytest_plugins = ("desk", "exchanges")
DATABASES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))


@pytest.fixture(autouse=True, scope="session")
def _cheap_registers() -> Iterator[None]:
    """Tests found and open registers by the thousand, in fixtures of a whole module too.

    The true cost of a password is 64 MB and some tenths of a second.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(slots, "COST", slots.Cost(passes=1, memory=8 * 1024))
        patch.setattr(slots, "TARGET", 0.0)
        patch.setattr(migrations, "upgrade", PlayedBack(migrations.upgrade))
        yield


@pytest.fixture(autouse=True)
def _own_state(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Every test has a state folder of its own (wrong passwords, preferences, marks); all are one machine."""
    monkeypatch.setenv("SOHOTRO_STATE_DIR", state_folder(tmp_path_factory.mktemp("state")))


@pytest.fixture(scope="session")
def server() -> Iterator[servers.Server]:
    """One PostgreSQL server for the session (each xdist worker has its own)."""
    if not servers.available():
        message = "no PostgreSQL server programs (Debian package postgresql)"
        pytest.fail(message) if servers.REQUIRED else pytest.skip(message)
    with servers.Server() as running:
        yield running


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest) -> str:
    """The kind of database: `sqlite` or `postgresql`."""
    return str(request.param)


@pytest.fixture
def new_place(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Callable[[], str]]:
    """A function that gives a place where no register is yet: the path of a file, or the URL of an empty schema."""
    with ExitStack() as stack:
        count = iter(range(1, 1000))

        def make() -> str:
            if database == "sqlite":
                return str(tmp_path / f"so-{next(count)}.sohotro")
            running = request.getfixturevalue("server")
            schema = running.new_schema()
            stack.callback(running.drop_schema, schema)
            return str(running.url(schema))

        yield make


@pytest.fixture
def place(new_place: Callable[[], str]) -> str:
    """One place where no register is yet, on each database in turn."""
    return new_place()


@pytest.fixture
def providers() -> Providers:
    """Seeded providers of ids, streams and times."""
    return seeded(1)


@pytest.fixture
def new_register(new_place: Callable[[], str]) -> Iterator[Callable[..., Register]]:
    """A function that makes an open register `(unit, device)` with a stream of its own."""
    with ExitStack() as stack:

        def make(unit: str = UNIT, device: str = "d-1", seed: int = 1) -> Register:
            register = registers.create(new_place(), PASSWORD, seeded(seed)).register
            stack.callback(register.close)
            with register.write() as connection:
                facts = {"unit": unit, "unit_date": "2017-09-01", "level": "commune", "device": device}
                for key, value in facts.items():
                    put_setting(connection, key, value)
                own_stream(connection, device, unit, register.providers.new_stream)
            return register

        yield make


@pytest.fixture
def register(new_register: Callable[..., Register]) -> Register:
    """An open register of unit 20104 with a stream of its own, on each database in turn."""
    return new_register()


@pytest.fixture(scope="module")
def two_registers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Register, Register]]:
    """Two register files for the whole module."""
    folder: Path = tmp_path_factory.mktemp("hai-may")
    made = [registers.create(str(folder / f"{n}.sohotro"), PASSWORD, seeded(n)).register for n in (1, 2)]
    yield made[0], made[1]
    for register in made:
        register.close()
