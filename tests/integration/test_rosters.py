"""Rosters are read from Slack when they are wanted, and whatever Slack answers is borne."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from community.clock import MovableClock
from community.communities.views import Person
from community.ids import ChannelId, DeliveryKind, UserId, WorkspaceId
from community.services import Services, build_services
from jobs.gateway import SlackBusy, SlackRefused, SlackTrouble
from jobs.rosters import Rosters
from storage.unit_of_work import Store
from tests.support.communities import (
    ADA,
    BEN,
    CLEO,
    DEV,
    GUS,
    HOME,
    PEOPLE,
    ROBOT,
    WORKSPACE,
    caller,
    deliveries,
    members,
    set_up,
)
from tests.support.outbox import FakeSlack

STRANGER = UserId("USTRANGER")


@dataclass
class Channels(FakeSlack):
    """A Slack with people in its channels. `troubles` holds one fault for each reading of a channel."""

    inside: dict[str, list[UserId]] = field(default_factory=dict)
    asked_about: list[UserId] = field(default_factory=list)
    troubles: list[SlackTrouble] = field(default_factory=list)

    async def members_of(self, workspace_id: WorkspaceId, channel: ChannelId) -> list[UserId]:
        if self.troubles:
            raise self.troubles.pop(0)
        return self.inside.get(channel, [])

    async def person(self, workspace_id: WorkspaceId, user_id: UserId) -> Person:
        self.asked_about.append(user_id)
        if user_id not in PEOPLE:
            raise SlackRefused("user_not_found")
        return PEOPLE[user_id]


@pytest.fixture
def services(store: Store, clock: MovableClock) -> Services:
    return build_services(store, clock)


@pytest.fixture
def slack(clock: MovableClock) -> Channels:
    return Channels(clock, inside={HOME: [BEN, CLEO, ROBOT, GUS, STRANGER]})


@pytest.fixture
def rosters(services: Services, slack: Channels, clock: MovableClock) -> Rosters:
    return Rosters(services, slack, clock)


async def test_the_people_of_a_new_communitys_channel_become_members(
    store: Store, clock: MovableClock, slack: Channels, rosters: Rosters
) -> None:
    await set_up(store, clock)
    await rosters.run_once()
    assert await members(store) == [ADA, BEN, CLEO]
    assert await deliveries(store, DeliveryKind.WELCOME) == []
    slack.asked_about.clear()
    await rosters.run_once()
    assert slack.asked_about == []


async def test_slack_is_asked_only_about_people_the_bot_does_not_know(
    store: Store, clock: MovableClock, services: Services, slack: Channels, rosters: Rosters
) -> None:
    await services.people.remember(WORKSPACE, [PEOPLE[BEN]])
    await set_up(store, clock)  # describes everybody but the stranger
    await rosters.run_once()
    assert slack.asked_about == [STRANGER]


async def test_a_busy_slack_is_asked_again_next_time(
    store: Store, clock: MovableClock, services: Services, slack: Channels, rosters: Rosters
) -> None:
    await set_up(store, clock)
    slack.troubles.append(SlackBusy(30))
    await rosters.run_once()
    assert await members(store) == [ADA]
    assert len(await services.members.rosters_wanted()) == 1
    await rosters.run_once()
    assert await members(store) == [ADA, BEN, CLEO]


async def test_one_channel_that_is_refused_is_told_once_and_keeps_no_other_waiting(
    store: Store, clock: MovableClock, services: Services, slack: Channels, rosters: Rosters
) -> None:
    await set_up(store, clock, channel=ChannelId("C9"), name="Locked")
    clock.advance(timedelta(seconds=1))
    await set_up(store, clock)
    slack.troubles.append(SlackRefused("channel_not_found"))
    await rosters.run_once()
    assert await members(store) == [ADA, ADA, BEN, CLEO]
    (trouble,) = await deliveries(store, DeliveryKind.TROUBLE)
    assert trouble.context == {"channel": "C9", "error": "channel_not_found"}
    assert await services.members.rosters_wanted() == []


async def test_somebody_who_joins_while_slack_answers_stays(
    store: Store, clock: MovableClock, services: Services, slack: Channels, rosters: Rosters
) -> None:
    await set_up(store, clock)
    await rosters.run_once()
    clock.advance(timedelta(hours=1))
    await set_up(store, clock, version=1)

    async def answer_late(workspace_id: WorkspaceId, channel: ChannelId) -> list[UserId]:
        clock.advance(timedelta(seconds=2))
        await services.members.joined(caller(DEV), HOME, PEOPLE[DEV])
        return [BEN]

    slack.members_of = answer_late  # type: ignore[method-assign] # this once Slack takes its time
    await rosters.run_once()
    assert await members(store) == [ADA, BEN, DEV]
