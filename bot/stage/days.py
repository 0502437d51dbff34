"""Days passing on a stage: people act when they meant to, the bot when it is due; the clock jumps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.stage.hours import Diary, next_tick
from bot.stage.stage import Stage

_MOMENT = timedelta(seconds=1)

Pace = Callable[[datetime], timedelta]


class Days:
    """Lets time pass. `pace` says how long after a moment the planners look again.

    In life they look every minute; most minutes they find nothing, and those need not be played.
    """

    def __init__(self, stage: Stage, diary: Diary, pace: Pace) -> None:
        self._stage = stage
        self._clock = stage.clock
        self._diary = diary
        self._pace = pace
        self._plan_next_at = stage.clock.now()
        self._last: datetime | None = None

    async def pass_until(self, end: datetime, progress: Callable[[datetime], None] | None = None) -> None:
        """Live through everything that happens before `end`, and what is due at it."""
        while await self.pass_next(end):
            if progress is not None:
                progress(self._clock.now())

    async def pass_next(self, end: datetime) -> bool:
        """Go on to the next thing that happens before `end`, and live through it.

        False when nothing did: then the clock stands at `end`, and what is due at it was lived through, too.
        """
        moment = await self._next_moment()
        happens, least = moment < end, self._clock.now()
        if happens:
            # What is overdue and did not go last time waits for something, such as a dead worker's lease.
            least += _MOMENT if moment == self._last else timedelta(0)
            self._last = moment
        self._clock.move_to(max(moment, least) if happens else max(end, least))
        await self._live_through()
        return happens

    async def _next_moment(self) -> datetime:
        """When something happens next: people's plans, a delivery's hour, the planners' round."""
        due = await self._stage.outbox.next_due_at()
        moments = (self._diary.next_at(), due, self._plan_next_at)
        return min(moment for moment in moments if moment is not None)

    async def _live_through(self) -> None:
        """All that happens at this moment, people first."""
        while act := self._diary.take_due(self._clock.now()):
            await self._stage.hours.finish(act())
            await self._stage.settle()
        seen = len(self._stage.workspace.journal)
        await self._stage.hours.finish(self._bots_round())
        if len(self._stage.workspace.journal) > seen:
            await self._stage.settle()

    async def _bots_round(self) -> None:
        bot = self._stage.running
        if self._clock.now() >= self._plan_next_at:
            await bot.plan()
            self._plan_next_at = next_tick(self._clock.now(), self._pace(self._clock.now()))
        await bot.tick()
