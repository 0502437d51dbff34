"""How near to Slack's limits the dispatcher keeps, without ever crossing them.

The sandbox counts calls as Slack documents: at most 300 `chat.postMessage` in any minute, one post a second
and channel after a burst of four. Both it and the bot live by one clock that jumps over every wait, so that
minutes pass in seconds; a call takes no time on that clock. What is measured is the waiting alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from benchmarks.communities import fresh_store
from benchmarks.district import (
    MONDAY,
    District,
    build_district,
    nudges_due_at,
    reminders_due_at,
    settle_in,
)
from benchmarks.measuring import Aim, Measurement, compared
from benchmarks.sizes import Sizes
from bot.manifest import build_manifest
from bot.rate_limits import SlackLimits
from bot.stage.hours import Hours
from community.clock import MovableClock
from community.convenings.views import Convening
from sandbox.rate_limits import WINDOW_S, Limit
from sandbox.server import SandboxServer
from sandbox.workspace import Workspace

PEER: Final = "least time the limits allow for these messages"
AIM: Final = Aim(1.05, is_most=True)
LEAST_COMMUNITY: Final = 2


@dataclass(frozen=True, slots=True)
class Play:
    """The bot and its Slack, which share a clock."""

    clock: MovableClock
    server: SandboxServer
    district: District
    hours: Hours


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who is there, and how much is planned."""

    channels: int
    people: int
    convenings: int
    due_at: Callable[[Sequence[Convening]], datetime]


async def measure(sizes: Sizes, folder: Path) -> list[Measurement]:
    communities = max(1, sizes.limited // sizes.nudged)
    everybody = Crowd(communities, sizes.limited, 1, nudges_due_at)
    one_channel = Crowd(1, LEAST_COMMUNITY, sizes.reminders, reminders_due_at)
    return [
        await _measure("limits.many_people", everybody, sizes, folder),
        await _measure("limits.one_channel", one_channel, sizes, folder),
    ]


async def _measure(name: str, crowd: Crowd, sizes: Sizes, folder: Path) -> Measurement:
    async with _play(name, crowd, sizes, folder) as play:
        posted_before = len(_posts(play))
        refused_before = play.server.limits.total_refused
        began = play.clock.now()
        await play.hours.finish(play.district.dispatcher.run_once())
        posts = _posts(play)[posted_before:]
        taken = (play.district.sent.last_at - began).total_seconds()
        least = least_seconds(posts, burst=play.server.limits.burst)
        refused = play.server.limits.total_refused - refused_before
    # Neither is taken to be less than a second, or a handful of messages would have no ratio.
    return compared(
        name,
        PEER,
        "seconds",
        [max(1.0, taken)],
        [max(1.0, least)],
        aim=AIM,
        messages=len(posts),
        refused=refused,
    )


def least_seconds(posts: Sequence[str], *, burst: int) -> float:
    """The least time the sandbox's limits allow from the first to the last of these posts.

    `posts`: the channel of each. The longer of two counts: as many whole minutes as the workspace's 300 a
    minute fill, and for the busiest channel a second for each post beyond the burst. No order is quicker.
    """
    if not posts:
        return 0.0
    minutes = (len(posts) - 1) // Limit.POSTS.value
    busiest = max(Counter(posts).values())
    return max(minutes * WINDOW_S, float(max(0, busiest - burst)))


@asynccontextmanager
async def _play(name: str, crowd: Crowd, sizes: Sizes, folder: Path) -> AsyncIterator[Play]:
    """Everything up to the moment at which the messages are due."""
    clock = MovableClock(MONDAY)
    workspace = Workspace(clock)
    app = workspace.install_app(build_manifest())
    people = [workspace.add_person(f"Person {number}").id for number in range(crowd.people)]
    channels = [
        workspace.add_channel(f"plc-{number}", members=[app.bot_user_id]).id
        for number in range(crowd.channels)
    ]
    async with fresh_store(folder, name) as (_, store), SandboxServer(workspace) as server:
        district = build_district(
            store,
            clock,
            SlackLimits(clock),
            api_url=server.api_url,
            token=app.bot_token,
            concurrency=sizes.concurrency,
        )
        play = Play(clock, server, district, Hours(clock, lambda: district.dispatcher.is_busy))
        try:
            convenings = await settle_in(district, clock, channels, people, crowd.convenings)
            await play.hours.finish(district.dispatcher.run_once())  # announcements, which are not measured
            await server.settle()  # Slack shows a file some time after it was given
            clock.move_to(crowd.due_at(convenings))
            yield play
        finally:
            await district.gateway.close()


def _posts(play: Play) -> list[str]:
    """The channel of every message in the workspace, in the order they were posted."""
    posted = [
        (message.ts, channel.id)
        for channel in play.server.workspace.channels.values()
        for message in channel.messages.values()
    ]
    return [channel_id for _, channel_id in sorted(posted)]
