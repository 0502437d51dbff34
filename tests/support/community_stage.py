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
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any, Literal

from aiohttp.test_utils import TestServer
from sqlalchemy import func, select

from bot.manifest import build_manifest
from bot.settings import settings_of
from bot.wiring import WEB, Convener, Parts, build
from community.clock import MovableClock
from community.communities.views import Community
from community.ids import ChannelId, UserId, WorkspaceId
from community.services import Services
from community.work import Caller
from jobs.planners import Planners
from jobs.rosters import Rosters
from sandbox.delivery import Patience
from sandbox.model import InstalledApp
from sandbox.people import Outcome, Person
from sandbox.server import SandboxServer
from sandbox.workspace import Workspace
from storage.tables import DeliveryRow
from storage.unit_of_work import Store
from tests.support.running import run_once

Transport = Literal["socket", "http"]

HEARING = Parts(hears_socket=True, serves_http=False, does_jobs=False)  # the story drives the jobs
ZONE = "America/Los_Angeles"

NOTHING: Mapping[str, object] = MappingProxyType({})

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
    convener: Convener
    people: dict[str, Person] = field(default_factory=dict)

    @property
    def workspace(self) -> Workspace:
        return self.server.workspace

    @property
    def services(self) -> Services:
        return self.convener.services

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
        await self.convener.boundary.drain()
        await self.server.settle()

    async def community(
        self, facilitator: Person, channel: str = "math-plc", changes: Mapping[str, object] = NOTHING
    ) -> Community:
        """Set up in `channel` by its facilitator, as people do it; the roster has been read."""
        await facilitator.runs("/cop setup", channel=channel)
        assert facilitator.modal is not None
        if not facilitator.modal.values["Time zone"]:  # nobody said in time who they are: a busy machine
            changes = {"Time zone": self.workspace.users[facilitator.id].tz, **changes}
        well(await facilitator.submits({**SETUP, **changes}))
        await self.settle()
        await self._rosters().run_once()
        home = ChannelId(facilitator.screen.channel(channel).id)
        (found,) = await self.services.communities.candidates(self.caller(facilitator), home)
        return found

    async def convening(self, facilitator: Person, changes: Mapping[str, object] = NOTHING) -> None:
        """Scheduled by its facilitator in the channel they were in last."""
        await facilitator.runs("/cop schedule")
        well(await facilitator.submits({**DATA_WALK, **changes}))
        await self.settle()

    async def jobs(self) -> None:
        """What the clock brings about at this moment: plans, rosters, everything that is due."""
        seen = len(self.workspace.journal)
        await Planners(self.services).run_once()
        await Planners(self.services).follow_homes()
        await self._rosters().run_once()
        await run_once(self.clock, self.convener.dispatcher)
        if len(self.workspace.journal) > seen or self.server.in_flight:
            await self.settle()  # else nobody was told anything, and to wait for quiet is most of the time

    async def until(self, instant: datetime, *, planning_every: timedelta = timedelta(hours=6)) -> None:
        """Let time pass. Whatever is due is sent at its hour; planners run at least `planning_every`."""
        await self.jobs()
        while self.clock.now() < instant:
            stops = [instant, self.clock.now() + planning_every, await self._next_due()]
            self.clock.move_to(max(self.clock.now(), min(stop for stop in stops if stop)))
            await self.jobs()

    async def _next_due(self) -> datetime | None:
        planned = select(func.min(DeliveryRow.next_attempt_at)).where(DeliveryRow.state == "planned")
        async with self.store.reading() as session:
            return (await session.execute(planned)).scalar()

    def _rosters(self) -> Rosters:
        return Rosters(self.services, self.convener.gateway, self.clock)


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
        stage = Stage(clock, store, server, app, build(settings, clock=clock, store=store))
        connect = _over_http if transport == "http" else _over_a_socket
        async with connect(stage):
            yield stage


@asynccontextmanager
async def _over_a_socket(stage: Stage) -> AsyncIterator[None]:
    await stage.convener.start(HEARING)
    try:
        yield
    finally:
        await stage.convener.stop()


@asynccontextmanager
async def _over_http(stage: Stage) -> AsyncIterator[None]:
    async with TestServer(stage.convener.web_app(WEB)) as server:
        await stage.convener.start(WEB)
        stage.server.deliver_to(stage.app, str(server.make_url("/slack/events")))
        try:
            yield
        finally:
            await stage.convener.stop()
