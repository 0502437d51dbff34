"""The addresses below `/control/preview`: what the page in preview mode asks for."""

import asyncio
from typing import Final

from aiohttp import web

from bot.preview.gallery import Gallery, NotExhibited
from bot.preview.showing import Json
from sandbox.page.guard import FILE_POLICY
from sandbox.page.refusals import Refusal
from sandbox.page.server import Page

LOOK_EVERY_S: Final = 0.25
PATIENCE_S: Final = 25.0  # then the page asks again


class PreviewRoutes:
    """Answers about one gallery. The guard of the page stands before it."""

    def __init__(self, gallery: Gallery) -> None:
        self._gallery = gallery

    def add_routes(self, router: web.UrlDispatcher, page: Page) -> None:
        """Put them in; which world the page shows does not matter to them."""
        router.add_get("/control/preview", self._index)
        router.add_get("/control/preview/states", self._states)
        router.add_get("/control/preview/found", self._found)
        router.add_get("/control/preview/changes", self._changes)
        router.add_get("/control/preview/cases/{template:[a-z_]+/[a-z_]+}/{case}", self._case)
        router.add_get("/control/preview/pages/{template:[a-z_]+/[a-z_]+}/{case}", self._page)

    async def _index(self, _request: web.Request) -> web.Response:
        return web.json_response({**self._gallery.index(), "revision": self._gallery.revision()})

    async def _states(self, _request: web.Request) -> web.Response:
        return web.json_response({"states": await self._gallery.states()})

    async def _found(self, request: web.Request) -> web.Response:
        return web.json_response({"found": await self._gallery.found(request.query.get("words", ""))})

    async def _changes(self, request: web.Request) -> web.Response:
        """Answers as soon as something was saved after the revision `since`, or when patience ends."""
        loop = asyncio.get_running_loop()
        give_up = loop.time() + PATIENCE_S
        revision = self._gallery.revision()
        while revision == request.query.get("since") and loop.time() < give_up:
            await asyncio.sleep(LOOK_EVERY_S)
            revision = self._gallery.revision()
        return web.json_response({"revision": revision})

    async def _case(self, request: web.Request) -> web.Response:
        return web.json_response(await self._shown(request))

    async def _page(self, request: web.Request) -> web.Response:
        """A report by itself, for a frame."""
        shown = await self._shown(request)
        if "html" not in shown:
            raise Refusal(404, "no_page", "This is no page, or its template has an error.")
        headers = {"Content-Security-Policy": FILE_POLICY}
        return web.Response(text=shown["html"], content_type="text/html", headers=headers)

    async def _shown(self, request: web.Request) -> Json:
        try:
            return await self._gallery.show(request.match_info["template"], request.match_info["case"])
        except NotExhibited as missing:
            raise Refusal(404, "not_exhibited", str(missing)) from missing
