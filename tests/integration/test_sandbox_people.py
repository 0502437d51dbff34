"""People of the sandbox and a small real Bolt app, over Socket Mode and over signed HTTP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.delivery import Patience
from sandbox.forms import REQUIRED, CannotEnter
from sandbox.people import Person
from sandbox.people.acks import CONNECTION_TROUBLE
from sandbox.people.hands import CLICK_TROUBLE
from sandbox.screens import NotOnScreen
from sandbox.server import SandboxServer
from sandbox.workspace import InstalledApp, SlackError, Workspace
from tests.support.little_app import (
    DEADLINE,
    MANIFEST,
    MODES,
    StoppedClock,
    Told,
    listen,
    over_http,
    over_socket_mode,
    plain,
)


@dataclass
class World:
    """Ada, Ben and the app in #math-plc, over one of the two transports."""

    workspace: Workspace
    server: SandboxServer
    app: InstalledApp
    told: Told
    ada: Person
    ben: Person


@pytest.fixture(params=["socket", "http"])
async def world(request: pytest.FixtureRequest) -> AsyncIterator[World]:
    workspace = Workspace(StoppedClock())
    ada = workspace.add_person("Ada Osei", tz="America/New_York")
    ben = workspace.add_person("Ben Ruiz")
    app = workspace.install_app(MANIFEST)
    workspace.add_channel("math-plc", members=[ada.id, ben.id, app.bot_user_id])
    told = Told()
    async with AsyncExitStack() as stack:
        patience = Patience(deadline=DEADLINE, retry_delays=())
        server = await stack.enter_async_context(SandboxServer(workspace, patience=patience))
        client = AsyncWebClient(token=app.bot_token, base_url=server.api_url)
        bolt = AsyncApp(client=client, signing_secret=app.signing_secret, process_before_response=True)
        listen(bolt, told)
        transport = over_socket_mode(bolt, app) if request.param == "socket" else over_http(bolt, app, server)
        await stack.enter_async_context(transport)
        yield World(workspace, server, app, told, Person(server, ada), Person(server, ben))


FILLED: dict[str, object] = {"Title": "SEL data walk", "Day": date(2026, 12, 3), "Mode": "In person"}


async def test_from_command_to_form_to_field_error_to_message_to_click(world: World) -> None:
    ada, ben = world.ada, world.ben
    outcome = await ada.runs("/schedule tea & cake with @Ben Ruiz", channel="math-plc")
    assert outcome.ok
    assert world.told.commands[0]["text"] == "tea &amp; cake with <@U00000002|ben.ruiz>"
    assert outcome.modal is not None
    assert outcome.modal.values["At"] == "15:30"

    missing = await ada.submits({"Title": "ab"})
    assert not missing.delivered
    assert missing.errors == {
        "Title": "Please enter at least 3 characters.",
        "Day": REQUIRED,
        "Mode": REQUIRED,
    }
    assert world.told.bodies == []

    past = await ada.submits(
        {**FILLED, "Day": date(2026, 11, 2), "At": time(9, 0), "Facilitators": [ada, "Ben Ruiz"]}
    )
    assert past.errors == {"Day": "That day is over."}
    assert ada.sees("That day is over.")
    assert past.modal is not None
    assert past.modal.values["Title"] == "SEL data walk"

    done = await ada.submits({"Day": date(2026, 12, 3), "Tell": ["Virtual"]})
    assert done.ok
    assert done.modal is None
    assert ada.errors == {}
    assert ben.messages("math-plc")[-1].buttons == ["I'll be there"]

    clicked = await ben.clicks("I'll be there")
    assert clicked.ok
    assert ada.sees("@Ben Ruiz is going")
    assert [entry.action for entry in clicked.appeared] == ["update"]


async def test_a_submission_carries_everything_slack_would_send(world: World) -> None:
    await world.ada.runs("/schedule", channel="math-plc")
    await world.ada.submits({**FILLED, "Facilitators": [world.ben], "Tell": ["Virtual"]})
    body = world.told.body
    view = body["view"]
    assert view["state"]["values"] == {
        "title": {"value": {"type": "plain_text_input", "value": "SEL data walk"}},
        "day": {"value": {"type": "datepicker", "selected_date": "2026-12-03"}},
        "at": {"value": {"type": "timepicker", "selected_time": "15:30"}},
        "mode": {"value": {"type": "static_select", "selected_option": MODES[1]}},
        "who": {"value": {"type": "multi_users_select", "selected_users": [world.ben.id]}},
        "mail": {"value": {"type": "checkboxes", "selected_options": [MODES[0]]}},
    }
    assert body["user"] == {
        "id": world.ada.id,
        "username": "ada.osei",
        "name": "ada.osei",
        "team_id": world.workspace.team_id,
    }
    assert body["api_app_id"] == world.app.id
    assert body["response_urls"] == []
    assert body["trigger_id"]
    assert view["root_view_id"] == view["id"]
    assert "channel" not in body


async def test_a_click_in_a_message_carries_everything_slack_would_send(world: World) -> None:
    await world.ada.runs("/schedule", channel="math-plc")
    await world.ada.submits(FILLED)
    await world.ben.clicks("I'll be there")
    body = world.told.body
    ts = body["message"]["ts"]
    assert body["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": "C00000001",
        "is_ephemeral": False,
    }
    assert body["channel"] == {"id": "C00000001", "name": "math-plc"}
    assert body["team"] == {"id": world.workspace.team_id, "domain": "maple"}
    assert body["state"] == {"values": {}}
    assert body["response_url"].startswith(world.workspace.base_url)
    [action] = body["actions"]
    assert action.pop("action_ts")
    assert action == {
        "type": "button",
        "block_id": "buttons",
        "action_id": "going",
        "text": plain("I'll be there"),
        "value": "going:1",
    }


async def test_an_ephemeral_message_is_replaced_through_its_response_url(world: World) -> None:
    await world.ada.runs("/whisper", channel="math-plc")
    assert [message.text for message in world.ada.ephemerals] == ["Sure?\n[Yes]"]
    assert not world.ben.sees("Sure?")
    with pytest.raises(NotOnScreen, match="nothing to click"):
        await world.ben.clicks("Yes")
    assert (await world.ada.clicks("Yes")).ok
    assert "message" not in world.told.body
    assert world.told.body["container"]["is_ephemeral"] is True
    assert [message.text for message in world.ada.ephemerals] == ["Thank you"]


async def test_the_home_tab_appears_and_answers_clicks(world: World) -> None:
    assert not world.ada.sees("Welcome")
    await world.ada.opens_home()
    assert world.ada.sees("Welcome")
    assert (await world.ada.clicks("Hello", where="home")).ok
    assert world.told.body["container"]["type"] == "view"
    assert "response_url" not in world.told.body
    assert world.ada.home is not None
    assert world.ada.home.text == "Hello yourself"


async def test_a_person_can_click_only_what_is_on_their_screen(world: World) -> None:
    await world.ada.runs("/schedule", channel="math-plc")
    await world.ada.submits(FILLED)
    with pytest.raises(NotOnScreen, match=r"cannot find 'Maybe' on the screen; there is: \[I'll be there\]"):
        await world.ben.clicks("Maybe")
    await world.ben.runs("/schedule", channel="math-plc")
    with pytest.raises(NotOnScreen, match="in the form “Schedule”"):
        await world.ben.clicks("I'll be there")
    with pytest.raises(NotOnScreen, match="the form “Schedule” is in front"):
        await world.ben.runs("/schedule")
    with pytest.raises(NotOnScreen, match="has no field 'Place', only: Title, Day, At"):
        await world.ben.fills({"Place": "Room 4"})
    with pytest.raises(CannotEnter, match="only: Virtual, In person"):
        await world.ben.fills({"Mode": "Hybrid"})
    with pytest.raises(NotOnScreen, match="there are: /badly"):
        await world.ada.runs("/nothing")


async def test_an_old_button_can_still_be_clicked_from_an_old_picture_of_the_screen(world: World) -> None:
    await world.ada.runs("/schedule", channel="math-plc")
    await world.ada.submits(FILLED)
    before = world.ben.messages("math-plc")[-1]
    await world.ada.clicks("I'll be there")
    with pytest.raises(NotOnScreen):
        await world.ben.clicks("I'll be there")
    assert (await world.ben.clicks("I'll be there", message=before)).ok
    assert world.told.body["actions"][0]["value"] == "going:1"
    assert world.told.body["user"]["id"] == world.ben.id


async def test_the_newest_button_is_meant_unless_the_oldest_is_asked_for(world: World) -> None:
    for title in ("First walk", "Second walk", "Third walk"):
        await world.ada.runs("/schedule", channel="math-plc")
        await world.ada.submits({**FILLED, "Title": title})
    await world.ben.clicks("I'll be there")
    await world.ben.clicks("I'll be there", channel="math-plc", latest=False)
    shown = [message.text.splitlines() for message in world.ben.messages("math-plc")]
    assert shown == [
        ["First walk", "@Ben Ruiz is going"],
        ["Second walk", "[I'll be there]"],
        ["Third walk", "@Ben Ruiz is going"],
    ]


async def test_many_people_may_act_at_once(world: World) -> None:
    await world.ada.runs("/whisper", channel="math-plc")
    crowd = []
    for number in range(10):
        user = world.workspace.add_person(f"Member {number}")
        world.workspace.join("C00000001", user.id)
        crowd.append(Person(world.server, user, waits=False))
    outcomes = await asyncio.gather(*(member.runs("/whisper", "math-plc") for member in crowd))
    assert all(outcome.ok for outcome in outcomes)
    clicked = await asyncio.gather(*(member.clicks("Yes") for member in crowd))
    assert all(outcome.ok for outcome in clicked)
    await world.server.settle()
    assert [member.ephemerals[-1].text for member in crowd] == ["Thank you"] * 10


async def test_a_late_ack_of_a_form_shows_trouble_and_keeps_what_was_typed(world: World) -> None:
    await world.ada.runs("/schedule", channel="math-plc")
    world.told.slowness = DEADLINE * 1.5
    late = await world.ada.submits(FILLED)
    assert late.trouble == CONNECTION_TROUBLE
    assert late.modal is not None
    assert late.modal.values["Title"] == "SEL data walk"
    world.told.slowness = 0.0
    assert (await world.ada.submits()).ok


async def test_late_acks_of_commands_and_clicks_show_trouble(world: World) -> None:
    slow = await world.ada.runs("/slow", channel="math-plc")
    assert slow.trouble == "/slow failed with the error “operation_timeout”"
    await world.ada.runs("/schedule")
    await world.ada.submits(FILLED)
    world.told.slowness = DEADLINE * 1.5
    assert (await world.ben.clicks("I'll be there")).trouble == CLICK_TROUBLE


async def test_an_ack_with_invalid_blocks_fails_the_command_and_is_noted(world: World) -> None:
    outcome = await world.ada.runs("/badly", channel="math-plc")
    assert outcome.trouble == "/badly failed with the error “invalid_blocks”"
    [rejected] = world.workspace.rejected_calls
    assert (rejected.method, rejected.error) == ("ack of /badly", "invalid_blocks")


async def test_forms_follow_update_push_and_clear(world: World) -> None:
    ada = world.ada
    await ada.runs("/steps", channel="math-plc")
    updated = await ada.submits({"Next": "push"})
    assert updated.modal is not None
    assert updated.modal.title == "Two"
    assert len(ada.screen.modals()) == 2
    assert (await ada.closes_modal()).modal is not None
    await ada.submits({"Next": "update"})
    assert [view.title for view in ada.screen.modals()] == ["Two"]
    await ada.submits({"Next": "push"})
    await ada.submits({"Next": "clear"})
    assert ada.modal is None


@pytest.mark.parametrize("answer", ["stranger", "broken"])
async def test_a_wrong_answer_to_a_form_shows_trouble_and_leaves_it_open(world: World, answer: str) -> None:
    await world.ada.runs("/steps", channel="math-plc")
    outcome = await world.ada.submits({"Next": answer})
    assert outcome.trouble == CONNECTION_TROUBLE
    assert outcome.modal is not None
    assert outcome.modal.values == {"Next": answer}
    assert len(world.workspace.rejected_calls) == 1


async def test_a_button_in_a_form_may_change_it_and_what_was_typed_stays(world: World) -> None:
    await world.ada.runs("/steps", channel="math-plc")
    await world.ada.fills({"Next": "half a thought"})
    outcome = await world.ada.clicks("Refresh")
    assert world.told.body["view"]["state"]["values"]["next"]["value"]["value"] == "half a thought"
    assert outcome.modal is not None
    assert (outcome.modal.title, outcome.modal.values) == ("Fresh", {"Next": "half a thought"})


async def test_closing_a_form_is_told_to_an_app_that_asked(world: World) -> None:
    await world.ada.runs("/schedule", channel="math-plc")
    await world.ada.clicks("Cancel")
    assert world.ada.modal is None
    assert world.told.body["type"] == "view_closed"
    assert world.told.body["is_cleared"] is False
    assert "trigger_id" not in world.told.body


async def test_menus_pickers_and_overflow_are_chosen_from(world: World) -> None:
    await world.ada.runs("/many", channel="math-plc")
    await world.ben.chooses("Pick", "Option 1")
    assert world.told.body["actions"][0]["selected_option"]["value"] == "o1"
    assert world.told.body["state"]["values"]["row"]["pick"]["selected_option"]["value"] == "o1"
    await world.ben.chooses("Which day", date(2026, 12, 3))
    assert world.told.body["actions"][0]["selected_date"] == "2026-12-03"
    assert world.told.body["state"]["values"]["row"]["pick"]["selected_option"]["value"] == "o1"
    await world.ben.clicks("Option 2")
    assert world.told.body["actions"][0]["type"] == "overflow"
    assert world.told.body["actions"][0]["selected_option"]["value"] == "o2"


async def test_a_form_offers_only_what_its_menus_offer_this_person(world: World) -> None:
    gone = world.workspace.add_person("Gone Person", deleted=True)
    world.workspace.add_channel("leaders", private=True, members=[world.ada.id])
    await world.ada.runs("/rich", channel="math-plc")
    with pytest.raises(CannotEnter, match="offers no conversation 'leaders'"):
        await world.ada.fills({"Where": "leaders"})
    with pytest.raises(CannotEnter, match="Gone Person is deactivated"):
        await world.ada.fills({"Lead": gone})
    with pytest.raises(CannotEnter, match="nobody called 'Zed'"):
        await world.ada.fills({"Lead": "Zed"})
    with pytest.raises(CannotEnter, match="Nothing matches 'Osl'"):
        await world.ada.fills({"City": "Osl"})
    await world.ada.fills({"City": "Oslo", "Where": "#math-plc", "Moment": datetime(2026, 12, 3, 9, 30)})  # noqa: DTZ001 # Ada's own time
    assert world.told.body["type"] == "block_suggestion"
    assert world.told.body["value"] == "Oslo"
    noon = int(datetime(2026, 12, 3, 14, 30, tzinfo=UTC).timestamp())
    assert world.ada.modal is not None
    assert world.ada.modal.values["City"] == "Oslo"
    assert world.ada.modal.values["Moment"] == noon


async def test_fields_that_act_at_once_tell_the_app_when_it_asked_to_be_told(world: World) -> None:
    await world.ada.runs("/rich", channel="math-plc")
    await world.ada.fills({"Typed": "abc", "Entered": "def"})
    assert [body["actions"][0]["value"] for body in world.told.bodies] == ["abc"]
    await world.ada.presses_enter("Entered")
    assert world.told.body["actions"][0]["action_id"] == "entered"
    assert world.told.body["actions"][0]["value"] == "def"
    with pytest.raises(NotOnScreen, match="does nothing"):
        await world.ada.presses_enter("Typed")


async def test_a_chosen_channel_comes_with_a_response_url_and_a_confirm_dialog_can_be_denied(
    world: World,
) -> None:
    await world.ada.runs("/rich", channel="math-plc")
    assert (await world.ada.submits({"Where": "math-plc"})).ok
    [given] = world.told.body["response_urls"]
    assert given.pop("response_url").startswith(world.workspace.base_url)
    assert given == {"block_id": "where", "action_id": "value", "channel_id": "C00000001"}
    assert not (await world.ben.clicks("Erase", confirms=False)).delivered
    assert world.told.body["type"] == "view_submission"
    assert (await world.ben.clicks("Erase")).ok
    assert world.ben.messages("math-plc")[-1].text == "Thank you"


async def test_a_form_that_clears_on_close_takes_the_stack_with_it_and_says_so(world: World) -> None:
    await world.ada.runs("/rich", channel="math-plc")
    await world.ada.closes_modal()
    assert world.ada.screen.modals() == []
    assert world.told.body["is_cleared"] is True


async def test_nothing_can_be_typed_into_an_archived_channel_but_it_can_be_read(world: World) -> None:
    await world.ada.posts("The last word", channel="math-plc")
    world.workspace.archive("C00000001", by=world.ben.id)
    assert world.ada.messages("math-plc")[0].text == "The last word"
    with pytest.raises(NotOnScreen, match="#math-plc is archived"):
        await world.ada.runs("/schedule", channel="math-plc")


async def test_commands_may_be_typed_to_the_bot_itself(world: World) -> None:
    world.ada.goes_to_dm()
    await world.ada.runs("/schedule")
    assert world.told.commands[0]["channel_name"] == "directmessage"


async def test_a_removed_app_answers_nothing(world: World) -> None:
    await world.ada.runs("/schedule", channel="math-plc")
    await world.ada.submits(FILLED)
    world.workspace.uninstall(world.app)
    assert (await world.ben.clicks("I'll be there")).trouble == CLICK_TROUBLE
    with pytest.raises(NotOnScreen, match="not a valid command"):
        await world.ben.runs("/schedule")


async def test_shortcuts_carry_what_slack_sends(world: World) -> None:
    outcome = await world.ada.uses_shortcut("Note it")
    assert outcome.modal is not None
    assert world.told.body["type"] == "shortcut"
    assert not {"channel", "response_url"} & set(world.told.body)
    await world.ada.closes_modal()
    message = await world.ada.posts("Remember this", channel="math-plc")
    assert (await world.ada.uses_message_shortcut("Keep this", message)).ok
    assert world.told.body["message"]["text"] == "Remember this"
    assert world.ada.ephemerals[-1].text == "Kept"
    with pytest.raises(NotOnScreen, match="only: Note it"):
        await world.ada.uses_shortcut("Keep this")


async def test_messages_reactions_and_comings_and_goings_reach_the_app(world: World) -> None:
    ada, ben = world.ada, world.ben
    question = await ada.posts("Who is *in*?", channel="#math-plc")
    answer = await ben.posts("Me & you", thread=question)
    assert [reply.text for reply in ada.thread(question)] == ["Me & you"]
    edited = await ben.edits(answer, "Me")
    assert edited.is_edited
    await ben.reacts(":wave:", question)
    assert ada.messages("math-plc")[0].reactions == (("wave", 1),)
    with pytest.raises(SlackError, match="cant_delete_message"):
        await ben.deletes(question)
    await ben.deletes(answer)
    await ben.leaves("math-plc")
    with pytest.raises(NotOnScreen, match="only in: none"):
        ben.messages("math-plc")
    await ben.joins("math-plc")
    kinds = [event.get("subtype") or event["type"] for event in world.told.events]
    assert sorted(kinds) == sorted(
        [
            "message",
            "message",
            "message_changed",
            "reaction_added",
            "message_deleted",
            "channel_leave",
            "channel_join",
        ]
    )


async def test_a_person_waits_for_what_comes_later(world: World) -> None:
    async def later() -> None:
        await asyncio.sleep(0.02)
        world.workspace.post("C00000001", world.ben.id, "Here it is")

    task = asyncio.create_task(later())
    await world.ada.until_sees("Here it is")
    await task
    with pytest.raises(NotOnScreen, match="never saw 'Nothing'; last: 'Here it is'"):
        await world.ada.until_sees("Nothing", timeout=0.02)
