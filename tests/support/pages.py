"""A page of a small workspace with a real Bolt app, and what a browser or a script sends to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.delivery import Patience
from sandbox.model import Channel, InstalledApp, User
from sandbox.page.director import Director
from sandbox.page.server import Page, PageServer
from sandbox.page.world import World
from sandbox.server import SandboxServer
from sandbox.workspace import Workspace
from tests.support.little_app import DEADLINE, MANIFEST, StoppedClock, Told, listen, over_socket_mode

Json = dict[str, Any]


@dataclass(slots=True)
class Line:
    """The live line of one window: `events` are all it was told."""

    socket: ClientWebSocketResponse
    events: list[Json] = field(default_factory=list)

    async def next(self, kind: str, timeout: float = 2.0) -> Json:
        """The next event of a type; others are kept and passed over. `TimeoutError` if none comes."""
        return await self.until(lambda event: event["type"] == kind, timeout)

    async def until(self, wanted: Callable[[Json], bool], timeout: float = 2.0) -> Json:
        """The next event that is wanted."""
        async with asyncio.timeout(timeout):
            while True:
                event: Json = await self.socket.receive_json()
                self.events.append(event)
                if wanted(event):
                    return event

    async def rest(self, quiet: float = 0.15) -> list[Json]:
        """Everything that still comes, until nothing does for `quiet` seconds."""
        came: list[Json] = []
        while True:
            try:
                event = await asyncio.wait_for(self.socket.receive_json(), quiet)
            except TimeoutError:
                return came
            came.append(event)


@dataclass(frozen=True, slots=True)
class PageStage:
    """Ada, Ben, a guest and the app in #math-plc, Ada alone in #leaders; Carmen is in no channel."""

    page: Page
    url: str
    server: SandboxServer
    app: InstalledApp
    told: Told
    session: ClientSession
    ada: User
    ben: User
    carmen: User
    guest: User
    math: Channel
    leaders: Channel

    @property
    def workspace(self) -> Workspace:
        return self.server.workspace

    def hurry(self) -> None:
        """Wait for the app no longer than `DEADLINE` from now on."""
        self.server.deliveries.patience = Patience(deadline=DEADLINE, retry_delays=())

    # --- asking

    async def get(self, path: str, **headers: str) -> tuple[int, Json]:
        """Status and JSON of an address below `/control/`."""
        async with self.session.get(f"{self.url}control/{path}", headers=headers) as response:
            return response.status, await response.json()

    async def look(self, who: User, path: str) -> Json:
        """What somebody sees; fails if they may not."""
        status, body = await self.get(f"people/{who.id}/{path}")
        assert status == 200, body
        return body

    async def post(self, path: str, body: object) -> tuple[int, Json]:
        """Status and JSON of a POST below `/control/`."""
        async with self.session.post(f"{self.url}control/{path}", json=body) as response:
            return response.status, await response.json()

    async def act(self, who: User, do: str, **body: object) -> Json:
        """What came of an act; fails if it was refused."""
        status, outcome = await self.post(f"people/{who.id}/acts", {"do": do, **body})
        assert status == 200, outcome
        return outcome

    async def refused(self, who: User, do: str, **body: object) -> tuple[int, str]:
        """Status and code with which an act is refused; fails if it is not."""
        status, answer = await self.post(f"people/{who.id}/acts", {"do": do, **body})
        assert status >= 400, answer
        assert answer["error"]["sentence"]
        return status, answer["error"]["code"]

    async def messages(self, who: User, channel: Channel, query: str = "") -> list[Json]:
        """What a conversation shows somebody."""
        return list((await self.look(who, f"conversations/{channel.id}{query}"))["messages"])

    async def modals(self, who: User) -> list[Json]:
        return list((await self.look(who, "modals"))["views"])

    @asynccontextmanager
    async def window(self, who: User | None = None) -> AsyncIterator[Line]:
        """An open window; the greeting is still to come."""
        address = f"{self.url}control/live?as={who.id if who is not None else ''}"
        async with self.session.ws_connect(address) as socket:
            yield Line(socket)


@asynccontextmanager
async def a_page(director: Director | None = None) -> AsyncIterator[PageStage]:
    """The page on a free port, its app over Socket Mode."""
    workspace = Workspace(StoppedClock())
    ada = workspace.add_person("Ada Osei", tz="America/New_York")
    ben = workspace.add_person("Ben Ruiz")
    carmen, guest = workspace.add_person("Carmen Diaz"), workspace.add_person("Gus Visitor", is_guest=True)
    app = workspace.install_app(MANIFEST)
    math = workspace.add_channel("math-plc", members=[ada.id, ben.id, guest.id, app.bot_user_id])
    leaders = workspace.add_channel("leaders", private=True, members=[ada.id])
    told, page = Told(), Page()
    async with AsyncExitStack() as stack:
        patience = Patience(retry_delays=())
        server = await stack.enter_async_context(SandboxServer(workspace, patience=patience))
        client = AsyncWebClient(token=app.bot_token, base_url=server.api_url)
        bolt = AsyncApp(client=client, signing_secret=app.signing_secret, process_before_response=True)
        listen(bolt, told)
        await stack.enter_async_context(over_socket_mode(bolt, app))
        serving = await stack.enter_async_context(PageServer(page))
        session = await stack.enter_async_context(ClientSession())
        page.show(World(server, director))
        yield PageStage(page, serving.url, server, app, told, session, ada, ben, carmen, guest, math, leaders)
