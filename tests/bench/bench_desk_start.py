"""Cold start of the desk with 5.000 households beside a bare Qt window: whole processes, from spawn to first paint.

The bare window is what any program of this kind must pay for: interpreter, Qt, a table and some fields. Ours is
`sohotro desk REGISTER`: the time an officer waits, from spawn until the log-in is painted, and from Enter behind the
password until the register's first page is painted, and until its figures and tasks are. Between log-in and Enter the
officer types, for which three seconds are given and not counted: the program reads what opening a register needs
meanwhile; what an officer waits who types in no time is printed too, and promised nothing.

A bare window opens nothing that is locked. Trying a password is made to take half a second (Argon2id, `TARGET` in
`db/vault/slots.py`), so that whoever finds the file cannot try many: no program that opens this register can have its
key sooner, and most of the wait is just that. So the first page stands beside a bare window that derives this key once,
and beside one that derives none; only the first is a promise, the second is printed that nobody need subtract.

Runs alternate; the quickest of each is quoted: what else the machine does only adds. Beside it stands the median of the
runs paired as they came: far apart from it, the machine was not quiet enough and the figures mean little.

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

from db.store.inventing.populating import populate  # noqa: E402
from db.sync import offices  # noqa: E402
from db.vault.slots import FileSlots  # noqa: E402

HOUSEHOLDS, ALLOWED = 5_000, 3.0
TYPING = 3_000
"""Milliseconds from the log-in until Enter behind the password."""
SLOW = ("reportlab", "openpyxl", "pypdfium2", "alembic")
"""Libraries that no first paint may wait for."""

BARE = """
import os, sys, time
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QApplication, QDockWidget, QFormLayout, QLineEdit, QMainWindow, QTableView, QWidget
app = QApplication(sys.argv)
def painted():
    shown = time.time()
    from nacl import pwhash
    begin = time.time()
    pwhash.argon2id.kdf(32, b"bench", bytes(16), opslimit=int(sys.argv[1]), memlimit=int(sys.argv[2]))
    print(shown, shown + time.time() - begin, flush=True)
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
place, password, slow, typing = sys.argv[1], sys.argv[2], sys.argv[3].split(","), int(sys.argv[4])
times = []
def painted(window):
    times.append(time.time())
    waited_for = [name for name in slow if name in sys.modules]
    if waited_for:
        sys.exit(f"the first paint waited for {waited_for}")
    if len(times) == 1:
        QTimer.singleShot(typing, lambda: enter(window))
    elif len(times) == 3:
        wait_for_figures(window)
def wait_for_figures(window):
    if not window.page.tasks.count():
        QTimer.singleShot(1, lambda: wait_for_figures(window))
        return
    window.repaint()
    print(*times, time.time(), flush=True)
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


def cost(place: str) -> tuple[str, str]:
    """Passes and memory with which a password of the register is tried."""
    slot = next(slot for slot in FileSlots(Path(place)).load() if slot["kind"] == "officer")
    return str(slot["passes"]), str(slot["memory"])


def waited(place: str, typing: int) -> tuple[float, float, float]:
    """Milliseconds an officer waits for log-in, first page and its figures, typing left out."""
    login, enter, page, figures = spawn(OURS, place, PASSWORD, ",".join(SLOW), str(typing))
    return login, login + page - enter, login + figures - enter


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
        rounds = [(*spawn(BARE, *cost(place)), *waited(place, TYPING), *waited(place, 0)[1:]) for _ in range(runs + 1)]
    columns = list(zip(*rounds[1:], strict=True))
    bare, locked, login, page, figures, page_at_once, figures_at_once = map(min, columns)
    for what, of, floor in (("log-in", 2, 0), ("first page", 3, 1), ("its figures", 4, 1)):
        ratios = [one / alone for one, alone in zip(columns[of], columns[floor], strict=True)]
        print(f"run for run, start to {what}: median ratio {median(ratios):.2f} of {len(ratios)}")
    print(f"beside a bare window without a key: first page {page / bare:.2f}, its figures {figures / bare:.2f}")
    print(f"typed in no time: first page {page_at_once:.0f} ms, its figures {figures_at_once:.0f} ms")
    first = f"start to the first page of {HOUSEHOLDS} households"
    report(
        [
            Figure("start to log-in", login, bare, ALLOWED),
            Figure(f"{first}, typing left out, beside a bare window that derives the key", page, locked, ALLOWED),
            Figure(f"{first} with its figures, beside the same", figures, locked, ALLOWED),
        ]
    )


if __name__ == "__main__":
    main()
