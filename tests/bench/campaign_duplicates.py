"""Records twice: how many of the planted ones are found, and how many false pairs come with them.

    python tests/bench/campaign_duplicates.py [--seeds 5] [--first 1] [--households 12276] [--pairs 1500]

Every seed invents a district, writes some of its people a second time (moves, splits, marriages, one alone, twice in a
household; with spellings as heard, swapped years and lost numbers), and looks for them; then two thousand people of
as many different highland names, nobody of them twice.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[1]))

from doubles import Planter, distinct_names

from db.store.duplicates.crowd import Crowd, Found

RECALL, FALSE = 0.95, 0.02


def one(seed: int, households: int, pairs: int) -> bool:
    """One crowd; whether it keeps the measure."""
    made = Planter(seed, households=households, communes=21).plant(pairs)
    began = perf_counter()
    found = set(Found(Crowd(made.people, made.heads)).people)
    seconds = perf_counter() - began
    missed, false = made.true - found, found - made.true
    names = distinct_names(seed, 2000)
    alike = len(Found(Crowd(names.people, names.heads)).people)
    recall, share = 1 - len(missed) / len(made.true), len(false) / len(found)
    print(
        f"seed {seed}: {len(made.people)} people, {len(made.true)} planted, recall {recall:.3f}, false per 100 pairs "
        f"{100 * share:.2f}, per 100 people {100 * len(false) / len(made.people):.3f}; "
        f"different names: {alike} of {len(names.people)}; {seconds:.1f} s"
    )
    print(f"  missed: {dict(Counter(made.kinds[pair] for pair in missed))}")
    return recall >= RECALL and share <= FALSE and alike * 100 <= 2 * len(names.people)


def main() -> None:
    """All seeds; ends with 1 if one of them does not keep the measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--households", type=int, default=12_276)
    parser.add_argument("--pairs", type=int, default=1_500)
    given = parser.parse_args()
    kept = [one(seed, given.households, given.pairs) for seed in range(given.first, given.first + given.seeds)]
    sys.exit(0 if all(kept) else 1)


if __name__ == "__main__":
    main()
