"""What stands before every method: tokens, scopes, arguments, rate limits, faults."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.faults import Fault
from tests.support.sandboxes import Sandbox, a_modal, a_sandbox, refusal, refusal_in_full, section


@pytest.fixture
async def box() -> AsyncIterator[Sandbox]:
    async with a_sandbox() as running:
        yield running


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


# --- tokens and scopes


async def test_who_is_let_in(box: Sandbox) -> None:
    assert (await box.client().auth_test())["user_id"] == box.app.bot_user_id
    assert await refusal(box.client("").auth_test()) == "not_authed"
    assert await refusal(box.client("xoxb-wrong").auth_test()) == "invalid_auth"
    assert await refusal(box.client(box.app.app_token).auth_test()) == "not_allowed_token_type"
    wrong_kind = box.client().apps_connections_open(app_token=box.app.bot_token)
    assert await refusal(wrong_kind) == "not_allowed_token_type"


async def test_the_app_token_counts_only_in_the_header(box: Sandbox, http: aiohttp.ClientSession) -> None:
    url = f"{box.server.api_url}apps.connections.open"
    async with http.post(url, data={"token": box.app.app_token}) as answer:
        assert (await answer.json())["error"] == "not_authed"


async def test_dead_tokens_say_how_they_died(box: Sandbox) -> None:
    old = box.app.bot_token
    box.workspace.expire_token(box.app)
    assert await refusal(box.client(old).auth_test()) == "token_expired"
    box.workspace.revoke_tokens(box.app)
    assert await refusal(box.client(old).auth_test()) == "token_revoked"
    box.workspace.uninstall(box.app)
    assert await refusal(box.client(old).auth_test()) == "account_inactive"


async def test_a_missing_scope_is_named(box: Sandbox, http: aiohttp.ClientSession) -> None:
    box.app.scopes = frozenset({"users:read"})
    answer = await refusal_in_full(box.client().chat_postMessage(channel=box.math.id, text="x"))
    assert answer == {"ok": False, "error": "missing_scope", "needed": "chat:write", "provided": "users:read"}
    headers = {"Authorization": f"Bearer {box.app.bot_token}"}
    async with http.get(f"{box.server.api_url}users.list", headers=headers) as response:
        assert response.headers["X-OAuth-Scopes"] == "users:read"
        assert response.headers["X-Accepted-OAuth-Scopes"] == "users:read"


# --- arguments


async def test_query_form_and_json_are_all_read(box: Sandbox, http: aiohttp.ClientSession) -> None:
    url = f"{box.server.api_url}conversations.list"
    headers = {"Authorization": f"Bearer {box.app.bot_token}"}
    asked = {"exclude_archived": "1", "team_id": "T0OTHER", "limit": "1"}
    for request in (
        http.get(url, params=asked, headers=headers),
        http.post(url, data=asked, headers=headers),
        http.post(url, json={"exclude_archived": True, "limit": 1}, headers=headers),
        http.post(url, data={**asked, "token": box.app.bot_token}),
    ):
        async with request as response:
            answer = await response.json()
            assert answer["ok"], answer
            assert len(answer["channels"]) == 1


@pytest.mark.parametrize(
    ("body", "content_type", "error"),
    [
        (b"{", "application/json", "invalid_json"),
        (b"[]", "application/json", "json_not_object"),
        (b"x=1", "text/plain", "invalid_post_type"),
        (b"x=\xff", "application/x-www-form-urlencoded", "invalid_form_data"),
        (b"x=1", "application/x-www-form-urlencoded; charset=latin1", "invalid_charset"),
        (b'{"token": "%s"}', "application/json", "not_authed"),
    ],
)
async def test_bodies_slack_refuses(
    box: Sandbox, http: aiohttp.ClientSession, body: bytes, content_type: str, error: str
) -> None:
    body = body.replace(b"%s", box.app.bot_token.encode())
    url = f"{box.server.api_url}auth.test"
    async with http.post(url, data=body, headers={"Content-Type": content_type}) as response:
        assert (await response.json())["error"] == error


async def test_arguments_of_the_wrong_sort_are_pointed_at(box: Sandbox) -> None:
    client = box.client()
    nothing = await refusal_in_full(client.api_call("chat.postMessage", json={"text": "x"}))
    assert nothing["error"] == "invalid_arguments"
    assert nothing["response_metadata"]["messages"] == ["[ERROR] missing required field: channel"]
    odd = await refusal_in_full(client.api_call("conversations.list", params={"limit": "many"}))
    assert odd["response_metadata"]["messages"] == ["[ERROR] must be an integer [json-pointer:/limit]"]
    odd = await refusal_in_full(client.api_call("conversations.list", params={"exclude_archived": "perhaps"}))
    assert odd["error"] == "invalid_arguments"
    unknown = await refusal_in_full(client.api_call("chat.shout", json={}))
    assert (unknown["error"], unknown["req_method"]) == ("unknown_method", "chat.shout")


async def test_a_query_string_of_fifteen_kilobytes_passes(box: Sandbox) -> None:
    blocks = [section("x" * 2900) for _ in range(6)]
    assert (await box.client().blocks_validate(blocks=blocks))["ok"]


# --- rate limits


async def test_one_post_a_second_and_channel_with_a_small_burst(box: Sandbox) -> None:
    box.server.limits.enabled = True
    client = box.client()

    async def posts() -> int | None:
        try:
            await client.chat_postMessage(channel=box.math.id, text="x")
        except SlackApiError as error:
            return int(error.response.headers["Retry-After"])
        return None

    assert [await posts() for _ in range(6)] == [None, None, None, None, 1, 1]
    assert (await client.chat_postMessage(channel=box.ben.id, text="elsewhere"))["ok"]
    box.clock.advance(timedelta(seconds=1))
    assert [await posts(), await posts()] == [None, 1]
    assert box.server.limits.total_refused == 3
    assert box.workspace.rejected_calls == [], "a 429 is no invalid call"


async def test_a_tier_counts_calls_in_any_minute_of_the_workspaces_clock(box: Sandbox) -> None:
    box.server.limits.enabled = True
    client = box.client()
    for _ in range(20):
        await client.conversations_list()
        box.clock.advance(timedelta(seconds=1))
    with pytest.raises(SlackApiError) as refused:
        await client.conversations_list()
    response = refused.value.response
    assert (response.status_code, response["error"]) == (429, "ratelimited")
    assert response.headers["Retry-After"] == "40"
    assert (await client.users_info(user=box.ada.id))["ok"], "each method has its own count"
    box.clock.advance(timedelta(seconds=40))
    assert (await client.conversations_list())["ok"]


# --- faults


async def test_a_scripted_429_names_several_digits_and_performs_nothing(box: Sandbox) -> None:
    box.server.faults.add(Fault.RATE_LIMITED, "chat.*", retry_after=137, count=1)
    with pytest.raises(SlackApiError) as refused:
        await box.client().chat_postMessage(channel=box.math.id, text="x")
    assert refused.value.response.headers["Retry-After"] == "137"
    assert len(box.workspace.journal) == 0
    assert (await box.client().chat_postMessage(channel=box.math.id, text="x"))["ok"], "only once"
    injected = box.server.faults.injected
    assert [(i.method, i.fault, i.at) for i in injected] == [
        ("chat.postMessage", Fault.RATE_LIMITED, box.clock.now())
    ]


@pytest.mark.parametrize(
    ("fault", "status", "content_type"),
    [
        (Fault.SERVER_ERROR, 500, "text/plain"),
        (Fault.UNAVAILABLE, 503, "text/html"),
        (Fault.INVALID_JSON, 200, "application/json"),
    ],
)
async def test_answers_that_are_none(
    box: Sandbox, http: aiohttp.ClientSession, fault: Fault, status: int, content_type: str
) -> None:
    box.server.faults.add(fault)
    async with http.post(f"{box.server.api_url}api.test") as response:
        assert (response.status, response.content_type) == (status, content_type)
        with pytest.raises((ValueError, aiohttp.ContentTypeError)):
            await response.json()


async def test_apply_then_drop_posts_and_cuts_the_connection(box: Sandbox) -> None:
    box.server.faults.add(Fault.APPLY_THEN_DROP, "chat.postMessage", count=1)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await box.client().chat_postMessage(channel=box.math.id, text="Once")
    assert [entry.text for entry in box.workspace.journal] == ["Once"]


async def test_the_sdks_own_retry_after_a_dropped_connection_posts_twice(box: Sandbox) -> None:
    box.server.faults.add(Fault.APPLY_THEN_DROP, "chat.postMessage", count=1)
    client = AsyncWebClient(token=box.app.bot_token, base_url=box.server.api_url)
    await client.chat_postMessage(channel=box.math.id, text="Twice")
    assert [entry.text for entry in box.workspace.journal] == ["Twice", "Twice"]


@pytest.mark.parametrize("fault", [Fault.REFUSE, Fault.TIMEOUT])
async def test_a_refused_or_hanging_call_performs_nothing(box: Sandbox, fault: Fault) -> None:
    box.server.faults.add(fault, hang=0.05)
    began = time.monotonic()
    with pytest.raises((aiohttp.ClientError, TimeoutError)):
        await box.client().chat_postMessage(channel=box.math.id, text="Never")
    assert time.monotonic() - began < 1
    assert len(box.workspace.journal) == 0


async def test_a_trigger_can_be_made_to_expire(box: Sandbox) -> None:
    box.server.faults.add(Fault.EXPIRE_TRIGGER, "views.open", count=1)
    trigger = box.workspace.triggers.issue(box.app, box.ada.id)
    expired = box.client().views_open(trigger_id=trigger, view=a_modal())
    assert await refusal(expired) == "expired_trigger_id"


async def test_chance_repeats_with_its_seed(box: Sandbox) -> None:
    faults = box.server.faults
    rule = faults.add(Fault.ERROR, "auth.test", probability=0.5, error="fatal_error")

    async def outcomes() -> list[bool]:
        faults.seed(7)
        answers = [box.client().auth_test() for _ in range(12)]
        return [isinstance(a, SlackApiError) for a in await asyncio.gather(*answers, return_exceptions=True)]

    first = await outcomes()
    assert sum(first) == sum(await outcomes())
    assert 0 < sum(first) < 12
    faults.remove(rule)
    assert (await box.client().auth_test())["ok"]
