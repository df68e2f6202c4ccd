"""Long work off the window's thread: one lane for the register, so that its writes queue, one for everything else.

Results come back on the window's thread, in the order they were ready. No job touches a widget.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from desktop.work.context import Cancelled, JobContext

T = TypeVar("T")


class Job(QObject):
    """One piece of work under way. `advanced` carries done, total and a text; `ended` comes last, however it ended."""

    advanced = Signal(int, int, str)
    ended = Signal()
    _came_back = Signal(object)

    def __init__(self, title: str, parent: Jobs) -> None:
        super().__init__(parent)
        self._jobs = parent
        self.title = title
        self.context = JobContext(self.advanced.emit)
        self._came_back.connect(self._deliver)

    def cancel(self) -> None:
        """Ask the work to stop; it ends at its next step, with nothing half-done."""
        self.context.cancel()

    @Slot(object)
    def _deliver(self, delivery: Callable[[], None]) -> None:
        try:
            if not self._jobs.closed:
                delivery()
        finally:
            self.ended.emit()
            self.deleteLater()


class Jobs(QObject):
    """Starts jobs and tells the window about them."""

    started = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.closed = False
        self._register = ThreadPoolExecutor(1, "register")
        self._others = ThreadPoolExecutor(3, "work")  # a search, a count, a file being written

    def run(
        self,
        title: str,
        work: Callable[[JobContext], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
        *,
        stopped: Callable[[], None] = lambda: None,
        register: bool = True,
        quiet: bool = False,
    ) -> Job:
        """Run `work` in its lane and call one of `done`, `failed`, `stopped` on the window's thread.

        title: what the progress line says; register: the work reads or writes the register (one at a time); quiet:
        too short to be told of (a page being drawn). After `close` nothing is run and nobody is called.
        """
        job = Job(title, self)
        if self.closed:
            return job

        def attempt() -> None:
            job._came_back.emit(_outcome(work, job.context, done, failed, stopped))

        if not quiet:
            self.started.emit(job)
        (self._register if register else self._others).submit(attempt)
        return job

    def close(self) -> None:
        """Wait for what is under way; nobody hears of it any more, and nothing is started."""
        self.closed = True
        self._register.shutdown()
        self._others.shutdown()


def _outcome(
    work: Callable[[JobContext], T],
    context: JobContext,
    done: Callable[[T], None],
    failed: Callable[[Exception], None],
    stopped: Callable[[], None],
) -> Callable[[], Any]:
    try:
        result = work(context)
    except Cancelled:
        return stopped
    except Exception as error:  # the one place where a thread ends; `failed` tells our bugs from refusals
        problem = error
        return lambda: failed(problem)
    return lambda: done(result)
