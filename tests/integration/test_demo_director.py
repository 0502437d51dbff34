"""The demo's director: scenarios that are played, kept, fail; the guide; what is worth keeping."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

import pytest
import pytest_asyncio

from bot.demo import driver
from bot.demo.director import DemoDirector
from bot.demo.keeping import DemoFolder
from bot.demo.planned import PlannedWords, to_whom
from bot.demo.scenarios import Progress, Scenario, empty
from bot.demo.scenarios.people import ADA, find
from bot.demo.worlds import Worlds
from bot.stage.stage import Stage
from community.clock import MovableClock
from message_templates.renderer import Renderer
from sandbox.page.director import CannotGuide, CannotTurn, NoSuchScenario, Topic
from sandbox.page.server import Page
from sandbox.people import Person
from sandbox.workspace import Workspace
from tests.support.community_stage import SETUP

Play = Callable[[Stage, Progress], Awaitable[None]]

WORDS = PlannedWords(Renderer())
PATIENCE_S = 30.0


def a_scenario(name: str, play: Play, goes_on_from: str | None = None) -> Scenario:
    begins_at = empty.BEGINS_AT + (timedelta(days=1) if goes_on_from else timedelta(0))
    return Scenario(name, name.title(), "…", begins_at, begins_at + timedelta(days=1), goes_on_from, play)


async def says_one(stage: Stage, progress: Progress) -> None:
    await empty.play(stage, progress)
    _say(stage, "One")
    stage.clock.advance(timedelta(days=1))


async def says_two(stage: Stage, progress: Progress) -> None:
    _say(stage, "Two")
    stage.clock.advance(timedelta(days=1))
    progress(stage.clock.now())


async def stumbles(stage: Stage, progress: Progress) -> None:
    await empty.play(stage, progress)
    raise ZeroDivisionError


class Slowly:
    """A scenario that goes on until it is let."""

    def __init__(self) -> None:
        self.may_end = asyncio.Event()

    async def play(self, stage: Stage, progress: Progress) -> None:
        await empty.play(stage, progress)
        await self.may_end.wait()


class House:
    """A director with scenarios of its own, and everything it said."""

    def __init__(self, folder: Path) -> None:
        self.slowly = Slowly()
        self.folder = DemoFolder(folder)
        self.folder.open()
        self.page = Page()
        self.heard: list[Topic] = []
        scenarios = (
            a_scenario("empty", empty.play),
            a_scenario("one", says_one),
            a_scenario("two", says_two, "one"),
            a_scenario("stumbling", stumbles),
            a_scenario("slow", self.slowly.play),
        )
        self.director = self.a_director(scenarios)
        self.scenarios = scenarios

    def a_director(self, scenarios: tuple[Scenario, ...]) -> DemoDirector:
        director = DemoDirector(self.page, Worlds(self.folder, scenarios), WORDS)
        director.subscribe(self.heard.append)
        return director

    @property
    def workspace(self) -> Workspace:
        return self.page.world.workspace

    def texts(self) -> list[str]:
        home = next(one for one in self.workspace.channels.values() if one.name == "math-plc")
        return [message.text for message in home.messages.values()]

    async def begins_a_community(self, values: Mapping[str, object] = MappingProxyType({})) -> None:
        """In a new workspace whose time stands still. `values`: of its settings."""
        await self.director.begin("empty")
        await self.director.pause()
        user = find(self.workspace, ADA)
        assert user is not None
        ada = Person(self.page.world.server, user)
        await ada.runs("/cop setup", channel="math-plc")
        assert (await ada.submits({**SETUP, "leaders_channel": "district-leaders", **values})).ok
        await ada.until_sees("is now the home of a community", timeout=PATIENCE_S)

    async def comes_next(self) -> list[str]:
        """Press "Next message"; the kinds of the channels' messages that came, when time stands again."""
        seen, changed = len(self.workspace.journal), asyncio.Event()
        stop = self.director.subscribe(lambda _: changed.set())
        await self.director.go_to("next_message")
        async with asyncio.timeout(PATIENCE_S):
            while self.director.clock().mode != "paused":
                changed.clear()
                await changed.wait()
        stop()
        entries = self.workspace.journal.since(seen)
        return sorted((one.key or "").partition(":")[0] for one in entries if one.action == "post")

    async def ready(self) -> list[str]:
        return [one.name for one in (await self.director.scenarios()).scenarios if one.is_ready]


@pytest_asyncio.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    house = House(tmp_path / "demo")
    yield house
    await house.director.close()
    await asyncio.sleep(0)
    house.folder.close()


def _say(stage: Stage, text: str) -> None:
    home = next(one for one in stage.workspace.channels.values() if one.name == "math-plc")
    stage.workspace.post(home.id, next(iter(home.members)), text)


async def test_a_scenario_is_played_and_opens_at_once_the_next_time(house: House) -> None:
    await house.director.begin("one")
    assert house.texts() == ["One"]
    assert await house.ready() == ["one"]
    before = house.workspace
    await house.director.begin("one")
    assert house.texts() == ["One"]
    assert house.workspace is not before


async def test_one_that_goes_on_from_another_plays_both_and_keeps_both(house: House) -> None:
    await house.director.begin("two")
    assert house.texts() == ["One", "Two"]
    assert await house.ready() == ["one", "two"]
    assert (await house.director.scenarios()).current == "two"


async def test_after_a_scenario_time_runs_as_on_the_wall(house: House) -> None:
    await house.director.begin("one")
    clock = house.director.clock()
    assert (clock.mode, clock.speed) == ("running", 1)


async def test_while_one_is_played_it_is_shown_and_nothing_else_can_be_ordered(house: House) -> None:
    playing = house.director.begin("slow")
    await house.director.is_shown.wait()
    clock = house.director.clock()
    assert clock.mode == "playing"
    assert clock.as_json()["towards"] == "2026-09-09T15:30:00Z"
    for order in (house.director.pause, house.director.reset):
        with pytest.raises(CannotTurn, match="being played"):
            await order()
    assert await house.director.take() is None
    house.slowly.may_end.set()
    await playing
    assert house.director.clock().mode == "running"
    assert await house.director.take() is not None


async def test_a_scenario_that_fails_is_told_and_another_can_be_begun(house: House) -> None:
    await house.director.begin("stumbling")
    clock = house.director.clock()
    assert clock.mode == "paused"
    assert "could not be played" in (clock.label or "")
    assert await house.ready() == []
    await house.director.begin("one")
    assert house.texts() == ["One"]
    assert house.director.clock().label is None


async def test_an_unknown_scenario_changes_nothing(house: House) -> None:
    await house.director.begin("one")
    with pytest.raises(NoSuchScenario, match="only: empty, one, two"):
        await house.director.play("next_century")
    assert house.texts() == ["One"]


async def test_the_tour_is_on_in_a_new_workspace_and_nowhere_else(house: House) -> None:
    await house.director.begin("empty")
    guide = house.director.guide()
    assert guide is not None
    assert (guide.is_on, guide.current, len(guide.steps)) == (True, 0, 10)
    await house.director.begin("one")
    assert house.director.guide() is None
    with pytest.raises(CannotGuide, match="new workspace"):
        await house.director.start_guide()


async def test_the_tour_stays_where_somebody_left_it(house: House) -> None:
    await house.director.begin("empty")
    await house.director.go_to_step(3)
    await house.director.end_guide()
    kept = await house.director.take()
    assert kept is not None
    house.folder.keep(kept)
    again = house.a_director(house.scenarios)
    assert await again.open()
    guide = again.guide()
    assert guide is not None
    assert (guide.is_on, guide.current) == (False, 3)
    await again.close()


async def test_the_tour_has_no_step_beyond_its_last(house: House) -> None:
    await house.director.begin("empty")
    with pytest.raises(CannotGuide, match="no step 11"):
        await house.director.go_to_step(10)


async def test_something_new_worth_keeping_is_noticed(house: House) -> None:
    assert house.director.mark is None
    await house.director.begin("one")
    await house.director.pause()
    seen = house.director.mark
    assert house.director.mark == seen
    house.page.world.changed()  # somebody has read something, or filled in a field
    assert house.director.mark != seen


async def test_right_after_a_digest_the_next_message_comes_though_nothing_is_planned_yet(
    house: House,
) -> None:
    await house.begins_a_community()
    assert await house.comes_next() == ["digests.leaders", "digests.members"]
    assert (await house.director.planned()).messages == []
    assert await house.comes_next() == ["digests.leaders", "digests.members"]
    assert house.director.clock().label is None


async def test_before_a_community_is_set_up_no_message_can_be_gone_to(house: House) -> None:
    await house.director.begin("empty")
    await house.director.pause()
    with pytest.raises(CannotTurn, match="/cop setup"):
        await house.director.go_to("next_message")


async def test_where_nothing_is_said_for_long_time_stops_and_says_so(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver, "_SOONER_OR_LATER", timedelta(days=2))
    await house.begins_a_community({"skips_quiet_weeks": ["Send no digest"]})
    assert await house.comes_next() == []
    assert house.director.clock().label == driver.NO_MESSAGE


def test_many_recipients_are_said_in_a_few_words() -> None:
    workspace = Workspace(MovableClock(empty.BEGINS_AT))
    ada, ben, emi = (workspace.add_person(name) for name in ("Ada", "Ben", "Emi"))
    home = workspace.add_channel("math-plc")
    assert to_whom([home.id], workspace) == "#math-plc"
    assert to_whom([ada.id], workspace) == "Ada"
    assert to_whom([ada.id, ben.id], workspace) == "Ada and 1 other"
    assert to_whom([ada.id, ben.id, emi.id], workspace) == "Ada and 2 others"
    assert to_whom(["U404"], workspace) == "somebody who is not here any more"
