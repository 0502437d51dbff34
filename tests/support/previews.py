"""The preview over templates of its own, which a test may edit, and golden files of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from bot.preview.case import Case, as_file
from bot.preview.gallery import EXHIBITS
from bot.preview.pages import Page as ReportPage
from bot.preview.serving import preview_page
from bot.preview.showing import Exhibit
from message_templates.renderer import HERE, Renderer
from sandbox.page.server import PageServer

Json = dict[str, Any]
SHOWN = ("convenings/reminder", "convenings/schedule", "home/home", "errors/sentence", "reports/report")


@dataclass(frozen=True, slots=True)
class PreviewStage:
    """The page in preview mode at `url`, over the templates and golden files in these folders."""

    url: str
    templates: Path
    goldens: Path
    session: ClientSession

    async def get(self, path: str, **headers: str) -> tuple[int, Json]:
        """Status and JSON of an address below `/control/preview`."""
        async with self.session.get(f"{self.url}control/preview{path}", headers=headers) as response:
            return response.status, await response.json()

    async def case(self, name: str) -> Json:
        """All about one case, such as `convenings/reminder/usual`."""
        status, shown = await self.get(f"/cases/{name}")
        assert status == 200, shown
        return shown

    def edit(self, template: str, before: str, after: str) -> None:
        """Save a template with other words in it."""
        self.save(self.templates / f"{template}.j2", before, after)

    @staticmethod
    def save(file: Path, before: str, after: str) -> None:
        source = file.read_text(encoding="utf-8")
        assert before in source
        file.write_text(source.replace(before, after), encoding="utf-8")
        later = file.stat().st_mtime_ns + 1_000_000  # two saves in one tick of the file system's clock
        os.utime(file, ns=(later, later))


def some_exhibits() -> list[Exhibit]:
    """A few templates of each surface: all of them take seconds."""
    return [exhibit for exhibit in EXHIBITS if exhibit.template in SHOWN and exhibit.name != "many"]


@asynccontextmanager
async def a_preview(folder: Path, exhibits: Sequence[Exhibit] | None = None) -> AsyncIterator[PreviewStage]:
    """The preview of some templates, all of them the same as their golden files at first."""
    shown = some_exhibits() if exhibits is None else exhibits
    templates, goldens = folder / "message_templates", folder / "goldens"
    shutil.copytree(HERE, templates, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    write_goldens(shown, goldens)
    page = preview_page(goldens, templates, shown)
    async with PageServer(page) as server, ClientSession() as session:
        yield PreviewStage(server.url, templates, goldens, session)


def write_goldens(exhibits: Sequence[Case | ReportPage], folder: Path) -> None:
    renderer = Renderer()
    for exhibit in exhibits:
        rendered = exhibit.render(renderer)
        file = exhibit.golden_in(folder)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(rendered if isinstance(rendered, str) else as_file(rendered), encoding="utf-8")
