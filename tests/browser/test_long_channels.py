"""Ten thousand messages: only what is near is there, what is new is drawn, what is wanted is asked for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from playwright.async_api import Locator, Request, expect

from sandbox.page.marks import read_everything
from tests.browser.conftest import PageOf
from tests.browser.window import Window
from tests.browser.worlds import LivelyWorld, a_lively_world, showing

MESSAGES = 10_000
STEP = 50  # messages asked for at a time
KEPT = 300  # messages kept on the page
NODES = 20 * KEPT  # elements of the whole page, at most
_WATCH = """() => {
  const list = document.querySelector("main .messages");
  window.drawn = 0;
  new MutationObserver((changes) => {
    const added = changes.flatMap((change) => [...change.addedNodes]);
    window.drawn += added.filter((node) => node.classList?.contains("message")).length;
  }).observe(list, { childList: true });
}"""


@dataclass
class Asked:
    """Which stretches of messages a window asked for."""

    queries: list[str] = field(default_factory=list)

    def note(self, request: Request) -> None:
        if "/conversations/" in request.url:
            self.queries.append(request.url.partition("?")[2])


@pytest.fixture
async def world() -> AsyncIterator[LivelyWorld]:
    world = a_lively_world()
    world.fill(MESSAGES)
    read_everything(world.workspace)
    async with showing(world):
        yield world


async def opened(page_of: PageOf, world: LivelyWorld) -> tuple[Window, Asked]:
    """Ada's window at the newest message; what is asked for is noted from the start."""
    asked = Asked()
    page = await page_of("about:blank")
    page.on("request", asked.note)
    await page.goto(f"{world.url}#/{world.ada.id}/{world.math.id}")
    window = Window(page)
    await expect(window.message("Message 9999.")).to_be_in_viewport()
    return window, asked


async def nodes(window: Window) -> int:
    return int(await window.page.evaluate("document.querySelectorAll('*').length"))


def scroller(window: Window) -> Locator:
    return window.page.locator("main .scroller")


async def test_it_opens_with_one_request_and_asks_for_each_stretch_once(
    page_of: PageOf, world: LivelyWorld
) -> None:
    window, asked = await opened(page_of, world)
    assert len(asked.queries) <= 2
    assert all(f"limit={STEP}" in query for query in asked.queries)
    assert await window.messages.count() <= 2 * STEP
    for _ in range(10):
        oldest = await window.messages.first.get_attribute("data-ts") or ""
        await scroller(window).evaluate("box => { box.scrollTop = 0; }")
        await expect(window.messages.first).not_to_have_attribute("data-ts", oldest)
    before = [query for query in asked.queries if "before=" in query]
    assert 10 <= len(before) <= 12
    assert len(set(before)) == len(before)
    assert len(asked.queries) <= len(before) + 2
    assert await window.messages.count() <= KEPT
    assert await nodes(window) <= NODES


async def test_to_the_first_message_and_back_in_a_step_and_only_what_is_new_is_drawn(
    page_of: PageOf, world: LivelyWorld
) -> None:
    window, asked = await opened(page_of, world)
    first = next(iter(world.math.messages))
    asked.queries.clear()
    await window.page.evaluate(
        "where => { location.hash = where; }", f"#/{world.ada.id}/{world.math.id}/at/{first}"
    )
    await expect(window.message("Message 0.")).to_be_in_viewport()
    await expect(window.page.get_by_text("This is where the channel begins.")).to_be_attached()
    assert len(asked.queries) <= 2
    assert await window.messages.count() <= 3 * STEP
    asked.queries.clear()
    await window.page.get_by_role("button", name="Jump to the newest").click()
    await expect(window.message("Message 9999.")).to_be_in_viewport()
    assert len(asked.queries) <= 2
    assert await nodes(window) <= NODES

    await window.page.evaluate(_WATCH)
    asked.queries.clear()
    for number in range(5):
        world.says(world.ben, f"New {number}")
    await expect(window.message("New 4")).to_be_in_viewport()
    assert await window.page.evaluate("window.drawn") == 5
    assert asked.queries == []

    oldest = await window.messages.first.get_attribute("data-ts") or ""
    await scroller(window).evaluate("box => { box.scrollTop = 0; }")
    await expect(window.messages.first).not_to_have_attribute("data-ts", oldest)
    assert await window.page.evaluate("window.drawn") <= 5 + 2 * STEP
    await expect(window.page.locator(f"main .message[data-ts='{oldest}']")).to_be_attached()


_GROWS_TWICE = """(list) => new Promise((done) => {
  const grow = (pixels) => {
    const more = document.createElement("div");
    more.style.height = `${pixels}px`;
    list.append(more);
  };
  grow(100);
  requestAnimationFrame(() => setTimeout(() => {
    grow(300);
    requestAnimationFrame(() => requestAnimationFrame(() => done(null)));
  }));
})"""


async def test_the_end_stays_in_view_when_the_list_grows_between_a_scroll_and_its_event(
    page_of: PageOf, world: LivelyWorld
) -> None:
    window, _ = await opened(page_of, world)
    await window.page.locator("main .messages").evaluate(_GROWS_TWICE)
    distance = await scroller(window).evaluate("box => box.scrollHeight - box.scrollTop - box.clientHeight")
    assert distance < 2
