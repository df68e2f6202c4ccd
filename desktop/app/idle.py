"""Notices that nobody has touched a window for a while. Knows no register."""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

TOUCHES = (
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.Wheel,
    QEvent.Type.InputMethod,
    QEvent.Type.TouchBegin,
)
LOOK = 5_000
"""Milliseconds between looks at the clock: a timer of many minutes would sleep through a laptop's own sleep."""


class Idle(QObject):
    """Emits `idle` once when a window has not been touched for `minutes` (0: never)."""

    idle = Signal()

    def __init__(self, window: QWidget, minutes: float) -> None:
        """window: on screen; its events are seen where the system hands them in, before any widget."""
        super().__init__(window)
        self._limit = minutes * 60
        self._touched = monotonic()
        self._timer = QTimer(self)
        self._timer.setInterval(min(LOOK, max(1, int(self._limit * 1000))))
        self._timer.timeout.connect(self._look)
        handle = window.windowHandle()
        if minutes > 0 and handle is not None:
            handle.installEventFilter(self)
            self._timer.start()

    def touched(self) -> None:
        """Somebody is here."""
        self._touched = monotonic()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in TOUCHES:
            self.touched()
        return False

    def _look(self) -> None:
        if monotonic() - self._touched >= self._limit:
            self._timer.stop()
            self.idle.emit()
