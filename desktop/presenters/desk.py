"""The open register as the screens know it: whose it is, who works, what day it is, who wants to hear of changes.

Knows no Qt and no screen.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from db.domain.errors import AppError
from db.domain.values import local_date
from db.ledger.register import Register
from db.store.habits import habits, keep_habits
from db.store.officers import officer_names
from db.store.offices import OfficeInfo, info, is_training, own_name


@dataclass(slots=True)
class Desk:
    """One open register.

    place: path or URL; listeners are called on the window's thread with the kinds of things that changed
    (`household`, `support`, `package`, `queue`, …); sticky: what forms begin with, as the one saved before had it.
    """

    register: Register
    place: str
    sticky: dict[str, Any] = field(default_factory=dict)
    _listeners: list[Callable[[frozenset[str]], None]] = field(default_factory=list)
    _kept: dict[str, Any] = field(default_factory=dict)

    def take_up(self) -> None:
        """Go on where the officer left off, in this window or on another day."""
        self.sticky = habits(self.register)
        self._kept = dict(self.sticky)

    def keep(self) -> None:
        """Keep what forms begin with for the next time; a register that takes no writes costs only that."""
        if self.sticky != self._kept:
            with suppress(AppError):
                keep_habits(self.register, self.sticky)
                self._kept = dict(self.sticky)

    @property
    def today(self) -> str:
        """ISO date of today in Việt Nam."""
        return local_date(self.register.providers.now())

    @property
    def year(self) -> int:
        """The year of today."""
        return int(self.today[:4])

    def info(self) -> OfficeInfo:
        """Whose register this is and what it holds now."""
        return info(self.register)

    def unit_name(self) -> str:
        """Full name of the unit whose register this is."""
        with self.register.read() as connection:
            return own_name(connection)

    def training(self) -> bool:
        """Whether everybody in this register is invented."""
        with self.register.read() as connection:
            return is_training(connection)

    def officer(self) -> str:
        """Name of the person working."""
        with self.register.read() as connection:
            return officer_names(connection).get(self.register.officer, "")

    def listen(self, listener: Callable[[frozenset[str]], None]) -> Callable[[], None]:
        """Hear of every change from now on; returns the way to stop."""
        self._listeners.append(listener)

        def stop() -> None:
            with suppress(ValueError):
                self._listeners.remove(listener)

        return stop

    def changed(self, *kinds: str) -> None:
        """Tell everybody that things of these kinds have been written."""
        self.keep()
        for listener in list(self._listeners):
            listener(frozenset(kinds))
