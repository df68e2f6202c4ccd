"""A disk full at any write of entry, import, export, merge, migration, backup; tests/filling.py says what holds.

Prints a line a kind; leaves with 1 at the first loss.

    python tests/bench/campaign_fills.py --fills 1200 --seed 4 [--kinds entry,merge] [--folder /dev/shm]
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]


def main() -> int:
    """Run it; 0 if nothing was lost."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--fills", type=int, default=1200, help="in all, the same number for every kind")
    asked.add_argument("--seed", type=int, default=4)
    asked.add_argument("--kinds", default="", help="names, with commas; all of them if left out")
    asked.add_argument("--folder", help="where the small disk is mounted")
    wanted = asked.parse_args()
    from filling import fill, small_disk
    from kills import kinds

    from db.vault import slots

    slots.COST = slots.Cost(passes=1, memory=8 * 1024)
    with tempfile.TemporaryDirectory(dir=wanted.folder) as name, small_disk(Path(name) / "disk") as disk:
        print("files with a limit" if disk.limited else "a disk of its own", flush=True)
        with kinds(disk.folder) as made:
            chosen = wanted.kinds.split(",") if wanted.kinds else list(made)
            each = -(-wanted.fills // len(chosen))
            for kind in chosen:
                start = time.perf_counter()
                told, refused = fill(made[kind], disk, each, random.Random(f"{wanted.seed}/{kind}"))
                taken = time.perf_counter() - start
                print(f"{kind}: {each} times, {told} after something was acknowledged, {refused} refused, 0 lost, "
                      f"{taken:.0f} s", flush=True)  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
