"""Mutants by the ten thousand at every door of the program; tests/mutants.py makes, tests/attacks.py judges them.

Prints what became of them and the memory it took; leaves with 1 at the first that got through, naming its number.

    python tests/bench/campaign_mutants.py --seed 4 --count 100000
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
BATCH = 1000
"""Mutants thrown at one set of offices."""
MEMORY = 200
"""MB that the attacked process may take."""


def main() -> int:
    """Run it; 0 if nothing was accepted, nothing crashed and memory stayed small."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--count", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=4)
    asked.add_argument("--start", type=int, default=0, help="number of the first mutant")
    asked.add_argument("--door", default="", help="only those that knock there (open: key slots)")
    wanted = asked.parse_args()
    from db.vault import slots

    slots.COST = slots.Cost(passes=1, memory=8 * 1024)
    told: Counter[str] = Counter()
    start = time.perf_counter()
    end = wanted.start + wanted.count
    for first in range(wanted.start, end, BATCH):
        told += _batch(wanted.seed, range(first, min(first + BATCH, end)), wanted.door)
        print(f"{first + BATCH - wanted.start} thrown, {time.perf_counter() - start:.0f} s, {_memory()} MB", flush=True)
    for name, count in sorted(told.items(), key=lambda item: -item[1]):
        print(f"{count:7} {name}")
    print(f"{told.total()} mutants of seed {wanted.seed}: 0 accepted, 0 crashes, {_memory()} MB")
    return 0 if _memory() < MEMORY else 1


def _batch(seed: int, numbers: range, door: str) -> Counter[str]:
    from attacks import under_attack
    from machine import state_folder
    from mutants import door_of

    chosen = [number for number in numbers if door in ("", door_of(random.Random(f"{seed}/{number}")))]

    with ExitStack() as until_the_end:
        name = until_the_end.enter_context(tempfile.TemporaryDirectory())
        os.environ["SOHOTRO_STATE_DIR"] = state_folder(Path(name) / "state")  # a machine that knows of no batch before
        attack = until_the_end.enter_context(under_attack(Path(name)))
        attack.throw(seed, chosen)
        attack.finish()
        return attack.told


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    sys.exit(main())
