"""What a simulation writes down: what people saw, what people did, one JSON line each."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from community.ids import DeliveryKind
from sandbox.journal import Entry
from sandbox.workspace import Workspace

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


# A file carries no metadata. A calendar file's name says which delivery it came from; a report's is like no
# other's, for it says when it was asked for.
_CALENDAR = re.compile(r"convening-(\d+)-(\d+)\.ics")
_REPORT = re.compile(r"\S+-asked-\S+\.(?:html|zip)")


class Ledger:
    """Writes `transcript.jsonl` and `people.jsonl` in `folder`, as things happen.

    `posted` counts the messages that appeared under each delivery key: more than one is a duplicate.
    `transcript` is the file of what people saw, complete once it is closed.
    """

    def __init__(self, folder: Path, workspace: Workspace) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._workspace = workspace
        self.posted: Counter[str] = Counter()
        self.entries = 0
        self.transcript = folder / "transcript.jsonl"
        self._transcript = _open(self.transcript)
        self._people = _open(folder / "people.jsonl")
        self._unsubscribe = workspace.journal.subscribe(self._saw)

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
        key = self._file_key(entry) if entry.action == "file" else entry.key
        if key is not None and entry.action in ("post", "file"):
            self.posted[key] += 1
        seen = entry.as_dict() | {"key": key}
        _write(self._transcript, {name: seen[name] for name in _SEEN})

    def _file_key(self, entry: Entry) -> str | None:
        message = self._workspace.channels[entry.channel or ""].messages[entry.ts or ""]
        names = " ".join(file.name for file in message.files)
        if found := _CALENDAR.search(names):
            return f"{DeliveryKind.CALENDAR}:{found[1]}:{found[2]}"
        report = _REPORT.search(names)
        return f"{DeliveryKind.REPORT_FILE}:{report[0]}" if report else None


def _open(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", buffering=1 << 16)


def _write(file: TextIO, line: dict[str, Any]) -> None:
    file.write(json.dumps(line, ensure_ascii=False) + "\n")


def _instant(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
