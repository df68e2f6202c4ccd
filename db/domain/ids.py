"""Identities: UUID version 7 as text (RFC 9562). They sort by time of making; no rule may read the time out of them."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable

_COUNTER_BITS = 12


def _unix_ms() -> int:
    return time.time_ns() // 1_000_000


class Uuid7:
    """A source of identities, strictly increasing within a process even when the clock stands still or steps back.

    clock: milliseconds since 1970; random: n random bytes. Both can be replaced, e.g. by seeded ones.
    """

    def __init__(self, clock: Callable[[], int] = _unix_ms, random: Callable[[int], bytes] = os.urandom) -> None:
        self._clock = clock
        self._random = random
        self._lock = threading.Lock()
        self._ms = -1
        self._counter = 0

    def _tick(self) -> tuple[int, int]:
        """Advance (millisecond, counter); a fresh counter starts in its lower half to leave room (RFC 9562 §6.2)."""
        now = self._clock()
        if now > self._ms:
            self._ms = now
            self._counter = int.from_bytes(self._random(2)) >> (17 - _COUNTER_BITS)
        else:
            self._counter += 1
            if self._counter >> _COUNTER_BITS:
                self._ms += 1
                self._counter = 0
        return self._ms, self._counter

    def __call__(self) -> str:
        """A new identity, 36 characters in lower case."""
        with self._lock:
            ms, counter = self._tick()
            tail = int.from_bytes(self._random(8)) & (1 << 62) - 1
        number = ms << 80 | 7 << 76 | counter << 64 | 2 << 62 | tail
        text = f"{number:032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


uuid7 = Uuid7()
