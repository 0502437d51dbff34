"""The stage and the people of the stories."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest_asyncio

from community.clock import MovableClock
from sandbox.people import Person
from storage.unit_of_work import Store
from tests.support.community_stage import Stage, open_stage


@dataclass(frozen=True)
class Cast:
    """Ada facilitates. The others teach; Carmen lives an hour to the east. Lea leads the district."""

    ada: Person
    ben: Person
    carmen: Person
    dmitri: Person
    emi: Person
    farah: Person
    lea: Person

    @property
    def members(self) -> tuple[Person, ...]:
        return (self.ben, self.carmen, self.dmitri, self.emi, self.farah)


@pytest_asyncio.fixture
async def stage(store: Store, clock: MovableClock) -> AsyncIterator[Stage]:
    async with open_stage(store, clock) as stage:
        yield stage


@pytest_asyncio.fixture
async def cast(stage: Stage) -> Cast:
    """Everybody, with Ada and the members in #math-plc, and Ada and Lea in the private #leaders."""
    cast = Cast(
        ada=stage.person("Ada Osei"),
        ben=stage.person("Ben Whitehorse"),
        carmen=stage.person("Carmen Ruiz", tz="America/Denver"),
        dmitri=stage.person("Dmitri Volkov"),
        emi=stage.person("Emi Tanaka"),
        farah=stage.person("Farah Haddad"),
        lea=stage.person("Lea Okafor"),
    )
    stage.channel("math-plc", cast.ada, *cast.members)
    stage.channel("leaders", cast.ada, cast.lea, private=True)
    return cast
