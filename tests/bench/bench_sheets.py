"""Excel in and out: a list of 5.000 rows beside a bare openpyxl walk; a sheet of 310.277 people within 300 MB.

    python tests/bench/bench_sheets.py [--rows 5000] [--persons 310277] [--only in|out]

The walk opens the same file with openpyxl, read-only, and looks at the value and the font of every cell. Ours reads the
list, all of it understood; what comes after (comparing it with an encrypted register, writing it there) is told beside.
That is no walk's work: the list becomes 12.447 changes at 63 µs each. The rows in SQLite and their pages under AES take
23 of them, document, row and search words 7, drafting 6, the line with its hash and id 5, matching and checking most of
the rest. With it the whole is 3,2 x the walk.
Times are computing time of the process itself. The sheet is made in a process of its own, so that its memory is its
own; the people in it are invented on the fly.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from measure import PASSWORD, Figure, report  # noqa: E402

ALLOWED, MEMORY_MB = 2.5, 300.0
HEAD = ("STT hộ", "Họ và tên", "Năm sinh", "Giới tính", "Quan hệ với chủ hộ", "Dân tộc", "Số CMND", "Thôn", "Hộ nghèo")


def a_list(folder: Path, rows: int) -> Path:
    """A commune's list of about so many rows."""
    from openpyxl import Workbook

    from db.domain import codes
    from db.store.inventing import generate

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Danh sach")
    sheet.append(["DANH SÁCH HỘ NGHÈO XÃ HỒNG THỦY NĂM 2017"])
    sheet.append(HEAD)
    homes = generate.households(
        5, rows // 3, commune_code="20104", villages=("Thôn 1", "Thôn 2", "A Đeeng"), on=date(2017, 1, 1)
    )
    written = 0
    relations, groups = codes.names("relation"), codes.names("ethnic_group")
    for number, home in enumerate(homes, 1):
        for place, one in enumerate(home.members):
            relation = "Chủ hộ" if not place else relations.get(one.relation, "")
            sex = "Nam" if one.sex == "1" else "Nữ"
            born = one.birth_date or ""
            ethnic = groups.get(one.ethnic or "", "")
            sheet.append([number, one.name, born, sex, relation, ethnic, one.cmnd, home.village, "x"])
            written += 1
        if written >= rows:
            break
    file = folder / "danh-sach.xlsx"
    book.save(file)
    return file


def walk(file: Path) -> int:
    """The floor: every cell looked at."""
    from openpyxl import load_workbook

    book = load_workbook(file, read_only=True, data_only=True)
    filled = 0
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if cell.value is not None and cell.font.name:
                filled += 1
    book.close()
    return filled


def taking_in(folder: Path, rows: int) -> list[Figure]:
    """Reading a list, and the whole import of it, beside the walk."""
    from db.ledger.register import put_setting
    from db.ledger.streams import own_stream
    from db.store.imports.writing import import_list
    from db.vault import registers
    from forms.sheets.households import read_list

    file = a_list(folder, rows)
    floor = median_cpu_ms(lambda: walk(file), 5)
    reading = median_cpu_ms(lambda: read_list(file), 5)
    listed = read_list(file)
    register = registers.create(str(folder / "so.sohotro"), PASSWORD).register
    with register.write() as connection:
        facts = {"unit": "20104", "unit_date": "2017-09-01", "level": "commune", "device": "d-1"}
        for key, value in facts.items():
            put_setting(connection, key, value)
        own_stream(connection, "d-1", "20104", register.providers.new_stream)
    start = time.process_time()
    done = import_list(register, listed, dry_run=False, accept_doubtful=True, reason="Đo")
    writing = (time.process_time() - start) * 1000
    comparing = median_cpu_ms(lambda: import_list(register, listed, dry_run=True), 3)
    register.close()
    total = (reading + writing) / floor
    print(
        f"{rows} rows: {done.written} households, {done.changes} changes written in {writing:.0f} ms beside the reading"
    )
    print(f"  {total:.2f} x the walk in all; the same list again, compared in {comparing:.0f} ms")
    return [Figure(f"read a list of {rows} rows", reading, floor, ALLOWED)]


def median_cpu_ms(work: Callable[[], object], runs: int) -> float:
    """Median computing time of `work` in milliseconds after one warm-up."""
    work()
    times = []
    for _ in range(runs):
        start = time.process_time()
        work()
        times.append((time.process_time() - start) * 1000)
    return statistics.median(times)


def lines(persons: int) -> Iterator[list[str | int | None]]:
    """Invented lines of the sheet of people."""
    for number in range(persons):
        yield [
            f"015e3af3-a680-75f7-99bb-{number:012d}", f"Hồ Thị Kăn {number % 997}", f"19{40 + number % 60}-05-17", "Nữ",
            "Tà Ôi", "Pa Cô", f"19{number:07d}", None, f"46{number:08d}", None, "Vợ, chồng", f"Hồ Văn {number % 811}",
            f"Thôn {number % 9}", "xã Hồng Thủy", "Hộ nghèo", f"015e3af3-a680-75f7-99bb-{number // 4:012d}", None,
        ]  # fmt: skip


def out_of(persons: int) -> None:
    """In a process of its own: write the sheet of people, print its memory in MB and the seconds."""
    from db.store.lists.datasheets import DataColumn
    from forms.sheets.datasheet import write_data

    columns = [DataColumn(str(n), f"Cột {n}", told="đo", width=16) for n in range(17)]
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        written = write_data(Path(folder) / "nguoi.xlsx", "Dữ liệu người", columns, lambda: lines(persons))
        assert written.rows == persons, written
        seconds = time.perf_counter() - start
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, seconds)


def giving_out(persons: int) -> list[Figure]:
    """Memory of a whole export, counted again and with its CSV."""
    command = [sys.executable, __file__, "--only", "memory", "--persons", str(persons)]
    found = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    memory, seconds = map(float, found.split())
    print(f"{persons} people: {seconds:.0f} s for the sheet, read again and counted, and the CSV")
    return [Figure(f"memory of a sheet of {persons} people", memory, MEMORY_MB, 1, "MB")]


def main() -> None:
    """All of it, or a part."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=5_000)
    asked.add_argument("--persons", type=int, default=310_277)
    asked.add_argument("--only", choices=("in", "out", "memory"))
    wanted = asked.parse_args()
    if wanted.only == "memory":
        out_of(wanted.persons)
        return
    figures: list[Figure] = []
    if wanted.only in (None, "in"):
        with tempfile.TemporaryDirectory() as folder:
            figures += taking_in(Path(folder), wanted.rows)
    if wanted.only in (None, "out"):
        figures += giving_out(wanted.persons)
    report(figures)


if __name__ == "__main__":
    main()
