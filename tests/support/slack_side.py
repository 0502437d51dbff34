"""A pretend Slack with the app installed from its own manifest, and settings that point to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from bot.manifest import build_manifest
from bot.settings import Settings, settings_of
from bot.wiring import Convener, Parts, build
from community.clock import Clock, MovableClock, SystemClock
from sandbox.delivery import Patience
from sandbox.model import Channel, InstalledApp
from sandbox.people import Person
from sandbox.server import SandboxServer
from sandbox.workspace import Workspace
from storage.unit_of_work import Store
from tests.support.community_stage import SETUP, well

LISTENING = Parts(hears_socket=True, serves_http=False, does_jobs=False)
QUICK = Patience(deadline=3.0, retry_delays=(0.0, 0.02, 0.05))


@dataclass(frozen=True, slots=True)
class Slack:
    """A workspace with two people and one channel, in which the bot is."""

    server: SandboxServer
    app: InstalledApp
    ada: Person
    ben: Person
    channel: Channel

    @property
    def workspace(self) -> Workspace:
        return self.server.workspace

    def settings(self, **variables: str) -> Settings:
        """Settings of a bot for this workspace: one workspace, both transports."""
        given = {
            "SLACK_API_URL": self.server.api_url,
            "SLACK_BOT_TOKEN": self.app.bot_token,
            "SLACK_APP_TOKEN": self.app.app_token,
            "SLACK_SIGNING_SECRET": self.app.signing_secret,
        }
        return settings_of(**(given | variables))


@asynccontextmanager
async def a_slack(public_url: str | None = None, clock: Clock | None = None) -> AsyncIterator[Slack]:
    """Slack on loopback; with a `public_url` the app's manifest is the one for HTTP."""
    workspace = Workspace(clock or SystemClock())
    async with SandboxServer(workspace, patience=QUICK) as server:
        ada, ben = (
            workspace.add_person(name, tz="America/Los_Angeles") for name in ("Ada Osei", "Ben Whitehorse")
        )
        channel = workspace.add_channel("math-plc", members=[ada.id, ben.id])
        app = workspace.install_app(build_manifest(public_url))
        workspace.join(channel.id, app.bot_user_id)
        await server.settle()  # nobody is there yet to hear that the bot has joined
        server.deliveries.failed.clear()
        yield Slack(server, app, Person(server, ada), Person(server, ben), channel)


@asynccontextmanager
async def a_convener(slack: Slack, store: Store, clock: MovableClock) -> AsyncIterator[Convener]:
    """The whole bot, listening to this Slack over Socket Mode, but sending only when a test says so."""
    convener = build(slack.settings(), clock=clock, store=store)
    await convener.start(LISTENING)
    try:
        yield convener
    finally:
        await convener.stop()


async def set_up_community(slack: Slack) -> None:
    """Ada makes the channel a community's home."""
    await slack.ada.runs("/cop setup", channel=slack.channel.name)
    well(await slack.ada.submits(dict(SETUP)))
    await slack.server.settle()


@asynccontextmanager
async def listening(application: web.Application) -> AsyncIterator[str]:
    """The web application on a free port of loopback; its address without a slash at the end."""
    runner = web.AppRunner(application, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def eventually(holds: Callable[[], bool], within_s: float = 10.0) -> None:
    """Wait until something holds. Raises `TimeoutError` after that many real seconds."""
    async with asyncio.timeout(within_s):
        while not holds():  # noqa: ASYNC110 - what is waited for sets no event
            await asyncio.sleep(0.01)
