"""What lies beneath the workspace, over HTTP: traffic, refused calls, rate limits, faults."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError

from bot.preview.fresh import FreshTemplates
from bot.preview.gallery import Gallery
from bot.preview.routes import PreviewRoutes
from sandbox.faults import API_FAULTS, DELIVERY_FAULTS, Fault
from sandbox.page.server import Page, PageServer, World
from tests.support.sandboxes import Sandbox, a_sandbox
from tests.support.slack_side import eventually

Json = dict[str, Any]
ROOT = Path(__file__).parents[2]
JSON_TYPE = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class Panel:
    """The page of a sandbox, asked as the developer's panel asks it."""

    box: Sandbox
    http: aiohttp.ClientSession
    url: str

    async def get(self, path: str, status: int = 200) -> Json:
        return await self._ask("GET", path, None, status)

    async def post(self, path: str, body: object, status: int = 200) -> Json:
        return await self._ask("POST", path, body, status)

    async def _ask(self, method: str, path: str, body: object, status: int) -> Json:
        data = None if body is None else json.dumps(body)
        async with self.http.request(
            method, f"{self.url}control/{path}", data=data, headers=JSON_TYPE
        ) as answer:
            said: Json = await answer.json()
            assert answer.status == status, said
            return said

    async def refused(self, path: str, body: object, status: int = 400) -> str:
        """The sentence with which a request is refused."""
        error = (await self.post(path, body, status))["error"]
        return str(error["sentence"])

    async def end_faults(self) -> Json:
        return await self._ask("DELETE", "faults", None, 200)

    async def call(self, text: str = "Hello") -> None:
        """One call that may fail."""
        with suppress(SlackApiError, aiohttp.ClientError, AttributeError):
            await self.box.client().chat_postMessage(channel=self.box.math.id, text=text)


@pytest.fixture
async def panel() -> AsyncIterator[Panel]:
    page = Page()
    async with a_sandbox() as box, PageServer(page) as serving, aiohttp.ClientSession() as http:
        page.show(World(box.server))
        yield Panel(box, http, serving.url)


# --- traffic


async def test_the_newest_exchanges_are_listed_oldest_first_and_older_ones_by_the_page(panel: Panel) -> None:
    for _ in range(5):
        await panel.box.client().auth_test()
    newest = await panel.get("traffic?limit=2")
    assert [one["id"] for one in newest["entries"]] == [4, 5]
    assert newest["has_older"] is True
    older = await panel.get("traffic?limit=10&before=4")
    assert [one["id"] for one in older["entries"]] == [1, 2, 3]
    assert older["has_older"] is False
    assert [one["id"] for one in (await panel.get("traffic?after=3"))["entries"]] == [4, 5]
    assert "request" not in newest["entries"][0]


async def test_exchanges_can_be_chosen_by_kind_and_by_whether_they_failed(panel: Panel) -> None:
    await panel.call()
    with suppress(SlackApiError):
        await panel.box.client().chat_postMessage(channel="C404", text="Hello")
    await panel.box.server.settle()
    assert {one["kind"] for one in (await panel.get("traffic"))["entries"]} == {"api", "events_api"}
    assert [one["ok"] for one in (await panel.get("traffic?kind=api"))["entries"]] == [True, False]
    (failed,) = (await panel.get("traffic?kind=api&errors=1"))["entries"]
    assert failed["error"] == "channel_not_found"
    assert "gossip" in (await panel.get("traffic?kind=gossip", 400))["error"]["sentence"]


async def test_one_exchange_is_shown_whole_and_a_forgotten_one_is_missed(panel: Panel) -> None:
    await panel.call("All of it")
    (entry,) = (await panel.get("traffic?kind=api"))["entries"]
    whole = await panel.get(f"traffic/{entry['id']}")
    assert whole["request"]["text"] == "All of it"
    assert whole["response"]["ok"] is True
    await panel.post("traffic", {"do": "clear"})
    assert (await panel.get("traffic"))["entries"] == []
    assert (await panel.get(f"traffic/{entry['id']}", 404))["error"]["code"] == "not_found"
    await panel.get("traffic/x", 400)
    await panel.get(f"traffic/{'9' * 5000}", 400)


async def test_an_open_window_that_wants_the_traffic_is_told_of_it(panel: Panel) -> None:
    async with panel.http.ws_connect(f"{panel.url}control/live") as window:
        await window.send_json({"want": ["traffic"]})
        await window.send_json({"as": panel.box.ben.id})
        async with asyncio.timeout(10):
            while (await window.receive_json())["type"] != "hello":
                pass
            while (await window.receive_json()).get("as") != panel.box.ben.id:
                pass
            await panel.box.client().auth_test()
            told = await window.receive_json()
            while told["type"] != "traffic":
                told = await window.receive_json()
    assert told["entry"] == (await panel.get("traffic"))["entries"][0]


async def test_refused_calls_are_listed_with_what_was_wrong(panel: Panel) -> None:
    with suppress(SlackApiError):
        await panel.box.client().chat_postMessage(
            channel=panel.box.math.id, text="x", blocks=[{"type": "section"}]
        )
    (call,) = (await panel.get("rejected"))["calls"]
    assert (call["at"], call["method"]) == ("2026-09-07T15:00:00Z", "chat.postMessage")
    assert call["error"] == "invalid_blocks"
    assert call["messages"]


# --- limits


async def test_limits_tell_how_much_of_a_minute_is_used_up(panel: Panel) -> None:
    await panel.post("limits", {"enabled": True})
    for _ in range(6):
        await panel.call()
    panel.box.clock.advance(timedelta(milliseconds=2500))
    limits = await panel.get("limits")
    (method,) = limits["methods"]
    assert method == {
        "app_id": panel.box.app.id,
        "method": "chat.postMessage",
        "tier": "posts",
        "allowed": 300,
        "used": 6,
        "refused": 2,
        "free_in": 57.5,
    }
    (channel,) = limits["channels"]
    assert channel == {
        "app_id": panel.box.app.id,
        "id": panel.box.math.id,
        "name": "math-plc",
        "tokens": 2.5,
        "burst": 4,
    }
    panel.box.clock.advance(timedelta(minutes=1))
    later = await panel.get("limits")
    assert (later["methods"][0]["used"], later["methods"][0]["free_in"]) == (0, None)
    assert later["channels"][0]["tokens"] == 4
    assert (await panel.post("limits", {"enabled": False}))["enabled"] is False
    await panel.refused("limits", {"enabled": "no"})


# --- faults


async def test_a_switch_breaks_every_call_until_it_is_turned_off(panel: Panel) -> None:
    on = await panel.post("faults", {"do": "switch", "preset": "429", "on": True})
    assert [one["name"] for one in on["presets"] if one["is_on"]] == ["429"]
    assert [(one["fault"], one["preset"]) for one in on["rules"]] == [("rate_limited", "429")]
    await panel.call()
    entry = (await panel.get("traffic"))["entries"][-1]
    assert (entry["status"], entry["fault"], entry["retry_after"]) == (429, "rate_limited", 10)
    off = await panel.post("faults", {"do": "switch", "preset": "429", "on": False})
    assert off["rules"] == []
    assert [(one["method"], one["fault"]) for one in off["injected"]] == [
        ("chat.postMessage", "rate_limited")
    ]
    await panel.call()
    assert panel.box.math.timeline


@pytest.mark.parametrize(("preset", "error"), [("500", "http_500"), ("drop", "connection_cut")])
async def test_the_other_switches_do_as_they_are_called(panel: Panel, preset: str, error: str) -> None:
    await panel.post("faults", {"do": "switch", "preset": preset, "on": True})
    await panel.post("faults", {"do": "switch", "preset": preset, "on": True})
    await panel.call()
    await eventually(lambda: len(panel.box.server.traffic) == 1)
    assert (await panel.get("traffic"))["entries"][0]["error"] == error
    assert panel.box.math.timeline == []
    assert (await panel.end_faults())["rules"] == []


async def test_a_rule_of_ones_own_befalls_what_it_names_as_often_as_it_says(panel: Panel) -> None:
    rule = {"fault": "error", "methods": ["chat.*"], "count": 1, "error": "fatal_error", "probability": 1}
    (added,) = (await panel.post("faults", {"do": "add", **rule}))["rules"]
    assert added == {**rule, "id": 1, "retry_after": 1, "hang": 0.2, "preset": None}
    await panel.box.client().auth_test()
    await panel.call()
    assert (await panel.get("traffic?errors=1&kind=api"))["entries"][0]["error"] == "fatal_error"
    assert (await panel.get("faults"))["rules"] == []
    second = await panel.post("faults", {"fault": "duplicate"})
    assert [one["id"] for one in second["rules"]] == [2]
    assert (await panel.post("faults", {"do": "remove", "id": 2}))["rules"] == []
    await panel.refused("faults", {"do": "remove", "id": 2}, 404)
    await panel.post("faults", {"fault": "reorder"})
    assert (await panel.post("faults", {"do": "clear"}))["rules"] == []


WRONG = [
    {"do": "pray"},
    {"do": "add"},
    {"do": "add", "fault": "gremlins"},
    {"do": "add", "fault": ["error"]},
    {"do": "add", "fault": "error", "probability": 2},
    {"do": "add", "fault": "error", "probability": True},
    {"do": "add", "fault": "error", "count": 0},
    {"do": "add", "fault": "slow", "hang": 1e9},
    {"do": "add", "fault": "error", "methods": "chat.*"},
    {"do": "switch", "preset": "418", "on": True},
    {"do": "switch", "preset": "429"},
    [],
]


@pytest.mark.parametrize("body", WRONG, ids=json.dumps)
async def test_what_makes_no_sense_is_refused_with_a_sentence_and_changes_nothing(
    panel: Panel, body: object
) -> None:
    assert (await panel.refused("faults", body)).endswith(".")
    assert (await panel.get("faults"))["rules"] == []


async def test_every_kind_of_fault_is_explained(panel: Panel) -> None:
    known = {one["fault"]: one for one in (await panel.get("faults"))["known"]}
    assert set(known) == {fault.value for fault in Fault}
    for side, faults in (("api", API_FAULTS), ("delivery", DELIVERY_FAULTS)):
        assert {known[fault.value]["side"] for fault in faults} == {side}


# --- triggers and connections


async def test_triggers_expire_at_a_word(panel: Panel) -> None:
    workspace, app = panel.box.workspace, panel.box.app
    for _ in range(2):
        workspace.triggers.issue(app, panel.box.ada.id)
    assert await panel.post("expire_triggers", {}) == {"expired": 2}
    assert await panel.post("expire_triggers", {}) == {"expired": 0}


async def test_connections_tell_whether_an_app_is_there(panel: Panel) -> None:
    app = panel.box.app
    there = {"id": app.id, "name": app.name, "transport": "socket_mode", "connections": 0}
    assert await panel.get("connections") == {"apps": [there]}
    async with panel.http.ws_connect(panel.box.server.sockets.url(app)):
        await eventually(lambda: bool(panel.box.server.sockets.connections(app)))
        assert (await panel.get("connections"))["apps"][0]["connections"] == 1
    panel.box.server.deliver_to(app, "http://127.0.0.1:9/")
    assert (await panel.get("connections"))["apps"][0]["transport"] == "http"


# --- the guide


def the_guide() -> str:
    return (ROOT / "docs" / "sandbox.md").read_text(encoding="utf-8")


def test_every_address_stands_in_the_guide_and_every_one_there_exists() -> None:
    app = web.Application()
    Page(extras=[PreviewRoutes(Gallery(FreshTemplates(), None))]).add_routes(app)
    registered = {
        f"{route.method} {route.resource.canonical}"
        for route in app.router.routes()
        if route.resource is not None and route.method != "HEAD"
    }
    control = {one for one in registered if "/control/" in one}
    assert set(re.findall(r"`((?:GET|POST|DELETE) /control/[^`?]+)", the_guide())) == control


def test_every_fault_stands_in_the_guide() -> None:
    faults = the_guide().split("| fault | what happens |")[1].split("```")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", faults, re.MULTILINE)) == {fault.value for fault in Fault}


async def test_everything_one_can_do_stands_in_the_guide(panel: Panel) -> None:
    known = await panel.refused(f"people/{panel.box.ada.id}/acts", {"do": "?"})
    deeds = the_guide().split("| `do` | and |")[1].split("`place` is")[0]
    told = re.findall(r"^\| ([^|]+) \|", deeds, re.MULTILINE)
    assert {name for row in told for name in re.findall(r"`(\w+)`", row)} == set(
        re.findall(r"\w+", known.partition(":")[2])
    )


async def test_what_the_guide_has_scripts_send_is_understood(panel: Panel) -> None:
    sent = re.findall(r"\$AT/(\S+) -d '(\{.*?\})'$", the_guide(), re.MULTILINE | re.DOTALL)
    assert [path for path, _ in sent] == [
        "people/U00000001/acts",
        "people/U00000002/acts",
        "clock",
        "faults",
    ]
    bodies = {path: json.loads(body) for path, body in sent}
    assert (await panel.post("faults", bodies["faults"]))["rules"][0]["fault"] == "apply_then_drop"
    command = bodies["people/U00000001/acts"]
    outcome = await panel.post(f"people/{panel.box.ada.id}/acts", {**command, "channel": panel.box.math.id})
    assert outcome["delivered"] is True
    assert outcome["trouble"] == "/hello failed with the error “dispatch_failed”"
