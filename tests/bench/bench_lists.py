"""Lists of 100.000 people: ids in order and the first page, a sort, counts of named filters, beside plain SQLite; the
poor as of a past date, and the proposal of health cards for a commune.

The floor is a plain copy of the register's tables (same rows, same indexes, no key) asked through Python's own sqlite3
with short statements by hand that give the same ids, the same page, the same numbers. Pages are warm; medians are
quoted.

    python tests/bench/bench_lists.py [households]
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent), str(Path(__file__).parents[1])]

from bench_search import plain_copy  # noqa: E402
from bulk import fill  # noqa: E402
from district import ON, cheap_passwords  # noqa: E402
from measure import PASSWORD, Figure, median_ms, report  # noqa: E402
from sqlalchemy import Connection  # noqa: E402

from db.store.facts import today_of  # noqa: E402
from db.store.inputs import Filter, Sort  # noqa: E402
from db.store.inventing.populating import populate  # noqa: E402
from db.store.inventing.years import populate_supports  # noqa: E402
from db.store.lists.filters import saved_filter  # noqa: E402
from db.store.lists.listing import count, household_ids_by, household_lines, person_ids, person_lines  # noqa: E402
from db.store.support.batch import candidates  # noqa: E402
from db.sync.offices import create  # noqa: E402

HOUSEHOLDS, SUPPORTED, PAGE, RUNS = 24_700, 2_000, 128, 7
ALLOWED, COUNT_ALLOWED = 4.0, 6.0
TABLES = ("person", "membership", "household", "village", "classification", "support", "milestone")
IDS = "SELECT id FROM person WHERE deleted = 0 ORDER BY sort_key, id"
BY_VILLAGE = """
SELECT p.id FROM person p JOIN membership m ON m.person = p.id JOIN household h ON h.id = m.household
LEFT JOIN village v ON v.id = h.village WHERE p.deleted = 0 ORDER BY v.sort_key, p.sort_key, p.id
"""
ROWS = """
SELECT p.*, m.*, h.*, v.*, s.* FROM person p JOIN membership m ON m.person = p.id JOIN household h ON h.id = m.household
LEFT JOIN village v ON v.id = h.village LEFT JOIN support s ON s.person = p.id WHERE p.id IN ({})
"""
LIVES = "m.deleted = 0 AND (m.to_date IS NULL OR m.to_date > :on) AND (m.from_date IS NULL OR m.from_date <= :on)"
POOR = """
SELECT household FROM (SELECT household, result, max(valid_from) FROM classification
WHERE deleted = 0 AND valid_from <= :on GROUP BY household) WHERE result = 'poor'
"""
PAST, COMMUNE, CARDS_ALLOWED = "2019-07-01", 600, 20.0
POOR_THEN = f"""
SELECT h.id, p.name, v.name FROM ({POOR}) c JOIN household h ON h.id = c.household AND h.deleted = 0
JOIN membership m ON m.household = h.id AND m.relation = '01' AND {LIVES} JOIN person p ON p.id = m.person
LEFT JOIN village v ON v.id = h.village ORDER BY p.sort_key, h.id
"""
CARDLESS = f"""
SELECT p.*, h.*, v.name FROM membership m JOIN person p ON p.id = m.person AND p.deleted = 0
JOIN household h ON h.id = m.household LEFT JOIN village v ON v.id = h.village WHERE {LIVES} AND p.id NOT IN
(SELECT person FROM support WHERE deleted = 0 AND policy = 'bhyt' AND person IS NOT NULL)
"""
COUNTS = {
    "ho_ngheo": f"SELECT count(*) FROM ({POOR})",
    "thieu_so_dinh_danh": f"SELECT count(DISTINCT p.id) FROM person p JOIN membership m ON m.person = p.id AND {LIVES} "
    "WHERE p.deleted = 0 AND p.cmnd IS NULL AND p.cccd IS NULL "
    "AND p.birth_date <= (substr(:on, 1, 4) - 14) || substr(:on, 5)",
    "ngheo_chua_vay": f"SELECT count(*) FROM ({POOR}) WHERE household NOT IN "
    "(SELECT household FROM support WHERE deleted = 0 AND policy = 'tin_dung')",
    "ngheo_co_nguoi_chua_co_the": f"SELECT count(DISTINCT m.household) FROM ({POOR}) h JOIN membership m ON "
    f"m.household = h.household AND {LIVES} JOIN person p ON p.id = m.person AND p.deleted = 0 WHERE p.id NOT IN "
    "(SELECT person FROM support WHERE deleted = 0 AND policy = 'bhyt' AND json_extract(details, '$.tu_ngay') <= :on "
    "AND json_extract(details, '$.den_ngay') >= :on)",
}


def page_floor(plain: sqlite3.Connection, query: str) -> Callable[[], object]:
    """The ids by that query and the rows of the first page."""

    def work() -> object:
        ids = [record for (record,) in plain.execute(query)][:PAGE]
        return plain.execute(ROWS.format(", ".join("?" * PAGE)), ids).fetchall()

    return work


def page(connection: Connection, sort: Sort, on: str) -> Callable[[], object]:
    """The same through the store."""

    def work() -> object:
        ids = person_ids(connection, Filter(), sort, on=on)
        return person_lines(connection, ids[:PAGE], on=on)

    return work


def counted(connection: Connection, plain: sqlite3.Connection, name: str, on: str) -> Figure:
    """One named filter; both must give the same number."""
    saved = saved_filter(connection, name)
    ours, floor = count(connection, saved.of, saved.filter, on=on), plain.execute(COUNTS[name], {"on": on}).fetchone()
    if floor != (ours,):
        raise SystemExit(f"{name}: {ours} in the register, {floor} in the plain copy")
    return Figure(
        f"count of “{saved.title}” ({ours})",
        median_ms(lambda: count(connection, saved.of, saved.filter, on=on), RUNS),
        median_ms(lambda: plain.execute(COUNTS[name], {"on": on}).fetchone(), RUNS),
        COUNT_ALLOWED,
    )


def of_a_past_date(folder: Path, households: int) -> Figure:
    """The poor of one day among lists of ten years: ids by the head's name and the first page."""
    place = folder / "cu.sohotro"
    book = create(str(place), PASSWORD, unit="20104", level="commune", on=ON, officer="Hồ Thị Mai").register
    with book.write() as connection:
        fill(connection, ["20104"], households, seed=7, years=range(2012, 2022))
    with book.read() as connection:
        plain = plain_copy(folder / "cu.db", connection, TABLES[:5])
        asked = Filter(classes=("poor",))

        def listed() -> list[str]:
            ids = household_ids_by(connection, asked, on=PAST)
            household_lines(connection, ids[:PAGE], on=PAST)
            return ids

        ours, floor = listed(), plain.execute(POOR_THEN, {"on": PAST}).fetchall()
        if len(ours) < len(floor):
            raise SystemExit(f"{len(ours)} poor households in the register, {len(floor)} in the plain copy")
        figure = Figure(
            f"the poor as of {PAST} ({len(ours)} of {households} households)",
            median_ms(listed, RUNS),
            median_ms(lambda: plain.execute(POOR_THEN, {"on": PAST}).fetchall(), RUNS),
            COUNT_ALLOWED,
        )
    book.close()
    return figure


def cards_of_a_commune(folder: Path) -> Figure:
    """Everybody with a right to a card and without one, with what the definition proposes; beside their bare rows."""
    place = folder / "the.sohotro"
    book = create(str(place), PASSWORD, unit="20104", level="commune", on=ON, officer="Hồ Thị Mai").register
    populate(book, count=COMMUNE, seed=7)
    populate_supports(book, seed=7, limit=COMMUNE // 3)
    year = int(today_of(book)[:4])
    with book.read() as connection:
        plain = plain_copy(folder / "the.db", connection, TABLES)
        proposed = candidates(book, connection, "bhyt", year)
        figure = Figure(
            f"proposal of health cards for {len(proposed)} people of a commune of {COMMUNE} households",
            median_ms(lambda: candidates(book, connection, "bhyt", year), RUNS),
            median_ms(lambda: plain.execute(CARDLESS, {"on": today_of(book)}).fetchall(), RUNS),
            CARDS_ALLOWED,
        )
    book.close()
    return figure


def main() -> None:
    """Build, ask, print."""
    households = int(sys.argv[1]) if len(sys.argv) > 1 else HOUSEHOLDS
    cheap_passwords()
    with tempfile.TemporaryDirectory(prefix="sohotro-bench-") as name:
        place = Path(name) / "xa.sohotro"
        book = create(str(place), PASSWORD, unit="20104", level="commune", on=ON, officer="Hồ Thị Mai").register
        made = populate(book, count=households, seed=7)
        written = populate_supports(book, seed=7, limit=SUPPORTED)
        print(f"{made.households} households, {made.persons} persons, {sum(written.values())} supports")
        on = today_of(book)
        with book.read() as connection:
            plain = plain_copy(Path(name) / "plain.db", connection, TABLES)
            figures = [
                Figure(
                    told,
                    median_ms(page(connection, sort, on), RUNS),
                    median_ms(page_floor(plain, query), RUNS),
                    ALLOWED,
                )
                for told, sort, query in (
                    ("ids by name and the first page", Sort(), IDS),
                    ("ids by village and the first page", Sort(column="village"), BY_VILLAGE),
                )
            ]
            figures += [counted(connection, plain, name, on) for name in COUNTS]
        book.close()
        figures += [of_a_past_date(Path(name), households), cards_of_a_commune(Path(name))]
        report(figures)


if __name__ == "__main__":
    main()
