"""What every released version wrote is opened, upgraded and merged by this one, and holds what it held."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson
import pytest
from exchanges import HONG_THUY, PASSWORD, copy_register
from versions import COMMUNE, FACTS, HOME, OFFICE, PACKAGE

from db import migrations
from db.ledger.audit import audit
from db.ledger.digest import shared_hash
from db.ledger.register import Register
from db.sync.merging import merge
from db.vault.registers import open_register

VERSIONS = sorted(folder.name for folder in HOME.iterdir() if folder.is_dir())


@contextmanager
def opened(version: str, name: str, folder: Path) -> Iterator[Register]:
    copy_register(HOME / version / name, folder / name)
    register = open_register(str(folder / name), PASSWORD)
    try:
        yield register
        with register.read() as connection:
            assert migrations.current(connection) == migrations.newest()
        assert audit(register).problems == []
    finally:
        register.close()


def true_hash(version: str) -> str:
    return str(orjson.loads((HOME / version / FACTS).read_bytes())["hash"])


@pytest.mark.parametrize("version", VERSIONS)
def test_its_register_opens_and_holds_what_it_held(version: str, tmp_path: Path) -> None:
    with opened(version, COMMUNE, tmp_path) as register, register.read() as connection:
        assert shared_hash(connection) == true_hash(version)


@pytest.mark.parametrize("version", VERSIONS)
def test_its_package_merges_into_its_district(version: str, tmp_path: Path) -> None:
    with opened(version, OFFICE, tmp_path) as register:
        (result,) = merge(register, [HOME / version / PACKAGE])
        assert result.state == "applied"
        with register.read() as connection:
            assert shared_hash(connection, HONG_THUY) == true_hash(version)
