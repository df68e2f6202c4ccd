"""Unaccented search among the district's 49.582 persons, beside one indexed look-up of the same hits in plain SQLite.

The floor is a plain copy of the register's tables (same rows, same indexes, no key): one query by primary key that
returns the very people found with the columns a hit shows, read through Python's own sqlite3. Pages are warm; medians
are quoted.

    python tests/bench/bench_search.py [seed]
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]

from district import communes  # noqa: E402
from measure import PASSWORD, Figure, median_ms, report  # noqa: E402
from sqlalchemy import Connection  # noqa: E402

from db.store.lists.search import find  # noqa: E402
from db.sync.merging import merge  # noqa: E402
from db.vault.registers import open_register  # noqa: E402

QUERIES = ("dang thi my", "ho van nhat", "my dang", "kan xieng", "Hồ Thị Bơm", "quynh rer", "a viet toi")
ALLOWED, RUNS, LIMIT = 3.0, 300, 50
TABLES = ("person", "membership", "household", "village")
LOOK_UP = """
SELECT p.id, p.name, p.birth_date, p.sex, p.cmnd, p.cccd, m.household, m.relation, v.name, h.unit, p.conflicts
FROM person p
LEFT JOIN membership m ON m.person = p.id
LEFT JOIN household h ON h.id = m.household
LEFT JOIN village v ON v.id = h.village
WHERE p.id IN ({})
"""


def plain_copy(path: Path, connection: Connection, tables: Sequence[str] = TABLES) -> sqlite3.Connection:
    """These tables (by default the four a hit is made of), unkeyed, with the register's own definitions and indexes."""
    plain = sqlite3.connect(path)
    for table in tables:
        kept = "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY type DESC"
        for (statement,) in connection.exec_driver_sql(kept, (table,)):
            plain.execute(statement)
        rows = [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table}")]
        plain.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
    plain.commit()
    return plain


def floor_for(plain: sqlite3.Connection, found: list[str]) -> float:
    """Milliseconds of the look-up that returns exactly these people."""
    query = LOOK_UP.format(", ".join("?" * len(found)))
    return median_ms(lambda: plain.execute(query, found).fetchall(), RUNS)


def main() -> None:
    """Build, ask, print."""
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with tempfile.TemporaryDirectory(prefix="sohotro-bench-") as name:
        folder = Path(name)
        packages = [package for _, package in communes(folder, seed)]
        book = open_register(str(folder / "district.sohotro"), PASSWORD)
        merge(book, packages)
        with book.read() as connection:
            plain = plain_copy(folder / "plain.db", connection)
            figures = []
            for query in QUERIES:
                hits = find(connection, query, limit=LIMIT)
                ours = median_ms(lambda query=query: find(connection, query, limit=LIMIT), RUNS)  # type: ignore[misc]
                base = floor_for(plain, [hit.person for hit in hits])
                figures.append(Figure(f"find “{query}” ({len(hits)} hits)", ours, base, ALLOWED))
        book.close()
        report(figures)


if __name__ == "__main__":
    main()
