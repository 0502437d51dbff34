"""A stage that lives on: opened new, or from what was kept, and kept again at any quiet moment."""

from __future__ import annotations

import asyncio
import shutil
import socket
import sqlite3
from contextlib import AsyncExitStack, closing, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from bot.demo.keeping import About, GuideMarks, Kept, UnreadableWorld
from bot.demo.scenarios.people import ZONE
from bot.manifest import build_manifest
from bot.problems import CannotRun
from bot.stage.days import Days, Pace
from bot.stage.hours import Diary
from bot.stage.stage import Stage, open_stage
from community.clock import MovableClock
from community.communities.views import Community
from community.deliveries.upcoming import Upcoming
from community.ids import ChannelId, UserId, WorkspaceId
from community.work import Caller
from sandbox.model import InstalledApp
from sandbox.snapshot import UnreadableSnapshot, restored, saved
from sandbox.workspace import Workspace

_A_MINUTE: Final = timedelta(minutes=1)
_PING_S: Final = 1.0
REMEMBERED: Final = 2000  # entries of the journal: it holds whole Homes, and a demo may be left open for days
_OF_THE_MANIFEST: Final = (
    *("name", "manifest", "scopes", "events", "commands", "home_tab", "messages_tab"),
    *("messages_tab_read_only", "interactivity", "socket_mode"),
)


class World:
    """The pretend Slack, the real bot and their database, on a clock of their own.

    `scenario` is the name of the one it began with. `is_still` is held while time passes: who holds it finds
    the bot at rest, but for what people do just now. `pace` says how long after a moment the planners look
    again. `zone` is the one people speak in.
    """

    def __init__(self, stage: Stage, database: Path, scenario: str, ending: AsyncExitStack) -> None:
        self.stage = stage
        self.scenario = scenario
        self.zone = ZONE
        self.pace: Pace = as_in_life
        self.is_still = asyncio.Lock()
        self.days = Days(stage, Diary(), self._until_planners_look)
        self._database = database
        self._ending = ending

    @classmethod
    async def begin(cls, folder: Path, scenario: str, at: datetime) -> World:
        """A workspace with nobody in it but the bot. `folder` is for its files, and goes with it."""
        return await _opened(folder, scenario, MovableClock(at))

    @classmethod
    async def reopen(cls, folder: Path, kept: Kept) -> World:
        """The world that was kept, at the moment it was kept. Raises `UnreadableWorld`."""
        clock = MovableClock(kept.about.now)
        try:
            workspace = restored(kept.workspace, clock)
            await asyncio.to_thread(_file_in(folder).write_bytes, kept.database)
            return await _opened(folder, kept.about.scenario, clock, workspace, kept.about.port)
        except UnreadableSnapshot as error:
            raise UnreadableWorld(str(error)) from error
        except CannotRun as error:
            raise UnreadableWorld(error.sentence) from error

    async def close(self) -> None:
        """End the bot and the pretend Slack; what was not kept is gone."""
        await self._ending.aclose()

    def _until_planners_look(self, now: datetime) -> timedelta:
        return self.pace(now)

    @property
    def clock(self) -> MovableClock:
        return self.stage.clock

    @property
    def upcoming(self) -> Upcoming:
        """What the bot is going to post."""
        return Upcoming(self.stage.running.convener.store, self.clock)

    async def find_community(self) -> Community | None:
        """The first one that has its home in a channel here; `None` before one is set up."""
        workspace, communities = self.stage.workspace, self.stage.running.convener.services.communities
        caller = Caller(WorkspaceId(workspace.team_id), UserId(self.stage.app.bot_user_id))
        for channel in list(workspace.channels.values()):
            for community in await communities.candidates(caller, ChannelId(channel.id)):
                return community
        return None

    @property
    def activity(self) -> tuple[int, int]:
        """Changes whenever somebody did or saw something."""
        server = self.stage.server
        return server.deliveries.delivered, len(self.stage.workspace.journal)

    @property
    def is_busy(self) -> bool:
        """Whether a request of the bot's, or one to it, is under way."""
        return self.stage.is_busy()

    async def rest(self, at_most_s: float) -> None:
        """Wait until nothing is under way, or so many real seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(at_most_s):
                await self.stage.settle()

    def take(self, *, is_paused: bool = False, speed: int = 1, guide: GuideMarks | None = None) -> Kept:
        """This world as it stands. Nothing is awaited, so workspace and database are of one moment."""
        port = int(self.stage.workspace.base_url.rpartition(":")[2])
        about = About(self.clock.now(), self.scenario, port, is_paused, speed, guide or GuideMarks())
        return Kept(saved(self.stage.workspace), _copy_of(self._database), about)


def as_in_life(_: datetime) -> timedelta:
    """The planners look every minute."""
    return _A_MINUTE


async def _opened(
    folder: Path, scenario: str, clock: MovableClock, workspace: Workspace | None = None, port: int = 0
) -> World:
    if workspace is not None:
        _renew(next(iter(workspace.apps.values())))
    async with AsyncExitStack() as ending:
        ending.callback(shutil.rmtree, folder, ignore_errors=True)
        database = _file_in(folder)
        opening = open_stage(clock, f"sqlite:///{database}", port=_if_free(port), workspace=workspace)
        stage = await ending.enter_async_context(opening)
        stage.ping_s = _PING_S
        stage.workspace.journal.remembered = REMEMBERED
        await stage.start_bot()
        return World(stage, database, scenario, ending.pop_all())


def _file_in(folder: Path) -> Path:
    """Where the database is, in a folder that is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    return folder / "convener.db"


def _renew(app: InstalledApp) -> None:
    """Give an app that was kept what this version of the program asks for; its tokens stay."""
    fresh = Workspace(MovableClock(datetime.fromtimestamp(0).astimezone())).install_app(build_manifest())
    for name in _OF_THE_MANIFEST:
        setattr(app, name, getattr(fresh, name))


def _if_free(port: int) -> int:
    """The port, or 0 (any) if somebody else listens there by now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return 0
    return port


def _copy_of(database: Path) -> bytes:
    with closing(sqlite3.connect(database)) as live, closing(sqlite3.connect(":memory:")) as copy:
        live.backup(copy)
        return copy.serialize()
