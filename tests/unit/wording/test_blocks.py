"""The Block Kit vocabulary: cut where people read, never where programs do, and always as Slack wants it."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from markupsafe import Markup

from message_templates import blocks as b
from message_templates.errors import InvalidObject, LimitExceeded, StrayText
from sandbox.block_kit import check_blocks, check_view

LONG = "word " * 2_000
OPTIONS = [b.option("One", "1"), b.option("Two", "2", description="the second")]


def made(markup: str) -> dict[str, Any]:
    (found,) = b.stream(markup)
    return found


def as_caller(*objects: str) -> Callable[[], str]:
    return lambda: "\n".join(objects)


def test_a_stream_is_objects_with_blanks_between() -> None:
    assert b.stream(' {"a":1}\n\n{"b":"}{"} ') == [{"a": 1}, {"b": "}{"}]
    assert b.stream("\n") == []


def test_words_outside_of_objects_are_refused() -> None:
    with pytest.raises(StrayText) as caught:
        b.stream('{"a":1} hello\nthere')
    assert caught.value.words == "hello"


EVERY_BLOCK = [
    b.header(LONG),
    b.section(LONG, block_id="s", accessory=b.button(LONG, "area.object.verb", "1", style="danger")),
    b.section("x", accessory=b.overflow("m", OPTIONS)),
    b.fields(caller=as_caller(*[b.field(LONG)] * 10)),
    b.context(LONG),
    b.divider(),
    b.image("https://a.b/c.png", LONG, title=LONG),
    b.buttons(
        [
            b.button("Go", "go", url="https://a.b", accessibility_label=LONG),
            b.button("No", "no", 42, confirm=b.confirm(LONG, LONG, LONG, LONG)),
            b.static_select("s", OPTIONS, placeholder=LONG, initial="2"),
            b.datepicker("d", initial="2026-12-03"),
            b.timepicker("t", initial="15:30:00"),
        ]
    ),
]
EVERY_FIELD = [
    b.input_block(
        "a", LONG, b.text_input(multiline=True, initial=LONG, longest=500, placeholder=LONG), hint=LONG
    ),
    b.input_block("b", "B", b.text_input(shortest=1, longest=150, initial="ok", focus=True), optional=True),
    b.input_block("d", "D", b.url_input(placeholder="https://…", initial="https://a.b")),
    b.input_block("e", "E", b.static_select(options=OPTIONS, initial=1)),
    b.input_block("f", "F", b.radio(options=OPTIONS, initial="1"), dispatch_action=True),
    b.input_block("g", "G", b.checkboxes(options=OPTIONS, initial=["2"])),
    b.input_block("h", "H", b.users_select(initial="U1")),
    b.input_block("i", "I", b.multi_users_select(initial=["U1", "U2"], placeholder=LONG, most=10)),
    b.input_block("j", "J", b.channels_select(initial="C1")),
    b.input_block("k", "K", b.conversations_select(here=True)),
    b.input_block("l", "L", b.datepicker(initial="2026-12-03")),
    b.input_block("m", "M", b.timepicker(initial="00:00")),
]


def test_every_block_is_one_slack_takes_however_long_its_words() -> None:
    assert check_blocks([made(block) for block in EVERY_BLOCK], "message") == []


def test_every_field_is_one_slack_takes_however_long_its_words() -> None:
    title = {"type": "plain_text", "text": "Form"}
    view = {
        "type": "modal",
        "title": title,
        "submit": title,
        "blocks": [made(field) for field in EVERY_FIELD],
    }
    assert check_view(view) == []


def test_a_field_is_named_as_its_block_and_answers_under_value() -> None:
    field = made(b.input_block("title", "Title", b.text_input()))
    assert (field["block_id"], field["element"]["action_id"]) == ("title", "value")


def test_a_field_without_an_element_is_refused() -> None:
    with pytest.raises(InvalidObject, match="'title' has no element"):
        b.input_block("title", "Title", "")


def test_where_slack_insists_on_words_there_is_a_dash() -> None:
    assert made(b.header(" \n"))["text"]["text"] == "–"
    assert made(b.section(caller=as_caller("")))["text"]["text"] == "–"


def test_typed_words_are_plain_in_plain_places_and_escaped_in_mrkdwn() -> None:
    assert made(b.button("Q & A <3", "x"))["text"]["text"] == "Q & A <3"
    assert made(b.section("Q & A <3"))["text"] == {
        "type": "mrkdwn",
        "text": "Q &amp; A &lt;3",
        "verbatim": True,
    }


def test_markup_in_a_plain_place_shows_its_readable_part() -> None:
    assert made(b.header(Markup("See <https://a.b|Q &amp; A>")))["text"]["text"] == "See Q & A"


def test_midnight_is_a_time() -> None:
    assert made(b.timepicker("t", initial="00:00"))["initial_time"] == "00:00"
    assert "initial_time" not in made(b.timepicker("t", initial=None))


TOO_LONG: list[Callable[[], object]] = [
    lambda: b.button("x", "x", "v" * 2_001),
    lambda: b.button("x", "i" * 256),
    lambda: b.button("x", "x", url="https://a.b/" + "c" * 3_000),
    lambda: b.option("x", "v" * 151),
    lambda: b.section("x", block_id="i" * 256),
    lambda: b.input_block("i" * 256, "x", b.text_input()),
]


@pytest.mark.parametrize("make", TOO_LONG)
def test_what_the_program_reads_back_is_never_cut(make: Callable[[], object]) -> None:
    with pytest.raises(LimitExceeded):
        make()


TOO_MANY_OR_NONE: list[Callable[[], object]] = [
    lambda: b.buttons([]),
    lambda: b.buttons([b.button("x", f"x{n}") for n in range(26)]),
    lambda: b.overflow("x", OPTIONS[:1] * 6),
    lambda: b.radio("x", []),
    lambda: b.checkboxes("x", OPTIONS[:1] * 11),
    lambda: b.static_select("x", OPTIONS[:1] * 101),
    lambda: b.fields(caller=as_caller(*[b.field("x")] * 11)),
]


@pytest.mark.parametrize("make", TOO_MANY_OR_NONE)
def test_more_or_fewer_than_slack_takes_is_said(make: Callable[[], object]) -> None:
    with pytest.raises(LimitExceeded, match="Slack takes 1 to"):
        make()


@pytest.mark.parametrize("url", ["javascript:alert(1)", "a.b", "ftp://a.b"])
def test_a_button_leads_to_web_pages_only(url: str) -> None:
    with pytest.raises(InvalidObject):
        b.button("x", "x", url=url)


def test_a_style_slack_does_not_know_is_refused() -> None:
    with pytest.raises(InvalidObject):
        b.button("x", "x", style="warning")


def test_an_initial_option_must_be_among_the_options() -> None:
    with pytest.raises(InvalidObject):
        b.static_select("x", OPTIONS, initial="3")


def test_objects_are_compact_json() -> None:
    assert json.loads(b.divider()) == {"type": "divider"}
    assert b.divider() == '{"type":"divider"}'


# --- charts and tables --------------------------------------------------------------------------------------

VALUES = [31, 35.5, 33]
DAYS = ["Oct 9", "Oct 16", "Oct 23"]


def table(*rows: Sequence[str], **more: Any) -> str:
    return b.data_table(
        "Cycles", caller=as_caller(*[b.row(caller=as_caller(*cells)) for cells in rows]), **more
    )


HEADER = (b.cell("Team"), b.cell("Late"))


def test_a_line_chart_is_one_slack_takes_however_long_its_words() -> None:
    days = [f"{LONG} {number}" for number in range(20)]
    series = [(f"{LONG} {number}", range(20)) for number in range(6)]
    chart = b.line_chart(LONG, series, days, x_label=LONG, y_label=LONG, block_id="chart")
    assert check_blocks([made(chart)], "message") == []


def test_a_bar_chart_is_one_slack_takes_however_long_its_words() -> None:
    stages = [LONG, LONG, "Study"]
    chart = b.bar_chart(LONG, [("Cycles", [1, 0, 4])], stages, x_label=LONG, y_label=LONG, block_id="chart")
    assert check_blocks([made(chart)], "message") == []
    assert made(chart)["chart"]["type"] == "bar"


def test_a_menu_of_several_begins_with_those_chosen() -> None:
    options = [b.option("First", "1"), b.option("Second", "2"), b.option("Third", "3")]
    menu = made(b.multi_static_select(options=options, placeholder="Nothing", initial=["3", "1"]))
    assert [chosen["value"] for chosen in menu["initial_options"]] == ["3", "1"]
    assert "initial_options" not in made(b.multi_static_select(options=options))
    with pytest.raises(InvalidObject):
        b.multi_static_select(options=options, initial=["4"])


def test_a_line_chart_has_a_value_for_each_category() -> None:
    chart = made(b.line_chart("Answers", [("Observed", VALUES), ("Median", [33] * 3)], DAYS))["chart"]
    assert chart["axis_config"] == {"categories": DAYS}
    assert chart["series"][0]["data"][1] == {"label": "Oct 16", "value": 35.5}
    with pytest.raises(InvalidObject, match="2 values for 3 categories"):
        b.line_chart("Answers", [("Observed", VALUES[:2])], DAYS)


def test_what_is_called_the_same_in_a_chart_is_told_apart() -> None:
    labels = ["A day with a long name, first", "A day with a long name, second", " "]
    chart = made(b.line_chart("", [("Median", VALUES), ("Median", VALUES)], labels, y_label=" "))
    assert chart["title"] == "–"
    assert "y_label" not in chart["chart"]["axis_config"]
    assert [one["name"] for one in chart["chart"]["series"]] == ["Median", "Median (2)"]
    assert chart["chart"]["axis_config"]["categories"] == ["A day with a long…", "A day with a… (2)", "–"]


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_neither_drawn_nor_listed(value: float) -> None:
    with pytest.raises(InvalidObject):
        b.line_chart("Answers", [("Observed", [value])], ["Oct 9"])
    with pytest.raises(InvalidObject):
        b.number_cell(value)


TOO_MUCH_DATA: list[Callable[[], object]] = [
    lambda: b.line_chart("x", [], DAYS),
    lambda: b.line_chart("x", [(str(n), VALUES) for n in range(7)], DAYS),
    lambda: b.line_chart("x", [("y", [])], []),
    lambda: b.line_chart("x", [("y", range(21))], [str(n) for n in range(21)]),
    lambda: table(HEADER, *[HEADER] * 101),
    lambda: table([b.cell("x")] * 21, [b.cell("x")] * 21),
    lambda: table(HEADER, HEADER, page_size=0),
    lambda: table(HEADER, HEADER, page_size=101),
]


@pytest.mark.parametrize("make", TOO_MUCH_DATA)
def test_more_data_than_slack_takes_is_said(make: Callable[[], object]) -> None:
    with pytest.raises(LimitExceeded, match="Slack takes 1 to"):
        make()


def test_a_table_is_one_slack_takes_with_words_numbers_and_people() -> None:
    rows = [(b.person_cell("U01ADA"), b.number_cell(3.5)), (b.cell(LONG), b.number_cell(0))]
    made_table = made(table(HEADER, *rows, page_size=10, row_header=1, block_id="t"))
    assert check_blocks([made_table], "message") == []
    assert made_table["rows"][1][1] == {"type": "raw_number", "value": 3.5, "text": "3.5"}
    assert made_table["rows"][2][0]["text"].endswith("…")


BROKEN_TABLES: dict[str, Callable[[], object]] = {
    "a header and a row": lambda: table(HEADER),
    "as wide as its header": lambda: table(HEADER, HEADER[:1]),
    "people cannot stand in a table's header": lambda: table([b.person_cell("U1")], [b.cell("x")]),
    "the row header is not among the columns": lambda: table(HEADER, HEADER, row_header=2),
    "a user's id": lambda: b.person_cell("<!channel>"),
}


@pytest.mark.parametrize("reason", BROKEN_TABLES)
def test_a_table_slack_would_refuse_is_refused_with_the_reason(reason: str) -> None:
    with pytest.raises(InvalidObject, match=reason):
        BROKEN_TABLES[reason]()
