"""Running something on a clock that is moved by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from community.clock import MovableClock
from jobs.dispatcher import Dispatcher

Result = TypeVar("Result")
ROUNDS = 10  # of the event loop, for those just woken, or just done with something, to get going


async def run_once(clock: MovableClock, dispatcher: Dispatcher) -> None:
    """`dispatcher.run_once()`, with the clock moved on whenever all that is left waits for it."""
    await drive(clock, dispatcher.run_once(), is_busy=lambda: dispatcher.is_busy)


async def drive(
    clock: MovableClock,
    work: Awaitable[Result],
    *,
    is_busy: Callable[[], bool],
    at_most: timedelta = timedelta(days=1),
) -> Result:
    """Await `work`, moving the clock to the next sleeper whenever nothing else goes on.

    Raises `TimeoutError` once the clock has been moved further than `at_most`.
    """
    until = clock.now() + at_most
    task = asyncio.ensure_future(work)
    while not task.done():
        is_quiet = await _stays_quiet(is_busy)
        wake_at = clock.next_wake_at()
        if task.done() or wake_at is None or not is_quiet:
            await asyncio.sleep(0.001)
            continue
        if wake_at > until:
            task.cancel()
            raise TimeoutError(f"still busy at {clock.now()}")
        clock.move_to(max(wake_at, clock.now()))
    return task.result()


async def _stays_quiet(is_busy: Callable[[], bool]) -> bool:
    """Whether nothing goes on for some rounds of the event loop.

    One look is not enough: what has just ended may be about to begin something else a few rounds later.
    """
    for _ in range(ROUNDS):
        await asyncio.sleep(0)
        if is_busy():
            return False
    return True
