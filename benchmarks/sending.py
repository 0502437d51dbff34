"""How fast what is due goes out: thousands of direct messages to a sandbox without limits.

Ours is the dispatcher with its database, its rendering and its gateway; the peer is a loop around the SDK's
client that posts as many messages of the same blocks to the same people. The peer keeps one session for all
calls, which the SDK does not do by itself: it is the faster peer.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from benchmarks.clocks import ShiftedClock
from benchmarks.communities import fresh_store
from benchmarks.district import MONDAY, District, build_district, nudges_due_at, settle_in, unlimited
from benchmarks.measuring import Aim, Measurement, compared
from benchmarks.processes import Program, running
from benchmarks.sizes import Sizes
from community.ids import DeliveryKind
from message_templates.renderer import Message, Renderer

PEER: Final = "bare AsyncWebClient loop of the same concurrency, one session kept"
AIM: Final = Aim(0.5)


class NotAllSent(RuntimeError):
    """Less (or more) arrived than was to be sent: the measurement would mean nothing."""


@dataclass(frozen=True, slots=True)
class Slack:
    """A sandbox without limits in a process of its own."""

    program: Program
    api_url: str
    token: str
    people: list[str]
    channels: list[str]

    async def must_have(self, posted: int) -> None:
        """End it, and see that so many direct messages were posted."""
        self.program.tell_to_end()
        found = await self.program.hear()
        if found != {"posted": posted, "refused": 0}:
            raise NotAllSent(f"{posted} direct messages were sent; the sandbox says {found}")


@dataclass(frozen=True, slots=True)
class Due:
    """Everything that is to be sent, and where to."""

    district: District
    slack: Slack


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast it went."""

    per_second: float
    processor_s: float  # of the sending process, for a thousand messages


async def measure(sizes: Sizes, folder: Path) -> list[Measurement]:
    """The peer's half, ours, the peer's other half: so a machine that slows down slows down both."""
    async with _due_district(sizes, folder) as (district, message):
        before = await _theirs(sizes, message)
        ours = await _ours(district, sizes)
        after = await _theirs(sizes, message)
    return [
        compared(
            "sending.due",
            PEER,
            "messages/s",
            [ours.per_second],
            [(before.per_second + after.per_second) / 2],
            aim=AIM,
            messages=_how_many(sizes),
            concurrency=sizes.concurrency,
            processor_s_per_1000=round(ours.processor_s, 3),
            peer_processor_s_per_1000=round((before.processor_s + after.processor_s) / 2, 3),
        )
    ]


def _how_many(sizes: Sizes) -> int:
    return sizes.communities * sizes.nudged


@asynccontextmanager
async def _due_district(sizes: Sizes, folder: Path) -> AsyncIterator[tuple[Due, Message]]:
    """All nudges due and nothing else, and one of them as it will be rendered."""
    clock = ShiftedClock(MONDAY)
    async with fresh_store(folder) as (_, store), _slack(sizes) as slack:
        district = build_district(
            store,
            clock,
            unlimited(clock),
            api_url=slack.api_url,
            token=slack.token,
            concurrency=sizes.concurrency,
        )
        convenings = await settle_in(district, clock, slack.channels, slack.people)
        await district.dispatcher.run_once()  # announcements and the like, which are not measured
        clock.shift_to(nudges_due_at(convenings))
        nudge = Renderer().message("convenings/rsvp_nudge", convening=convenings[0], note="")
        try:
            yield Due(district, slack), nudge
        finally:
            await district.gateway.close()


async def _ours(due: Due, sizes: Sizes) -> Pace:
    due.district.sent.kinds.clear()
    with _timing(_how_many(sizes)) as timing:
        await due.district.dispatcher.run_once()
    nudges = due.district.sent.kinds.count(DeliveryKind.RSVP_NUDGE)
    if nudges != _how_many(sizes) or len(due.district.sent.kinds) != nudges:
        raise NotAllSent(f"{nudges} of {_how_many(sizes)} nudges were sent")
    await due.slack.must_have(posted=nudges)
    return timing.pace


async def _theirs(sizes: Sizes, message: Message) -> Pace:
    """Half as many, to a sandbox of their own."""
    async with _slack(sizes) as slack, aiohttp.ClientSession() as session:
        client = AsyncWebClient(token=slack.token, base_url=slack.api_url, session=session)
        half = slack.people[: len(slack.people) // 2]
        waiting = iter(half)
        with _timing(len(half)) as timing:
            async with asyncio.TaskGroup() as posters:
                for _ in range(sizes.concurrency):
                    posters.create_task(_post_in_turn(client, waiting, message))
        await slack.must_have(posted=len(half))
    return timing.pace


async def _post_in_turn(client: AsyncWebClient, waiting: Iterator[str], message: Message) -> None:
    for user_id in waiting:
        await client.chat_postMessage(channel=user_id, text=message.text, blocks=message.blocks)


@asynccontextmanager
async def _slack(sizes: Sizes) -> AsyncIterator[Slack]:
    wanted = ("--people", str(_how_many(sizes)), "--channels", str(sizes.communities))
    async with running("benchmarks.peers.sandbox", *wanted) as program:
        found = await program.hear()
        yield Slack(program, found["api_url"], found["token"], found["people"], found["channels"])


class _Timing:
    pace: Pace


@contextmanager
def _timing(messages: int) -> Iterator[_Timing]:
    timing = _Timing()
    began, processor_began = time.perf_counter(), time.process_time()
    yield timing
    seconds, processor = time.perf_counter() - began, time.process_time() - processor_began
    timing.pace = Pace(messages / seconds, processor / messages * 1000)
