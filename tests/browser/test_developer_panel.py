"""The developer's panel in a browser: what goes to and fro, what is refused, what goes wrong on purpose."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import AsyncIterator
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, Page, expect
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.browser.conftest import PageOf
from tests.support.little_app import section
from tests.support.pages import PageStage, a_page

HOSTILE = '<img src=x onerror=alert(1)> & "quoted"'


@pytest.fixture
async def stage() -> AsyncIterator[PageStage]:
    async with a_page() as stage:
        yield stage


@pytest.fixture
def bot(stage: PageStage) -> AsyncWebClient:
    """The app's own calls."""
    return AsyncWebClient(token=stage.app.bot_token, base_url=stage.server.api_url)


async def opened(page_of: PageOf, stage: PageStage, tab: str = "Traffic", **options: Any) -> Page:
    """Ada's page in #math-plc with the panel open."""
    page = await page_of(f"{stage.url}#/{stage.ada.id}/{stage.math.id}", **options)
    await expect(page.get_by_role("button", name="Developer", exact=True)).to_be_visible()
    await page.keyboard.press("Control+.")
    await page.get_by_role("tab", name=tab).click()
    return page


def rows(page: Page) -> Locator:
    return page.get_by_role("list", name="Traffic, oldest first").get_by_role("button")


async def test_a_key_opens_the_panel_and_closes_it_again(page_of: PageOf, stage: PageStage) -> None:
    page = await page_of(f"{stage.url}#/{stage.ada.id}/{stage.math.id}")
    button = page.get_by_role("button", name="Developer", exact=True)
    await button.click()
    panel = page.get_by_role("complementary", name="Developer")
    await expect(panel).to_be_visible()
    await expect(button).to_have_attribute("aria-expanded", "true")
    await expect(page.get_by_role("tab", name="Traffic")).to_be_focused()
    await page.keyboard.press("ArrowRight")
    await expect(page.get_by_role("tab", name="Rejected")).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("Escape")
    await expect(panel).to_be_hidden()
    await expect(button).to_be_focused()
    await page.keyboard.press("Control+.")
    await expect(panel).to_be_visible()


async def test_the_page_makes_room_for_the_panel_and_takes_it_back(page_of: PageOf, stage: PageStage) -> None:
    page = await opened(page_of, stage)
    edge = page.get_by_role("separator", name="Height of the developer panel")
    await edge.focus()
    before = int(await edge.get_attribute("aria-valuenow") or 0)
    await page.keyboard.press("ArrowUp")
    assert int(await edge.get_attribute("aria-valuenow") or 0) == before + 32
    height = "document.documentElement.style.getPropertyValue('--developer-height')"
    assert await page.evaluate(height) == f"{before + 32}px"
    composer = await page.get_by_role("textbox", name=re.compile("Message")).bounding_box()
    assert composer is not None
    assert composer["y"] + composer["height"] < 800 - before
    await page.keyboard.press("Control+.")
    assert await page.evaluate(height) == ""


async def test_traffic_appears_as_it_goes_and_shows_all_of_a_request(
    page_of: PageOf, stage: PageStage, bot: AsyncWebClient
) -> None:
    page = await opened(page_of, stage)
    await bot.chat_postMessage(channel=stage.math.id, text="One", blocks=[section(HOSTILE)])
    row = rows(page).filter(has_text="chat.postMessage")
    await expect(row).to_contain_text("200")
    await row.click()
    detail = page.get_by_role("region", name="One request")
    await expect(detail).to_contain_text("the app calls Slack")
    await expect(detail.get_by_role("region", name="request")).to_contain_text(json.dumps(HOSTILE))
    await expect(detail.get_by_role("region", name="answer")).to_contain_text("ok: true")
    assert stage.app.bot_token not in await detail.inner_text()
    await detail.get_by_role("button", name="Fold request", exact=True).click()
    await expect(detail.get_by_role("region", name="request")).not_to_contain_text("quoted")
    await detail.get_by_role("button", name="Close this request").click()
    await expect(detail).to_be_hidden()


async def test_what_slack_tells_the_app_is_traffic_too(page_of: PageOf, stage: PageStage) -> None:
    page = await opened(page_of, stage)
    await stage.act(stage.ada, "post", channel=stage.math.id, text="Who is in?")
    row = rows(page).filter(has_text="Slack to app").filter(has_text="message")
    await expect(row.first).to_contain_text("acked")


async def test_traffic_is_filtered_paused_and_cleared(
    page_of: PageOf, stage: PageStage, bot: AsyncWebClient
) -> None:
    page = await opened(page_of, stage)
    await bot.chat_postMessage(channel=stage.math.id, text="One")
    with pytest.raises(SlackApiError):
        await bot.conversations_info(channel="C0NOWHERE")
    await expect(rows(page).filter(has_text="conversations.info")).to_have_count(1)
    await page.get_by_label("Errors only").check()
    await expect(rows(page)).to_have_count(1)
    await page.get_by_label("Errors only").uncheck()
    await page.get_by_role("searchbox", name="Filter traffic by words").fill("chat one")
    await expect(rows(page)).to_have_count(1)
    await page.get_by_role("searchbox", name="Filter traffic by words").fill("chat.")
    await page.get_by_role("button", name="Pause").click()
    await bot.chat_postMessage(channel=stage.math.id, text="Two")
    await page.get_by_role("button", name="Pause").click()
    await expect(rows(page)).to_have_count(2)
    await page.get_by_role("button", name="Clear", exact=True).click()
    await expect(rows(page)).to_have_count(0)


async def test_refused_calls_are_told_in_slacks_own_words(
    page_of: PageOf, stage: PageStage, bot: AsyncWebClient
) -> None:
    page = await opened(page_of, stage, "Rejected")
    await expect(page.get_by_text("Slack has refused no call.")).to_be_visible()
    with pytest.raises(SlackApiError):
        await bot.chat_postMessage(channel=stage.math.id, text="x", blocks=[{"type": "section"}])
    refused = page.get_by_role("list", name="Refused calls, newest first").get_by_role("listitem").first
    await expect(refused).to_contain_text("invalid_blocks")
    await expect(refused).to_contain_text("missing required field: text or fields [json-pointer:/blocks/0]")


async def test_limits_show_how_much_of_a_minute_is_used(
    page_of: PageOf, stage: PageStage, bot: AsyncWebClient
) -> None:
    await bot.chat_postMessage(channel=stage.math.id, text="One")
    page = await opened(page_of, stage, "Limits")
    await expect(page.get_by_role("meter", name="chat.postMessage: 1 of 300 used")).to_be_visible()
    await expect(page.get_by_role("meter", name="#math-plc: 1 of 4 of the burst used")).to_be_visible()
    await page.get_by_label("Slack counts calls and refuses too many").uncheck()
    await expect(page.get_by_label("Slack counts calls and refuses too many")).not_to_be_checked()
    assert not stage.server.limits.enabled


async def test_a_switch_lets_every_call_fail_until_it_is_turned_off(
    page_of: PageOf, stage: PageStage, bot: AsyncWebClient
) -> None:
    page = await opened(page_of, stage, "Faults")
    switch = page.get_by_role("switch", name=re.compile("Too many requests"))
    await switch.click()
    await expect(switch).to_have_attribute("aria-checked", "true")
    with pytest.raises(SlackApiError):
        await bot.chat_postMessage(channel=stage.math.id, text="One")
    injected = page.get_by_role("list", name="Injected faults, newest first")
    await expect(injected).to_contain_text("rate_limited chat.postMessage")
    await switch.click()
    await expect(switch).to_have_attribute("aria-checked", "false")
    await bot.chat_postMessage(channel=stage.math.id, text="Two")


async def test_any_fault_is_added_by_the_form_and_removed(
    page_of: PageOf, stage: PageStage, bot: AsyncWebClient
) -> None:
    page = await opened(page_of, stage, "Faults")
    await page.get_by_label("Fault", exact=True).select_option("error")
    await expect(page.get_by_label("Retry after (s)")).to_be_hidden()
    await page.get_by_label("Methods or events").fill("chat.postMessage, reactions.*")
    await page.get_by_label("How often").fill("3")
    await page.get_by_label("Error code").fill("is_archived")
    await page.get_by_role("button", name="Add this fault").click()
    in_force = page.get_by_role("list", name="Faults in force").get_by_role("listitem")
    await expect(in_force).to_contain_text("for chat.postMessage, reactions.*, 3 more times")
    with pytest.raises(SlackApiError, match="is_archived"):
        await bot.chat_postMessage(channel=stage.math.id, text="One")
    await expect(in_force).to_contain_text("2 more times")
    await in_force.get_by_role("button", name=re.compile("Remove")).click()
    await expect(page.get_by_text("Nothing goes wrong on purpose at the moment.")).to_be_visible()
    assert stage.server.faults.rules == []


async def test_what_the_form_may_not_add_is_said(page_of: PageOf, stage: PageStage) -> None:
    page = await opened(page_of, stage, "Faults")
    await page.get_by_label("Methods or events").fill("x" * 500)
    await page.route("**/control/faults", lambda route: route.abort())
    await page.get_by_role("button", name="Add this fault").click()
    await expect(page.get_by_role("alert").filter(has_text="cannot reach its server")).to_be_visible()


async def test_the_lines_for_scripts_do_what_they_say(page_of: PageOf, stage: PageStage) -> None:
    page = await opened(page_of, stage, "API")
    said = await page.get_by_role("tabpanel", name="API").locator("pre").all_inner_texts()
    lines = [shlex.split(line.replace("\\\n", " ")) for line in said]
    looking = next(line for line in lines if line[-1].endswith("/sidebar"))
    async with stage.session.get(looking[-1]) as response:
        assert (await response.json())["conversations"]
    posting = next(line for line in lines if '"do":"post"' in line[-1])
    async with stage.session.post(posting[2], json=json.loads(posting[-1])) as response:
        assert (await response.json())["ok"]
    await expect(page.get_by_role("log").get_by_text("Good morning")).to_be_visible()


async def test_a_payload_opens_over_the_page_and_leaves_the_focus_where_it_was(
    page_of: PageOf, stage: PageStage
) -> None:
    page = await page_of(f"{stage.url}#/{stage.ada.id}/{stage.math.id}")
    button = page.get_by_role("button", name="Developer", exact=True)
    await button.focus()
    module = "import('/page/developer/dialog.js')"
    opening = f"([json, title]) => {module}.then((m) => void m.payloadDialog(json, title))"
    await page.evaluate(
        opening, [{"text": HOSTILE, "blocks": [{"type": "section"}], "ok": None}, "A message"]
    )
    dialog = page.get_by_role("dialog", name="A message")
    await expect(dialog).to_contain_text(json.dumps(HOSTILE))
    await expect(dialog).to_contain_text("ok: null")
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(button).to_be_focused()


async def test_messages_forms_and_homes_show_their_payloads(page_of: PageOf, stage: PageStage) -> None:
    page = await opened(page_of, stage)
    await stage.act(stage.ada, "post", channel=stage.math.id, text="Who is in?")
    message = page.get_by_role("article").filter(has_text="Who is in?")
    await message.hover()
    await message.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="View payload").click()
    await expect(page.get_by_role("dialog", name="Message")).to_contain_text('text: "Who is in?"')
    await page.keyboard.press("Escape")
    await stage.act(stage.ada, "command", channel=stage.math.id, command="/schedule")
    await page.get_by_role("dialog").get_by_role("button", name="View payload").click()
    await expect(page.get_by_role("dialog", name="Form")).to_contain_text('type: "modal"')
    await page.keyboard.press("Escape")
    await page.get_by_role("dialog").get_by_role("button", name="Close", exact=True).first.click()
    await page.goto(f"{stage.url}#/{stage.ada.id}/home/{stage.app.id}")
    await page.get_by_role("main").get_by_role("button", name="View payload").click()
    await expect(page.get_by_role("dialog", name="Home tab")).to_contain_text('type: "home"')


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("tab", ["Traffic", "Rejected", "Limits", "Faults", "API"])
async def test_nothing_serious_stands_in_the_way_of_anybody(
    page_of: PageOf, stage: PageStage, bot: AsyncWebClient, tab: str, scheme: str
) -> None:
    with pytest.raises(SlackApiError):
        await bot.chat_postMessage(channel=stage.math.id, text="x", blocks=[{"type": "section"}])
    page = await opened(page_of, stage, tab, color_scheme=scheme)
    if tab == "Traffic":
        await rows(page).filter(has_text="invalid_blocks").click()
        await expect(page.get_by_role("region", name="One request")).to_contain_text("json-pointer")
    found = (await Axe().run(page, context=".developer")).response["violations"]
    assert [one for one in found if one["impact"] in ("serious", "critical")] == []


async def test_on_a_phone_the_panel_is_the_screen(
    page_of: PageOf, stage: PageStage, bot: AsyncWebClient
) -> None:
    page = await opened(page_of, stage, viewport={"width": 390, "height": 844})
    await bot.chat_postMessage(channel=stage.math.id, text="One")
    await rows(page).filter(has_text="chat.postMessage").click()
    await expect(rows(page).first).to_be_hidden()
    await page.get_by_role("button", name="Close this request").click()
    await expect(rows(page).first).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    await page.get_by_role("button", name="Close the developer panel").click()
    await expect(page.get_by_role("complementary", name="Developer")).to_be_hidden()
