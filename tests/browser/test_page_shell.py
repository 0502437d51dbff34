"""Everything around the blocks, in a browser: people, conversations, threads, typing, time, the guide."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, Page, Route, expect

from sandbox.model import Channel, User
from sandbox.page.director import GuideStep, PointAt, Where
from sandbox.page.marks import read_everything
from tests.browser.conftest import PageOf
from tests.browser.worlds import LivelyWorld, a_lively_world, a_week_of_talk, showing
from tests.support.slack_side import eventually

Open = Callable[..., Awaitable[Page]]


@pytest.fixture
async def world() -> AsyncIterator[LivelyWorld]:
    world = a_lively_world()
    a_week_of_talk(world)
    read_everything(world.workspace)
    async with showing(world):
        yield world


@pytest.fixture
def open_as(world: LivelyWorld, page_of: PageOf) -> Open:
    """Opens a window as somebody in a channel, and waits until messages are there."""

    async def open_as(who: User, channel: Channel | None = None, **options: object) -> Page:
        page = await page_of(f"{world.url}#/{who.id}/{(channel or world.math).id}", **options)
        await expect(messages(page).first).to_be_visible()
        return page

    return open_as


def messages(page: Page) -> Locator:
    return page.get_by_role("log", name="Messages").get_by_role("article")


def message(page: Page, text: str) -> Locator:
    return messages(page).filter(has_text=text).last


def typing(page: Page) -> Locator:
    return page.locator("main").get_by_role("textbox")


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("navigation", name="Conversations").get_by_role("button", name=name, exact=False)


async def become(page: Page, name: str) -> None:
    await page.get_by_role("button", name="Act as somebody else").click()
    await page.get_by_role("dialog", name="Act as").get_by_role("button", name=name).click()


# --- who one is, and what one sees


async def test_another_person_sees_the_same_channel_with_other_eyes(
    world: LivelyWorld, open_as: Open
) -> None:
    page = await open_as(world.ada)
    await expect(page.get_by_role("button", name="You act as Ada Osei")).to_be_visible()
    await expect(row(page, "leaders")).to_be_visible()
    await expect(message(page, "half page")).to_contain_text("9:03 AM")
    await become(page, "Ben Whitehorse")
    await expect(page.get_by_role("button", name="You act as Ben Whitehorse")).to_be_visible()
    await expect(row(page, "leaders")).to_have_count(0)
    await expect(message(page, "half page")).to_contain_text("12:03 PM")
    await expect(page.get_by_text("Only visible to you")).to_have_count(0)


async def test_two_windows_are_two_people(world: LivelyWorld, open_as: Open) -> None:
    ada, ben = await open_as(world.ada), await open_as(world.ben)
    await typing(ada).fill("Can you hear me, Ben?")
    await typing(ada).press("Enter")
    await expect(message(ben, "Can you hear me, Ben?")).to_be_visible()
    await expect(ben.get_by_role("button", name="You act as Ben Whitehorse")).to_be_visible()


async def test_the_channel_opens_where_one_has_not_read_yet(world: LivelyWorld, open_as: Open) -> None:
    world.fill(200, world.general)
    page = await open_as(world.emi, world.general)
    await expect(page.get_by_role("separator", name="New messages")).to_be_in_viewport()
    await page.get_by_role("button", name="Jump to the newest").click()
    await expect(message(page, "Message 199.")).to_be_in_viewport()
    await expect(row(page, "general")).not_to_contain_text("unread")


async def test_reading_a_channel_takes_its_mark_away(world: LivelyWorld, open_as: Open) -> None:
    world.says(world.ben, "Thank you!", world.workspace.direct_channel((world.ada.id, world.ben.id)))
    page = await open_as(world.ada)
    await expect(row(page, "Ben Whitehorse")).to_contain_text("1 unread")
    await row(page, "Ben Whitehorse").click()
    await expect(message(page, "swap rooms")).to_be_visible()
    await expect(row(page, "Ben Whitehorse")).not_to_contain_text("unread")


async def test_a_private_message_can_be_put_away_for_good(world: LivelyWorld, open_as: Open) -> None:
    page = await open_as(world.ada)
    private = message(page, "I will remind you ten minutes before")
    await expect(private).to_contain_text("Only visible to you")
    await private.get_by_role("button", name="Dismiss").click()
    await expect(private).to_have_count(0)
    await page.reload()
    await expect(messages(page).first).to_be_visible()
    await expect(private).to_have_count(0)


async def test_what_happened_to_messages_can_be_seen(world: LivelyWorld, open_as: Open) -> None:
    page = await open_as(world.ben)
    await expect(message(page, "Nearly every table.")).to_contain_text("(edited)")
    await expect(message(page, "This message was deleted.")).to_be_visible()
    await expect(message(page, "joined")).to_have_class(re.compile("message-quiet"))
    await expect(page.get_by_role("separator", name="Friday, September 4")).to_be_attached()
    await expect(page.get_by_role("link", name="Math PLC, Thursday")).to_have_attribute(
        "href", re.compile(r"/files/F1/report\.ics$")
    )


async def test_one_may_join_a_channel(world: LivelyWorld, open_as: Open) -> None:
    page = await open_as(world.ben)
    await page.get_by_text("1 more you may join").click()
    await page.get_by_role("button", name="Join #science-plc").click()
    await expect(page.get_by_role("heading", name="science-plc").first).to_be_visible()
    assert world.ben.id in world.welcome.members


async def test_an_app_has_its_home_and_its_messages(world: LivelyWorld, open_as: Open) -> None:
    page = await open_as(world.ben)
    await row(page, "Convener").click()
    await expect(page.get_by_role("button", name="Share a problem")).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("button", name="Share a problem")).to_be_visible()
    await (
        page.get_by_role("navigation", name="Tabs of Convener").get_by_role("button", name="Messages").click()
    )
    await expect(page.get_by_placeholder("Message Convener")).to_be_visible()


# --- saying something


async def test_enter_sends_and_shift_enter_begins_a_line(world: LivelyWorld, open_as: Open) -> None:
    page = await open_as(world.ada)
    await typing(page).fill("One")
    await typing(page).press("Shift+Enter")
    await typing(page).press_sequentially("two")
    await typing(page).press("Enter")
    await expect(message(page, "One\ntwo")).to_be_in_viewport()
    await expect(typing(page)).to_have_value("")
    assert list(world.math.messages.values())[-1].text == "One\ntwo"


async def test_what_is_typed_is_kept_for_each_person_and_place(world: LivelyWorld, open_as: Open) -> None:
    page = await open_as(world.ada)
    await typing(page).fill("Not yet sent")
    await row(page, "general").click()
    await expect(page.get_by_placeholder("Message #general")).to_have_value("")
    await expect(row(page, "math-plc")).to_contain_text("draft")
    await row(page, "math-plc").click()
    await expect(typing(page)).to_have_value("Not yet sent")
    await page.reload()
    await expect(typing(page)).to_have_value("Not yet sent")
    await become(page, "Ben Whitehorse")
    await expect(page.get_by_role("button", name="You act as Ben Whitehorse")).to_be_visible()
    await expect(typing(page)).to_have_value("")


async def test_commands_people_channels_and_emoji_are_completed(world: LivelyWorld, open_as: Open) -> None:
    page = await open_as(world.ada)
    await typing(page).press_sequentially("/co")
    await expect(page.get_by_role("option")).to_have_count(2)
    await typing(page).press("ArrowDown")
    await expect(page.get_by_role("option", name="/copy")).to_have_attribute("aria-selected", "true")
    await typing(page).press("ArrowUp")
    await typing(page).press("Tab")
    await expect(typing(page)).to_have_value("/cop ")
    await expect(page.get_by_text("/cop help | schedule | status")).to_be_visible()
    await typing(page).fill("Thank you ")
    await typing(page).press_sequentially("@white")
    await typing(page).press("Enter")
    await typing(page).press_sequentially("see #gen")
    await typing(page).press("Tab")
    await typing(page).press_sequentially(":tada")
    await typing(page).press("Enter")
    await expect(typing(page)).to_have_value("Thank you @Ben Whitehorse see #general :tada: ")
    await typing(page).press("Enter")
    await expect(message(page, "Thank you @Ben Whitehorse see #general")).to_be_visible()
    assert f"<@{world.ben.id}" in list(world.math.messages.values())[-1].text


async def test_trouble_with_a_command_is_said_and_keeps_what_was_typed(
    world: LivelyWorld, open_as: Open
) -> None:
    page = await open_as(world.ada)
    for command in ("/nothing at all", "/cop help"):
        await typing(page).fill(command)
        await typing(page).press("Enter")
        await expect(
            page.locator("main").get_by_role("alert").filter(has_text=command.split()[0])
        ).to_be_visible()
        await expect(typing(page)).to_have_value(command)


async def test_reactions_are_added_and_taken_back(world: LivelyWorld, open_as: Open) -> None:
    page = await open_as(world.ben)
    welcome = message(page, "Welcome, everybody")
    mine = welcome.get_by_role("button", name=re.compile(r"^\+1"))
    await expect(mine).to_have_attribute("aria-pressed", "true")
    await mine.click()
    await expect(mine).to_have_attribute("aria-pressed", "false")
    await expect(mine).to_be_focused()
    await welcome.get_by_role("button", name="Add a reaction").last.click()
    await page.get_by_role("searchbox", name="Search emoji").fill("rocket")
    await page.keyboard.press("Enter")
    await expect(welcome.get_by_role("button", name=re.compile("^rocket: you"))).to_be_visible()


async def test_ones_own_message_is_edited_and_deleted(world: LivelyWorld, open_as: Open) -> None:
    page = await open_as(world.ada)
    await typing(page).fill("Half passd 3 & <b>")
    await typing(page).press("Enter")
    mine = message(page, "Half passd")
    await mine.hover()
    await mine.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Edit message").click()
    field = page.get_by_role("textbox", name="Edit the message")
    await expect(field).to_have_value("Half passd 3 & <b>")
    await field.fill("Half past 3 & <b>")
    await field.press("Enter")
    edited = message(page, "Half past 3 & <b>")
    await expect(edited).to_contain_text("(edited)")
    await edited.hover()
    await edited.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Delete message").click()
    await page.get_by_role("button", name="Delete", exact=True).click()
    await expect(edited).to_have_count(0)


async def test_nobody_edits_what_another_wrote(world: LivelyWorld, open_as: Open) -> None:
    page = await open_as(world.ben)
    await message(page, "Welcome, everybody").hover()
    await message(page, "Welcome, everybody").get_by_role("button", name="More actions").click()
    await expect(page.get_by_role("menuitem")).to_have_text(
        ["Copy link", "View payload", re.compile("Keep as a learning")]
    )


async def test_text_from_people_is_never_html(world: LivelyWorld, open_as: Open) -> None:
    hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
    page = await open_as(world.ada)
    world.workspace.change_user(world.ben.id, real_name=hostile)
    await typing(page).fill(hostile)
    await typing(page).press("Enter")
    await expect(message(page, hostile)).to_be_visible()
    await expect(page.locator("main img, main script, nav img")).to_have_count(0)
    await expect(row(page, "<img src=x")).to_be_visible()


# --- threads


async def test_a_reply_goes_to_the_thread_and_reload_keeps_it_open(world: LivelyWorld, open_as: Open) -> None:
    page = await open_as(world.ada)
    await page.get_by_role("button", name="3 replies").click()
    thread = page.get_by_role("complementary", name="Thread")
    await expect(thread.get_by_text("I bring seven then.")).to_be_visible()
    await thread.get_by_role("textbox").fill("Seven is plenty.")
    await thread.get_by_role("textbox").press("Enter")
    await expect(thread.get_by_role("article").filter(has_text="Seven is plenty.")).to_be_visible()
    await expect(page.get_by_role("button", name="4 replies")).to_be_visible()
    await page.reload()
    await expect(thread.get_by_text("Seven is plenty.")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(thread).to_have_count(0)


async def test_a_reply_may_be_sent_to_the_channel_as_well(world: LivelyWorld, open_as: Open) -> None:
    page = await open_as(world.ada)
    await page.get_by_role("button", name="3 replies").click()
    thread = page.get_by_role("complementary", name="Thread")
    await thread.get_by_label("Also send to #math-plc").check()
    await thread.get_by_role("textbox").fill("For everybody: half pages count.")
    await thread.get_by_role("textbox").press("Enter")
    await expect(message(page, "For everybody")).to_contain_text("Replied to a thread")


# --- long channels


async def test_ten_thousand_messages_are_loaded_bit_by_bit(world: LivelyWorld, open_as: Open) -> None:
    world.fill(10_000, world.general)
    read_everything(world.workspace)
    page = await open_as(world.ada, world.general)
    await expect(message(page, "Message 9999.")).to_be_in_viewport()
    assert await messages(page).count() <= 100
    box = page.locator("main .scroller")
    for _ in range(12):
        before = await messages(page).first.get_attribute("data-ts")
        await box.evaluate("box => { box.scrollTop = 0; }")
        await expect(messages(page).first).not_to_have_attribute("data-ts", before or "")
    assert await messages(page).count() <= 300
    await page.get_by_role("button", name="Jump to the newest").click()
    await expect(message(page, "Message 9999.")).to_be_in_viewport()


async def test_older_messages_do_not_move_what_one_reads(world: LivelyWorld, open_as: Open) -> None:
    world.fill(400, world.general)
    read_everything(world.workspace)
    page = await open_as(world.ada, world.general)
    await expect(message(page, "Message 399.")).to_be_in_viewport()
    oldest = await messages(page).first.get_attribute("data-ts")
    here = page.locator(f".message[data-ts='{oldest}']")
    await page.locator("main .scroller").evaluate("box => { box.scrollTop = 120; }")
    before = await top_of(here)
    await expect(messages(page).first).not_to_have_attribute("data-ts", oldest or "")
    assert abs(await top_of(here) - before) < 3


async def top_of(locator: Locator) -> float:
    box = await locator.bounding_box()
    assert box is not None
    return box["y"]


async def test_new_messages_below_are_counted_while_one_reads_above(
    world: LivelyWorld, open_as: Open
) -> None:
    world.fill(120, world.general)
    read_everything(world.workspace)
    page = await open_as(world.ada, world.general)
    await expect(message(page, "Message 119.")).to_be_in_viewport()
    await page.locator("main .scroller").evaluate("box => { box.scrollTop = box.scrollHeight / 3; }")
    await expect(page.get_by_role("button", name="Jump to the newest")).to_be_visible()
    world.says(world.ben, "Anybody there?", world.general)
    await page.get_by_role("button", name="1 new messages").click()
    await expect(message(page, "Anybody there?")).to_be_in_viewport()


async def test_what_is_said_while_a_conversation_is_loading_is_not_lost(
    world: LivelyWorld, open_as: Open
) -> None:
    page = await open_as(world.ada)

    async def answer_late(route: Route) -> None:
        answer = await route.fetch()
        world.says(world.people["Grace"], "Said while it was on its way", world.general)
        await expect(row(page, "general")).to_contain_text("1 unread")  # the window has been told
        await route.fulfill(response=answer)

    await page.route(f"**/conversations/{world.general.id}*", answer_late)
    await row(page, "general").click()
    await expect(message(page, "See you on Thursday")).to_be_visible()
    await expect(message(page, "Said while it was on its way")).to_be_visible()


async def test_a_reload_leads_back_to_what_one_read(world: LivelyWorld, open_as: Open) -> None:
    world.fill(300, world.general)
    read_everything(world.workspace)
    page = await open_as(world.ada, world.general)
    await expect(message(page, "Message 299.")).to_be_in_viewport()
    await page.locator("main .scroller").evaluate("box => { box.scrollTop = 900; }")
    await expect(page.get_by_role("button", name="Jump to the newest")).to_be_visible()
    await page.wait_for_function("() => JSON.parse(sessionStorage.getItem('page.reading')).ts")
    ts = await page.evaluate("JSON.parse(sessionStorage.getItem('page.reading')).ts")
    await page.reload()
    await expect(page.locator(f".message[data-ts='{ts}']")).to_be_in_viewport()


# --- the line


async def test_a_lost_line_comes_back_and_what_was_missed_is_shown(world: LivelyWorld, open_as: Open) -> None:
    page = await open_as(world.ada)
    await world.page.hub.stop()
    await expect(page.get_by_text("Reconnecting…")).to_be_visible()
    world.says(world.ben, "You missed this.")
    world.page.show(world.page.world)
    await expect(page.get_by_text("Reconnecting…")).to_have_count(0)
    await expect(message(page, "You missed this.")).to_be_in_viewport()


# --- time


async def test_time_is_shown_in_ones_own_zone_and_turned(world: LivelyWorld, open_as: Open) -> None:
    page = await open_as(world.emi)
    bar = page.get_by_role("region", name="The world's time")
    await expect(bar.get_by_role("button", name="2:12 AM GMT+9")).to_be_visible()
    await bar.get_by_role("button", name="Next morning").click()
    await expect(bar.get_by_role("button", name="Wednesday, September 9")).to_be_visible()
    await bar.get_by_role("button", name="×60").click()
    await expect(bar.get_by_role("button", name="×60")).to_have_attribute("aria-pressed", "true")
    await bar.get_by_role("button", name="Pause").click()
    assert world.director.orders == ["next_morning", ("run", 60), "pause"]


async def test_time_that_stops_by_itself_says_why(world: LivelyWorld, open_as: Open) -> None:
    page = await open_as(world.ada)
    world.director.fails("Something went wrong while time passed, so it stands still.")
    await expect(page.get_by_role("status").get_by_text("so it stands still")).to_be_visible()


async def test_a_journey_shows_how_far_it_is_and_can_be_ended(world: LivelyWorld, open_as: Open) -> None:
    world.director.dawdles = True
    page = await open_as(world.ada)
    bar = page.get_by_role("region", name="The world's time")
    await bar.get_by_role("button", name="A date…").click()
    await page.get_by_label("Date and time").fill("2026-09-21T09:00")
    await page.get_by_role("button", name="Go there").click()
    await expect(bar.get_by_role("progressbar")).to_have_js_property("value", 0.5)
    await expect(bar).to_contain_text("Mon, Sep 21")
    await bar.get_by_role("button", name="Stop here").click()
    await expect(bar.get_by_role("button", name="Next week")).to_be_visible()
    await expect(
        page.get_by_role("status").filter(has_text="It is now Monday, September 14")
    ).to_be_attached()
    assert world.director.orders == ["2026-09-21T09:00", "stop"]


async def test_what_happens_on_the_way_appears(world: LivelyWorld, open_as: Open) -> None:
    page = await open_as(world.ada)
    await page.get_by_role("button", name="Next week").click()
    world.app_says("A week has passed.")
    await expect(message(page, "A week has passed.")).to_be_in_viewport()
    await expect(page.get_by_role("separator", name="Today")).to_be_attached()


async def test_today_becomes_yesterday(world: LivelyWorld, open_as: Open) -> None:
    page = await open_as(world.ada)
    await expect(page.get_by_role("separator", name="Today")).to_be_attached()
    await page.get_by_role("button", name="Next morning").click()
    await expect(page.get_by_role("separator", name="Yesterday")).to_be_attached()


async def test_plans_are_listed_by_day(world: LivelyWorld, open_as: Open) -> None:
    page = await open_as(world.ada)
    await page.get_by_role("button", name="Planned").click()
    panel = page.get_by_role("complementary", name="Planned messages")
    await expect(panel.get_by_role("heading", name="What Convener plans to send")).to_be_visible()
    await expect(panel.get_by_role("region", name="Tomorrow").get_by_role("listitem")).to_have_count(2)
    await expect(panel).to_contain_text("And 3 more later on.")


async def test_a_scenario_begins_only_after_a_question(world: LivelyWorld, open_as: Open) -> None:
    page = await open_as(world.ada)
    await page.get_by_role("button", name="Scenarios").click()
    await page.get_by_role("button", name="The end of the year").click()
    await page.get_by_role("button", name="Cancel").click()
    await page.get_by_role("button", name="Scenarios").click()
    await page.get_by_role("button", name="Start this one over").click()
    await page.get_by_role("dialog", name="Start over?").get_by_role("button", name="Start over").click()
    await eventually(lambda: world.director.orders == ["reset"])


async def test_another_world_takes_the_place_of_this_one(world: LivelyWorld, open_as: Open) -> None:
    page = await open_as(world.ada)
    await typing(page).fill("Not for the other world")
    other = a_lively_world()
    other.says(other.ben, "A new beginning.")
    async with showing(other):
        world.page.show(other.page.world)
        await expect(message(page, "A new beginning.")).to_be_visible()
        await expect(typing(page)).to_have_value("")
        await expect(message(page, "Welcome, everybody")).to_have_count(0)


# --- the guide


async def test_the_guide_leads_to_person_place_and_control(world: LivelyWorld, open_as: Open) -> None:
    page = await open_as(world.emi, world.general)
    await page.get_by_role("button", name="Guide").click()
    guide = page.get_by_role("region", name="Guide")
    await expect(guide).to_contain_text("Step 1 of 5")
    await guide.get_by_role("button", name="Skip").click()
    await guide.get_by_role("button", name="Act as Ada").click()
    await guide.get_by_role("button", name="Write it for me").click()
    await expect(typing(page)).to_have_value("/cop schedule")
    await expect(page.locator(".composer-box.pointed-at")).to_be_visible()
    await guide.get_by_role("button", name="Skip").click()
    await guide.get_by_role("button", name="Act as Ben").click()
    await expect(page.get_by_role("button", name="I'll be there")).to_have_class(re.compile("pointed-at"))
    await guide.get_by_role("button", name="Skip").click()
    await expect(page.get_by_role("button", name="Next morning")).to_have_class(re.compile("pointed-at"))
    await guide.get_by_role("button", name="End the guide").click()
    await expect(guide).to_have_count(0)
    await expect(page.locator(".pointed-at")).to_have_count(0)


async def test_who_comes_for_the_first_time_begins_where_the_guide_does(
    world: LivelyWorld, page_of: PageOf
) -> None:
    world.director.offer(GuideStep("Answer", "Ben answers.", world.ben.id, Where(channel=world.general.id)))
    await world.director.start_guide()
    page = await page_of(world.url)
    await expect(page.get_by_role("button", name="You act as Ben Whitehorse")).to_be_visible()
    await expect(page.get_by_placeholder("Message #general")).to_be_visible()
    await row(page, "math-plc").click()
    await expect(page.get_by_placeholder("Message #math-plc")).to_be_visible()
    await page.reload()
    await expect(page.get_by_placeholder("Message #math-plc")).to_be_visible()


async def test_the_guide_takes_one_to_the_messages_of_an_app(world: LivelyWorld, open_as: Open) -> None:
    world.director.offer(
        GuideStep("Read it", "It wrote to Ben.", world.ben.id, Where(dm=world.app.id), PointAt())
    )
    page = await open_as(world.ada)
    await page.get_by_role("button", name="Guide").click()
    await page.get_by_role("button", name="Act as Ben").click()
    await expect(page.get_by_placeholder("Message Convener")).to_be_visible()


# --- the keyboard


async def test_everything_is_within_reach_of_the_keyboard(world: LivelyWorld, open_as: Open) -> None:
    page = await open_as(world.ada)
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the messages")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(messages(page).last).to_be_focused()
    await page.keyboard.press("Home")
    await expect(messages(page).first).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("t")
    await expect(page.get_by_role("complementary", name="Thread")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.keyboard.press("Control+k")
    await page.keyboard.type("act ben")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="You act as Ben Whitehorse")).to_be_visible()
    await page.keyboard.press("Control+k")
    await page.keyboard.type("gener")
    await expect(page.get_by_role("option", name="general")).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(page.get_by_placeholder("Message #general")).to_be_focused()
    await page.keyboard.press("Alt+ArrowDown")
    await expect(page.get_by_role("heading", name="math-plc").first).to_be_visible()


async def test_parts_are_gone_through_with_f6_and_help_opens(world: LivelyWorld, open_as: Open) -> None:
    page = await open_as(world.ada)
    await typing(page).focus()
    await page.keyboard.press("F6")
    await expect(page.locator(".topbar :focus")).to_have_count(1)
    await page.keyboard.press("F6")
    await expect(row(page, "math-plc")).to_be_focused()
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog", name="Keyboard")).to_have_count(0)
    await expect(row(page, "math-plc")).to_be_focused()


# --- small and dark


async def test_a_phone_shows_one_pane_at_a_time(world: LivelyWorld, open_as: Open) -> None:
    page = await open_as(world.ada, viewport={"width": 390, "height": 844})
    await expect(row(page, "math-plc")).not_to_be_visible()
    await page.get_by_role("button", name="Back to the side bar").click()
    await expect(typing(page)).not_to_be_visible()
    await row(page, "general").click()
    await expect(page.get_by_placeholder("Message #general")).to_be_visible()
    await page.get_by_role("button", name="5 members").click()
    await expect(page.get_by_role("heading", name="Members")).to_be_visible()
    await expect(typing(page)).not_to_be_visible()
    await page.get_by_role("button", name="Close the members").click()
    await expect(typing(page)).to_be_visible()
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390


async def test_the_theme_is_chosen_and_kept(world: LivelyWorld, open_as: Open) -> None:
    page = await open_as(world.ada)
    light = await page.evaluate("getComputedStyle(document.body).color")
    await page.get_by_role("button", name="Dark theme").click()
    await page.reload()
    await expect(page.get_by_role("button", name="Light theme")).to_be_visible()
    assert await page.evaluate("getComputedStyle(document.body).color") != light


async def test_a_channel_that_is_archived_can_only_be_read(world: LivelyWorld, open_as: Open) -> None:
    page = await open_as(world.ada, world.general)
    world.workspace.archive(world.general.id, by=world.ada.id)
    await expect(page.get_by_text("This channel is archived")).to_be_visible()
    await expect(typing(page)).to_have_count(0)
    await expect(message(page, "See you on Thursday")).to_be_visible()


async def test_who_leaves_a_channel_sees_another(world: LivelyWorld, open_as: Open) -> None:
    world.says(world.ada, "Between us", world.leaders)
    page = await open_as(world.people["Grace"], world.leaders)
    world.workspace.leave(world.leaders.id, world.people["Grace"].id)
    await expect(row(page, "leaders")).to_have_count(0)
    await expect(page.get_by_role("heading", name="leaders")).to_have_count(0)


# --- for everybody


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_serious(scheme: str, world: LivelyWorld, open_as: Open) -> None:
    world.says(world.ben, "Something new.")
    page = await open_as(world.ada, color_scheme=scheme)
    await page.get_by_role("button", name="3 replies").click()
    await expect(page.get_by_role("complementary", name="Thread").get_by_role("article")).to_have_count(4)
    await typing(page).first.press_sequentially("/")
    assert await serious(page) == []
    await page.get_by_role("button", name="Planned").click()
    await page.get_by_role("button", name="Guide").click()
    await row(page, "Convener").click()
    await expect(page.get_by_role("button", name="Share a problem")).to_be_visible()
    assert await serious(page) == []
    await page.get_by_role("button", name="Act as somebody else").click()
    assert await serious(page) == []
    await page.keyboard.press("Escape")
    await page.keyboard.press("Control+k")
    assert await serious(page) == []


async def serious(page: Page) -> list[str]:
    """What axe finds serious or critical, each with the elements it means."""
    found = (await Axe().run(page)).response["violations"]
    return [
        f"{one['id']}: {[node['target'] for node in one['nodes']]}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
