"""Edits of the same records at a commune and at its district: what other programs' rules do to them, and what ours do.

2.000 records of 30 fields, both sides edit between two sticks. Each rule is named after the program whose published
source has it and is simulated here over exactly the edits that two real registers of ours exchange in real packages.
Leaves with 1 unless ours loses nothing and asks about exactly the fields that two people have changed differently.

    python tests/bench/bench_peers.py [seed]
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]

from district import ON, cheap_passwords  # noqa: E402
from measure import PASSWORD  # noqa: E402

from db.ledger.digest import shared_hash  # noqa: E402
from db.ledger.ledger import load_docs  # noqa: E402
from db.ledger.register import Register  # noqa: E402
from db.store.actions import Action  # noqa: E402
from db.sync.enrolling import accept, approve, request  # noqa: E402
from db.sync.exporting import export  # noqa: E402
from db.sync.merging import merge  # noqa: E402
from db.sync.offices import create  # noqa: E402
from db.vault.slots import FileSlots  # noqa: E402

RECORDS, FIELDS, COMMUNE = 2_000, 30, "20104"
KEYS = [f"details.f{number:02d}" for number in range(FIELDS)]
DAYS = ((0.10, 0.05, 3), (0.50, 0.10, 5))
"""Share of the records that the commune and the district edit, and in how many fields each."""

Edits = dict[int, list[int]]
"""Record → fields one side has changed."""


@dataclass(frozen=True)
class Day:
    """What both sides have changed."""

    commune: Edits
    district: Edits

    @property
    def edits(self) -> int:
        """Fields changed, both sides together."""
        return sum(map(len, [*self.commune.values(), *self.district.values()]))

    @property
    def shared(self) -> list[int]:
        """Records changed on both sides."""
        return [record for record in self.commune if record in self.district]

    @property
    def clashes(self) -> set[tuple[int, int]]:
        """Fields changed on both sides: the only true questions."""
        return {
            (record, field) for record in self.shared for field in self.commune[record] if self.theirs(record, field)
        }

    def theirs(self, record: int, field: int) -> bool:
        """Whether the district has changed that field."""
        return field in self.district[record]

    @property
    def district_in_shared(self) -> int:
        """Fields the district has changed in records that the commune has changed as well."""
        return sum(len(self.district[record]) for record in self.shared)


def drawn(chance: random.Random, commune: float, district: float, fields: int) -> Day:
    """The edits of both sides."""
    day = Day({}, {})
    for record in range(RECORDS):
        for share, edits in ((commune, day.commune), (district, day.district)):
            if chance.random() < share:
                edits[record] = chance.sample(range(FIELDS), fields)
    return day


def peers(day: Day) -> Iterator[tuple[str, int, int]]:
    """(rule, field edits lost without a word, questions asked) of the programs we know."""
    everything = sum(map(len, day.district.values()))
    yield "Epi Info 7, whole package: the row that comes in replaces the row", everything, 0
    yield "Epi Info 7, package of changed rows", day.district_in_shared, 0
    yield "CSPro 8: clock per case, the client's case stays", day.district_in_shared, 0
    yield "Primero 2: per field, the last writer stays", len(day.clashes), 0
    yield "SORMAS: per field, the server stays, the other is logged", 0, len(day.clashes)
    yield "ODK Central: every record edited on both sides is flagged", 0, day.district_in_shared


@contextmanager
def offices(folder: Path) -> Iterator[tuple[Register, Register]]:
    """A commune and its district, enrolled with each other."""
    district = create(
        str(folder / "d.sohotro"), PASSWORD, unit="481", level="district", on=ON, officer="Trần Văn Bình"
    ).register
    commune = create(
        str(folder / "c.sohotro"), PASSWORD, unit=COMMUNE, level="commune", on=ON, officer="Hồ Thị Mai"
    ).register
    slip = request(commune, folder / "asked")
    letter = approve(district, folder / "asked", folder / "answered", code=slip.code)
    accept(commune, folder / "answered", code=letter.code, slots=FileSlots(folder / "c.sohotro"))
    yield commune, district
    commune.close()
    district.close()


def carry(source: Register, target: Register, stick: Path) -> None:
    """All packages of an export, merged on the other side."""
    stick.mkdir()
    states = {result.state for result in merge(target, [made.file for made in export(source, stick)])}
    if not states <= {"applied", "known"}:
        raise SystemExit(f"not merged: {states}")


def begin(commune: Register) -> list[str]:
    """The records, with every field filled; their ids."""
    with commune.write() as connection:
        action = Action(commune, connection, "Dữ liệu bịa")
        household = action.create("household", {})
        old = dict.fromkeys(KEYS, "cũ")
        ids = [action.create("support", {"household": household, "year": 2017, **old}) for _ in range(RECORDS)]
        action.commit()
    return ids


def edit(register: Register, ids: list[str], edits: Edits, side: str) -> None:
    """One side's day: each value is written once and by nobody else."""
    with register.write() as connection:
        action = Action(register, connection, "Sửa")
        for record, fields in edits.items():
            action.set("support", ids[record], {KEYS[f]: value(side, record, f) for f in fields})
        action.commit()


def value(side: str, record: int, field: int) -> str:
    """What a side writes into a field."""
    return f"{side} {record} {field}"


def outcome(register: Register, ids: list[str], day: Day) -> tuple[int, set[tuple[int, int]]]:
    """(edits that are no longer there as live values, fields that wait for a person)."""
    with register.read() as connection:
        docs = load_docs(connection, "support", ids)
        waiting = connection.exec_driver_sql("SELECT id, key FROM ledger_queue").all()
    places = {record: place for place, record in enumerate(ids)}
    asked = {(places[record], KEYS.index(key)) for record, key in waiting}
    lost = 0
    for side, edits in (("xã", day.commune), ("huyện", day.district)):
        for record, fields in edits.items():
            live = docs[ids[record]]["h"]
            lost += sum(value(side, record, f) not in [v for _, v in live[KEYS[f]].values()] for f in fields)
    return lost, asked


def ours(folder: Path, day: Day) -> tuple[int, int]:
    """(edits lost, questions asked) by two real registers and the packages between them."""
    with offices(folder) as (commune, district):
        ids = begin(commune)
        carry(commune, district, folder / "1")
        edit(commune, ids, day.commune, "xã")
        edit(district, ids, day.district, "huyện")
        carry(commune, district, folder / "2")
        carry(district, commune, folder / "3")
        outcomes = [outcome(register, ids, day) for register in (commune, district)]
        hashes = set()
        for register in (commune, district):
            with register.read() as connection:
                hashes.add(shared_hash(connection, COMMUNE))
    if outcomes[0] != outcomes[1] or len(hashes) != 1:
        raise SystemExit("the two registers differ")
    lost, asked = outcomes[0]
    if lost or asked != day.clashes:
        raise SystemExit(f"BROKEN: {lost} lost, {len(asked)} asked where {len(day.clashes)} clash")
    return lost, len(asked)


def main() -> None:
    """Draw, play, print."""
    chance = random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
    cheap_passwords()
    for shares in DAYS:
        day = drawn(chance, *shares)
        print(f"{day.edits} field edits, {len(day.shared)} records edited on both sides, {len(day.clashes)} clashes")
        with tempfile.TemporaryDirectory(prefix="sohotro-bench-") as name:
            rows = [*peers(day), ("Sổ Hỗ Trợ, measured on both registers", *ours(Path(name), day))]
        for rule, lost, asked in rows:
            print(f"  {rule:<66} lost {lost:5d} ({lost / day.edits:6.2%})  asked {asked:4d}")


if __name__ == "__main__":
    main()
