"""A bare page that shows blocks: no server, no network, the page's own modules out of the source tree."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from aiohttp import web
from playwright.async_api import Browser, ConsoleMessage, Page

from sandbox.model import Json, User
from sandbox.page.assets import asset
from sandbox.page.emoji_names import emoji_by_name
from sandbox.page.guard import HEADERS
from sandbox.workspace import Workspace

_STYLES = "".join(
    f'<link rel="stylesheet" href="/page/{name}.css">'
    for name in ("page", "panes", "messages", "blocks", "forms")
)
_INDEX = f"""<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Bench</title>
    <link rel="icon" href="data:,">
    {_STYLES}
    <link rel="stylesheet" href="/bench/bench.css">
    <script type="module" src="/bench/bench.js"></script>
  </head>
  <body><main></main></body>
</html>"""


@dataclass
class Bench:
    """The page, and what went wrong on it."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    async def ask(self, name: str, *arguments: object) -> Any:
        """Call `bench.<name>(…)` on the page."""
        script = "([name, given]) => window.bench[name](...given)"
        return await self.page.evaluate(script, [name, list(arguments)])

    async def show(self, *blocks: Json, **more: object) -> None:
        """Blocks in a message; `more` are fields of their `ctx`, such as `place`, `values` and `errors`."""
        await self.ask("show", list(blocks), more)

    async def patch(self, *blocks: Json, **more: object) -> None:
        """Show these blocks in the place of those before, as a changed message or view would."""
        await self.ask("patch", list(blocks), more)

    async def acts(self) -> list[Json]:
        """What the page asked the server to do so far."""
        acts: list[Json] = await self.ask("acts")
        return acts

    async def acts_once_there(self) -> list[Json]:
        """The same, once there is any: what was clicked may still be on its way."""
        async with asyncio.timeout(30):
            while not (acts := await self.acts()):  # noqa: ASYNC110 - the page's list sets no event of ours
                await asyncio.sleep(0.01)
        return acts


@asynccontextmanager
async def a_bench(
    browser: Browser, workspace: Workspace, viewer: User, **options: Any
) -> AsyncIterator[Bench]:
    """A page on which blocks are shown as `viewer` would see them; `options` as for a browser context."""
    context = await browser.new_context(**options)
    page = await context.new_page()
    bench = Bench(page)
    page.on("pageerror", lambda error: bench.complaints.append(str(error)))
    page.on("console", lambda message: _note(bench, message))
    async with _served() as address:
        try:
            await page.goto(address)
            await page.wait_for_selector("body[data-ready]", state="attached", timeout=10_000)
            await bench.ask("setUp", world(workspace, viewer))
            yield bench
            assert bench.complaints == []
        finally:
            await context.close()


def _note(bench: Bench, message: ConsoleMessage) -> None:
    if message.type in ("error", "warning"):
        bench.complaints.append(message.text)


def world(workspace: Workspace, viewer: User) -> Json:
    """What the page knows of a workspace, as the server would tell it."""
    people = [
        {"id": user.id, "name": user.real_name, "handle": user.name, "title": user.title, "tz": user.tz}
        | {"is_bot": user.is_bot, "deleted": user.deleted}
        for user in workspace.users.values()
    ]
    kinds = {"public": "channel", "private": "group"}
    channels = [
        {"id": one.id, "name": one.name, "kind": kinds.get(one.kind.name.lower(), "im")}
        for one in workspace.channels.values()
    ]
    now: datetime = workspace.now()
    return {
        "me": {"id": viewer.id, "tz": viewer.tz},
        "people": people,
        "channels": channels,
        "emoji": emoji_by_name(),
        "now": now.isoformat(),
    }


@asynccontextmanager
async def _served() -> AsyncIterator[str]:
    """The address of a bare page, beside the page's own files."""
    app = web.Application()
    app.router.add_get("/", _index)
    app.router.add_get("/page/{path:.+}", asset)
    app.router.add_static("/bench/", Path(__file__).parent / "bench")
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


async def _index(request: web.Request) -> web.Response:
    """Under the page's own policy, so that whatever it forbids fails here as well."""
    return web.Response(text=_INDEX, content_type="text/html", headers=HEADERS)
