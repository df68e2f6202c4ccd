"""What every benchmark shares: timing, its printed line, exit code on a broken promise. Measures nothing itself."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

PASSWORD = "bench"


@dataclass(frozen=True, slots=True)
class Figure:
    """One promise: our figure beside its floor (or a plain limit) and the ratio allowed."""

    name: str
    ours: float
    floor: float
    allowed: float
    unit: str = "ms"

    @property
    def ratio(self) -> float:
        """Ours over the floor."""
        return self.ours / self.floor

    @property
    def kept(self) -> bool:
        """Whether the promise holds."""
        return self.ratio <= self.allowed

    def __str__(self) -> str:
        verdict = "kept" if self.kept else "BROKEN"
        return (
            f"{self.name}: {self.ours:.3f} {self.unit}, floor {self.floor:.3f} {self.unit}, "
            f"ratio {self.ratio:.2f} (at most {self.allowed:g}): {verdict}"
        )


def median_ms(work: Callable[[], object], runs: int) -> float:
    """Median wall time of `work` in milliseconds after one warm-up."""
    work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def report(figures: list[Figure]) -> None:
    """Print the figures; leave with 1 if one is broken."""
    for figure in figures:
        print(figure)
    sys.exit(0 if all(figure.kept for figure in figures) else 1)
