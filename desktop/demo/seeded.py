"""Seeded times, ids and streams, so that two demonstrations write the same changes; keys and packages stay random."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from db.domain.ids import Uuid7
from db.ledger.register import LOCAL_TIME, Providers

START = datetime(2017, 11, 6, 8, 0, tzinfo=LOCAL_TIME)
STEP = timedelta(seconds=20)


class Clock:
    """A clock that moves on a little every time it is asked."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def __call__(self) -> datetime:
        """The next moment."""
        self._now += STEP
        return self._now


def providers(seed: str, start: datetime = START) -> Providers:
    """Providers that give the same sequence for the same seed."""
    random = Random(seed)  # noqa: S311 - invented data, nothing secret
    milliseconds = iter(range(int(start.timestamp() * 1000), 1 << 48))
    make = Uuid7(lambda: next(milliseconds), random.randbytes)
    return Providers(now=Clock(start), new_id=make, new_stream=lambda: random.randbytes(16))
