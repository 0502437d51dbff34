"""Two windows: of two people, who see each other's doings as they happen, and of one, which agree."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from sandbox.messages import Content
from tests.browser.conftest import PageOf
from tests.browser.window import Window, window_of
from tests.support.little_app import buttons, section
from tests.support.pages import PageStage, a_page


@pytest.fixture
async def stage() -> AsyncIterator[PageStage]:
    async with a_page() as stage:
        yield stage


async def opened(page_of: PageOf, stage: PageStage) -> tuple[Window, Window]:
    """Ada's window and Ben's, both in #math-plc."""
    ada = await window_of(page_of, stage.url, stage.ada, stage.math)
    return ada, await window_of(page_of, stage.url, stage.ben, stage.math)


async def test_what_one_writes_changes_and_deletes_the_other_sees(page_of: PageOf, stage: PageStage) -> None:
    ada, ben = await opened(page_of, stage)
    await ada.says("We meet at three")
    await expect(ben.message("We meet at three")).to_be_in_viewport()

    await ada.chooses(ada.message("We meet at three"), "Edit message")
    field = ada.page.get_by_role("textbox", name="Edit the message")
    await field.fill("We meet at four")
    await field.press("Enter")
    await expect(ben.message("We meet at four")).to_contain_text("(edited)")
    await expect(ben.message("We meet at three")).to_have_count(0)

    await ada.chooses(ada.message("We meet at four"), "Delete message")
    await ada.page.get_by_role("button", name="Delete", exact=True).click()
    await expect(ben.message("We meet at four")).to_have_count(0)


async def test_reactions_of_both_are_counted_in_both_windows(page_of: PageOf, stage: PageStage) -> None:
    stage.workspace.react(stage.math.id, _said(stage, "Ready?"), stage.ada.id, "tada")
    ada, ben = await opened(page_of, stage)
    in_adas, in_bens = (
        one.message("Ready?").get_by_role("button", name=re.compile("^tada")) for one in (ada, ben)
    )
    await in_bens.click()
    await expect(in_adas).to_have_accessible_name("tada: you, Ben Ruiz. Take yours back")
    await expect(in_bens).to_have_accessible_name("tada: Ada Osei, you. Take yours back")
    await in_adas.click()
    await expect(in_bens).to_have_accessible_name("tada: you. Take yours back")
    await expect(in_adas).to_have_accessible_name("tada: Ben Ruiz. React too")


async def test_a_button_that_one_presses_changes_the_message_for_both(
    page_of: PageOf, stage: PageStage
) -> None:
    blocks = [section("*Fractions*"), buttons(("I'll be there", "going"))]
    _app_said(stage, "Fractions", blocks)
    ada, ben = await opened(page_of, stage)
    await ben.message("Fractions").get_by_role("button", name="I'll be there").click()
    for window in (ada, ben):
        await expect(window.message("Fractions")).to_contain_text("@Ben Ruiz is going")
        await expect(window.message("Fractions").get_by_role("button", name="I'll be there")).to_have_count(0)
    assert [body["user"]["id"] for body in stage.told.bodies] == [stage.ben.id]


async def test_what_is_new_is_marked_for_whoever_is_elsewhere(page_of: PageOf, stage: PageStage) -> None:
    ada = await window_of(page_of, stage.url, stage.ada, stage.leaders)
    ben = await window_of(page_of, stage.url, stage.ben, stage.math)
    await ben.says("Anybody here?")
    await expect(ada.row("math-plc")).to_contain_text("1 unread")
    stage.workspace.post(stage.math.id, stage.ben.id, f"<@{stage.ada.id}>, are you?")
    await expect(ada.row("math-plc")).to_contain_text("1 mentions")
    await expect(ada.page).to_have_title(re.compile(r"^\(1\)"))

    await ada.row("math-plc").click()
    await expect(ada.message("Anybody here?")).to_be_in_viewport()
    await expect(ada.row("math-plc")).not_to_contain_text("mentions")
    await expect(ada.page).to_have_title(re.compile("^#math-plc"))
    await expect(ben.row("math-plc")).not_to_contain_text("unread")


async def test_new_replies_in_ones_threads_are_marked_until_the_thread_was_open(
    page_of: PageOf, stage: PageStage
) -> None:
    asked = _said(stage, "Which tickets?", by_ben=False)
    ada, ben = await opened(page_of, stage)
    stage.workspace.post(stage.math.id, stage.ben.id, "All of them.", thread_ts=asked)
    await expect(ada.row("math-plc")).to_contain_text("New replies in a thread")
    await expect(ada.message("Which tickets?")).to_contain_text("1 new")
    await expect(ben.row("math-plc")).not_to_contain_text("New replies")
    await expect(ben.message("Which tickets?")).not_to_contain_text("1 new")

    await ada.message("Which tickets?").get_by_role("button", name="1 reply").click()
    await expect(ada.thread).to_contain_text("All of them.")
    await expect(ada.row("math-plc")).not_to_contain_text("New replies")
    await expect(ada.message("Which tickets?")).not_to_contain_text("1 new")
    stage.workspace.post(stage.math.id, stage.ben.id, "The blue ones, too.", thread_ts=asked)
    await expect(ada.thread).to_contain_text("The blue ones, too.")
    await expect(ada.row("math-plc")).not_to_contain_text("New replies")
    assert stage.workspace.threads_read[stage.ada.id].keys() == {f"{stage.math.id}:{asked}"}


async def test_a_whisper_is_seen_by_one_alone(page_of: PageOf, stage: PageStage) -> None:
    ada, ben = await opened(page_of, stage)
    await ada.says("/whisper")
    await expect(ada.message("Sure?")).to_contain_text("Only visible to you")
    await ben.says("Did anybody say something?")
    await expect(ada.message("Did anybody")).to_be_visible()
    await expect(ben.message("Sure?")).to_have_count(0)
    await ada.message("Sure?").get_by_role("button", name="Yes").click()
    await expect(ada.message("Thank you")).to_contain_text("Only visible to you")
    await expect(ada.message("Sure?")).to_have_count(0)
    await ada.says("All settled.")
    await expect(ben.message("All settled.")).to_be_visible()
    await expect(ben.message("Thank you")).to_have_count(0)


async def test_a_thread_that_both_have_open_grows_for_both(page_of: PageOf, stage: PageStage) -> None:
    question = _said(stage, "Which tickets?")
    stage.workspace.post(stage.math.id, stage.ben.id, "All of them?", thread_ts=question)
    ada, ben = await opened(page_of, stage)
    for window in (ada, ben):
        await window.page.get_by_role("button", name="1 reply").click()
        await expect(window.thread.get_by_text("All of them?")).to_be_visible()
    await ada.replies("Three are enough.")
    await expect(ben.thread.get_by_text("Three are enough.")).to_be_in_viewport()
    await expect(ben.page.get_by_role("button", name="2 replies")).to_be_visible()
    await expect(ben.messages).to_have_count(await ada.messages.count())


async def test_what_others_do_leaves_alone_what_one_is_doing(page_of: PageOf, stage: PageStage) -> None:
    first = _said(stage, "Half past?", by_ben=False)
    ada, ben = await opened(page_of, stage)
    await ada.typing.press_sequentially("I was just")
    await ben.says("Me first!")
    await expect(ada.message("Me first!")).to_be_in_viewport()
    await ada.page.keyboard.type(" going to say")
    await expect(ada.typing).to_have_value("I was just going to say")

    await ada.chooses(ada.message("Half past?"), "Edit message")
    field = ada.page.get_by_role("textbox", name="Edit the message")
    await field.fill("Half past three")
    stage.workspace.react(stage.math.id, first, stage.ben.id, "eyes")
    await expect(ada.page.get_by_role("button", name="eyes: Ben Ruiz. React too")).to_be_attached()
    await expect(field).to_be_focused()
    await expect(field).to_have_value("Half past three")


async def test_two_windows_of_one_person_agree(page_of: PageOf, stage: PageStage) -> None:
    _said(stage, "Good morning")
    one = await window_of(page_of, stage.url, stage.ada, stage.leaders)
    other = await window_of(page_of, stage.url, stage.ada, stage.leaders)
    await expect(other.row("math-plc")).to_contain_text("1 unread")
    await one.row("math-plc").click()
    await expect(one.message("Good morning")).to_be_visible()
    await expect(other.row("math-plc")).not_to_contain_text("unread")
    await one.says("Good morning, Ben")
    await other.row("math-plc").click()
    await expect(other.message("Good morning, Ben")).to_be_visible()


async def test_a_form_is_open_in_every_window_of_a_person_and_closes_in_all(
    page_of: PageOf, stage: PageStage
) -> None:
    one = await window_of(page_of, stage.url, stage.ada, stage.math)
    other = await window_of(page_of, stage.url, stage.ada, stage.math)
    ben = await window_of(page_of, stage.url, stage.ben, stage.math)
    await one.says("/schedule")
    await one.dialog("Schedule").get_by_label("Title").fill("Fractions")
    await expect(other.dialog("Schedule")).to_be_visible()
    await other.dialog("Schedule").get_by_role("button", name="Cancel").click()
    await expect(one.dialog("Schedule")).to_have_count(0)
    await expect(ben.page.get_by_role("dialog")).to_have_count(0)
    assert [body["view"]["callback_id"] for body in stage.told.bodies] == ["schedule"]


def _said(stage: PageStage, text: str, *, by_ben: bool = True) -> str:
    """Somebody wrote this before anybody looked; returns its ts."""
    who = stage.ben if by_ben else stage.ada
    return stage.workspace.post(stage.math.id, who.id, text).ts


def _app_said(stage: PageStage, text: str, blocks: list[dict[str, object]]) -> str:
    content = Content(text, blocks)
    return stage.workspace.add_message(stage.math, stage.app.bot_user_id, content, app=stage.app).ts
