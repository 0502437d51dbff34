"""On a phone: one thing at a time, large enough for a thumb, and no motion for whoever wants none."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Locator, expect

from sandbox.messages import Content
from tests.browser.conftest import PageOf
from tests.browser.gallery import BUTTONS, MENUS
from tests.browser.window import PHONE, Window, window_of
from tests.support.little_app import section
from tests.support.pages import PageStage, a_page

SMALLEST = 24  # CSS pixels, as WCAG 2.2 has it (2.5.8)
# Links within a sentence, and what another control of the same name does, may be smaller.
_SMALL = """smallest => [...document.querySelectorAll("button, a[href], input, select, textarea, summary")]
  .filter((node) => node.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }))
  .filter((node) => !node.closest(".skip-link, p, [aria-hidden=true]"))
  .map((node) => ({ node, box: (node.closest("label") ?? node).getBoundingClientRect() }))
  .filter(({ box }) => box.width > 0 && (box.width < smallest - 0.5 || box.height < smallest - 0.5))
  .map(({ node, box }) => `${node.outerHTML.slice(0, 90)} ${Math.round(box.width)}×${Math.round(box.height)}`)
"""


@pytest.fixture
async def stage() -> AsyncIterator[PageStage]:
    async with a_page() as stage:
        asked = stage.workspace.post(stage.math.id, stage.ben.id, "Which tickets?").ts
        stage.workspace.post(stage.math.id, stage.ada.id, "All of them.", thread_ts=asked)
        stage.workspace.react(stage.math.id, asked, stage.ada.id, "tada")
        content = Content("Fractions", [section("*Fractions*"), BUTTONS, MENUS])
        stage.workspace.add_message(stage.math, stage.app.bot_user_id, content, app=stage.app)
        yield stage


async def on_a_phone(page_of: PageOf, stage: PageStage, **options: object) -> Window:
    return await window_of(
        page_of, stage.url, stage.ada, stage.math, viewport=PHONE, has_touch=True, is_mobile=True, **options
    )


async def is_wholly_seen(locator: Locator) -> None:
    """It lies inside of the screen, and nothing lies over it."""
    await expect(locator).to_be_in_viewport(ratio=1)
    await locator.click(trial=True)


async def test_one_pane_at_a_time_and_always_a_way_back(page_of: PageOf, stage: PageStage) -> None:
    ada = await on_a_phone(page_of, stage)
    sidebar = ada.page.get_by_role("navigation", name="Conversations")
    await expect(sidebar).to_be_hidden()
    await ada.page.get_by_role("button", name="1 reply").tap()
    await expect(ada.thread).to_be_visible()
    await expect(ada.typing).to_be_hidden()
    await is_wholly_seen(ada.thread.get_by_role("textbox"))
    await ada.page.get_by_role("button", name="Close the thread").tap()
    await expect(ada.typing).to_be_visible()
    await ada.page.get_by_role("button", name="Back to the side bar").tap()
    await expect(ada.typing).to_be_hidden()
    await ada.row("leaders").tap()
    await expect(ada.page.get_by_placeholder("Message #leaders")).to_be_visible()
    await expect(sidebar).to_be_hidden()
    await ada.is_within_its_width()


async def test_one_writes_with_the_composer_in_sight(page_of: PageOf, stage: PageStage) -> None:
    ada = await on_a_phone(page_of, stage)
    await is_wholly_seen(ada.typing)
    await ada.typing.fill("A long message from a phone. " * 30)
    await is_wholly_seen(ada.page.get_by_role("button", name="Send"))
    await ada.page.get_by_role("button", name="Send").tap()
    await expect(ada.message("A long message from a phone.")).to_be_visible()
    await expect(ada.typing).to_have_value("")
    await ada.is_within_its_width()


async def test_a_form_fits_and_can_be_sent(page_of: PageOf, stage: PageStage) -> None:
    ada = await on_a_phone(page_of, stage)
    await ada.says("/schedule")
    form = ada.dialog("Schedule")
    await is_wholly_seen(form.get_by_role("button", name="Save"))
    await is_wholly_seen(form.get_by_role("button", name="Cancel"))
    box = await form.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    assert box["height"] <= PHONE["height"]
    last = form.get_by_label("In person")
    await last.scroll_into_view_if_needed()
    await is_wholly_seen(last)
    assert "\n".join(await ada.page.evaluate(_SMALL, SMALLEST)) == ""


async def test_whatever_is_touched_is_large_enough(page_of: PageOf, stage: PageStage) -> None:
    ada = await on_a_phone(page_of, stage)
    await expect(ada.message("Fractions")).to_be_visible()
    assert "\n".join(await ada.page.evaluate(_SMALL, SMALLEST)) == ""
    await ada.page.get_by_role("button", name="1 reply").tap()
    await expect(ada.thread.get_by_role("textbox")).to_be_visible()
    assert "\n".join(await ada.page.evaluate(_SMALL, SMALLEST)) == ""
    await ada.page.get_by_role("button", name="Close the thread").tap()
    await ada.page.get_by_role("button", name="Back to the side bar").tap()
    await expect(ada.row("leaders")).to_be_visible()
    assert "\n".join(await ada.page.evaluate(_SMALL, SMALLEST)) == ""


async def test_nothing_moves_for_whoever_wants_less_motion(page_of: PageOf, stage: PageStage) -> None:
    ada = await on_a_phone(page_of, stage, reduced_motion="reduce")
    await ada.says("/schedule")
    await expect(ada.dialog("Schedule")).to_be_visible()
    moving = """() => [...document.querySelectorAll("*")].filter((node) => {
      const style = getComputedStyle(node);
      const longest = (times) => Math.max(...times.split(",").map(parseFloat));
      const isAnimated = style.animationName !== "none" && longest(style.animationDuration) > 0.01;
      return isAnimated || longest(style.transitionDuration) > 0.01 || style.scrollBehavior === "smooth";
    }).map((node) => node.outerHTML.slice(0, 90))"""
    assert await ada.page.evaluate(moving) == []


async def test_what_has_no_room_in_the_bar_stands_behind_one_button(
    page_of: PageOf, stage: PageStage
) -> None:
    ada = await on_a_phone(page_of, stage)
    more = ada.page.get_by_role("button", name="More", exact=True)
    await is_wholly_seen(more)
    await more.tap()
    await ada.page.get_by_role("menuitem", name="Go to…").tap()
    await ada.page.keyboard.type("leaders")
    await ada.page.keyboard.press("Enter")
    await expect(ada.page.get_by_placeholder("Message #leaders")).to_be_visible()
    await more.tap()
    await ada.page.get_by_role("menuitem", name="Dark theme").tap()
    await expect(ada.page.locator("html")).to_have_css("color-scheme", "dark")
    await more.tap()
    await is_wholly_seen(ada.page.get_by_role("menuitem", name="Light theme"))
    await ada.page.get_by_role("menuitem", name="Keyboard help").tap()
    await expect(ada.dialog("Keyboard")).to_be_visible()
    await ada.is_within_its_width()
