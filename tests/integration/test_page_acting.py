"""What one person does at the page, down to what a real Bolt app hears of it."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import pytest

from sandbox.forms import REQUIRED
from sandbox.messages import Content
from sandbox.people.acks import CONNECTION_TROUBLE
from sandbox.people.hands import CLICK_TROUBLE
from sandbox.workspace import SlackError
from tests.support.little_app import DEADLINE, asked, buttons, modal, section
from tests.support.pages import PageStage, a_page

FILLED: dict[str, Any] = {
    "title": {"value": "SEL data walk"},
    "day": {"value": "2026-12-03"},
    "mode": {"value": "in person"},
}


@pytest.fixture
async def stage() -> AsyncIterator[PageStage]:
    async with a_page() as stage:
        yield stage


async def opened(stage: PageStage, command: str = "/schedule") -> str:
    """Ada opens a form by a command; its id."""
    outcome = await stage.act(stage.ada, "command", channel=stage.math.id, command=command)
    assert outcome["ok"], outcome
    return str(outcome["view_id"])


def field(view_id: str, block_id: str, action_id: str = "value", **more: object) -> dict[str, object]:
    return {"place": {"view_id": view_id}, "block_id": block_id, "action_id": action_id, **more}


# --- forms


async def test_from_command_to_form_to_errors_to_message_to_click(stage: PageStage) -> None:
    view_id = await opened(stage, "/schedule tea & cake with @Ben Ruiz")
    assert stage.told.commands[0]["text"] == "tea &amp; cake with <@U00000002|ben.ruiz>"

    empty = await stage.act(
        stage.ada, "submit", view_id=view_id, values={"title": {"value": "ab"}, "day": {"value": "someday"}}
    )
    assert (empty["ok"], empty["delivered"]) == (False, False)
    assert empty["errors"].keys() == {"day"}  # what cannot even be entered comes first
    short = await stage.act(stage.ada, "submit", view_id=view_id)
    assert short["errors"] == {
        "title": "Please enter at least 3 characters.",
        "day": REQUIRED,
        "mode": REQUIRED,
    }
    assert stage.told.bodies == []

    past = {**FILLED, "day": {"value": "2026-11-02"}, "who": {"value": [stage.ben.id]}}
    refused = await stage.act(stage.ada, "submit", view_id=view_id, values=past)
    assert refused["delivered"]
    assert refused["errors"] == {"day": "That day is over."}
    (form,) = await stage.modals(stage.ada)
    assert form["page"]["errors"] == {"day": "That day is over."}
    assert form["state"]["values"]["title"]["value"]["value"] == "SEL data walk"

    await stage.act(stage.ada, "fill", **field(view_id, "day", entered="2026-12-03"))
    assert (await stage.modals(stage.ada))[0]["page"]["errors"] == {}
    sent = await stage.act(stage.ada, "submit", view_id=view_id)
    assert (sent["ok"], sent["view_id"]) == (True, None)
    await stage.server.settle()

    (message,) = await stage.messages(stage.ben, stage.math)
    place = {"channel": stage.math.id, "ts": message["ts"]}
    assert (await stage.act(stage.ben, "act", place=place, block_id="buttons", action_id="going"))["ok"]
    assert stage.told.body["actions"][0]["value"] == "going:1"
    assert stage.told.body["user"]["id"] == stage.ben.id
    await stage.server.settle()
    (message,) = await stage.messages(stage.ada, stage.math)
    assert "is going" in message["blocks"][1]["text"]["text"]


async def test_nothing_entered_is_lost_on_a_reload(stage: PageStage) -> None:
    view_id = await opened(stage)
    for block_id, entered in (("title", "Half a ti"), ("mode", "virtual"), ("mail", ["virtual"])):
        assert (await stage.act(stage.ada, "fill", **field(view_id, block_id, entered=entered)))["ok"]
    (form,) = await stage.modals(stage.ada)
    values = form["state"]["values"]
    assert values["title"]["value"]["value"] == "Half a ti"
    assert values["mode"]["value"]["selected_option"]["text"]["text"] == "Virtual"
    assert [option["value"] for option in values["mail"]["value"]["selected_options"]] == ["virtual"]
    await stage.act(stage.ada, "fill", **field(view_id, "mail", entered=[]))
    await stage.act(stage.ada, "fill", **field(view_id, "title", entered=None))
    values = (await stage.modals(stage.ada))[0]["state"]["values"]
    assert (values["mail"]["value"]["selected_options"], values["title"]["value"]["value"]) == ([], None)


async def test_an_app_that_is_too_slow_leaves_the_form_with_what_was_typed(stage: PageStage) -> None:
    view_id = await opened(stage)
    stage.hurry()
    stage.told.slowness = DEADLINE * 1.5
    submitting = asyncio.create_task(stage.act(stage.ada, "submit", view_id=view_id, values=FILLED))
    await asyncio.sleep(DEADLINE / 5)
    assert (await stage.modals(stage.ada))[0]["page"]["is_loading"]
    assert await stage.refused(stage.ada, "submit", view_id=view_id) == (409, "loading")
    assert (await submitting)["trouble"] == CONNECTION_TROUBLE
    (form,) = await stage.modals(stage.ada)
    assert form["page"] == {
        "app_id": stage.app.id,
        "errors": {},
        "trouble": CONNECTION_TROUBLE,
        "is_loading": False,
    }
    assert form["state"]["values"]["title"]["value"]["value"] == "SEL data walk"


async def test_forms_are_updated_stacked_and_cleared(stage: PageStage) -> None:
    view_id = await opened(stage, "/steps")

    async def submit(view: str, answer: str) -> dict[str, Any]:
        return await stage.act(stage.ada, "submit", view_id=view, values={"next": {"value": answer}})

    assert (await submit(view_id, "update"))["view_id"] == view_id
    assert (await stage.modals(stage.ada))[0]["title"]["text"] == "Two"
    second = (await submit(view_id, "push"))["view_id"]
    assert [view["id"] for view in await stage.modals(stage.ada)] == [view_id, second]
    assert await stage.refused(stage.ada, "submit", view_id=view_id) == (409, "not_on_screen")
    closed = await stage.act(stage.ada, "close", view_id=second)
    assert closed["view_id"] == view_id
    assert (await submit(view_id, "clear"))["view_id"] is None
    assert await stage.refused(stage.ada, "close", view_id=view_id) == (409, "not_on_screen")


async def test_a_wrong_answer_to_a_form_is_trouble_and_is_noted(stage: PageStage) -> None:
    view_id = await opened(stage, "/steps")
    outcome = await stage.act(stage.ada, "submit", view_id=view_id, values={"next": {"value": "broken"}})
    assert outcome["trouble"] == CONNECTION_TROUBLE
    assert stage.workspace.rejected_calls[-1].error == "invalid_arguments"


async def test_nobody_acts_in_the_form_of_another(stage: PageStage) -> None:
    view_id = await opened(stage)
    for do in ("submit", "close"):
        assert await stage.refused(stage.ben, do, view_id=view_id) == (404, "not_found")
    assert await stage.refused(stage.ben, "fill", **field(view_id, "title", entered="x")) == (
        404,
        "not_found",
    )


async def test_a_field_that_wants_to_be_heard_is_heard_at_each_key_or_at_enter(stage: PageStage) -> None:
    view_id = await opened(stage, "/rich")
    await stage.act(stage.ada, "fill", **field(view_id, "typed", "typed", entered="a", when="character"))
    assert stage.told.body["actions"][0]["value"] == "a"
    await stage.act(stage.ada, "fill", **field(view_id, "enter", "entered", entered="b", when="character"))
    assert stage.told.body["actions"][0]["value"] == "a"
    await stage.act(stage.ada, "fill", **field(view_id, "enter", "entered", entered="b", when="enter"))
    assert stage.told.body["actions"][0]["value"] == "b"


async def test_a_menu_that_looks_its_options_up_takes_what_it_offered(stage: PageStage) -> None:
    view_id = await opened(stage, "/rich")
    offered = await stage.act(stage.ada, "suggest", **field(view_id, "city", "city", typed="Os"))
    assert [option["value"] for option in offered["options"]] == ["oslo", "osaka"]
    chosen = await stage.act(stage.ada, "fill", **field(view_id, "city", "city", entered="osaka"))
    assert chosen["ok"]
    await stage.act(stage.ada, "suggest", **field(view_id, "city", "city", typed="Li"))
    assert (await stage.act(stage.ada, "fill", **field(view_id, "city", "city", entered="osaka")))["ok"]
    never = await stage.act(stage.ada, "fill", **field(view_id, "city", "city", entered="paris"))
    assert never["errors"] == {"city": "This is not among the options any more."}


async def test_people_channels_and_moments_are_entered_by_id(stage: PageStage) -> None:
    view_id = await opened(stage, "/rich")
    assert (await stage.act(stage.ada, "fill", **field(view_id, "lead", entered=stage.ben.id)))["ok"]
    assert (await stage.act(stage.ada, "fill", **field(view_id, "moment", entered=1_796_224_500)))["ok"]
    assert (await stage.act(stage.ada, "fill", **field(view_id, "where", entered=stage.math.id)))["ok"]
    private = await stage.act(stage.ada, "fill", **field(view_id, "where", entered=stage.leaders.id))
    assert private["errors"].keys() == {"where"}  # the menu asked for public channels
    stranger = await stage.act(stage.ada, "fill", **field(view_id, "lead", entered="U99"))
    assert stranger["errors"].keys() == {"lead"}


async def test_closing_tells_the_app_if_it_asked_to_be_told(stage: PageStage) -> None:
    view_id = await opened(stage)
    assert (await stage.act(stage.ada, "close", view_id=view_id))["view_id"] is None
    assert stage.told.body["type"] == "view_closed"


async def test_a_file_chosen_in_a_form_becomes_a_file_of_the_workspace(stage: PageStage) -> None:
    element = {"type": "file_input", "filetypes": ["csv"]}
    stage.workspace.views.open(
        stage.app, stage.ada.id, modal("step", "Files", asked("files", "Files", element))
    )
    view_id = str((await stage.modals(stage.ada))[0]["id"])
    content = base64.b64encode(b"a,b\n1,2\n").decode()
    chosen = await stage.act(
        stage.ada, "fill", **field(view_id, "files", entered=[{"name": "../roster.csv", "content": content}])
    )
    assert chosen["ok"], chosen
    (held,) = (await stage.modals(stage.ada))[0]["state"]["values"]["files"]["value"]["files"]
    assert held["name"] == "roster.csv"
    assert stage.workspace.files[held["id"]].content == b"a,b\n1,2\n"
    again = await stage.act(stage.ada, "fill", **field(view_id, "files", entered=[{"id": held["id"]}]))
    assert again["ok"]
    for wrong in ([{"name": "x.exe", "content": content}], [{"name": "x.csv", "content": "%"}], ["x"], "x"):
        outcome = await stage.act(stage.ada, "fill", **field(view_id, "files", entered=wrong))
        assert outcome["errors"].keys() == {"files"}


# --- messages


async def test_ones_own_messages_are_written_edited_and_deleted(stage: PageStage) -> None:
    posted = await stage.act(stage.ada, "post", channel=stage.math.id, text="Hello @Ben Ruiz")
    place = {"channel": stage.math.id, "ts": posted["ts"]}
    await stage.act(stage.ada, "edit", **place, text="Hello <all>")
    (message,) = await stage.messages(stage.ben, stage.math)
    assert (message["text"], message["edited"]["user"]) == ("Hello &lt;all&gt;", stage.ada.id)
    assert await stage.refused(stage.ben, "edit", **place, text="Mine") == (409, "cant_update_message")
    assert await stage.refused(stage.ben, "delete", **place) == (409, "cant_delete_message")
    await stage.act(stage.ada, "delete", **place)
    assert await stage.messages(stage.ben, stage.math) == []
    assert await stage.refused(stage.ada, "edit", **place, text="Again") == (404, "message_not_found")


async def test_a_whisper_that_was_dismissed_does_not_come_back(stage: PageStage) -> None:
    await stage.act(stage.ada, "command", channel=stage.math.id, command="/whisper")
    (whisper,) = await stage.messages(stage.ada, stage.math)
    place = {"channel": stage.math.id, "ts": whisper["ts"]}
    assert await stage.refused(stage.ben, "dismiss", **place) == (404, "message_not_found")
    await stage.act(stage.ada, "dismiss", **place)
    assert await stage.messages(stage.ada, stage.math) == []
    posted = await stage.act(stage.ada, "post", channel=stage.math.id, text="For all")
    refusal = await stage.refused(stage.ada, "dismiss", channel=stage.math.id, ts=posted["ts"])
    assert refusal == (400, "bad_request")


async def test_a_reply_to_a_reply_goes_into_the_same_thread(stage: PageStage) -> None:
    parent = await stage.act(stage.ada, "post", channel=stage.math.id, text="A question")
    reply = await stage.act(
        stage.ben, "post", channel=stage.math.id, text="An answer", thread_ts=parent["ts"]
    )
    await stage.act(
        stage.ada,
        "post",
        channel=stage.math.id,
        text="Thank you",
        thread_ts=reply["ts"],
        broadcast=True,
    )
    thread = await stage.look(stage.ada, f"conversations/{stage.math.id}/threads/{parent['ts']}")
    assert [one["text"] for one in thread["replies"]] == ["An answer", "Thank you"]
    texts = [message["text"] for message in await stage.messages(stage.ben, stage.math)]
    assert texts == ["A question", "Thank you"]


async def test_reactions_come_and_go_and_the_app_hears_of_them(stage: PageStage) -> None:
    posted = await stage.act(stage.ada, "post", channel=stage.math.id, text="Hello")
    place = {"channel": stage.math.id, "ts": posted["ts"]}
    await stage.act(stage.ben, "react", **place, name="+1")
    assert await stage.refused(stage.ben, "react", **place, name=":+1:") == (409, "already_reacted")
    (message,) = await stage.messages(stage.ada, stage.math)
    assert message["reactions"] == [{"name": "+1", "users": [stage.ben.id], "count": 1}]
    await stage.server.settle()
    assert stage.told.events[-1]["reaction"] == "+1"
    await stage.act(stage.ben, "unreact", **place, name="+1")
    assert "reactions" not in (await stage.messages(stage.ada, stage.math))[0]
    assert await stage.refused(stage.ben, "react", **place, name="a b") == (400, "bad_request")


async def test_menus_in_messages_act_at_once_by_the_values_of_their_options(stage: PageStage) -> None:
    await stage.act(stage.ada, "command", channel=stage.math.id, command="/many")
    (message,) = await stage.messages(stage.ada, stage.math)
    place = {"channel": stage.math.id, "ts": message["ts"]}
    overflow, day = message["blocks"][1]["block_id"], message["blocks"][2]["block_id"]
    await stage.act(stage.ada, "act", place=place, block_id=overflow, action_id="more", entered="o2")
    assert stage.told.body["actions"][0]["selected_option"]["value"] == "o2"
    await stage.act(stage.ada, "act", place=place, block_id=day, action_id="pick", entered="2026-12-01")
    assert stage.told.body["actions"][0]["selected_date"] == "2026-12-01"
    wrong = await stage.act(stage.ada, "act", place=place, block_id="row", action_id="pick", entered="o9")
    assert wrong["trouble"] == "This is not among the options any more."
    assert not wrong["delivered"]


async def test_of_a_pair_of_feedback_buttons_the_face_is_told(stage: PageStage) -> None:
    def face(value: str) -> dict[str, object]:
        return {"text": {"type": "plain_text", "text": value}, "value": value}

    pair: dict[str, object] = {"type": "feedback_buttons", "action_id": "going"}
    pair |= {"positive_button": face("yes"), "negative_button": face("no")}
    block = {"type": "context_actions", "block_id": "pair", "elements": [pair]}
    content = Content("How?", [section("How?"), block])
    message = stage.workspace.add_message(stage.math, stage.app.bot_user_id, content, app=stage.app)
    place = {"channel": stage.math.id, "ts": message.ts}
    await stage.act(stage.ada, "act", place=place, block_id="pair", action_id="going", entered="no")
    assert stage.told.body["actions"][0]["value"] == "no"


async def test_an_app_that_does_not_answer_a_click_is_trouble(stage: PageStage) -> None:
    content = Content("Go?", [section("Go?"), buttons(("Go", "going"))])
    message = stage.workspace.add_message(stage.math, stage.app.bot_user_id, content, app=stage.app)
    stage.hurry()
    stage.told.slowness = DEADLINE * 1.5
    place = {"channel": stage.math.id, "ts": message.ts}
    outcome = await stage.act(stage.ada, "act", place=place, block_id="buttons", action_id="going")
    assert (outcome["ok"], outcome["trouble"]) == (False, CLICK_TROUBLE)


async def test_only_what_is_on_the_screen_can_be_clicked(stage: PageStage) -> None:
    workspace, app = stage.workspace, stage.app
    content = Content("Go?", [section("Go?"), buttons(("Go", "going"))])
    secret = workspace.add_message(stage.leaders, app.bot_user_id, content, app=app)
    whisper = workspace.add_ephemeral(stage.math, stage.ada.id, content, app=app)
    mine = workspace.post(stage.math.id, stage.ada.id, "No buttons here")

    async def click(channel: str, ts: str, action_id: str = "going") -> tuple[int, str]:
        place = {"channel": channel, "ts": ts}
        return await stage.refused(stage.ben, "act", place=place, block_id="buttons", action_id=action_id)

    assert await click(stage.leaders.id, secret.ts) == (404, "channel_not_found")
    assert await click(stage.math.id, whisper.ts) == (404, "message_not_found")
    assert await click(stage.math.id, mine.ts) == (409, "not_on_screen")
    assert stage.told.bodies == []


# --- conversations, commands, shortcuts, Homes


async def test_one_joins_public_channels_and_leaves_them(stage: PageStage) -> None:
    await stage.act(stage.carmen, "join", channel=stage.math.id)
    assert stage.carmen.id in stage.math.members
    assert await stage.refused(stage.carmen, "join", channel=stage.leaders.id) == (404, "channel_not_found")
    await stage.act(stage.carmen, "leave", channel=stage.math.id)
    assert await stage.refused(stage.carmen, "leave", channel=stage.math.id) == (404, "channel_not_found")
    assert await stage.refused(stage.guest, "join", channel=stage.math.id) == (404, "channel_not_found")


async def test_direct_messages_are_opened_with_those_who_are_there(stage: PageStage) -> None:
    both = await stage.act(stage.ada, "open_dm", **{"with": [stage.ben.id, stage.carmen.id]})
    again = await stage.act(stage.ben, "open_dm", **{"with": [stage.carmen.id, stage.ada.id]})
    assert both["channel"] == again["channel"]
    alone = await stage.act(stage.ada, "open_dm", **{"with": []})
    assert list(stage.workspace.channels[alone["channel"]].members) == [stage.ada.id]
    assert await stage.refused(stage.ada, "open_dm", **{"with": ["U99"]}) == (404, "user_not_found")
    assert await stage.refused(stage.ada, "leave", channel=both["channel"]) == (400, "bad_request")


async def test_an_app_without_a_messages_tab_takes_no_messages(stage: PageStage) -> None:
    opened_dm = await stage.act(stage.ada, "open_dm", **{"with": [stage.app.bot_user_id]})
    await stage.act(stage.ada, "post", channel=opened_dm["channel"], text="Hello bot")
    stage.app.messages_tab_read_only = True
    refusal = await stage.refused(stage.ada, "post", channel=opened_dm["channel"], text="Hello?")
    assert refusal == (409, "closed")
    assert (await stage.act(stage.ada, "command", channel=opened_dm["channel"], command="/whisper"))["ok"]


async def test_unknown_and_slow_commands_say_so(stage: PageStage) -> None:
    unknown = await stage.act(stage.ada, "command", channel=stage.math.id, command="/nope now")
    assert unknown["trouble"] == "/nope is not a command that anybody here knows."
    assert not unknown["delivered"]
    stage.hurry()
    slow = await stage.act(stage.ada, "command", channel=stage.math.id, command="/slow")
    assert slow["trouble"] == "/slow failed with the error “operation_timeout”"


async def test_shortcuts_are_found_by_their_callback_ids(stage: PageStage) -> None:
    noted = await stage.act(stage.ada, "shortcut", callback_id="note")
    assert (await stage.modals(stage.ada))[0]["id"] == noted["view_id"]
    await stage.act(stage.ada, "close", view_id=noted["view_id"])
    posted = await stage.act(stage.ben, "post", channel=stage.math.id, text="Keep me")
    place = {"channel": stage.math.id, "ts": posted["ts"]}
    assert (await stage.act(stage.ada, "message_shortcut", callback_id="keep", **place))["ok"]
    assert stage.told.body["message"]["text"] == "Keep me"
    assert await stage.refused(stage.ada, "shortcut", callback_id="keep") == (404, "shortcut_not_found")


async def test_buttons_on_the_home_tab_are_clicked_by_its_view(stage: PageStage) -> None:
    await stage.act(stage.ada, "open_home", app=stage.app.id)
    await stage.server.settle()
    home = (await stage.look(stage.ada, f"homes/{stage.app.id}"))["view"]
    clicked = await stage.act(
        stage.ada, "act", place={"view_id": home["id"]}, block_id="buttons", action_id="hello"
    )
    assert clicked["ok"]
    await stage.server.settle()
    home = (await stage.look(stage.ada, f"homes/{stage.app.id}"))["view"]
    assert home["blocks"][0]["text"]["text"] == "Hello yourself"
    assert await stage.refused(stage.ada, "submit", view_id=home["id"]) == (400, "bad_request")


# --- bad input


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"do": "fly"},
        {"do": ["post"]},
        {"do": "post"},
        {"do": "post", "channel": 7, "text": "x"},
        {"do": "post", "channel": "{math}"},
        {"do": "post", "channel": "{math}", "text": " \n"},
        {"do": "post", "channel": "{math}", "text": "x" * 40_001},
        {"do": "post", "channel": "{math}", "text": "x", "broadcast": "yes"},
        {"do": "post", "channel": "{math}", "text": "half \ud800 a character"},
        {"do": "mark_read", "channel": "{math}", "ts": "soon"},
        {"do": "open_dm", "with": "U1"},
        {"do": "open_dm", "with": [1]},
        {"do": "act", "place": "here", "block_id": "a", "action_id": "b"},
        {"do": "act", "place": {}, "block_id": "a", "action_id": "b"},
        {"do": "submit", "view_id": None},
        {"do": "submit", "view_id": "{view}", "values": []},
        {"do": "submit", "view_id": "{view}", "values": {"title": "x"}},
        {"do": "fill", "view_id": "{view}", "block_id": "title", "action_id": "value", "entered": "x"},
        {**field("{view}", "title"), "do": "fill", "when": "often"},
        {**field("{view}", "title"), "do": "suggest", "typed": "x"},
    ],
)
async def test_what_makes_no_sense_is_refused_with_a_sentence(
    stage: PageStage, body: dict[str, object]
) -> None:
    named = {"{math}": stage.math.id, "{view}": await opened(stage)}
    status, answer = await stage.post(f"people/{stage.ada.id}/acts", _with(named, body))
    assert (status, answer["error"]["code"]) == (400, "bad_request")


def _with(named: dict[str, str], body: dict[str, object]) -> dict[str, object]:
    """The body with its placeholders filled in."""
    filled: dict[str, object] = {}
    for name, value in body.items():
        if isinstance(value, dict):
            filled[name] = _with(named, value)
        else:
            filled[name] = named.get(value, value) if isinstance(value, str) else value
    return filled


@pytest.mark.parametrize(
    ("block_id", "entered"),
    [
        ("title", 7),
        ("title", ["x"]),
        ("title", {"value": "x"}),
        ("day", "2026-02-30"),
        ("day", 20261203),
        ("at", "25:00"),
        ("mode", "nowhere"),
        ("mode", {"value": "virtual", "text": 1, "more": {}} | {"value": "else"}),
        ("mode", [["virtual"]]),
        ("who", "U1"),
        ("who", [{}]),
        ("mail", "virtual"),
        ("mail", [None]),
    ],
)
async def test_what_a_client_would_not_let_one_enter_is_told_under_the_field(
    stage: PageStage, block_id: str, entered: object
) -> None:
    view_id = await opened(stage)
    before = (await stage.modals(stage.ada))[0]["state"]
    outcome = await stage.act(stage.ada, "fill", **field(view_id, block_id, entered=entered))
    assert (outcome["ok"], outcome["delivered"]) == (False, False)
    assert outcome["errors"].keys() == {block_id}
    assert (await stage.modals(stage.ada))[0]["state"] == before


async def test_bodies_that_are_no_json_objects_are_refused(stage: PageStage) -> None:
    url = f"{stage.url}control/people/{stage.ada.id}/acts"
    headers = {"Content-Type": "application/json"}
    for body in (b"", b"{", b"[]", b'"x"', b"\xff", b"[" * 100_000, b'{"do": NaN}'):
        async with stage.session.post(url, data=body, headers=headers) as response:
            assert response.status == 400, body[:10]
            assert (await response.json())["error"]["code"] == "bad_request"
    async with stage.session.post(url, data=BytesIO(b" " * 9_000_000), headers=headers) as response:
        assert response.status == 413
        assert (await response.json())["error"]["code"] == "too_large"


async def test_a_workspace_that_says_no_is_understood(stage: PageStage) -> None:
    stage.workspace.archive(stage.math.id, by=stage.ada.id)
    with pytest.raises(SlackError, match="is_archived"):
        stage.workspace.join(stage.math.id, stage.carmen.id)
    assert await stage.refused(stage.carmen, "join", channel=stage.math.id) == (409, "is_archived")
