"""Each limit of Block Kit, at its edge and over it, and where the problem is said to be."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.block_kit import Surface, check_blocks, check_message, check_view

Json = dict[str, Any]


def plain(text: str = "Hello") -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "Hello") -> Json:
    return {"type": "mrkdwn", "text": text}


def section(text: str = "Hello", **more: object) -> Json:
    return {"type": "section", "text": mrkdwn(text), **more}


def button(text: str = "Go", **more: object) -> Json:
    return {"type": "button", "text": plain(text), **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def option(value: str = "a", text: str = "A", **more: object) -> Json:
    return {"text": plain(text), "value": value, **more}


def options(count: int) -> list[Json]:
    return [option(f"v{number}") for number in range(count)]


def menu(kind: str = "static_select", **fields: object) -> Json:
    return {"type": kind, "action_id": "menu", **fields}


def input_of(element: Json, **more: object) -> Json:
    return {"type": "input", "label": plain("Label"), "element": element, **more}


def modal(*blocks: Json, **more: object) -> Json:
    return {"type": "modal", "title": plain("Title"), "submit": plain("Save"), "blocks": list(blocks), **more}


def image(**more: object) -> Json:
    return {"type": "image", "image_url": "https://example.org/a.png", "alt_text": "A", **more}


def card(**more: object) -> Json:
    return {"type": "card", "title": plain("Card"), **more}


def container(**more: object) -> Json:
    return {"type": "container", "title": plain("Box"), "child_blocks": [section()], **more}


def raw(text: str = "x") -> Json:
    return {"type": "raw_text", "text": text}


def rows(count: int, width: int = 2) -> list[list[Json]]:
    return [[raw() for _ in range(width)] for _ in range(count)]


def table(table_rows: list[list[Json]], **more: object) -> Json:
    return {"type": "table", "rows": table_rows, **more}


def data_table(table_rows: list[list[Json]], **more: object) -> Json:
    return {"type": "data_table", "caption": "Caption", "rows": table_rows, **more}


def chart(drawing: Json, **more: object) -> Json:
    return {"type": "data_visualization", "title": "Chart", "chart": drawing, **more}


def pie(*sizes: float) -> Json:
    return {"type": "pie", "segments": [{"label": f"s{i}", "value": size} for i, size in enumerate(sizes)]}


def line(series: int = 1, categories: int = 2, points: int | None = None) -> Json:
    names = [f"c{number}" for number in range(categories)]
    data = [{"label": name, "value": 1} for name in names[:points]]
    return {
        "type": "line",
        "series": [{"name": f"s{number}", "data": data} for number in range(series)],
        "axis_config": {"categories": names},
    }


def rich_text(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def rich_section(*parts: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(parts)}


def confirm(**more: object) -> Json:
    return {"title": plain(), "text": plain(), "confirm": plain("Yes"), "deny": plain("No"), **more}


def found_in(blocks: object, surface: Surface = "message") -> list[tuple[str, str]]:
    return [(problem.pointer, problem.message) for problem in check_blocks(blocks, surface)]


GOOD_IN_MESSAGES: list[Json] = [
    section("x" * 3000),
    {"type": "section", "fields": [mrkdwn("x" * 2000)] * 10},
    section(accessory=button()),
    section(accessory=image()),
    section(expand=True, block_id="b" * 255),
    {"type": "header", "text": plain("x" * 150)},
    {"type": "header", "text": {"type": "plain_text", "text": ":wave:", "emoji": True}},
    {"type": "section", "text": {"type": "mrkdwn", "text": "a", "verbatim": False}},
    {"type": "context", "elements": [mrkdwn(), plain(), image()] * 3},
    {"type": "divider"},
    image(title=plain("x" * 2000)),
    {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "A"},
    actions(*[button(action_id=f"a{number}") for number in range(25)]),
    actions(button("x" * 75, value="v" * 2000, url="https://example.org", style="primary")),
    actions(button(confirm=confirm(text=mrkdwn("x" * 300), style="danger"))),
    actions(menu(options=options(100), placeholder=plain("x" * 150))),
    actions(menu(option_groups=[{"label": plain("x" * 75), "options": options(100)}])),
    actions(menu(options=options(3), initial_option=option("v1"))),
    actions(menu("multi_static_select", options=options(3), initial_options=[option("v1"), option("v2")])),
    actions(menu("overflow", options=[option(str(n), url="https://example.org") for n in range(5)])),
    actions(menu("checkboxes", options=[{"text": mrkdwn("x" * 75), "value": "v" * 150}])),
    actions(menu("radio_buttons", options=options(10), initial_option=option("v9"))),
    actions(menu("datepicker", initial_date="2028-02-29")),
    actions(menu("timepicker", initial_time="23:59", timezone="America/Los_Angeles")),
    actions(menu("datetimepicker", initial_date_time=1_796_000_000)),
    actions(menu("users_select", initial_user="U1")),
    actions(menu("conversations_select", filter={"include": ["im", "private"], "exclude_bot_users": True})),
    input_of(menu("plain_text_input", min_length=0, max_length=3000, multiline=True)),
    {"type": "markdown", "text": "x" * 12_000},
    rich_text(
        rich_section(
            {"type": "text", "text": "a", "style": {"bold": True}}, {"type": "user", "user_id": "U1"}
        ),
        {"type": "rich_text_list", "style": "bullet", "indent": 8, "elements": [rich_section()]},
        {"type": "rich_text_quote", "elements": [{"type": "emoji", "name": "wave"}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "x"}], "border": 1},
    ),
    table(rows(100, 20), column_settings=[{"align": "right", "is_wrapped": True}] * 20),
    data_table(rows(101, 20), page_size=100),
    data_table([[raw(), raw()], [{"type": "raw_number", "value": 1.5}, rich_text(rich_section())]]),
    chart(pie(1, 2, 3, 4, 5, 6), title="x" * 50),
    chart(line(series=6, categories=20)),
    card(actions=[button(action_id="a"), button(action_id="b")], body=mrkdwn("x" * 200)),
    {"type": "carousel", "elements": [card()] * 10},
    container(child_blocks=[section()] * 10, width="full", is_collapsible=True, default_collapsed=True),
    {
        "type": "context_actions",
        "elements": [
            {"type": "icon_button", "icon": "trash", "text": plain()},
            {
                "type": "feedback_buttons",
                "positive_button": {"text": plain(), "value": "up"},
                "negative_button": {"text": plain(), "value": "down"},
            },
        ],
    },
    {
        "type": "plan",
        "title": "Plan",
        "tasks": [{"type": "task_card", "task_id": "1", "title": "T", "status": "error"}],
    },
    {
        "type": "video",
        "title": plain("x" * 199),
        "video_url": "https://example.org/v",
        "thumbnail_url": "https://example.org/t",
        "alt_text": "A",
    },
]


@pytest.mark.parametrize("block", GOOD_IN_MESSAGES, ids=lambda block: str(block["type"]))
def test_what_slack_takes_in_a_message_has_no_problem(block: Json) -> None:
    assert found_in([block]) == []


BAD_IN_MESSAGES: list[tuple[Json, str, str]] = [
    ({"type": "section"}, "/blocks/0", "missing required field: text or fields"),
    (section("x" * 3001), "/blocks/0/text/text", "must be less than 3001 characters"),
    (section(""), "/blocks/0/text/text", "must be more than 0 characters"),
    ({"type": "section", "text": "bare"}, "/blocks/0/text", "must provide an object"),
    ({"type": "section", "text": {"text": "a"}}, "/blocks/0/text", "missing required field: type"),
    ({"type": "section", "text": {"type": "plain_text"}}, "/blocks/0/text", "missing required field: text"),
    (
        {"type": "section", "text": {"type": "html", "text": "a"}},
        "/blocks/0/text/type",
        "unsupported type: html",
    ),
    (
        {"type": "section", "text": {**plain(), "verbatim": True}},
        "/blocks/0/text",
        "invalid additional property: verbatim",
    ),
    (
        {"type": "section", "text": {**mrkdwn(), "emoji": True}},
        "/blocks/0/text",
        "invalid additional property: emoji",
    ),
    ({"type": "section", "text": {**plain(), "emoji": 1}}, "/blocks/0/text/emoji", "must provide a boolean"),
    ({"type": "section", "fields": [mrkdwn()] * 11}, "/blocks/0/fields", "no more than 10 items allowed"),
    ({"type": "section", "fields": []}, "/blocks/0/fields", "no fewer than 1 items allowed"),
    (
        {"type": "section", "fields": [mrkdwn("x" * 2001)]},
        "/blocks/0/fields/0/text",
        "must be less than 2001 characters",
    ),
    (section(colour="red"), "/blocks/0", "invalid additional property: colour"),
    (section(block_id="b" * 256), "/blocks/0/block_id", "must be less than 256 characters"),
    (section(block_id=""), "/blocks/0/block_id", "must be more than 0 characters"),
    (
        section(accessory=menu("datetimepicker")),
        "/blocks/0/accessory/type",
        "unsupported type: datetimepicker",
    ),
    ({"type": "header", "text": plain("x" * 151)}, "/blocks/0/text/text", "must be less than 151 characters"),
    ({"type": "header", "text": mrkdwn()}, "/blocks/0/text/type", "must be a valid enum value"),
    ({"type": "header"}, "/blocks/0", "missing required field: text"),
    ({"type": "context", "elements": [mrkdwn()] * 11}, "/blocks/0/elements", "no more than 10 items allowed"),
    ({"type": "context", "elements": [button()]}, "/blocks/0/elements/0/type", "unsupported type: button"),
    ({"type": "image", "alt_text": "A"}, "/blocks/0", "missing required field: image_url or slack_file"),
    ({"type": "image", "image_url": "https://a.b"}, "/blocks/0", "missing required field: alt_text"),
    (image(image_url="ftp://a.b/c"), "/blocks/0/image_url", "must be a valid URL"),
    (image(alt_text="x" * 2001), "/blocks/0/alt_text", "must be less than 2001 characters"),
    (
        image(image_url="https://a.b/" + "c" * 3000),
        "/blocks/0/image_url",
        "must be less than 3001 characters",
    ),
    (image(slack_file={"id": "F1"}), "/blocks/0", "only one of image_url, slack_file allowed"),
    (actions(), "/blocks/0/elements", "no fewer than 1 items allowed"),
    (actions(*[button()] * 26), "/blocks/0/elements", "no more than 25 items allowed"),
    (
        actions(button(action_id="a"), button(action_id="a")),
        "/blocks/0/elements/1/action_id",
        'action_id "a" already exists in this block',
    ),
    (actions(button("x" * 76)), "/blocks/0/elements/0/text/text", "must be less than 76 characters"),
    (actions(button(value="v" * 2001)), "/blocks/0/elements/0/value", "must be less than 2001 characters"),
    (actions(button(url="not a link")), "/blocks/0/elements/0/url", "must be a valid URL"),
    (actions(button(style="default")), "/blocks/0/elements/0/style", "must be a valid enum value"),
    (
        actions(button(action_id="a" * 256)),
        "/blocks/0/elements/0/action_id",
        "must be less than 256 characters",
    ),
    (
        actions(button(accessibility_label="x" * 76)),
        "/blocks/0/elements/0/accessibility_label",
        "must be less than 76 characters",
    ),
    (
        actions({"type": "button", "text": mrkdwn()}),
        "/blocks/0/elements/0/text/type",
        "must be a valid enum value",
    ),
    (
        actions(button(confirm=confirm(title=plain("x" * 101)))),
        "/blocks/0/elements/0/confirm/title/text",
        "must be less than 101 characters",
    ),
    (
        actions(button(confirm=confirm(text=plain("x" * 301)))),
        "/blocks/0/elements/0/confirm/text/text",
        "must be less than 301 characters",
    ),
    (
        actions(button(confirm=confirm(deny=plain("x" * 31)))),
        "/blocks/0/elements/0/confirm/deny/text",
        "must be less than 31 characters",
    ),
    (actions(menu()), "/blocks/0/elements/0", "missing required field: options or option_groups"),
    (actions(menu(options=[])), "/blocks/0/elements/0/options", "no fewer than 1 items allowed"),
    (actions(menu(options=options(101))), "/blocks/0/elements/0/options", "no more than 100 items allowed"),
    (
        actions(menu(options=[option("a"), option("a", "B")])),
        "/blocks/0/elements/0/options/1/value",
        "duplicate option value",
    ),
    (
        actions(menu(options=[option("v" * 151)])),
        "/blocks/0/elements/0/options/0/value",
        "must be less than 151 characters",
    ),
    (
        actions(menu(options=[option(text="x" * 76)])),
        "/blocks/0/elements/0/options/0/text/text",
        "must be less than 76 characters",
    ),
    (
        actions(menu(options=[option(description=plain("x" * 76))])),
        "/blocks/0/elements/0/options/0/description/text",
        "must be less than 76 characters",
    ),
    (
        actions(menu(options=[option(url="https://a.b")])),
        "/blocks/0/elements/0/options/0",
        "invalid additional property: url",
    ),
    (
        actions(menu(options=options(2), initial_option=option("elsewhere"))),
        "/blocks/0/elements/0/initial_option",
        "must exactly match one of the options",
    ),
    (
        actions(menu(options=options(2), placeholder=plain("x" * 151))),
        "/blocks/0/elements/0/placeholder/text",
        "must be less than 151 characters",
    ),
    (
        actions(menu("multi_static_select", options=options(2), initial_options=[option("elsewhere")])),
        "/blocks/0/elements/0/initial_options/0",
        "must exactly match one of the options",
    ),
    (
        actions(
            menu(
                "multi_static_select",
                options=options(3),
                initial_options=[option("v0"), option("v1")],
                max_selected_items=1,
            )
        ),
        "/blocks/0/elements/0/initial_options",
        "no more than 1 items allowed",
    ),
    (
        actions(menu("multi_users_select", max_selected_items=0)),
        "/blocks/0/elements/0/max_selected_items",
        "must be greater than or equal to 1",
    ),
    (
        actions(menu("overflow", options=options(6))),
        "/blocks/0/elements/0/options",
        "no more than 5 items allowed",
    ),
    (
        actions(menu("checkboxes", options=options(11))),
        "/blocks/0/elements/0/options",
        "no more than 10 items allowed",
    ),
    (
        actions(menu("radio_buttons", options=options(11))),
        "/blocks/0/elements/0/options",
        "no more than 10 items allowed",
    ),
    (
        actions(menu("datepicker", initial_date="2026-02-29")),
        "/blocks/0/elements/0/initial_date",
        "must be a valid date: YYYY-MM-DD",
    ),
    (
        actions(menu("timepicker", initial_time="24:00")),
        "/blocks/0/elements/0/initial_time",
        "must be a valid time: HH:mm",
    ),
    (
        actions(menu("timepicker", timezone="Mars/Olympus")),
        "/blocks/0/elements/0/timezone",
        "must be a valid IANA time zone",
    ),
    (
        actions(menu("datetimepicker", initial_date_time=999_999_999)),
        "/blocks/0/elements/0/initial_date_time",
        "must be greater than or equal to 1000000000",
    ),
    (actions(menu("plain_text_input")), "/blocks/0/elements/0/type", "unsupported type: plain_text_input"),
    (input_of(menu("file_input")), "/blocks/0/element/type", "unsupported type: file_input"),
    (
        input_of(menu("plain_text_input", max_length=3001)),
        "/blocks/0/element/max_length",
        "must be less than or equal to 3000",
    ),
    (
        input_of(menu("plain_text_input", min_length=5, max_length=4)),
        "/blocks/0/element/min_length",
        "must not be greater than max_length",
    ),
    (
        input_of(menu("plain_text_input", max_length=2, initial_value="abc")),
        "/blocks/0/element/initial_value",
        "must be less than 3 characters",
    ),
    (input_of(menu("number_input")), "/blocks/0/element", "missing required field: is_decimal_allowed"),
    (
        input_of(menu("number_input", is_decimal_allowed=False, min_value="1.5")),
        "/blocks/0/element/min_value",
        "must be a whole number",
    ),
    (
        input_of(menu("number_input", is_decimal_allowed=True, min_value="3", max_value="2")),
        "/blocks/0/element/min_value",
        "must not be greater than max_value",
    ),
    (
        input_of(menu("number_input", is_decimal_allowed=True, max_value=7)),
        "/blocks/0/element/max_value",
        "must provide a string",
    ),
    (input_of(button()), "/blocks/0/element/type", "unsupported type: button"),
    (
        input_of(menu("plain_text_input"), label=plain("x" * 2001)),
        "/blocks/0/label/text",
        "must be less than 2001 characters",
    ),
    ({"type": "markdown", "text": "x" * 12_001}, "/blocks/0/text", "must be less than 12001 characters"),
    (rich_text(), "/blocks/0/elements", "no fewer than 1 items allowed"),
    (
        rich_text(rich_section({"type": "text", "text": ""})),
        "/blocks/0/elements/0/elements/0/text",
        "must be more than 0 characters",
    ),
    (
        rich_text(rich_section({"type": "text", "text": "a", "style": {"loud": True}})),
        "/blocks/0/elements/0/elements/0/style",
        "invalid additional property: loud",
    ),
    (table(rows(101)), "/blocks/0/rows", "no more than 100 items allowed"),
    (table(rows(1, 21)), "/blocks/0/rows/0", "no more than 20 items allowed"),
    (table([[raw("x" * 10_001)]]), "/blocks/0/rows", "must be less than 10001 characters"),
    (
        table(rows(1), column_settings=[{}] * 21),
        "/blocks/0/column_settings",
        "no more than 20 items allowed",
    ),
    (data_table(rows(102)), "/blocks/0/rows", "no more than 101 items allowed"),
    (data_table(rows(1)), "/blocks/0/rows", "no fewer than 2 items allowed"),
    (
        data_table([rows(1, 2)[0], rows(1, 3)[0]]),
        "/blocks/0/rows/1",
        "all rows must have the same number of cells",
    ),
    (
        data_table([[rich_text(rich_section())], [raw()]]),
        "/blocks/0/rows/0/0/type",
        "unsupported type: rich_text",
    ),
    (data_table(rows(2), page_size=101), "/blocks/0/page_size", "must be less than or equal to 100"),
    (chart(pie(1), title="x" * 51), "/blocks/0/title", "must be less than 51 characters"),
    (chart(pie(*[1] * 7)), "/blocks/0/chart/segments", "no more than 6 items allowed"),
    (chart(pie(0)), "/blocks/0/chart/segments/0/value", "must be greater than 0"),
    (chart(line(series=7)), "/blocks/0/chart/series", "no more than 6 items allowed"),
    (
        chart(line(categories=3, points=2)),
        "/blocks/0/chart/series/0/data",
        "must have one value per category",
    ),
    (chart({"type": "radar"}), "/blocks/0/chart/type", "unsupported type: radar"),
    ({"type": "card"}, "/blocks/0", "missing required field: hero_image or title or actions or body"),
    (card(body=plain("x" * 201)), "/blocks/0/body/text", "must be less than 201 characters"),
    ({"type": "carousel", "elements": [card()] * 11}, "/blocks/0/elements", "no more than 10 items allowed"),
    (container(child_blocks=[section()] * 11), "/blocks/0/child_blocks", "no more than 10 items allowed"),
    (
        container(child_blocks=[container()]),
        "/blocks/0/child_blocks/0/type",
        "unsupported type: container",
    ),
    (
        container(is_collapsible=True, has_header_divider=True),
        "/blocks/0/has_header_divider",
        "not allowed when is_collapsible is set",
    ),
    (
        {"type": "plan", "title": "P", "tasks": [{"type": "task_card", "task_id": "1", "title": "T"}]},
        "/blocks/0/tasks/0",
        "missing required field: status",
    ),
    (
        {
            "type": "video",
            "title": plain("x" * 200),
            "video_url": "https://a.b",
            "thumbnail_url": "https://a.b",
            "alt_text": "A",
        },
        "/blocks/0/title/text",
        "must be less than 200 characters",
    ),
    ({"type": "alert", "text": plain()}, "/blocks/0/type", "unsupported type: alert"),
    ({"type": "auth_provider"}, "/blocks/0/type", "unsupported type: auth_provider"),
    ({"type": "spaceship"}, "/blocks/0/type", "unsupported type: spaceship"),
    ({"text": plain()}, "/blocks/0", "missing required field: type"),
]


@pytest.mark.parametrize(("block", "pointer", "message"), BAD_IN_MESSAGES)
def test_what_slack_refuses_in_a_message_is_found_once_with_its_place(
    block: Json, pointer: str, message: str
) -> None:
    assert found_in([block]) == [(pointer, message)]


@pytest.mark.parametrize(("surface", "most"), [("message", 50), ("modal", 100), ("home", 100)])
def test_each_surface_takes_its_own_number_of_blocks(surface: Surface, most: int) -> None:
    assert found_in([section()] * most, surface) == []
    assert found_in([section()] * (most + 1), surface) == [("/blocks", f"no more than {most} items allowed")]


MESSAGE_ONLY: list[Json] = [
    table(rows(2)),
    data_table(rows(2)),
    chart(pie(1)),
    container(),
    {"type": "markdown", "text": "a"},
    {"type": "plan", "title": "P"},
]


@pytest.mark.parametrize("surface", ["modal", "home"])
@pytest.mark.parametrize("block", MESSAGE_ONLY, ids=lambda block: str(block["type"]))
def test_blocks_for_messages_are_refused_elsewhere(block: Json, surface: Surface) -> None:
    assert found_in([block], surface) == [("/blocks/0/type", f"unsupported type: {block['type']}")]


def test_an_alert_stands_in_modals_only() -> None:
    alert = {"type": "alert", "text": plain("x" * 200), "level": "warning"}
    assert found_in([alert], "modal") == []
    assert found_in([alert], "home") == [("/blocks/0/type", "unsupported type: alert")]
    assert found_in([{**alert, "text": plain("x" * 201)}], "modal") == [
        ("/blocks/0/text/text", "must be less than 201 characters")
    ]


def test_a_block_id_may_be_used_once_even_inside_a_container() -> None:
    twice = [section(block_id="b"), container(child_blocks=[section(block_id="b")])]
    assert found_in(twice) == [("/blocks/1/child_blocks/0/block_id", 'block_id "b" already exists')]


def test_the_same_action_id_in_two_blocks_is_fine() -> None:
    assert found_in([actions(button(action_id="a")), actions(button(action_id="a"))]) == []


def test_totals_over_the_blocks_of_a_message_are_counted() -> None:
    markdown = {"type": "markdown", "text": "x" * 6001}
    assert found_in([markdown, markdown]) == [("/blocks/1/text", "must be less than 12001 characters")]
    assert found_in([table(rows(1)), table(rows(1))]) == [("/blocks/1", "only one table allowed")]
    assert found_in([chart(pie(1))] * 3) == [
        ("/blocks/2", "no more than 2 data_visualization blocks allowed")
    ]
    cells = data_table([[raw()], [raw("x" * 5000)]])
    assert found_in([cells, cells]) == [("/blocks/1/rows", "must be less than 10001 characters")]


def test_a_message_with_markdown_has_a_limit_over_all_its_json() -> None:
    blocks = [{"type": "markdown", "text": "x" * 8000}, section("x" * 2600), section("x" * 2600)]
    assert [problem.code for problem in check_blocks(blocks)] == ["msg_blocks_too_long"]


def test_a_good_modal_and_a_good_home_have_no_problem() -> None:
    asked = input_of(menu("plain_text_input", focus_on_load=True), block_id="name")
    assert check_view(modal(asked, private_metadata="x" * 3000, callback_id="", notify_on_close=True)) == []
    assert check_view({"type": "home", "blocks": [section()]}) == []
    assert check_view(modal(input_of(menu("file_input", max_files=10)))) == []


def without(view: Json, *names: str) -> Json:
    return {name: value for name, value in view.items() if name not in names}


BAD_VIEWS: list[tuple[object, str, str]] = [
    ("modal", "/view", "must provide an object"),
    ({"blocks": []}, "/view", "missing required field: type"),
    ({"type": "workflow_step"}, "/view/type", "unsupported type: workflow_step"),
    (without(modal(section()), "title"), "/view", "missing required field: title"),
    (without(modal(section()), "blocks"), "/view", "missing required field: blocks"),
    (
        without(modal(input_of(menu("plain_text_input"))), "submit"),
        "/view",
        "missing required field: submit",
    ),
    (modal(section(), title=plain("x" * 25)), "/view/title/text", "must be less than 25 characters"),
    (modal(section(), submit=plain("x" * 25)), "/view/submit/text", "must be less than 25 characters"),
    (modal(section(), close=plain("x" * 25)), "/view/close/text", "must be less than 25 characters"),
    (modal(section(), title=mrkdwn()), "/view/title/type", "must be a valid enum value"),
    (
        modal(section(), private_metadata="x" * 3001),
        "/view/private_metadata",
        "must be less than 3001 characters",
    ),
    (modal(section(), callback_id="x" * 256), "/view/callback_id", "must be less than 256 characters"),
    (modal(section(), external_id="x" * 256), "/view/external_id", "must be less than 256 characters"),
    (modal(section(), channel="C1"), "/view", "invalid additional property: channel"),
    (modal(), "/view/blocks", "no fewer than 1 items allowed"),
    (
        {"type": "home", "blocks": [section()], "title": plain()},
        "/view",
        "invalid additional property: title",
    ),
    (
        modal(
            input_of(menu("plain_text_input", focus_on_load=True)),
            input_of(menu("datepicker", focus_on_load=True)),
        ),
        "/view/blocks/1/element/focus_on_load",
        "focus_on_load can only be set on one element",
    ),
]


@pytest.mark.parametrize(("view", "pointer", "message"), BAD_VIEWS)
def test_what_slack_refuses_in_a_view_is_found_once_with_its_place(
    view: object, pointer: str, message: str
) -> None:
    assert [(problem.pointer, problem.message) for problem in check_view(view)] == [(pointer, message)]


def test_a_view_over_250_kilobytes_is_too_large() -> None:
    blocks = [{"type": "section", "fields": [mrkdwn("é" * 1500)] * 9} for _ in range(10)]
    problems = check_view(modal(*blocks))
    assert [problem.code for problem in problems] == ["view_too_large"]


def test_a_message_needs_something_to_show_and_checks_attachments() -> None:
    assert check_message({"text": "Hello"}) == []
    assert [problem.message for problem in check_message({})] == ["missing required field: text"]
    attached = {"text": "Hello", "attachments": [{"blocks": [{"type": "header"}]}]}
    assert [problem.pointer for problem in check_message(attached)] == ["/attachments/0/blocks/0"]
    assert [problem.pointer for problem in check_message({"attachments": [{}] * 101})] == ["/attachments"]


def test_a_problem_reads_like_slacks() -> None:
    problem = check_view(without(modal(section()), "title"))[0]
    assert problem.as_slack() == "[ERROR] missing required field: title [json-pointer:/view]"
    assert problem.as_dict() == {
        "code": "missing_field",
        "message": "missing required field: title",
        "pointer": "/view",
        "constraint": {"type": "required"},
        "field": "title",
    }


KINDS = st.sampled_from(
    [*[str(block["type"]) for block in GOOD_IN_MESSAGES], "modal", "home", "button", "checkboxes", "raw_text"]
)
NAMES = st.sampled_from(
    [
        "type",
        "text",
        "blocks",
        "elements",
        "element",
        "options",
        "initial_options",
        "initial_option",
        "rows",
        "chart",
        "segments",
        "series",
        "axis_config",
        "categories",
        "value",
        "min_value",
        "max_value",
        "is_decimal_allowed",
        "action_id",
        "block_id",
        "accessory",
        "fields",
        "child_blocks",
        "title",
        "data",
        "label",
        "min_length",
        "max_length",
        "initial_value",
        "focus_on_load",
        "attachments",
    ]
)
ATOMS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | KINDS
ANY_JSON = st.recursive(
    ATOMS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(NAMES | st.text(max_size=5), inner, max_size=5)
    ),
    max_leaves=30,
)
CHECKS: list[Callable[[object], object]] = [check_view, check_message, check_blocks]


@settings(max_examples=150, deadline=None)
@given(ANY_JSON, st.dictionaries(NAMES, ANY_JSON, max_size=6), KINDS)
def test_no_json_makes_the_validator_raise(value: object, fields: Json, kind: str) -> None:
    for check in CHECKS:
        check(value)
        check({**fields, "type": kind})
        check([{**fields, "type": kind}])


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(GOOD_IN_MESSAGES), NAMES, ANY_JSON)
def test_no_good_block_with_one_field_replaced_makes_it_raise(block: Json, name: str, value: object) -> None:
    check_blocks([{**block, name: value}])


def test_a_message_of_five_blocks_is_judged_quickly() -> None:
    """Ten times the aim of 0.15 ms: the machine may be busy, a change of order may not slip in."""
    blocks = [
        {"type": "header", "text": plain("Convening")},
        section("*When* Thursday"),
        {"type": "divider"},
        actions(*[button(f"b{n}", action_id=f"a{n}", value="1", style="primary") for n in range(3)]),
        {"type": "context", "elements": [mrkdwn("Sent by Convener")]},
    ]
    started = time.perf_counter()
    for _ in range(100):
        assert check_blocks(blocks) == []
    assert (time.perf_counter() - started) / 100 < 0.0015
