"""What people saw, as the ledger wrote it down: the lines of `transcript.jsonl`, which the audits read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

Line = Mapping[str, Any]


def read_lines(transcript: Path) -> Iterator[Line]:
    """One after the other, in the order in which they were seen."""
    with transcript.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def seen_at(line: Line) -> datetime:
    """When it was seen, as aware UTC."""
    return datetime.fromisoformat(line["at"])
