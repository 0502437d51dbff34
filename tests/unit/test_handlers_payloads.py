"""Payloads as Slack sends them, read into typed values."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from community.communities.views import Person
from community.ids import UserId
from community.work import Caller
from handlers.payloads import (
    FormValues,
    Surface,
    person_from,
    read_click,
    read_command,
    read_event,
    read_submission,
    readable,
)
from message_templates.values import UnreadableRef, make_ref, read_ref


@pytest.fixture
def context() -> AsyncBoltContext:
    return AsyncBoltContext(
        {"team_id": "T1", "bot_user_id": "UBOT", "client": AsyncWebClient(token="xoxb-1")}
    )


def a_click(**changes: Any) -> dict[str, Any]:
    container = {"type": "message", "message_ts": "1.2", "channel_id": "C1", "is_ephemeral": False}
    return {
        "type": "block_actions",
        "user": {"id": "U1", "team_id": "T-other"},
        "trigger_id": "9.8.7",
        "container": container,
        "actions": [{"action_id": "convenings.rsvp.going", "value": make_ref(convening=42, at=7)}],
        "response_url": "https://hooks.slack.example/1",
    } | changes


def a_modal_click(view_type: str = "modal", metadata: str = "") -> dict[str, Any]:
    view = {"id": "V1", "type": view_type, "private_metadata": metadata}
    click = a_click(container={"type": "view", "view_id": "V1"}, view=view)
    del click["response_url"]
    return click


def test_a_command_is_read_with_its_words_as_a_person_typed_them(context: AsyncBoltContext) -> None:
    body = {
        "command": "/cop",
        "text": "schedule data &amp; tea with <@U2|ben> in <#C9|math> ",
        "user_id": "U1",
        "channel_id": "C1",
        "channel_name": "math-plc",
        "trigger_id": "1.2",
    }
    command = read_command(body, context)
    assert command.text == "schedule data & tea with @ben in #math"
    assert command.caller == Caller("T1", "U1", "command:1.2")  # type: ignore[arg-type] # plain strings read better
    assert read_ref(command.ref_text(community=7)).model_dump(exclude_none=True) == {
        "v": 1,
        "community": 7,
        "channel": "C1",
    }


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("<@U1>", "@U1"),
        ("<!here>", "@here"),
        ("<https://example.org/a?b=1&amp;c=2|link>", "https://example.org/a?b=1&c=2"),
        ("<mailto:a@b.org|a@b.org>", "a@b.org"),
        ("a &lt; b &gt; c", "a < b > c"),
        ("&lt;@U1&gt;", "<@U1>"),
        ("", ""),
    ],
)
def test_entities_of_a_command_read_as_typed(sent: str, typed: str) -> None:
    assert readable(sent) == typed


def test_the_workspace_is_where_the_bot_is_installed_not_the_persons_own(context: AsyncBoltContext) -> None:
    assert read_click(a_click(), context).caller.workspace_id == "T1"


@pytest.mark.parametrize(
    ("body", "surface"),
    [
        (a_click(), Surface.CHANNEL),
        (a_click(container={"type": "message", "message_ts": "1", "channel_id": "D1"}), Surface.DIRECT),
        (
            a_click(container={"type": "message", "channel_id": "C1", "is_ephemeral": True}),
            Surface.EPHEMERAL,
        ),
        (a_modal_click(), Surface.MODAL),
        (a_modal_click("home"), Surface.HOME),
    ],
)
def test_a_click_knows_on_which_surface_it_was_made(
    body: dict[str, Any], surface: Surface, context: AsyncBoltContext
) -> None:
    assert read_click(body, context).surface is surface


def test_a_form_may_be_answered_in_place_of_the_direct_message_it_was_opened_from(
    context: AsyncBoltContext,
) -> None:
    body = a_click(container={"type": "message", "message_ts": "1.2", "channel_id": "D1"})
    click = read_click(body, context)
    ref = read_ref(click.ref_text(in_place=True, convening=42))
    assert (ref.channel, ref.ts, ref.convening) == ("D1", "1.2", 42)
    assert read_ref(click.ref_text(convening=42)).ts is None


def test_a_click_within_a_form_brings_what_was_typed_there(context: AsyncBoltContext) -> None:
    view = {
        "id": "V1",
        "type": "modal",
        "state": {"values": {"title": {"value": {"value": " Exit tickets "}}}},
    }
    click = read_click(a_click(container={"type": "view", "view_id": "V1"}, view=view), context)
    assert (click.view_id, click.values.text("title")) == ("V1", "Exit tickets")
    assert read_click(a_click(), context).values.text("title") == ""


def test_no_form_takes_the_place_of_a_message_others_see(context: AsyncBoltContext) -> None:
    assert read_ref(read_click(a_click(), context).ref_text(in_place=True, convening=42)).ts is None


def test_a_form_opened_from_home_goes_back_to_home(context: AsyncBoltContext) -> None:
    ref = read_ref(read_click(a_modal_click("home"), context).ref_text(convening=42))
    assert (ref.channel, ref.ts) == (None, None)


def test_a_form_opened_within_a_form_goes_back_to_where_the_first_was_opened(
    context: AsyncBoltContext,
) -> None:
    body = a_modal_click(metadata=make_ref(channel="D1", ts="1.2"))
    ref = read_ref(read_click(body, context).ref_text(convening=42))
    assert (ref.channel, ref.ts) == ("D1", "1.2")


@pytest.mark.parametrize("value", [None, "", "42", "{}", '{"v": 2}', make_ref(community=1)])
def test_a_value_that_names_no_convening_is_unreadable(value: str | None, context: AsyncBoltContext) -> None:
    body = a_click(actions=[{"action_id": "convenings.rsvp.going", "value": value}])
    with pytest.raises(UnreadableRef):
        read_click(body, context).convening()


def test_the_same_click_sent_twice_has_one_receipt_and_two_clicks_have_two(context: AsyncBoltContext) -> None:
    first, again = read_click(a_click(), context), read_click(a_click(), context)
    other = read_click(a_click(trigger_id="1.1.1"), context)
    assert first.caller.receipt == again.caller.receipt != other.caller.receipt


def test_a_submission_names_the_inputs_beside_which_problems_can_be_shown(context: AsyncBoltContext) -> None:
    view = {
        "id": "V1",
        "hash": "h1",
        "callback_id": "convenings.schedule",
        "private_metadata": make_ref(community=7, channel="C1"),
        "blocks": [
            {"type": "section", "block_id": "intro"},
            {"type": "input", "block_id": "title"},
            {"type": "input", "block_id": "minutes"},
        ],
        "state": {"values": {"title": {"title": {"type": "plain_text_input", "value": " Data walk "}}}},
    }
    form = read_submission({"user": {"id": "U1"}, "view": view}, context)
    assert form.inputs == ("title", "minutes")
    assert form.values.text("title") == "Data walk"
    assert form.community() == 7
    assert form.caller.receipt == "view:V1:h1:U1"
    assert read_ref(form.ref_text(version=3)).version == 3
    assert read_ref(form.ref_text(version=3)).channel == "C1"


def test_every_kind_of_input_is_read() -> None:
    values = FormValues(
        {
            "title": {"x": {"type": "plain_text_input", "value": None}},
            "minutes": {"x": {"type": "plain_text_input", "value": "75"}},
            "mode": {"x": {"type": "static_select", "selected_option": {"value": "hybrid"}}},
            "accept": {"x": {"type": "checkboxes", "selected_options": [{"value": "yes"}]}},
            "facilitator": {"x": {"type": "users_select", "selected_user": "U1"}},
            "facilitators": {"x": {"type": "multi_users_select", "selected_users": ["U1", "U2"]}},
            "leaders": {"x": {"type": "conversations_select", "selected_conversation": "G1"}},
            "starts_on": {"x": {"type": "datepicker", "selected_date": "2026-12-03"}},
            "starts_time": {"x": {"type": "timepicker", "selected_time": "15:30"}},
        }
    )
    assert values.text("title") == ""
    assert values.text("minutes") == "75"
    assert values.choice("mode") == "hybrid"
    assert values.is_ticked("accept")
    assert values.user("facilitator") == "U1"
    assert values.users("facilitators") == ("U1", "U2")
    assert values.channel("leaders") == "G1"
    assert values.date("starts_on") == date(2026, 12, 3)
    assert values.time("starts_time") == time(15, 30)


def test_inputs_left_empty_or_unknown_are_nothing() -> None:
    values = FormValues({"mode": {"x": {"type": "static_select", "selected_option": None}}})
    assert values.choice("mode") is None
    assert not values.is_ticked("accept")
    assert values.users("facilitators") == ()
    assert values.date("starts_on") is None
    assert values.text("minutes") == ""


def test_an_event_knows_who_it_is_about_and_in_which_channel(context: AsyncBoltContext) -> None:
    joined = {"type": "member_joined_channel", "user": "UBOT", "channel": "C1"}
    event = read_event({"event_id": "Ev1", "event": joined}, context)
    assert event.is_about_bot
    assert event.channel == "C1"
    assert event.caller.receipt == "event:Ev1"


def test_a_rename_carries_its_channel_as_an_object(context: AsyncBoltContext) -> None:
    renamed = {"type": "channel_rename", "channel": {"id": "C1", "name": "maths"}}
    event = read_event({"event_id": "Ev1", "event": renamed}, context)
    assert (event.channel, event.channel_name, event.caller.user_id) == ("C1", "maths", "")


def test_a_person_is_read_as_slack_describes_them() -> None:
    user = {"id": "U1", "name": "ada", "tz": "Europe/Paris", "profile": {"display_name": "Ada L."}}
    assert person_from(user) == Person(UserId("U1"), "Ada L.", "Europe/Paris")


@pytest.mark.parametrize("mark", ["is_restricted", "is_ultra_restricted", "is_stranger"])
def test_guests_of_every_sort_are_guests(mark: str) -> None:
    assert person_from({"id": "U1", "name": "gus", mark: True}).is_guest


def test_bots_and_deactivated_people_are_known_as_such() -> None:
    assert person_from({"id": "U1", "name": "b", "is_bot": True}).is_bot
    assert person_from({"id": "USLACKBOT", "name": "slackbot"}).is_bot
    assert person_from({"id": "U1", "name": "d", "deleted": True}).is_deactivated


def test_what_no_database_can_keep_is_read_as_a_replacement_character() -> None:
    typed = {"words": {"words": {"type": "plain_text_input", "value": "a\x00b\ud83dc 😀"}}}
    assert FormValues(typed).text("words") == "a\ufffdb\ufffdc 😀"
    assert readable("data\x00 walk\udc00") == "data\ufffd walk\ufffd"
