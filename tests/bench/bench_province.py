"""A province's 150 first packages merged, a quarter of the people and all of them: merging is linear in its size.

A change may cost no more in the whole province than in a quarter of it, memory is bounded. Times are those of the
process itself, so that what else a busy machine does is not counted. Afterwards the register is brought to the units of
2025.

    python tests/bench/bench_province.py [households]
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]

from measure import PASSWORD, Figure, report  # noqa: E402
from province import HOUSEHOLDS, packages  # noqa: E402

from db.store.handover.reorganising import apply_changes  # noqa: E402
from db.store.offices import info  # noqa: E402
from db.sync.merging import merge  # noqa: E402
from db.vault.registers import open_register  # noqa: E402

LINEAR, MEMORY_MB, APPLY_SECONDS = 1.25, 500.0, 10.0
CHILD = "--merge"


def child(register: str, files: list[str]) -> None:
    """Merge one package after the other; print the seconds and changes of each half, peak memory, then the change of
    units.
    """
    book = open_register(register, PASSWORD)
    halves = [[0.0, 0], [0.0, 0]]
    for place, file in enumerate(files):
        start = time.process_time()
        (result,) = merge(book, [Path(file)])
        if result.state != "applied":
            raise SystemExit(f"not applied: {result}")
        half = halves[2 * place >= len(files)]
        half[0] += time.process_time() - start
        half[1] += result.applied
    start = time.process_time()
    apply_changes(book, "2025-07-01")
    applied = time.process_time() - start
    told = info(book)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(*(value for half in halves for value in half), peak, applied, told.households, told.persons)


def measured(households: int) -> tuple[float, float, float]:
    """(µs a change, peak memory in MB, seconds of the change of units) of a province with so many households."""
    with tempfile.TemporaryDirectory(prefix="sohotro-bench-") as name:
        folder = Path(name)
        start = time.perf_counter()
        files = list(map(str, packages(folder, 7, households)))
        print(f"built in {time.perf_counter() - start:.0f} s", flush=True)
        command = [sys.executable, __file__, CHILD, str(folder / "province.sohotro"), *files]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    first, early, second, late, peak, applied = map(float, told[:6])
    print(
        f"{len(files)} packages, {told[6]} households, {told[7]} persons, {early + late:.0f} changes, "
        f"{first + second:.1f} s; a change {first / early * 1e6:.0f} µs in the first half of the packages, "
        f"{second / late * 1e6:.0f} µs in the second",
        flush=True,
    )
    return (first + second) / (early + late) * 1e6, peak, applied


def main() -> None:
    """Build, measure in processes of their own, print."""
    households = int(sys.argv[1]) if len(sys.argv) > 1 else HOUSEHOLDS
    quarter, _, _ = measured(households // 4)
    whole, peak, applied = measured(households)
    report(
        [
            Figure("a change in the province, over one in a quarter of it", whole, quarter, LINEAR, "µs"),
            Figure("peak memory of the merge", peak, MEMORY_MB, 1.0, "MB"),
            Figure("the units of 2025 applied", applied, APPLY_SECONDS, 1.0, "s"),
        ]
    )


if __name__ == "__main__":
    child(sys.argv[2], sys.argv[3:]) if sys.argv[1:2] == [CHILD] else main()
