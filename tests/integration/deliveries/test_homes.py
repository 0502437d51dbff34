"""Homes are drawn only as fast as Slack lets them be: what people are told does not wait for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from community.clock import MovableClock
from community.deliveries import Wanted
from community.ids import DeliveryKind, Operation, WorkspaceId
from storage.queries.people import note_home_opened
from storage.unit_of_work import Store
from tests.support.outbox import WORKSPACE, FakeSlack, a_community, a_dispatcher, a_wanted, plan_for
from tests.support.running import run_once

SLOW = timedelta(seconds=20)
SOON = timedelta(seconds=2)


@dataclass
class SlowHomes(FakeSlack):
    """A Slack whose limit for Homes is used up: each has its turn only after a while."""

    async def turn(
        self, workspace_id: WorkspaceId, operation: Operation, channel: str, priority: int
    ) -> None:
        if operation is Operation.HOME:
            await self.clock.sleep(SLOW.total_seconds())


@pytest.fixture
def slack(clock: MovableClock) -> SlowHomes:
    return SlowHomes(clock)


def a_home(clock: MovableClock, user_id: str) -> Wanted:
    return a_wanted(
        f"home:{user_id}",
        clock.now(),
        recipient=user_id,
        kind=DeliveryKind.HOME,
        operation=Operation.HOME,
    )


def starting_soon(clock: MovableClock, user_id: str) -> Wanted:
    due_at = clock.now() + timedelta(seconds=1)
    return a_wanted(f"soon:{user_id}", due_at, recipient=user_id, kind=DeliveryKind.STARTING_SOON)


async def test_a_person_is_told_while_their_home_still_waits_to_be_drawn(
    store: Store, clock: MovableClock, slack: SlowHomes
) -> None:
    began_at = clock.now()
    await plan_for(store, clock.now(), [a_home(clock, "UADA"), starting_soon(clock, "UADA")])

    await run_once(clock, a_dispatcher(store, clock, slack))

    assert [item.channel for item in slack.sent] == ["UADA"]
    assert slack.sent[0].at <= began_at + SOON
    assert slack.homes == ["UADA"]


async def test_more_homes_than_a_lane_holds_keep_nobody_from_being_told(
    store: Store, clock: MovableClock, slack: SlowHomes
) -> None:
    began_at = clock.now()
    homes = [a_home(clock, f"U{number:04}") for number in range(1100)]
    await plan_for(store, clock.now(), [*homes, starting_soon(clock, "UADA")])

    await run_once(clock, a_dispatcher(store, clock, slack))

    assert slack.sent[0].at <= began_at + SOON
    assert len(slack.homes) == 1100


async def test_a_facilitators_home_is_drawn_once_in_ten_seconds_while_much_is_sent(
    store: Store, clock: MovableClock
) -> None:
    slack = FakeSlack(clock)
    community = await a_community(store, clock.now())
    async with store.transaction() as session:
        await note_home_opened(session, WORKSPACE, "UFAY", clock.now())
    began_at = clock.now()
    wanted = [a_wanted(f"r{second}", began_at + timedelta(seconds=second)) for second in range(9)]
    await plan_for(store, clock.now(), wanted, community_id=community)
    dispatcher = a_dispatcher(store, clock, slack)

    for _ in range(9):
        await run_once(clock, dispatcher)
        clock.advance(timedelta(seconds=1))
    assert (len(slack.sent), slack.homes) == (9, [])

    clock.move_to(max(clock.now(), began_at + timedelta(seconds=20)))
    await run_once(clock, dispatcher)
    assert slack.homes == ["UFAY"]
