"""Tells every open window what happens, as it happens, and only what its person may see."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from copy import deepcopy
from typing import Any

from aiohttp import WSMsgType, web

from sandbox.journal import Entry
from sandbox.model import Json, User
from sandbox.page.asked import Asked, asked_in
from sandbox.page.director import Topic
from sandbox.page.looking import Looker, workspace_json
from sandbox.page.news import News, Newsroom, events_for
from sandbox.page.refusals import Refusal, bad_request, not_found
from sandbox.page.window import Window
from sandbox.page.world import World
from sandbox.traffic import Exchange

SIDEBAR_EVERY_S = 0.05
CLOCK_EVERY_S = 0.1
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
            window.push({"type": "reset"})
            self._start(self._greet(window, window.user.id if window.user is not None else ""))

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
            window.push({"type": "error", "error": {"code": refusal.code, "sentence": refusal.sentence}})

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
            error = not_found("user_not_found")
            window.push({"type": "error", "error": {"code": error.code, "sentence": error.sentence}})
            return
        scenarios = await self._scenarios(world)
        if world is not self.world:
            return  # another world has come meanwhile, and with it another greeting
        window.acts_as(user)
        window.push(
            {"type": "hello", "as": user.id, **self._all_of(world, window, user), **_given(scenarios)}
        )

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
        window.knows("workspace", _timeless(workspace))
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


class Teller:
    """Tells the windows what becomes of one world.

    Messages, Homes and forms are told as soon as whatever is under way has been done; side bars, which
    change with every message, at most every 50 milliseconds; the clock ten times a second.
    """

    def __init__(self, world: World, windows: set[Window], *, is_preview: bool) -> None:
        self._world = world
        self._windows = windows
        self._is_preview = is_preview
        self._newsroom = Newsroom(world.workspace)
        self._homes: dict[tuple[str, str], None] = {}
        self._soon: asyncio.Handle | None = None
        self._later: asyncio.TimerHandle | None = None
        self._clock: asyncio.TimerHandle | None = None

    def stop(self) -> None:
        """Tell nothing any more."""
        for handle in (self._soon, self._later, self._clock):
            if handle is not None:
                handle.cancel()

    # --- hearing

    def heard(self, entry: Entry) -> None:
        """An entry of the journal. What it tells of may be half done yet: it is looked at a moment later."""
        if not self._windows:
            return
        if entry.view is not None and entry.user is not None and entry.view["type"] == "home":
            self._homes[entry.user, entry.view["app_id"]] = None
        else:
            self._newsroom.take(entry)
        self.changed()

    def changed(self) -> None:
        """Something is not as it was: look soon, and at the side bars a little later."""
        if not self._windows:
            return
        loop = asyncio.get_running_loop()
        if self._soon is None:
            self._soon = loop.call_soon(self._tell_soon)
        if self._later is None:
            self._later = loop.call_later(SIDEBAR_EVERY_S, self._tell_later)

    def clock_turned(self) -> None:
        """The clock is not where it was; it is told at most ten times a second."""
        if self._clock is None and self._windows:
            self._clock = asyncio.get_running_loop().call_later(CLOCK_EVERY_S, self._tell_clock)

    # --- telling

    def _tell_soon(self) -> None:
        self._soon = None
        news = self._newsroom.hand_out()
        homes, self._homes = self._homes, {}
        for window in list(self._windows):
            if window.user is not None:
                self._tell_window(window, window.user, news, homes)

    def _tell_window(
        self, window: Window, user: User, news: list[News], homes: dict[tuple[str, str], None]
    ) -> None:
        looker = Looker(self._world, user)
        for event in events_for(looker, self._world.workspace, news):
            window.push(event)
        for user_id, app_id in homes:
            if user_id == user.id:
                window.push({"type": "home", "app": app_id, "view": looker.home(app_id)})
        views = looker.modals()
        # Copied, since what is entered into a form changes the view's own state in place.
        window.push_if_new({"type": "modals", "views": views}, {"views": deepcopy(views)})

    def _tell_later(self) -> None:
        self._later = None
        workspace = workspace_json(self._world, is_preview=self._is_preview)
        sidebars: dict[str, Json] = {}
        for window in list(self._windows):
            if window.user is None:
                continue
            user = window.user
            if user.id not in sidebars:
                sidebars[user.id] = Looker(self._world, user).sidebar()
            window.push_if_new({"type": "sidebar", "sidebar": sidebars[user.id]}, sidebars[user.id])
            window.push_if_new({"type": "workspace", "workspace": workspace}, _timeless(workspace))

    def _tell_clock(self) -> None:
        self._clock = None
        if self._world.director is not None:
            event = {"type": "clock", "clock": self._world.director.clock().as_json()}
            for window in list(self._windows):
                window.push(event)


def _person_or_first(world: World, user_id: str) -> User | None:
    people = world.people()
    return next((user for user in people if user.id == user_id), people[0] if people else None)


def _timeless(workspace: Json) -> Json:
    """What is worth telling of a workspace: not that its time passes."""
    return {name: value for name, value in workspace.items() if name != "now"}


def _given(scenarios: Json | None) -> Json:
    return {"scenarios": scenarios} if scenarios is not None else {}


def _cut(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()
