"""Saving a household of five, beside the same rows in one raw durable commit of an unkeyed register.

Ours is the whole command: checks, change lines, chain, documents, rows and search words, in an encrypted register. The
floor inserts the very rows that came out (all tables) with prepared statements in one transaction, WAL and full
synchronisation, no key.

Where 2,4 ms beside a floor of 0,78 go (on a busy machine; alone both take less): AES and HMAC of 65 pages 0,57, which
the floor has not; the pages' way into the file and their sync 0,6 and the rows themselves 0,35, as in the floor; what
is asked before (settings, role, village, identity numbers, standard, stream) 0,2; checks, lines, chain and documents of
twelve changes 0,7. Fewer pages would help both alike: one costs ours 15,5 µs and the floor 6,5.

    python tests/bench/bench_save.py [households]
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]

import orjson  # noqa: E402
from district import ON, cheap_passwords  # noqa: E402
from measure import PASSWORD, Figure, report  # noqa: E402

from db import migrations  # noqa: E402
from db.dialects import open_file  # noqa: E402
from db.models import ENTITIES  # noqa: E402
from db.store.household.households import add_household  # noqa: E402
from db.store.inputs import ClassificationInput, HouseholdInput, PersonInput  # noqa: E402
from db.store.places.villages import add_village  # noqa: E402
from db.sync.offices import create  # noqa: E402

ALLOWED, WARM_UP, BLOCK = 3.0, 20, 20
FAMILY = (
    ("Hồ Văn Nhất", "1975", "1", "01"),
    ("Kê Thị Xoàn", "1978-03-12", "2", "02"),
    ("Hồ Văn Tơi", "2001-09", "1", "04"),
    ("Hồ Thị Nghéc", "2004-11-30", "2", "04"),
    ("Kăn Xiêng", "1944", "2", "10"),
)
Rows = dict[str, list[tuple[Any, ...]]]


def household(number: int) -> HouseholdInput:
    """A household of five with a class; identity numbers never repeat."""
    members = [
        PersonInput(
            name=name,
            birth_date=birth,
            sex=sex,
            relation=relation,
            ethnic="27",
            ethnic_local="Pa Cô",
            cmnd=f"19{number * 5 + place:07d}" if relation != "04" else None,
        )
        for place, (name, birth, sex, relation) in enumerate(FAMILY)
    ]
    classification = ClassificationInput(
        standard="2016_2020",
        result="poor",
        sub_type="income",
        valid_from=ON,
        decision_no="125/QĐ-UBND",
        decision_date="2016-11-30",
    )
    return HouseholdInput(village="Thôn 1", members=members, code=f"HT-{number}", classification=classification)


def rows_by_action(connection: Any) -> list[Rows]:
    """All rows each action wrote, table by table, in the order of the ledger."""
    tables = {name: [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {name}")] for name in ENTITIES}
    places = {name: connection.exec_driver_sql(f"SELECT * FROM {name} LIMIT 0").keys() for name in ENTITIES}
    by_id = {name: {row[list(places[name]).index("id")]: row for row in rows} for name, rows in tables.items()}
    docs = {(row[0], row[1]): tuple(row) for row in connection.exec_driver_sql("SELECT * FROM ledger_doc")}
    words: dict[str, list[tuple[Any, ...]]] = {}
    for row in connection.exec_driver_sql("SELECT * FROM person_word"):
        words.setdefault(row[2], []).append(tuple(row))
    actions: dict[str, Rows] = {}
    for stream, seq, chain, line in connection.exec_driver_sql("SELECT * FROM ledger_change ORDER BY seq"):
        change = orjson.loads(bytes(line))
        rows = actions.setdefault(change["t"], {})
        rows.setdefault("ledger_change", []).append((stream, seq, chain, line))
        rows.setdefault("ledger_doc", []).append(docs[change["e"], change["i"]])
        rows.setdefault(change["e"], []).append(by_id[change["e"]][change["i"]])
        if change["e"] == "person":
            rows.setdefault("person_word", []).extend(words[change["i"]])
    return list(actions.values())


class Floor:
    """An unkeyed file with the same tables, into which rows are written raw."""

    def __init__(self, path: Path) -> None:
        self._engine = open_file(path, None, create=True)
        with self._engine.begin() as connection:
            migrations.upgrade(connection)
            connection.exec_driver_sql("INSERT INTO ledger_stream VALUES (1, 'x', 'x', 'x', '', 0, x'00', 0, 1)")
        self._raw = self._engine.raw_connection()

    def write(self, rows: Rows) -> float:
        """Milliseconds of one action's rows in one raw durable commit."""
        cursor = self._raw.cursor()
        start = time.perf_counter()
        cursor.execute("BEGIN IMMEDIATE")
        for table, values in rows.items():
            cursor.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values[0]))})", values)
        cursor.execute("UPDATE ledger_stream SET last = last + 1 WHERE id = 1")
        cursor.execute("COMMIT")
        return (time.perf_counter() - start) * 1000

    def close(self) -> None:
        """Give the file back."""
        self._raw.close()
        self._engine.dispose()


def main() -> None:
    """Save and replay raw in turns, a block at a time, so that both meet the same machine; compare medians."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_500
    cheap_passwords()
    ours: list[float] = []
    base: list[float] = []
    with tempfile.TemporaryDirectory(prefix="sohotro-bench-") as name:
        folder = Path(name)
        place = str(folder / "c.sohotro")
        book = create(place, PASSWORD, unit="20104", level="commune", on=ON, officer="Hồ Thị Mai").register
        add_village(book, "Thôn 1")
        floor = Floor(folder / "floor.db")
        for first in range(0, count, BLOCK):
            for number in range(first, min(first + BLOCK, count)):
                data = household(number)
                start = time.perf_counter()
                add_household(book, data)
                ours.append((time.perf_counter() - start) * 1000)
            with book.read() as connection:
                actions = rows_by_action(connection)
            base += [floor.write(rows) for rows in actions[-(len(ours) - first) :]]
        floor.close()
        book.close()
    title = f"save of a household of five ({count} saves)"
    report([Figure(title, statistics.median(ours[WARM_UP:]), statistics.median(base[WARM_UP:]), ALLOWED)])


if __name__ == "__main__":
    main()
