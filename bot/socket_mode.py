"""Socket Mode: the connection, the watchdog that frees it when it is stuck, and an orderly end."""

from __future__ import annotations

import asyncio
import time
from typing import Final

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.metrics import Metrics
from bot.problems import CannotRun
from bot.slack_client import CALL_ERRORS, ask_patiently, error_code
from community.clock import Clock

PING_S: Final = 10.0
CHECK_S: Final = 5.0
CONNECT_S: Final = 30.0
DRAIN_S: Final = 5.0

log = structlog.get_logger(__name__)


class SocketMode:
    """One Socket Mode connection of an app. Build it inside a running event loop.

    `ping_s`: how often the connection is tried; a silent loss is noticed after one such interval.
    `check_s`: how often the watchdog looks.
    """

    def __init__(
        self,
        app: AsyncApp,
        app_token: str,
        clock: Clock,
        metrics: Metrics,
        *,
        ping_s: float = PING_S,
        check_s: float = CHECK_S,
    ) -> None:
        self._app = app
        self._app_token = app_token
        self._clock = clock
        self._metrics = metrics
        self._ping_s = ping_s
        self._check_s = check_s
        self._handler: _Handler | None = None
        self._watchdog: asyncio.Task[None] | None = None
        self._is_connected = False

    @property
    def is_connected(self) -> bool:
        """As the watchdog last saw it: the health of the process."""
        return self._is_connected

    @property
    def under_way(self) -> int:
        """Requests heard and not answered yet."""
        return self._handler.under_way if self._handler is not None else 0

    async def start(self) -> None:
        """Connect. Raises `CannotRun` for a wrong token, or without a connection after half a minute."""
        url = await open_connection(self._app.client, self._app_token, self._clock)
        self._handler = _Handler(self._app, self._app_token, self._metrics, self._ping_s)
        self._handler.client.wss_uri = url
        self._watchdog = asyncio.create_task(self._watch(self._handler.client))
        try:
            connecting = self._handler.client.connect()  # type: ignore[no-untyped-call] # the SDK gives no type
            await asyncio.wait_for(connecting, CONNECT_S)
        except TimeoutError:
            await self.stop()
            raise CannotRun(
                "Slack gave an address for Socket Mode, but nothing answers there.",
                "Check that the network and the proxy let WebSockets (wss) through, then start again.",
            ) from None
        self._is_connected = True
        log.info("socket.connected")

    async def stop(self) -> None:
        """Take nothing new, let what was begun be finished and acknowledged, then hang up."""
        if self._handler is None:
            return
        await self._handler.drain(DRAIN_S)
        if self._watchdog is not None:
            self._watchdog.cancel()
            await asyncio.gather(self._watchdog, return_exceptions=True)
        await self._handler.client.close()  # type: ignore[no-untyped-call] # the SDK gives no type
        self._handler = None
        self._is_connected = False

    async def _watch(self, client: SocketModeClient) -> None:
        """Throw away an address that leads nowhere.

        The SDK's connect loop tries the one address it was given for ever, though it is good for one use and
        a short time, and holds the lock that its own monitor would need. Without it, it asks for a new one.
        """
        seen_down = 0
        while True:
            await asyncio.sleep(self._check_s)
            was_connected, self._is_connected = self._is_connected, await client.is_connected()
            if was_connected != self._is_connected:
                log.info("socket.connected" if self._is_connected else "socket.lost")
            seen_down = 0 if self._is_connected else seen_down + 1
            if seen_down >= 2 and client.wss_uri is not None:
                client.wss_uri = None
                self._metrics.note_forced_reconnect()
                log.warning("socket.address_dropped")


class _Handler(AsyncSocketModeHandler):
    """Bolt's handler, which also knows what is under way: Bolt closes without waiting for it."""

    def __init__(self, app: AsyncApp, app_token: str, metrics: Metrics, ping_s: float) -> None:
        super().__init__(app, app_token, proxy=app.client.proxy, ping_interval=ping_s)
        self.client.proxy = app.client.proxy  # without one the SDK takes the environment's, NO_PROXY or not
        self._metrics = metrics
        self._under_way: set[asyncio.Task[None]] = set()
        self._is_draining = False

    @property
    def under_way(self) -> int:
        return len(self._under_way)

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override] # as Bolt
        if self._is_draining:
            return  # not acknowledged: Slack gives it to the next connection
        task = asyncio.create_task(self._answer(client, req))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        await asyncio.shield(task)

    async def drain(self, at_most_s: float) -> None:
        self._is_draining = True
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=at_most_s)

    async def _answer(self, client: SocketModeClient, req: SocketModeRequest) -> None:
        started, started_at = time.perf_counter(), time.time()
        response = await run_async_bolt_app(self.app, req)
        await send_async_response(client, req, response, started_at)
        self._metrics.note_answer("socket", response.status, time.perf_counter() - started)


async def open_connection(client: AsyncWebClient, app_token: str, clock: Clock) -> str:
    """A fresh Socket Mode address. Raises `CannotRun`; the SDK would ask for ever with a wrong token."""

    async def ask() -> str:
        answer = await client.apps_connections_open(app_token=app_token)
        return str(answer["url"])

    try:
        return await ask_patiently(ask, clock)
    except CALL_ERRORS as error:
        raise _token_trouble(error) from error


def _token_trouble(error: Exception) -> CannotRun:
    code = error_code(error)
    if code is None or code == "ratelimited":
        reason = code or type(error).__name__
        return CannotRun(
            f"Slack could not be asked for a Socket Mode connection ({reason}).",
            "Check the network, the proxy and SLACK_API_URL, then start again.",
        )
    if code in {"socket_mode_disabled", "link_disabled"}:
        return CannotRun(
            f"Socket Mode is switched off for this app ({code}).",
            "Switch it on on your app's page, Socket Mode.",
        )
    return CannotRun(
        f"Slack does not accept SLACK_APP_TOKEN ({code}).",
        "Make an app-level token with the scope connections:write on your app's page, Basic Information; "
        "it begins with xapp-.",
    )
