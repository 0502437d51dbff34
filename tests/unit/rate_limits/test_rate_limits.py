"""Under Slack's limits nothing is refused, and hardly a second is given away."""

from __future__ import annotations

import asyncio
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rate_limits import SlackLimits
from community.clock import MovableClock
from sandbox.rate_limits import Limit, RateLimits
from tests.support.running import drive


class CountingSlack:
    """The sandbox's own limits, asked at some moment while a call is under way."""

    def __init__(self, clock: MovableClock) -> None:
        self.limits = RateLimits(clock, burst=1)
        self.arrived: list[tuple[datetime, str, str]] = []
        self._clock = clock

    async def call(
        self, limits: SlackLimits, name: str, channel: str, latency: float, priority: int = 50
    ) -> None:
        await limits.turn("T1", "chat.postMessage", channel=channel, priority=priority)
        await self._clock.sleep(latency / 2)
        self.arrived.append((self._clock.now(), channel, name))
        assert not self.limits.wait_for_method("A1", "chat.postMessage", Limit.POSTS)
        assert not self.limits.wait_for_channel("A1", "chat.postMessage", channel)
        await self._clock.sleep(latency / 2)
        limits.ended("T1", "chat.postMessage", channel=channel)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.lists(st.floats(0, 0.5), max_size=30), max_size=30))
async def test_no_call_comes_too_early_whatever_the_network_does(channels: list[list[float]]) -> None:
    clock = MovableClock(datetime.fromisoformat("2026-09-07T15:00:00Z"))
    limits, slack = SlackLimits(clock), CountingSlack(clock)

    async def speak(channel: str, latencies: list[float]) -> None:
        for latency in latencies:
            await slack.call(limits, "", channel, latency)

    await drive(
        clock,
        asyncio.gather(*(speak(f"C{number}", latencies) for number, latencies in enumerate(channels))),
        is_busy=lambda: False,
    )

    assert len(slack.arrived) == sum(map(len, channels))


async def test_a_thousand_people_are_reached_as_fast_as_the_ceiling_allows(clock: MovableClock) -> None:
    limits, slack = SlackLimits(clock), CountingSlack(clock)
    began = clock.now()

    calls = (slack.call(limits, "", f"U{number}", 0.05) for number in range(1000))
    await drive(clock, asyncio.gather(*calls), is_busy=lambda: False)

    theoretical = 3 * 60  # 300 at once, then 300 each minute
    assert (clock.now() - began).total_seconds() <= theoretical * 1.05


async def test_one_channel_hears_one_message_a_second(clock: MovableClock) -> None:
    limits, slack = SlackLimits(clock), CountingSlack(clock)
    began = clock.now()

    async def speak() -> None:
        for _ in range(100):
            await slack.call(limits, "", "C1", 0.02)

    await drive(clock, speak(), is_busy=lambda: False)

    assert (clock.now() - began).total_seconds() <= 99 * 1.05


async def test_who_is_more_urgent_goes_first_when_all_have_to_wait(clock: MovableClock) -> None:
    limits, slack = SlackLimits(clock), CountingSlack(clock)
    many = [slack.call(limits, "nudge", f"U{number}", 0.05, priority=40) for number in range(400)]
    urgent = slack.call(limits, "starting soon", "C1", 0.05, priority=15)

    await drive(clock, asyncio.gather(*many, urgent), is_busy=lambda: False)

    waited = [name for at, _, name in slack.arrived[300:]]
    assert waited[0] == "starting soon"


async def test_a_place_taken_and_never_used_does_not_stay_taken(clock: MovableClock) -> None:
    limits = SlackLimits(clock, {"chat.update": 2})
    began = clock.now()

    async def five_turns() -> None:
        for _ in range(5):
            await limits.turn("T1", "chat.update")

    await drive(clock, five_turns(), is_busy=lambda: False)

    assert (clock.now() - began).total_seconds() <= 2 * 80
