"""Unaccented search among the district's 49.582 persons, beside one indexed look-up of as many rows in plain SQLite.

The floor is an unkeyed table of the same people with an index on the very word asked for; it returns the same number of
people with the same columns. Every query is asked of a register with warm pages, the median of many runs is quoted.

    python tests/bench/bench_search.py [seed]
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]

from district import communes  # noqa: E402
from measure import PASSWORD, Figure, median_ms, report  # noqa: E402

from db.store.search import find  # noqa: E402
from db.sync.merging import merge  # noqa: E402
from db.vault.registers import open_register  # noqa: E402

QUERIES = ("dang thi my", "ho van nhat", "my dang", "kan xieng", "Hồ Thị Bơm", "quynh rer", "a viet toi")
ALLOWED, RUNS, LIMIT = 3.0, 200, 50
COLUMNS = "id, name, birth_date, sex, cmnd, cccd, household, relation, village, unit"


def flat_table(connection: object) -> list[tuple[object, ...]]:
    """Everybody with the columns a hit shows, for the floor's table."""
    query = (
        "SELECT p.id, p.name, p.birth_date, p.sex, p.cmnd, p.cccd, m.household, m.relation, v.name, h.unit FROM person p "
        "JOIN membership m ON m.person = p.id JOIN household h ON h.id = m.household JOIN village v ON v.id = h.village"
    )
    return [tuple(row) for row in connection.exec_driver_sql(query)]  # type: ignore[attr-defined]


def floor_for(plain: sqlite3.Connection, found: list[str]) -> float:
    """Milliseconds of one indexed look-up that returns exactly these people."""
    plain.execute("UPDATE people SET asked = NULL WHERE asked IS NOT NULL")
    plain.executemany("UPDATE people SET asked = 'x' WHERE id = ?", [(person,) for person in found])
    query = f"SELECT {COLUMNS} FROM people WHERE asked = ?"
    return median_ms(lambda: plain.execute(query, ("x",)).fetchall(), RUNS)


def main() -> None:
    """Build, ask, print."""
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with tempfile.TemporaryDirectory(prefix="sohotro-bench-") as name:
        folder = Path(name)
        packages = [package for _, package in communes(folder, seed)]
        book = open_register(str(folder / "district.sohotro"), PASSWORD)
        merge(book, packages)
        plain = sqlite3.connect(folder / "plain.db")
        plain.execute(f"CREATE TABLE people ({COLUMNS}, asked)")
        plain.execute("CREATE INDEX people_asked ON people (asked)")
        plain.execute("CREATE INDEX people_id ON people (id)")
        with book.read() as connection:
            plain.executemany("INSERT INTO people VALUES (?,?,?,?,?,?,?,?,?,?,NULL)", flat_table(connection))
            plain.commit()
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
