"""The tour, in a browser: a newcomer who knows nothing does what the guide says, and sees it through."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from sandbox.page.director import GuideStep
from tests.browser.conftest import PageOf
from tests.browser.demo import PATIENCE_MS, LiveDemo, Visitor, live_demo, sees

_MOST_PRESSES = 12  # of "Next message" in one step: who has to press more often has lost patience

SETUP = {
    "Name of the community": "Math PLC",
    "Purpose: for whom?": "teachers of mathematics in our three schools",
    "who share what interest": "pupils who give up on word problems",
    "learn together how best": "let pupils do the thinking and the talking",
    "Leaders' channel": "district-leaders",
}
PROBLEM = {
    "The problem, in a line": "The same five pupils carry every discussion",
    "Focus question": "How could others begin to talk?",
}
CYCLE = {
    "Title": "Wait ten seconds",
    "Problem of practice": "The same five pupils answer.",
    "The change you will test": "Wait ten seconds after each question.",
}
FEEDBACK = {
    "We reached what this session set out to do.": "4 · agree",
    "What we did matters for my own work.": "5 · agree fully",
    "I could speak up, and I was heard.": "4 · agree",
    "I take away something I am going to use.": "5 · agree fully",
    "It was time well spent.": "4 · agree",
    "What did you learn that others should hear?": "Sorting takes ten minutes and tells more than grades.",
    "Your learning": "Share it in the recap and the digest",
    "Your name": "Show my name with the learning",
}


class Newcomer(Visitor):
    """Follows the guide, and nothing else."""

    def __init__(self, page: Page, demo: LiveDemo) -> None:
        super().__init__(page, demo)
        self._tour = demo

    @property
    def guide(self) -> Locator:
        return self.page.get_by_role("region", name="Guide")

    @property
    def ringed(self) -> Locator:
        """What the guide points at: a ring has no role."""
        return self.page.locator(".pointed-at")

    async def comes_to(self, title: str) -> None:
        """The guide has come to this step; whoever and wherever it means one is now."""
        await sees(self.guide.get_by_role("heading", name=title))
        await self._goes_there()

    async def _goes_there(self) -> None:
        await sees(self.guide.get_by_text(self._step.text))
        there = self.guide.get_by_role("button", name=re.compile("^(Act as|Take me there)"))
        if await there.count():
            await there.click()
        await expect(there).to_have_count(0, timeout=PATIENCE_MS)

    @property
    def _step(self) -> GuideStep:
        step = self._tour.step
        assert step is not None
        return step

    async def sends_what_it_wrote(self) -> None:
        await self.guide.get_by_role("button", name="Write it for me").click()
        await self.page.get_by_role("main").get_by_role("textbox").press("Enter")

    async def presses_ringed(self, words: str) -> None:
        await self.ringed.and_(self.page.get_by_role("button", name=words)).click()

    async def lets_time_pass(self, title: str) -> None:
        """Press what is ringed in the bar of time, until the guide says something else."""
        ringed = self.ringed.and_(self.page.get_by_role("button", name="Next message"))
        for _ in range(_MOST_PRESSES):
            if self._step.title != title or self._step.point_at is None or self._step.point_at.time is None:
                return
            await self.presses_time(ringed)
            await self._goes_there()
        raise AssertionError(f"still at {title!r} after {_MOST_PRESSES} messages")


@pytest.fixture
async def newcomer(tmp_path: Path, page_of: PageOf) -> AsyncIterator[Newcomer]:
    """In a new workspace, with the guide beside it."""
    async with live_demo(tmp_path / "demo") as demo:
        yield Newcomer(await page_of(demo.url), demo)


async def test_a_newcomer_does_all_ten_steps(newcomer: Newcomer) -> None:
    await newcomer.comes_to("Give the community a home")
    await newcomer.sends_what_it_wrote()
    await newcomer.sends("Set up a community", SETUP, "Set up")

    await newcomer.comes_to("Call the first convening")
    await newcomer.sends_what_it_wrote()
    await newcomer.sends("Schedule a convening", {"Link": "https://meet.example.org/math"}, "Schedule")

    await newcomer.comes_to("Answer with one click")
    await newcomer.presses_ringed("I'll be there")

    await newcomer.comes_to("Put a problem to your peers")
    await newcomer.sends_what_it_wrote()
    await newcomer.sends("A problem of practice", PROBLEM, "Share it")

    await newcomer.comes_to("Let time pass")
    await newcomer.lets_time_pass("Let time pass")

    await newcomer.comes_to("Try something small")
    await newcomer.sends_what_it_wrote()
    await newcomer.sends("Plan a PDSA cycle", CYCLE, "Start")

    await newcomer.comes_to("Ask before you advise")
    await newcomer.lets_time_pass("Ask before you advise")
    await newcomer.opens_thread(newcomer.message(PROBLEM["Focus question"]))
    await newcomer.replies_with("How long do you wait after a question?")

    await newcomer.comes_to("Meet, then say how it was")
    await newcomer.lets_time_pass("Meet, then say how it was")
    await newcomer.presses_ringed("Give feedback")
    await newcomer.sends("Your feedback", FEEDBACK, "Send")

    await newcomer.comes_to("Read the week, and answer")
    await newcomer.lets_time_pass("Read the week, and answer")
    await newcomer.presses_ringed("Ask the leaders")
    ask = {"What do you ask of them?": "A substitute for one afternoon."}
    await newcomer.sends("Ask the leaders", ask, "Ask")

    await newcomer.comes_to("Remove an obstacle")
    await newcomer.lets_time_pass("Remove an obstacle")
    await newcomer.presses_ringed("Offer help")
    await newcomer.sends("Offer help", {"How can you help?": "I pay for one afternoon."}, "Offer it")

    await sees(newcomer.guide.get_by_role("heading", name="You have seen it all"))
