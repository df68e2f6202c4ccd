"""A day at the desk: the memory of the program stays where it is once everything has been used.

An officer opens 200 households one after the other, corrects each, saves, goes on to its support and to another page,
looks at a slip now and then. A hundred others before that load pages and libraries, fill caches and let the heap find
its size. Memory is told before the day and after each quarter of it; nothing may be kept that is no longer shown.

The bar: at the end of the day not more than 8 MB above its beginning. What stayed with each household would cost far
more: 0,3 MB a form of 40 fields (60 MB in all), 2 MB the sheets of a village (60 MB), 4 MB a page of paper (80 MB).
What is left is the unrest of the heap.

    python tests/bench/bench_desk_day.py [households]
"""

from __future__ import annotations

import gc
import os
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1]), str(Path(__file__).parent)]

from desk import commune, on_screen, press, type_text  # noqa: E402
from district import cheap_passwords  # noqa: E402
from ledgers import PASSWORD  # noqa: E402
from measure import Figure, report  # noqa: E402
from PySide6.QtCore import QCoreApplication, QEvent  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from db.store.inventing.populating import populate  # noqa: E402
from db.store.reading import household_ids, households  # noqa: E402
from db.vault.registers import open_register  # noqa: E402
from desktop.app.start import application  # noqa: E402
from desktop.views.shell import Shell  # noqa: E402
from desktop.work.jobs import Job  # noqa: E402

ALLOWED, MEGABYTE = 8.0, 1 << 20
HOUSEHOLDS, WARM_UP, QUARTERS, PAPER_EVERY = 1_000, 100, 4, 10
POLICIES = ("bhyt", "tin_dung", "nha_o", "tro_giup_phap_ly")
OTHERS = ("home", "households", "village", "packages", "queue", "settings", "help")


def fill(folder: str) -> None:
    """Invent the register's households; in a process of its own, so that what it took is not there any more."""
    cheap_passwords()
    book = commune(Path(folder))
    populate(book, count=HOUSEHOLDS, seed=7)
    book.close()


def memory() -> float:
    """Megabytes this process holds in main memory, after Python has given back what is in circles."""
    delete()
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MEGABYTE


def delete() -> None:
    """Delete what is to be deleted later, as the program does at every turn of its loop; there is none here."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def wait(until: Callable[[], object]) -> None:
    """Let the window work until something is so."""
    end = time.monotonic() + 60
    while not until():
        if time.monotonic() > end:
            sys.exit("The window does not come to rest: nothing is measured.")
        QApplication.processEvents()
        delete()
        time.sleep(0.001)


def quiet(shell: Shell) -> bool:
    """Whether no background work is under way."""
    return not shell.jobs.findChildren(Job)


def one_household(shell: Shell, home: str, number: int) -> None:
    """Open, correct and save it, begin a support and leave it, look at another page and now and then at its slip."""
    shell.go("household", id=home)
    page = shell.page
    page.home.go_to("phone")  # type: ignore[union-attr]
    press("Ctrl+A")
    type_text(f"09{number:08d}")
    press("Enter", "Ctrl+S")
    shell.go("support", household=home, policy=POLICIES[number % len(POLICIES)])
    type_text("1")
    press("Enter", "Enter", "Alt+Left")
    delete()
    shell.go(OTHERS[number % len(OTHERS)])
    wait(lambda: quiet(shell))
    if number % PAPER_EVERY == 0:
        shell.go("prints", document="phieu_ho_tro", households=[home])
        wait(lambda: quiet(shell) and shell.page.paper is not None)  # type: ignore[union-attr]


def day(shell: Shell, homes: list[str], before: list[str]) -> float:
    """Work through the households, after the others; megabytes that came to stay."""
    for number, home in enumerate(before, 1):
        one_household(shell, home, number)
    begun = found = memory()
    print(f"before the day: {begun:.1f} MB", flush=True)
    for number, home in enumerate(homes, 1):
        one_household(shell, home, number)
        if number % (len(homes) // QUARTERS) == 0:
            found = memory()
            print(f"after {number} households: {found:.1f} MB", flush=True)
    return found - begun


def main() -> None:
    """Work a day, compare its end with its beginning."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory(prefix="sohotro-bench-") as name:
        os.environ["SOHOTRO_STATE_DIR"] = name
        filling = get_context("spawn").Process(target=fill, args=(name,))
        filling.start()
        filling.join()
        application()
        book = open_register(str(Path(name) / "hong-thuy.sohotro"), PASSWORD)
        with book.read() as connection:
            known = household_ids(connection)
        homes, before = known[:count], known[count : count + WARM_UP]
        with on_screen(book) as shell:
            grown = day(shell, homes, before)
        with book.read() as connection:
            phones = {row.phone for row in households(connection, homes, shell.desk.today)}
        book.close()
    if len(phones) != count or None in phones:
        sys.exit("What was corrected was not saved: nothing is measured.")
    report([Figure(f"memory that {count} households left behind", grown, ALLOWED, 1, "MB")])


if __name__ == "__main__":
    main()
