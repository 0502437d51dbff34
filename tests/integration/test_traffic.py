"""What the sandbox remembers of what goes between an app and the workspace."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from time import process_time
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

from community.clock import MovableClock
from sandbox.exchanges import ApiCall
from sandbox.faults import Fault
from sandbox.people import Person
from sandbox.traffic import Exchange, Traffic, struck_out
from tests.support.sandboxes import MONDAY, Sandbox, a_modal, a_sandbox
from tests.support.slack_side import eventually

Json = dict[str, Any]


@pytest.fixture
async def box() -> AsyncIterator[Sandbox]:
    async with a_sandbox() as running:
        yield running


def the_last(box: Sandbox, kind: str) -> Exchange:
    return [one for one in box.server.traffic if one.kind == kind][-1]


def greeter(box: Sandbox) -> AsyncApp:
    """An app whose command opens a form that has to be answered, and which hears messages."""
    app = AsyncApp(client=box.client(), token=box.app.bot_token)

    @app.command("/hello")
    async def hello(ack: Any, command: Json, client: Any, respond: Any) -> None:
        await ack("Here you are.")
        await client.views_open(trigger_id=command["trigger_id"], view=a_modal())
        await respond("Did you see it?")

    @app.view("form")
    async def submitted(ack: Any) -> None:
        await ack(response_action="errors", errors={"title": "Too plain."})

    @app.event("message")
    async def heard() -> None:
        pass

    return app


@asynccontextmanager
async def connected(box: Sandbox) -> AsyncIterator[None]:
    handler = AsyncSocketModeHandler(greeter(box), box.app.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call] # so is Bolt
    await eventually(lambda: bool(box.server.sockets.connections(box.app)))
    try:
        yield
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call] # so is Bolt


# --- calls


async def test_a_call_is_remembered_with_what_was_asked_and_what_was_answered(box: Sandbox) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "*Hello*"}}]
    posted = await box.client().chat_postMessage(channel=box.math.id, text="Hello", blocks=blocks)
    entry = the_last(box, "api").details()
    assert entry["way"] == "in"
    assert (entry["kind"], entry["name"], entry["ok"], entry["status"]) == (
        "api",
        "chat.postMessage",
        True,
        200,
    )
    assert entry["at"] == "2026-09-07T15:00:00Z"
    assert entry["ms"] > 0
    assert entry["app_id"] == box.app.id
    assert entry["summary"] == f"channel={box.math.id} “Hello”"
    assert entry["request"] == {"channel": box.math.id, "text": "Hello", "blocks": blocks}
    assert entry["response"] == posted.data


async def test_a_refused_call_says_why_with_what_validation_found(box: Sandbox) -> None:
    wrong = [{"type": "section"}]
    with pytest.raises(SlackApiError):
        await box.client().chat_postMessage(channel=box.math.id, text="x", blocks=wrong)
    entry = the_last(box, "api").details()
    assert (entry["ok"], entry["error"], entry["status"]) == (False, "invalid_blocks", 200)
    assert entry["messages"]
    assert entry["messages"] == entry["response"]["response_metadata"]["messages"]


async def test_a_call_too_many_says_how_long_to_wait(box: Sandbox) -> None:
    box.server.limits.enabled = True
    for _ in range(5):
        with suppress(SlackApiError):
            await box.client().chat_postMessage(channel=box.math.id, text="Hello")
    entry = the_last(box, "api").details()
    assert (entry["status"], entry["error"], entry["retry_after"]) == (429, "ratelimited", 1)
    assert entry["fault"] is None
    assert entry["request"]["text"] == "Hello"


@pytest.mark.parametrize(
    ("fault", "status", "error"),
    [
        (Fault.RATE_LIMITED, 429, "ratelimited"),
        (Fault.SERVER_ERROR, 500, "http_500"),
        (Fault.INVALID_JSON, 200, "invalid_json"),
        (Fault.REFUSE, "cut", "connection_cut"),
        (Fault.APPLY_THEN_DROP, "cut", "connection_cut"),
        (Fault.ERROR, 200, "internal_error"),
        (Fault.SLOW, 200, None),
    ],
)
async def test_a_fault_is_named_beside_what_it_did_and_what_was_asked(
    box: Sandbox, fault: Fault, status: object, error: str | None
) -> None:
    box.server.faults.add(fault, "chat.*", hang=0.05)
    with suppress(SlackApiError, aiohttp.ClientError, AttributeError):
        await box.client().chat_postMessage(channel=box.math.id, text="Hello")
    await eventually(lambda: any(one.kind == "api" for one in box.server.traffic))
    entry = the_last(box, "api").details()
    assert (entry["fault"], entry["status"], entry["error"]) == (fault.value, status, error)
    assert entry["request"]["text"] == "Hello"
    if fault is Fault.SLOW:
        assert entry["ms"] >= 50


async def test_no_token_secret_or_ticket_is_ever_shown(box: Sandbox) -> None:
    client = box.client(token="")
    await client.apps_connections_open(app_token=box.app.app_token)
    form = {"token": box.app.bot_token}
    async with aiohttp.ClientSession() as http:
        await http.post(f"{box.server.api_url}auth.test", data=form)
        code = box.workspace.oauth_codes.issue(box.app, box.ada.id, "http://localhost/")
        form = {
            "client_id": box.app.client_id,
            "client_secret": box.app.client_secret,
            "code": code,
            "redirect_uri": "http://localhost/",
        }
        await http.post(f"{box.server.api_url}oauth.v2.access", data=form)
    told = json.dumps([one.details() for one in box.server.traffic], ensure_ascii=False)
    assert [one.ok for one in box.server.traffic] == [True, True, True]
    for secret in (box.app.bot_token, box.app.app_token, box.app.client_secret):
        assert secret not in told
        assert secret[12:] not in told
    assert "ticket=…" in told
    assert "xoxb-…" in told


async def test_a_call_that_carries_a_file_can_be_looked_at(box: Sandbox) -> None:
    form = aiohttp.FormData({"token": box.app.bot_token})
    form.add_field("file", b"a,b", filename="year.csv")
    address = f"{box.server.api_url}auth.test"
    async with aiohttp.ClientSession() as http, http.post(address, data=form) as answer:
        assert (await answer.json())["ok"]
    entry = the_last(box, "api").details()
    assert json.loads(json.dumps(entry))["request"] == {"token": "xoxb-…", "file": "year.csv"}


def test_striking_out_leaves_everything_else_as_it_was() -> None:
    given = {"token": 7, "code": "A1", "a": [{"token": "abc", "note": "see xoxb-12-ab, xapp-1-A"}], "n": None}
    assert struck_out(given) == {
        "token": 7,
        "code": "A1",
        "a": [{"token": "…", "note": "see xoxb-…, xapp-…"}],
        "n": None,
    }


# --- deliveries


async def test_a_command_is_remembered_with_its_ack_and_what_the_app_did_besides(box: Sandbox) -> None:
    async with connected(box):
        await Person(box.server, box.ada).runs("/hello world", channel="math-plc")
    told = {
        (one.kind, one.name.split("/")[1] if "/" in one.name else one.name): one for one in box.server.traffic
    }
    command = told["slash_commands", "hello"].details()
    assert (command["way"], command["ok"], command["status"]) == ("out", True, "acked")
    assert (command["attempts"], command["transport"]) == (1, "socket_mode")
    assert command["request"]["text"] == "world"
    assert command["request"]["token"] == "…"
    assert command["response"] == {"text": "Here you are."}
    assert [made["error"] for made in command["attempts_made"]] == [None]
    assert told["api", "views.open"].details()["request"]["view"]["callback_id"] == "form"
    answer = told["response_url", "actions"].details()
    assert (answer["summary"], answer["response"], answer["ok"]) == ("“Did you see it?”", "ok", True)


async def test_a_form_is_remembered_as_it_was_sent_and_with_the_errors_it_got(box: Sandbox) -> None:
    ada = Person(box.server, box.ada)
    async with connected(box):
        await ada.runs("/hello", channel="math-plc")
        await ada.submits({"Title": "SEL"})
        await ada.fills({"Title": "Something else"})
    (sent,) = (one.details() for one in box.server.traffic if one.kind == "interactive")
    assert sent["name"] == "view_submission"
    assert sent["request"]["view"]["state"]["values"]["title"]["entry"]["value"] == "SEL"
    assert sent["response"]["errors"] == {"title": "Too plain."}


async def test_an_event_nobody_takes_is_there_at_once_and_told_again_with_each_attempt(box: Sandbox) -> None:
    told: list[Json] = []
    stop = box.server.traffic.subscribe(lambda exchange: told.append(exchange.as_json()))
    box.workspace.post(box.math.id, box.ada.id, "Anybody?")
    await box.server.settle()
    stop()
    assert [(one["id"], one["attempts"], one["error"]) for one in told] == [
        (1, 0, None),
        *((1, number, "no_connection") for number in (1, 2, 3, 4)),
    ]
    assert (told[0]["status"], told[0]["ms"], told[0]["ok"]) == (None, None, True)
    assert told[-1]["status"] == "failed"
    entry = the_last(box, "events_api").details()
    assert (entry["kind"], entry["name"], entry["summary"]) == ("events_api", "message", "“Anybody?”")
    assert [made["reason"] for made in entry["attempts_made"]] == ["", *["connection_failed"] * 3]
    box.workspace.post(box.math.id, box.ada.id, "Nobody hears of this")
    await box.server.settle()
    assert len(told) == 5


async def test_what_happened_first_stands_first(box: Sandbox) -> None:
    async with connected(box):
        await Person(box.server, box.ada).runs("/hello", channel="math-plc")
        await box.client().chat_postMessage(channel=box.math.id, text="Hello")
        await box.server.settle()
    names = [one.name for one in box.server.traffic]
    assert names[names.index("/hello") :] == [
        "/hello",
        "auth.test",
        "views.open",
        "/actions/A00000001/800000001",
        "chat.postMessage",
        "message",
    ]


async def test_what_slack_would_not_even_try_is_remembered_too(box: Sandbox) -> None:
    await box.server.deliver(box.app, "slash_commands", {"command": "/goodbye", "text": ""})
    entry = the_last(box, "slash_commands").details()
    assert (entry["ok"], entry["error"], entry["attempts"]) == (False, "unknown_command", 0)
    assert entry["status"] == "refused"


async def test_faults_of_deliveries_are_named(box: Sandbox) -> None:
    async with connected(box):
        for fault in (Fault.LOSE_ACK, Fault.DUPLICATE):
            box.server.faults.add(fault, "message", count=1)
            box.workspace.post(box.math.id, box.ada.id, "Hello")
            await box.server.settle()
    faults = [
        (one.as_json()["fault"], one.as_json()["attempts"]) for one in box.server.traffic if one.kind != "api"
    ]
    assert sorted(faults, key=str) == sorted([("lose_ack", 2), (None, 1), ("duplicate", 1)], key=str)


# --- uploads


async def test_an_upload_is_remembered_by_its_name_and_size(box: Sandbox) -> None:
    await box.client().files_upload_v2(channel=box.math.id, filename="year.csv", content="a,b\n")
    await box.server.settle()
    (upload,) = (one.details() for one in box.server.traffic if one.kind == "upload")
    assert (upload["summary"], upload["ok"], upload["way"]) == ("year.csv, 4 bytes", True, "in")


# --- the ring


def test_only_the_newest_are_remembered_and_ids_go_on_counting() -> None:
    traffic = Traffic(MovableClock(MONDAY), remembered=3)
    for _ in range(5):
        traffic.add(traffic.begin(), "api", "api.test", ApiCall())
    assert [one.id for one in traffic] == [3, 4, 5]
    assert traffic.find(2) is None
    traffic.clear()
    assert len(traffic) == 0
    assert traffic.add(traffic.begin(), "api", "api.test", ApiCall()).id == 6


def test_remembering_costs_next_to_nothing_while_nobody_looks() -> None:
    traffic, rounds = Traffic(MovableClock(MONDAY)), 5_000
    began = process_time()
    for _ in range(rounds):
        traffic.add(traffic.begin(), "api", "chat.postMessage", ApiCall({"text": "Hello"}, "A1", 200, b"{}"))
    assert (process_time() - began) / rounds < 0.000_1  # a call takes more than a millisecond
