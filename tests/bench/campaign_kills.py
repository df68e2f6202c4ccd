"""kill -9 at random instants of entry, import, export, merge, migration, backup; tests/kills.py says what must be true.

Prints a line a kind; leaves with 1 at the first loss.

    python tests/bench/campaign_kills.py --kills 1000 --seed 4 [--kinds entry,merge]
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]


def main() -> int:
    """Run it; 0 if nothing was lost."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--kills", type=int, default=1000, help="in all, the same number for every kind")
    asked.add_argument("--seed", type=int, default=4)
    asked.add_argument("--kinds", default="", help="names, with commas; all of them if left out")
    wanted = asked.parse_args()
    from kills import kill, kinds
    from machine import state_folder

    from db.vault import slots

    slots.COST = slots.Cost(passes=1, memory=8 * 1024)
    with ExitStack() as until_the_end:
        name = until_the_end.enter_context(tempfile.TemporaryDirectory())
        os.environ["SOHOTRO_STATE_DIR"] = state_folder(Path(name) / "state")  # before any register is made
        made = until_the_end.enter_context(kinds(Path(name)))
        chosen = wanted.kinds.split(",") if wanted.kinds else list(made)
        each = -(-wanted.kills // len(chosen))
        for kind in chosen:
            start = time.perf_counter()
            told = kill(made[kind], each, random.Random(f"{wanted.seed}/{kind}"))
            taken = time.perf_counter() - start
            print(f"{kind}: {each} kills, {told} after something was acknowledged, 0 lost, {taken:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
