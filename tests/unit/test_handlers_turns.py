"""One thing at a time for each person."""

from __future__ import annotations

import asyncio

import pytest

from community.ids import UserId, WorkspaceId
from community.work import Caller
from handlers.turns import Turns

ADA = Caller(WorkspaceId("T1"), UserId("UADA"))
BEN = Caller(WorkspaceId("T1"), UserId("UBEN"))


async def test_one_persons_requests_are_done_in_the_order_they_came() -> None:
    turns, done, slow = Turns(), list[str](), asyncio.Event()

    async def first() -> None:
        async with turns.of(ADA):
            await slow.wait()
            done.append("first")

    async def second() -> None:
        async with turns.of(ADA):
            done.append("second")

    tasks = [asyncio.create_task(first()), asyncio.create_task(second())]
    await asyncio.sleep(0)
    slow.set()
    await asyncio.gather(*tasks)
    assert done == ["first", "second"]


async def test_nobody_waits_for_another_person() -> None:
    turns = Turns()
    async with turns.of(ADA), asyncio.timeout(1), turns.of(BEN):
        assert len(turns._turns) == 2


async def test_a_failure_gives_the_turn_on_and_leaves_nothing_behind() -> None:
    turns = Turns()
    with pytest.raises(ZeroDivisionError):
        async with turns.of(ADA):
            _ = 1 / 0
    async with asyncio.timeout(1), turns.of(ADA):
        pass
    assert not turns._turns
