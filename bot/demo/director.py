"""The demo's director: fulfils what the page asks of one (`sandbox.page.director.Director`)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import structlog

from bot.demo.driver import Driver
from bot.demo.keeping import GuideMarks, Kept
from bot.demo.landmarks import a_week_later, moment_at, next_morning
from bot.demo.planned import PlannedWords
from bot.demo.scenarios import DEFAULT
from bot.demo.scenarios import Scenario as Beginning
from bot.demo.touring import Touring
from bot.demo.world import World
from bot.demo.worlds import Worlds
from community.communities.views import Community
from sandbox.page.director import (
    CannotGuide,
    CannotTurn,
    ClockState,
    Guide,
    Landmark,
    Planned,
    Scenario,
    Scenarios,
    Speed,
    Topic,
)
from sandbox.page.server import Page
from sandbox.page.server import World as Shown

log = structlog.get_logger(__name__)

_PATIENCE_S: Final = 0.7  # real seconds the moment that is lived through may take before the world is kept
_A_REST_S: Final = 0.5  # and then what people are just doing
_NOT_SET_UP: Final = (
    "The bot has nothing to say yet: no community is set up. Write /cop setup in a channel it is in, such as "
    "#math-plc."
)
_IS_PLAYING: Final = "A scenario is being played: wait until it has come to its end."
_NO_TOUR: Final = "The tour begins in a new workspace: choose that one under Scenarios."
_FAILED: Final = "The scenario could not be played to its end, see demo.log. Begin it again, or another."


@dataclass(frozen=True, slots=True)
class _Playing:
    """A scenario on its way. `started_from` and `towards` are virtual."""

    title: str
    started_from: datetime
    towards: datetime


class DemoDirector:
    """Shows one world at a time on the page, and moves it.

    `open` or `play` first; then everything else may be asked. `close` keeps the world and ends it.
    """

    def __init__(self, page: Page, worlds: Worlds, words: PlannedWords) -> None:
        self._page = page
        self._worlds = worlds
        self._words = words
        self._listeners: list[Callable[[Topic], None]] = []
        self._world: World | None = None
        self._driver: Driver | None = None
        self._touring: Touring | None = None
        self._playing: _Playing | None = None
        self._changing: asyncio.Task[None] | None = None
        self._closing: set[asyncio.Task[None]] = set()
        self._touches = 0
        self.is_shown = asyncio.Event()  # set once a world is before everybody's eyes

    # --- worlds come and go

    async def open(self) -> bool:
        """Go on with the world as it was left; whether there was one. Raises `UnreadableWorld`."""
        left = await self._worlds.as_left()
        if left is None:
            return False
        world, kept = left
        speed: Speed = 60 if kept.about.speed == 60 else 1
        await self._go_on_with(world, kept.about.guide, speed=speed, is_paused=kept.about.is_paused)
        return True

    def begin(self, name: str) -> asyncio.Task[None]:
        """Bring a scenario about, in the task that is returned. In the first one the tour is on.

        Raises `NoSuchScenario`, and `CannotTurn` while another one is being played.
        """
        self._refuse_while_playing()
        scenario = self._worlds.get_scenario(name)
        self._playing = _Playing(
            scenario.title, scenario.begins_at.astimezone(UTC), scenario.ends_at.astimezone(UTC)
        )
        self._tell("clock")
        self._changing = asyncio.create_task(self._change_to(scenario), name=f"scenario {name}")
        return self._changing

    async def close(self) -> None:
        """End the world. What was being played is given up; `take` first what is to be kept."""
        if self._changing is not None:
            self._changing.cancel()
            await asyncio.wait({self._changing})
        await self._let_go()
        if self._world is not None:
            world, self._world = self._world, None
            await world.close()
        await asyncio.gather(*self._closing, return_exceptions=True)

    async def take(self) -> Kept | None:
        """The world as it stands, to be kept; `None` while there is nothing worth it."""
        world, driver = self._world, self._driver
        if world is None or driver is None or self._playing is not None:
            return None
        guide = self._touring.marks() if self._touring else None
        with suppress(TimeoutError):  # of a moment that does not end, as when a fault makes the bot wait
            async with asyncio.timeout(_PATIENCE_S + _A_REST_S), world.is_still:
                await world.rest(_A_REST_S)
                if self._driver is not driver:
                    return None  # another world has begun meanwhile; this one may be closed already
                return world.take(is_paused=driver.is_paused, speed=driver.speed, guide=guide)
        return None

    @property
    def mark(self) -> object:
        """Changes whenever there is something new that is worth keeping."""
        if self._world is None or self._driver is None:
            return None
        tens = self._world.clock.now().timestamp() // 600
        guide = self._touring.marks() if self._touring else None
        driver = self._driver
        return (
            id(self._world),
            self._world.activity,
            tens,
            driver.is_paused,
            driver.speed,
            guide,
            self._touches,
        )

    async def _change_to(self, scenario: Beginning) -> None:
        try:
            await self._let_go()
            world = await self._worlds.brought_about(scenario, self._show, self._progress)
            await self._go_on_with(world, GuideMarks(is_on=True))
        except Exception:  # the outermost place: the page says so, and people can begin something else
            log.exception("demo.scenario.failed", scenario=scenario.name)
            await self._stay_where_we_are()

    async def _let_go(self) -> None:
        if self._driver is not None:
            driver, self._driver = self._driver, None
            await driver.stop()
        if self._touring is not None:
            self._touring.end_watching()

    async def _go_on_with(
        self, world: World, guide: GuideMarks, *, speed: Speed = 1, is_paused: bool = False
    ) -> Driver:
        self._take_over(world)
        if world.scenario == DEFAULT:
            self._touring = Touring(world, guide, lambda: self._tell("guide"))
        driver = Driver(world, self._tell, speed=speed, is_paused=is_paused)
        await self._find_community()
        await driver.start()
        # All at once: whoever hears that nothing is being played any more finds this world on the page.
        self._driver, self._playing = driver, None
        self._put_on_the_page(world)
        return driver

    async def _stay_where_we_are(self) -> None:
        """After a scenario that failed: in what there is of it."""
        self._playing = None
        if self._world is not None:
            driver = await self._go_on_with(self._world, GuideMarks(), is_paused=True)
            driver.stop_with(_FAILED)

    def _show(self, world: World) -> None:
        """Put a world before everybody's eyes while it is being played."""
        if world is not self._world:
            self._take_over(world)
            self._put_on_the_page(world)

    def _take_over(self, world: World) -> None:
        earlier, self._world = self._world, world
        self._touring = None
        if earlier is not None and earlier is not world:
            closing = asyncio.create_task(earlier.close(), name="closing a world")
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)

    def _put_on_the_page(self, world: World) -> None:
        shown = Shown(world.stage.server, self)
        shown.subscribe(self._touch)
        self._page.show(shown)
        self.is_shown.set()

    def _touch(self) -> None:
        self._touches += 1

    # --- time

    def clock(self) -> ClockState:
        world, driver, playing = self._get_world(), self._driver, self._playing
        if playing is not None or driver is None:
            return ClockState(
                world.clock.now(),
                world.zone,
                "playing" if playing else "paused",
                towards=playing.towards if playing else None,
                started_from=playing.started_from if playing else None,
                label=f"“{playing.title}” is being played." if playing else None,
            )
        journey = driver.journey
        return ClockState(
            world.clock.now(),
            world.zone,
            driver.mode,
            driver.speed,
            towards=journey.expected_at if journey else None,
            started_from=journey.started_from if journey else None,
            label=journey.label if journey else driver.label,
            next_message_at=driver.planned.next_at,
        )

    async def run(self, speed: Speed) -> None:
        self._get_driver().run(speed)

    async def pause(self) -> None:
        self._get_driver().pause()

    async def go_to(self, landmark: Landmark) -> None:
        driver, world = self._get_driver(), self._get_world()
        community = await self._find_community()
        now = world.clock.now()
        if landmark == "next_message":
            await self._go_to_next_message(driver)
        elif landmark == "next_morning":
            holidays = community.holidays if community else ()
            driver.travel(next_morning(now, world.zone, holidays), "On the way to the next morning.")
        else:
            driver.travel(a_week_later(now, world.zone), "On the way to next week.")

    async def travel_to(self, at: datetime) -> None:
        driver = self._get_driver()
        await self._find_community()
        world = self._get_world()
        towards = moment_at(at, world.clock.now(), world.zone)
        driver.travel(towards, "On the way to the day you chose.")

    async def stop(self) -> None:
        self._get_driver().end_journey()

    async def _go_to_next_message(self, driver: Driver) -> None:
        world = self._get_world()
        outline = await world.upcoming.outline()
        if outline.next_at is not None:
            driver.travel_to_message(outline.next_at, "On the way to the next message.")
        elif await world.find_community() is not None:
            soon = a_week_later(world.clock.now(), world.zone)
            driver.travel_to_message(soon, "Nothing is planned yet: on the way to whatever comes next.")
        else:
            raise CannotTurn(_NOT_SET_UP)

    def _progress(self, _: datetime) -> None:
        self._tell("clock")

    # --- what is to come, and where to begin

    async def planned(self) -> Planned:
        if self._playing is not None:
            return Planned()
        world = self._get_world()
        return self._words.planned(await world.upcoming.messages(), world.stage.workspace)

    async def scenarios(self) -> Scenarios:
        current = self._world.scenario if self._world else None
        return Scenarios(current, [self._shown(scenario) for scenario in self._worlds.scenarios])

    def _shown(self, scenario: Beginning) -> Scenario:
        is_ready = self._worlds.is_ready(scenario.name)
        return Scenario(scenario.name, scenario.title, scenario.text, is_ready)

    async def play(self, name: str) -> None:
        self.begin(name)

    async def reset(self) -> None:
        self.begin(self._get_world().scenario)

    # --- the guide

    def guide(self) -> Guide | None:
        return self._touring.guide() if self._touring else None

    async def start_guide(self) -> None:
        self._get_touring().start()

    async def end_guide(self) -> None:
        self._get_touring().end()

    async def go_to_step(self, step: int) -> None:
        self._get_touring().go_to(step)

    # --- news

    def subscribe(self, tell: Callable[[Topic], None]) -> Callable[[], None]:
        self._listeners.append(tell)
        return lambda: self._listeners.remove(tell)

    def _tell(self, topic: Topic) -> None:
        for tell in list(self._listeners):
            tell(topic)

    # --- what has to be there

    async def _find_community(self) -> Community | None:
        """The community whose message comes next, else any; its zone is the one people speak in."""
        world = self._get_world()
        coming = await world.upcoming.messages()
        number = next((one.community_id for one in coming if one.community_id is not None), None)
        communities = world.stage.running.convener.services.communities
        community = await (world.find_community() if number is None else communities.find(number))
        world.zone = community.zone if community else world.zone
        return community

    def _get_world(self) -> World:
        if self._world is None:
            raise RuntimeError("no world is open yet")
        return self._world

    def _get_driver(self) -> Driver:
        self._refuse_while_playing()
        if self._driver is None:
            raise CannotTurn(_IS_PLAYING)
        return self._driver

    def _get_touring(self) -> Touring:
        if self._touring is None:
            raise CannotGuide(_IS_PLAYING if self._playing else _NO_TOUR)
        return self._touring

    def _refuse_while_playing(self) -> None:
        if self._playing is not None:
            raise CannotTurn(_IS_PLAYING)
