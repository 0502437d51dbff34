"""One block is one transaction."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import insert, select, update

from community.clock import MovableClock
from storage.tables import LaneRow
from storage.unit_of_work import Store


async def test_a_block_that_ends_well_is_kept(store: Store) -> None:
    async with store.transaction() as session:
        await session.execute(insert(LaneRow).values(workspace_id="T1"))

    async with store.reading() as session:
        assert await session.scalar(select(LaneRow.workspace_id)) == "T1"


async def test_a_block_that_raises_leaves_nothing(store: Store) -> None:
    async def insert_and_fail() -> None:
        async with store.transaction() as session:
            await session.execute(insert(LaneRow).values(workspace_id="T1"))
            raise LookupError

    with pytest.raises(LookupError):
        await insert_and_fail()

    async with store.reading() as session:
        assert await session.scalar(select(LaneRow.workspace_id)) is None


async def test_many_writers_at_once_all_get_their_turn(store: Store, clock: MovableClock) -> None:
    async with store.transaction() as session:
        await session.execute(insert(LaneRow).values(workspace_id="T1", holder=""))

    async def append(letter: str) -> None:
        async with store.transaction() as session:
            await session.execute(update(LaneRow).values(holder=LaneRow.holder + letter))

    await asyncio.gather(*(append(letter) for letter in "abcdefghijklmnopqrstuvwxyz"))

    async with store.reading() as session:
        holder = await session.scalar(select(LaneRow.holder))
    assert sorted(holder or "") == list("abcdefghijklmnopqrstuvwxyz")


async def test_instants_come_back_aware_and_in_utc(store: Store, clock: MovableClock) -> None:
    async with store.transaction() as session:
        await session.execute(insert(LaneRow).values(workspace_id="T1", leased_until=clock.now()))

    async with store.reading() as session:
        assert await session.scalar(select(LaneRow.leased_until)) == clock.now()
