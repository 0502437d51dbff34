"""Time, in a browser: it is turned over a clock change, stopped, and refused where it cannot go."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Locator, expect

from tests.browser.conftest import PageOf
from tests.browser.demo import PATIENCE_MS, LiveDemo, Visitor, live_demo, reads, sees

BEGINS_AT = datetime(2026, 9, 8, 15, 30, tzinfo=UTC)  # Tuesday, 8:30 in Los Angeles


class Watcher(Visitor):
    """Looks at the clock at the top."""

    @property
    def clock(self) -> Locator:
        return self.page.get_by_role("button", name="In this world it is")

    async def reads_clock(self, words: str) -> None:
        await sees(self.page.get_by_role("button", name=f"In this world it is {words}"))


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[LiveDemo]:
    async with live_demo(tmp_path / "demo") as demo:
        yield demo


@pytest.fixture
async def watcher(demo: LiveDemo, page_of: PageOf) -> Watcher:
    """In Ada's place in Los Angeles; time stands still."""
    watcher = Watcher(await page_of(demo.url), demo)
    await watcher.is_now("Ada Marsh")
    await watcher.turns("Pause")
    await watcher.reads_clock("Tuesday, September 8, 2026 at 8:3")
    return watcher


async def test_next_week_over_a_clock_change_is_the_same_hour_on_the_wall(
    demo: LiveDemo, watcher: Watcher
) -> None:
    await watcher.goes_on_to("2026-10-28T15:30")
    await watcher.reads_clock("Wednesday, October 28, 2026 at 3:30 PM PDT")
    before = demo.now
    await watcher.turns("Next week")
    await watcher.reads_clock("Wednesday, November 4, 2026 at 3:30 PM PST")
    assert demo.now - before == timedelta(days=7, hours=1)


async def test_a_date_is_read_in_the_zone_of_whoever_reads_it(watcher: Watcher) -> None:
    await watcher.sets_a_community_up()
    await watcher.writes("/cop schedule 4 Nov 2026 3:30pm 60m After the clocks")
    details = {"Announce on": "2026-10-26", "Link": "https://meet.example.org"}
    await watcher.sends("Schedule a convening", details, "Schedule")
    await watcher.goes_on_to("2026-10-27T12:00")
    announcement = watcher.message("After the clocks", "I'll be there")
    await reads(announcement, "Wednesday, November 4th, 2026 at 3:30 PM")
    await watcher.becomes("Grace O'Neill")
    await reads(announcement, "Wednesday, November 4th, 2026 at 11:30 PM")
    await watcher.reads_clock("Tuesday, October 27, 2026 at 7:00 PM")
    await watcher.becomes("Dmitri Volkov")
    await reads(announcement, "Wednesday, November 4th, 2026 at 6:30 PM")


async def test_time_stands_still_runs_and_runs_fast(demo: LiveDemo, watcher: Watcher) -> None:
    stands_at = demo.now
    await watcher.page.get_by_role("button", name="×60").click()
    await watcher.reads_clock("Tuesday, September 8, 2026 at 8:3")
    await expect(watcher.clock).to_have_accessible_name(re.compile("at 8:3[3-9]"), timeout=PATIENCE_MS)
    assert demo.now - stands_at > timedelta(minutes=2)
    run = watcher.page.get_by_role("button", name="Run", exact=True)
    await run.click()
    await expect(run).to_have_attribute("aria-pressed", "true", timeout=PATIENCE_MS)
    assert demo.director.clock().speed == 1


async def test_the_next_morning_is_eight_o_clock_of_a_working_day(watcher: Watcher) -> None:
    await watcher.goes_on_to("2026-09-11T17:00")
    await watcher.turns("Next morning")
    await watcher.reads_clock("Monday, September 14, 2026 at 8:00 AM PDT")


async def test_the_next_message_is_brought_and_what_is_planned_is_listed(watcher: Watcher) -> None:
    await watcher.page.get_by_role("button", name="Next message").click()
    await sees(watcher.page.get_by_text("no community is set up"))
    await watcher.sets_a_community_up()
    await watcher.writes("/cop schedule Thu 10 Sep 3:30pm 60m Exit tickets")
    await watcher.sends("Schedule a convening", {"Link": "https://meet.example.org"}, "Schedule")
    await watcher.page.get_by_role("button", name="Planned").click()
    plans = watcher.page.get_by_role("complementary")
    await reads(plans.get_by_role("listitem").first, "Exit tickets")
    await sees(plans.get_by_role("listitem").filter(has_text="to #math-plc").first)
    await watcher.turns("Next message")
    await expect(watcher.clock).not_to_have_accessible_name(re.compile("September 8"), timeout=PATIENCE_MS)


async def test_time_goes_neither_back_nor_beyond_a_year(demo: LiveDemo, watcher: Watcher) -> None:
    before = demo.now
    field = await watcher.types_a_date("2026-09-01T12:00")
    assert await field.evaluate("field => field.validity.rangeUnderflow")
    await sees(field)
    await watcher.page.keyboard.press("Escape")
    await watcher.types_a_date("2028-09-01T12:00")
    await sees(watcher.page.get_by_text("Choose a day within the next 400 days."))
    assert demo.now == before


async def test_a_journey_can_be_stopped_where_it_is(demo: LiveDemo, watcher: Watcher) -> None:
    await watcher.sets_a_community_up()
    await watcher.types_a_date("2027-08-01T12:00")
    await watcher.page.get_by_role("button", name="Stop here").click()
    await demo.arrives()
    await sees(watcher.page.get_by_role("button", name="Next week"))
    assert BEGINS_AT < demo.now < datetime(2027, 8, 1, tzinfo=UTC)


async def test_the_button_that_goes_to_a_date_can_be_seen(watcher: Watcher) -> None:
    await watcher.page.get_by_role("button", name="A date…").click()
    button = watcher.page.get_by_role("button", name="Go there")
    ground, words = await button.evaluate(
        "node => [getComputedStyle(node).backgroundColor, getComputedStyle(node).color]"
    )
    assert words == "rgb(255, 255, 255)"
    assert "255, 255, 255" not in ground
