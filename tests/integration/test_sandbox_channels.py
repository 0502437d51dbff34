"""conversations.*, users.* and the rest of what a bot reads of a workspace."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial

import pytest

from sandbox.model import ChannelKind
from tests.support.sandboxes import Sandbox, a_sandbox, refusal, refusal_in_full


@pytest.fixture
async def box() -> AsyncIterator[Sandbox]:
    async with a_sandbox() as running:
        yield running


async def test_history_comes_newest_first_in_pages(box: Sandbox) -> None:
    client = box.client()
    for number in range(7):
        box.workspace.post(box.math.id, box.ada.id, f"message {number}")
        box.clock.advance(timedelta(seconds=10))
    pages = [
        page["messages"] async for page in await client.conversations_history(channel=box.math.id, limit=3)
    ]
    assert [[m["text"][-1] for m in page] for page in pages] == [["6", "5", "4"], ["3", "2", "1"], ["0"]]
    odd = client.conversations_history(channel=box.math.id, cursor="bm9uc2Vuc2U=")
    assert await refusal(odd) == "invalid_cursor"


async def test_a_new_message_does_not_shift_the_pages_of_history(box: Sandbox) -> None:
    client = box.client()
    for number in range(4):
        box.workspace.post(box.math.id, box.ada.id, f"message {number}")
    first = await client.conversations_history(channel=box.math.id, limit=2)
    box.workspace.post(box.math.id, box.ada.id, "in between")
    cursor = first["response_metadata"]["next_cursor"]
    second = await client.conversations_history(channel=box.math.id, limit=2, cursor=cursor)
    assert [m["text"] for m in second["messages"]] == ["message 1", "message 0"]
    assert second["has_more"] is False


async def test_oldest_and_latest_leave_their_own_message_out_unless_inclusive(box: Sandbox) -> None:
    client = box.client()
    stamps = []
    for number in range(4):
        stamps.append(box.workspace.post(box.math.id, box.ada.id, str(number)).ts)
        box.clock.advance(timedelta(seconds=1))
    between = partial(client.conversations_history, channel=box.math.id, oldest=stamps[0], latest=stamps[3])
    assert [m["text"] for m in (await between())["messages"]] == ["2", "1"]
    inclusive = await between(inclusive=True)
    assert [m["text"] for m in inclusive["messages"]] == ["3", "2", "1", "0"]


async def test_history_is_for_members_with_the_scope(box: Sandbox) -> None:
    client = box.client()
    elsewhere = box.workspace.add_channel("elsewhere")
    assert await refusal(client.conversations_history(channel=elsewhere.id)) == "not_in_channel"
    assert await refusal(client.conversations_history(channel=box.leaders.id)) == "channel_not_found"
    box.without_scopes("channels:history")
    answer = await refusal_in_full(client.conversations_history(channel=box.math.id))
    assert (answer["error"], answer["needed"]) == ("missing_scope", "channels:history")
    assert "groups:history" in answer["provided"].split(",")


async def test_a_private_channel_is_seen_only_from_inside(box: Sandbox) -> None:
    client = box.client()
    assert await refusal(client.conversations_info(channel=box.leaders.id)) == "channel_not_found"
    types = "public_channel,private_channel"
    outside = await client.conversations_list(types=types)
    assert [c["name"] for c in outside["channels"]] == ["math-plc"]
    box.workspace.join(box.leaders.id, box.app.bot_user_id)
    inside = await client.conversations_list(types=types)
    assert [c["name"] for c in inside["channels"]] == ["math-plc", "leaders"]
    info = await client.conversations_info(channel=box.leaders.id, include_num_members=True)
    assert (info["channel"]["is_private"], info["channel"]["num_members"]) == (True, 2)
    assert await refusal(client.conversations_list(types="secret")) == "invalid_types"


async def test_members_and_channels_come_in_pages(box: Sandbox) -> None:
    client = box.client()
    for number in range(5):
        box.workspace.join(box.math.id, box.workspace.add_person(f"Person {number}").id)
    pages = [
        page["members"] async for page in await client.conversations_members(channel=box.math.id, limit=3)
    ]
    assert [len(page) for page in pages] == [3, 3, 1]
    assert await refusal(client.conversations_members(channel=box.math.id, limit=1001)) == "invalid_limit"
    theirs = await client.users_conversations(user=box.ada.id, types="public_channel,private_channel")
    assert [c["name"] for c in theirs["channels"]] == ["math-plc"], "what the bot cannot see is not told"


async def test_whom_a_bot_may_open_a_conversation_with(box: Sandbox) -> None:
    client = box.client()
    gone = box.workspace.add_person("Gone Girl", deleted=True)
    assert await refusal(client.conversations_open(users="")) == "users_list_not_supplied"
    assert await refusal(client.conversations_open(users="U404")) == "user_not_found"
    assert await refusal(client.conversations_open(users=gone.id)) == "user_disabled"
    assert await refusal(client.conversations_open(users=[box.ada.id] * 9)) == "too_many_users"
    group = await client.conversations_open(users=[box.ada.id, box.ben.id], return_im=True)
    assert group["channel"]["is_mpim"] is True
    box.without_scopes("im:write")
    assert await refusal(client.conversations_open(users=box.ada.id)) == "missing_scope"


async def test_joining_leaving_inviting_and_removing(box: Sandbox) -> None:
    client = box.client()
    elsewhere = box.workspace.add_channel("elsewhere", members=[box.ada.id])
    assert (await client.conversations_join(channel=elsewhere.id))["channel"]["is_member"] is True
    assert (await client.conversations_join(channel=elsewhere.id))["warning"] == "already_in_channel"
    await client.conversations_invite(channel=elsewhere.id, users=[box.ben.id])
    assert list(elsewhere.members) == [box.ada.id, box.app.bot_user_id, box.ben.id]

    for user, error in (
        (box.ben.id, "already_in_channel"),
        (box.app.bot_user_id, "cant_invite_self"),
        ("U404", "user_not_found"),
        ("", "no_user"),
    ):
        assert await refusal(client.conversations_invite(channel=elsewhere.id, users=user)) == error
    await client.conversations_kick(channel=elsewhere.id, user=box.ben.id)
    assert await refusal(client.conversations_kick(channel=elsewhere.id, user=box.ben.id)) == "not_in_channel"
    await client.conversations_leave(channel=elsewhere.id)
    assert (await client.conversations_leave(channel=elsewhere.id))["not_in_channel"] is True
    private = client.conversations_join(channel=box.leaders.id)
    assert await refusal(private) == "channel_not_found"


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", "invalid_name_required"),
        ("x" * 81, "invalid_name_maxlength"),
        ("Has Space", "invalid_name_specials"),
        ("math-plc", "name_taken"),
    ],
)
async def test_channel_names_slack_refuses(box: Sandbox, name: str, error: str) -> None:
    assert await refusal(box.client().conversations_create(name=name)) == error


async def test_a_channel_the_bot_made_can_be_described_renamed_and_archived(box: Sandbox) -> None:
    client = box.client()
    made = await client.conversations_create(name="science-plc", is_private=True)
    channel = made["channel"]["id"]
    await client.conversations_setTopic(channel=channel, topic="Why the sky is blue")
    await client.conversations_setPurpose(channel=channel, purpose="Learning together")
    too_long = client.conversations_setTopic(channel=channel, topic="x" * 251)
    assert await refusal(too_long) == "too_long"
    await client.conversations_rename(channel=channel, name="physics-plc")
    assert await refusal(client.conversations_rename(channel=box.math.id, name="sums")) == "not_authorized"
    await client.conversations_archive(channel=channel)
    assert await refusal(client.conversations_archive(channel=channel)) == "already_archived"
    assert await refusal(client.conversations_setTopic(channel=channel, topic="x")) == "is_archived"
    await client.conversations_unarchive(channel=channel)
    info = (await client.conversations_info(channel=channel))["channel"]
    assert (info["name"], info["topic"]["value"]) == ("physics-plc", "Why the sky is blue")


async def test_people_are_shown_with_their_zone_and_their_email_only_by_scope(box: Sandbox) -> None:
    client = box.client()
    ada = (await client.users_info(user=box.ada.id))["user"]
    assert (ada["tz"], ada["tz_offset"], ada["tz_label"]) == ("America/New_York", -4 * 3600, "EDT")
    assert ada["profile"]["email"] == "ada.osei@maple.example"
    found = await client.users_lookupByEmail(email="ADA.OSEI@maple.example")
    assert found["user"]["id"] == box.ada.id
    assert await refusal(client.users_lookupByEmail(email="x@maple.example")) == "users_not_found"
    assert await refusal(client.users_info(user="U404")) == "user_not_found"
    box.without_scopes("users:read.email")
    assert "email" not in (await client.users_info(user=box.ada.id))["user"]["profile"]
    assert [u["is_bot"] for u in (await client.users_list())["members"]] == [False, False, True]


async def test_the_team_and_the_bot_are_known(box: Sandbox) -> None:
    client = box.client()
    assert (await client.team_info())["team"]["domain"] == "maple"
    assert (await client.bots_info(bot=box.app.bot_id))["bot"]["app_id"] == box.app.id
    assert await refusal(client.bots_info(bot="B404")) == "bot_not_found"
    assert (await client.users_profile_get(user=box.ada.id))["profile"]["real_name"] == "Ada Osei"


async def test_a_channel_made_private_stays_itself_and_is_lost_to_outsiders(box: Sandbox) -> None:
    elsewhere = box.workspace.add_channel("elsewhere", members=[box.ada.id])
    box.workspace.convert_to_private(elsewhere.id, by=box.ada.id)
    assert elsewhere.kind is ChannelKind.PRIVATE
    assert await refusal(box.client().conversations_info(channel=elsewhere.id)) == "channel_not_found"
    assert await refusal(box.client().chat_postMessage(channel=elsewhere.id, text="x")) == "channel_not_found"
