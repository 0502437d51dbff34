"""What a simulation writes down: what people saw, what people did, one JSON line each."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from sandbox.journal import Entry, Journal

_SEEN = (
    "at",
    "action",
    "channel",
    "channel_name",
    "user",
    "ts",
    "thread_ts",
    "text",
    "blocks",
    "view",
    "key",
)


class Ledger:
    """Writes `transcript.jsonl` and `people.jsonl` in `folder`, as things happen.

    `posted` counts the messages that appeared under each delivery key: more than one is a duplicate.
    """

    def __init__(self, folder: Path, journal: Journal) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.posted: Counter[str] = Counter()
        self.entries = 0
        self._transcript = _open(folder / "transcript.jsonl")
        self._people = _open(folder / "people.jsonl")
        self._unsubscribe = journal.subscribe(self._saw)

    def did(self, at: datetime, user: str, action: str, **details: Any) -> None:
        """Write down one act of a person. `details` must fit JSON."""
        _write(self._people, {"at": _instant(at), "user": user, "action": action, **details})

    def close(self) -> None:
        self._unsubscribe()
        self._transcript.close()
        self._people.close()

    def _saw(self, entry: Entry) -> None:
        if entry.action == "reaction":
            return  # the bot's people do not read reactions
        self.entries += 1
        if entry.key is not None and entry.action in ("post", "file"):
            self.posted[entry.key] += 1
        seen = entry.as_dict()
        _write(self._transcript, {name: seen[name] for name in _SEEN})


def _open(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", buffering=1 << 16)


def _write(file: TextIO, line: dict[str, Any]) -> None:
    file.write(json.dumps(line, ensure_ascii=False) + "\n")


def _instant(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
