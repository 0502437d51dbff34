"""The table of the clock ticks, survives a job that raises, and stops cleanly."""

from __future__ import annotations

import asyncio

from community.clock import SystemClock
from jobs.schedule import Entry, Schedule


async def test_entries_run_at_once_and_one_that_raises_stops_nobody() -> None:
    ran = asyncio.Event()

    async def fails() -> None:
        raise LookupError

    async def works() -> None:
        ran.set()

    schedule = Schedule([Entry("fails", 3600, 60, fails), Entry("works", 3600, 60, works)], SystemClock())
    schedule.start()
    await asyncio.wait_for(ran.wait(), timeout=5)
    await schedule.stop()


async def test_stopping_waits_for_what_is_under_way() -> None:
    began, may_end, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        began.set()
        await may_end.wait()
        ended.set()

    schedule = Schedule([Entry("slow", 3600, 60, slow)], SystemClock())
    schedule.start()
    await asyncio.wait_for(began.wait(), timeout=5)
    stopping = asyncio.create_task(schedule.stop())
    await asyncio.sleep(0)
    may_end.set()
    await asyncio.wait_for(stopping, timeout=5)

    assert ended.is_set()
