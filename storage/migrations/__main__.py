"""`python -m storage.migrations "what changed"`: write a migration from the difference to the tables."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from storage.migrations import upgrade, write_revision


async def _write(message: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'head.db'}"
        await upgrade(url)
        await write_revision(url, message)


if __name__ == "__main__":
    asyncio.run(_write(sys.argv[1]))
