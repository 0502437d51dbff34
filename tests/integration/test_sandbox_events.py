"""Which events the sandbox sends to whom, over signed HTTP, and how it repeats them."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from sandbox.delivery import Patience
from sandbox.faults import Fault
from sandbox.http_events import signature
from tests.support.sandboxes import Sandbox, a_sandbox, refusal
from tests.support.slack_side import listening


@dataclass
class Ear:
    """An app's request URL: keeps every request, answers as told."""

    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[Callable[[], web.Response]] = field(default_factory=list)
    delay: float = 0.0

    async def hear(self, request: web.Request) -> web.Response:
        self.requests.append((dict(request.headers), await request.read()))
        await asyncio.sleep(self.delay)
        return self.answers.pop(0)() if self.answers else web.Response()

    @property
    def callbacks(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.requests]

    @property
    def events(self) -> list[dict[str, Any]]:
        return [callback["event"] for callback in self.callbacks]

    def types(self) -> list[str]:
        return [":".join(filter(None, (e["type"], e.get("subtype")))) for e in self.events]


@pytest.fixture
async def box() -> AsyncIterator[Sandbox]:
    async with a_sandbox() as running:
        yield running


@pytest.fixture
async def ear(box: Sandbox) -> AsyncIterator[Ear]:
    ear = Ear()
    site = web.Application()
    site.router.add_post("/slack/events", ear.hear)
    async with listening(site) as url:
        box.server.deliver_to(box.app, f"{url}/slack/events")
        yield ear


# --- what is told


async def test_a_message_reaches_the_app_with_all_slack_says_about_it(box: Sandbox, ear: Ear) -> None:
    box.workspace.post(box.math.id, box.ada.id, "Hello")
    await box.server.settle()
    callback = ear.callbacks[0]
    assert callback["type"] == "event_callback"
    assert callback["event_id"].startswith("Ev")
    assert callback["event_time"] == int(box.clock.now().timestamp())
    assert callback["authorizations"][0]["user_id"] == box.app.bot_user_id
    event = callback["event"]
    assert (event["channel"], event["channel_type"], event["user"]) == (box.math.id, "channel", box.ada.id)
    assert event["client_msg_id"]
    assert event["event_ts"] == event["ts"]


async def test_messages_are_told_of_from_first_to_last(box: Sandbox, ear: Ear) -> None:
    workspace, ada = box.workspace, box.ada.id
    first = workspace.post(box.math.id, ada, f"<@{box.app.bot_user_id}> hello")
    workspace.post(box.math.id, ada, "reply", thread_ts=first.ts)
    workspace.edit(box.math.id, first.ts, ada, "Edited")
    workspace.react(box.math.id, first.ts, ada, "tada")
    workspace.unreact(box.math.id, first.ts, ada, "tada")
    workspace.delete(box.math.id, first.ts, ada)
    await box.server.settle()
    assert sorted(ear.types()) == sorted(
        [
            "message",
            "app_mention",
            "message",
            "message:message_changed",
            "reaction_added",
            "reaction_removed",
            "message:message_deleted",
        ]
    )
    changed = next(e for e in ear.events if e.get("subtype") == "message_changed")
    assert "user" not in changed
    assert changed["message"]["text"] == "Edited"
    assert changed["previous_message"]["text"].endswith("hello")
    reply = next(e for e in ear.events if e.get("text") == "reply")
    assert (reply["thread_ts"], reply["parent_user_id"]) == (first.ts, ada)


async def test_only_members_with_scope_and_subscription_hear_of_a_channel(box: Sandbox, ear: Ear) -> None:
    box.workspace.post(box.leaders.id, box.ada.id, "Among us")
    box.app.events = box.app.events - {"reaction_added"}
    message = box.workspace.post(box.math.id, box.ada.id, "Hello")
    box.workspace.react(box.math.id, message.ts, box.ada.id, "tada")
    box.without_scopes("channels:history")
    box.workspace.post(box.math.id, box.ada.id, "Unheard")
    await box.server.settle()
    assert [e["text"] for e in ear.events] == ["Hello"]


async def test_what_becomes_of_a_channel_and_its_members(box: Sandbox, ear: Ear) -> None:
    workspace, ada, ben = box.workspace, box.ada.id, box.ben.id
    box.app.events = box.app.events - {"message.channels", "message.groups"}
    workspace.join(box.math.id, ben, inviter=ada)
    workspace.leave(box.math.id, ben)
    workspace.rename(box.math.id, "maths", by=ada)
    workspace.archive(box.math.id, by=ada)
    workspace.unarchive(box.math.id, by=ada)
    workspace.convert_to_private(box.math.id, by=ada)
    workspace.archive(box.math.id, by=ada)
    workspace.unarchive(box.math.id, by=ada)
    workspace.remove_bot(box.math.id, box.app, by=ada)
    doomed = workspace.add_channel("doomed", members=[ada, box.app.bot_user_id])
    workspace.delete_channel(doomed.id, by=ada)
    await box.server.settle()
    assert await refusal(box.client().chat_postMessage(channel=doomed.id, text="x")) == "channel_not_found"
    assert sorted(ear.types()) == sorted(
        [
            "member_joined_channel",
            "member_left_channel",
            "channel_rename",
            "channel_deleted",
            "channel_archive",
            "channel_unarchive",
            "group_archive",
            "group_unarchive",
            "group_left",
        ]
    )
    joined = next(e for e in ear.events if e["type"] == "member_joined_channel")
    assert (joined["user"], joined["inviter"], joined["channel_type"]) == (ben, ada, "C")
    renamed = next(e for e in ear.events if e["type"] == "channel_rename")
    assert renamed["channel"]["name"] == "maths"


async def test_the_bots_own_coming_is_told_and_its_removal_only_by_channel_left(
    box: Sandbox, ear: Ear
) -> None:
    elsewhere = box.workspace.add_channel("elsewhere", members=[box.ada.id])
    box.app.events = box.app.events - {"message.channels"}
    box.workspace.join(elsewhere.id, box.app.bot_user_id, inviter=box.ada.id)
    box.workspace.remove_bot(elsewhere.id, box.app, by=box.ada.id)
    await box.server.settle()
    assert sorted(ear.types()) == ["channel_left", "member_joined_channel"]


async def test_what_becomes_of_people_and_of_the_app(box: Sandbox, ear: Ear) -> None:
    workspace = box.workspace
    workspace.change_user(box.ada.id, tz="Asia/Tokyo")
    workspace.deactivate(box.ben.id)
    workspace.welcome(workspace.add_person("Cleo New"))
    workspace.open_app_home(box.app, box.ada.id)
    workspace.uninstall(box.app)
    await box.server.settle()
    assert sorted(ear.types()) == sorted(
        ["user_change", "user_change", "team_join", "app_home_opened", "tokens_revoked", "app_uninstalled"]
    )
    moved = next(e for e in ear.events if e["type"] == "user_change")
    assert moved["user"]["tz"] == "Asia/Tokyo"
    revoked = next(e for e in ear.events if e["type"] == "tokens_revoked")
    assert revoked["tokens"] == {"oauth": [], "bot": [box.app.bot_user_id]}


# --- how it is told


async def test_the_exact_bytes_are_signed(box: Sandbox, ear: Ear) -> None:
    box.workspace.post(box.math.id, box.ada.id, "Grüße – “quoted”")
    await box.server.deliver(box.app, "slash_commands", {"command": "/hello", "text": "a b&c=d ü"})
    await box.server.deliver(box.app, "interactive", {"type": "block_actions", "actions": []})
    await box.server.settle()
    verifier = SignatureVerifier(box.app.signing_secret)
    assert len(ear.requests) == 3
    for headers, body in ear.requests:
        lowered = {name.lower(): value for name, value in headers.items()}
        assert verifier.is_valid_request(body, lowered)
        assert not verifier.is_valid_request(body + b" ", lowered)
    forms = [body for _, body in ear.requests if not body.startswith(b"{")]
    assert {form.split(b"=")[0] for form in forms} == {b"command", b"payload"}


async def test_a_signature_can_be_made_to_be_old(box: Sandbox) -> None:
    old = signature(box.app, b"body", timestamp=int(time.time()) - 301)
    headers = {name.lower(): value for name, value in old.items()}
    assert not SignatureVerifier(box.app.signing_secret).is_valid_request(b"body", headers)


async def test_an_event_that_fails_comes_again_with_its_number_and_the_reason(box: Sandbox, ear: Ear) -> None:
    ear.answers = [lambda: web.Response(status=500), lambda: web.Response(status=404)]
    box.workspace.post(box.math.id, box.ada.id, "Hello")
    await box.server.settle()
    tries = [(h.get("X-Slack-Retry-Num"), h.get("X-Slack-Retry-Reason")) for h, _ in ear.requests]
    assert tries == [(None, None), ("1", "http_error"), ("2", "http_error")]
    assert len({callback["event_id"] for callback in ear.callbacks}) == 1
    assert box.server.deliveries.failed == []


async def test_a_silent_app_gets_an_event_four_times_and_then_no_more(box: Sandbox, ear: Ear) -> None:
    ear.delay = 1.0
    box.server.deliveries.patience = Patience(deadline=0.05, retry_delays=(0.0, 0.0, 0.0))
    box.workspace.post(box.math.id, box.ada.id, "Hello")
    await box.server.settle()
    assert [h.get("X-Slack-Retry-Reason") for h, _ in ear.requests] == [None, *["http_timeout"] * 3]
    failed = box.server.deliveries.failed[0]
    assert (failed.name, failed.error, failed.attempts) == ("message", "timeout", 4)


async def test_an_app_may_ask_not_to_be_told_again(box: Sandbox, ear: Ear) -> None:
    ear.answers = [lambda: web.Response(status=500, headers={"X-Slack-No-Retry": "1"})]
    box.workspace.post(box.math.id, box.ada.id, "Hello")
    await box.server.settle()
    assert len(ear.requests) == 1


async def test_nobody_listening_is_a_failed_connection(box: Sandbox) -> None:
    box.server.deliver_to(box.app, "http://127.0.0.1:9/slack/events")
    outcome = await box.server.deliver(box.app, "slash_commands", {"command": "/hello"})
    assert (outcome.ok, outcome.error, outcome.late) == (False, "connection_failed", False)


async def test_the_answer_to_a_command_or_form_is_handed_back(box: Sandbox, ear: Ear) -> None:
    ear.answers = [
        lambda: web.Response(text="Hi"),
        lambda: web.json_response({"response_action": "clear"}),
        web.Response,
    ]
    command = {"command": "/hello"}
    assert (await box.server.deliver(box.app, "slash_commands", command)).body == "Hi"
    submission = {"type": "view_submission"}
    outcome = await box.server.deliver(box.app, "interactive", submission)
    assert outcome.body == {"response_action": "clear"}
    assert (await box.server.deliver(box.app, "interactive", submission)).body is None


async def test_a_late_answer_is_late_and_is_not_asked_for_again(box: Sandbox, ear: Ear) -> None:
    ear.delay = 0.5
    outcome = await box.server.deliver(box.app, "slash_commands", {"command": "/hello"})
    assert (outcome.late, outcome.error) == (True, "timeout")
    await box.server.settle()
    assert len(ear.requests) == 1


async def test_what_the_manifest_does_not_name_is_not_sent(box: Sandbox, ear: Ear) -> None:
    deliver = box.server.deliver
    assert (await deliver(box.app, "slash_commands", {"command": "/other"})).error == "unknown_command"
    box.app.interactivity = False
    clicked = await deliver(box.app, "interactive", {"type": "block_actions"})
    assert clicked.error == "interactivity_disabled"
    box.workspace.uninstall(box.app)
    gone = await deliver(box.app, "slash_commands", {"command": "/hello"})
    assert gone.error == "app_not_installed"


async def test_the_request_url_must_give_the_challenge_back(box: Sandbox, ear: Ear) -> None:
    assert not await box.server.verify_request_url(box.app)
    ear.answers = [lambda: web.json_response({"challenge": json.loads(ear.requests[-1][1])["challenge"]})]
    assert await box.server.verify_request_url(box.app)


async def test_an_event_can_come_twice_with_one_id(box: Sandbox, ear: Ear) -> None:
    box.server.faults.add(Fault.DUPLICATE, "message", count=1)
    box.workspace.post(box.math.id, box.ada.id, "Hello")
    await box.server.settle()
    assert len(ear.requests) == 2
    assert len({callback["event_id"] for callback in ear.callbacks}) == 1


async def test_events_can_overtake_each_other(box: Sandbox, ear: Ear) -> None:
    box.server.faults.add(Fault.REORDER, "events_api", count=1, hang=1.0)
    box.workspace.post(box.math.id, box.ada.id, "first")
    await asyncio.sleep(0.02)
    assert ear.requests == []
    box.workspace.post(box.math.id, box.ada.id, "second")
    await box.server.settle()
    assert [e["text"] for e in ear.events] == ["second", "first"]


async def test_an_event_held_back_comes_at_last_when_no_other_follows(box: Sandbox, ear: Ear) -> None:
    box.server.faults.add(Fault.REORDER, "events_api", count=1, hang=0.02)
    box.workspace.post(box.math.id, box.ada.id, "alone")
    await box.server.settle()
    assert [e["text"] for e in ear.events] == ["alone"]


async def test_settling_says_what_is_still_under_way(box: Sandbox, ear: Ear) -> None:
    ear.delay = 0.2
    box.workspace.post(box.math.id, box.ada.id, "slow")
    await asyncio.sleep(0)
    assert box.server.in_flight == 1
    with pytest.raises(TimeoutError, match="1 deliveries"):
        await box.server.settle(timeout=0.03)
    await box.server.settle()
    assert box.server.in_flight == 0


async def test_a_lost_ack_brings_an_event_again_although_it_was_handled(box: Sandbox, ear: Ear) -> None:
    box.server.faults.add(Fault.LOSE_ACK, "message", count=1)
    box.workspace.post(box.math.id, box.ada.id, "Hello")
    await box.server.settle()
    assert [h.get("X-Slack-Retry-Num") for h, _ in ear.requests] == [None, "1"]
    box.server.faults.add(Fault.LOSE_ACK, "slash_commands", count=1)
    assert (await box.server.deliver(box.app, "slash_commands", {"command": "/hello"})).late
