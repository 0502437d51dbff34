"""The pretend Slack and the real bot, side by side on one movable clock. The bot may be killed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.database import migrate
from bot.manifest import build_manifest
from bot.settings import Settings, settings_of
from bot.socket_mode import SocketMode
from bot.stage.hours import Hours
from bot.wiring import Convener, Parts, build
from community.clock import MovableClock
from community.deliveries.history import History
from community.deliveries.outbox import Outbox
from community.learnings.history import LearningHistory
from jobs.catching_up import CatchingUp
from jobs.planners import Planners
from jobs.rosters import Rosters
from sandbox.delivery import Patience
from sandbox.model import InstalledApp
from sandbox.server import SandboxServer
from sandbox.workspace import Workspace

# Its jobs are done by whoever lets time pass: see `days.py`.
HEARS_ONLY = Parts(hears_socket=True, serves_http=False, does_jobs=False)
# Slack's patience in real seconds. Its retries after minutes would be hours on a clock that jumps.
_PATIENCE = Patience(deadline=3.0, retry_delays=(0.05, 0.2, 0.5))
_LAST_GASP_S = 0.02
_PING_S = 0.1
_OURS = tuple(
    str(Path(__file__).parents[2] / package) for package in ("bot", "jobs", "handlers", "community")
)
_AROUND = tuple(str(Path(__file__).parents[1] / package) for package in ("stage", "simulation", "demo"))


@dataclass(slots=True)
class Bot:
    """The bot's process, as far as one can be had inside another: started, ticking, stopped or killed."""

    convener: Convener
    planners: Planners
    rosters: Rosters
    catching_up: CatchingUp

    async def tick(self) -> None:
        """What the schedule does every few seconds."""
        await self.planners.follow_homes()
        await self.rosters.run_once()
        await self.catching_up.run_once()
        await self.convener.dispatcher.run_once()

    async def plan(self) -> None:
        """What the schedule does every minute, or less often."""
        await self.planners.run_once()
        await self.catching_up.forget_said()

    async def stop(self) -> None:
        await self.convener.dispatcher.stop()
        await self.convener.stop()

    async def kill(self) -> None:
        """As a crash does: what is under way ends where it stands, nothing is written down or let go of."""
        this = asyncio.current_task()
        victims = {task for task in asyncio.all_tasks() if task is not this and _is_ours(task)}
        while victims:
            for task in victims:
                task.cancel()  # again, if it waits on its way out for another one that died
            _, victims = await asyncio.wait(victims, timeout=_LAST_GASP_S)
        await self.convener.stop()


@dataclass(slots=True)
class Stage:
    """Everything there is beside the people."""

    clock: MovableClock
    workspace: Workspace
    server: SandboxServer
    app: InstalledApp
    settings: Settings
    ping_s: float = _PING_S  # how often the bot tries its connection, in real seconds
    bot: Bot | None = None
    hours: Hours = field(init=False)

    def __post_init__(self) -> None:
        self.hours = Hours(self.clock, self.is_busy)

    @property
    def running(self) -> Bot:
        """The bot; raises `RuntimeError` while it is down."""
        if self.bot is None:
            raise RuntimeError("the bot is not running")
        return self.bot

    @property
    def outbox(self) -> Outbox:
        return Outbox(self.running.convener.store, self.clock)

    @property
    def history(self) -> History:
        return History(self.running.convener.store, self.clock)

    @property
    def learning_history(self) -> LearningHistory:
        return LearningHistory(self.running.convener.store, self.clock)

    def is_busy(self) -> bool:
        """Whether anything is under way in real time."""
        return self.server.in_flight > 0 or (self.bot is not None and self.bot.convener.dispatcher.is_busy)

    async def start_bot(self) -> None:
        convener = build(self.settings, clock=self.clock)
        # A lost connection is noticed by real seconds, of which a whole day here has few.
        convener.socket = SocketMode(
            convener.slack,
            self.app.app_token,
            self.clock,
            convener.metrics,
            ping_s=self.ping_s,
            check_s=self.ping_s,
        )
        await self.hours.finish(convener.start(HEARS_ONLY))
        rosters = Rosters(convener.services, convener.gateway, self.clock)
        catching_up = CatchingUp(convener.services, convener.gateway, self.clock)
        self.bot = Bot(convener, Planners(convener.services), rosters, catching_up)

    async def stop_bot(self) -> None:
        bot, self.bot = self.running, None
        await self.hours.finish(bot.stop())

    async def kill_bot(self) -> None:
        bot, self.bot = self.running, None
        await self.hours.finish(bot.kill())

    async def settle(self) -> None:
        """Until all that people caused has arrived and has been answered."""
        await self.server.settle()
        if self.bot is not None:
            await self.hours.finish(self.bot.convener.boundary.drain())


@asynccontextmanager
async def open_stage(
    clock: MovableClock, database_url: str, *, port: int = 0, workspace: Workspace | None = None
) -> AsyncIterator[Stage]:
    """The sandbox is running and the database is ready; the bot is not started yet.

    `workspace`: one on this clock in which the bot is installed; without it a new one with nobody in it.
    """
    if workspace is None:
        workspace = Workspace(clock)
        workspace.install_app(build_manifest())
    app = next(iter(workspace.apps.values()))
    async with SandboxServer(workspace, port=port, patience=_PATIENCE) as server:
        settings = settings_of(
            SLACK_BOT_TOKEN=app.bot_token,
            SLACK_APP_TOKEN=app.app_token,
            SLACK_API_URL=server.api_url,
            DATABASE_URL=database_url,
        )
        await migrate(settings.database_url)
        stage = Stage(clock, workspace, server, app, settings)
        try:
            yield stage
        finally:
            if stage.bot is not None:
                await stage.stop_bot()


def _is_ours(task: asyncio.Task[object]) -> bool:
    """Whether a task runs the bot's code (the sandbox's and what drives the stage go on)."""
    coroutine = task.get_coro()
    code = getattr(coroutine, "cr_code", None)
    place = code.co_filename if code is not None else ""
    return place.startswith(_OURS) and not place.startswith(_AROUND)
