"""A stage for stories: a pretend Slack, the real bot on a real database, and people who act like people.

async with open_stage(store, clock) as stage:
    ada = stage.person("Ada Osei")
    stage.channel("math-plc", ada)
    await ada.runs("/cop setup", channel="math-plc")
    await stage.settle()
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, Literal

from aiohttp import web
from aiohttp.test_utils import TestServer
from slack_bolt.async_app import AsyncApp

from bot.installations import OneWorkspace
from bot.manifest import build_manifest
from bot.metrics import Metrics
from bot.settings import Settings, settings_of
from bot.slack_app import build_slack_app
from bot.slack_client import make_client
from bot.slack_requests import SignatureCheck
from bot.socket_mode import SocketMode
from bot.web import SlackDoor, add_slack
from community.clock import MovableClock, SystemClock
from community.communities.views import Community
from community.ids import UserId, WorkspaceId
from community.services import Services, build_services
from community.work import Caller
from handlers.boundary import Boundary
from handlers.registration import register_all
from message_templates.renderer import Renderer
from sandbox.delivery import Patience
from sandbox.model import InstalledApp
from sandbox.people import Outcome, Person
from sandbox.server import SandboxServer
from sandbox.workspace import Workspace
from storage.unit_of_work import Store

Transport = Literal["socket", "http"]

ZONE = "America/Los_Angeles"

SETUP: Mapping[str, object] = {
    "Name of the community": "Math PLC",
    "Purpose: for whom?": "teachers of mathematics",
    "… who share what interest or concern?": "pupils who give up on word problems",
    "… and learn together how best to do what?": "let pupils do the talking",
    "School year starts on": date(2026, 9, 1),
    "First semester ends on": date(2027, 1, 29),
    "School year ends on": date(2027, 6, 30),
    "Weekly digest on": "Friday",
    "… at": time(15, 0),
}

DATA_WALK: Mapping[str, object] = {
    "Title": "Data walk",
    "Date": date(2026, 10, 1),
    "Start": time(15, 30),
    "Length in minutes": "75",
    "How do you meet?": "Online",
    "Link": "https://meet.example.org/math",
    "Agenda": "Welcome, 10\nData walk, 40\nReflect and commit, 20",
}


def well(outcome: Outcome) -> None:
    """That it went well, as far as the person can tell."""
    told = (outcome.trouble, dict(outcome.errors))
    assert told == (None, {}), told


@dataclass
class Stage:
    """What a story is played on. Times are the clock's, which stands still until the story moves it."""

    clock: MovableClock
    store: Store
    server: SandboxServer
    app: InstalledApp
    services: Services
    boundary: Boundary
    slack_app: AsyncApp
    people: dict[str, Person] = field(default_factory=dict)

    @property
    def workspace(self) -> Workspace:
        return self.server.workspace

    def person(self, name: str, *, tz: str = ZONE, **marks: Any) -> Person:
        """Somebody of the workspace; `marks` as `is_guest=True`."""
        person = Person(self.server, self.workspace.add_person(name, tz=tz, **marks))
        self.people[person.id] = person
        return person

    def channel(self, name: str, *members: Person, private: bool = False, with_bot: bool = True) -> str:
        """A channel with these members; gives its id. Nobody is told."""
        ids = [person.id for person in members]
        channel = self.workspace.add_channel(name, private=private, members=ids)
        if with_bot:
            channel.members[self.app.bot_user_id] = None
        return channel.id

    def caller(self, person: Person) -> Caller:
        return Caller(WorkspaceId(self.workspace.team_id), UserId(person.id))

    async def settle(self) -> None:
        """Until every reply and every event has arrived."""
        await self.server.settle()
        await self.boundary.drain()
        await self.server.settle()

    async def community(self, facilitator: Person, channel: str = "math-plc", **changes: object) -> Community:
        """Set up in `channel` by its facilitator, as people do it."""
        await facilitator.runs("/cop setup", channel=channel)
        well(await facilitator.submits({**SETUP, **changes}))
        await self.settle()
        place = facilitator.screen.channel(channel)
        (found,) = await self.services.communities.candidates(self.caller(facilitator), place.id)  # type: ignore[arg-type] # the sandbox's ids are plain strings
        return found

    async def convening(self, facilitator: Person, **changes: object) -> None:
        """Scheduled by its facilitator in the channel they were in last."""
        await facilitator.runs("/cop schedule")
        well(await facilitator.submits({**DATA_WALK, **changes}))
        await self.settle()


@asynccontextmanager
async def open_stage(
    store: Store, clock: MovableClock, transport: Transport = "socket", *, patience: Patience | None = None
) -> AsyncIterator[Stage]:
    """The sandbox and the bot, talking to each other over `transport` until the block ends."""
    async with SandboxServer(Workspace(clock), patience=patience) as server:
        app = server.workspace.install_app(build_manifest())
        settings = settings_of(
            SLACK_BOT_TOKEN=app.bot_token,
            SLACK_APP_TOKEN=app.app_token,
            SLACK_SIGNING_SECRET=app.signing_secret,
            SLACK_API_URL=server.api_url,
        )
        stage = await _stage(settings, store, clock, server, app)
        connect = _over_http if transport == "http" else _over_a_socket
        async with connect(stage, settings):
            yield stage
            await stage.boundary.drain()


async def _stage(
    settings: Settings, store: Store, clock: MovableClock, server: SandboxServer, app: InstalledApp
) -> Stage:
    installations = OneWorkspace(make_client(settings, app.bot_token), store, clock)
    await installations.start()
    slack_app = build_slack_app(make_client(settings), installations, serves_one=True)
    services = build_services(store, clock)
    boundary = register_all(slack_app, services, Renderer(), clock=clock, kept_installations=installations)
    return Stage(clock, store, server, app, services, boundary, slack_app)


@asynccontextmanager
async def _over_a_socket(stage: Stage, _: Settings) -> AsyncIterator[None]:
    socket = SocketMode(stage.slack_app, stage.app.app_token, SystemClock(), Metrics())
    await socket.start()
    try:
        yield
    finally:
        await socket.stop()


@asynccontextmanager
async def _over_http(stage: Stage, _: Settings) -> AsyncIterator[None]:
    # The sandbox signs with the wall's time, as Slack does, whatever time it is in the story.
    door = SlackDoor(stage.slack_app, SignatureCheck(stage.app.signing_secret, SystemClock()), Metrics())
    application = web.Application()
    add_slack(application, door)
    async with TestServer(application) as server:
        stage.server.deliver_to(stage.app, str(server.make_url("/slack/events")))
        yield
