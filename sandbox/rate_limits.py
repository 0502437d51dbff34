"""Slack's rate limits: calls per minute and method by tier, one post per second and channel.

Counted on the workspace's clock, so that virtual time that passes really does refill them.
"""

import math
from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from sandbox.model import Clock

WINDOW_S = 60.0
ROUNDING_S = 1e-5  # seconds since 1970 in a float are not exact: who waits exactly long enough may pass


class Limit(Enum):
    """How often a method may be called, per minute, app and workspace."""

    TIER_1 = 1
    TIER_2 = 20
    TIER_3 = 50
    TIER_4 = 100
    POSTS = 300
    HUNDREDS = 600
    NONE = 0


@dataclass(slots=True)
class _Bucket:
    """One post per second with a small burst: `tokens` refill by one each second up to the burst."""

    tokens: float
    filled_at: float


@dataclass(frozen=True, slots=True)
class Calls:
    """How far an app has used up a method: calls in the last minute, and seconds until the oldest of them
    counts no more (`None` if there are none)."""

    app_id: str
    method: str
    used: int
    free_in: float | None


@dataclass(frozen=True, slots=True)
class Posts:
    """How many posts an app may make at once in a channel now; one comes back each second."""

    app_id: str
    channel_id: str
    tokens: float


@dataclass(slots=True)
class RateLimits:
    """Says whether a call may pass now. `burst` posts may follow each other at once in one channel.

    `enabled = False` lets everything pass: benchmarks without limits. `refused` counts the 429s by method.
    """

    clock: Clock
    enabled: bool = True
    burst: int = 4
    refused: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _calls: dict[tuple[str, str], deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _buckets: dict[tuple[str, str], _Bucket] = field(default_factory=dict)

    def wait_for_method(self, app_id: str, method: str, limit: Limit) -> int:
        """Count one call. 0 if it may pass, else the whole seconds for `Retry-After`.

        No more than `limit` calls pass in *any* minute, which is stricter than a bucket.
        """
        if not self.enabled or limit is Limit.NONE:
            return 0
        now = _seconds(self.clock.now())
        calls = self._calls[app_id, method]
        while calls and calls[0] <= now - WINDOW_S + ROUNDING_S:
            calls.popleft()
        if len(calls) < limit.value:
            calls.append(now)
            return 0
        return self._refuse(method, calls[0] + WINDOW_S - now)

    def wait_for_channel(self, app_id: str, method: str, channel_id: str) -> int:
        """Count one post into a channel. 0 if it may pass, else the whole seconds for `Retry-After`."""
        if not self.enabled:
            return 0
        now = _seconds(self.clock.now())
        bucket = self._buckets.setdefault((app_id, channel_id), _Bucket(float(self.burst), now))
        bucket.tokens = self._tokens(bucket, now)
        bucket.filled_at = now
        if bucket.tokens >= 1.0 - ROUNDING_S:
            bucket.tokens -= 1.0
            return 0
        return self._refuse(method, 1.0 - bucket.tokens)

    def calls(self) -> list[Calls]:
        """How every method that was ever called stands now."""
        now = _seconds(self.clock.now())
        return [self._standing(*key, now) for key in self._calls]

    def _standing(self, app_id: str, method: str, now: float) -> Calls:
        living = [at for at in self._calls[app_id, method] if at > now - WINDOW_S + ROUNDING_S]
        return Calls(app_id, method, len(living), living[0] + WINDOW_S - now if living else None)

    def posts(self) -> list[Posts]:
        """How every channel that was ever posted to stands now."""
        now = _seconds(self.clock.now())
        return [Posts(*key, self._tokens(bucket, now)) for key, bucket in self._buckets.items()]

    def _tokens(self, bucket: _Bucket, now: float) -> float:
        return min(float(self.burst), bucket.tokens + now - bucket.filled_at)

    def _refuse(self, method: str, seconds: float) -> int:
        self.refused[method] += 1
        return max(1, math.ceil(seconds))

    @property
    def total_refused(self) -> int:
        """All 429s that the limits (not the faults) answered."""
        return sum(self.refused.values())


def _seconds(moment: datetime) -> float:
    return moment.timestamp()
