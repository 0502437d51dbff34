"""Transactions that want the same rows in different orders: only PostgreSQL lets two write at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import update

from community.clock import MovableClock
from community.deliveries import touch
from community.deliveries.outbox import Outbox
from community.errors import Crossed
from community.ids import DeliveryKind, Operation, UserId
from community.work import Caller, UseCases, Work
from storage.tables import DeliveryRow
from storage.unit_of_work import Store
from tests.support.databases import PostgresServer
from tests.support.outbox import WORKSPACE, a_wanted, plan_for

HOMES = ("home.refresh:U1", "home.refresh:U2")
LEASE = timedelta(minutes=5)


@pytest.fixture
def databases(postgres: PostgresServer) -> PostgresServer:
    """PostgreSQL only: SQLite has one writer."""
    return postgres


async def touch_home(work: Work, key: str) -> None:
    person = key.partition(":")[2]
    wanted = a_wanted(key, work.now, kind=DeliveryKind.HOME, recipient=person, operation=Operation.HOME)
    await touch(
        work.session, workspace_id=WORKSPACE, community_id=None, subject=key, wanted=wanted, now=work.now
    )


class Requests(UseCases):
    """Somebody's request that changes one row after the other, with a moment in between."""

    async def one_by_one(
        self,
        change: Callable[[Work, str], Awaitable[None]],
        rows: tuple[str, str],
        *,
        between: asyncio.Barrier,
    ) -> None:
        async with self._work(Caller(WORKSPACE, UserId("U1"))) as work:
            await change(work, rows[0])
            await between.wait()
            await asyncio.sleep(0.05)
            await change(work, rows[1])


async def test_marking_homes_never_stands_in_the_way_of_somebody_who_touches_them(
    store: Store, clock: MovableClock
) -> None:
    requests, outbox, both = Requests(store, clock), Outbox(store, clock), asyncio.Barrier(2)
    # The rows' numbers are not in the order of their keys.
    await requests.one_by_one(touch_home, (HOMES[1], HOMES[0]), between=asyncio.Barrier(1))
    clock.advance(timedelta(seconds=5))
    await outbox.claim("me", lease=LEASE, at_most=1)
    due = await outbox.due(WORKSPACE, taken=[], at_most=9, homes_at_most=9)

    async def mark() -> int:
        await both.wait()
        return len((await outbox.record("me", outcomes=[], begins=due, lease_until=clock.now())).begun)

    touching = requests.one_by_one(touch_home, HOMES, between=both)
    _, begun = await asyncio.gather(touching, mark())

    assert begun == 2


async def test_of_two_requests_that_wait_for_each_other_one_is_told_to_ask_again(
    store: Store, clock: MovableClock
) -> None:
    await plan_for(store, clock.now(), [a_wanted("a", clock.now()), a_wanted("b", clock.now())])
    requests, both = Requests(store, clock), asyncio.Barrier(2)

    async def note(work: Work, key: str) -> None:
        await work.session.execute(update(DeliveryRow).where(DeliveryRow.key == key).values(note=key))

    ended = await asyncio.gather(
        requests.one_by_one(note, ("a", "b"), between=both),
        requests.one_by_one(note, ("b", "a"), between=both),
        return_exceptions=True,
    )

    assert [type(one) for one in ended if one is not None] == [Crossed]
