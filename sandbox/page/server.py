"""The page as a server: in an application of its own, or beside a sandbox's Web API.

page = Page()
async with PageServer(page, port=8070) as serving:
    page.show(World(sandbox_server, director))
    print(serving.url)
"""

import errno
from collections.abc import Sequence
from types import TracebackType
from typing import Protocol

from aiohttp import web

from sandbox.page import assets
from sandbox.page.asked import MAX_BODY
from sandbox.page.developer import DeveloperRoutes
from sandbox.page.guard import guarded
from sandbox.page.hub import Hub
from sandbox.page.refusals import refusals_as_json
from sandbox.page.routes import Routes
from sandbox.page.world import World

__all__ = ["Extra", "Page", "PageServer", "PortTaken", "World"]


_HOST = "127.0.0.1"


class PortTaken(OSError):
    """Another program listens on the port. The message is the sentence for whoever started this one."""


class Extra(Protocol):
    """More addresses below `/control/`, behind the same guard."""

    def add_routes(self, router: web.UrlDispatcher, page: "Page") -> None:
        """Put them in. `page.world` is to be asked at each request: it changes."""
        ...


class Page:
    """The page, showing one world at a time. `preview` lets it show samples of messages beside that world."""

    def __init__(self, *, preview: bool = False, extras: Sequence[Extra] = ()) -> None:
        self.hub = Hub(is_preview=preview)
        self._routes = Routes(self.hub, is_preview=preview)
        self._extras: Sequence[Extra] = (DeveloperRoutes(), *extras)

    @property
    def world(self) -> World:
        """The world shown now; `Refusal` while there is none."""
        return self._routes.world

    def show(self, world: World) -> None:
        """Show a world, instead of the one before. Open windows stay open and look at everything anew."""
        self.hub.show(world)

    def add_routes(self, app: web.Application) -> None:
        """Serve the page in an application, with its guard."""
        app.middlewares.extend((guarded, refusals_as_json))
        app.router.add_get("/", assets.index)
        app.router.add_get("/page/{path:.+}", assets.asset)
        self._routes.add_to(app.router)
        for extra in self._extras:
            extra.add_routes(app.router, self)
        app.on_shutdown.append(self._stop)

    async def _stop(self, app: web.Application) -> None:
        await self.hub.stop()


class PageServer:
    """Serves a page on loopback. `port=0` takes any free port."""

    def __init__(self, page: Page, *, port: int = 0) -> None:
        self._page = page
        self._port = port
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """The address of the page."""
        return f"http://{_HOST}:{self._port}/"

    async def start(self) -> None:
        """Listen. Raises `PortTaken`, or another `OSError` if the port cannot be listened on."""
        app = web.Application(client_max_size=MAX_BODY)
        self._page.add_routes(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, _HOST, self._port).start()
        except OSError as error:
            await self.stop()
            if error.errno == errno.EADDRINUSE:
                raise PortTaken(error.errno, f"Another program uses port {self._port} already.") from None
            raise
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Close every window and stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> "PageServer":
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()
