"""Long work off the window's thread: one lane for the register, so that its writes queue, one for everything else.

Results come back on the window's thread, in the order they were ready. No job touches a widget, and nothing that the
window knows dies in a lane: what a job holds is let go where it is delivered, and Python collects there alone.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from desktop.work.collector import Collector
from desktop.work.context import Cancelled, JobContext

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Task(Generic[T]):
    """What is to be done, and who hears of its end: exactly one of `done`, `failed`, `stopped`."""

    work: Callable[[JobContext], T]
    done: Callable[[T], None]
    failed: Callable[[Exception], None]
    stopped: Callable[[], None]

    def attempt(self, context: JobContext) -> Callable[[], None]:
        """Do it; returns what is left to call where its end is heard."""
        try:
            result = self.work(context)
        except Cancelled:
            return self.stopped
        except Exception as error:  # the one place where a thread ends; `failed` tells our bugs from refusals
            problem = error
            return lambda: self.failed(problem)
        return lambda: self.done(result)


class Job(QObject):
    """One piece of work under way. `advanced` carries done, total and a text; `ended` comes last, however it ended."""

    advanced = Signal(int, int, str)
    ended = Signal()
    _ready = Signal()

    def __init__(self, title: str, task: Task[Any], parent: Jobs) -> None:
        super().__init__(parent)
        self._jobs = parent
        self._task: Task[Any] | None = task
        self._delivery: Callable[[], None] | None = None
        self.title = title
        self.context = JobContext(self.advanced.emit)
        self._ready.connect(self._deliver)

    def cancel(self) -> None:
        """Ask the work to stop; it ends at its next step, with nothing half-done."""
        self.context.cancel()

    def attempt(self) -> None:
        """Do the work, in a lane."""
        assert self._task is not None  # noqa: S101 - it is let go after this
        self._delivery = self._task.attempt(self.context)
        self._ready.emit()

    @Slot()
    def _deliver(self) -> None:
        delivery, self._delivery, self._task = self._delivery, None, None
        try:
            if delivery is not None and not self._jobs.closed:
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
        self._collector = Collector(self)

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
        job = Job(title, Task(work, done, failed, stopped), self)
        if self.closed:
            return job
        if not quiet:
            self.started.emit(job)
        (self._register if register else self._others).submit(job.attempt)
        return job

    def close(self) -> None:
        """Wait for what is under way; nobody hears of it any more, and nothing is started."""
        self.closed = True
        self._register.shutdown()
        self._others.shutdown()
        self._collector.end()
