"""`convener preview`: the page in preview mode, until it is stopped."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.preview.fresh import FreshTemplates
from bot.preview.gallery import EXHIBITS, Gallery
from bot.preview.routes import PreviewRoutes
from bot.preview.showing import Exhibit
from bot.preview.world import sample_world
from message_templates.renderer import HERE
from sandbox.page.server import Page, PageServer


def preview_page(
    goldens: Path | None, templates: Path = HERE, exhibits: Sequence[Exhibit] = EXHIBITS
) -> Page:
    """The page over these templates. `goldens` is the folder of golden files, `None` where there are none."""
    gallery = Gallery(FreshTemplates(templates), goldens, exhibits)
    page = Page(preview=True, extras=(PreviewRoutes(gallery),))
    page.show(sample_world())
    return page


async def serve(port: int, goldens: Path | None, say: Callable[[str], None]) -> None:
    """Serve it on loopback until cancelled; tells its address. Raises `PortTaken`."""
    async with PageServer(preview_page(goldens), port=port) as server:
        say(f"Every message of Convener, with sample data: {server.url}")
        say("Edit a template, save, and look again. Ctrl-C ends it.")
        await asyncio.Event().wait()
