"""A bare page that shows blocks: no server, no network, the page's own modules out of the source tree."""

import json
import mimetypes
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, ConsoleMessage, Page, Route

import sandbox.page
from sandbox.model import Json, User
from sandbox.page.emoji_names import emoji_by_name
from sandbox.page.guard import HEADERS
from sandbox.workspace import Workspace

ORIGIN = "http://127.0.0.1:1"
_FOLDERS = {"page": Path(sandbox.page.__file__).parent / "assets", "bench": Path(__file__).parent / "bench"}
_STYLES = ("page", "panes", "messages", "blocks", "forms")
_INDEX = """<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark"><title>Bench</title><link rel="icon" href="data:,">
    {styles}
    <script type="module" src="/bench/bench.js"></script>
  </head>
  <body class="bench"><main class="bench-main"></main></body>
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
    await page.route("**/*", _serve)
    await page.goto(f"{ORIGIN}/")
    await page.wait_for_selector("body[data-ready]", state="attached", timeout=5000)
    await bench.ask("setUp", world(workspace, viewer))
    try:
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


async def _serve(route: Route) -> None:
    path = route.request.url.removeprefix(ORIGIN).partition("?")[0]
    if path == "/":
        links = "".join(f'<link rel="stylesheet" href="/page/{name}.css">' for name in _existing_styles())
        await route.fulfill(body=_INDEX.format(styles=links), content_type="text/html", headers=dict(HEADERS))
        return
    _, folder, *names = path.split("/")
    file = _FOLDERS[folder].joinpath(*names) if folder in _FOLDERS else Path("/nowhere")
    if file.is_file():
        kind = mimetypes.guess_type(file.name)[0] or "text/plain"
        await route.fulfill(body=file.read_bytes(), content_type=kind)
    else:
        await route.fulfill(status=404, body=json.dumps({"missing": path}))


def _existing_styles() -> list[str]:
    return [name for name in _STYLES if (_FOLDERS["page"] / f"{name}.css").is_file()]
