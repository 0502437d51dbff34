"""The live line of the page: what each window hears, and what it must not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from sandbox.messages import Content
from sandbox.page.world import World
from sandbox.server import SandboxServer
from sandbox.workspace import Workspace
from tests.support.little_app import StoppedClock, buttons, section
from tests.support.pages import Json, Line, PageStage, a_page


@pytest.fixture
async def stage() -> AsyncIterator[PageStage]:
    async with a_page() as stage:
        yield stage


async def test_a_window_is_greeted_with_all_it_needs(stage: PageStage) -> None:
    async with stage.window(stage.ben) as line:
        hello = await line.next("hello")
    assert hello["as"] == stage.ben.id
    assert hello["workspace"]["team"]["name"] == "Maple District"
    assert [c["name"] for c in hello["sidebar"]["conversations"]] == ["math-plc"]
    assert hello["modals"] == []
    assert "clock" not in hello


async def test_who_is_not_named_is_the_first_person(stage: PageStage) -> None:
    async with stage.window() as line:
        assert (await line.next("hello"))["as"] == stage.ada.id


async def test_messages_are_heard_by_those_who_are_there_and_by_nobody_else(stage: PageStage) -> None:
    async with AsyncExitStack() as windows:
        lines: dict[str, Line] = {}
        for user in (stage.ada, stage.ben, stage.carmen):
            lines[user.name] = await windows.enter_async_context(stage.window(user))
            await lines[user.name].next("hello")
        posted = await stage.act(stage.ada, "post", channel=stage.math.id, text="Hello")
        mine = await lines["ada.osei"].next("message")
        theirs = await lines["ben.ruiz"].next("message")
        assert (mine["action"], mine["ts"], mine["channel"]) == ("post", posted["ts"], stage.math.id)
        assert (mine["message"]["page"]["is_mine"], theirs["message"]["page"]["is_mine"]) == (True, False)
        sidebar = (await lines["ben.ruiz"].next("sidebar"))["sidebar"]
        assert sidebar["conversations"][0]["unread"] == 1
        await stage.act(stage.ada, "post", channel=stage.leaders.id, text="Secret")
        for name in ("ben.ruiz", "carmen.diaz"):
            assert "Secret" not in str(await lines[name].rest())


async def test_a_whisper_is_heard_by_one_even_when_it_changes_or_goes(stage: PageStage) -> None:
    async with stage.window(stage.ada) as mine, stage.window(stage.ben) as theirs:
        await mine.next("hello")
        await theirs.next("hello")
        workspace, app = stage.workspace, stage.app
        whisper = workspace.add_ephemeral(stage.math, stage.ada.id, Content("psst"), app=app)
        assert (await mine.next("message"))["action"] == "ephemeral"
        workspace.change_ephemeral(stage.math, whisper, Content("hush"))
        assert (await mine.next("message"))["message"]["text"] == "hush"
        workspace.remove_ephemeral(stage.math, whisper)
        gone = await mine.next("message")
        assert (gone["action"], gone["message"], gone["ts"]) == ("delete", None, whisper.ts)
        assert [event for event in await theirs.rest() if event["type"] == "message"] == []


async def test_edits_reactions_files_replies_and_deletions_show_the_message_as_it_is_now(
    stage: PageStage,
) -> None:
    workspace, channel = stage.workspace, stage.math
    async with stage.window(stage.ben) as line:
        await line.next("hello")
        parent = workspace.post(channel.id, stage.ada.id, "One")
        await line.next("message")
        workspace.edit(channel.id, parent.ts, stage.ada.id, "Two")
        assert (await line.next("message"))["message"]["text"] == "Two"
        workspace.react(channel.id, parent.ts, stage.ada.id, "tada")
        reacted = await line.next("message")
        assert (reacted["action"], reacted["message"]["reactions"][0]["name"]) == ("reaction", "tada")

        reply = workspace.post(channel.id, stage.ada.id, "A reply", thread_ts=parent.ts)
        heard = [await line.next("message"), await line.next("message")]
        by_ts = {event["ts"]: event for event in heard}
        assert by_ts[reply.ts]["thread_ts"] == parent.ts
        assert by_ts[parent.ts]["action"] == "update"
        assert by_ts[parent.ts]["message"]["reply_count"] == 1

        workspace.delete(channel.id, parent.ts, stage.ada.id)
        tombstone = await line.next("message")
        assert (tombstone["action"], tombstone["message"]["subtype"]) == ("update", "tombstone")
        workspace.delete(channel.id, reply.ts, stage.ada.id)
        gone = {event["ts"]: event for event in (await line.next("message"), await line.next("message"))}
        assert (gone[reply.ts]["action"], gone[reply.ts]["message"]) == ("delete", None)
        assert "reply_count" not in gone[parent.ts]["message"]


async def test_forms_and_homes_appear_change_and_go_in_every_window_of_a_person(stage: PageStage) -> None:
    async with stage.window(stage.ada) as first, stage.window(stage.ada) as second:
        for line in (first, second):
            await line.next("hello")
        opened = await stage.act(stage.ada, "command", channel=stage.math.id, command="/schedule")
        for line in (first, second):
            assert [view["id"] for view in (await line.next("modals"))["views"]] == [opened["view_id"]]
        await stage.act(stage.ada, "submit", view_id=opened["view_id"])
        for line in (first, second):
            errors = (await line.next("modals"))["views"][0]["page"]["errors"]
            assert errors.keys() == {"title", "day", "mode"}
        view_id = opened["view_id"]
        title = {"place": {"view_id": view_id}, "block_id": "title", "action_id": "value"}
        await stage.act(stage.ada, "fill", **title, entered="Half")
        entered = (await second.next("modals"))["views"][0]
        assert entered["state"]["values"]["title"]["value"]["value"] == "Half"
        assert entered["page"]["errors"].keys() == {"day", "mode"}
        await stage.act(stage.ada, "close", view_id=view_id)
        await second.until(lambda event: event["type"] == "modals" and event["views"] == [])
        await stage.act(stage.ada, "open_home", app=stage.app.id)
        home = await second.next("home")
        assert (home["app"], home["view"]["blocks"][0]["text"]["text"]) == (stage.app.id, "Welcome")


async def test_a_form_on_its_way_is_shown_as_loading(stage: PageStage) -> None:
    async with stage.window(stage.ada) as line:
        await line.next("hello")
        opened = await stage.act(stage.ada, "command", channel=stage.math.id, command="/schedule")
        await line.next("modals")
        stage.told.slowness = 0.05
        values = {"title": {"value": "Walk"}, "day": {"value": "2026-12-03"}, "mode": {"value": "virtual"}}
        await stage.act(stage.ada, "submit", view_id=opened["view_id"], values=values)
        loading = await line.until(
            lambda event: event["type"] == "modals" and event["views"][0]["page"]["is_loading"]
        )
        assert len(loading["views"]) == 1
        await line.until(lambda event: event["type"] == "modals" and event["views"] == [])


async def test_a_window_that_becomes_another_person_sees_as_they_do(stage: PageStage) -> None:
    async with stage.window(stage.ada) as line:
        await line.next("hello")
        await line.socket.send_json({"as": stage.ben.id})
        hello = await line.next("hello")
        assert (hello["as"], len(hello["sidebar"]["conversations"])) == (stage.ben.id, 1)
        stage.workspace.post(stage.leaders.id, stage.ada.id, "Secret")
        assert "Secret" not in str(await line.rest())


@pytest.mark.parametrize(
    "text", ["", "no json", "[]", "{}", '{"as": "U99"}', '{"as": 7}', '{"want": "traffic"}', '{"x": 1}']
)
async def test_nonsense_from_a_window_is_answered_and_does_no_harm(stage: PageStage, text: str) -> None:
    async with stage.window(stage.ada) as line:
        await line.next("hello")
        await line.socket.send_str(text)
        assert (await line.next("error"))["error"]["sentence"]
        stage.workspace.post(stage.math.id, stage.ben.id, "Still there")
        assert (await line.next("message"))["message"]["text"] == "Still there"


async def test_traffic_is_told_only_to_those_who_want_it(stage: PageStage) -> None:
    async with stage.window(stage.ada) as wants, stage.window(stage.ada) as other:
        for line in (wants, other):
            await line.next("hello")
        await wants.socket.send_json({"want": ["traffic", "gossip"]})
        await asyncio.sleep(0.02)
        await stage.act(stage.ada, "command", channel=stage.math.id, command="/whisper")
        exchange = (await wants.next("traffic"))["entry"]
        assert {"id", "at", "way", "kind", "name"} <= exchange.keys()
        assert [event for event in await other.rest() if event["type"] == "traffic"] == []


async def test_a_hundred_changes_are_one_new_side_bar(stage: PageStage) -> None:
    async with stage.window(stage.ben) as line:
        await line.next("hello")
        for n in range(100):
            stage.workspace.post(stage.math.id, stage.ada.id, f"{n}")
        told = await line.rest()
        sidebars = [event for event in told if event["type"] == "sidebar"]
        assert len(sidebars) <= 2
        assert sidebars[-1]["sidebar"]["conversations"][0]["unread"] == 100
        messages = [event["message"]["text"] for event in told if event["type"] == "message"]
        assert messages == [f"{n}" for n in range(100)]


async def test_a_message_changed_many_times_at_once_is_told_once(stage: PageStage) -> None:
    async with stage.window(stage.ben) as line:
        await line.next("hello")
        message = stage.workspace.post(stage.math.id, stage.ada.id, "0")
        for n in range(1, 20):
            stage.workspace.edit(stage.math.id, message.ts, stage.ada.id, f"{n}")
        told = [event for event in await line.rest() if event["type"] == "message"]
        assert [(event["action"], event["message"]["text"]) for event in told] == [("post", "19")]


async def test_people_and_channels_that_change_are_told(stage: PageStage) -> None:
    async with stage.window(stage.carmen) as line:
        await line.next("hello")
        stage.workspace.change_user(stage.ben.id, tz="Asia/Tokyo")
        stage.page.world.changed()
        people = (await line.next("workspace"))["workspace"]["people"]
        assert next(person["tz"] for person in people if person["id"] == stage.ben.id) == "Asia/Tokyo"
        await stage.act(stage.carmen, "join", channel=stage.math.id)
        sidebar = await line.until(
            lambda event: event["type"] == "sidebar" and bool(event["sidebar"]["conversations"])
        )
        assert sidebar["sidebar"]["joinable"] == []


async def test_another_world_is_shown_to_windows_that_stay_open(stage: PageStage) -> None:
    workspace = Workspace(StoppedClock(), name="Oak District")
    newcomer = workspace.add_person("Zoe Newcomer", user_id="UZOE")
    channel = workspace.add_channel("science", members=[newcomer.id])
    async with stage.window(stage.ben) as line:
        await line.next("hello")
        stage.page.show(World(SandboxServer(workspace)))
        assert (await line.next("reset")) == {"type": "reset"}
        hello = await line.next("hello")
        assert (hello["workspace"]["team"]["name"], hello["as"]) == ("Oak District", newcomer.id)
        stage.workspace.post(stage.math.id, stage.ada.id, "From the old world")
        workspace.post(channel.id, newcomer.id, "From the new one")
        told = [event for event in await line.rest() if event["type"] == "message"]
        assert [event["message"]["text"] for event in told] == ["From the new one"]


async def test_who_bears_the_same_id_in_another_world_is_somebody_else(stage: PageStage) -> None:
    workspace = Workspace(StoppedClock())
    namesake = workspace.add_person("Benedikt Other", user_id=stage.ben.id)
    channel = workspace.add_channel("science", members=[namesake.id])
    async with stage.window(stage.ben) as line:
        await line.next("hello")
        stage.page.show(World(SandboxServer(workspace)))
        workspace.post(channel.id, namesake.id, "In the same moment")
        hello = await line.next("hello")
        assert hello["as"] == namesake.id
        stage.page.world.changed()
        await line.rest()
        assert stage.page.world.hands(namesake).user is namesake


async def test_a_window_that_falls_behind_is_cut_off(stage: PageStage) -> None:
    def many(n: int) -> Json:
        return {"type": "noise", "text": "x" * 20_000, "n": n}

    async with stage.window(stage.ben) as line:
        await line.next("hello")
        for n in range(2500):
            stage.page.hub.push_all(many(n))
        heard = 0
        async with asyncio.timeout(5):
            async for _ in line.socket:
                heard += 1
        assert heard < 2500
        assert line.socket.closed


async def test_a_click_is_heard_by_everybody_as_the_message_it_changes(stage: PageStage) -> None:
    content = Content("Tea", [section("Tea"), buttons(("Go", "going"))])
    message = stage.workspace.add_message(stage.math, stage.app.bot_user_id, content, app=stage.app)
    async with stage.window(stage.guest) as line:
        await line.next("hello")
        place = {"channel": stage.math.id, "ts": message.ts}
        await stage.act(stage.ben, "act", place=place, block_id="buttons", action_id="going")
        changed = await line.next("message")
        assert f"<@{stage.ben.id}> is going" in changed["message"]["blocks"][1]["text"]["text"]
