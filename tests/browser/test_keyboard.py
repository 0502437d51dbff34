"""Without a mouse: everything is done by keys, and one always sees where one is."""

from __future__ import annotations

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
        stage.workspace.post(stage.math.id, stage.ben.id, "Which tickets?")
        content = Content("Fractions", [section("*Fractions*"), buttons(("I'll be there", "going"))])
        stage.workspace.add_message(stage.math, stage.app.bot_user_id, content, app=stage.app)
        yield stage


async def press(window: Window, *keys: str) -> None:
    """Presses keys; after each one sees where one is."""
    for key in keys:
        await window.page.keyboard.press(key)
        await window.shows_its_focus()


async def test_person_channel_message_and_command_by_keys(page_of: PageOf, stage: PageStage) -> None:
    ada = await window_of(page_of, stage.url, stage.ada, stage.leaders)
    keyboard = ada.page.keyboard
    await press(ada, "Tab", "Enter", "Control+k")
    await keyboard.type("act ben")
    await expect(ada.page.get_by_role("option", name="Act as Ben Ruiz")).to_be_visible()
    await press(ada, "Enter")
    await expect(ada.page.get_by_role("button", name="You act as Ben Ruiz")).to_be_visible()
    await ada.shows_its_focus()
    await press(ada, "Control+k")
    await keyboard.type("math")
    await press(ada, "Enter")
    await expect(ada.page.get_by_placeholder("Message #math-plc")).to_be_focused()
    await keyboard.type("By keys alone")
    await press(ada, "Enter")
    await expect(ada.message("By keys alone")).to_be_visible()
    await expect(ada.typing).to_be_focused()

    await keyboard.type("/wh")
    await expect(ada.page.get_by_role("option", name="/whisper")).to_be_visible()
    await press(ada, "Tab", "Enter")
    await expect(ada.message("Sure?")).to_be_visible()
    await expect(ada.typing).to_be_focused()


async def test_the_buttons_of_a_message_by_keys(page_of: PageOf, stage: PageStage) -> None:
    ada = await window_of(page_of, stage.url, stage.ada, stage.math)
    await expect(ada.message("Fractions")).to_be_visible()
    await press(ada, "Tab", "Enter")
    await expect(ada.message("Fractions")).to_be_focused()
    await _tab_to(ada, "I'll be there")
    await ada.page.keyboard.press("Enter")
    await expect(ada.message("Fractions")).to_contain_text("@Ada Osei is going")
    await ada.shows_its_focus()


async def test_a_form_with_a_menu_and_a_date_by_keys(page_of: PageOf, stage: PageStage) -> None:
    ada = await window_of(page_of, stage.url, stage.ada, stage.math)
    await ada.says("/schedule")
    form, keyboard = ada.dialog("Schedule"), ada.page.keyboard
    await expect(form.get_by_label("Title")).to_be_focused()
    await ada.shows_its_focus()
    await keyboard.type("Fractions by keys")
    await press(ada, "Tab")
    await expect(form.get_by_label("Day")).to_be_focused()
    await keyboard.type("11022026")
    await form.get_by_role("combobox", name="Mode").focus()
    await press(ada, "ArrowDown", "ArrowDown", "Enter")
    await expect(form).to_contain_text("In person")
    await press(ada, "Control+Enter")
    await expect(form.get_by_label("Day")).to_have_accessible_description("That day is over.")
    await expect(form.get_by_label("Day")).to_be_focused()
    await ada.shows_its_focus()
    await keyboard.type("12032026")
    await press(ada, "Control+Enter")
    await expect(form).to_have_count(0)
    await expect(ada.message("Fractions by keys")).to_be_visible()
    await expect(ada.typing).to_be_focused()
    assert stage.told.body["view"]["state"]["values"]["day"]["value"]["selected_date"] == "2026-12-03"


async def test_the_cursor_stays_in_a_form_and_escape_leads_back(page_of: PageOf, stage: PageStage) -> None:
    ada = await window_of(page_of, stage.url, stage.ada, stage.math)
    await ada.says("/steps")
    await ada.dialog("One").get_by_label("Next").fill("push")
    await press(ada, "Enter")
    await expect(ada.dialog("Two").get_by_label("Next")).to_be_focused()
    for _ in range(8):
        await ada.page.keyboard.press("Tab")  # at the end it leads to the browser's own bar, and back
        assert await ada.page.locator(":focus").count() == await ada.dialog("Two").locator(":focus").count()
    await ada.dialog("Two").get_by_label("Next").focus()
    await ada.page.keyboard.press("Escape")
    await expect(ada.dialog("Two")).to_have_count(0)
    await ada.shows_its_focus()
    assert await ada.dialog("One").locator(":focus").count() == 1
    await ada.page.keyboard.press("Escape")
    await expect(ada.page.get_by_role("dialog")).to_have_count(0)
    await expect(ada.typing).to_be_focused()


async def test_thread_reaction_edit_and_deletion_by_keys(page_of: PageOf, stage: PageStage) -> None:
    ada = await window_of(page_of, stage.url, stage.ada, stage.math)
    await ada.says("Of my own")
    mine = ada.message("Of my own")
    await expect(mine).to_be_visible()
    await press(ada, "Tab", "Shift+Tab")
    await mine.focus()
    await press(ada, "r")
    await ada.page.keyboard.type("rocket")
    await press(ada, "Enter")
    await expect(mine.get_by_role("button", name="rocket: you. Take yours back")).to_be_visible()
    await ada.shows_its_focus()

    await mine.focus()
    await press(ada, "e")
    await ada.page.keyboard.type(", changed")
    await ada.page.keyboard.press("Enter")
    await expect(mine).to_contain_text("(edited)")
    await ada.shows_its_focus()

    await press(ada, "t")
    await expect(ada.thread.get_by_role("textbox")).to_be_visible()
    await ada.shows_its_focus()
    await _tab_to(ada, "Reply…")
    await ada.page.keyboard.type("In the thread")
    await press(ada, "Enter")
    await expect(ada.thread.get_by_text("In the thread")).to_be_visible()
    await press(ada, "Escape")
    await expect(ada.thread).to_have_count(0)
    await ada.shows_its_focus()

    await mine.focus()
    await press(ada, "Delete", "Tab", "Enter")
    await expect(mine.get_by_text("Of my own")).to_have_count(0)
    await ada.shows_its_focus()


async def test_menus_and_cards_give_the_focus_back(page_of: PageOf, stage: PageStage) -> None:
    ada = await window_of(page_of, stage.url, stage.ada, stage.math)
    for name in ("Act as somebody else", "Shortcuts", "Emoji", "Keyboard help"):
        button = ada.page.get_by_role("button", name=name).first
        await button.focus()
        await press(ada, "Enter", "Escape")
        await expect(button).to_be_focused()


async def _tab_to(window: Window, name: str) -> None:
    """Goes on by Tab until something of this name has the focus; each stop on the way is seen."""
    for _ in range(25):
        await press(window, "Tab")
        found = await window.page.evaluate(
            "[document.activeElement.getAttribute('aria-label'), document.activeElement.textContent]"
        )
        if name in [(word or "").strip() for word in found]:
            return
    raise AssertionError(f"Tab does not lead to “{name}”")
