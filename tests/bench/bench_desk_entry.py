"""Entry at the desk: from field to field and the save of a household of five, by keys on its page.

Field to field is Enter until the window has nothing left to do: what was typed is understood, judged and drawn, the
cursor stands in the next field. Its floor is the same key between bare line edits, in the same looks. The save is
Ctrl+S until the saved household is drawn; its floor is the store's save of such a household without a window
(bench_save.py holds that beside a raw commit) with one drawing of a window of as many bare line edits as the page has
places to type in. All take turns, household by household. Of what the page takes beyond its floor, half is the drawing
of its tables, chips and labels in their looks, the rest reading back what was written.

Nobody sees less than one frame of a 60 Hz screen: that is the bar of field to field. A bare line edit draws itself and
knows nothing; that ratio is held only lest it creep.

    python tests/bench/bench_desk_entry.py [households]
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1]), str(Path(__file__).parent)]

from bench_save import household  # noqa: E402
from desk import commune, press, put_up, type_text  # noqa: E402
from district import cheap_passwords  # noqa: E402
from households import CLASS, PEOPLE, E, at_work, begin, kept  # noqa: E402
from measure import Figure, report  # noqa: E402
from PySide6.QtCore import Qt  # noqa: E402
from PySide6.QtGui import QKeyEvent  # noqa: E402
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget  # noqa: E402

from db.store.household.households import add_household  # noqa: E402
from desktop.app.start import application  # noqa: E402
from desktop.views.shell import Shell  # noqa: E402

FRAME = 1000 / 60
BARE_FIELDS, BARE_STEPS, WARM_UP = 70, 10, 5
"""Fields: 20 of the household and its class, five people of ten each."""
LINES = 24
"""Of bare fields one below the other."""
ENTER_ALLOWED, SAVE_ALLOWED = 25.0, 3.0
SAVE, NEXT = "<Ctrl+S>", "<F2>"
Times = dict[str, list[float]]


def family(number: int) -> tuple[str, ...]:
    """Keys of five people; identity numbers never repeat."""
    papers = [f"19{number * 5 + place:07d}" for place in range(5)]
    return (
        *("Hồ Văn Nhất", E, "1975", E, "1", E, papers[0], E, E),
        *("Kê Thị Xoàn", E, "12 3 1978", E, "v", E, papers[1], E, E),
        *("Hồ Văn Tơi", E, "9 2001", E, "4", E, "1", E, papers[2], E, E),
        *("Hồ Thị Nghéc", E, "30 11 2004", E, "4", E, "2", E, papers[3], E, E),
        *("Hồ Văn Xiêng", E, "2006", E, "4", E, "1", E, papers[4], E, E),
        *(E, "3,8"),
    )


LOAN = ("<Ctrl+H>", "vay", E, E, E, E, E, "Nuôi bò sinh sản", E, E, "36", E, E, E, SAVE, "30tr", SAVE)
"""A loan under the programme of the loan before, from the household's page to the amount and back."""

LOAN_BEFORE = (*LOAN[:3], "cho vay ho ngheo", E, *LOAN[3:])


def hand(shell: Shell, keys: tuple[str, ...], times: Times) -> None:
    """Type; what each Enter and each save takes is noted under the page on which it was pressed."""
    for part in keys:
        if not part.startswith("<"):
            type_text(part)
            continue
        where = f"{shell.page.name if shell.page else ''}{part}"
        start = time.perf_counter()
        press(part.strip("<>"))
        times.setdefault(where, []).append((time.perf_counter() - start) * 1000)


class Bare(QLineEdit):
    """A line edit in which Enter does nothing but go on."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Return:
            self.focusNextChild()
        else:
            super().keyPressEvent(event)


class BareForm(QWidget):
    """A window of bare line edits."""

    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout(self)
        for number in range(BARE_FIELDS):
            grid.addWidget(Bare(), number % LINES, number // LINES)
        self.resize(1366, 728)

    def walk(self, times: Times) -> None:
        """Some steps from field to field."""
        put_up(self)
        for number in range(BARE_STEPS):
            type_text(str(number))
            start = time.perf_counter()
            press("Enter")
            times.setdefault("bare", []).append((time.perf_counter() - start) * 1000)
        start = time.perf_counter()
        self.repaint()
        times["drawn"].append((time.perf_counter() - start) * 1000)
        self.hide()


def enter(shell: Shell, count: int) -> Times:
    """Enter households and loans by keys, and between them what they are measured by."""
    times: Times = {"store": [], "drawn": []}
    begin(shell)
    hand(shell, (*PEOPLE, *CLASS, SAVE, *LOAN_BEFORE), {})
    bare = BareForm()
    for number in range(count):
        hand(shell, (NEXT, *family(2 * number), SAVE), times)
        hand(shell, LOAN, times)
        bare.walk(times)
        put_up(shell)
        data = household(2 * number + 1)
        start = time.perf_counter()
        add_household(shell.desk.register, data)
        times["store"].append((time.perf_counter() - start) * 1000)
    return times


def main() -> None:
    """Type, compare medians."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    cheap_passwords()
    with tempfile.TemporaryDirectory(prefix="sohotro-bench-") as name:
        os.environ["SOHOTRO_STATE_DIR"] = name
        application()
        book = commune(Path(name))
        with at_work(book) as shell:
            times = enter(shell, count)
            saved = len(kept(shell))
        book.close()
    if saved != 1 + 2 * count:
        sys.exit("What was typed was not saved: nothing is measured.")
    report(figures(count, times))


def figures(count: int, taken: Times) -> list[Figure]:
    """What was promised, from medians."""
    names = (*(f"household{key}" for key in (E, SAVE)), f"support{E}", "bare", "store", "drawn")
    times = {name: statistics.median(taken[name][WARM_UP:]) for name in names}
    found = []
    for page in ("household", "support"):
        step = times[f"{page}{E}"]
        found.append(Figure(f"field to field, page {page}, beside bare line edits", step, times["bare"], ENTER_ALLOWED))
        found.append(Figure(f"field to field, page {page}, beside one frame of the screen", step, FRAME, 1))
    save = times[f"household{SAVE}"]
    name = f"save of a household of five on its page ({count} saves), beside the store's save and a bare drawing"
    found.append(Figure(name, save, times["store"] + times["drawn"], SAVE_ALLOWED))
    return found


if __name__ == "__main__":
    main()
