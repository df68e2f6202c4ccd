"""The history of a household in a district's register: within one frame of a screen (16 ms), however long the ledger.

Printed beside it: the same changes read from a plain unkeyed file by an index from record to changes, which we do not
have (decision 17), without the work of naming anything for people.

    python tests/bench/bench_history.py [seed]
"""

from __future__ import annotations

import sqlite3
import statistics
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]

import orjson  # noqa: E402
from district import communes  # noqa: E402
from measure import PASSWORD, Figure, median_ms, report  # noqa: E402
from sqlalchemy import Connection  # noqa: E402

from db.ledger.ledger import Place  # noqa: E402
from db.store.history.history import household_history, household_places  # noqa: E402
from db.store.reading import household_ids  # noqa: E402
from db.sync.merging import merge  # noqa: E402
from db.vault.registers import open_register  # noqa: E402

FRAME, RUNS, SAMPLE = 16.0, 20, 40


def indexed_copy(path: Path, connection: Connection) -> sqlite3.Connection:
    """Every line of the ledger under its record."""
    plain = sqlite3.connect(path)
    plain.execute("CREATE TABLE line (entity TEXT, id TEXT, line BLOB)")
    for (line,) in connection.exec_driver_sql("SELECT line FROM ledger_change"):
        change = orjson.loads(bytes(line))
        plain.execute("INSERT INTO line VALUES (?, ?, ?)", (change["e"], change["i"], bytes(line)))
    plain.execute("CREATE INDEX of_record ON line (entity, id)")
    plain.commit()
    return plain


def read(plain: sqlite3.Connection, places: list[Place]) -> list[object]:
    """The changes of these records, decoded."""
    query = "SELECT line FROM line WHERE entity = ? AND id = ?"
    return [orjson.loads(line) for place in places for (line,) in plain.execute(query, place)]


def main() -> None:
    """Build, read, compare medians."""
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with tempfile.TemporaryDirectory(prefix="sohotro-bench-") as name:
        folder = Path(name)
        packages = [package for _, package in communes(folder, seed)]
        book = open_register(str(folder / "district.sohotro"), PASSWORD)
        merge(book, packages)
        with book.read() as connection:
            plain = indexed_copy(folder / "plain.db", connection)
            print(plain.execute("SELECT count(*) FROM line").fetchone()[0], "changes")
            homes = household_ids(connection)
            homes = homes[:: max(1, len(homes) // SAMPLE)]
            places = [household_places(connection, home) for home in homes]
            ours = [median_ms(lambda home=home: household_history(connection, home), RUNS) for home in homes]  # type: ignore[misc]
            base = [median_ms(lambda part=part: read(plain, part), RUNS) for part in places]  # type: ignore[misc]
        book.close()
        title = f"history of a household ({len(homes)} of them)"
        print(f"read by an index: {statistics.median(base):.3f} ms")
        report([Figure(title, statistics.median(ours), FRAME, 1.0)])


if __name__ == "__main__":
    main()
