"""Virtual time: it jumps from one thing that happens to the next, and stands still while it happens."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from itertools import count

from community.clock import MovableClock

Act = Callable[[], Awaitable[None]]

_QUIET_S = 0.004  # real time without any traffic after which everybody is taken to be waiting for the clock
_LONG_POLLS = 25  # this many times busy in a row is taken for waiting, too
_LONGEST_S = 60.0  # real time after which something that should have ended is stuck


class Diary:
    """What people are going to do, and when."""

    def __init__(self) -> None:
        self._acts: list[tuple[datetime, int, Act]] = []
        self._order = count()

    def at(self, moment: datetime, act: Act) -> None:
        heapq.heappush(self._acts, (moment, next(self._order), act))

    def next_at(self) -> datetime | None:
        return self._acts[0][0] if self._acts else None

    def take_due(self, now: datetime) -> Act | None:
        if self._acts and self._acts[0][0] <= now:
            return heapq.heappop(self._acts)[2]
        return None


class Hours:
    """Drives a `MovableClock` while real sockets and real databases do their work in real time.

    `is_busy` says whether anything is under way that needs real time rather than the clock.
    """

    def __init__(self, clock: MovableClock, is_busy: Callable[[], bool]) -> None:
        self._clock = clock
        self._is_busy = is_busy
        self._busy_polls = 0

    async def finish(self, work: Awaitable[None]) -> None:
        """Await `work`, moving the clock whenever all that is left is somebody sleeping by it.

        Taking a busy moment for a quiet one moves the clock a second too early: something comes late by that
        much, which the simulation's audit shows, and nothing worse. Raises `TimeoutError` when nothing has
        moved for a minute of real time.
        """
        task = asyncio.ensure_future(work)
        try:
            async with asyncio.timeout(_LONGEST_S) as limit:
                while not task.done():
                    if await self._is_quiet(task) and self._wake_first():
                        limit.reschedule(asyncio.get_running_loop().time() + _LONGEST_S)
        except TimeoutError:
            task.cancel()
            raise
        await task

    async def _is_quiet(self, task: asyncio.Future[None]) -> bool:
        await asyncio.wait({task}, timeout=_QUIET_S)
        if task.done():
            return False
        self._busy_polls = self._busy_polls + 1 if self._is_busy() else 0
        # Busy for long: somebody waits for the clock inside of work, as for a history Slack asked to put off.
        return self._busy_polls % _LONG_POLLS == 0

    def _wake_first(self) -> bool:
        wake_at = self._clock.next_wake_at()
        if wake_at is None:
            return False
        self._clock.move_to(max(wake_at, self._clock.now()))
        return True


def next_tick(now: datetime, every: timedelta) -> datetime:
    """The next multiple of `every` after `now`, counted from the epoch."""
    seconds = every.total_seconds()
    return now + timedelta(seconds=seconds - now.timestamp() % seconds)
