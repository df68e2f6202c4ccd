"""Work beside the window: what comes back, what is stopped, and that nothing of Qt dies in a lane."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from threading import Event, Thread, current_thread, main_thread

import pytest
from pytestqt.qtbot import QtBot

from db.domain.errors import UserError
from desktop.work.context import JobContext
from desktop.work.jobs import Jobs

TIMES = 300


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.close()


class Witness:
    """Tells on which thread it died, as a font or a model of Qt would have."""

    def __init__(self, deaths: list[Thread]) -> None:
        self._deaths = deaths
        self.itself = self

    def __del__(self) -> None:
        self._deaths.append(current_thread())

    def hear(self, _got: object) -> None:
        """What a page does with a result."""


def test_work_runs_beside_the_window_and_comes_back_to_it(jobs: Jobs, qtbot: QtBot) -> None:
    came: list[object] = []
    seen: list[object] = []

    def work(context: JobContext) -> str:
        seen.append(current_thread() is main_thread())
        context.progress(1, 2, "nửa")
        return "xong"

    jobs.started.connect(lambda job: job.advanced.connect(lambda *step: seen.append(step)))
    jobs.run("Thử", work, lambda got: came.append((got, current_thread() is main_thread())), came.append)
    qtbot.waitUntil(lambda: bool(came))
    assert came == [("xong", True)]
    assert seen[0] is False
    assert (1, 2, "nửa") in seen


def test_a_refusal_of_work_and_a_stop_are_told_apart(jobs: Jobs, qtbot: QtBot) -> None:
    told: list[object] = []

    def refuse(_context: JobContext) -> None:
        raise UserError("no", "Không được.")

    jobs.run("Thử", refuse, told.append, lambda error: told.append(str(error)))
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["no: Không được."]

    def endless(context: JobContext) -> None:
        while True:
            context.check_cancelled()

    job = jobs.run("Thử", endless, told.append, told.append, stopped=lambda: told.append("dừng"))
    job.cancel()
    qtbot.waitUntil(lambda: len(told) > 1)
    assert told[1] == "dừng"


def test_what_the_collector_finds_dies_on_the_windows_thread_however_busy_a_lane_is(jobs: Jobs, qtbot: QtBot) -> None:
    deaths: list[Thread] = []

    def work(context: JobContext) -> None:
        kept = []
        for _ in range(TIMES):
            Witness(deaths)
            kept.append([[number] for number in range(gc.get_threshold()[0])])

    came: list[object] = []
    jobs.run("Thử", work, came.append, pytest.fail)
    jobs.run("Thử", work, came.append, pytest.fail, register=False)
    qtbot.waitUntil(lambda: len(came) == 2, timeout=30_000)
    gc.collect()  # the last ones, for which Python's thresholds leave time
    assert len(deaths) == 2 * TIMES
    assert {*deaths} == {main_thread()}


class SlowLane:
    """A lane that still holds what it ran when the result has long been heard."""

    def __init__(self) -> None:
        self._forget = Event()
        self._threads: list[Thread] = []

    def submit(self, run: Callable[[], None]) -> None:
        def hold() -> None:
            run()
            self._forget.wait()

        self._threads.append(Thread(target=hold))
        self._threads[-1].start()

    def shutdown(self) -> None:
        self._forget.set()
        for thread in self._threads:
            thread.join()


def test_a_page_that_only_its_job_still_knows_dies_on_the_windows_thread(
    jobs: Jobs, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    deaths: list[Thread] = []

    def page() -> Callable[[object], None]:
        made = Witness(deaths)
        del made.itself
        return made.hear

    monkeypatch.setattr(jobs, "_register", SlowLane())
    hear = page()
    jobs.run("Thử", lambda _context, heard=hear: heard, hear, pytest.fail)
    del hear
    qtbot.waitUntil(lambda: bool(deaths))
    assert deaths == [main_thread()]


def test_python_collects_by_itself_while_nothing_works_beside_the_window(qtbot: QtBot) -> None:
    first, second = Jobs(), Jobs()
    assert not gc.isenabled()
    first.close()
    first.close()
    assert not gc.isenabled(), "the other has lanes"
    second.close()
    assert gc.isenabled()
