"""The database goes away at the worst moments: nothing is lost and nothing is doubled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pytest

from community.clock import MovableClock
from community.deliveries.outbox import Ledger, Outbox
from community.deliveries.outcomes import Outcome
from community.deliveries.views import Delivery
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
