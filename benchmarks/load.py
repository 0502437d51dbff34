"""The one client of the acks: so many requests at once, each sent as soon as another is answered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import aiohttp

from benchmarks.measuring import percentile
from benchmarks.slack_requests import SlackRequest

TIMEOUT_S = 30.0


@dataclass(slots=True)
class Load:
    """How a set of requests was answered."""

    seconds: float = 0.0
    waits_s: list[float] = field(default_factory=list)  # of each request, until its acknowledgement was read
    processor_s: float | None = None  # of the program under load, with what follows the acknowledgements
    bodies: list[bytes] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return len(self.waits_s) / self.seconds

    def wait_ms(self, share: float) -> float:
        return percentile(self.waits_s, share) * 1000


class NotAcknowledged(RuntimeError):
    """An answer other than 200: the measurement would mean nothing."""


async def send(url: str, requests: Sequence[SlackRequest], *, concurrency: int) -> Load:
    """Send all requests to `url`. Raises `NotAcknowledged`."""
    load, waiting = Load(), iter(requests)
    connector = aiohttp.TCPConnector(limit=concurrency)
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout, trust_env=False) as session:
        started = time.perf_counter()
        async with asyncio.TaskGroup() as senders:
            for _ in range(concurrency):
                senders.create_task(_send_in_turn(session, url, waiting, load))
        load.seconds = time.perf_counter() - started
    return load


async def _send_in_turn(
    session: aiohttp.ClientSession, url: str, waiting: Iterator[SlackRequest], load: Load
) -> None:
    for request in waiting:
        began = time.perf_counter()
        async with session.post(url, data=request.body, headers=request.headers) as response:
            body = await response.read()
            if response.status != 200:
                raise NotAcknowledged(f"{response.status}: {body[:200]!r}")
        load.waits_s.append(time.perf_counter() - began)
        load.bodies.append(body)
