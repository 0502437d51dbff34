"""Reloading in the midst of something takes nothing away, nor does a server that goes and comes back."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Locator, expect

from sandbox.page.marks import read_everything
from tests.browser.conftest import PageOf
from tests.browser.window import Window, window_of
from tests.browser.worlds import a_lively_world, a_week_of_talk, showing
from tests.support.pages import PageStage, a_page


@pytest.fixture
async def stage() -> AsyncIterator[PageStage]:
    async with a_page() as stage:
        yield stage


async def scheduling(page_of: PageOf, stage: PageStage) -> tuple[Window, Locator]:
    """Ada's window with the form of `/schedule` open."""
    ada = await window_of(page_of, stage.url, stage.ada, stage.math)
    await ada.says("/schedule")
    form = ada.dialog("Schedule")
    await expect(form).to_be_visible()
    return ada, form


# --- forms


async def test_a_half_filled_form_stands_as_it_was(page_of: PageOf, stage: PageStage) -> None:
    ada, form = await scheduling(page_of, stage)
    await form.get_by_label("Title").fill("Fractions & ratios")
    await form.get_by_label("Day").fill("2026-12-03")
    await form.get_by_role("combobox", name="Mode").click()
    await ada.page.get_by_role("option", name="In person").click()
    await form.get_by_label("Virtual").check()
    await ada.page.reload()
    await expect(form.get_by_label("Title")).to_have_value("Fractions & ratios")
    await expect(form.get_by_label("Day")).to_have_value("2026-12-03")
    await expect(form.get_by_label("At", exact=True)).to_have_value("15:30")
    await expect(form).to_contain_text("In person")
    await expect(form.get_by_label("Virtual")).to_be_checked()


async def test_what_was_typed_a_moment_before_is_not_lost(page_of: PageOf, stage: PageStage) -> None:
    ada, form = await scheduling(page_of, stage)
    await form.get_by_label("Title").press_sequentially("Fractions")
    await ada.page.reload()
    await expect(form.get_by_label("Title")).to_have_value("Fractions")


async def test_complaints_still_stand_beside_their_fields(page_of: PageOf, stage: PageStage) -> None:
    ada, form = await scheduling(page_of, stage)
    await form.get_by_label("Title").fill("Fractions")
    await form.get_by_label("Day").fill("2026-11-02")
    await form.get_by_role("combobox", name="Mode").click()
    await ada.page.get_by_role("option", name="Virtual").click()
    await form.get_by_role("button", name="Save").click()
    day = form.get_by_label("Day")
    await expect(day).to_have_accessible_description("That day is over.")
    await ada.page.reload()
    await expect(day).to_have_accessible_description("That day is over.")
    await expect(day).to_have_value("2026-11-02")
    await day.fill("2026-12-03")
    await form.get_by_role("button", name="Save").click()
    await expect(form).to_have_count(0)
    await expect(ada.message("Fractions")).to_be_visible()


async def test_an_edit_that_was_not_saved_goes_on(page_of: PageOf, stage: PageStage) -> None:
    stage.workspace.post(stage.math.id, stage.ada.id, "We meet at three")
    ada = await window_of(page_of, stage.url, stage.ada, stage.math)
    await ada.chooses(ada.message("We meet at three"), "Edit message")
    field = ada.page.get_by_role("textbox", name="Edit the message")
    await field.fill("We meet at four")
    await ada.page.reload()
    await expect(field).to_have_value("We meet at four")
    await field.press("Escape")
    await expect(ada.message("We meet at three")).to_be_visible()
    await ada.page.reload()
    await expect(ada.message("We meet at three")).to_be_visible()
    await expect(field).to_have_count(0)


async def test_a_form_on_top_of_another_stays_there(page_of: PageOf, stage: PageStage) -> None:
    ada = await window_of(page_of, stage.url, stage.ada, stage.math)
    await ada.says("/steps")
    await ada.dialog("One").get_by_label("Next").fill("push")
    await ada.dialog("One").get_by_role("button", name="Save").click()
    await ada.dialog("Two").get_by_label("Next").fill("half")
    await ada.page.reload()
    await expect(ada.dialog("Two").get_by_label("Next")).to_have_value("half")
    await ada.dialog("Two").get_by_role("button", name="Back to “One”").click()
    await expect(ada.dialog("One").get_by_label("Next")).to_have_value("push")


# --- threads, drafts, places


async def test_a_thread_stays_open_with_the_reply_one_was_writing(page_of: PageOf, stage: PageStage) -> None:
    asked = stage.workspace.post(stage.math.id, stage.ben.id, "Which tickets?").ts
    stage.workspace.post(stage.math.id, stage.ben.id, "All of them?", thread_ts=asked)
    ada = await window_of(page_of, stage.url, stage.ada, stage.math)
    await ada.typing.fill("For the channel")
    await ada.page.get_by_role("button", name="1 reply").click()
    await ada.thread.get_by_role("textbox").fill("Three are")
    await ada.page.reload()
    await expect(ada.thread.get_by_text("All of them?")).to_be_visible()
    await expect(ada.thread.get_by_role("textbox")).to_have_value("Three are")
    await expect(ada.typing).to_have_value("For the channel")
    await ada.replies("Three are enough.")
    await expect(ada.thread.get_by_text("Three are enough.")).to_be_visible()
    await expect(ada.typing).to_have_value("For the channel")


async def test_a_whisper_is_still_whispered(page_of: PageOf, stage: PageStage) -> None:
    ada = await window_of(page_of, stage.url, stage.ada, stage.math)
    await ada.says("/whisper")
    await expect(ada.message("Sure?")).to_be_visible()
    await ada.page.reload()
    await ada.message("Sure?").get_by_role("button", name="Yes").click()
    await expect(ada.message("Thank you")).to_be_visible()


async def test_back_and_forward_lead_through_places_and_people(page_of: PageOf, stage: PageStage) -> None:
    ada = await window_of(page_of, stage.url, stage.ada, stage.math)
    await ada.row("leaders").click()
    await expect(ada.page.get_by_placeholder("Message #leaders")).to_be_visible()
    await ada.page.go_back()
    await expect(ada.page.get_by_placeholder("Message #math-plc")).to_be_visible()
    await ada.page.go_forward()
    await ada.page.reload()
    await expect(ada.page.get_by_placeholder("Message #leaders")).to_be_visible()


# --- time, and the server itself


async def test_a_journey_of_the_clock_goes_on(page_of: PageOf) -> None:
    world = a_lively_world()
    a_week_of_talk(world)
    world.director.dawdles = True
    async with showing(world):
        ada = await window_of(page_of, world.url, world.ada, world.math)
        bar = ada.page.get_by_role("region", name="The world's time")
        await bar.get_by_role("button", name="Next week").click()
        await expect(bar.get_by_role("progressbar")).to_have_js_property("value", 0.5)
        await ada.page.reload()
        await expect(bar.get_by_role("progressbar")).to_have_js_property("value", 0.5)
        world.app_says("On the way.")
        await expect(ada.message("On the way.")).to_be_visible()
        await bar.get_by_role("button", name="Stop here").click()
        await expect(bar.get_by_role("progressbar")).to_have_count(0)
        assert world.director.orders == ["next_week", "stop"]


async def test_the_server_goes_and_comes_back_and_nothing_is_lost(page_of: PageOf) -> None:
    world = a_lively_world()
    a_week_of_talk(world)
    read_everything(world.workspace)
    async with showing(world):
        ada = await window_of(page_of, world.url, world.ada, world.math)
        await expect(ada.message("No harm")).to_have_count(0)
        port = int(world.url.rstrip("/").rsplit(":", 1)[1])
    gone = ada.page.get_by_text("Reconnecting…")
    await expect(gone).to_be_visible()
    await ada.typing.fill("Is anybody there?")
    await ada.typing.press("Enter")
    await expect(ada.page.get_by_text("The page cannot reach its server.")).to_be_visible()
    await expect(ada.typing).to_have_value("Is anybody there?")
    world.says(world.ben, "You missed this.")
    async with showing(world, port=port):
        await expect(gone).to_have_count(0)
        await expect(ada.message("You missed this.")).to_be_in_viewport()
        await ada.typing.press("Enter")
        await expect(ada.message("Is anybody there?")).to_be_in_viewport()
