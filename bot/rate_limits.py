"""Keeping under Slack's limits, so that Slack never has to say 429.

Slack counts calls per method and workspace in a minute, and posts per channel in a second. Both are counted
here from the *end* of each call: Slack counted it some time before, so we are never early, whatever the
network did to the order and the pace of arrival.
"""

from __future__ import annotations

import asyncio
import heapq
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from types import MappingProxyType
from typing import Final

from community.clock import Clock

MINUTE: Final = timedelta(seconds=60)
CHANNEL_PAUSE: Final = timedelta(seconds=1)
LONGEST_CALL: Final = timedelta(seconds=20)  # a place taken and not used is free again after this
REMEMBERED_CHANNELS: Final = 10_000

TIER_2, TIER_3, TIER_4 = 20, 50, 100

# Calls a minute, method by method; what is not named here is taken to be tier 3.
CALLS_A_MINUTE: Final[Mapping[str, int]] = MappingProxyType(
    {
        "chat.postMessage": 300,  # "several hundred": the ceiling of a whole workspace
        "chat.update": TIER_3,
        "chat.postEphemeral": TIER_4,
        "chat.getPermalink": 300,  # "hundreds"
        "conversations.history": TIER_3,
        "conversations.replies": TIER_3,
        "conversations.open": TIER_3,
        "conversations.members": TIER_4,
        "users.info": TIER_4,
        "views.publish": TIER_4,
        "files.getUploadURLExternal": TIER_4,
        "files.completeUploadExternal": TIER_4,
    }
)


_Waiting = tuple[int, int, asyncio.Future[None]]


@dataclass(slots=True)
class _Method:
    """The calls of one method in one workspace: under way, of the last minute, and those that wait."""

    limit: int
    taken: deque[datetime] = field(default_factory=deque)  # when each place under way was taken
    ended: deque[datetime] = field(default_factory=deque)
    waiting: list[_Waiting] = field(default_factory=list)
    paused_until: datetime | None = None
    usher: asyncio.Task[None] | None = None

    def free_at(self, now: datetime) -> datetime:
        """When the next call may be made; `now` or earlier: at once."""
        self._forget(now)
        paused_until = self.paused_until or now
        if len(self.taken) + len(self.ended) < self.limit:
            return paused_until
        return max(paused_until, (self.ended[0] if self.ended else now) + MINUTE)

    def take(self, now: datetime) -> None:
        self.taken.append(now)

    def end_one(self, now: datetime) -> None:
        """A call ended. Which of those under way it was makes no difference to the count."""
        if self.taken:
            self.taken.popleft()
            self.ended.append(now)

    def _forget(self, now: datetime) -> None:
        while self.taken and self.taken[0] + LONGEST_CALL <= now:
            self.ended.append(self.taken.popleft() + LONGEST_CALL)  # a place that was never used
        while self.ended and self.ended[0] + MINUTE <= now:
            self.ended.popleft()


class SlackLimits:
    """Says when a call may be made. One for all workspaces of a process; the one that holds a workspace's
    lane is the only one that calls for it, which is what makes the count exact."""

    def __init__(
        self,
        clock: Clock,
        calls_a_minute: Mapping[str, int] = CALLS_A_MINUTE,
        channel_pause: timedelta = CHANNEL_PAUSE,
    ) -> None:
        self._clock = clock
        self._channel_pause = channel_pause
        self._calls_a_minute = calls_a_minute
        self._methods: dict[tuple[str, str], _Method] = {}
        self._channels: dict[tuple[str, str], datetime] = {}  # when each may be posted to again
        self._order = count()

    async def turn(
        self, workspace_id: str, method: str, *, channel: str | None = None, priority: int = 50
    ) -> None:
        """Wait until one more call may be made, and take its place. The smaller `priority` goes first.

        `channel`: the call posts there; at most one caller at a time may wait for a channel.
        """
        if channel is not None:
            await self._channel_is_free(workspace_id, channel)
        queue = self._method(workspace_id, method)
        now = self._clock.now()
        if not queue.waiting and queue.free_at(now) <= now:
            queue.take(now)
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(queue.waiting, (priority, next(self._order), turn))
        if queue.usher is None or queue.usher.done():
            queue.usher = asyncio.create_task(self._usher(queue))
        await turn

    def ended(self, workspace_id: str, method: str, *, channel: str | None = None) -> None:
        """The call has been answered, or was given up."""
        now = self._clock.now()
        self._method(workspace_id, method).end_one(now)
        if channel is not None:
            self._channels[workspace_id, channel] = now + self._channel_pause
            self._forget_old_channels(now)

    def pause(self, workspace_id: str, method: str, seconds: float) -> None:
        """Slack said 429 all the same: no call of this method, in this workspace, for so long."""
        self._method(workspace_id, method).paused_until = self._clock.now() + timedelta(seconds=seconds)

    def _method(self, workspace_id: str, method: str) -> _Method:
        key = (workspace_id, method)
        if key not in self._methods:
            self._methods[key] = _Method(self._calls_a_minute.get(method, TIER_3))
        return self._methods[key]

    async def _channel_is_free(self, workspace_id: str, channel: str) -> None:
        free_at = self._channels.get((workspace_id, channel))
        while free_at is not None and (wait := (free_at - self._clock.now()).total_seconds()) > 0:
            await self._clock.sleep(wait)

    async def _usher(self, queue: _Method) -> None:
        """Let in those who wait, as places become free."""
        while queue.waiting:
            now = self._clock.now()
            wait = (queue.free_at(now) - now).total_seconds()
            if wait > 0:
                await self._clock.sleep(wait)
                continue
            _, _, turn = heapq.heappop(queue.waiting)
            if not turn.done():  # else cancelled while it waited
                queue.take(now)
                turn.set_result(None)

    def _forget_old_channels(self, now: datetime) -> None:
        if len(self._channels) > REMEMBERED_CHANNELS:
            self._channels = {key: free_at for key, free_at in self._channels.items() if free_at > now}
