"""What is kept for a while only goes; what is stale expires also where no worker comes by."""

from __future__ import annotations

from datetime import timedelta

import pytest

from community.clock import MovableClock
from community.deliveries.housekeeping import Cleared, Housekeeping
from community.errors import RepeatedRequest
from community.ids import UserId
from community.work import Caller, UseCases, audit
from storage.unit_of_work import Store
from tests.support.outbox import WORKSPACE, a_wanted, plan_for, states

DAY = timedelta(days=1)


class Clicks(UseCases):
    """The smallest use case."""

    async def click(self, caller: Caller, *, fails: bool = False) -> None:
        async with self._work(caller) as work:
            await audit(work, caller, "tests.button.click", "button", None)
            if fails:
                raise LookupError


async def test_a_receipt_is_kept_for_a_day(store: Store, clock: MovableClock) -> None:
    clicks, caller = Clicks(store, clock), Caller(WORKSPACE, UserId("U1"), "click:1")
    await clicks.click(caller)
    with pytest.raises(RepeatedRequest):
        await clicks.click(caller)

    clock.advance(DAY + timedelta(seconds=1))
    assert await Housekeeping(store, clock).clear_up() == Cleared(expired=0, receipts=1, deliveries=0)
    await clicks.click(caller)


async def test_what_went_wrong_may_be_asked_again(store: Store, clock: MovableClock) -> None:
    clicks, caller = Clicks(store, clock), Caller(WORKSPACE, UserId("U1"), "click:1")
    with pytest.raises(LookupError):
        await clicks.click(caller, fails=True)

    await clicks.click(caller)


async def test_stale_messages_expire_and_very_old_ones_are_forgotten(
    store: Store, clock: MovableClock
) -> None:
    housekeeping = Housekeeping(store, clock)
    await plan_for(store, clock.now(), [a_wanted("old", clock.now())])

    clock.advance(2 * DAY)
    assert (await housekeeping.clear_up()).expired == 1
    assert await states(store) == {"old": "expired"}
    clock.advance(400 * DAY)
    assert (await housekeeping.clear_up()).deliveries == 1
    assert await states(store) == {}
