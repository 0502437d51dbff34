"""One thing at a time for each person.

Socket Mode runs every message in a task of its own, so "going" and "can't" clicked within a moment could be
done in either order. Taking turns keeps the order of arrival within a process.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from community.work import Caller


@dataclass(slots=True)
class _Turn:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0


class Turns:
    """A queue per person, forgotten when it is empty."""

    def __init__(self) -> None:
        self._turns: dict[tuple[str, str], _Turn] = {}

    @asynccontextmanager
    async def of(self, caller: Caller) -> AsyncIterator[None]:
        """Wait for this person's earlier requests, then hold the turn. Events about nobody share one turn."""
        key = (caller.workspace_id, caller.user_id)
        turn = self._turns.setdefault(key, _Turn())
        turn.waiting += 1
        try:
            async with turn.lock:
                yield
        finally:
            turn.waiting -= 1
            if not turn.waiting:
                del self._turns[key]
