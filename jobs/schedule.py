"""The table of what happens by the clock. APScheduler only ticks: the database knows what is due.

Any number of processes may run the same table at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from community.clock import Clock
from jobs.catching_up import CatchingUp
from jobs.dispatcher import Dispatcher
from jobs.housekeeping import Janitor
from jobs.planners import Planners
from jobs.rosters import Rosters

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the table.

    `every_s`: seconds between two runs; the first is at the start. `late_s`: how late a run may begin; what
    is later is left out, since the next one does the same work (APScheduler's default of one second would
    leave out every run of a busy moment). A run is never begun while the one before goes on.
    """

    id: str
    every_s: int
    late_s: int
    run: Callable[[], Awaitable[None]]


def build_table(
    *,
    dispatcher: Dispatcher,
    planners: Planners,
    rosters: Rosters,
    catching_up: CatchingUp,
    janitor: Janitor,
) -> tuple[Entry, ...]:
    """Everything that happens by the clock."""
    return (
        Entry("deliveries.dispatch", 1, 60, dispatcher.tick),
        Entry("community.plan", 60, 60, planners.run_once),
        Entry("home.follow", 5, 60, planners.follow_homes),
        Entry("members.rosters", 15, 60, rosters.run_once),
        Entry("problems.catch_up", 30, 60, catching_up.run_once),
        Entry("problems.forget_said", 3600, 600, catching_up.forget_said),
        Entry("housekeeping.clear_up", 3600, 600, janitor.run_once),
    )


class Schedule:
    """Runs a table of entries until it is stopped."""

    def __init__(self, table: Sequence[Entry], clock: Clock) -> None:
        self._table = table
        self._clock = clock
        self._running: set[asyncio.Task[None]] = set()
        self._scheduler: AsyncIOScheduler | None = None

    def start(self) -> None:
        """Begin to tick, in the running event loop."""
        scheduler = AsyncIOScheduler(timezone="UTC")
        for entry in self._table:
            scheduler.add_job(
                self._run,
                IntervalTrigger(seconds=entry.every_s, timezone="UTC"),
                args=[entry],
                id=entry.id,
                next_run_time=self._clock.now(),
                coalesce=True,
                max_instances=1,
                misfire_grace_time=entry.late_s,
            )
        scheduler.start()
        self._scheduler = scheduler

    async def stop(self) -> None:
        """Tick no more, and wait for the runs under way."""
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
            self._scheduler = None
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _run(self, entry: Entry) -> None:
        # A task of our own: APScheduler cancels what runs when it is shut down, even within a commit.
        task = asyncio.ensure_future(self._guarded(entry))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        # Let through, it would end as a traceback in APScheduler's log. `stop` waits for the task itself.
        with suppress(asyncio.CancelledError):
            await asyncio.shield(task)

    async def _guarded(self, entry: Entry) -> None:
        try:
            await entry.run()
        except Exception:  # the outermost place: the next tick tries again
            log.exception("schedule.run.failed", entry=entry.id)
