"""Time in the demo: running, standing still, travelling; and a world that is closed and opened again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.demo.driver import TROUBLE, Driver
from bot.demo.keeping import GuideMarks, Kept, UnreadableWorld
from bot.demo.landmarks import a_week_later
from bot.demo.scenarios import empty
from bot.demo.world import World
from community.walltime import instant_of, wall_of
from sandbox.faults import Fault
from sandbox.journal import Entry
from sandbox.page.director import Topic
from sandbox.people import Person
from tests.support.community_stage import DATA_WALK, SETUP

ZONE = "America/Los_Angeles"
PATIENCE_S = 30.0


class Demo:
    """A world whose time is driven, and its people."""

    def __init__(self, world: World, *, is_paused: bool = True) -> None:
        self.world = world
        self._heard = asyncio.Event()
        self.driver = Driver(world, self._hear, is_paused=is_paused)
        users = world.stage.workspace.users.values()
        self._people = {user.real_name: Person(world.stage.server, user) for user in users if not user.is_bot}

    def _hear(self, _: Topic) -> None:
        self._heard.set()

    def person(self, name: str) -> Person:
        return self._people[name]

    @property
    def now(self) -> datetime:
        return self.world.clock.now()

    @property
    def journal(self) -> list[Entry]:
        return list(self.world.stage.workspace.journal)

    async def hears(self) -> None:
        """Wait until the clock's state changes."""
        self._heard.clear()
        await self._heard.wait()

    async def arrives(self) -> None:
        """Wait until the journey is over."""
        async with asyncio.timeout(PATIENCE_S):
            while self.driver.mode == "travelling":
                await self.hears()

    async def sees(self, action: str, text: str) -> Entry:
        """Wait until something with these words has appeared."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                for entry in self.journal:
                    if entry.action == action and text in f"{entry.text} {entry.blocks} {entry.view}":
                        return entry
                await asyncio.sleep(0.01)

    async def comes_to_rest(self) -> None:
        """Wait until what was set off has come to its end."""
        await self.world.rest(1.0)
        await asyncio.sleep(0.2)

    async def sets_up(self) -> None:
        ada = self.person("Ada Marsh")
        await ada.runs("/cop setup", channel="math-plc")
        assert (await ada.submits(SETUP)).ok


@pytest_asyncio.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    """A new workspace in which time stands still."""
    world = await World.begin(tmp_path / "live", "empty", empty.BEGINS_AT)
    await empty.play(world.stage, lambda _: None)
    demo = Demo(world)
    await demo.driver.start()
    yield demo
    await demo.driver.stop()
    await world.close()


async def test_on_a_clock_that_stands_still_people_are_answered(demo: Demo) -> None:
    await demo.sets_up()
    await demo.sees("post", "Math PLC")
    assert demo.driver.mode == "paused"
    assert demo.now - empty.BEGINS_AT < timedelta(minutes=1)


async def test_and_nothing_else_happens_on_it(demo: Demo) -> None:
    await demo.sets_up()
    await demo.sees("post", "Math PLC")
    await demo.comes_to_rest()
    before = demo.now, len(demo.journal)
    await asyncio.sleep(0.3)
    assert (demo.now, len(demo.journal)) == before


async def test_a_bot_that_has_to_wait_does_not_wait_for_ever_on_a_clock_that_stands_still(demo: Demo) -> None:
    faults = demo.world.stage.server.faults
    faults.add(Fault.RATE_LIMITED, "chat.postMessage", count=2, retry_after=30)
    await demo.sets_up()
    await demo.sees("post", "Math PLC")
    assert len(faults.injected) == 2


async def test_the_next_message_is_really_brought(demo: Demo) -> None:
    await demo.sets_up()
    ada = demo.person("Ada Marsh")
    await ada.runs("/cop schedule")
    assert (await ada.submits(DATA_WALK)).ok
    await demo.comes_to_rest()
    seen = len(demo.journal)
    expected_at = demo.driver.planned.next_at
    assert expected_at is not None
    demo.driver.travel_to_message(expected_at, "On the way.")
    await demo.arrives()
    new = [entry for entry in demo.journal[seen:] if entry.action == "post"]
    assert new
    assert timedelta(0) <= demo.now - expected_at < timedelta(days=3)
    assert demo.driver.mode == "paused"


async def test_a_journey_over_a_clock_change_ends_at_the_right_time_on_the_wall(tmp_path: Path) -> None:
    begins_at = instant_of(datetime.fromisoformat("2026-10-30T15:30"), ZONE)
    world = await World.begin(tmp_path / "live", "empty", begins_at)
    await empty.play(world.stage, lambda _: None)
    demo = Demo(world)
    await demo.driver.start()
    demo.driver.travel(a_week_later(demo.now, ZONE), "On the way.")
    await demo.arrives()
    assert wall_of(demo.now, ZONE) == datetime.fromisoformat("2026-11-06T15:30")
    assert demo.now - begins_at == timedelta(days=7, hours=1)
    await demo.driver.stop()
    await world.close()


async def test_a_journey_can_be_stopped_where_it_is(demo: Demo) -> None:
    await demo.sets_up()
    demo.driver.travel(demo.now + timedelta(days=300), "On the way.")
    await asyncio.sleep(0.1)
    demo.driver.end_journey()
    assert demo.driver.mode == "paused"
    await asyncio.sleep(0.1)
    async with demo.world.is_still:
        assert demo.now < empty.BEGINS_AT + timedelta(days=299)


async def test_people_may_click_while_time_travels(demo: Demo) -> None:
    await demo.sets_up()
    demo.driver.travel(demo.now + timedelta(days=60), "On the way.")
    outcome = await demo.person("Ben Okafor").runs("/cop help", channel="math-plc")
    assert outcome.ok
    assert not outcome.trouble
    demo.driver.end_journey()


async def test_time_runs_sixty_times_as_fast_when_told_to(demo: Demo) -> None:
    began = demo.now
    demo.driver.run(60)
    async with asyncio.timeout(PATIENCE_S):
        while demo.now - began < timedelta(seconds=30):
            await demo.hears()
    demo.driver.pause()
    assert demo.driver.mode == "paused"


async def test_a_mistake_of_ours_is_told_and_time_can_run_again(
    demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(_: datetime) -> bool:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(demo.world.days, "pass_next", breaks)
        demo.driver.travel(demo.now + timedelta(days=1), "On the way.")
        await demo.arrives()
        assert demo.driver.label == TROUBLE
        assert demo.driver.mode == "paused"
    demo.driver.travel(demo.now + timedelta(hours=1), "On the way.")
    await demo.arrives()
    assert demo.driver.label is None


# --- closed and opened again


async def kept_after_setup(demo: Demo) -> Kept:
    await demo.sets_up()
    await demo.sees("post", "Math PLC")
    async with demo.world.is_still:
        await demo.world.rest(1.0)
        return demo.world.take(
            is_paused=True, speed=60, guide=GuideMarks(is_on=True, current=1, done=("setup",))
        )


async def test_a_world_goes_on_where_it_was_kept(demo: Demo, tmp_path: Path) -> None:
    kept = await kept_after_setup(demo)
    again = Demo(await World.reopen(tmp_path / "again", kept))
    await again.driver.start()
    assert again.now == kept.about.now
    assert again.world.scenario == "empty"
    ada = again.person("Ada Marsh")
    assert any("Math PLC" in message.text for message in ada.messages("math-plc"))
    assert (await ada.runs("/cop schedule", channel="math-plc")).ok
    assert (await ada.submits(DATA_WALK)).ok
    await again.comes_to_rest()
    assert again.driver.planned.next_at is not None
    again.driver.travel_to_message(again.driver.planned.next_at, "On the way.")
    await again.sees("post", "Data walk")
    await again.driver.stop()
    await again.world.close()


async def test_messages_and_what_the_bot_knows_of_them_are_of_one_moment(demo: Demo, tmp_path: Path) -> None:
    """Nothing is posted again, however often the world is opened."""
    kept = await kept_after_setup(demo)
    again = Demo(await World.reopen(tmp_path / "again", kept))
    await again.driver.start()
    again.driver.travel(again.now + timedelta(hours=2), "On the way.")
    await again.arrives()
    assert not [entry for entry in again.journal if entry.action == "post"]
    await again.driver.stop()
    await again.world.close()


@pytest.mark.parametrize("damaged", ["workspace", "database"])
async def test_what_cannot_be_read_is_told(demo: Demo, tmp_path: Path, damaged: str) -> None:
    kept = await kept_after_setup(demo)
    parts = {"workspace": kept.workspace, "database": kept.database, damaged: b"nonsense" * 1000}
    with pytest.raises(UnreadableWorld):
        await World.reopen(tmp_path / "again", Kept(parts["workspace"], parts["database"], kept.about))
