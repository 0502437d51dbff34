"""Where worlds come from: as they were left, as they were kept at a scenario's end, or played now."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from bot.demo.keeping import DemoFolder, Kept, UnreadableWorld, hash_of_program
from bot.demo.scenarios import SCENARIOS, Scenario
from bot.demo.world import World
from sandbox.page.director import NoSuchScenario

Show = Callable[[World], None]
Progress = Callable[[datetime], None]

_AT_REST_S: Final = 5.0


class Worlds:
    """Opens worlds in a demo's folder, and keeps what was played for the next time."""

    def __init__(self, folder: DemoFolder, scenarios: Sequence[Scenario] = SCENARIOS) -> None:
        self.scenarios = scenarios
        self._folder = folder
        self._program = hash_of_program()

    def get_scenario(self, name: str) -> Scenario:
        """The scenario called that. Raises `NoSuchScenario`."""
        for scenario in self.scenarios:
            if scenario.name == name:
                return scenario
        known = ", ".join(scenario.name for scenario in self.scenarios)
        raise NoSuchScenario(f"There is no scenario {name}, only: {known}.")

    def is_ready(self, name: str) -> bool:
        """Whether this scenario opens at once."""
        return self._folder.has_scenario(name, self._program)

    async def as_left(self) -> tuple[World, Kept] | None:
        """The world as the last demo left it; `None` if there is none. Raises `UnreadableWorld`."""
        kept = await asyncio.to_thread(self._folder.find_kept)
        return None if kept is None else (await self._reopened(kept), kept)

    async def brought_about(self, scenario: Scenario, show: Show, progress: Progress) -> World:
        """The world as the scenario ends: from a copy, or else played now.

        What is played is shown once people are in it, so that everybody can watch; `progress` hears the
        virtual time. Raises `ScenarioFailed`, and whatever else may go wrong.
        """
        kept = await asyncio.to_thread(self._folder.find_scenario, scenario.name, self._program)
        if kept is not None:
            try:
                return await self._reopened(kept)
            except UnreadableWorld:
                pass  # played again, it is kept anew
        world = await self._where_it_begins(scenario, show, progress)

        def tell(now: datetime) -> None:
            show(world)
            progress(now)

        await scenario.play(world.stage, tell)
        await self._keep(scenario, world)
        return world

    async def _where_it_begins(self, scenario: Scenario, show: Show, progress: Progress) -> World:
        if scenario.goes_on_from is None:
            return await World.begin(self._folder.scratch(), scenario.name, scenario.begins_at)
        world = await self.brought_about(self.get_scenario(scenario.goes_on_from), show, progress)
        world.scenario = scenario.name
        return world

    async def _keep(self, scenario: Scenario, world: World) -> None:
        await world.rest(_AT_REST_S)
        kept = world.take()
        await asyncio.to_thread(self._folder.keep_scenario, scenario.name, self._program, kept)

    async def _reopened(self, kept: Kept) -> World:
        return await World.reopen(self._folder.scratch(), kept)
