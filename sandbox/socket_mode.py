"""Socket Mode: tickets, WebSocket connections, envelopes and their acks, and everything that can break."""

import asyncio
import itertools
import json
import time
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from aiohttp import WSMessage, WSMsgType, web

from sandbox.delivery import Attempt, Outcome
from sandbox.faults import Fault, Faults
from sandbox.ids import secret
from sandbox.model import InstalledApp, Json
from sandbox.workspace import Workspace

Reason = Literal["warning", "refresh_requested", "link_disabled", "too_many_websockets"]
MAX_CONNECTIONS = 10
TICKET_LIFETIME_S = 30.0
LOST_GRACE_S = 0.25
CLOSING_GRACE_S = 0.25


@dataclass(slots=True, eq=False)
class Connection:
    """One WebSocket of an app. A half-open one neither answers nor hears anything more."""

    app_id: str
    socket: web.WebSocketResponse
    request: web.Request
    half_open: bool = False
    lost: asyncio.Event = field(default_factory=asyncio.Event)

    def abort(self) -> None:
        """Cut the TCP connection without a closing handshake."""
        if self.request.transport is not None:
            self.request.transport.abort()
        self.lost.set()


class SocketMode:
    """All Socket Mode connections of the workspace's apps.

    `ticket_lifetime` is in real seconds. Envelopes go to the connections of an app in turn.
    """

    name = "socket_mode"

    def __init__(
        self, workspace: Workspace, faults: Faults, *, ticket_lifetime: float = TICKET_LIFETIME_S
    ) -> None:
        self.ticket_lifetime = ticket_lifetime
        self.tickets_issued = 0
        self._workspace = workspace
        self._faults = faults
        self._tickets: dict[str, tuple[str, float]] = {}
        self._connections: dict[str, list[Connection]] = {}
        self._waiting: dict[str, asyncio.Future[Any]] = {}
        self._turn = itertools.count()
        self._refuse_until = 0.0

    # --- coming in

    def url(self, app: InstalledApp) -> str:
        """A fresh URL whose ticket lets one connection in, soon."""
        ticket = secret()
        self._tickets[ticket] = (app.id, time.monotonic())
        self.tickets_issued += 1
        base = self._workspace.base_url.replace("http://", "ws://")
        return f"{base}/link/?ticket={ticket}&app_id={app.id}"

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """The WebSocket endpoint: hello, then acks until the connection ends."""
        app_id = self._redeem(request.query.get("ticket", ""))
        if time.monotonic() < self._refuse_until:
            return web.Response(status=503, text="try again later")
        if app_id is None:
            return web.Response(status=403, text="invalid ticket")
        socket = web.WebSocketResponse(autoping=False, max_msg_size=0)
        await socket.prepare(request)
        connection = Connection(app_id, socket, request)
        await self._welcome(connection)
        return socket

    def _redeem(self, ticket: str) -> str | None:
        """The app a ticket is for. It is used up by any attempt, as Slack's are."""
        app_id, issued = self._tickets.pop(ticket, ("", 0.0))
        return app_id if app_id and time.monotonic() - issued <= self.ticket_lifetime else None

    async def _welcome(self, connection: Connection) -> None:
        mine = self._connections.setdefault(connection.app_id, [])
        if len(mine) >= MAX_CONNECTIONS:
            await connection.socket.send_json(_disconnect_frame("too_many_websockets"))
            await connection.socket.close()
            return
        await connection.socket.send_json(_hello_frame(connection.app_id, len(mine) + 1))
        mine.append(connection)
        try:
            await self._listen(connection)
        finally:
            connection.lost.set()
            if connection in mine:
                mine.remove(connection)

    async def _listen(self, connection: Connection) -> None:
        async for message in connection.socket:
            if not connection.half_open:
                await self._hear(connection, message)

    async def _hear(self, connection: Connection, message: WSMessage) -> None:
        if message.type is WSMsgType.PING:
            await connection.socket.pong(message.data)
        elif message.type is WSMsgType.TEXT:
            self._acknowledge(message.data)

    def _acknowledge(self, text: str) -> None:
        """An ack counts whichever connection it comes on; one for an unknown envelope is ignored."""
        ack = json.loads(text)
        waiting = self._waiting.get(ack.get("envelope_id", ""))
        if waiting is not None and not waiting.done():
            waiting.set_result(ack.get("payload"))

    # --- going out

    async def send(self, attempt: Attempt) -> Outcome:
        """Send an envelope to one connection and wait for its ack."""
        connection = self._next_connection(attempt.app.id)
        if connection is None:
            return Outcome(error="no_connection")
        envelope_id = secret()
        waiting = self._waiting[envelope_id] = asyncio.get_running_loop().create_future()
        try:
            fault = await self._put_on_wire(connection, attempt, envelope_id)
            return replace(await _ack(waiting, connection, attempt.deadline), fault=fault)
        finally:
            del self._waiting[envelope_id]

    async def _put_on_wire(self, connection: Connection, attempt: Attempt, envelope_id: str) -> Fault | None:
        """Send an envelope; the fault that befell it, if one did."""
        if self._faults.for_delivery(Fault.DROP_SOCKET, attempt.kind):
            connection.abort()
            return Fault.DROP_SOCKET
        if connection.half_open:
            return None
        try:
            # A client that stopped reading fills the socket's buffer; waiting for it must end as well.
            async with asyncio.timeout(attempt.deadline):
                await connection.socket.send_str(json.dumps(_envelope(attempt, envelope_id)))
        except (ConnectionError, TimeoutError):
            connection.lost.set()
        return None

    def _next_connection(self, app_id: str) -> Connection | None:
        living = [c for c in self._connections.get(app_id, ()) if not (c.lost.is_set() or c.socket.closed)]
        return living[next(self._turn) % len(living)] if living else None

    # --- breaking

    def connections(self, app: InstalledApp) -> list[Connection]:
        """The connections the app has now."""
        return list(self._connections.get(app.id, ()))

    async def disconnect(self, app: InstalledApp, reason: Reason) -> None:
        """Send every connection of the app a `disconnect` frame.

        Unless it is a mere `warning`, a connection that the app does not close itself is cut a moment later.
        """
        for connection in self.connections(app):
            if connection.lost.is_set() or connection.socket.closed:
                continue
            await connection.socket.send_json(_disconnect_frame(reason))
            if reason != "warning":
                asyncio.get_running_loop().call_later(CLOSING_GRACE_S, connection.abort)

    def drop(self, app: InstalledApp) -> int:
        """Cut every connection of the app without a word; returns how many."""
        dropped = self.connections(app)
        for connection in dropped:
            connection.abort()
        return len(dropped)

    def half_open(self, app: InstalledApp) -> None:
        """Let every connection look alive but answer nothing, pings included."""
        for connection in self.connections(app):
            connection.half_open = True

    def refuse(self, seconds: float) -> None:
        """Refuse new connections for `seconds` of real time; tickets tried meanwhile are used up."""
        self._refuse_until = time.monotonic() + seconds

    async def stop(self) -> None:
        """Close every connection."""
        for connections in self._connections.values():
            for connection in list(connections):
                connection.abort()


async def _ack(waiting: asyncio.Future[Any], connection: Connection, deadline: float) -> Outcome:
    """The ack within the deadline; when the connection is lost, only a moment more is granted."""
    lost = asyncio.ensure_future(connection.lost.wait())
    try:
        await asyncio.wait({waiting, lost}, timeout=deadline, return_when=asyncio.FIRST_COMPLETED)
        if not waiting.done() and lost.done():
            await asyncio.wait({waiting}, timeout=min(LOST_GRACE_S, deadline))
    finally:
        lost.cancel()
    if waiting.done():
        return Outcome(body=waiting.result())
    if connection.lost.is_set():
        return Outcome(error="connection_lost")
    return Outcome(late=True, error="timeout")


def _hello_frame(app_id: str, number: int) -> Json:
    return {
        "type": "hello",
        "num_connections": number,
        "debug_info": {
            "host": "sandbox",
            "started": "",
            "build_number": 0,
            "approximate_connection_time": 18060,
        },
        "connection_info": {"app_id": app_id},
    }


def _disconnect_frame(reason: Reason) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}


def _envelope(attempt: Attempt, envelope_id: str) -> Json:
    envelope: Json = {
        "envelope_id": envelope_id,
        "type": attempt.kind,
        "accepts_response_payload": attempt.accepts_answer,
        "payload": attempt.payload,
    }
    if attempt.kind == "events_api":
        envelope |= {"retry_attempt": attempt.number, "retry_reason": attempt.reason}
    return envelope
