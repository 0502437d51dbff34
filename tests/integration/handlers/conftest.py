"""The stage on which people and the real handlers meet."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from community.clock import MovableClock
from sandbox.people import Person
from storage.unit_of_work import Store
from tests.support.community_stage import Stage, open_stage


@pytest_asyncio.fixture
async def stage(store: Store, clock: MovableClock) -> AsyncIterator[Stage]:
    async with open_stage(store, clock) as stage:
        yield stage


@pytest_asyncio.fixture
async def ada(stage: Stage) -> Person:
    """A facilitator to be."""
    return stage.person("Ada Osei")


@pytest_asyncio.fixture
async def ben(stage: Stage) -> Person:
    return stage.person("Ben Whitehorse")


@pytest_asyncio.fixture
async def math(stage: Stage, ada: Person, ben: Person) -> str:
    """#math-plc, with Ada, Ben and the bot in it, and no community yet."""
    return stage.channel("math-plc", ada, ben)
