"""The preview in a browser: found by words, seen as in the workspace, new as soon as a template is saved."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.browser.conftest import PageOf
from tests.support.previews import PreviewStage, a_preview

REMINDER = "convenings/reminder"
QUESTION = "*What should we take up?*"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[PreviewStage]:
    async with a_preview(tmp_path) as stage:
        yield stage


async def opened(page_of: PageOf, stage: PreviewStage, case: str = "", **options: object) -> Page:
    return await page_of(f"{stage.url}#/preview{f'/{case}' if case else ''}", **options)


async def test_a_template_is_chosen_from_its_area_and_a_case_from_its_template(
    page_of: PageOf, stage: PreviewStage
) -> None:
    page = await opened(page_of, stage)
    await (
        page.get_by_role("navigation", name="Templates")
        .get_by_role("link", name=re.compile("reminder"))
        .click()
    )
    await expect(page.get_by_role("heading", name="convenings / reminder")).to_be_visible()
    await page.get_by_role("link", name="right to left").click()
    assert page.url.endswith("#/preview/convenings/reminder/right_to_left")
    await expect(page.get_by_role("region", name="As people see it")).to_contain_text("שלום")
    await page.reload()
    await expect(page.get_by_role("link", name="right to left")).to_have_attribute("aria-current", "page")


async def test_a_message_looks_as_in_the_workspace_and_its_payload_lies_beside(
    page_of: PageOf, stage: PreviewStage
) -> None:
    page = await opened(page_of, stage, f"{REMINDER}/usual")
    seen = page.get_by_role("region", name="As people see it")
    await expect(seen.get_by_role("button", name="Maybe")).to_be_visible()
    await expect(seen).to_contain_text("In notifications, and read aloud")
    below = page.get_by_role("region", name="What lies underneath")
    await expect(below).to_contain_text("Slack takes it.")
    await expect(below).to_contain_text("The same as its golden file.")
    await expect(below).to_contain_text("/ 4000")
    await expect(below.get_by_role("region", name="payload")).to_contain_text('"header"')


async def test_clicking_in_a_preview_says_that_nothing_happens(page_of: PageOf, stage: PreviewStage) -> None:
    page = await opened(page_of, stage, f"{REMINDER}/usual")
    await page.get_by_role("button", name="Maybe").click()
    await expect(page.get_by_text("This is a preview: nothing happens.")).to_be_visible()


async def test_times_are_those_of_whoever_reads(page_of: PageOf, stage: PreviewStage) -> None:
    page = await opened(page_of, stage, f"{REMINDER}/usual")
    seen = page.get_by_role("region", name="As people see it")
    await expect(seen).to_contain_text("3:30 PM")
    await page.get_by_label("Seen by").select_option(label="Dev Patel, Europe/London")
    await expect(seen).to_contain_text("11:30 PM")


async def test_a_saved_template_shows_at_once_and_what_differs_is_marked(
    page_of: PageOf, stage: PreviewStage
) -> None:
    page = await opened(page_of, stage, f"{REMINDER}/usual")
    await expect(page.get_by_text("The same as its golden file.")).to_be_visible()
    stage.edit(REMINDER, QUESTION, "*What shall we talk about?*")
    await expect(page.get_by_role("region", name="As people see it")).to_contain_text(
        "What shall we talk about?"
    )
    below = page.get_by_role("region", name="What lies underneath")
    await expect(below).to_contain_text("Other than its golden file.")
    await expect(below.locator("mark").last).to_have_text("shall we talk about")
    mark = page.get_by_role("link", name=re.compile("^usual")).get_by_role("img")
    await expect(mark).to_have_attribute("aria-label", "differs from its golden file")


async def test_an_error_in_a_template_is_shown_with_its_line_and_goes_when_mended(
    page_of: PageOf, stage: PreviewStage
) -> None:
    page = await opened(page_of, stage, f"{REMINDER}/usual")
    await expect(page.get_by_role("button", name="Maybe")).to_be_visible()
    stage.edit(REMINDER, QUESTION, "{{ nothing_such }}")
    trouble = page.get_by_role("alert").filter(has_text="The template cannot be rendered")
    await expect(trouble).to_contain_text("'nothing_such' is undefined")
    await expect(trouble).to_contain_text(re.compile(r"message_templates/convenings/reminder\.j2:\d+"))
    stage.edit(REMINDER, "{{ nothing_such }}", QUESTION)
    await expect(page.get_by_role("button", name="Maybe")).to_be_visible()


async def test_the_filter_finds_names_and_wording(page_of: PageOf, stage: PreviewStage) -> None:
    page = await opened(page_of, stage)
    links = page.get_by_role("navigation", name="Templates").get_by_role("list").get_by_role("link")
    await expect(links).to_have_count(5)
    await page.keyboard.press("/")
    await page.keyboard.type("two exit tickets")
    await expect(links).to_have_count(2)
    await page.get_by_role("searchbox").fill("schedule")
    await expect(links.first).to_contain_text("schedule")
    await page.get_by_role("searchbox").fill("nobody wrote these words")
    await expect(links).to_have_count(0)


async def test_keys_go_through_the_cases(page_of: PageOf, stage: PreviewStage) -> None:
    page = await opened(page_of, stage, f"{REMINDER}/usual")
    await expect(page.get_by_role("link", name="usual")).to_have_attribute("aria-current", "page")
    await page.keyboard.press("j")
    await expect(page.get_by_role("link", name="bare")).to_have_attribute("aria-current", "page")
    await page.keyboard.press("k")
    await expect(page.get_by_role("link", name="usual")).to_have_attribute("aria-current", "page")


async def test_a_form_and_a_home_tab_are_drawn_whole(page_of: PageOf, stage: PreviewStage) -> None:
    page = await opened(page_of, stage, "convenings/schedule/filled")
    await expect(page.get_by_role("textbox", name="Title")).to_have_value(
        "Data walk: word problems in grade 4"
    )
    await page.goto(f"{stage.url}#/preview/home/home/facilitator")
    seen = page.get_by_role("region", name="As people see it")
    await expect(seen.get_by_role("button", name="Give feedback")).to_be_visible()


async def test_a_report_stands_in_a_frame_that_may_do_nothing(page_of: PageOf, stage: PreviewStage) -> None:
    page = await opened(page_of, stage, "reports/report/markup")
    frame = page.frame_locator("iframe")
    await expect(frame.locator("h1")).to_contain_text("report")
    assert await page.locator("iframe").get_attribute("sandbox") == ""


async def test_hostile_words_stay_words(page_of: PageOf, stage: PreviewStage) -> None:
    page = await opened(page_of, stage, f"{REMINDER}/channel")
    seen = page.get_by_role("region", name="As people see it")
    await expect(seen).to_contain_text("<!channel> <!here> <!everyone>")


async def test_on_a_phone_one_thing_is_seen_at_a_time(page_of: PageOf, stage: PreviewStage) -> None:
    page = await opened(page_of, stage, viewport={"width": 390, "height": 844})
    listed = page.get_by_role("navigation", name="Templates")
    await listed.get_by_role("link", name=re.compile("reminder")).click()
    await expect(listed).to_be_hidden()
    await expect(page.get_by_role("button", name="Maybe")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    await page.get_by_role("link", name="All templates").click()
    await expect(listed).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_nothing_serious_stands_in_the_way_of_anybody(
    page_of: PageOf, stage: PreviewStage, scheme: str
) -> None:
    stage.edit(REMINDER, QUESTION, "*What shall we talk about?*")
    page = await opened(page_of, stage, f"{REMINDER}/usual", color_scheme=scheme)
    await expect(page.get_by_text("Other than its golden file.")).to_be_visible()
    found = (await Axe().run(page)).response["violations"]
    assert [one for one in found if one["impact"] in ("serious", "critical")] == []
