"""Time in the demo: it runs, stands still, or travels; whatever is due on the way happens."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.demo.world import World, as_in_life
from community.deliveries.upcoming import Outline
from community.walltime import wall_of
from sandbox.journal import Entry
from sandbox.page.director import ClockMode, Speed, Topic

log = structlog.get_logger(__name__)

_STEP_S: Final = 0.25  # real seconds between two looks while time runs
_LOOK_S: Final = 0.05  # and while it stands still
_BRIEF_LOOK_S: Final = 0.005  # and while something is under way
_LONGEST_S: Final = (
    5.0  # real seconds that count as passed: a machine that slept has not lived through its night
)
_STUCK_S: Final = 0.3  # real seconds after which a request is taken to wait for the clock
_LONGEST_END_S: Final = 1.0  # real seconds what is being lived through gets to end when all ends
_PATIENCE_S: Final = 0.5  # real seconds a journey waits for what somebody is just doing
_A_MOMENT: Final = timedelta(seconds=1)  # what an act takes on a clock that stands still
_AFTERMATH: Final = timedelta(seconds=10)  # edits and Homes follow within seconds; more is not of the act
_SOONER_OR_LATER: Final = timedelta(days=60)
# How often the planners look on a journey. They plan well ahead, but around a session things follow closely.
_NEAR_A_POST, _BY_DAY, _BY_NIGHT = timedelta(minutes=5), timedelta(hours=1), timedelta(hours=4)
_NEAR: Final = timedelta(hours=2)
_MORNING, _EVENING, _SATURDAY = 7, 19, 5  # hours on the wall; a weekday
NO_MESSAGE: Final = (
    "Two months have gone by, and the bot had nothing to say: people here do nothing unless you do it for "
    "them. Schedule a convening, or share a learning."
)
TROUBLE: Final = (
    "Time was stopped: something went wrong in the demo itself, see demo.log. Let it run to go on."
)


@dataclass(frozen=True, slots=True)
class Journey:
    """From where to where. To a message (`is_to_message`) it ends with the first one the bot posts.

    `expected_at` is when that should be; `towards` is when it ends at the latest.
    """

    started_from: datetime
    towards: datetime
    label: str
    expected_at: datetime
    is_to_message: bool = False


class Driver:
    """Lets one world's time pass, as it is told. `tell` hears when the clock or the plans change.

    `mode`, `speed`, `journey` and `label` say what is going on. Orders take effect at once or, on a journey,
    after the moment that is being lived through.
    """

    def __init__(
        self, world: World, tell: Callable[[Topic], None], *, speed: Speed = 1, is_paused: bool = False
    ) -> None:
        self.world = world
        self.speed: Speed = speed
        self.journey: Journey | None = None
        self.label: str | None = None
        self.planned = Outline(None, ())
        self.is_paused = is_paused
        self._tell = tell
        self._ordered = asyncio.Event()
        self._posted_at: datetime | None = None
        self._is_stopping = False
        self._seen = world.activity
        self._task: asyncio.Task[None] | None = None
        self._end_watching: Callable[[], None] = lambda: None

    @property
    def mode(self) -> ClockMode:
        if self.journey is not None:
            return "travelling"
        return "paused" if self.is_paused else "running"

    # --- living

    async def start(self) -> None:
        self._end_watching = self.world.stage.workspace.journal.subscribe(self._watch)
        await self._look_ahead()
        self._task = asyncio.create_task(self._drive(), name="demo's time")

    async def stop(self) -> None:
        """End after the moment that is being lived through, or in its midst if it takes longer."""
        self._end_watching()
        self._is_stopping = True
        self._ordered.set()
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=_LONGEST_END_S)
            self._task.cancel()
            await asyncio.wait({self._task}, timeout=_LONGEST_END_S)  # or the world would end around it

    # --- orders

    def run(self, speed: Speed) -> None:
        self.speed, self.is_paused = speed, False
        self._obey()

    def pause(self) -> None:
        self.is_paused = True
        self._obey()

    def travel(self, towards: datetime, label: str) -> None:
        """Set out. Afterwards time stands still if it did before, and else runs as on the wall."""
        self._set_out(Journey(self.world.clock.now(), towards, label, towards))

    def travel_to_message(self, expected_at: datetime, label: str) -> None:
        """Set out for the next message the bot posts. What is planned may be left out when its hour comes.

        Where none comes for long after that, time stands still and says so.
        """
        now = self.world.clock.now()
        expected_at = max(expected_at, now)
        self._set_out(Journey(now, expected_at + _SOONER_OR_LATER, label, expected_at, is_to_message=True))

    def _set_out(self, journey: Journey) -> None:
        self.speed = 1
        self._posted_at = None
        self._obey(journey)

    def end_journey(self) -> None:
        if self.journey is not None:
            self._obey()

    def stop_with(self, sentence: str) -> None:
        """Let time stand still, and say why until something else is ordered."""
        self.pause()
        self.label = sentence
        self._tell("clock")

    def _obey(self, journey: Journey | None = None) -> None:
        self.journey, self.label = journey, None
        self.world.pace = self._on_a_journey if journey else as_in_life
        self._ordered.set()
        self._tell("clock")

    # --- what time does

    async def _drive(self) -> None:
        last = self._real()
        while not self._is_stopping:
            try:
                last = await self._go_on(last)
            except Exception:  # the outermost loop: time stops, the page says so, people can let it run again
                log.exception("demo.time.stopped")
                self._seen = self.world.activity
                self.stop_with(TROUBLE)

    async def _go_on(self, last: float) -> float:
        """One step of whatever is ordered; `last` is when the step before began, by the real clock."""
        if self.journey is not None:
            await self._travel_on(self.journey)
            return self._real()
        if self.is_paused:
            await self._wait(_LOOK_S)
            await self._follow_up()
            return self._real()
        await self._wait(_STEP_S)
        began = self._real()
        if self.mode != "running":
            return began
        await self._run_on(min(began - last, _LONGEST_S))
        return began

    async def _run_on(self, seconds: float) -> None:
        end = self.world.clock.now() + timedelta(seconds=seconds) * self.speed
        async with self.world.is_still:
            await self.world.days.pass_until(end)
        await self._look_ahead()
        self._tell("clock")

    async def _travel_on(self, journey: Journey) -> None:
        await self._let_people_finish()
        async with self.world.is_still:
            goes_on = await self.world.days.pass_next(journey.towards)
        await self._look_ahead()
        came = journey.is_to_message and self._posted_at is not None
        if self.journey is not journey or (goes_on and not came):
            self._tell("clock")
        elif journey.is_to_message and not came:
            self.stop_with(NO_MESSAGE)
        else:
            self._obey()

    async def _follow_up(self) -> None:
        """Let what somebody has just set off come to its end, though the clock stands still."""
        if self.world.is_busy:
            await self._free_the_stuck()
        if self.world.is_busy or self.world.activity == self._seen:
            return
        days, clock = self.world.days, self.world.clock
        async with self.world.is_still:
            end = clock.now() + _AFTERMATH
            await days.pass_until(clock.now() + _A_MOMENT)
            seen = self.world.activity
            while await self._is_due_before(end) and not self._ordered.is_set():
                await days.pass_next(end)
                seen = self.world.activity
        self._seen = seen  # what came after the last look has not been followed yet
        await self._look_ahead()
        self._tell("clock")

    async def _is_due_before(self, end: datetime) -> bool:
        due = await self.world.stage.outbox.next_due_at()
        return due is not None and due < end

    async def _free_the_stuck(self) -> None:
        """A request that waits for the clock, as after a 429, would wait for ever."""
        give_up = self._real() + _STUCK_S
        while self.world.is_busy:
            if self._real() > give_up:
                wake_at = self.world.clock.next_wake_at()
                if wake_at is not None:
                    self.world.clock.move_to(max(wake_at, self.world.clock.now()))
                return
            await asyncio.sleep(_BRIEF_LOOK_S)

    async def _let_people_finish(self) -> None:
        looks = round(_PATIENCE_S / _BRIEF_LOOK_S)
        while self.world.stage.server.deliveries.under_way and looks:
            looks -= 1
            await asyncio.sleep(_BRIEF_LOOK_S)

    async def _look_ahead(self) -> None:
        before, self.planned = self.planned, await self.world.upcoming.outline()
        if before.marks != self.planned.marks:
            self._tell("planned")

    def _watch(self, entry: Entry) -> None:
        if entry.action in ("post", "file") and entry.by == self.world.stage.app.bot_user_id:
            self._posted_at = entry.at

    def _on_a_journey(self, now: datetime) -> timedelta:
        """How long the planners may wait, if nothing is to come noticeably late."""
        if self._posted_at is not None and now - self._posted_at < _NEAR:
            return _NEAR_A_POST
        wall = wall_of(now, self.world.zone)
        is_day = wall.weekday() < _SATURDAY and _MORNING <= wall.hour < _EVENING
        return _BY_DAY if is_day else _BY_NIGHT

    async def _wait(self, seconds: float) -> None:
        """So long, or until something is ordered."""
        try:
            async with asyncio.timeout(seconds):
                await self._ordered.wait()
        except TimeoutError:
            pass
        self._ordered.clear()

    def _real(self) -> float:
        return asyncio.get_running_loop().time()
