"""Merge of a district's first 21 packages, beside SQLite alone: the same lines appended, and projected in its JSON.

Both write to the same kind of disk with WAL and full synchronisation, one transaction a package; ours is encrypted and
verifies signatures, hashes and chains first. The floor fills the same business tables with the same indexes. Both are
computing time of the process itself, which says the same on a busy machine.

    python tests/bench/bench_merge.py [seed]
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]

from district import communes  # noqa: E402
from measure import PASSWORD, Figure, report  # noqa: E402
from sqlalchemy import inspect  # noqa: E402

from db import migrations  # noqa: E402
from db.dialects import open_file  # noqa: E402
from db.ledger.streams import lines_of, list_streams  # noqa: E402
from db.models import ENTITIES  # noqa: E402
from db.sync.merging import merge  # noqa: E402
from db.vault.registers import open_register  # noqa: E402

ALLOWED, MEMORY_MB = 4.0, 300.0
CHILD = "--merge"


def ours(register: Path, packages: list[Path]) -> tuple[float, float, int]:
    """(seconds, peak memory in MB, changes) of merging the packages, in a process of its own."""
    command = [sys.executable, __file__, CHILD, str(register), *map(str, packages)]
    seconds, memory, changes = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return float(seconds), float(memory), int(changes)


def child(register: str, packages: list[str]) -> None:
    """Merge and print seconds, peak memory in MB, changes."""
    book = open_register(register, PASSWORD)
    start = time.process_time()
    results = merge(book, [Path(package) for package in packages])
    seconds = time.process_time() - start
    if {result.state for result in results} != {"applied"}:
        raise SystemExit(f"not applied: {results}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(seconds, peak, sum(result.applied for result in results))


def lines_in(registers: list[Path]) -> list[list[bytes]]:
    """The change lines of every commune, as its package carries them."""
    found = []
    for place in registers:
        book = open_register(str(place), PASSWORD)
        with book.read() as connection:
            (stream,) = list_streams(connection, mine=True)
            found.append(lines_of(connection, stream, 1, stream.last))
        book.close()
    return found


def projection(entity: str, columns: list[str]) -> str:
    """INSERT … SELECT that fills one business table from the JSON of the appended lines."""
    declared = ENTITIES[entity]
    grouped = {column: group for group, members in declared.groups.items() for column in members}
    values = []
    for column in columns:
        if column == "id":
            values.append("line->>'$.i'")
        elif column in ("deleted", "conflicts"):
            values.append("0")
        elif column in grouped:
            values.append(f"line->>'$.s.{grouped[column]}.{column}'")
        else:
            values.append(f"line->>'$.s.{column}'")
    return (
        f"INSERT INTO {entity} ({', '.join(columns)}) SELECT {', '.join(values)} FROM "
        f"(SELECT CAST(line AS TEXT) AS line FROM raw WHERE package = ?) WHERE line->>'$.e' = '{entity}'"
    )


def floor(folder: Path, packages: list[list[bytes]]) -> float:
    """Seconds SQLite needs for the same lines and tables, one durable transaction a package, unkeyed."""
    engine = open_file(folder / "floor.db", None, create=True)
    with engine.begin() as connection:
        migrations.upgrade(connection)
        connection.exec_driver_sql(
            "CREATE TABLE raw (package INTEGER, seq INTEGER, line BLOB, PRIMARY KEY (package, seq)) WITHOUT ROWID"
        )
        names = inspect(connection).get_table_names()
        statements = [
            projection(entity, [c["name"] for c in inspect(connection).get_columns(entity)])
            for entity in ENTITIES
            if entity in names
        ]
    raw = engine.raw_connection()
    cursor = raw.cursor()
    start = time.process_time()
    for number, lines in enumerate(packages):
        cursor.execute("BEGIN IMMEDIATE")
        cursor.executemany("INSERT INTO raw VALUES (?, ?, ?)", ((number, seq, line) for seq, line in enumerate(lines)))
        for statement in statements:
            cursor.execute(statement, (number,))
        cursor.execute("COMMIT")
    seconds = time.process_time() - start
    counts = [cursor.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in ("household", "person")]
    print(f"{counts[0]} households, {counts[1]} persons")
    raw.close()
    engine.dispose()
    return seconds


def main() -> None:
    """Build, measure, print."""
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with tempfile.TemporaryDirectory(prefix="sohotro-bench-") as name:
        folder = Path(name)
        made = list(communes(folder, seed))
        lines = lines_in([place for place, _ in made])
        base = floor(folder, lines)
        seconds, memory, changes = ours(folder / "district.sohotro", [package for _, package in made])
        print(f"{len(made)} packages, {changes} changes, {seconds / changes * 1e6:.1f} µs a change")
        report(
            [
                Figure("merge of a district's packages", seconds, base, ALLOWED, "s"),
                Figure("peak memory of the merge", memory, MEMORY_MB, 1.0, "MB"),
            ]
        )


if __name__ == "__main__":
    child(sys.argv[2], sys.argv[3:]) if sys.argv[1:2] == [CHILD] else main()
