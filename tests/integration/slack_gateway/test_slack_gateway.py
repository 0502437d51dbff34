"""The gateway against the sandbox: what it sends, what it finds again, what it makes of failures."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.slack_gateway import SlackWebGateway
from community.ids import ChannelId, Operation, UserId, WorkspaceId
from jobs.gateway import FileUpload, SlackBusy, SlackRefused, SlackTrouble, SlackUnreachable, SlackUnsure
from message_templates.renderer import Message
from sandbox.faults import Fault
from tests.support.gateways import a_gateway
from tests.support.running import drive
from tests.support.sandboxes import Sandbox, a_home, a_sandbox, section

TEAM = WorkspaceId("T0SANDBOX")
HELLO = Message("Hello", [section("Hello")])
INVITE = FileUpload("convening-42-0.ics", b"BEGIN:VCALENDAR", "Calendar entry", "Add it to your calendar")


@dataclass(frozen=True, slots=True)
class Stage:
    sandbox: Sandbox
    gateway: SlackWebGateway

    async def post(self, channel: str, key: str, thread_ts: str | None = None) -> str:
        posted = await self.gateway.post(TEAM, channel, HELLO, thread_ts=thread_ts, key=key)
        return posted.ts

    async def is_there(
        self, channel: str, key: str, *, thread_ts: str | None = None, file: str | None = None
    ) -> bool:
        since = self.sandbox.clock.now() - timedelta(hours=1)
        found = await self.gateway.find_posted(
            TEAM, channel, thread_ts=thread_ts, key=key, since=since, file_name=file
        )
        return found is not None

    def keys(self) -> list[str | None]:
        return [self.sandbox.math.messages[ts].key for ts in self.sandbox.math.messages]


@pytest_asyncio.fixture
async def stage() -> AsyncIterator[Stage]:
    async with (
        a_sandbox() as sandbox,
        a_gateway(sandbox.server.api_url, sandbox.app.bot_token, sandbox.clock) as gateway,
    ):
        yield Stage(sandbox, gateway)


async def test_a_message_carries_its_key_and_is_found_by_it(stage: Stage) -> None:
    ts = await stage.post(stage.sandbox.math.id, "a:1")

    message = stage.sandbox.math.messages[ts]
    assert message.metadata == {"event_type": "convener_delivery", "event_payload": {"key": "a:1"}}
    assert await stage.is_there(stage.sandbox.math.id, "a:1")
    assert not await stage.is_there(stage.sandbox.math.id, "a:2")


async def test_a_direct_message_is_found_in_the_conversation_with_that_person(stage: Stage) -> None:
    await stage.post(stage.sandbox.ada.id, "dm:1")

    assert await stage.is_there(stage.sandbox.ada.id, "dm:1")
    assert not await stage.is_there(stage.sandbox.ben.id, "dm:1")


async def test_a_reply_is_found_in_its_thread(stage: Stage) -> None:
    parent = await stage.post(stage.sandbox.math.id, "parent")
    await stage.post(stage.sandbox.math.id, "reply", parent)

    assert await stage.is_there(stage.sandbox.math.id, "reply", thread_ts=parent)
    assert not await stage.is_there(stage.sandbox.math.id, "reply")


async def test_a_message_is_found_behind_several_pages_of_others(stage: Stage) -> None:
    await stage.post(stage.sandbox.math.id, "old")
    for number in range(450):
        stage.sandbox.workspace.post(stage.sandbox.math.id, stage.sandbox.ada.id, f"chatter {number}")

    assert await stage.is_there(stage.sandbox.math.id, "old")


async def test_an_edit_keeps_the_key(stage: Stage) -> None:
    ts = await stage.post(stage.sandbox.math.id, "a:1")

    changed = Message("Changed", [section("Changed")])
    await stage.gateway.update(TEAM, stage.sandbox.math.id, ts, changed, "a:1")

    assert stage.sandbox.math.messages[ts].text == "Changed"
    assert await stage.is_there(stage.sandbox.math.id, "a:1")


async def test_a_file_lands_in_its_thread_and_is_found_by_name(stage: Stage) -> None:
    parent = await stage.post(stage.sandbox.math.id, "parent")

    await stage.gateway.upload(TEAM, stage.sandbox.math.id, parent, INVITE, "calendar:42")
    await stage.sandbox.server.settle()

    assert await stage.is_there(stage.sandbox.math.id, "calendar:42", thread_ts=parent, file=INVITE.name)
    assert not await stage.is_there(stage.sandbox.math.id, "calendar:42", thread_ts=parent, file="other.ics")


async def test_a_file_for_a_person_lands_in_their_direct_messages_and_is_found_by_name(stage: Stage) -> None:
    ada = stage.sandbox.ada.id

    posted = await stage.gateway.upload(TEAM, ada, None, INVITE, "report:1")
    await stage.sandbox.server.settle()

    (file,) = stage.sandbox.workspace.files.values()
    assert list(file.shared_ts) == [posted.channel]
    assert await stage.is_there(ada, "report:1", file=INVITE.name)
    assert not await stage.is_there(stage.sandbox.ben.id, "report:1", file=INVITE.name)


async def test_a_home_is_published_members_and_people_are_read(stage: Stage) -> None:
    sandbox = stage.sandbox
    await stage.gateway.publish_home(TEAM, UserId(sandbox.ada.id), a_home())

    members = await stage.gateway.members_of(TEAM, ChannelId(sandbox.math.id))
    ada = await stage.gateway.person(TEAM, UserId(sandbox.ada.id))

    assert set(members) == {sandbox.ada.id, sandbox.app.bot_user_id}
    assert (ada.user_id, ada.zone, ada.is_bot) == (sandbox.ada.id, "America/New_York", False)


@pytest.mark.parametrize(
    ("fault", "expected", "is_posted"),
    [
        (Fault.APPLY_THEN_DROP, SlackUnsure, True),
        (Fault.REFUSE, SlackUnsure, False),
        (Fault.SERVER_ERROR, SlackUnsure, False),
        (Fault.UNAVAILABLE, SlackUnsure, False),
        (Fault.INVALID_JSON, SlackUnsure, False),
        (Fault.RATE_LIMITED, SlackBusy, False),
    ],
)
async def test_each_fault_is_judged_and_nothing_is_ever_repeated_by_the_client(
    stage: Stage, fault: Fault, expected: type[SlackTrouble], is_posted: bool
) -> None:
    stage.sandbox.server.faults.add(fault, "chat.postMessage", count=1)

    with pytest.raises(expected):
        await stage.post(stage.sandbox.math.id, "a:1")

    assert stage.keys().count("a:1") == int(is_posted)


async def test_a_refusal_has_slacks_word_for_it(stage: Stage) -> None:
    stage.sandbox.math.is_archived = True

    with pytest.raises(SlackRefused) as refused:
        await stage.post(stage.sandbox.math.id, "a:1")

    assert refused.value.code == "is_archived"


async def test_a_dead_token_is_no_fault_of_the_message(stage: Stage) -> None:
    stage.sandbox.workspace.revoke_tokens(stage.sandbox.app)

    with pytest.raises(SlackUnreachable):
        await stage.post(stage.sandbox.math.id, "a:1")


async def test_nobody_at_home_means_surely_not_sent(stage: Stage) -> None:
    async with a_gateway("http://127.0.0.1:9/api/", "xoxb-1", stage.sandbox.clock) as gateway:
        with pytest.raises(SlackUnreachable):
            await gateway.post(TEAM, "C1", HELLO, thread_ts=None, key="a:1")


async def test_a_429_makes_the_next_of_that_method_wait_as_long_as_slack_says(stage: Stage) -> None:
    stage.sandbox.server.faults.add(Fault.RATE_LIMITED, "chat.postMessage", count=1, retry_after=37)
    with pytest.raises(SlackBusy) as busy:
        await stage.post(stage.sandbox.math.id, "a:1")
    assert busy.value.retry_after == 37

    began = stage.sandbox.clock.now()
    turn = stage.gateway.turn(TEAM, Operation.POST, "C2", 10)
    await stage.gateway.turn(TEAM, Operation.UPDATE, "C2", 10)  # another method: at once
    assert stage.sandbox.clock.now() == began
    await drive(stage.sandbox.clock, turn, is_busy=lambda: False)

    assert stage.sandbox.clock.now() - began == timedelta(seconds=37)


async def test_a_whisper_is_shown_to_one_person_in_the_thread_and_carries_no_key(stage: Stage) -> None:
    math, ada = stage.sandbox.math, stage.sandbox.ada
    parent = await stage.post(math.id, "parent")

    await stage.gateway.whisper(TEAM, math.id, UserId(ada.id), HELLO, thread_ts=parent)

    (whispered,) = math.ephemerals.values()
    assert (whispered.text, whispered.ephemeral_to, whispered.thread_ts) == ("Hello", ada.id, parent)
    assert whispered.metadata is None


async def test_a_whisper_to_somebody_who_is_not_there_is_refused(stage: Stage) -> None:
    with pytest.raises(SlackRefused) as refused:
        await stage.gateway.whisper(
            TEAM, stage.sandbox.math.id, UserId(stage.sandbox.ben.id), HELLO, thread_ts=None
        )

    assert refused.value.code == "user_not_in_channel"


async def test_a_message_has_an_address(stage: Stage) -> None:
    ts = await stage.post(stage.sandbox.math.id, "a:1")

    address = await stage.gateway.permalink(TEAM, stage.sandbox.math.id, ts)

    assert address.startswith("https://")
    assert address.endswith(f"/archives/{stage.sandbox.math.id}/p{ts.replace('.', '')}")


async def test_what_people_wrote_in_a_thread_is_read_over_all_its_pages(stage: Stage) -> None:
    workspace, math, ada = stage.sandbox.workspace, stage.sandbox.math, stage.sandbox.ada
    since = stage.sandbox.clock.now()
    parent = await stage.post(math.id, "parent")
    await stage.post(math.id, "step 1", parent)
    for number in range(250):
        workspace.post(math.id, ada.id, f"reply {number} &amp; more", thread_ts=parent)

    replies = await stage.gateway.replies(TEAM, math.id, parent, since=since)

    assert [reply.text for reply in replies] == [f"reply {number} & more" for number in range(250)]
    assert {reply.user_id for reply in replies} == {ada.id}


async def test_a_reply_tells_when_it_was_edited_and_one_that_was_deleted_is_gone(stage: Stage) -> None:
    workspace, math, ada = stage.sandbox.workspace, stage.sandbox.math, stage.sandbox.ada
    since = stage.sandbox.clock.now()
    parent = await stage.post(math.id, "parent")
    stays = workspace.post(math.id, ada.id, "Why?", thread_ts=parent)
    goes = workspace.post(math.id, ada.id, "Oops", thread_ts=parent)
    stage.sandbox.clock.advance(timedelta(minutes=1))
    workspace.edit(math.id, stays.ts, ada.id, "Why so?")
    workspace.delete(math.id, goes.ts, ada.id)

    (reply,) = await stage.gateway.replies(TEAM, math.id, parent, since=since)

    assert (reply.ts, reply.text) == (stays.ts, "Why so?")
    assert reply.edited_at is not None
    assert reply.edited_at >= since + timedelta(minutes=1)


async def test_a_thread_whose_parent_is_deleted_is_not_found_even_with_replies_left(stage: Stage) -> None:
    workspace, math, ada = stage.sandbox.workspace, stage.sandbox.math, stage.sandbox.ada
    parent = await stage.post(math.id, "parent")
    workspace.post(math.id, ada.id, "Why?", thread_ts=parent)
    workspace.remove_message(math, math.messages[parent], by=ada.id)

    with pytest.raises(SlackRefused) as refused:
        await stage.gateway.replies(TEAM, math.id, parent, since=stage.sandbox.clock.now())

    assert refused.value.code == "thread_not_found"
