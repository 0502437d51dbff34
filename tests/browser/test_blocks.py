"""Blocks in a browser: what is read there, what is clicked, what is sent."""

import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from community.clock import MovableClock
from sandbox.block_kit.blocks import BLOCKS
from sandbox.model import Json, User
from sandbox.reading import Reader
from sandbox.workspace import Workspace
from tests.browser import gallery
from tests.browser.blocks_bench import Bench, a_bench
from tests.browser.findings import serious_findings

GOLDEN = Path(__file__).parent.parent / "golden"
FOLDERS = sorted(folder.name for folder in GOLDEN.iterdir() if any(folder.glob("*.json")))
NOW = datetime(2026, 11, 30, 18, tzinfo=UTC)
_IDS = re.compile(r"\b([UC][0-9][0-9A-Z]{3,})\b")


@pytest.fixture
def workspace() -> Workspace:
    """A workspace with all that the golden files speak of, except for one channel that nobody knows."""
    workspace = Workspace(MovableClock(NOW))
    for found in sorted(_ids()):
        if found.startswith("U"):
            workspace.add_person(f"Person {found[1:].title()}", user_id=found)
        elif found != "C01MATHPLC":
            workspace.add_channel(f"channel-{found.lower()}", channel_id=found)
    return workspace


def _ids() -> set[str]:
    return {
        found for file in GOLDEN.rglob("*.json") for found in _IDS.findall(file.read_text(encoding="utf-8"))
    }


@pytest.fixture
def ada(workspace: Workspace) -> User:
    return workspace.add_person("Ada Osei", tz="America/New_York", title="Instructional coach")


@pytest.fixture
async def bench(browser: Browser, workspace: Workspace, ada: User) -> AsyncIterator[Bench]:
    async with a_bench(browser, workspace, ada) as bench:
        yield bench


# --- every golden payload


def _payloads(folder: str) -> dict[str, Json]:
    files = sorted((GOLDEN / folder).glob("*.json"))
    return {file.name: json.loads(file.read_text(encoding="utf-8")) for file in files}


def _plain(words: str) -> list[str]:
    """Words without what only says how lines are set: quote marks at their beginning, white space."""
    said = re.sub(r"(?m)^\s*(?:> ?)+", "", words)
    return re.sub(r"\b(\d+)\.0\b", r"\1", said).split()


@pytest.mark.parametrize("folder", FOLDERS)
async def test_what_the_bot_sends_is_shown_word_for_word(
    folder: str, bench: Bench, workspace: Workspace, ada: User
) -> None:
    reader, payloads = Reader(workspace, ada), _payloads(folder)
    shown = await bench.ask("readAll", payloads)
    for name, payload in payloads.items():
        blocks = payload.get("blocks")
        expected = _plain(reader.blocks(blocks) if blocks else reader.mrkdwn(payload["text"]))
        assert expected, name
        assert shown[name]["faults"] == [], name
        assert _plain(shown[name]["words"]) == expected, name


# --- one of everything


async def test_every_block_that_slack_takes_is_shown(bench: Bench) -> None:
    await bench.show(*gallery.MESSAGE, *gallery.FORM)
    assert await bench.page.locator(".unknown, .broken").all_text_contents() == []
    shown = {str(block["type"]) for block in (*gallery.MESSAGE, *gallery.FORM)}
    assert shown == {kind for shape in BLOCKS.values() for kind in shape.checks}


async def test_an_unknown_block_says_its_type_and_the_others_stand(bench: Bench) -> None:
    await bench.show(
        {"type": "hologram", "text": "?"},
        {"type": "section", "text": {"type": "mrkdwn", "text": "still here"}},
        {"type": "plan", "title": "broken", "tasks": 7},
    )
    boxes = bench.page.get_by_role("note")
    await expect(boxes.nth(0)).to_contain_text("This page cannot show a block of type “hologram”.")
    await expect(boxes.nth(1)).to_contain_text("A block of type “plan” could not be shown")
    await expect(bench.page.get_by_text("still here")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_serious(
    browser: Browser, workspace: Workspace, ada: User, scheme: str
) -> None:
    async with a_bench(browser, workspace, ada, color_scheme=scheme, bypass_csp=True) as bench:
        await bench.show(*gallery.MESSAGE, gallery.AREAS, gallery.BARS)
        assert await serious_findings(bench.page) == []
        await bench.show()
        await bench.ask(
            "setModals", [gallery.a_view(gallery.FORM, page={"errors": {"title": "Please complete it."}})]
        )
        assert await serious_findings(bench.page) == []


async def test_hostile_text_stays_text(bench: Bench) -> None:
    hostile = (
        "<img src=x onerror=alert(1)> &lt;b&gt;x&lt;/b&gt; <javascript:alert(1)|click> <data:text/html,x|me>"
    )
    shown = await bench.ask("showMrkdwn", hostile)
    assert "<img" not in shown
    assert "&lt;b&gt;x&lt;/b&gt;" in shown
    assert await bench.page.locator("main a").count() == 0
    await expect(bench.page.locator("main")).to_contain_text("click")


# --- markup


@pytest.mark.parametrize(
    ("markup", "html"),
    [
        ("*bold* _it_ ~no~ `c`", "<strong>bold</strong> <em>it</em> <s>no</s> <code>c</code>"),
        ("_*both*_", "<em><strong>both</strong></em>"),
        ("_a *b* c_", "<em>a <strong>b</strong> c</em>"),
        ("snake_case_name 2*3*4 a~b~c", "snake_case_name 2*3*4 a~b~c"),
        ("`*not bold* <@U1>`", "<code>*not bold* &lt;@U1&gt;</code>"),
        ("a\n```x\n y```\nb", "a<pre><code>x\n y</code></pre>b"),
        ("&gt; one\n&gt; two\nthree", '<blockquote dir="auto">one\ntwo</blockquote>three'),
        ("&gt;&gt;&gt; all\nof it", '<blockquote dir="auto">all\nof it</blockquote>'),
        ("&amp;lt; &lt;tag&gt;", "&amp;lt; &lt;tag&gt;"),
        ("• one\n• two", "• one\n• two"),
        (":nonsense: 10:30:45", ":nonsense: 10:30:45"),
        ("<!subteam^S1|@team> <!here>", '<span class="mention mention-group">@team</span> '),
    ],
)
async def test_markup_is_read_as_slack_reads_it(bench: Bench, markup: str, html: str) -> None:
    assert (await bench.ask("showMrkdwn", markup, True)).startswith(html)


async def test_links_open_elsewhere_and_tell_nothing(bench: Bench) -> None:
    await bench.ask(
        "showMrkdwn", "<https://example.org/a?b=1&amp;c=2|*the* plan> <mailto:a@example.org|mail>", True
    )
    link = bench.page.get_by_role("link", name="*the* plan")
    await expect(link).to_have_attribute("href", "https://example.org/a?b=1&c=2")
    await expect(link).to_have_attribute("rel", "noopener noreferrer")
    await expect(link).to_have_attribute("target", "_blank")
    await expect(bench.page.get_by_role("link", name="mail")).to_be_visible()


async def test_bare_addresses_and_channels_are_links_unless_verbatim(bench: Bench) -> None:
    text = "See https://example.org/x, #channel-c02leaders and #nowhere"
    await bench.ask("showMrkdwn", text, False)
    await expect(bench.page.get_by_role("link")).to_have_attribute("href", "https://example.org/x")
    await expect(bench.page.locator(".mention")).to_have_text("#channel-c02leaders")
    await bench.ask("showMrkdwn", text, True)
    assert await bench.page.locator("main a, main .mention").count() == 0


async def test_emoji_have_skin_tones_and_names(bench: Bench) -> None:
    await bench.ask("showMrkdwn", ":+1::skin-tone-4: :tada:")
    await expect(bench.page.get_by_role("img", name=":+1:")).to_have_text("👍🏽")
    await expect(bench.page.get_by_role("img", name=":tada:")).to_have_text("🎉")


async def test_a_mention_opens_who_it_is(bench: Bench) -> None:
    await bench.ask("showMrkdwn", "<@U01ADA> and <@U0NOBODY>")
    await bench.page.get_by_role("button", name="@Person 01ada").click()
    assert await bench.acts() == [{"opened": "U01ADA"}]
    await expect(bench.page.locator("main")).to_contain_text("@U0NOBODY")


@pytest.mark.parametrize(
    ("pattern", "shown"),
    [
        ("{date_num} {date_slash}", "2026-12-03 12/03/2026"),
        ("{date} {date_short}", "December 3rd, 2026 Dec 3, 2026"),
        ("{date_long} at {time}", "Thursday, December 3rd, 2026 at 6:30 PM"),
        ("{date_long_full} {time_secs}", "December 3, 2026 6:30:00 PM"),
        ("{day_divider_pretty}", "Thursday, December 3rd"),
        ("{ago} {unknown}", "in 3 days {unknown}"),
    ],
)
async def test_date_tokens_are_in_the_readers_own_zone(bench: Bench, pattern: str, shown: str) -> None:
    await bench.ask("showMrkdwn", f"<!date^1796340600^{pattern}|fallback>")
    await expect(bench.page.locator("time")).to_have_text(shown)


async def test_today_becomes_yesterday_when_the_worlds_day_turns(bench: Bench) -> None:
    await bench.ask(
        "showMrkdwn", "<!date^1796061600^{date_short_pretty} at {time}|x> <!date^nonsense^{date}|soon>"
    )
    await expect(bench.page.locator("time")).to_have_text("Today at 1:00 PM")
    await expect(bench.page.locator("main")).to_contain_text("soon")
    await bench.ask("setModals", [])
    await bench.ask("setClock", "2026-12-01T04:59:00Z", "2026-11-30")
    await expect(bench.page.locator("time")).to_have_text("Today at 1:00 PM")
    await bench.ask("setClock", "2026-12-01T05:01:00Z", "2026-12-01")
    await expect(bench.page.locator("time")).to_have_text("Yesterday at 1:00 PM")


# --- buttons and menus in messages

PLACE = {"channel": "C1", "ts": "1.1"}


def _act(action_id: str, block_id: str = "buttons", **more: object) -> Json:
    return {"do": "act", "place": PLACE, "block_id": block_id, "action_id": action_id, **more}


async def test_a_button_acts_once_and_is_busy_until_the_ack(bench: Bench) -> None:
    await bench.show(gallery.BUTTONS)
    await bench.ask("answers", [{"wait": 150}])
    button = bench.page.get_by_role("button", name="I’ll be there")
    await button.click()
    await expect(button).to_have_attribute("aria-busy", "true")
    await button.click()
    await expect(button).not_to_have_attribute("aria-busy", "true")
    assert await bench.acts() == [_act("go")]


async def test_a_confirm_dialog_is_asked_first(bench: Bench) -> None:
    await bench.show(gallery.BUTTONS)
    cancel = bench.page.get_by_role("button", name="Cancel", exact=True)
    await cancel.click()
    dialog = bench.page.get_by_role("alertdialog", name="Cancel it?")
    await expect(dialog).to_contain_text("Everybody will be told.")
    await bench.page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(cancel).to_be_focused()
    assert await bench.acts() == []
    await cancel.click()
    await dialog.get_by_role("button", name="Cancel it").click()
    await expect(dialog).to_have_count(0)
    assert await bench.acts_once_there() == [_act("stop")]


async def test_a_link_button_is_a_link_that_tells_the_app(bench: Bench) -> None:
    await bench.show(gallery.BUTTONS)
    link = bench.page.get_by_role("link", name="Read more")
    await expect(link).to_have_attribute("href", "https://example.org/more")
    await link.dispatch_event("click")
    assert await bench.acts() == [_act("more")]


async def test_the_overflow_menu_by_keyboard(bench: Bench) -> None:
    await bench.show(gallery.BUTTONS)
    opener = bench.page.get_by_role("button", name="More actions")
    await opener.focus()
    await bench.page.keyboard.press("ArrowDown")
    await expect(bench.page.get_by_role("menuitem", name="Edit")).to_be_focused()
    await bench.page.keyboard.press("Escape")
    await expect(opener).to_be_focused()
    for key in ("Enter", "ArrowDown", "Enter"):
        await bench.page.keyboard.press(key)
    await expect(opener).to_be_focused()
    assert await bench.acts() == [_act("menu", entered="move")]


async def test_a_menu_is_searched_and_chosen_from_by_keyboard(bench: Bench) -> None:
    await bench.show(gallery.MENUS)
    menu = bench.page.get_by_role("combobox", name="Choose a grade")
    await menu.focus()
    await bench.page.keyboard.type("5")
    await expect(bench.page.get_by_role("option")).to_have_text(["Grade 5"])
    await bench.page.keyboard.press("Enter")
    await expect(menu).to_have_value("Grade 5")
    await expect(menu).to_have_attribute("aria-expanded", "false")
    await menu.press("ArrowDown")
    await expect(bench.page.get_by_role("option", selected=True)).to_have_text("Grade 5")
    await menu.press("Escape")
    await expect(menu).to_have_value("Grade 5")
    assert await bench.acts() == [_act("one", "menus", entered="5")]


async def test_people_are_found_by_name_and_chosen_by_id(bench: Bench, ada: User) -> None:
    await bench.show(gallery.MENUS)
    await bench.page.get_by_role("combobox", name="Choose somebody").click()
    await bench.page.keyboard.type("ada os")
    await bench.page.get_by_role("option", name="Ada Osei").click()
    assert await bench.acts() == [_act("who", "menus", entered=ada.id)]


async def test_boxes_and_pickers_in_a_message_act_at_once(bench: Bench) -> None:
    await bench.show(gallery.MENUS)
    await bench.page.get_by_role("radio", name="Grade 3").check()
    await bench.page.get_by_role("checkbox", name="Grade 5").check()
    day = bench.page.get_by_label("Date").first
    await day.fill("2027-01-14")
    await day.blur()
    assert await bench.acts() == [
        _act("radio", "menus", entered="3"),
        _act("boxes", "menus", entered=["3", "4", "5"]),
        _act("day", "menus", entered="2027-01-14"),
    ]


async def test_a_moment_is_chosen_in_the_persons_own_zone(bench: Bench) -> None:
    await bench.show(gallery.MENUS)
    moment = bench.page.locator("input[type=datetime-local]")
    await expect(moment).to_have_value("2026-12-03T18:30")
    await moment.fill("2027-03-14T02:30")  # New York's clocks skip this hour
    await moment.blur()
    assert await bench.acts() == [_act("moment", "menus", entered=1805009400)]


async def test_thumbs_are_told_by_their_values(bench: Bench) -> None:
    await bench.show(next(block for block in gallery.MESSAGE if block["type"] == "context_actions"))
    face = bench.page.get_by_role("button", name="Useful", exact=True)
    await face.click()
    await expect(face).to_have_attribute("aria-pressed", "true")
    assert await bench.acts() == [_act("face", "thumbs", entered="yes")]


# --- tables and charts


async def test_a_data_table_sorts_searches_and_turns_pages(bench: Bench) -> None:
    await bench.show(gallery.DATA_TABLE)
    heads = bench.page.locator("tbody tr:visible th")
    await expect(heads).to_have_text(["Oak 5", "Elm 4", "Ash 3"])
    await bench.page.get_by_role("button", name="Cycles").click()
    await expect(heads).to_have_text(["Ash 3", "Yew 1", "Oak 5"])
    await expect(bench.page.get_by_role("columnheader", name="Cycles")).to_have_attribute(
        "aria-sort", "ascending"
    )
    await bench.page.get_by_role("button", name="Cycles").click()
    await expect(heads).to_have_text(["Elm 4", "Fir 2", "Oak 5"])
    await bench.page.get_by_role("button", name="Next").click()
    await expect(heads).to_have_text(["Yew 1", "Ash 3"])
    await bench.page.get_by_label("Search in Teams").fill("f 2")
    await expect(heads).to_have_text(["Fir 2"])
    await expect(bench.page.locator(".pager")).to_contain_text("1–1 of 1 (5 in all)")


async def test_a_charts_values_are_read_with_the_arrows_and_as_a_table(bench: Bench) -> None:
    await bench.show(gallery.LINES)
    plot = bench.page.get_by_role("group", name="Chart: Hands up.")
    await plot.focus()
    await plot.press("End")
    await expect(bench.page.get_by_role("status")).to_have_text("Sep 28Elm 4: 48Oak 5: 31Ash 3: 52")
    row = bench.page.get_by_role("table").get_by_role("row", name="Oak 5")
    await expect(row.get_by_role("cell")).to_have_text(["20", "22", "29", "31"])


# --- a message that changes


async def test_a_change_elsewhere_in_a_message_leaves_an_open_menu_alone(bench: Bench) -> None:
    said = {"type": "section", "block_id": "s", "text": gallery.mrkdwn("before")}
    await bench.patch(said, gallery.MENUS)
    menu = bench.page.get_by_role("combobox", name="Choose a grade")
    await menu.click()
    await bench.patch({**said, "text": gallery.mrkdwn("after")}, gallery.MENUS)
    await expect(bench.page.get_by_text("after")).to_be_visible()
    await expect(menu).to_be_focused()
    await expect(bench.page.get_by_role("option")).to_have_count(3)
