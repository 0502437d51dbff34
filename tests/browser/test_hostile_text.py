"""Text from people is text: it runs nothing, makes nothing, asks for nothing, and breaks no layout."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from html import unescape

import pytest
from playwright.async_api import Dialog, Request, Route, expect

from tests.browser.conftest import PageOf
from tests.browser.hostile import TEXTS, HostilePlace, a_hostile_form, a_hostile_place, cut
from tests.browser.window import PHONE, Window, window_of
from tests.support.pages import PageStage, a_page

_ELSEWHERE = re.compile(r"^(?!data:|http://127\.0\.0\.1:)")
_MADE = """() => {
  const foreign = "body :is(script, iframe, object, embed, base, link, style, meta)";
  const leading = ["href", "src", "action", "formaction", "srcdoc"];
  const isBad = (where) => /^\\s*(javascript|vbscript|data:text)/i.test(where ?? "");
  return [...document.querySelectorAll("*")]
    .filter((node) => {
      const listens = [...node.attributes].some(({ name }) => name.startsWith("on"));
      return node.matches(foreign) || listens || leading.some((name) => isBad(node.getAttribute(name)));
    })
    .map((node) => node.outerHTML.slice(0, 200));
}"""


@dataclass
class Watch:
    """What a window tried that no text may make it do."""

    tried: list[str] = field(default_factory=list)

    async def begin(self, window: Window) -> None:
        await window.page.context.route(_ELSEWHERE, self._stop)
        window.page.on("dialog", self._dialog)

    async def _stop(self, route: Route, request: Request) -> None:
        self.tried.append(request.url)
        await route.abort()

    async def _dialog(self, dialog: Dialog) -> None:
        self.tried.append(f"a dialog: {dialog.message}")
        await dialog.dismiss()


@pytest.fixture
async def stage() -> AsyncIterator[PageStage]:
    async with a_page() as stage:
        yield stage


@pytest.fixture
async def place(stage: PageStage) -> HostilePlace:
    return a_hostile_place(stage)


async def watched(page_of: PageOf, stage: PageStage, **options: object) -> tuple[Window, Watch]:
    """Ada's window, watched before anything hostile is in sight."""
    window, watch = await window_of(page_of, stage.url, stage.ada, stage.leaders, **options), Watch()
    await watch.begin(window)
    return window, watch


async def is_unharmed(window: Window, watch: Watch) -> None:
    """Nothing ran, nothing was made of the texts, nothing was asked of anybody, nothing sticks out."""
    await expect(window.page).not_to_have_title(re.compile("broken in"))
    assert await window.page.evaluate(_MADE) == []
    assert watch.tried == []
    await window.is_within_its_width()


def words(text: str) -> str:
    """Letters and digits of a text, which no markup takes away; emoji and signs are named or shown."""
    read = unescape(re.sub(r":\w+:", "", text).replace("&#39;", ""))
    return "".join(sign for sign in read if unicodedata.category(sign)[0] in "LN")


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 800}, PHONE], ids=["desk", "phone"])
async def test_hostile_messages_names_and_topics_are_words(
    page_of: PageOf, stage: PageStage, place: HostilePlace, viewport: dict[str, int]
) -> None:
    ada, watch = await watched(page_of, stage, viewport=viewport)
    await ada.page.goto(f"{stage.url}#/{stage.ada.id}/{place.said.id}")
    await expect(ada.page.get_by_placeholder("Message #said")).to_be_visible()
    for name in ("script", "picture", "frame", "form", "style", "template"):
        await expect(ada.message(TEXTS[name].split(" ")[0])).to_be_attached()
    if viewport != PHONE:
        await expect(ada.page.get_by_role("heading", name="said").first).to_be_in_viewport()
        await ada.page.get_by_role("button", name="7 members").click()
        await expect(
            ada.page.get_by_role("complementary", name="Members").get_by_text(place.author.real_name).first
        ).to_be_visible()
    await is_unharmed(ada, watch)


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 800}, PHONE], ids=["desk", "phone"])
async def test_hostile_blocks_buttons_options_tables_and_files_are_words(
    page_of: PageOf, stage: PageStage, place: HostilePlace, viewport: dict[str, int]
) -> None:
    ada, watch = await watched(page_of, stage, viewport=viewport)
    await ada.page.goto(f"{stage.url}#/{stage.ada.id}/{place.built.id}")
    for name in TEXTS:
        message = ada.messages.filter(has=ada.page.locator(f"a[href*='/F{name}/']")).first
        await expect(message).to_be_attached()
        shown = words(await message.text_content() or "")
        assert words(cut(TEXTS[name], 75).split("\n")[0]) in shown, name
    await expect(ada.page.locator(".unknown, .broken")).to_have_count(0)
    button = ada.page.get_by_role("button", name=cut(TEXTS["script"], 75), exact=True)
    await button.click()
    await expect(ada.page.get_by_role("combobox").first).to_be_attached()
    await is_unharmed(ada, watch)


async def test_hostile_forms_are_words(page_of: PageOf, stage: PageStage, place: HostilePlace) -> None:
    ada, watch = await watched(page_of, stage)
    for name, text in TEXTS.items():
        stage.workspace.views.open(stage.app, stage.ada.id, a_hostile_form(name))
        form = ada.page.get_by_role("dialog")
        field = form.get_by_role("textbox")
        await expect(form).to_have_count(1)
        await expect(field).to_have_value(cut(text, 3000).replace("\r", "").replace("\n", ""))
        assert words(cut(text, 24)) in words(await form.text_content() or ""), name
    await is_unharmed(ada, watch)


async def test_a_hostile_option_is_chosen_and_typed_text_comes_back_as_it_was(
    page_of: PageOf, stage: PageStage
) -> None:
    stage.workspace.views.open(stage.app, stage.ada.id, a_hostile_form("picture"))
    ada, watch = await watched(page_of, stage)
    form = ada.page.get_by_role("dialog")
    await form.get_by_role("combobox").click()
    await ada.page.get_by_role("option", name=cut(TEXTS["picture"], 75)).click()
    await form.get_by_role("textbox").fill(TEXTS["script"])
    await ada.page.reload()
    await expect(form.get_by_role("textbox")).to_have_value(TEXTS["script"])
    await expect(form).to_contain_text(cut(TEXTS["picture"], 75))
    await is_unharmed(ada, watch)


async def test_what_a_person_types_is_what_everybody_reads(page_of: PageOf, stage: PageStage) -> None:
    ada, watch = await watched(page_of, stage)
    await ada.row("math-plc").click()
    ben = await window_of(page_of, stage.url, stage.ben, stage.math)
    await expect(ada.page.get_by_placeholder("Message #math-plc")).to_be_visible()
    for name in ("script", "picture", "form", "template", "quotes"):
        await ada.says(TEXTS[name])
        assert words(TEXTS[name]) in words(await ada.messages.last.text_content() or "")
        await expect(ben.message(TEXTS[name].split("`")[0].strip())).to_be_visible()
    await ada.chooses(ada.message(TEXTS["script"]), "Edit message")
    await expect(ada.page.get_by_role("textbox", name="Edit the message")).to_have_value(TEXTS["script"])
    await is_unharmed(ada, watch)
