"""Pictures for README and docs, taken from the real page: `make screenshots` writes docs/pictures/."""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import structlog
from playwright.async_api import Browser, Page, async_playwright

from bot.preview.serving import preview_page
from sandbox.page.server import PageServer
from tests.browser.conftest import find_chromium
from tests.browser.demo import LiveDemo, Visitor, live_demo, meets_this_morning, sees

FOLDER: Final = Path(__file__).parents[2] / "docs" / "pictures"
_GOLDENS: Final = Path("tests/golden")  # as in `convener preview`: from the root of the repository
FEEDBACK: Final = {
    "We reached what this session set out to do.": "4 · agree",
    "What we did matters for my own work.": "5 · agree fully",
    "I could speak up, and I was heard.": "4 · agree",
    "I take away something I am going to use.": "5 · agree fully",
    "It was time well spent.": "4 · agree",
    "What will you try before we meet again?": "Ask a second pupil before I say anything.",
    "Your next step": "Make it my commitment",
    "Anonymous": "Keep my answers anonymous",
}
_WIDE: Final = {"width": 1280, "height": 860}
_PHONE: Final = {"width": 390, "height": 844}


@dataclass
class Studio:
    """Takes pictures of pages into a folder."""

    browser: Browser
    folder: Path

    async def opens(self, url: str, **options: Any) -> Page:
        """A page with a window of its own; `options` are Playwright's."""
        wanted = {"viewport": _WIDE, "color_scheme": "light", "reduced_motion": "reduce", **options}
        context = await self.browser.new_context(**wanted)
        page = await context.new_page()
        await page.goto(url)
        return page

    async def visits(self, demo: LiveDemo, who: str, where: str, **options: Any) -> Visitor:
        """Somebody in a channel, with time standing still."""
        await demo.director.pause()
        visitor = Visitor(await self.opens(demo.url, **options), demo)
        await visitor.is_now("Ada Marsh")
        if who != "Ada Marsh":
            await visitor.becomes(who)
        await visitor.goes_to(where)
        await sees(visitor.messages.last)
        return visitor

    async def takes(self, name: str, page: Page) -> None:
        await page.mouse.move(0, 0)
        await page.screenshot(path=self.folder / f"{name}.png")
        await page.context.close()


async def the_tour(studio: Studio, demo: LiveDemo) -> None:
    """Its first step, with the ring around where one types."""
    visitor = Visitor(await studio.opens(demo.url), demo)
    await visitor.is_now("Ada Marsh")
    await visitor.goes_to("math-plc")
    await sees(visitor.page.get_by_role("button", name="Write it for me"))
    await studio.takes("tour", visitor.page)


async def the_channel(studio: Studio, demo: LiveDemo) -> None:
    """An announcement and the digest that came after it."""
    visitor = await studio.visits(demo, "Hugo Lind", "math-plc")
    await to_top(visitor, "This week in Math PLC", "When the same four lead")
    await studio.takes("digest", visitor.page)
    visitor = await studio.visits(demo, "Noor Patel", "math-plc")
    await to_top(visitor, "Second voices", "Google Calendar")
    await studio.takes("channel", visitor.page)


async def a_phone(studio: Studio, demo: LiveDemo) -> None:
    page = await studio.opens(demo.url, viewport=_PHONE, device_scale_factor=2, has_touch=True)
    visitor = Visitor(page, demo)
    await sees(visitor.messages.last)
    await studio.takes("phone", page)


async def a_form_with_an_error(studio: Studio, demo: LiveDemo) -> None:
    """Feedback cannot be anonymous and carry a commitment."""
    visitor = Visitor(await studio.opens(demo.url), demo)
    await demo.director.end_guide()
    await meets_this_morning(visitor)
    await visitor.reads_messages_of("Convener")
    await visitor.message("Exit tickets").get_by_role("button", name="Give feedback").click()
    form = await visitor.fills("Your feedback", FEEDBACK)
    await form.get_by_role("button", name="Send").click()
    await sees(form.get_by_text("A commitment is shared with your name: untick"))
    await studio.takes("form", visitor.page)


async def charts(studio: Studio, demo: LiveDemo) -> None:
    """Everything about a cycle, with its run chart."""
    visitor = await studio.visits(demo, "Carmen Ruiz", "Convener")
    await visitor.reads_messages_of("Convener")
    await (
        visitor.message("A second voice in grade 4", "Have a look")
        .get_by_role("button", name="Have a look")
        .click()
    )
    chart = visitor.messages.get_by_role("figure").last
    await sees(chart)
    await chart.scroll_into_view_if_needed()
    await studio.takes("chart", visitor.page)


async def leaders(studio: Studio, demo: LiveDemo) -> None:
    visitor = await studio.visits(demo, "Lena Whitfield", "district-leaders", color_scheme="dark")
    await to_top(visitor, "for leaders")
    await studio.takes("leaders-dark", visitor.page)


async def underneath(studio: Studio, demo: LiveDemo) -> None:
    """The traffic of a click."""
    visitor = await studio.visits(demo, "Noor Patel", "math-plc")
    await visitor.page.get_by_role("button", name="Developer").click()
    await (
        visitor.message("Second voices", "Google Calendar")
        .get_by_role("button", name="I'll be there")
        .click()
    )
    await sees(visitor.whisper("You are going to", "Second voices"))
    await sees(visitor.page.get_by_text("chat.update").last)
    await studio.takes("developer", visitor.page)


async def preview(studio: Studio) -> None:
    async with PageServer(preview_page(_GOLDENS)) as server:
        page = await studio.opens(f"{server.url}#/preview/convenings/announcement/usual")
        await sees(page.get_by_text("Slack takes it."))
        await studio.takes("preview", page)


async def to_top(visitor: Visitor, *words: str) -> None:
    """Scroll until the newest message with these words begins at the top."""
    message = visitor.message(*words)
    await sees(message)
    await message.evaluate("message => message.scrollIntoView({ block: 'start' })")


Shot = Callable[[Studio, LiveDemo], Awaitable[None]]
SHOTS: Final[dict[str, tuple[Shot, ...]]] = {
    "empty": (the_tour, a_form_with_an_error),
    "end_of_year": (leaders,),
    "mid_year": (the_channel, a_phone, charts, underneath),
}


async def take_all(folder: Path, played: Path) -> None:
    """All pictures. `played`: a demo's folder, in which scenarios are kept once they were played."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        studio = Studio(browser, folder)
        await preview(studio)
        for scenario, shots in SHOTS.items():
            for shot in shots:
                async with live_demo(played, scenario) as demo:
                    await shot(studio, demo)
        await browser.close()


def main() -> int:
    if find_chromium() is None:
        sys.stderr.write("No Chromium here: the pictures are left as they were.\n")
        return 1
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as played:
        asyncio.run(take_all(FOLDER, Path(played)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
