"""The sandbox running alone, as `convener sandbox` starts it."""

from __future__ import annotations

import asyncio

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.alone import serve
from tests.support.slack_side import eventually


async def test_it_says_how_to_reach_it_and_any_client_can_talk_to_its_invented_team(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = ""

    def has_spoken() -> bool:
        nonlocal said
        said += capsys.readouterr().out
        return "#leaders" in said

    running = asyncio.create_task(serve(0))
    try:
        await eventually(has_spoken)
        told = dict(line.split("=", 1) for line in said.splitlines() if line.startswith("SLACK_"))
        client = AsyncWebClient(token=told["SLACK_BOT_TOKEN"], base_url=told["SLACK_API_URL"])
        people = [user for user in (await client.users_list())["members"] if not user["is_bot"]]
        assert len(people) == 8
        assert len({user["tz"] for user in people}) == 7
        (channel,) = (await client.users_conversations())["channels"]
        assert (await client.chat_postMessage(channel=channel["id"], text="Hello"))["ok"]
        opened = await client.apps_connections_open(app_token=told["SLACK_APP_TOKEN"])
        assert opened["url"].startswith("ws://127.0.0.1:")
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
