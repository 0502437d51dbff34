"""The database goes away at the worst moments: nothing is lost and nothing is doubled."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import pytest

from community.clock import MovableClock
from community.deliveries.outbox import Ledger, Outbox
from community.deliveries.outcomes import Outcome
from community.deliveries.views import Delivery
from community.ids import DeliveryId, WorkspaceId
from storage.unit_of_work import Store
from tests.support.outbox import FakeSlack, a_dispatcher, a_wanted, plan_for, states
from tests.support.running import run_once


class FailingOutbox(Outbox):
    """The group commit of number `at` fails: before it is made, or after, when only its answer is lost."""

    at: int
    is_made: bool
    count = 0

    async def record(
        self, holder: str, *, outcomes: Sequence[Outcome], begins: Sequence[Delivery], lease_until: datetime
    ) -> Ledger:
        self.count += 1
        fails = self.count == self.at
        if fails and not self.is_made:
            raise ConnectionError
        ledger = await super().record(holder, outcomes=outcomes, begins=begins, lease_until=lease_until)
        if fails:
            raise ConnectionError
        return ledger


@pytest.mark.parametrize("at", [1, 2, 3, 4])
@pytest.mark.parametrize("is_made", [False, True])
async def test_each_message_is_sent_once_whichever_commit_fails(
    store: Store, clock: MovableClock, at: int, is_made: bool
) -> None:
    slack = FakeSlack(clock)
    await plan_for(store, clock.now(), [a_wanted(key, clock.now()) for key in "abc"])
    outbox = FailingOutbox(store, clock)
    outbox.at, outbox.is_made = at, is_made

    await run_once(clock, a_dispatcher(store, clock, slack, outbox=outbox))

    assert sorted(slack.keys()) == ["a", "b", "c"]
    assert set((await states(store)).values()) == {"sent"}


class BlindOutbox(Outbox):
    """Cannot be read for a moment, once the first batch is out."""

    looks = 0

    async def due(
        self, workspace_id: WorkspaceId, *, taken: Collection[DeliveryId], at_most: int, homes_at_most: int
    ) -> list[Delivery]:
        self.looks += 1
        if self.looks == 2:
            raise ConnectionError
        return await super().due(workspace_id, taken=taken, at_most=at_most, homes_at_most=homes_at_most)


async def test_a_look_that_fails_while_a_message_is_on_its_way_does_not_send_it_again(
    store: Store, clock: MovableClock
) -> None:
    slack, outbox = FakeSlack(clock), BlindOutbox(store, clock)
    answered = asyncio.Event()

    async def slowly(key: str) -> None:
        await answered.wait()

    slack.on_post = slowly
    await plan_for(store, clock.now(), [a_wanted(key, clock.now()) for key in "abc"])
    dispatcher = a_dispatcher(store, clock, slack, outbox=outbox)

    for _ in range(5):
        await dispatcher.tick()
        await asyncio.sleep(0.02)
        clock.advance(timedelta(seconds=1))
    answered.set()
    await run_once(clock, dispatcher)

    assert outbox.looks > 2
    assert slack.keys() == ["a", "b", "c"]
    assert set((await states(store)).values()) == {"sent"}
