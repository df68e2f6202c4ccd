"""The open register as the screens know it: whose it is, who works, what day it is, who wants to hear of changes.

Knows no Qt and no screen.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from db.domain.values import local_date
from db.ledger.register import Register
from db.store.offices import OfficeInfo, info, is_training, officer_names, own_name


@dataclass(slots=True)
class Desk:
    """One open register.

    place: path or URL; listeners are called on the window's thread with the kinds of things that changed
    (`household`, `support`, `package`, `queue`, …).
    """

    register: Register
    place: str
    sticky: dict[str, Any] = field(default_factory=dict)
    _listeners: list[Callable[[frozenset[str]], None]] = field(default_factory=list)

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
        for listener in list(self._listeners):
            listener(frozenset(kinds))
