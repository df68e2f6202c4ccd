"""Cold start of the desk with 5.000 households beside a bare Qt window: whole processes, from spawn to first paint.

The bare window is what any program of this kind must pay for: interpreter, Qt, a table and some fields. Ours is
`sohotro desk REGISTER`: the time an officer waits, from spawn until the log-in is painted, and from Enter behind the
password (Argon2id included) until the register's first page is painted. Between the two the officer types, for which
three seconds are given and not counted: the program reads what opening a register needs meanwhile. Runs alternate;
the quickest of each is quoted: what else the machine does only adds. Beside it stands the median of the runs paired as
they came: far apart from it, the machine was not quiet enough and the figures mean little.

    python tests/bench/bench_desk_start.py [runs]
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from measure import PASSWORD, Figure, report  # noqa: E402

from db.store.populating import populate  # noqa: E402
from db.sync import offices  # noqa: E402

HOUSEHOLDS, ALLOWED = 5_000, 3.0
SLOW = ("reportlab", "openpyxl", "pypdfium2", "alembic")
"""Libraries that no first paint may wait for."""

BARE = """
import os, sys, time
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QApplication, QDockWidget, QFormLayout, QLineEdit, QMainWindow, QTableView, QWidget
app = QApplication(sys.argv)
def painted():
    print(time.time(), flush=True)
    os._exit(0)
class Window(QMainWindow):
    def __init__(self):
        super().__init__()
        table = QTableView()
        table.setModel(QStandardItemModel(200, 12))
        self.setCentralWidget(table)
        fields = QWidget()
        form = QFormLayout(fields)
        for number in range(40):
            form.addRow(str(number), QLineEdit())
        dock = QDockWidget()
        dock.setWidget(fields)
        self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        for name in ("A", "B", "C"):
            self.menuBar().addMenu(name)
        self.resize(1280, 720)
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, painted)
window = Window()
window.show()
app.exec()
"""

OURS = """
from desktop.cli.main import main
import os, sys, time
from PySide6.QtCore import QEvent, QObject, QTimer
from desktop.app import start
place, password, slow = sys.argv[1], sys.argv[2], sys.argv[3].split(",")
times = []
def painted(window):
    times.append(time.time())
    waited_for = [name for name in slow if name in sys.modules]
    if waited_for:
        sys.exit(f"the first paint waited for {waited_for}")
    if len(times) == 1:
        QTimer.singleShot(3000, lambda: enter(window))
    elif len(times) == 3:
        print(*times, flush=True)
        os._exit(0)
def enter(window):
    times.append(time.time())
    window.open_place(place, password)
class Watch(QObject):
    def eventFilter(self, window, event):
        if event.type() == QEvent.Type.Paint:
            window.removeEventFilter(self)
            QTimer.singleShot(0, lambda: painted(window))
        return False
watch = Watch()
put_up = start.Program._put_up
def watched(self, window):
    window.installEventFilter(watch)
    put_up(self, window)
start.Program._put_up = watched
main(["desk", place])
"""


def spawn(code: str, *arguments: str) -> list[float]:
    """What a process prints, in milliseconds after its spawn."""
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", PYTHONPATH=str(ROOT))
    environment.pop("SOHOTRO_PASSWORD", None)
    begin = time.time()
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=environment, stdout=subprocess.PIPE, text=True, check=True, timeout=120,
    )  # fmt: skip
    return [(float(moment) - begin) * 1000 for moment in done.stdout.split()]


def main() -> None:
    """Fill a register, start, print."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    with tempfile.TemporaryDirectory(prefix="sohotro-bench-") as name:
        os.environ["SOHOTRO_STATE_DIR"] = name
        place = str(Path(name) / "so.sohotro")
        made = offices.create(
            place, PASSWORD, unit="20104", level="commune", on="2017-09-01", officer="Cán bộ Thử"
        ).register
        populate(made, count=HOUSEHOLDS, seed=7)
        made.close()
        bare, login, whole = [], [], []
        for _ in range(runs + 1):
            bare += spawn(BARE)
            first, enter, page = spawn(OURS, place, PASSWORD, ",".join(SLOW))
            login.append(first)
            whole.append(first + page - enter)
    floor, ours, all_of_it = (min(times[1:]) for times in (bare, login, whole))
    for what, times in (("log-in", login), ("first page", whole)):
        ratios = [one / alone for one, alone in zip(times[1:], bare[1:], strict=True)]
        print(f"run for run, start to {what}: median ratio {median(ratios):.2f} of {len(ratios)}")
    report(
        [
            Figure("start to log-in", ours, floor, ALLOWED),
            Figure(f"start to the first page of {HOUSEHOLDS} households, typing left out", all_of_it, floor, ALLOWED),
        ]
    )


if __name__ == "__main__":
    main()
