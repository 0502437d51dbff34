"""The demo before a real browser: the real bot beside a pretend workspace, and somebody at the page."""

from __future__ import annotations

import asyncio
import fcntl
import re
import shutil
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from playwright.async_api import Locator, Page, Response, expect

from bot.demo.director import DemoDirector
from bot.demo.keeping import DemoFolder
from bot.demo.planned import PlannedWords
from bot.demo.worlds import Worlds
from message_templates.renderer import Renderer
from sandbox.page.director import GuideStep, Topic
from sandbox.page.server import Page as ServedPage
from sandbox.page.server import PageServer

PATIENCE_S: Final = 30.0  # real seconds; on a busy machine things take their time
PATIENCE_MS: Final = PATIENCE_S * 1000
_SETUP: Final = {
    "Name of the community": "Math PLC",
    "Purpose: for whom?": "teachers of mathematics",
    "who share what interest": "pupils who give up on word problems",
    "learn together how best": "let pupils do the talking",
}
_SCENARIOS: Final = "scenarios"  # in a demo's folder: what was played before


class LiveDemo:
    """A demo that is being served at `url`."""

    def __init__(self, url: str, director: DemoDirector) -> None:
        self.url = url
        self.director = director

    @property
    def now(self) -> datetime:
        """The time of its world, aware UTC."""
        return self.director.clock().now

    @property
    def step(self) -> GuideStep | None:
        """The step of the tour one is at; `None` at its end, and where there is no tour."""
        guide = self.director.guide()
        return guide.steps[guide.current] if guide is not None and guide.current is not None else None

    async def arrives(self) -> None:
        """Wait until no journey is under way."""
        await self._until(lambda: self.director.clock().mode != "travelling", 2 * PATIENCE_S)

    async def _until(self, is_so: Callable[[], bool], patience_s: float) -> None:
        changed = asyncio.Event()

        def hear(_: Topic) -> None:
            changed.set()

        stop = self.director.subscribe(hear)
        try:
            async with asyncio.timeout(patience_s):
                while not is_so():
                    await changed.wait()
                    changed.clear()
        finally:
            stop()


@asynccontextmanager
async def live_demo(folder: Path, scenario: str = "empty") -> AsyncIterator[LiveDemo]:
    """A demo that keeps itself in `folder`, at the beginning of a scenario. Its time runs as in life."""
    kept = DemoFolder(folder)
    kept.open()
    page = ServedPage()
    director = DemoDirector(page, Worlds(kept), PlannedWords(Renderer()))
    try:
        async with PageServer(page) as server:
            await director.begin(scenario)
            yield LiveDemo(server.url, director)
    finally:
        await director.close()
        kept.close()


async def with_scenario(name: str, shared: Path, folder: Path) -> Path:
    """A demo's folder in which a scenario opens at once.

    It is played once in a run, below `shared`, and copied; other processes of the run wait for it.
    """
    lock = await asyncio.to_thread((shared / "scenarios.lock").open, "w")
    with lock:
        await asyncio.to_thread(fcntl.flock, lock, fcntl.LOCK_EX)
        await _play_once(name, shared / "demo")
    await asyncio.to_thread(shutil.copytree, shared / "demo" / _SCENARIOS, folder / _SCENARIOS)
    return folder


async def _play_once(name: str, path: Path) -> None:
    folder = DemoFolder(path)
    folder.open()
    try:
        worlds = Worlds(folder)
        if not worlds.is_ready(name):
            world = await worlds.brought_about(worlds.get_scenario(name), lambda _: None, lambda _: None)
            await world.close()
    finally:
        folder.close()


class Visitor:
    """Somebody at the page: finds things by roles and words, acts as people of the workspace."""

    def __init__(self, page: Page, demo: LiveDemo) -> None:
        page.set_default_timeout(PATIENCE_MS)
        self.page = page
        self._demo = demo

    # --- who one is, and where

    async def becomes(self, name: str) -> None:
        """Act as somebody else, by the switcher."""
        await self.page.get_by_role("button", name="Act as somebody else").click()
        await self.page.get_by_role("dialog", name="Act as").get_by_role("button", name=name).click()
        await self.is_now(name)

    async def is_now(self, name: str) -> None:
        await sees(self.page.get_by_role("button", name=f"You act as {name}"))

    async def goes_to(self, place: str) -> None:
        """Open a channel or a conversation from the side bar."""
        side = self.page.get_by_role("navigation", name="Conversations")
        await side.get_by_role("button", name=place).first.click()
        await sees(self.page.get_by_role("main").get_by_role("heading", name=place).first)

    async def reads_messages_of(self, app: str) -> None:
        """Open what the bot wrote to oneself."""
        await self.goes_to(app)
        tabs = self.page.get_by_role("navigation", name=f"Tabs of {app}")
        await tabs.get_by_role("button", name="Messages").click()

    # --- messages

    @property
    def messages(self) -> Locator:
        return self.page.get_by_role("log", name="Messages").get_by_role("article")

    def message(self, *words: str) -> Locator:
        """The newest message with all these words, of those that are loaded."""
        return _with_all(self.messages, words).last

    def whisper(self, *words: str) -> Locator:
        """The newest message with all these words that nobody else sees."""
        log = self.page.get_by_role("log", name="Messages")
        return _with_all(log.get_by_role("article", name="only visible to you"), words).last

    def replies(self, *words: str) -> Locator:
        """The newest message of the thread that is open with all these words."""
        return _with_all(self.page.get_by_role("log", name="Replies").get_by_role("article"), words).last

    async def writes(self, text: str) -> None:
        """Type into the conversation, and send it."""
        composer = self.page.get_by_role("main").get_by_role("form", name="New message")
        await composer.get_by_role("textbox").fill(text)
        await composer.get_by_role("textbox").press("Enter")

    async def replies_with(self, text: str) -> None:
        """Type into the thread that is open, and send it."""
        box = self.page.get_by_role("textbox", name="Reply…")
        await box.fill(text)
        await box.press("Enter")
        await sees(self.replies(text))

    async def opens_thread(self, message: Locator) -> None:
        await message.hover()
        await message.get_by_role("button", name="Reply in thread").click()
        await sees(self.page.get_by_role("log", name="Replies"))

    # --- forms

    def form(self, title: str) -> Locator:
        return self.page.get_by_role("dialog", name=title)

    async def fills(self, title: str, values: Mapping[str, str]) -> Locator:
        """Fill fields of the form in front by their labels, as `values` says; the form."""
        form = self.form(title)
        await sees(form)
        for label, value in values.items():
            await self._enter(form, label, value)
        return form

    async def sends(self, title: str, values: Mapping[str, str], submit: str) -> None:
        """Fill the form in front and send it off; it closes."""
        form = await self.fills(title, values)
        await form.get_by_role("button", name=submit, exact=True).click()
        await expect(form).to_have_count(0, timeout=PATIENCE_MS)

    async def _enter(self, form: Locator, label: str, value: str) -> None:
        """What it is decides how: a box is ticked, of a menu an entry is taken, the rest is typed."""
        box = form.get_by_role("checkbox", name=value)
        radio = form.get_by_role("group", name=label).get_by_role("radio", name=value, exact=True)
        menu = form.get_by_role("combobox", name=label)
        if await box.count():
            await box.check()
        elif await radio.count():
            await radio.check()
        elif await menu.count():
            await menu.click()
            await menu.fill(value)
            await form.get_by_role("option", name=value).first.click()
        else:
            await form.get_by_label(label).first.fill(value)

    async def sets_a_community_up(self) -> None:
        """In #math-plc of a new workspace."""
        await self.goes_to("math-plc")
        await self.writes("/cop setup")
        await self.sends("Set up a community", _SETUP, "Set up")
        await sees(self.message("Math PLC", "What to expect"))

    # --- time

    async def turns(self, button: str) -> None:
        """Press a button of the bar of time, and wait until the journey is over."""
        await self.presses_time(self.page.get_by_role("button", name=button, exact=True))

    async def goes_on_to(self, wall: str) -> None:
        """Let time pass until a moment on the community's wall, such as "2027-02-11T17:00"."""
        async with self.page.expect_response(_begins_a_journey_to_a_date):
            await self.types_a_date(wall)
        await self._demo.arrives()

    async def types_a_date(self, wall: str) -> Locator:
        """Ask to go on to that moment; the field it was typed into."""
        await self.page.get_by_role("button", name="A date…").click()
        card = self.page.get_by_role("dialog", name="Go on to a date")
        field = card.get_by_label("Date and time")
        await field.fill(wall)
        await card.get_by_role("button", name="Go there").click()
        return field

    async def presses_time(self, button: Locator) -> None:
        async with self.page.expect_response(_is_turn) as answer:
            await button.click()
        assert (await answer.value).ok
        await self._demo.arrives()


async def meets_this_morning(visitor: Visitor) -> None:
    """In a new workspace: a community convenes on its first day; Ben was there, and is asked how it was."""
    await visitor.is_now("Ada Marsh")
    await visitor.sets_a_community_up()
    await visitor.writes("/cop schedule Tue 8 Sep 10am 60m Exit tickets")
    await visitor.sends("Schedule a convening", {"Link": "https://meet.example.org"}, "Schedule")
    await visitor.becomes("Ben Okafor")
    await visitor.message("Exit tickets").get_by_role("button", name="I'll be there").click()
    await sees(visitor.whisper("You are going to", "Exit tickets"))
    await visitor.goes_on_to("2026-09-08T11:15")


def _is_turn(response: Response) -> bool:
    """Whether it answers somebody who turned the clock; the page also reads it, by the same address."""
    return response.request.method == "POST" and response.url.endswith("/control/clock")


def _begins_a_journey_to_a_date(response: Response) -> bool:
    """It must not be taken for the answer to a button pressed just before, such as Pause."""
    return _is_turn(response) and (response.request.post_data_json or {}).get("do") == "to"


def _with_all(messages: Locator, words: tuple[str, ...]) -> Locator:
    for one in words:
        messages = messages.filter(has_text=one)
    return messages


async def sees(what: Locator) -> None:
    """Wait until it is there to be seen."""
    await expect(what).to_be_visible(timeout=PATIENCE_MS)


async def reads(what: Locator, words: str | re.Pattern[str]) -> None:
    """Wait until it says these words."""
    await expect(what).to_contain_text(words, timeout=PATIENCE_MS)
