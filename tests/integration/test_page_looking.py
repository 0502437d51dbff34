"""What the page shows one person, read as a browser reads it."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from itertools import pairwise

import pytest

from sandbox.messages import Content
from sandbox.model import File, User
from sandbox.page.marks import read_everything
from tests.support.little_app import buttons, section
from tests.support.pages import PageStage, a_page


@pytest.fixture
async def stage() -> AsyncIterator[PageStage]:
    async with a_page() as stage:
        yield stage


def a_file(stage: PageStage, name: str, content: bytes, mimetype: str) -> File:
    file = File("F1", name, "The plan", stage.app.bot_user_id, 0, len(content), content, True, True, mimetype)
    stage.workspace.files[file.id] = file
    return file


async def test_the_workspace_names_people_apps_channels_and_what_the_page_can_do(stage: PageStage) -> None:
    status, workspace = await stage.get("workspace")
    assert status == 200
    assert workspace["now"] == "2026-11-23T18:00:00Z"
    assert workspace["team"] == {"id": "T0SANDBOX", "name": "Maple District"}
    people = {person["name"]: person for person in workspace["people"]}
    assert people["Gus Visitor"]["is_guest"]
    assert people["Ada Osei"]["tz"] == "America/New_York"
    (app,) = workspace["apps"]
    assert app["bot_user_id"] == stage.app.bot_user_id
    assert app["commands"][0] == {"command": "/schedule", "description": "", "usage_hint": ""}
    assert {shortcut["type"] for shortcut in app["shortcuts"]} == {"global", "message"}
    assert {channel["name"] for channel in workspace["channels"]} == {"math-plc", "leaders"}
    assert not any(workspace["abilities"].values())


async def test_the_side_bar_shows_ones_own_conversations_and_what_one_could_join(stage: PageStage) -> None:
    ada = await stage.look(stage.ada, "sidebar")
    assert [conversation["name"] for conversation in ada["conversations"]] == ["leaders", "math-plc"]
    assert ada["conversations"][0]["kind"] == "group"
    assert ada["conversations"][1]["member_count"] == 4
    assert ada["homes"] == [stage.app.id]
    carmen = await stage.look(stage.carmen, "sidebar")
    assert carmen["conversations"] == []
    assert [channel["name"] for channel in carmen["joinable"]] == ["math-plc"]
    assert (await stage.look(stage.guest, "sidebar"))["joinable"] == []


async def test_direct_messages_are_named_after_the_others(stage: PageStage) -> None:
    workspace = stage.workspace
    workspace.direct_channel((stage.ada.id, stage.ben.id))
    workspace.direct_channel((stage.ada.id, stage.ben.id, stage.carmen.id))
    workspace.direct_channel((stage.ada.id, stage.app.bot_user_id))
    direct = {
        conversation["name"]: conversation
        for conversation in (await stage.look(stage.ada, "sidebar"))["conversations"]
        if conversation["kind"] in ("im", "mpim")
    }
    assert direct.keys() == {"Ben Ruiz", "Ben Ruiz, Carmen Diaz", "Testbot"}
    assert direct["Testbot"]["app_id"] == stage.app.id
    assert direct["Ben Ruiz"]["with"] == [stage.ben.id]
    assert direct["Ben Ruiz"]["app_id"] is None


async def test_a_message_is_slacks_own_json_with_what_a_client_adds(stage: PageStage) -> None:
    posted = await stage.act(
        stage.ada, "post", channel=stage.math.id, text="<b>hi</b> @Ben Ruiz https://a.example"
    )
    (mine,) = await stage.messages(stage.ada, stage.math)
    (theirs,) = await stage.messages(stage.ben, stage.math)
    assert mine["ts"] == posted["ts"]
    assert mine["text"] == "&lt;b&gt;hi&lt;/b&gt; <@U00000002|ben.ruiz> <https://a.example>"
    assert mine["page"]["typed"] == "<b>hi</b> @Ben Ruiz https://a.example"
    assert mine["page"]["author"] == {"id": stage.ada.id, "name": "Ada Osei", "is_bot": False}
    assert (mine["page"]["is_mine"], mine["page"]["can_edit"], mine["page"]["unread"]) == (True, True, False)
    assert (theirs["page"]["is_mine"], theirs["page"]["typed"]) == (False, None)
    assert theirs["page"]["unread"]


async def test_reading_ends_what_is_new_for_one_person_only_and_never_goes_back(stage: PageStage) -> None:
    first = await stage.act(stage.ada, "post", channel=stage.math.id, text="one")
    second = await stage.act(stage.ada, "post", channel=stage.math.id, text="two for @Ben Ruiz")

    async def unread(who: User) -> tuple[int, int]:
        math = next(c for c in (await stage.look(who, "sidebar"))["conversations"] if c["name"] == "math-plc")
        return math["unread"], math["mentions"]

    assert await unread(stage.ada) == (0, 0)
    assert await unread(stage.ben) == (2, 1)
    await stage.act(stage.ben, "mark_read", channel=stage.math.id, ts=first["ts"])
    assert await unread(stage.ben) == (1, 1)
    assert [m["page"]["unread"] for m in await stage.messages(stage.ben, stage.math)] == [False, True]
    await stage.act(stage.ben, "mark_read", channel=stage.math.id, ts="9999999999.000000")
    await stage.act(stage.ben, "mark_read", channel=stage.math.id, ts=first["ts"])
    assert await unread(stage.ben) == (0, 0)
    assert stage.workspace.last_read[stage.ben.id] == {stage.math.id: second["ts"]}
    assert await unread(stage.guest) == (2, 0)
    await stage.act(stage.ada, "post", channel=stage.math.id, text="three")
    assert await unread(stage.ben) == (1, 0)


async def new_replies(stage: PageStage, who: User) -> dict[str, int]:
    sidebar = await stage.look(who, "sidebar")
    math = next(c for c in sidebar["conversations"] if c["name"] == "math-plc")
    return dict(math["threads"])


async def test_replies_are_new_to_whoever_began_the_thread_replied_or_is_named_and_to_nobody_else(
    stage: PageStage,
) -> None:
    asked = (await stage.act(stage.ada, "post", channel=stage.math.id, text="Which tickets?"))["ts"]

    async def reply(who: User, text: str) -> str:
        return str((await stage.act(who, "post", channel=stage.math.id, text=text, thread_ts=asked))["ts"])

    first = await reply(stage.ben, "All of them.")
    assert await new_replies(stage, stage.ada) == {asked: 1}
    assert await new_replies(stage, stage.ben) == {}
    assert await new_replies(stage, stage.guest) == {}
    last = await reply(stage.ada, "Thank you.")
    assert await new_replies(stage, stage.ada) == {}  # who replies has read what came before
    assert await new_replies(stage, stage.ben) == {asked: 1}
    await stage.act(stage.ben, "mark_read", channel=stage.math.id, thread_ts=asked, ts=last)
    await stage.act(stage.ben, "mark_read", channel=stage.math.id, thread_ts=asked, ts=first)
    assert await new_replies(stage, stage.ben) == {}  # marks only go forward
    name = stage.guest.real_name
    await reply(stage.ben, f"Ask @{name}.")
    assert await new_replies(stage, stage.guest) == {asked: 3}
    assert await new_replies(stage, stage.ada) == {asked: 1}
    read_everything(stage.workspace)
    assert await new_replies(stage, stage.guest) == await new_replies(stage, stage.ada) == {}


async def test_only_a_thread_that_is_there_can_be_read(stage: PageStage) -> None:
    await stage.act(stage.ada, "post", channel=stage.math.id, text="one")
    nowhere = {"channel": stage.math.id, "thread_ts": "1.000000", "ts": "9999999999.000000"}
    assert await stage.refused(stage.ada, "mark_read", **nowhere) == (404, "message_not_found")


async def test_what_others_wrote_before_one_joined_is_not_new(stage: PageStage) -> None:
    await stage.act(stage.ada, "post", channel=stage.math.id, text="long ago")
    await stage.act(stage.carmen, "join", channel=stage.math.id)
    (math,) = (await stage.look(stage.carmen, "sidebar"))["conversations"]
    assert (math["name"], math["unread"]) == ("math-plc", 0)


async def test_every_direct_message_speaks_to_its_reader(stage: PageStage) -> None:
    opened = await stage.act(stage.ada, "open_dm", **{"with": [stage.ben.id]})
    await stage.act(stage.ada, "post", channel=opened["channel"], text="hello")
    direct = next(c for c in (await stage.look(stage.ben, "sidebar"))["conversations"] if c["kind"] == "im")
    assert (direct["id"], direct["unread"], direct["mentions"]) == (opened["channel"], 1, 1)


async def test_only_whom_it_was_meant_for_sees_a_whisper(stage: PageStage) -> None:
    await stage.act(stage.ada, "command", channel=stage.math.id, command="/whisper")
    (whisper,) = await stage.messages(stage.ada, stage.math)
    assert whisper["page"]["is_ephemeral"]
    assert await stage.messages(stage.ben, stage.math) == []


async def test_whispers_stand_between_the_messages_and_in_their_threads(stage: PageStage) -> None:
    workspace = stage.workspace
    parent = workspace.post(stage.math.id, stage.ben.id, "A question")
    workspace.add_ephemeral(stage.math, stage.ada.id, Content("psst"), app=stage.app)
    workspace.post(stage.math.id, stage.ben.id, "An answer", thread_ts=parent.ts)
    workspace.add_ephemeral(
        stage.math, stage.ada.id, Content("in the thread"), app=stage.app, thread_ts=parent.ts
    )
    workspace.post(stage.math.id, stage.ben.id, "Later")
    texts = [message["text"] for message in await stage.messages(stage.ada, stage.math)]
    assert texts == ["A question", "psst", "Later"]
    thread = await stage.look(stage.ada, f"conversations/{stage.math.id}/threads/{parent.ts}")
    assert thread["parent"]["reply_count"] == 1
    assert [reply["text"] for reply in thread["replies"]] == ["An answer", "in the thread"]
    by_reply = await stage.look(
        stage.ada, f"conversations/{stage.math.id}/threads/{thread['replies'][0]['ts']}"
    )
    assert by_reply["parent"]["ts"] == parent.ts


async def test_a_conversation_comes_in_pages_from_any_place_in_it(stage: PageStage) -> None:
    every = [stage.workspace.post(stage.math.id, stage.ben.id, f"{n}").ts for n in range(9)]

    async def page(query: str) -> tuple[list[str], bool, bool]:
        body = await stage.look(stage.ada, f"conversations/{stage.math.id}?{query}")
        return [m["text"] for m in body["messages"]], body["has_older"], body["has_newer"]

    assert await page("limit=3") == (["6", "7", "8"], True, False)
    assert await page(f"limit=3&before={every[6]}") == (["3", "4", "5"], True, True)
    assert await page(f"limit=3&before={every[2]}") == (["0", "1"], False, True)
    assert await page(f"limit=3&after={every[2]}") == (["3", "4", "5"], True, True)
    assert await page(f"limit=3&after={every[5]}") == (["6", "7", "8"], True, False)
    assert await page(f"limit=4&around={every[4]}") == (["2", "3", "4", "5"], True, True)
    assert await page(f"limit=4&around={every[8]}") == (["6", "7", "8"], True, False)


async def test_ten_thousand_messages_are_no_slower_than_fifty(stage: PageStage) -> None:
    del stage.math.members[stage.app.bot_user_id]  # or it would be told of each
    for n in range(10_000):
        stage.workspace.post(stage.math.id, stage.ben.id, f"Message {n}")
    started = time.perf_counter()
    middle = stage.math.timeline[5000]
    seen = await stage.messages(stage.ada, stage.math, f"?around={middle}")
    sidebar = await stage.look(stage.ada, "sidebar")
    assert time.perf_counter() - started < 0.5  # walking through all of them takes longer than that
    assert len(seen) == 50
    assert all(one["ts"] < two["ts"] for one, two in pairwise(seen))
    math = next(c for c in sidebar["conversations"] if c["name"] == "math-plc")
    assert math["unread"] == 200


async def test_what_was_chosen_in_a_message_is_still_there_after_a_reload(stage: PageStage) -> None:
    await stage.act(stage.ada, "command", channel=stage.math.id, command="/many")
    (message,) = await stage.messages(stage.ada, stage.math)
    place = {"channel": stage.math.id, "ts": message["ts"]}
    await stage.act(stage.ada, "act", place=place, block_id="row", action_id="pick", entered="o1")
    (mine,), (theirs,) = (
        await stage.messages(stage.ada, stage.math),
        await stage.messages(stage.ben, stage.math),
    )
    assert mine["page"]["values"]["row"]["pick"]["selected_option"]["value"] == "o1"
    assert theirs["page"]["values"]["row"]["pick"]["selected_option"] is None


async def test_a_file_whose_name_holds_half_a_character_opens(stage: PageStage) -> None:
    file = a_file(stage, "half \ud83d.txt", b"whole", "text/plain")
    stage.workspace.share_file(file, stage.leaders, app=stage.app)
    (seen,) = await stage.messages(stage.ada, stage.leaders)
    (shown,) = seen["page"]["files"]
    async with stage.session.get(stage.url.rstrip("/") + shown["href"]) as response:
        assert await response.read() == b"whole"


async def test_a_file_opens_for_those_who_see_its_message_and_runs_nothing(stage: PageStage) -> None:
    file = a_file(stage, "report & ünïcode.html", b"<script>alert(1)</script>", "text/html")
    message = stage.workspace.share_file(file, stage.leaders, app=stage.app)
    (seen,) = await stage.messages(stage.ada, stage.leaders)
    (shown,) = seen["page"]["files"]
    assert (shown["name"], shown["size"]) == ("report & ünïcode.html", 25)
    async with stage.session.get(stage.url.rstrip("/") + shown["href"]) as response:
        assert response.status == 200
        assert await response.read() == b"<script>alert(1)</script>"
        assert response.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Disposition"].startswith("inline")
    assert (await stage.get(f"people/{stage.ben.id}/files/{file.id}/x"))[0] == 404
    stage.workspace.remove_message(stage.leaders, message, by=stage.app.bot_user_id)
    assert (await stage.get(f"people/{stage.ada.id}/files/{file.id}/x"))[0] == 404


async def test_a_calendar_is_downloaded(stage: PageStage) -> None:
    file = a_file(stage, "meeting.ics", b"BEGIN:VCALENDAR", "text/calendar")
    stage.workspace.share_file(file, stage.math, app=stage.app)
    href = (await stage.messages(stage.ada, stage.math))[0]["page"]["files"][0]["href"]
    async with stage.session.get(stage.url.rstrip("/") + href) as response:
        assert response.headers["Content-Disposition"] == "attachment; filename*=UTF-8''meeting.ics"


async def test_home_and_forms_come_with_what_stands_beside_their_fields(stage: PageStage) -> None:
    assert await stage.look(stage.ada, f"homes/{stage.app.id}") == {"view": None}
    await stage.act(stage.ada, "open_home", app=stage.app.id)
    await stage.server.settle()
    home = (await stage.look(stage.ada, f"homes/{stage.app.id}"))["view"]
    assert (home["type"], home["page"]["app_id"]) == ("home", stage.app.id)
    await stage.act(stage.ada, "command", channel=stage.math.id, command="/schedule")
    (form,) = await stage.modals(stage.ada)
    assert form["state"]["values"]["at"]["value"]["selected_time"] == "15:30"
    assert form["page"] == {"app_id": stage.app.id, "errors": {}, "trouble": None, "is_loading": False}
    assert await stage.modals(stage.ben) == []


@pytest.mark.parametrize(
    "path",
    [
        "people/U99999999/sidebar",
        "people/{bot}/sidebar",
        "people/{ben}/conversations/{leaders}",
        "people/{carmen}/conversations/{math}",
        "people/{ben}/conversations/C99",
        "people/{ada}/conversations/{math}/threads/1.000000",
        "people/{ada}/homes/A99",
        "people/{ada}/files/F99/x",
        "people/{ada}/nothing",
        "people/..%2f..%2fada/sidebar",
    ],
)
async def test_what_is_not_there_and_what_is_not_for_them_look_the_same(stage: PageStage, path: str) -> None:
    named = {
        "ada": stage.ada.id,
        "ben": stage.ben.id,
        "carmen": stage.carmen.id,
        "bot": stage.app.bot_user_id,
        "math": stage.math.id,
        "leaders": stage.leaders.id,
    }
    status, body = await stage.get(path.format(**named))
    assert status == 404
    assert body["error"].keys() == {"code", "sentence"}


@pytest.mark.parametrize(
    "query", ["before=yesterday", "limit=0", "limit=-1", "limit=²", "limit=99999999999", "around=", "after=1"]
)
async def test_a_page_that_makes_no_sense_is_refused(stage: PageStage, query: str) -> None:
    status, body = await stage.get(f"people/{stage.ada.id}/conversations/{stage.math.id}?{query}")
    assert (status, body["error"]["code"]) == (400, "bad_request")


async def test_the_deactivated_cannot_be_acted_as(stage: PageStage) -> None:
    stage.workspace.deactivate(stage.ben.id)
    assert (await stage.get(f"people/{stage.ben.id}/sidebar"))[0] == 404


async def test_an_archived_channel_can_be_read_but_not_written_in(stage: PageStage) -> None:
    stage.workspace.post(stage.math.id, stage.ada.id, "Farewell")
    stage.workspace.archive(stage.math.id, by=stage.ada.id)
    body = await stage.look(stage.ada, f"conversations/{stage.math.id}")
    assert body["conversation"]["is_archived"]
    assert not body["conversation"]["can_post"]
    assert not body["messages"][0]["page"]["can_edit"]
    assert await stage.refused(stage.ada, "post", channel=stage.math.id, text="more") == (409, "closed")


async def test_blocks_are_shown_as_the_app_sent_them(stage: PageStage) -> None:
    blocks = [section("*Hi* <!date^0^{date}|then>"), buttons(("Go", "going"))]
    content = Content("Hi", blocks, metadata={"event_type": "x", "event_payload": {"key": "k"}})
    stage.workspace.add_message(stage.math, stage.app.bot_user_id, content, app=stage.app)
    (message,) = await stage.messages(stage.ada, stage.math)
    assert message["blocks"][1] == blocks[1]
    assert message["metadata"]["event_payload"] == {"key": "k"}
    assert message["page"]["author"]["is_bot"]
