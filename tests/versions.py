"""Registers and a package as each released version left them, kept for ever in tests/data/versions.

A release runs `python tests/versions.py` once and commits the new folder; what was made is never made again. Nobody in
it is real; the password of its registers is that of all test registers (tests/ledgers.py: PASSWORD).
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import orjson
from exchanges import copy_register, district_at_work

from db.store.household.households import set_person
from db.vault import slots
from db.version import VERSION

HOME = Path(__file__).parent / "data" / "versions"
COMMUNE, OFFICE, PACKAGE, FACTS = "xa.sohotro", "huyen.sohotro", "goi.dongbo", "facts.json"


def make(folder: Path) -> None:
    """A commune with two households, its district that knows of one, the package with the rest, and the true hashes."""
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as name, district_at_work(Path(name)) as town:
        _, head = town.hong_thuy.record("Hồ Văn Thử")
        town.district.take(town.hong_thuy.send())
        town.district.register.engine.dispose()
        copy_register(Path(town.district.place), folder / OFFICE)
        town.hong_thuy.record("Kăn Thị Bịa")
        set_person(town.hong_thuy.register, head, {"birth_date": "1971"}, reason="Theo giấy khai sinh")
        shutil.copyfile(town.hong_thuy.send(), folder / PACKAGE)
        town.hong_thuy.register.engine.dispose()
        copy_register(Path(town.hong_thuy.place), folder / COMMUNE)
        (folder / FACTS).write_bytes(orjson.dumps({"hash": town.hong_thuy.hash()}, option=orjson.OPT_INDENT_2))


def main() -> None:
    """Make the folder of this version; it must not be there."""
    slots.COST = slots.Cost(passes=1, memory=8 * 1024)
    make(HOME / VERSION)


if __name__ == "__main__":
    main()
