"""Two-page forms beside LibreOffice's own mail merge of the same texts; ours at least ten times faster.

The template has a paragraph for every text of a form, its content a field of a table (CSV): what an office does with
Word and Excel today. Needs soffice and the Python it brings (Debian: libreoffice-writer, libreoffice-base,
python3-uno); says so and measures nothing where they are missing.

    python tests/bench/bench_mail_merge.py [FORMS]

LibreOffice's time grows faster than the number of forms: 8.6 times ours for 200, 28 times for the 500 of the promise
(two and a half minutes in all).
"""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]

from bench_slips import slip  # noqa: E402

from db.store.prints.papers import Office, SupportSlips  # noqa: E402
from forms.paper import fonts, phieu_ho_tro  # noqa: E402
from forms.paper.measure import Measure  # noqa: E402

TIMES, ROUNDS = 10.0, 3
PYTHON = "/usr/bin/python3"
"""Debian's Python, for which LibreOffice brings its bridge."""


def forms(count: int) -> SupportSlips:
    """The forms, two liên each."""
    office = Office(name="ỦY BAN NHÂN DÂN\nXÃ HỒNG THỦY", place="Hồng Thủy")
    return SupportSlips(office=office, slips=[slip(n) for n in range(count)])


def texts(data: SupportSlips) -> list[list[str]]:
    """The texts of the two pages of each form, as many for each, in reading order."""
    found: list[list[str]] = []
    for page in phieu_ho_tro.pages(data, Measure(fonts.load()), phieu_ho_tro.SlipOptions()):
        if page.mark:
            found.append([])
        found[-1] += [text.text for text in page.texts]
    least = min(map(len, found))
    return [one[:least] for one in found]


def merged(rows: list[list[str]], folder: Path) -> tuple[float, int]:
    """Seconds that LibreOffice takes to merge the rows into one PDF, its start not counted; the size of the file."""
    with (folder / "rows.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[f"c{n}" for n in range(len(rows[0]))], *rows])
    server = f"--accept=pipe,name=sohotro{folder.name};urp"
    home = f"-env:UserInstallation=file://{folder}/office"
    office = subprocess.Popen(["soffice", home, "--headless", "--norestore", server], stderr=subprocess.DEVNULL)
    try:
        done = subprocess.run(
            [PYTHON, HERE / "mail_merge_uno.py", folder, str(len(rows[0]))], capture_output=True, text=True, check=False
        )
    finally:
        office.terminate()
        office.wait()
    if done.returncode:
        raise SystemExit(done.stderr)
    [made] = folder.glob("*.pdf")
    return float(done.stdout), made.stat().st_size


def main(count: int = 500) -> int:
    """Measure both and compare."""
    if not shutil.which("soffice") or subprocess.run([PYTHON, "-c", "import uno"], check=False).returncode:
        print("LibreOffice or its Python bridge is not installed: nothing measured.")
        return 0
    data = forms(count)
    rows = texts(data)
    took = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        printed = phieu_ho_tro.build(data, BytesIO(), phieu_ho_tro.SlipOptions())
        took.append(time.perf_counter() - start)
    ours = min(took)
    with tempfile.TemporaryDirectory(prefix="sohotro-") as folder:
        theirs, size = merged(rows, Path(folder))
    print(
        f"{count} forms of {len(rows[0])} texts: ours {printed.pages} pages, {printed.size} bytes; theirs {size} bytes"
    )
    print(f"ours {ours:.2f} s | LibreOffice's mail merge {theirs:.2f} s | {theirs / ours:.1f} times (at least {TIMES})")
    return 0 if theirs >= TIMES * ours else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
