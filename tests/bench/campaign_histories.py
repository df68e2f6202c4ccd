"""Histories of a few offices, many more than the suite has time for: on the pure core, or through real registers.

What may happen and what must hold stands in tests/property (scenes.py, histories.py, register_scenes.py). Prints what
was played; leaves with 1 at the first history that broke something, naming its seed.

    python tests/bench/campaign_histories.py --seed 1 --count 100000 [--jobs 2]
    python tests/bench/campaign_histories.py --seed 1 --count 2000 --real [--jobs 2] [--folder /dev/shm]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "property")]

STEPS = 80
PARTS = 20


def main() -> int:
    """Run it; 0 if everything held."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--count", type=int, default=1_000)
    asked.add_argument("--real", action="store_true", help="through real register files")
    asked.add_argument("--folder", help="where the register files lie; a disk in memory spares the real one")
    asked.add_argument("--jobs", type=int, default=1)
    wanted = asked.parse_args()
    start = time.perf_counter()
    told: Counter[str] = Counter()
    size = -(-wanted.count // PARTS)
    numbers = [range(first, min(first + size, wanted.count)) for first in range(0, wanted.count, size)]
    with ProcessPoolExecutor(wanted.jobs) as pool:
        for part in pool.map(
            partial(_real, wanted.folder) if wanted.real else _pure, [wanted.seed] * len(numbers), numbers
        ):
            told += part
            print(f"{told['histories']} histories, {(time.perf_counter() - start) / 60:.1f} minutes", flush=True)
    print(
        f"seed {wanted.seed}, {wanted.count} histories through {'real registers' if wanted.real else 'the core'}: held"
    )
    print(", ".join(f"{name} {count}" for name, count in sorted(told.items())))
    return 0


def _pure(seed: int, numbers: range) -> Counter[str]:
    from histories import SOUND
    from scenes import play

    told: Counter[str] = Counter()
    for number in numbers:
        try:
            told += play(SOUND, f"{seed}/{number}", STEPS)
        except Exception as error:
            raise AssertionError(f"broken by seed {seed}/{number}: {error!r}") from error
        told["histories"] += 1
    return told


def _real(place: str | None, seed: int, numbers: range) -> Counter[str]:
    from register_scenes import new_registers, play

    told: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="sohotro-campaign-", dir=place) as folder:
        registers = new_registers(Path(folder))
        for number in numbers:
            try:
                told += play(registers, f"{seed}/{number}", STEPS)
            except Exception as error:
                raise AssertionError(f"broken by seed {seed}/{number}: {error!r}") from error
            told["histories"] += 1
        for register in registers:
            register.close()
    return told


if __name__ == "__main__":
    sys.exit(main())
