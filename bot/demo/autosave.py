"""Keeps the open world now and then, so that a demo that dies loses little."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from bot.demo.keeping import DemoFolder, Kept

log = structlog.get_logger(__name__)

_LOOK_S: Final = 1.0  # real seconds; what has not changed from one look to the next is kept
_LONGEST_S: Final = 20.0  # where there is never such a moment, it is kept this often


class Autosave:
    """`mark` changes whenever there is something new; `take` gives the world as it stands, if it may."""

    def __init__(
        self,
        folder: DemoFolder,
        mark: Callable[[], object],
        take: Callable[[], Awaitable[Kept | None]],
    ) -> None:
        self._folder = folder
        self._mark = mark
        self._take = take
        self._saved: object = None
        self._saved_at = asyncio.get_running_loop().time()

    async def run(self) -> None:
        """Look and keep, until cancelled."""
        seen = self._mark()
        while True:
            await asyncio.sleep(_LOOK_S)
            before, seen = seen, self._mark()
            is_long_ago = asyncio.get_running_loop().time() - self._saved_at > _LONGEST_S
            if seen != self._saved and (seen == before or is_long_ago):
                await self._save_quietly()

    async def save(self) -> bool:
        """Keep the world now; whether there was one. Raises `OSError`, as when the disk is full."""
        mark = self._mark()
        kept = await self._take()
        if kept is None:
            return False
        await asyncio.to_thread(self._folder.keep, kept)
        self._saved, self._saved_at = mark, asyncio.get_running_loop().time()
        return True

    async def _save_quietly(self) -> None:
        try:
            await self.save()
        except Exception:  # the outermost place: the demo goes on, and the next change tries again
            self._saved_at = asyncio.get_running_loop().time()
            log.exception("demo.world.not_kept")
