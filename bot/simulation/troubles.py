"""What goes wrong in a simulation with `--faults`: Slack's bad days, and the bot's own."""

from __future__ import annotations

import asyncio
from datetime import datetime, time, timedelta
from functools import partial
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from bot.simulation.audit import Span
from bot.simulation.plan import SimulationPlan
from bot.stage.hours import Diary
from bot.stage.stage import Stage
from jobs.dispatcher import LEASE
from sandbox.faults import Fault

RETRY_AFTER = timedelta(seconds=12)
_HANG_S = 0.02  # real seconds: on this clock a timeout is a matter of being cut off
_CALLS = ("chat.*", "conversations.*", "files.*", "users.*", "views.*", "reactions.*")
_CHANCES = (
    (Fault.RATE_LIMITED, 0.02),
    (Fault.SERVER_ERROR, 0.015),
    (Fault.UNAVAILABLE, 0.005),
    (Fault.INVALID_JSON, 0.005),
    (Fault.TIMEOUT, 0.005),
    (Fault.REFUSE, 0.01),
    (Fault.APPLY_THEN_DROP, 0.02),
    (Fault.APPLY_THEN_TIMEOUT, 0.005),
)
_EVENT_CHANCES = ((Fault.DUPLICATE, 0.15), (Fault.REORDER, 0.1), (Fault.DROP_SOCKET, 0.01))


class Troubles:
    """Switches the faults on, and kills the bot in mid-send every other week. `outages`: when it was down."""

    def __init__(self, stage: Stage, chance: Random) -> None:
        self._stage = stage
        self._chance = chance
        self.outages: list[Span] = []

    def begin(self, diary: Diary, plan: SimulationPlan) -> None:
        faults = self._stage.server.faults
        faults.seed(plan.seed)
        for fault, probability in _CHANCES:
            faults.add(fault, *_CALLS, probability=probability, retry_after=12, hang=_HANG_S)
        for fault, probability in _EVENT_CHANCES:
            faults.add(fault, probability=probability, hang=_HANG_S)
        for moment in self._bad_moments(plan):
            diary.at(moment, partial(self._dies, diary))

    def end(self) -> None:
        self._stage.server.faults.clear()

    def _bad_moments(self, plan: SimulationPlan) -> list[datetime]:
        """Every other week, exactly when much is to be sent: nine in the morning, or a session's start."""
        zone = ZoneInfo(plan.zone)
        days = [plan.start + timedelta(weeks=week, days=3) for week in range(1, plan.weeks, 2)]
        hours = (time(9), time(15, 20), time(15, 30), time(16, 55))
        return [datetime.combine(day, self._chance.choice(hours), zone) for day in days]

    async def _dies(self, diary: Diary) -> None:
        """Killed after a few messages of this round; back after a while."""
        stage = self._stage
        sending = asyncio.ensure_future(stage.running.tick())
        await self._some_appeared(sending)
        died_at = stage.clock.now()
        sending.cancel()
        await stage.kill_bot()
        await asyncio.gather(sending, return_exceptions=True)
        back_at = max(died_at + timedelta(minutes=self._chance.randint(1, 9)), stage.clock.now())
        stage.clock.move_to(back_at)
        await stage.start_bot()
        # The dead process's lease has to run out before anybody speaks for the workspace again.
        self.outages.append(Span(died_at, max(back_at, died_at + LEASE)))

    async def _some_appeared(self, sending: asyncio.Future[None]) -> None:
        """Until a few more messages are to be seen, or there was nothing (more) to send."""
        journal = self._stage.workspace.journal
        wanted = len(journal) + self._chance.randint(1, 3)
        enough = asyncio.Event()
        stop = journal.subscribe(lambda _: enough.set() if len(journal) >= wanted else None)
        waiting = asyncio.ensure_future(enough.wait())
        either: set[asyncio.Future[Any]] = {sending, waiting}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        stop()
