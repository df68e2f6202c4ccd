"""A stick pulled out at any moment of export, merge, reading a list, backup; tests/pulling.py says what must be true.

Prints a line a kind; leaves with 1 at the first loss.

    python tests/bench/campaign_pulls.py --pulls 1200 --seed 4 [--kinds export,merge] [--folder /dev/shm]
"""

from __future__ import annotations

import argparse
import os
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
    asked.add_argument("--pulls", type=int, default=1200, help="in all, the same number for every kind")
    asked.add_argument("--seed", type=int, default=4)
    asked.add_argument("--kinds", default="", help="names, with commas; all of them if left out")
    asked.add_argument("--folder", help="where registers and sticks lie")
    wanted = asked.parse_args()
    from exchanges import district_at_work
    from machine import state_folder
    from pulling import errands, pull

    from db.vault import slots

    slots.COST = slots.Cost(passes=1, memory=8 * 1024)
    with tempfile.TemporaryDirectory(dir=wanted.folder) as name:
        os.environ["SOHOTRO_STATE_DIR"] = state_folder(Path(name) / "state")
        chance = random.Random(wanted.seed)
        with district_at_work(Path(name)) as town:
            made = errands(town, Path(name), chance)
            chosen = wanted.kinds.split(",") if wanted.kinds else list(made)
            each = -(-wanted.pulls // len(chosen))
            for kind in chosen:
                start = time.perf_counter()
                refused = pull(made[kind], each, chance)
                taken = time.perf_counter() - start
                print(f"{kind}: {each} pulls, {refused} ended in a sentence, 0 lost, {taken:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
