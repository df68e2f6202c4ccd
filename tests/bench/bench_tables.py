"""All aggregate tables of a province beside one plain SQL group-by over the same rows.

The register holds 73.326 households with some 310.000 people in all communes of Thừa Thiên Huế. The floor is a plain
copy of its tables (same rows, same indexes, no key) asked once, through Python's own sqlite3, for households and people
by commune, village and class. Pages are warm; medians are quoted.

    python tests/bench/bench_tables.py [households]
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent), str(Path(__file__).parents[1])]

from bench_search import plain_copy  # noqa: E402
from bulk import fill  # noqa: E402
from district import cheap_passwords  # noqa: E402
from measure import PASSWORD, Figure, median_ms, report  # noqa: E402
from sqlalchemy import Connection  # noqa: E402

from db.domain.units import catalogue  # noqa: E402
from db.store.tables import Counter, check_all, tables  # noqa: E402
from db.sync.offices import create  # noqa: E402

HOUSEHOLDS, RUNS, ALLOWED = 73_326, 3, 20.0
PROVINCE, ON = "46", "2017-12-31"
TABLES = ("household", "membership", "person", "classification", "deprivation", "village")
FLOOR = """
SELECT h.unit, h.village, c.result, count(DISTINCT h.id), count(m.id) FROM household h
JOIN (SELECT household, result, max(valid_from) FROM classification
      WHERE deleted = 0 AND valid_from <= :on GROUP BY household) c ON c.household = h.id
JOIN membership m ON m.household = h.id AND m.deleted = 0 AND (m.from_date IS NULL OR m.from_date <= :on)
     AND (m.to_date IS NULL OR m.to_date > :on)
JOIN person p ON p.id = m.person AND p.deleted = 0
WHERE h.deleted = 0 GROUP BY h.unit, h.village, c.result
"""


def counted(connection: Connection) -> None:
    """Every table once."""
    counter = Counter(connection, year=2017, on=ON)
    for name in tables():
        counter.table(name)


def main() -> None:
    """Build, count, print."""
    households = int(sys.argv[1]) if len(sys.argv) > 1 else HOUSEHOLDS
    cheap_passwords()
    units, on = catalogue(), "2017-01-01"
    communes = [
        commune.code
        for district in units.children(units.on(PROVINCE, on), on)
        for commune in units.children(district, on)
    ]
    with tempfile.TemporaryDirectory(prefix="sohotro-bench-") as name:
        place = Path(name) / "tinh.sohotro"
        book = create(str(place), PASSWORD, unit=PROVINCE, level="province", on=on, officer="Trần Văn Bình").register
        with book.write() as connection:
            fill(connection, communes, households, seed=7)
        with book.read() as connection:
            plain: sqlite3.Connection = plain_copy(Path(name) / "plain.db", connection, TABLES)
            floor = median_ms(lambda: plain.execute(FLOOR, {"on": ON}).fetchall(), RUNS)
            figures = [
                Figure(
                    f"all {len(tables())} tables of {len(communes)} communes, {households} households",
                    median_ms(lambda: counted(connection), RUNS),
                    floor,
                    ALLOWED,
                ),
                Figure(
                    "all tables that are counted, with every check",
                    median_ms(lambda: check_all(connection, Counter(connection, year=2017, on=ON)), RUNS),
                    floor,
                    ALLOWED,
                ),
            ]
        book.close()
        report(figures)


if __name__ == "__main__":
    main()
