"""What axe-core finds on every surface of the page: nothing serious, by day, by night and on a phone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from sandbox.messages import Content
from tests.browser import gallery
from tests.browser.conftest import PageOf
from tests.browser.findings import serious_findings
from tests.browser.window import PHONE, Window, window_of
from tests.browser.worlds import a_lively_world, a_week_of_talk, showing
from tests.support.pages import PageStage, a_page
from tests.support.previews import a_preview

LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": PHONE, "color_scheme": "dark"},
}
look = pytest.mark.parametrize("look", LOOKS)


@pytest.fixture
async def stage() -> AsyncIterator[PageStage]:
    async with a_page() as stage:
        yield stage


async def opened(page_of: PageOf, stage: PageStage, look: str) -> Window:
    return await window_of(page_of, stage.url, stage.ada, stage.math, **LOOKS[look])


async def has_nothing_serious(page: Page) -> None:
    assert await serious_findings(page) == []


@look
async def test_an_empty_channel_and_a_form_with_complaints(
    page_of: PageOf, stage: PageStage, look: str
) -> None:
    ada = await opened(page_of, stage, look)
    await expect(ada.page.get_by_text("This is where the channel begins.")).to_be_visible()
    await has_nothing_serious(ada.page)
    await ada.says("/schedule")
    form = ada.dialog("Schedule")
    await form.get_by_role("button", name="Save").click()
    await expect(form.get_by_label("Title")).not_to_have_accessible_description("")
    await has_nothing_serious(ada.page)


@look
async def test_messages_with_one_of_everything_and_a_thread(
    page_of: PageOf, stage: PageStage, look: str
) -> None:
    content = Content("Everything", [*gallery.MESSAGE, gallery.AREAS, gallery.BARS])
    message = stage.workspace.add_message(stage.math, stage.app.bot_user_id, content, app=stage.app)
    stage.workspace.react(stage.math.id, message.ts, stage.ben.id, "tada")
    stage.workspace.post(stage.math.id, stage.ben.id, "Thank you!", thread_ts=message.ts)
    ada = await opened(page_of, stage, look)
    await expect(ada.page.get_by_text("One of everything")).to_be_attached()
    await has_nothing_serious(ada.page)
    await ada.page.get_by_role("button", name="1 reply").click()
    await expect(ada.thread.get_by_text("Thank you!")).to_be_visible()
    await has_nothing_serious(ada.page)


@look
async def test_the_home_of_an_app_and_what_happens_underneath(
    page_of: PageOf, stage: PageStage, look: str
) -> None:
    ada = await opened(page_of, stage, look)
    await ada.page.goto(f"{stage.url}#/{stage.ada.id}/home/{stage.app.id}")
    await expect(ada.page.get_by_role("button", name="Hello")).to_be_visible()
    await has_nothing_serious(ada.page)
    await ada.page.keyboard.press("Control+.")
    await expect(ada.page.get_by_role("tab", name="Traffic")).to_be_visible()
    await has_nothing_serious(ada.page)


@look
async def test_the_guide_plans_and_the_controls_of_time(page_of: PageOf, look: str) -> None:
    world = a_lively_world()
    a_week_of_talk(world)
    await world.director.start_guide()
    async with showing(world):
        ada = await window_of(page_of, world.url, world.ada, world.math, **LOOKS[look])
        await expect(ada.message("half page")).to_be_attached()
        await has_nothing_serious(ada.page)
        await ada.page.get_by_role("button", name="Planned").click()
        await expect(ada.page.get_by_role("heading", name="What Convener plans to send")).to_be_visible()
        await has_nothing_serious(ada.page)


@look
async def test_the_preview(page_of: PageOf, tmp_path: Path, look: str) -> None:
    async with a_preview(tmp_path) as stage:
        page = await page_of(f"{stage.url}#/preview/convenings/reminder/usual", **LOOKS[look])
        await expect(page.get_by_role("region", name="As people see it")).to_be_visible()
        await has_nothing_serious(page)
