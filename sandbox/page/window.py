"""One open window of the page: a WebSocket that must keep up."""

import asyncio
import json
from collections.abc import Callable

from aiohttp import WSCloseCode, web

from sandbox.model import Json, User

MOST_WAITING = 2000


class Window:
    """What is told to one window, in order. One that falls behind is cut off; the page comes back itself."""

    def __init__(self, socket: web.WebSocketResponse, cut: Callable[[], None]) -> None:
        self.user: User | None = None
        self.wants: frozenset[str] = frozenset()
        self._socket = socket
        self._cut = cut
        self._waiting: asyncio.Queue[str] = asyncio.Queue(MOST_WAITING)
        self._last: dict[str, Json] = {}

    def acts_as(self, user: User) -> None:
        """Show the world with this person's eyes from now on."""
        self.user = user
        self._last.clear()

    def leaves_the_world(self) -> str:
        """Look at nothing until another world greets it; returns the id of whoever it acted as, or `""`."""
        user, self.user = self.user, None
        return user.id if user is not None else ""

    def push(self, event: Json) -> None:
        """Tell it something; returns at once."""
        try:
            self._waiting.put_nowait(json.dumps(event))
        except asyncio.QueueFull:
            self._cut()

    def push_if_new(self, event: Json, state: Json) -> None:
        """Tell it `event`, unless `state` is what the last event of this type told."""
        if self._last.get(event["type"]) != state:
            self._last[event["type"]] = state
            self.push(event)

    def knows(self, name: str, state: Json) -> None:
        """It has been told this state with another event."""
        self._last[name] = state

    async def close(self) -> None:
        """Close the connection; the page tries to come back."""
        await self._socket.close(code=WSCloseCode.GOING_AWAY)

    async def write(self) -> None:
        """Send what waits, for as long as the connection lives."""
        while True:
            try:
                await self._socket.send_str(await self._waiting.get())
            except ConnectionError:
                return
