"""The sandbox running alone, as `convener sandbox` starts it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.alone import serve
from sandbox.model import Json
from sandbox.team import everything_manifest
from tests.support.slack_side import eventually, listening


@asynccontextmanager
async def serving(manifest: Json, capsys: pytest.CaptureFixture[str]) -> AsyncIterator[str]:
    """A sandbox that runs alone, and what it said when it began."""
    said = ""

    def has_spoken() -> bool:
        nonlocal said
        said += capsys.readouterr().out
        return "Ctrl-C" in said

    running = asyncio.create_task(serve(0, manifest))
    try:
        await eventually(lambda: has_spoken() or running.done())
        yield said
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_it_says_how_to_reach_it_and_any_client_can_talk_to_its_invented_team(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with serving(everything_manifest(), capsys) as said:
        told = dict(line.split("=", 1) for line in said.splitlines() if line.startswith("SLACK_"))
        client = AsyncWebClient(token=told["SLACK_BOT_TOKEN"], base_url=told["SLACK_API_URL"])
        people = [user for user in (await client.users_list())["members"] if not user["is_bot"]]
        assert len(people) == 8
        assert len({user["tz"] for user in people}) == 7
        (channel,) = (await client.users_conversations())["channels"]
        assert (await client.chat_postMessage(channel=channel["id"], text="Hello"))["ok"]
        opened = await client.apps_connections_open(app_token=told["SLACK_APP_TOKEN"])
        assert opened["url"].startswith("ws://127.0.0.1:")


async def test_an_app_that_asks_for_http_is_told_at_its_own_address(
    capsys: pytest.CaptureFixture[str],
) -> None:
    heard: list[str] = []

    async def hear(request: web.Request) -> web.Response:
        heard.append(str((await request.post())["command"]))
        return web.json_response({"text": "Heard."})

    app = web.Application()
    app.router.add_post("/slack/events", hear)
    async with listening(app) as address, aiohttp.ClientSession() as http:
        manifest = everything_manifest("/hello")
        manifest["settings"] = {
            "socket_mode_enabled": False,
            "interactivity": {"is_enabled": True, "request_url": f"{address}/slack/events"},
        }
        async with serving(manifest, capsys) as said:
            page = re.search(r"The page.*: (\S+)", said)
            assert page is not None
            deed = {"do": "command", "channel": "C00000001", "command": "/hello"}
            async with http.post(f"{page[1]}control/people/U00000001/acts", json=deed) as answer:
                assert (await answer.json())["ok"]
            async with http.get(page[1]) as answer:
                assert answer.content_type == "text/html"
    assert heard == ["/hello"]


async def test_events_that_never_happen_here_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    manifest = everything_manifest()
    manifest["settings"]["event_subscriptions"]["bot_events"] = ["app_mention", "link_shared"]
    async with serving(manifest, capsys) as said:
        assert "It asks for events that never happen here: link_shared." in said
