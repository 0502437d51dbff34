"""What becomes of one world, told to whoever looks at it."""

import asyncio
from copy import deepcopy

from sandbox.journal import Entry
from sandbox.model import Json, User
from sandbox.page.looking import Looker, workspace_json
from sandbox.page.news import News, Newsroom, events_for
from sandbox.page.window import Window
from sandbox.page.world import World

SIDEBAR_EVERY_S = 0.05
CLOCK_EVERY_S = 0.1


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
            window.push_if_new({"type": "workspace", "workspace": workspace}, timeless(workspace))

    def _tell_clock(self) -> None:
        self._clock = None
        if self._world.director is not None:
            event = {"type": "clock", "clock": self._world.director.clock().as_json()}
            for window in list(self._windows):
                window.push(event)


def timeless(workspace: Json) -> Json:
    """What is worth telling of a workspace: not that its time passes."""
    return {name: value for name, value in workspace.items() if name != "now"}
