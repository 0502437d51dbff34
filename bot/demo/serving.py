"""`convener demo`: from the first line it prints to the last, and everything in between."""

from __future__ import annotations

import asyncio
import threading
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import platformdirs

from bot.demo.autosave import Autosave
from bot.demo.director import DemoDirector
from bot.demo.keeping import DemoFolder, UnreadableWorld
from bot.demo.planned import PlannedWords
from bot.demo.scenarios import DEFAULT
from bot.demo.worlds import Worlds
from bot.logs import configure_logging
from bot.problems import CannotRun
from bot.settings import LogFormat, LogLevel
from bot.stopping import listen_for_stop
from message_templates.renderer import Renderer
from sandbox.page.director import NoSuchScenario
from sandbox.page.server import Page, PageServer, PortTaken

PORT: Final = 8066
_CLOSING_S: Final = 1.2  # real seconds the world gets to end in order; nothing of it is needed any more

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class DemoPlan:
    """What the demo was asked for. `folder`: where it keeps itself, `None` for the user's own data folder.

    `scenario`: which one to begin, in place of what was left. `is_fresh`: begin again whatever there is.
    """

    port: int = PORT
    folder: Path | None = None
    scenario: str | None = None
    is_fresh: bool = False
    opens_browser: bool = False


def folder_of(chosen: Path | None) -> DemoFolder:
    """Where the demo keeps itself."""
    return DemoFolder(chosen or platformdirs.user_data_path("convener", appauthor=False) / "demo")


async def serve_demo(plan: DemoPlan, say: Say) -> None:
    """Serve the demo until told to stop (Ctrl-C, SIGTERM). Raises `CannotRun` for what people can mend."""
    told_to_stop = listen_for_stop()
    folder = folder_of(plan.folder)
    worlds = Worlds(folder)
    _check(worlds, plan.scenario)
    await asyncio.to_thread(folder.open)
    try:
        async with _logging_to(folder.log_file), _page_on(plan.port) as (page, url):
            await _Demo(plan, folder, DemoDirector(page, worlds, PlannedWords(Renderer())), say).live(
                url, told_to_stop
            )
    finally:
        await asyncio.to_thread(folder.close)


class _Demo:
    def __init__(self, plan: DemoPlan, folder: DemoFolder, director: DemoDirector, say: Say) -> None:
        self._plan = plan
        self._folder = folder
        self._say = say
        self._director = director
        self._autosave = Autosave(folder, lambda: director.mark, director.take)

    async def live(self, url: str, told_to_stop: asyncio.Event) -> None:
        saving: asyncio.Task[None] | None = None
        try:
            await self._open()
            self._welcome(url)
            saving = asyncio.create_task(self._autosave.run(), name="demo's autosave")
            await told_to_stop.wait()
        finally:
            if saving is not None:
                saving.cancel()
            await self._end()

    async def _open(self) -> None:
        """Show the world as it was left, or else a scenario, which may still be played when this returns."""
        wants_anew = self._plan.scenario is not None or self._plan.is_fresh
        try:
            if not wants_anew and await self._director.open():
                return
        except UnreadableWorld as trouble:
            aside = await asyncio.to_thread(self._folder.set_aside)
            self._say(f"{trouble} It was set aside as {aside}; a new world begins.")
        beginning = self._director.begin(self._plan.scenario or DEFAULT)
        showing = asyncio.ensure_future(self._director.is_shown.wait())
        await asyncio.wait({beginning, showing}, return_when=asyncio.FIRST_COMPLETED)
        showing.cancel()
        if not self._director.is_shown.is_set():
            raise CannotRun("The demo could not begin.", f"Its log says why: {self._folder.log_file}")

    def _welcome(self, url: str) -> None:
        self._say(f"The demo is at {url} and listens on this machine only.")
        self._say(f"It keeps itself in {self._folder.path}. Ctrl-C ends it.")
        if self._plan.opens_browser:
            # Not in asyncio's threads: a browser that does not let go would keep the demo from ending.
            threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()

    async def _end(self) -> None:
        if self._director.is_shown.is_set():
            await self._keep()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._director.close(), _CLOSING_S)

    async def _keep(self) -> None:
        try:
            is_kept = await self._autosave.save()
        except OSError as error:
            self._say(f"The demo has ended; its world could not be kept ({error.strerror}).")
        else:
            self._say("The demo has ended." + (" It goes on from here next time." if is_kept else ""))


@asynccontextmanager
async def _logging_to(file: Path) -> AsyncIterator[None]:
    """Meanwhile what goes wrong is written there: the terminal is for sentences."""
    stream = await asyncio.to_thread(file.open, "w", encoding="utf-8", buffering=1)
    configure_logging(LogLevel.WARNING, LogFormat.CONSOLE, stream)
    try:
        yield
    finally:
        configure_logging(
            LogLevel.ERROR, LogFormat.CONSOLE
        )  # tasks that end last may still have to say something
        stream.close()


@asynccontextmanager
async def _page_on(port: int) -> AsyncIterator[tuple[Page, str]]:
    page = Page()
    server = PageServer(page, port=port)
    try:
        await server.start()
    except PortTaken as taken:
        advice = (
            f'Another demo, perhaps: end it, or choose another port: make demo DEMO_ARGS="--port {port + 1}"'
        )
        raise CannotRun(f"Another program uses port {port} already.", advice) from taken
    except OSError as error:
        raise CannotRun(
            f"Port {port} cannot be listened on ({error.strerror}).", "Choose another one: --port 0"
        ) from error
    try:
        yield page, server.url
    finally:
        await server.stop()


def _check(worlds: Worlds, scenario: str | None) -> None:
    try:
        worlds.get_scenario(scenario or DEFAULT)
    except NoSuchScenario as error:
        raise CannotRun(str(error), "Name one of these, or leave --scenario out.") from error
