"""Identities: UUID version 7 as text (RFC 9562), which sort by time of making (no rule may read the time out of them);
and the names of devices, which say whose they are.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable

_COUNTER_BITS = 12
_LEVELS = {"commune": "xa", "district": "hu", "province": "ti"}


def device_id(level: str, unit: str, mark: str) -> str:
    """The id of a device: letters of its office's level, unit code, mark of its key, e.g. `xa20104-k3v7q2ha`."""
    return f"{_LEVELS[level]}{unit.lower()}-{mark}"


def office_of(device: str) -> tuple[str, str]:
    """Level and unit code of the office a device belongs to, as its id says; ("", "") for an id of another shape."""
    letters, unit = device[:2], device[2:].partition("-")[0]
    level = next((name for name, known in _LEVELS.items() if known == letters), "")
    return (level, unit.upper()) if level and unit else ("", "")


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
