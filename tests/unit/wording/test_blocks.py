"""The Block Kit vocabulary: cut where people read, never where programs do, and always as Slack wants it."""

import json
from collections.abc import Callable
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
    b.input_block("c", "C", b.number_input(least=0, most=1440, initial=75)),
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
