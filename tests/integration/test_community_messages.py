"""What communities tell people, as it reaches Slack, and what is not told any more when its hour comes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from community.clock import MovableClock
from community.ids import DeliveryKind
from jobs.gateway import SlackRefused
from storage.unit_of_work import Store
from tests.support.communities import ADA, BEN, HOME, PEOPLE, caller, deliveries, set_up
from tests.support.digests import Newsroom, a_held_convening


@pytest.fixture
def news(store: Store, clock: MovableClock) -> Newsroom:
    return Newsroom(store, clock)


def told(news: Newsroom) -> list[tuple[str, str]]:
    return [(item.channel, item.text) for item in news.slack.sent]


async def later(news: Newsroom) -> None:
    await news.at(news.clock.now() + timedelta(minutes=1))


async def test_setting_up_says_so_in_the_channel_and_to_the_other_facilitators(
    news: Newsroom, store: Store, clock: MovableClock
) -> None:
    await set_up(store, clock, facilitators=(ADA, BEN))
    await later(news)
    assert sorted(channel for channel, _ in told(news)) == [HOME, BEN]
    assert all("Math PLC" in text for _, text in told(news))


async def test_somebody_taken_off_before_being_told_is_not_told(
    news: Newsroom, store: Store, clock: MovableClock
) -> None:
    await set_up(store, clock, facilitators=(ADA, BEN))
    await set_up(store, clock, version=1, facilitators=(ADA,))
    await later(news)
    assert [channel for channel, _ in told(news)] == [HOME]
    (row,) = await deliveries(store, DeliveryKind.FACILITATOR_ADDED)
    assert row.state == "skipped"


async def test_a_welcome_names_the_community_and_what_is_next(
    news: Newsroom, store: Store, clock: MovableClock
) -> None:
    community = await set_up(store, clock)
    await a_held_convening(store, community, clock.now() - timedelta(minutes=10), title="Under way")
    await a_held_convening(store, community, clock.now() + timedelta(days=1), title="Next")
    await news.services.members.joined(caller(BEN), HOME, PEOPLE[BEN])
    newcomer = await news.services.members.newcomer(community.id, BEN)
    assert newcomer is not None
    assert newcomer.next_convening is not None
    assert newcomer.next_convening.title == "Next"
    await later(news)
    assert (BEN, "Welcome to Math PLC") in told(news)


async def test_who_left_again_is_not_welcomed(news: Newsroom, store: Store, clock: MovableClock) -> None:
    await set_up(store, clock)
    await news.services.members.joined(caller(BEN), HOME, PEOPLE[BEN])
    await news.services.members.left(caller(BEN), HOME)
    await later(news)
    assert BEN not in [channel for channel, _ in told(news)]


async def test_an_archived_channel_is_told_to_the_facilitator_alone_in_the_polite_hours(
    news: Newsroom, store: Store, clock: MovableClock
) -> None:
    await set_up(store, clock)
    await later(news)
    news.slack.sent.clear()
    await news.services.communities.channel_archived(caller(BEN), HOME)
    await news.at(clock.now() + timedelta(hours=3))
    assert told(news) == [(ADA, "A message of Math PLC did not get through")]


async def test_a_channel_that_was_mended_before_it_was_told_is_not_told(
    news: Newsroom, store: Store, clock: MovableClock
) -> None:
    await set_up(store, clock)
    await later(news)
    news.slack.sent.clear()
    await news.services.communities.channel_archived(caller(BEN), HOME)
    await news.services.communities.channel_unarchived(caller(BEN), HOME)
    await news.at(clock.now() + timedelta(hours=3))
    assert told(news) == []


async def test_an_event_and_a_refused_message_tell_of_one_trouble_once(
    news: Newsroom, store: Store, clock: MovableClock
) -> None:
    await set_up(store, clock)
    news.slack.refusing[HOME] = SlackRefused("is_archived")
    await later(news)  # the message that says ready is refused
    await news.services.communities.channel_archived(caller(BEN), HOME)
    assert len(await deliveries(store, DeliveryKind.TROUBLE)) == 1
    del news.slack.refusing[HOME]
    await news.services.communities.channel_unarchived(caller(BEN), HOME)
    await later(news)
    assert [channel for channel, _ in told(news)] == [ADA, HOME]  # ready after all
