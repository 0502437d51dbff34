"""How each of these programs lives: it says that it is ready, and ends with whoever started it."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any


def say(**facts: Any) -> None:
    """One line of JSON to the process that started this one."""
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


async def until_told_to_end() -> None:
    """Wait until our standard input is closed: on purpose, or because the benchmark has died."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await reader.read()
