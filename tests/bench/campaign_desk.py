"""Random keys and mouse on every page of the desk, many more than the suite has time for. What must hold stands in
tests/random_events.py. Prints one line a page; leaves with 1 at the first thing that broke, naming the seed.

    python tests/bench/campaign_desk.py --events 10000 --seed 1 [--pages home,queue]
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def main() -> int:
    """Run it; 0 if everything held."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--events", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--pages", default="", help="names, with commas; all of them if left out")
    wanted = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        return _run(Path(name), wanted.events, wanted.seed, wanted.pages)


def _run(folder: Path, events: int, seed: int, only: str) -> int:
    from filled import PLACES, filled
    from random_events import Broken, campaign

    from desktop.app.start import application

    application()
    pages = only.split(",") if only else list(dict.fromkeys(place.page for place in PLACES))
    for page in pages:
        offices = folder / page
        (offices / "out").mkdir(parents=True)
        os.environ["SOHOTRO_STATE_DIR"] = str(offices / "state")  # the same devices begin anew: their marks must, too
        start = time.perf_counter()
        try:
            with filled(offices) as made:
                told = campaign(made, page, events, seed, offices / "out")
        except Broken as broken:
            print(f"BROKEN {broken}: {broken.__cause__!r}", flush=True)
            raise
        print(f"{told}, {time.perf_counter() - start:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
