"""The sandbox's server: the Web API, Socket Mode and HTTP delivery of one workspace, on loopback.

    async with SandboxServer(workspace) as server:
        client = AsyncWebClient(token=app.bot_token, base_url=server.api_url)

`sandbox.alone` runs one by itself, with a page for its people.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from types import TracebackType

from aiohttp import web

from sandbox.delivery import Deliveries, Kind, Outcome, Patience, Transport
from sandbox.faults import Faults
from sandbox.http_events import HttpDelivery
from sandbox.model import InstalledApp, Json
from sandbox.rate_limits import RateLimits
from sandbox.side_doors import SideDoors
from sandbox.socket_mode import SocketMode
from sandbox.traffic import Traffic
from sandbox.web_api import WebApi
from sandbox.web_api.call import Surroundings
from sandbox.workspace import Workspace

MAX_LINE = 1_000_000  # slack_sdk puts whole views into query strings; aiohttp's own limit is 8190 bytes
MAX_BODY = 64 * 1024 * 1024
POLL_S = 0.002
QUIET_POLLS = 4

_UNCOUNTED = ("/link/", "/control/")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class SandboxServer:
    """Serves one workspace. `port=0` takes any free port; `limits.enabled = False` lets benchmarks run.

    `beside` may add routes of its own to the web application.
    `faults`, `limits`, `traffic`, `sockets` and `deliveries` are there to be scripted and looked at.
    """

    def __init__(
        self,
        workspace: Workspace,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        patience: Patience | None = None,
        beside: Callable[[web.Application], None] | None = None,
    ) -> None:
        self.workspace = workspace
        self._beside = beside
        self.faults = Faults(workspace.clock)
        self.limits = RateLimits(workspace.clock)
        self.traffic = Traffic(workspace.clock)
        self.sockets = SocketMode(workspace, self.faults)
        self.http = HttpDelivery()
        self.deliveries = Deliveries(
            workspace, self.faults, patience or Patience(), self._transport_for, self.traffic
        )
        self.requests_served = 0
        self._host, self._port = host, port
        self._being_served = 0
        self._pending: set[asyncio.TimerHandle] = set()
        self._runner: web.AppRunner | None = None
        self._ticking: asyncio.Task[None] | None = None
        self._unsubscribe: Callable[[], None] = lambda: None

    # --- living

    async def start(self) -> None:
        """Listen, and deliver from now on what happens in the workspace."""
        self._runner = web.AppRunner(
            self._application(),
            access_log=None,
            shutdown_timeout=0.1,
            max_line_size=MAX_LINE,
            max_field_size=MAX_LINE,
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()
        self._port = self._runner.addresses[0][1]
        self.workspace.base_url = f"http://{self._host}:{self._port}"
        await self.http.start()
        self._unsubscribe = self.workspace.subscribe_events(self.deliveries.event)
        self._ticking = asyncio.create_task(self._tick())

    async def stop(self) -> None:
        """Stop delivering, close every connection, stop listening."""
        self._unsubscribe()
        if self._ticking is not None:
            self._ticking.cancel()
        for timer in list(self._pending):
            timer.cancel()
        self._pending.clear()
        await self.deliveries.stop()
        await self.sockets.stop()
        await self.http.stop()
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> "SandboxServer":
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def api_url(self) -> str:
        """What `SLACK_API_URL` or `AsyncWebClient(base_url=...)` wants: it ends in `/api/`."""
        return f"{self.workspace.base_url}/api/"

    @property
    def authorize_url(self) -> str:
        """The page where a person lets an app in (`AsyncOAuthSettings(authorization_url=...)`)."""
        return f"{self.workspace.base_url}/oauth/v2/authorize"

    def _application(self) -> web.Application:
        around = Surroundings(self.limits, self._later, self.sockets.url)
        api = WebApi(self.workspace, self.limits, self.faults, around, self.traffic)
        app = web.Application(client_max_size=MAX_BODY, middlewares=[self._count])
        app.router.add_route("*", "/api/{method}", api.handle)
        app.router.add_get("/link/", self.sockets.handle)
        SideDoors(self.workspace, self.traffic).add_routes(app.router)
        if self._beside is not None:
            self._beside(app)
        return app

    @web.middleware
    async def _count(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Count the requests being served; a WebSocket, which stays, is none, nor is what a page asks."""
        if request.path.startswith(_UNCOUNTED):
            return await handler(request)
        self._being_served += 1
        try:
            return await handler(request)
        finally:
            self._being_served -= 1
            self.requests_served += 1

    def _later(self, delay: float, act: Callable[[], object]) -> None:
        """Do something a moment (real seconds) later; until then it counts as in flight."""

        def run() -> None:
            self._pending.discard(timer)
            act()

        timer = asyncio.get_running_loop().call_later(delay, run)
        self._pending.add(timer)

    async def _tick(self) -> None:
        while True:
            self.workspace.post_scheduled()
            await asyncio.sleep(0.05)

    # --- delivering

    def deliver_to(self, app: InstalledApp, request_url: str) -> None:
        """Switch an app to HTTP: its events, commands and interactions go, signed, to this URL."""
        self.http.request_urls[app.id] = request_url

    async def verify_request_url(self, app: InstalledApp) -> bool:
        """Do Slack's url_verification with the app's request URL; whether it passed."""
        return await self.http.verify(app, self.deliveries.patience.deadline)

    def _transport_for(self, app: InstalledApp) -> Transport:
        return self.http if app.id in self.http.request_urls else self.sockets

    async def deliver(self, app: InstalledApp, kind: Kind, payload: Json) -> Outcome:
        """Bring a slash command or an interaction to the app and wait for its ack, at most the deadline."""
        return await self.deliveries.deliver(app, kind, payload)

    # --- settling

    @property
    def in_flight(self) -> int:
        """API requests being served, deliveries not acked yet, events queued and files about to be shared."""
        return self._being_served + self.deliveries.under_way + len(self._pending)

    async def settle(self, timeout: float = 10.0) -> None:
        """Wait until nothing is in flight and nothing new has begun for a few milliseconds.

        Raises `TimeoutError`, saying what is still under way, after `timeout` real seconds.
        """
        give_up = time.monotonic() + timeout
        quiet, seen = 0, self._activity()
        while quiet < QUIET_POLLS:
            if time.monotonic() > give_up:
                raise TimeoutError(f"The sandbox did not settle: {self._what_is_in_flight()}")
            await asyncio.sleep(POLL_S)
            self.workspace.post_scheduled()
            now = self._activity()
            quiet = quiet + 1 if self.in_flight == 0 and now == seen else 0
            seen = now

    def _activity(self) -> tuple[int, int, int]:
        return self.requests_served, self.deliveries.delivered, len(self.workspace.journal)

    def _what_is_in_flight(self) -> str:
        return f"{self._being_served} requests, {self.deliveries.under_way} deliveries"
