"""A window of the page as a person uses it: by roles and labels, and what holds of the page as a whole."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.async_api import Locator, Page, expect

from sandbox.model import Channel, User
from tests.browser.conftest import PageOf

PHONE = {"width": 390, "height": 844}
_FOCUS = """() => {
  const active = document.activeElement;
  if (!active || active === document.body) {
    return "nothing has the focus";
  }
  const name = active.getAttribute("aria-label") ?? active.textContent.trim().slice(0, 40);
  const box = active.getBoundingClientRect();
  const isThere = box.width > 0 && box.bottom > 0 && box.top < innerHeight && active.checkVisibility();
  const marks = (node) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(node);
    return (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none";
  };
  const isMarked = [active, active.parentElement, active.parentElement.parentElement].some(marks);
  return isThere && isMarked ? "" : `<${active.localName}> “${name}”: in view ${isThere}, marked ${isMarked}`;
}"""


@dataclass(frozen=True, slots=True)
class Window:
    """One window, and the person it was opened for."""

    page: Page

    @property
    def messages(self) -> Locator:
        return self.page.get_by_role("log", name="Messages").get_by_role("article")

    def message(self, text: str | re.Pattern[str]) -> Locator:
        """The newest message with these words."""
        return self.messages.filter(has_text=text).last

    @property
    def typing(self) -> Locator:
        """Where one types in the conversation."""
        return self.page.get_by_role("form", name="New message").get_by_role("textbox")

    @property
    def thread(self) -> Locator:
        return self.page.get_by_role("complementary", name="Thread")

    def row(self, name: str) -> Locator:
        """A conversation in the side bar."""
        return self.page.get_by_role("navigation", name="Conversations").get_by_role("button", name=name)

    def dialog(self, name: str) -> Locator:
        return self.page.get_by_role("dialog", name=name)

    async def says(self, text: str) -> None:
        """Types into the conversation, and sends it; waits until it has been taken."""
        await self.typing.fill(text)
        await self.typing.press("Enter")
        await expect(self.typing).to_have_value("")

    async def replies(self, text: str) -> None:
        """Types into the open thread, and sends it."""
        field = self.thread.get_by_role("textbox")
        await field.fill(text)
        await field.press("Enter")
        await expect(field).to_have_value("")

    async def chooses(self, message: Locator, name: str) -> None:
        """Something of the menu “More actions” of a message."""
        await message.hover()
        await message.get_by_role("button", name="More actions").click()
        await self.page.get_by_role("menuitem", name=name).click()

    async def is_within_its_width(self) -> None:
        """The page as a whole does not scroll to the side."""
        wide, seen = await self.page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert wide <= seen

    async def shows_its_focus(self) -> None:
        """What has the focus is not the page itself, is in view, and is marked."""
        await expect(self.page.locator(":focus")).to_have_count(1)
        assert await self.page.evaluate(_FOCUS) == ""


async def window_of(
    page_of: PageOf, url: str, who: User, channel: Channel | None = None, **options: object
) -> Window:
    """Opens the page as somebody, in a channel; waits until it can be used. `options` as for `PageOf`."""
    where = f"/{channel.id}" if channel is not None else ""
    window = Window(await page_of(f"{url}#/{who.id}{where}", **options))
    await expect(window.typing).to_be_attached()
    return window
