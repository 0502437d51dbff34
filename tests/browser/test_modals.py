"""Forms in a browser: nothing typed is lost, the cursor stays, complaints stand beside their fields."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from playwright.async_api import Browser, FilePayload, Locator, expect

from community.clock import MovableClock
from sandbox.model import Json
from sandbox.workspace import Workspace
from tests.browser import gallery
from tests.browser.blocks_bench import Bench, a_bench
from tests.browser.gallery import a_view, asks

TITLE = asks("title", "Title", {"type": "plain_text_input"})
NOTES = asks("notes", "Notes", {"type": "plain_text_input", "multiline": True}, optional=True)
TROUBLE = "We had some trouble connecting. Try again?"


@pytest.fixture
async def bench(browser: Browser) -> AsyncIterator[Bench]:
    workspace = Workspace(MovableClock(datetime(2026, 11, 30, 18, tzinfo=UTC)))
    ada = workspace.add_person("Ada Osei", user_id="U01ADA", tz="America/New_York")
    workspace.add_person("Ben Whitehorse", user_id="U02BEN")
    workspace.add_person("Bea Gone", user_id="U03BEA", deleted=True)
    workspace.add_channel("math-plc", channel_id="C01MATH")
    workspace.add_channel("leaders", channel_id="C02LEADERS", private=True)
    async with a_bench(browser, workspace, ada) as bench:
        yield bench


async def _open(bench: Bench, *blocks: Json, **more: object) -> Locator:
    await bench.ask("setModals", [a_view(list(blocks), **more)])  # type: ignore[arg-type]  # `more` holds no id
    return bench.page.get_by_role("dialog", name="Schedule")


def _fill(block_id: str, entered: object, when: str | None = None) -> Json:
    ids = {"place": {"view_id": "V1"}, "block_id": block_id, "action_id": "value"}
    return {"do": "fill", **ids, "entered": entered, "when": when}


def _submit(**values: object) -> Json:
    entered = {block_id: {"value": value} for block_id, value in values.items()}
    return {"do": "submit", "view_id": "V1", "values": entered}


# --- typing and submitting


async def test_what_is_typed_is_sent_a_moment_later_and_again_with_the_submission(bench: Bench) -> None:
    form = await _open(bench, TITLE, NOTES)
    title = form.get_by_label("Title")
    await expect(title).to_be_focused()
    await bench.page.keyboard.type("Data walk")
    await bench.page.wait_for_timeout(450)
    assert await bench.acts() == [_fill("title", "Data walk")]
    await form.get_by_label("Notes").fill("Bring\npencils")
    await form.get_by_role("button", name="Schedule it").click()
    await expect(form.get_by_role("button", name="Schedule it")).not_to_have_attribute(
        "aria-disabled", "true"
    )
    assert (await bench.acts())[1:] == [
        _fill("notes", "Bring\npencils"),
        _submit(title="Data walk", notes="Bring\npencils"),
    ]


async def test_enter_submits_from_one_line_and_control_enter_from_several(bench: Bench) -> None:
    form = await _open(bench, TITLE, NOTES)
    await form.get_by_label("Title").fill("Data walk")
    await form.get_by_label("Title").press("Enter")
    await form.get_by_label("Notes").fill("a")
    await form.get_by_label("Notes").press("Enter")
    await form.get_by_label("Notes").press("Control+Enter")
    submitted = [act for act in await bench.acts() if act["do"] == "submit"]
    assert submitted == [_submit(title="Data walk"), _submit(title="Data walk", notes="a\n")]


async def test_a_form_that_is_being_sent_is_not_sent_twice(bench: Bench) -> None:
    form = await _open(bench, TITLE)
    await bench.ask("answers", [{}, {"wait": 1500}])
    await form.get_by_label("Title").fill("x")
    await form.get_by_label("Title").press("Enter")
    button = form.get_by_role("button", name="Schedule it (sending)")
    await expect(button).to_have_attribute("aria-disabled", "true")
    await form.get_by_label("Title").press("Enter")
    await expect(form.get_by_role("button", name="Schedule it", exact=True)).to_be_enabled()
    assert [act["do"] for act in await bench.acts()] == ["fill", "submit"]


async def test_complaints_stand_beside_their_fields_and_go_when_these_change(bench: Bench) -> None:
    form = await _open(bench, TITLE, gallery.FORM[4])
    errors = {"count": "Please enter a whole number.", "title": "Please complete this required field."}
    await bench.ask("answers", [{"ok": False, "delivered": False, "errors": errors}])
    await form.get_by_role("button", name="Schedule it").click()
    title = form.get_by_label("Title")
    await expect(title).to_be_focused()
    await expect(title).to_have_attribute("aria-invalid", "true")
    await expect(title).to_have_accessible_description("Please complete this required field.")
    await expect(form.get_by_label("How many")).to_have_accessible_description("Please enter a whole number.")
    await title.fill("Data walk")
    await expect(title).not_to_have_attribute("aria-invalid", "true")
    await expect(form.get_by_text("Please complete this required field.")).to_be_hidden()
    await expect(form.get_by_text("Please enter a whole number.")).to_be_visible()


async def test_trouble_is_said_and_everything_typed_is_kept(bench: Bench) -> None:
    form = await _open(bench, TITLE)
    await form.get_by_label("Title").fill("Data walk")
    await bench.ask("answers", [{}, {"ok": False, "trouble": TROUBLE}])
    await form.get_by_label("Title").press("Enter")
    await expect(form.get_by_role("alert")).to_have_text(TROUBLE)
    await expect(form.get_by_label("Title")).to_have_value("Data walk")
    await form.get_by_role("button", name="Schedule it").click()
    await expect(form.get_by_role("alert")).to_have_count(0)


async def test_a_date_half_typed_is_complained_of_before_anything_is_sent(bench: Bench) -> None:
    form = await _open(bench, gallery.FORM[7])
    await form.get_by_label("Day").press("1")
    await form.get_by_role("button", name="Schedule it").click()
    await expect(form.get_by_label("Day")).to_have_accessible_description(
        "Please enter a whole date or time."
    )
    assert await bench.acts() == []


async def test_a_text_near_its_end_is_counted(bench: Bench) -> None:
    form = await _open(bench, gallery.FORM[2])
    title = form.get_by_label("Title")
    await title.fill("Data walk")
    await expect(form.locator(".counter")).to_be_hidden()
    await title.fill("Word problems in 4")
    await expect(form.locator(".counter")).to_have_text("2 left")
    await title.fill("Word problems in grade 4")
    await expect(form.locator(".counter")).to_have_text("4 too many")


# --- fields that tell the app at once


async def test_enter_in_a_field_that_dispatches_tells_the_app_and_submits_nothing(bench: Bench) -> None:
    form = await _open(bench, {**TITLE, "dispatch_action": True})
    await form.get_by_label("Title").fill("algebra")
    await form.get_by_label("Title").press("Enter")
    assert await bench.acts() == [_fill("title", "algebra", "enter")]


async def test_characters_are_told_to_an_app_that_wants_them(bench: Bench) -> None:
    config = {"trigger_actions_on": ["on_character_entered"]}
    element = {"type": "plain_text_input", "dispatch_action_config": config}
    form = await _open(bench, asks("title", "Title", element, dispatch_action=True))
    await form.get_by_label("Title").press_sequentially("abc")
    await bench.page.wait_for_timeout(450)
    assert await bench.acts() == [_fill("title", "abc", "character")]


async def test_a_menu_that_dispatches_is_filled_at_once(bench: Bench) -> None:
    form = await _open(bench, {**gallery.FORM[10], "dispatch_action": True})
    await form.get_by_label("Grade").click()
    await bench.page.get_by_role("option", name="Grade 4").click()
    assert await bench.acts() == [_fill("grade", "4")]


# --- views that change


async def test_an_update_neither_takes_the_cursor_nor_what_is_being_typed(bench: Bench) -> None:
    form = await _open(bench, TITLE, NOTES)
    title = form.get_by_label("Title")
    await title.fill("Data walk")
    await title.evaluate("field => field.setSelectionRange(4, 4)")
    note = {"type": "section", "text": gallery.mrkdwn("*New* above")}
    relabelled = {**TITLE, "hint": gallery.plain("As short as you can")}
    stale = {"title": {"value": {"type": "plain_text_input", "value": "Data"}}}
    await bench.ask("setModals", [a_view([note, relabelled, NOTES], state={"values": stale})])
    await expect(form.get_by_text("New above")).to_be_visible()
    await expect(title).to_be_focused()
    await bench.page.keyboard.type("X")
    await expect(title).to_have_value("DataX walk")


async def test_a_reload_shows_what_the_server_holds(bench: Bench) -> None:
    held = {
        "title": {"value": {"type": "plain_text_input", "value": "Data walk"}},
        "grade": {"value": {"type": "static_select", "selected_option": gallery.GRADES[1]}},
        "day": {"value": {"type": "datepicker", "selected_date": "2026-12-03"}},
    }
    form = await _open(bench, TITLE, gallery.FORM[10], gallery.FORM[7], state={"values": held})
    await expect(form.get_by_label("Title")).to_have_value("Data walk")
    await expect(form.get_by_label("Grade")).to_have_value("Grade 4")
    await expect(form.get_by_label("Day")).to_have_value("2026-12-03")


async def test_what_another_window_fills_in_appears_where_nobody_types(bench: Bench) -> None:
    form = await _open(bench, TITLE, NOTES)
    await form.get_by_label("Title").fill("mine")
    held = {
        "title": {"value": {"type": "plain_text_input", "value": None}},
        "notes": {"value": {"type": "plain_text_input", "value": "theirs"}},
    }
    await bench.ask("setModals", [a_view([TITLE, NOTES], state={"values": held})])
    await expect(form.get_by_label("Notes")).to_have_value("theirs")
    await expect(form.get_by_label("Title")).to_have_value("mine")


async def test_the_servers_complaints_come_with_the_view(bench: Bench) -> None:
    form = await _open(bench, TITLE)
    page = {"errors": {"title": "There is one of that name."}, "trouble": TROUBLE, "is_loading": True}
    await bench.ask("setModals", [a_view([TITLE], page=page)])
    await expect(form.get_by_label("Title")).to_have_accessible_description("There is one of that name.")
    await expect(form.get_by_role("alert")).to_have_text(TROUBLE)
    await expect(form.locator("form")).to_have_attribute("aria-busy", "true")


# --- the stack


async def test_escape_closes_the_one_in_front_and_gives_the_cursor_back(bench: Bench) -> None:
    await bench.show(gallery.BUTTONS)
    await bench.page.get_by_role("button", name="I’ll be there").focus()
    first = await _open(bench, TITLE)
    second = a_view([NOTES], "V2", title=gallery.plain("Room"))
    await bench.ask("setModals", [a_view([TITLE]), second])
    front = bench.page.get_by_role("dialog", name="Room")
    await expect(front.get_by_role("button", name="Back to “Schedule”")).to_be_visible()
    await expect(front.get_by_label("Notes")).to_be_focused()
    await bench.page.keyboard.press("Escape")
    assert await bench.acts() == [{"do": "close", "view_id": "V2"}]
    await bench.ask("setModals", [a_view([TITLE])])
    await expect(front).to_have_count(0)
    await expect(first.get_by_label("Title")).to_be_focused()
    await bench.ask("setModals", [])
    await expect(first).to_have_count(0)
    await expect(bench.page.get_by_role("button", name="I’ll be there")).to_be_focused()


async def test_escape_in_a_list_closes_the_list_alone(bench: Bench) -> None:
    form = await _open(bench, gallery.FORM[10])
    menu = form.get_by_label("Grade")
    await menu.click()
    await expect(bench.page.get_by_role("listbox")).to_be_visible()
    await menu.press("Escape")
    await expect(bench.page.get_by_role("listbox")).to_be_hidden()
    assert await bench.acts() == []
    await menu.press("Escape")
    assert await bench.acts() == [{"do": "close", "view_id": "V1"}]


async def test_the_page_behind_a_form_cannot_be_reached(bench: Bench) -> None:
    await bench.show(gallery.BUTTONS)
    form = await _open(bench, TITLE)
    for _ in range(8):
        await bench.page.keyboard.press("Tab")
        assert (
            await bench.page.evaluate("document.querySelector('main').contains(document.activeElement)")
            is False
        )
    await expect(form).to_be_visible()


# --- every kind of field


async def test_several_choices_are_chips_up_to_their_most(bench: Bench) -> None:
    form = await _open(bench, gallery.FORM[11])
    grades = form.get_by_label("Grades")
    await grades.click()
    for name in ("Grade 3", "Grade 5", "Grade 4"):
        await bench.page.get_by_role("option", name=name).click()
    await expect(form.get_by_role("listitem")).to_have_count(2)
    await expect(bench.page.get_by_role("listbox")).to_contain_text("No more than 2 can be chosen.")
    await grades.press("Backspace")
    await form.get_by_role("button", name="Remove Grade 3").click()
    assert [act["entered"] for act in await bench.acts()] == [["3"], ["3", "5"], ["3"], []]


async def test_a_choice_can_be_cleared(bench: Bench) -> None:
    form = await _open(bench, gallery.FORM[10])
    await form.get_by_label("Grade").click()
    await bench.page.get_by_role("option", name="Grade 3").click()
    await form.get_by_role("button", name="Clear").click()
    await expect(form.get_by_label("Grade")).to_have_value("")
    assert [act["entered"] for act in await bench.acts()] == ["3", None]


async def test_an_app_suggests_what_to_choose_as_one_types(bench: Bench) -> None:
    form = await _open(bench, next(block for block in gallery.FORM if block.get("block_id") == "unit"))
    unit = form.get_by_label("Unit")
    await unit.click()
    await expect(bench.page.get_by_role("listbox")).to_contain_text("Type 2 more to search.")
    await bench.ask("answers", [{"options": [gallery.option("Fractions", "u7")]}])
    await unit.press_sequentially("fr")
    await bench.page.get_by_role("option", name="Fractions").click()
    ids = {"place": {"view_id": "V1"}, "block_id": "unit", "action_id": "value"}
    assert await bench.acts() == [{"do": "suggest", **ids, "typed": "fr"}, _fill("unit", "u7")]


async def test_menus_of_people_and_channels_offer_who_and_what_is_there(bench: Bench) -> None:
    form = await _open(
        bench, *(block for block in gallery.FORM if block.get("block_id") in ("people", "channel"))
    )
    await form.get_by_label("People").click()
    await expect(bench.page.get_by_role("option")).to_have_text(["Ada Osei", "Ben Whitehorse"])
    await bench.page.get_by_role("option", name="Ada Osei").click()
    await bench.page.keyboard.press("Escape")
    await form.get_by_label("Channel").click()
    await expect(bench.page.get_by_role("option")).to_have_text(["#math-plc"])
    assert [act["entered"] for act in await bench.acts()] == [["U02BEN", "U01ADA"]]


async def test_formatted_text_is_typed_as_markup_and_sent_as_rich_text(bench: Bench) -> None:
    form = await _open(bench, next(block for block in gallery.FORM if block.get("block_id") == "rich"))
    story = form.get_by_label("Story")
    await story.fill("One *bold* word\n- first\n- second\n> said")
    await story.select_text()
    await story.blur()
    rich = (await bench.acts())[-1]["entered"]
    kinds = [element["type"] for element in rich["elements"]]
    assert kinds == ["rich_text_section", "rich_text_list", "rich_text_quote"]
    bold = {"type": "text", "text": "bold", "style": {"bold": True}}
    assert rich["elements"][0]["elements"] == [gallery.said("One "), bold, gallery.said(" word")]
    await form.get_by_role("button", name="Bold").click()
    await expect(story).to_have_value("*One *bold* word\n- first\n- second\n> said*")


async def test_files_are_sent_with_their_content(bench: Bench) -> None:
    form = await _open(bench, next(block for block in gallery.FORM if block.get("block_id") == "files"))
    chosen: FilePayload = {"name": "a.png", "mimeType": "image/png", "buffer": b"PNG"}
    await form.get_by_label("Files").set_input_files([chosen])
    await expect(form.get_by_text("a.png")).to_be_visible()
    assert await bench.acts() == [
        _fill("files", [{"name": "a.png", "mimetype": "image/png", "content": "UE5H"}])
    ]
