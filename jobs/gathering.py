"""Questions asked one by one in the same turn of the event loop, put to the database as one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar, TypeVarTuple

Topic = TypeVarTuple("Topic")  # hashable: the ids of what is asked about
Key = TypeVar("Key", bound=Hashable)
Found = TypeVar("Found")


@dataclass(slots=True)
class _Asking(Generic[Key, Found]):
    answer: asyncio.Task[Mapping[Key, Found]]
    keys: set[Key] = field(default_factory=set)


class Gathering(Generic[Key, Found, *Topic]):
    """Many messages about one convening are composed at once: one look finds out about all their people.

    Nothing is remembered: every answer was read after its question was asked.
    """

    def __init__(self, ask: Callable[[*Topic, Collection[Key]], Awaitable[Mapping[Key, Found]]]) -> None:
        self._ask = ask
        self._asking: dict[tuple[*Topic], _Asking[Key, Found]] = {}

    async def find(self, topic: tuple[*Topic], key: Key) -> Found | None:
        """What `ask` has for this key. Raises what `ask` raises, for all who asked with us."""
        asking = self._asking.get(topic)
        if asking is None:
            asking = self._asking[topic] = _Asking(asyncio.create_task(self._answer(topic)))
        asking.keys.add(key)
        # Shielded: one who is cancelled must not cancel the others' answer.
        return (await asyncio.shield(asking.answer)).get(key)

    async def _answer(self, topic: tuple[*Topic]) -> Mapping[Key, Found]:
        # A task begins when the loop has gone round; until here others have added their keys.
        return await self._ask(*topic, self._asking.pop(topic).keys)
