"""The list of 100.000 people on screen: to its first paint, to a page far away, an answer to a search.

The floor of the list is the same idea done plainly: one flat table (same people, same columns, an index on their order,
no key) read through Python's own sqlite3, its ids in a list, pages of 128 rows, in a table view of Qt's own. Each first
paint has a process of its own, with the program imported and the register open, ours and the floor's in turn; medians
are quoted. A search is measured on the page itself, from the last key to the rows drawn, less the pause that waits for
another key; beside it stands the longest time in which the window took no key.

    python tests/bench/bench_desk_lists.py [households | REGISTER PASSWORD]
"""

from __future__ import annotations

import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]

from bench_lists import HOUSEHOLDS  # noqa: E402
from district import ON, cheap_passwords  # noqa: E402
from measure import PASSWORD, Figure, report  # noqa: E402
from PySide6.QtCore import QAbstractTableModel, QElapsedTimer, QModelIndex, Qt, QTimer  # noqa: E402
from PySide6.QtWidgets import QApplication, QHeaderView, QTableView  # noqa: E402

from db.ledger.register import Register  # noqa: E402
from db.store.inputs import Filter  # noqa: E402
from db.store.inventing.populating import populate  # noqa: E402
from db.store.lists.listing import person_ids, person_lines  # noqa: E402
from db.sync.offices import create  # noqa: E402
from db.vault.registers import open_register  # noqa: E402
from desktop.app.start import page_makers  # noqa: E402
from desktop.presenters.desk import Desk  # noqa: E402
from desktop.presenters.households import Answer, HouseholdList  # noqa: E402
from desktop.presenters.preferences import Preferences  # noqa: E402
from desktop.qtmodels.rows import RowsModel  # noqa: E402
from desktop.views import theme  # noqa: E402
from desktop.views.households.page import PAUSE, HouseholdsPage  # noqa: E402
from desktop.views.shell import Shell  # noqa: E402
from desktop.views.table import Table  # noqa: E402

RUNS, ALLOWED, WHOLE_ALLOWED, FAR_ALLOWED, PAGE, KEEP = 7, 2.0, 8.0, 4.0, 128, 32
QUERIES = ("ho thi", "Hồ Văn Anh", "1962", "nguyen van binh", "moi 4321", "thon 3", "kan lan")
SEARCH_LIMIT, FREEZE_LIMIT = 300.0, 100.0
"""Milliseconds: an answer that feels immediate, and a window that still takes every key."""


class Plain(QAbstractTableModel):
    """The idea without the program: ids in a list, pages of full rows in a small cache."""

    def __init__(self, plain: sqlite3.Connection, columns: list[str], order: str = "ord") -> None:
        super().__init__()
        self._plain, self._columns = plain, columns
        self._pages: OrderedDict[int, list[Any]] = OrderedDict()
        self.ids = [row for (row,) in plain.execute(f"SELECT id FROM p ORDER BY {order}")]

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        place, within = divmod(index.row(), PAGE)
        page = self._pages.get(place)
        if page is None:
            wanted = self.ids[place * PAGE : (place + 1) * PAGE]
            marks = ", ".join("?" * len(wanted))
            found = {row[0]: row for row in self._plain.execute(f"SELECT * FROM p WHERE id IN ({marks})", wanted)}
            page = self._pages[place] = [found[record] for record in wanted]
            if len(self._pages) > KEEP:
                self._pages.popitem(last=False)
        return str(page[within][index.column() + 1] or "")

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: N802
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return self._columns[section] if way == Qt.Orientation.Horizontal else str(section + 1)


def flat_copy(path: Path, book: Register) -> int:
    """One table with the texts that our list shows of everybody, in its order; how many they are."""
    lists = HouseholdList(Desk(book, "bench"))
    columns, today = lists.columns("persons"), lists.desk.today
    plain = sqlite3.connect(path)
    names = [f"c{number}" for number in range(len(columns))]
    plain.execute(f"CREATE TABLE p (id TEXT PRIMARY KEY, {', '.join(names)}, ord INTEGER)")
    with book.read() as connection:
        ids = person_ids(connection, Filter(), on=today)
        for start in range(0, len(ids), 512):
            lines = person_lines(connection, ids[start : start + 512], on=today)
            rows = [(line.id, *(column.text(line) for column in columns), start + n) for n, line in enumerate(lines)]
            plain.executemany(f"INSERT INTO p VALUES ({', '.join('?' * (len(columns) + 2))})", rows)
    plain.execute("CREATE INDEX by_order ON p (ord)")
    plain.commit()
    plain.close()
    return len(ids)


def settle() -> None:
    for _round in range(3):
        QApplication.processEvents()


def shown(view: QTableView) -> QTableView:
    view.resize(1366, 700)
    view.show()
    settle()
    return view


def plain_view(plain: sqlite3.Connection, names: list[str]) -> QTableView:
    """The floor, from nothing to drawn."""
    view = QTableView()
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    view.verticalHeader().setDefaultSectionSize(30)
    model = Plain(plain, names)
    model.setParent(view)
    view.setModel(model)
    return shown(view)


def our_view(lists: HouseholdList) -> QTableView:
    """Ours, from the question to drawn: the beginning of the list, as the page shows it."""
    question = lists.question()
    columns = [column.on_screen() for column in lists.columns("persons")]
    rows = RowsModel(columns, lambda ids: lists.page(question, ids))
    rows.show(lists.first(question) or [])
    view = Table(rows, "Danh sách")
    rows.setParent(view)
    return shown(view)


def completed(view: QTableView, lists: HouseholdList) -> float:
    """Milliseconds from the first paint until all rows are there and drawn."""
    start = time.perf_counter()
    rows = view.model()
    assert isinstance(rows, RowsModel)
    answer: Answer = lists.answer(lists.question())
    rows.complete(answer.ids)
    settle()
    return (time.perf_counter() - start) * 1000


def timed(work: Callable[[], QTableView]) -> tuple[float, QTableView]:
    start = time.perf_counter()
    view = work()
    return (time.perf_counter() - start) * 1000, view


def page_down(view: QTableView) -> float:
    """Milliseconds to draw a page far away."""
    bar = view.verticalScrollBar()
    start = time.perf_counter()
    bar.setValue((bar.value() + 40_000) % bar.maximum())
    view.viewport().repaint()
    settle()
    return (time.perf_counter() - start) * 1000


def first_paint(who: str, place: str, password: str, folder: Path) -> None:
    """Print the milliseconds to the first paint, to the whole list, and of a page far away, in this process."""
    if who == "floor":
        plain = sqlite3.connect(folder / "plain.db")
        names = [row[1] for row in plain.execute("PRAGMA table_info(p)")][1:-1]
        took, view = timed(lambda: plain_view(plain, names))
        rest = 0.0
    else:
        lists = HouseholdList(Desk(open_register(place, password), "bench"))
        took, view = timed(lambda: our_view(lists))
        rest = completed(view, lists)
    print(took, took + rest, page_down(view))


def lists_beside_the_floor(place: str, password: str, folder: Path, people: int) -> list[Figure]:
    """First paint and a jump, ours and the floor's in turn."""
    found: dict[str, list[list[float]]] = {"floor": [], "ours": []}
    for _round in range(RUNS):
        for who, times in found.items():
            command = [sys.executable, __file__, f"--{who}", place, password, str(folder)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            times.append([float(word) for word in done.stdout.split()[-3:]])
    ours, floor = ([statistics.median(times) for times in zip(*found[who], strict=True)] for who in ("ours", "floor"))
    return [
        Figure(f"list of {people} people to first paint", ours[0], floor[0], ALLOWED),
        Figure("all its rows there and drawn", ours[1], floor[1], WHOLE_ALLOWED),
        Figure("a page far away", ours[2], floor[2], FAR_ALLOWED),
    ]


def searches(book: Register) -> list[Figure]:
    """Searches on the page itself, and the longest time in which the window took no key."""
    shell = Shell(Desk(book, "bench"), page_makers(), Preferences())
    shell.resize(1366, 728)
    shell.show()
    shell.go("households")
    page = shell.page
    assert isinstance(page, HouseholdsPage)
    until(lambda: page.shown is not None and not shell._running, 60)
    gaps: list[float] = []
    clock, beat = QElapsedTimer(), QTimer()
    beat.setInterval(5)
    beat.timeout.connect(lambda: gaps.append(clock.restart()))
    answers = []
    for query in QUERIES * 3:
        clock.start()
        beat.start()
        start = time.perf_counter()
        for end in range(1, len(query) + 1):
            page.line.setText(query[:end])
            page.line.textEdited.emit(query[:end])
        until(lambda query=query: page.shown is not None and page.shown.question.asked.text == query)  # type: ignore[misc]
        page.table.viewport().repaint()
        answers.append((time.perf_counter() - start) * 1000 - PAUSE)
        beat.stop()
    shell.close()
    return [
        Figure("search on the page, median", statistics.median(answers), SEARCH_LIMIT, 1.0),
        Figure("search on the page, slowest", max(answers), 3 * SEARCH_LIMIT, 1.0),
        Figure("longest time without taking a key", max(gaps), FREEZE_LIMIT, 1.0),
    ]


def until(done: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            raise SystemExit("no answer")
        QApplication.processEvents()
        time.sleep(0.001)


def main() -> None:
    """Build (or open), draw, ask, print."""
    cheap_passwords()
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app, "light")
    if len(sys.argv) == 5:
        first_paint(sys.argv[1].removeprefix("--"), sys.argv[2], sys.argv[3], Path(sys.argv[4]))
        return
    with tempfile.TemporaryDirectory(prefix="sohotro-bench-") as name:
        os.environ["SOHOTRO_STATE_DIR"] = str(Path(name) / "state")
        place, password = sys.argv[1:3] if len(sys.argv) == 3 else (str(Path(name) / "xa.sohotro"), PASSWORD)
        if len(sys.argv) == 3:
            book = open_register(place, password)
        else:
            book = create(place, password, unit="20104", level="commune", on=ON, officer="Hồ Thị Mai").register
            populate(book, count=int(sys.argv[1]) if len(sys.argv) > 1 else HOUSEHOLDS, seed=7)
        people = flat_copy(Path(name) / "plain.db", book)
        figures = [*lists_beside_the_floor(place, password, Path(name), people), *searches(book)]
        book.close()
        report(figures)


if __name__ == "__main__":
    main()
