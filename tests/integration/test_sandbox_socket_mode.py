"""Socket Mode of the sandbox, with the real client and a real Bolt app."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from sandbox.delivery import Patience
from sandbox.faults import Fault
from sandbox.socket_mode import MAX_CONNECTIONS
from tests.support.sandboxes import Sandbox, a_modal, a_sandbox
from tests.support.slack_side import eventually

QUIET = logging.getLogger("quiet")
QUIET.setLevel(logging.CRITICAL + 1)
COMMAND = {"command": "/hello", "text": ""}


class Listener:
    """A Socket Mode client that keeps what it gets and acks it, unless told to be silent."""

    def __init__(self, box: Sandbox) -> None:
        self.got: list[SocketModeRequest] = []
        self.silent_for = 0
        self.payload: dict[str, Any] | None = None
        self.client = SocketModeClient(
            app_token=box.app.app_token, web_client=box.client(), ping_interval=0.1, logger=QUIET
        )
        self.client.socket_mode_request_listeners.append(self._hear)

    async def _hear(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        self.got.append(request)
        if self.silent_for:
            self.silent_for -= 1
            return
        await client.send_socket_mode_response(SocketModeResponse(request.envelope_id, self.payload))

    @property
    def texts(self) -> list[str]:
        return [request.payload["event"]["text"] for request in self.got]


@asynccontextmanager
async def connected(box: Sandbox) -> AsyncIterator[Listener]:
    listener = Listener(box)
    await listener.client.connect()  # type: ignore[no-untyped-call] # so is the SDK
    await eventually(lambda: bool(box.server.sockets.connections(box.app)))
    try:
        yield listener
    finally:
        await listener.client.close()  # type: ignore[no-untyped-call] # so is the SDK
        await listener.client.aiohttp_client_session.close()


@pytest.fixture
async def box() -> AsyncIterator[Sandbox]:
    async with a_sandbox() as running:
        yield running


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def says(box: Sandbox, text: str) -> None:
    box.workspace.post(box.math.id, box.ada.id, text)


# --- tickets and connections


async def test_the_first_frame_is_hello(box: Sandbox, http: aiohttp.ClientSession) -> None:
    async with http.ws_connect(box.server.sockets.url(box.app)) as socket:
        hello = await socket.receive_json()
        assert (hello["type"], hello["num_connections"]) == ("hello", 1)
        assert hello["connection_info"] == {"app_id": box.app.id}


async def test_a_ticket_lets_one_connection_in_and_soon_expires(
    box: Sandbox, http: aiohttp.ClientSession
) -> None:
    opened = await box.client().apps_connections_open(app_token=box.app.app_token)
    async with http.ws_connect(opened["url"]):
        with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
            await http.ws_connect(opened["url"])
    box.server.sockets.ticket_lifetime = 0.01
    late = box.server.sockets.url(box.app)
    await asyncio.sleep(0.02)
    with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
        await http.ws_connect(late)


async def test_a_ticket_tried_while_the_endpoint_refuses_is_used_up(
    box: Sandbox, http: aiohttp.ClientSession
) -> None:
    url = box.server.sockets.url(box.app)
    box.server.sockets.refuse(0.05)
    with pytest.raises(aiohttp.WSServerHandshakeError, match="503"):
        await http.ws_connect(url)
    await asyncio.sleep(0.06)
    with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
        await http.ws_connect(url)
    async with http.ws_connect(box.server.sockets.url(box.app)) as socket:
        assert (await socket.receive_json())["type"] == "hello"


async def test_an_eleventh_connection_is_turned_away(box: Sandbox, http: aiohttp.ClientSession) -> None:
    held = [await http.ws_connect(box.server.sockets.url(box.app)) for _ in range(MAX_CONNECTIONS)]
    async with http.ws_connect(box.server.sockets.url(box.app)) as socket:
        frame = await socket.receive_json()
        assert (frame["type"], frame["reason"]) == ("disconnect", "too_many_websockets")
    assert len(box.server.sockets.connections(box.app)) == len(held) == MAX_CONNECTIONS


async def test_an_app_without_socket_mode_gets_no_ticket(box: Sandbox) -> None:
    box.app.socket_mode = False
    with pytest.raises(Exception, match="socket_mode_not_enabled"):
        await box.client().apps_connections_open(app_token=box.app.app_token)


# --- envelopes


async def test_each_envelope_goes_to_one_connection(box: Sandbox) -> None:
    async with connected(box) as one, connected(box) as two:
        await eventually(lambda: len(box.server.sockets.connections(box.app)) == 2)
        for number in range(4):
            says(box, str(number))
        await box.server.settle()
        assert sorted(one.texts + two.texts) == ["0", "1", "2", "3"]
        assert len(one.texts) == len(two.texts) == 2


async def test_an_event_not_acked_comes_again_with_its_number(box: Sandbox) -> None:
    async with connected(box) as listener:
        listener.silent_for = 2
        says(box, "Hello")
        await box.server.settle()
        attempts = [(r.retry_attempt, r.retry_reason) for r in listener.got]
        assert attempts == [(0, ""), (1, "http_timeout"), (2, "http_timeout")]
        assert len({r.payload["event_id"] for r in listener.got}) == 1
        assert len({r.envelope_id for r in listener.got}) == 3


async def test_an_ack_may_carry_an_answer_where_one_is_accepted(box: Sandbox) -> None:
    async with connected(box) as listener:
        listener.payload = {"text": "Hi"}
        outcome = await box.server.deliver(box.app, "slash_commands", COMMAND)
        assert (outcome.body, outcome.status, outcome.ok) == ({"text": "Hi"}, None, True)
        await box.server.deliver(box.app, "interactive", {"type": "block_actions"})
        assert [r.accepts_response_payload for r in listener.got] == [True, False]


async def test_a_command_not_acked_is_late_and_comes_no_second_time(box: Sandbox) -> None:
    async with connected(box) as listener:
        listener.silent_for = 1
        outcome = await box.server.deliver(box.app, "slash_commands", COMMAND)
        assert (outcome.late, outcome.error) == (True, "timeout")
        await box.server.settle()
        assert len(listener.got) == 1


async def test_without_a_connection_a_command_fails_and_an_event_waits_for_its_retries(box: Sandbox) -> None:
    assert (await box.server.deliver(box.app, "slash_commands", COMMAND)).error == "no_connection"
    says(box, "Unheard")
    await box.server.settle()
    assert box.server.deliveries.failed[-1].attempts == 4


# --- breaking


@pytest.mark.parametrize("reason", ["refresh_requested", "too_many_websockets"])
async def test_after_a_disconnect_frame_the_client_comes_back_with_a_new_ticket(
    box: Sandbox, reason: Any
) -> None:
    async with connected(box) as listener:
        await box.server.sockets.disconnect(box.app, reason)
        await eventually(lambda: len(box.server.sockets.connections(box.app)) == 1)
        says(box, "Again")
        await box.server.settle()
        assert listener.texts == ["Again"]
        assert box.server.sockets.tickets_issued == 2


async def test_a_warning_leaves_the_connection_open(box: Sandbox, http: aiohttp.ClientSession) -> None:
    async with http.ws_connect(box.server.sockets.url(box.app)) as socket:
        await socket.receive_json()
        await box.server.sockets.disconnect(box.app, "warning")
        assert (await socket.receive_json())["reason"] == "warning"
        assert len(box.server.sockets.connections(box.app)) == 1


async def test_a_dropped_connection_is_mended_and_the_lost_event_comes_again(box: Sandbox) -> None:
    async with connected(box) as listener:
        box.server.faults.add(Fault.DROP_SOCKET, "events_api", count=1)
        box.server.deliveries.patience = Patience(deadline=0.3, retry_delays=(0.4, 0.4, 0.4))
        says(box, "Lost and found")
        await box.server.settle()
        assert listener.texts == ["Lost and found"]
        assert listener.got[0].retry_attempt


async def test_every_connection_can_be_cut_at_once(box: Sandbox) -> None:
    async with connected(box):
        assert box.server.sockets.drop(box.app) == 1
        await eventually(lambda: box.server.sockets.tickets_issued == 2)


async def test_a_half_open_connection_hears_and_answers_nothing(
    box: Sandbox, http: aiohttp.ClientSession
) -> None:
    async with http.ws_connect(box.server.sockets.url(box.app), autoping=False) as socket:
        await socket.receive_json()
        await socket.ping(b"one")
        assert (await socket.receive()).type is aiohttp.WSMsgType.PONG
        box.server.sockets.half_open(box.app)
        await socket.ping(b"two")
        with pytest.raises(TimeoutError):
            await socket.receive(timeout=0.05)
        assert (await box.server.deliver(box.app, "slash_commands", COMMAND)).late


async def test_a_ticket_that_died_during_an_outage_wedges_the_sdks_client(box: Sandbox) -> None:
    async with connected(box) as listener:
        box.server.sockets.refuse(0.4)
        box.server.sockets.drop(box.app)
        await eventually(lambda: box.server.sockets.tickets_issued == 2)
        await asyncio.sleep(0.8)
        assert not await listener.client.is_connected()
        assert box.server.sockets.tickets_issued == 2, "it tries the dead ticket for ever"
        listener.client.wss_uri = None
        await eventually(lambda: len(box.server.sockets.connections(box.app)) == 1)


# --- a real Bolt app


async def test_a_bolt_app_answers_a_command_and_opens_a_modal(box: Sandbox) -> None:
    bolt = AsyncApp(client=box.client(), signing_secret=box.app.signing_secret, logger=QUIET)

    async def hello(ack: Any, body: dict[str, Any], client: Any) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=a_modal())
        await ack(f"Hello, <@{body['user_id']}>")

    async def mentioned(say: Any) -> None:
        await say("You called?")

    bolt.command("/hello")(hello)
    bolt.event("app_mention")(mentioned)
    handler = AsyncSocketModeHandler(bolt, box.app.app_token, logger=QUIET)
    await handler.connect_async()  # type: ignore[no-untyped-call] # so is Bolt
    try:
        box.app.events = frozenset({"app_mention"})
        trigger = box.workspace.triggers.issue(box.app, box.ada.id)
        payload = {**COMMAND, "user_id": box.ada.id, "trigger_id": trigger, "team_id": box.workspace.team_id}
        outcome = await box.server.deliver(box.app, "slash_commands", payload)
        assert outcome.body == {"text": f"Hello, <@{box.ada.id}>"}
        assert box.workspace.views.top(box.ada.id) is not None
        says(box, f"<@{box.app.bot_user_id}> are you there?")
        await eventually(lambda: box.workspace.journal[-1].text == "You called?")
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call] # so is Bolt
