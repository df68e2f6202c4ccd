"""What a long piece of work is handed: a way to say how far it is, and to learn that it shall stop. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event


class Cancelled(Exception):
    """The officer stopped the work; nothing half-done remains."""


class JobContext:
    """Handed to the work of a job; safe to use from its thread."""

    def __init__(self, report: Callable[[int, int, str], None] = lambda done, total, text: None) -> None:
        self._report = report
        self._stop = Event()

    def progress(self, done: int, total: int, text: str = "") -> None:
        """Say that `done` of `total` steps are behind us (total 0: unknown); raises Cancelled when asked to stop."""
        self.check_cancelled()
        self._report(done, total, text)

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._stop.set()

    def check_cancelled(self) -> None:
        """Raise Cancelled when the officer has asked to stop."""
        if self._stop.is_set():
            raise Cancelled
