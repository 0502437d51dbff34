"""Facilitators hear once, in plain words, of what Slack refuses, and again only after it worked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from community.clock import MovableClock
from community.deliveries.housekeeping import Housekeeping
from community.ids import CommunityId, DeliveryKind
from jobs.gateway import SlackRefused
from storage.tables import CommunityRow
from storage.unit_of_work import Store
from tests.support.outbox import FakeSlack, a_community, a_dispatcher, a_wanted, plan_for
from tests.support.running import run_once

HOUR = timedelta(hours=1)


@pytest.fixture
def slack(clock: MovableClock) -> FakeSlack:
    return FakeSlack(clock)


def told(slack: FakeSlack) -> list[str]:
    return [item.channel for item in slack.sent if item.key.startswith(DeliveryKind.TROUBLE)]


async def send(
    store: Store, clock: MovableClock, slack: FakeSlack, community: CommunityId, key: str, channel: str = "C1"
) -> None:
    """Plan one reminder, and run until facilitators would have heard of its trouble."""
    kind = DeliveryKind.STARTING_SOON if channel.startswith("U") else DeliveryKind.REMINDER
    wanted = a_wanted(key, clock.now(), recipient=channel, kind=kind)
    await plan_for(store, clock.now(), [wanted], subject=f"convening:{key}", community_id=community)
    dispatcher = a_dispatcher(store, clock, slack)
    await run_once(clock, dispatcher)
    clock.advance(timedelta(seconds=5))
    await run_once(clock, dispatcher)


async def trouble_of(store: Store) -> str | None:
    async with store.reading() as session:
        return await session.scalar(select(CommunityRow.channel_trouble))


async def test_each_facilitator_is_told_once_until_it_works_again(
    store: Store, clock: MovableClock, slack: FakeSlack
) -> None:
    community = await a_community(store, clock.now(), facilitators=("UFAY", "UGUS"))
    slack.refusing = {"C1": SlackRefused("is_archived")}
    for key in ("1", "2", "3"):
        await send(store, clock, slack, community, key)
    assert sorted(told(slack)) == ["UFAY", "UGUS"]
    assert await trouble_of(store) == "is_archived"

    slack.refusing = {}
    await send(store, clock, slack, community, "4")
    assert await trouble_of(store) is None

    slack.refusing = {"C1": SlackRefused("is_archived")}
    await send(store, clock, slack, community, "5")
    assert len(told(slack)) == 4


async def test_another_reason_is_news(store: Store, clock: MovableClock, slack: FakeSlack) -> None:
    community = await a_community(store, clock.now())
    for key, code in (("1", "is_archived"), ("2", "channel_not_found")):
        slack.refusing = {"C1": SlackRefused(code)}
        await send(store, clock, slack, community, key)

    assert len(told(slack)) == 2


async def test_many_closed_accounts_are_one_piece_of_news_a_week(
    store: Store, clock: MovableClock, slack: FakeSlack
) -> None:
    community = await a_community(store, clock.now())
    slack.refusing = {f"U{n}": SlackRefused("account_inactive") for n in range(5)}
    for n in range(4):
        await send(store, clock, slack, community, str(n), channel=f"U{n}")
    assert len(told(slack)) == 1

    clock.advance(timedelta(days=8))
    await Housekeeping(store, clock).clear_up()
    await send(store, clock, slack, community, "4", channel="U4")
    assert len(told(slack)) == 2


async def test_trouble_with_telling_of_trouble_is_told_to_nobody(
    store: Store, clock: MovableClock, slack: FakeSlack
) -> None:
    community = await a_community(store, clock.now())
    slack.refusing = {"C1": SlackRefused("is_archived"), "UFAY": SlackRefused("messages_tab_disabled")}

    for key in ("1", "2"):
        await send(store, clock, slack, community, key)

    assert slack.sent == []
