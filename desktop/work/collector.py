"""Python's cyclic collector on the window's thread alone, while lanes work beside it.

Python collects in whichever thread happens to allocate. A font, picture or model of Qt that dies in another thread than
the window's ends the process: font engines, for one, belong to their thread (docs/decisions/0027).
"""

from __future__ import annotations

import gc
from typing import ClassVar

from PySide6.QtCore import QObject, QTimer

EVERY = 100
"""Milliseconds from look to look: what a busy lane leaves in that time is collected in some milliseconds."""
GROWN = 1.25
"""A full collection, which an eye sees, waits until what is old has grown so much since the last, as Python's does."""


class Collector(QTimer):
    """Collects on the thread that made it, by Python's own rules, until `end`; several may run at once."""

    _running: ClassVar[int] = 0

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._old = 0
        self.setInterval(EVERY)
        self.timeout.connect(self._look)
        self.start()
        Collector._running += 1
        gc.disable()

    def end(self) -> None:
        """No thread but this one is left: Python may collect by itself again."""
        if not self.isActive():
            return
        self.stop()
        Collector._running -= 1
        if not Collector._running:
            gc.enable()

    def _look(self) -> None:
        young, middle, old = (count > limit for count, limit in zip(gc.get_count(), gc.get_threshold(), strict=True))
        if middle and old and len(gc.get_objects(2)) > GROWN * self._old:
            gc.collect()
            self._old = len(gc.get_objects(2))
        elif middle or young:
            gc.collect(1 if middle else 0)
