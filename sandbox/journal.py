"""Everything a person could see, in order: what the simulation's transcript is made of."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from sandbox.model import iso_text

Action = Literal["post", "update", "delete", "ephemeral", "view", "file", "reaction"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that appeared, changed or went away before somebody's eyes.

    `at` is aware UTC on the workspace's clock. `user` is whose direct message, ephemeral message or
    screen it was, `None` in a channel. `by` is who did it. `key` is the value of
    `metadata.event_payload["key"]`, by which an app may recognise its own message.
    """

    at: datetime
    action: Action
    channel: str | None = None
    channel_name: str | None = None
    user: str | None = None
    ts: str | None = None
    thread_ts: str | None = None
    text: str = ""
    blocks: list[dict[str, Any]] | None = None
    view: dict[str, Any] | None = None
    key: str | None = None
    by: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The entry as JSON can hold it; `at` becomes an ISO string ending in `Z`."""
        return {**asdict(self), "at": iso_text(self.at)}


class Journal:
    """An append-only list of entries that tells its subscribers about each new one.

    It remembers them all, or, if `remembered` is set, so many or a few more; those before are forgotten, but
    still counted.
    """

    def __init__(self) -> None:
        self.remembered: int | None = None
        self._entries: list[Entry] = []
        self._forgotten = 0
        self._subscribers: list[Callable[[Entry], None]] = []

    def append(self, entry: Entry) -> None:
        self._entries.append(entry)
        if self.remembered is not None and len(self._entries) > 2 * self.remembered:
            self._forgotten += len(self._entries) - self.remembered
            del self._entries[: -self.remembered]
        for tell in self._subscribers:
            tell(entry)

    def subscribe(self, callback: Callable[[Entry], None]) -> Callable[[], None]:
        """Call `callback` with every new entry; returns the function that ends it."""
        self._subscribers.append(callback)
        return lambda: self._subscribers.remove(callback)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    def __len__(self) -> int:
        """How many there ever were."""
        return self._forgotten + len(self._entries)

    def __getitem__(self, index: int) -> Entry:
        if 0 <= index < self._forgotten:
            raise IndexError(f"entry {index} is not remembered any more")
        return self._entries[index if index < 0 else index - self._forgotten]

    def since(self, index: int) -> list[Entry]:
        """The entries from number `index` on: remember `len(journal)`, act, ask."""
        return self._entries[max(0, index - self._forgotten) :]
