"""Tells every open window what happens, as it happens, and only what its person may see."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from copy import deepcopy
from typing import Any

from aiohttp import WSMsgType, web

from sandbox.model import Json, User
from sandbox.page.asked import Asked, asked_in
from sandbox.page.director import Topic
from sandbox.page.looking import Looker, workspace_json
from sandbox.page.refusals import Refusal, bad_request, not_found
from sandbox.page.teller import Teller, timeless
from sandbox.page.window import Window
from sandbox.page.world import World
from sandbox.traffic import Exchange

_TOPICS = frozenset({"traffic"})
_LONGEST_MESSAGE = 64 * 1024
log = logging.getLogger(__name__)


class Hub:
    """The open windows, and the world they look at."""

    def __init__(self, *, is_preview: bool = False) -> None:
        self.world: World | None = None
        self._is_preview = is_preview
        self._windows: set[Window] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._unsubscribe: list[Callable[[], None]] = []
        self._teller: Teller | None = None

    # --- which world

    def show(self, world: World) -> None:
        """Show another world from now on; open windows are told to look at everything anew."""
        self._turn_away()
        self.world = world
        teller = self._teller = Teller(world, self._windows, is_preview=self._is_preview)
        self._unsubscribe = [
            world.workspace.journal.subscribe(teller.heard),
            world.subscribe(teller.changed),
            world.server.traffic.subscribe(self._exchanged),
        ]
        if world.director is not None:
            self._unsubscribe.append(world.director.subscribe(self._director_says))
        for window in self._windows:
            user_id = window.leaves_the_world()
            window.push({"type": "reset"})
            self._start(self._greet(window, user_id))

    def _turn_away(self) -> None:
        for stop in self._unsubscribe:
            stop()
        self._unsubscribe = []
        if self._teller is not None:
            self._teller.stop()

    async def stop(self) -> None:
        """Close every window and follow nothing any more."""
        self._turn_away()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(*(window.close() for window in list(self._windows)), return_exceptions=True)

    # --- windows

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """A window opens: greet it, and do what it asks until it closes."""
        socket = web.WebSocketResponse(heartbeat=30, max_msg_size=_LONGEST_MESSAGE, timeout=0.5)
        await socket.prepare(request)
        window = Window(socket, cut=lambda: _cut(request))
        self._windows.add(window)
        writing = asyncio.create_task(window.write())
        try:
            await self._greet(window, request.query.get("as", ""))
            async for message in socket:
                await self._obey(window, message.data if message.type is WSMsgType.TEXT else "")
        finally:
            self._windows.discard(window)
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)
        return socket

    async def _obey(self, window: Window, text: str) -> None:
        try:
            await self._do(window, asked_in(text))
        except Refusal as refusal:
            window.push({"type": "error", "error": refusal.as_json()})

    async def _do(self, window: Window, asked: Asked) -> None:
        if "want" in asked.body:
            window.wants = _TOPICS.intersection(asked.texts("want"))
        elif "as" in asked.body:
            user_id = asked.text("as")
            if self.world is not None:
                self.world.person(user_id)
            await self._greet(window, user_id)
        else:
            raise bad_request("A window may send “as” or “want”.")

    async def _greet(self, window: Window, user_id: str) -> None:
        """Tell a window everything, with the eyes of `user_id`, or of the first person if there is none."""
        world = self.world
        if world is None:
            return
        user = _person_or_first(world, user_id)
        if user is None:
            window.push({"type": "error", "error": not_found("user_not_found").as_json()})
            return
        scenarios = await self._scenarios(world)
        if world is not self.world:
            return  # another world has come meanwhile, and with it another greeting
        window.acts_as(user)
        window.push({"type": "hello", "as": user.id, **self._all_of(world, window, user), **scenarios})

    async def _scenarios(self, world: World) -> Json:
        if world.director is None:
            return {}
        try:
            return {"scenarios": (await world.director.scenarios()).as_json()}
        except Exception:
            log.exception("The director cannot say which scenarios there are")
            return {}  # a window opens all the same

    def _all_of(self, world: World, window: Window, user: User) -> Json:
        looker, director = Looker(world, user), world.director
        workspace = workspace_json(world, is_preview=self._is_preview)
        everything: Json = {"workspace": workspace, "sidebar": looker.sidebar(), "modals": looker.modals()}
        window.knows("workspace", timeless(workspace))
        window.knows("sidebar", everything["sidebar"])
        window.knows("modals", {"views": deepcopy(everything["modals"])})
        if director is not None:
            guide = director.guide()
            everything["clock"] = director.clock().as_json()
            everything["guide"] = guide.as_json() if guide is not None else None
        return everything

    # --- the director, and what goes on underneath

    def _director_says(self, topic: Topic) -> None:
        if topic == "clock" and self._teller is not None:
            self._teller.clock_turned()
        elif self.world is not None:
            self._start(self._tell(topic, self.world))

    async def _tell(self, topic: Topic, world: World) -> None:
        director = world.director
        if director is None or not self._windows:
            return
        event: Json = {"type": topic}
        if topic == "scenarios":
            event["scenarios"] = (await director.scenarios()).as_json()
        elif topic == "guide":
            guide = director.guide()
            event["guide"] = guide.as_json() if guide is not None else None
        if world is self.world:
            self.push_all(event)

    def push_all(self, event: Json) -> None:
        """Tell every window, whoever it acts as."""
        for window in list(self._windows):
            window.push(event)

    def _exchanged(self, exchange: Exchange) -> None:
        listening = [window for window in self._windows if "traffic" in window.wants]
        if listening:
            event = {"type": "traffic", "entry": exchange.as_json()}
            for window in listening:
                window.push(event)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._end)

    def _end(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("The page could not be told", exc_info=error)


def _person_or_first(world: World, user_id: str) -> User | None:
    people = world.people()
    return next((user for user in people if user.id == user_id), people[0] if people else None)


def _cut(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()
