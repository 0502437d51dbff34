"""How fast Slack hears yes: `/cop help`, an RSVP click, a feedback form, each committed before its ack.

Ours is `convener web` with a SQLite file; the peer is a bare Bolt app that only acknowledges. Both run in a
process of their own, get the same signed requests from the same client, and take turns.
"""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Final

import aiohttp

from benchmarks.communities import fresh_store, schedule, set_up
from benchmarks.load import Load, send
from benchmarks.measuring import Aim, Measurement, compared
from benchmarks.peers import bare_app
from benchmarks.processes import Program, accepts, free_port, running
from benchmarks.sizes import Sizes
from benchmarks.slack_requests import ANSWERS, SlackRequest, SlackWriter
from community.clock import MovableClock, SystemClock
from community.convenings.views import ConveningWithAnswers
from community.feedback.views import FeedbackForm
from community.ids import UserId, WorkspaceId
from community.services import Services, build_services
from community.work import Caller
from storage.unit_of_work import Store

PEER: Final = "bare Bolt app that only acks, over HTTP"
WORKSPACE: Final = WorkspaceId("T0BENCH")  # as `benchmarks.peers.sink` answers auth.test
TOKEN, SECRET = "xoxb-bench", "bench-signing-secret"
AIMS: Final[Mapping[str, Aim]] = {"help": Aim(0.5), "rsvp": Aim(0.3), "feedback": Aim(0.3)}
QUIET_S: Final = 0.3

Writing = Callable[[SlackWriter, UserId, int], SlackRequest]


class NotCommitted(RuntimeError):
    """Something was acknowledged and is not in the database."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A community with one session that may be answered and one that may be commented on."""

    services: Services
    people: tuple[UserId, ...]
    upcoming: ConveningWithAnswers
    form: FeedbackForm


@dataclass(frozen=True, slots=True)
class Target:
    """A program under load, and where it listens."""

    url: str
    program: Program


@dataclass(slots=True)
class Rounds:
    """What came of one kind of request."""

    ours: list[Load] = field(default_factory=list)
    theirs: list[Load] = field(default_factory=list)


async def measure(sizes: Sizes, folder: Path) -> list[Measurement]:
    async with fresh_store(folder) as (database, store), slack_sink() as sink:
        scene = await _prepare(store, sizes.members)
        async with _convener(database, sink) as ours, _bare(sink) as theirs:
            writer = SlackWriter(SECRET, WORKSPACE, f"{sink}/reply")
            client = Client(writer, scene, sizes, sink)
            found = [await client.compare(name, ours, theirs) for name in AIMS]
        await _must_be_committed(scene, sizes)
    return found


class Client:
    """Sends the same kind of request to both, in turns."""

    def __init__(self, writer: SlackWriter, scene: Scene, sizes: Sizes, sink: str) -> None:
        self._writer = writer
        self._scene = scene
        self._sizes = sizes
        self._sink = sink
        self._writings: dict[str, Writing] = {
            "help": lambda slack, user, _: slack.help(user),
            "rsvp": lambda slack, user, at: slack.rsvp(user, scene.upcoming, ANSWERS[at % len(ANSWERS)]),
            "feedback": lambda slack, user, _: slack.feedback(user, scene.form),
        }

    async def compare(self, name: str, ours: Target, theirs: Target) -> Measurement:
        rounds = Rounds()
        for target in (ours, theirs):
            await self._load(name, target, self._sizes.warm_up)
        for _ in range(self._sizes.rounds):
            rounds.ours.append(await self._load(name, ours, self._sizes.requests))
            rounds.theirs.append(await self._load(name, theirs, self._sizes.requests))
        return _in_figures(name, rounds, self._sizes)

    async def _load(self, name: str, target: Target, how_many: int) -> Load:
        writing = self._writings[name]
        # One person more than there are answers to choose from would give everybody the same one each time.
        people = enumerate(islice(cycle(self._scene.people), how_many))
        requests = [writing(self._writer, user, at + at // len(self._scene.people)) for at, user in people]
        used_before = target.program.processor_s()
        load = await send(target.url, requests, concurrency=self._sizes.concurrency)
        if any(b"response_action" in body for body in load.bodies):
            raise NotCommitted("a form was answered with problems instead of being kept")
        await _replies_have_come(self._sink)
        used = target.program.processor_s()
        load.processor_s = used - used_before if used is not None and used_before is not None else None
        return load


def _in_figures(name: str, rounds: Rounds, sizes: Sizes) -> Measurement:
    return compared(
        f"acks.{name}",
        PEER,
        "acks/s",
        [load.per_second for load in rounds.ours],
        [load.per_second for load in rounds.theirs],
        aim=AIMS[name],
        concurrency=sizes.concurrency,
        requests=sizes.requests,
        p50_ms=_waits(rounds.ours, 0.5),
        p99_ms=_waits(rounds.ours, 0.99),
        processor_ms=_processor_ms(rounds.ours),
        peer_processor_ms=_processor_ms(rounds.theirs),
        peer_p50_ms=_waits(rounds.theirs, 0.5),
        peer_p99_ms=_waits(rounds.theirs, 0.99),
    )


def _waits(loads: list[Load], share: float) -> float:
    everything = Load(waits_s=[wait for load in loads for wait in load.waits_s])
    return round(everything.wait_ms(share), 1)


def _processor_ms(loads: list[Load]) -> float | None:
    """The processor's time for one request with all that follows it: says what a busy machine hides."""
    used = [load.processor_s / len(load.waits_s) * 1000 for load in loads if load.processor_s is not None]
    return round(statistics.median(used), 2) if used else None


async def _prepare(store: Store, members: int) -> Scene:
    """Made on a clock that starts in the past, so that one session is over now and its survey open."""
    now = SystemClock().now()
    clock = MovableClock(now - timedelta(hours=6))
    services = build_services(store, clock)
    people = tuple(UserId(f"U{number:05}") for number in range(members))
    community = await set_up(services, clock, WORKSPACE, "C0BENCH", people)
    over = await schedule(services, community, _on_the_minute(now - timedelta(hours=3)), "Number talks")
    upcoming = await schedule(services, community, _on_the_minute(now + timedelta(days=5)))
    for user_id in people:
        await services.convenings.answer(Caller(WORKSPACE, user_id), over.id, "going", over.starts_at)
    clock.move_to(now)
    await services.feedback.plan_due()
    caller = Caller(WORKSPACE, people[0])
    return Scene(
        services,
        people,
        await services.convenings.get(caller, upcoming.id),
        await services.feedback.form(caller, over.id),
    )


async def _must_be_committed(scene: Scene, sizes: Sizes) -> None:
    """Everybody who was told yes stands in the database: read after the web process has gone."""
    told = min(len(scene.people), sizes.requests)
    caller = Caller(WORKSPACE, scene.people[0])
    answers = (await scene.services.convenings.get(caller, scene.upcoming.convening.id)).answers
    answered = len(answers.going) + len(answers.maybe) + len(answers.declined)
    forms = [
        await scene.services.feedback.form(Caller(WORKSPACE, user_id), scene.form.convening.id)
        for user_id in scene.people[:told]
    ]
    sent = sum(form.has_answered for form in forms)
    if answered < told or sent < told:
        raise NotCommitted(f"{told} people were acknowledged; {answered} answers and {sent} forms are kept")


def _on_the_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


@asynccontextmanager
async def slack_sink() -> AsyncIterator[str]:
    port = free_port()
    async with running("benchmarks.peers.sink", "--port", str(port)) as sink:
        await sink.hear()
        yield f"http://127.0.0.1:{port}"


@asynccontextmanager
async def _convener(database: str, sink: str) -> AsyncIterator[Target]:
    port = free_port()
    async with running("bot", "web", variables=web_variables(database, sink, port)) as program:
        await accepts(port)
        yield Target(f"http://127.0.0.1:{port}/slack/events", program)


@asynccontextmanager
async def _bare(sink: str) -> AsyncIterator[Target]:
    port = free_port()
    async with running(*bare_arguments(sink, port)) as program:
        await program.hear()
        yield Target(f"http://127.0.0.1:{port}{bare_app.PATH}", program)


def web_variables(database: str, sink: str, port: int) -> dict[str, str]:
    """The settings of `convener web` with the sink in Slack's place."""
    return {
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": f"{sink}/api/",
        "DATABASE_URL": database,
        "LOG_LEVEL": "warning",
        "HOST": "127.0.0.1",
        "PORT": str(port),
    }


def bare_arguments(sink: str, port: int) -> tuple[str, ...]:
    given = {"--token": TOKEN, "--secret": SECRET, "--api": f"{sink}/api/", "--port": str(port)}
    return ("benchmarks.peers.bare_app", *(word for pair in given.items() for word in pair))


async def _replies_have_come(sink: str) -> None:
    """Wait for what follows the acks, so that the other program does not pay for it."""
    async with aiohttp.ClientSession(trust_env=False) as session:
        before = -1
        while (seen := await _replies(session, sink)) != before:
            before = seen
            await asyncio.sleep(QUIET_S)


async def _replies(session: aiohttp.ClientSession, sink: str) -> int:
    async with session.get(sink) as response:
        return int((await response.json())["replies"])
