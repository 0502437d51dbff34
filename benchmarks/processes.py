"""Starting programs of ours, hearing what they say, and ending them."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

READY_S = 60.0
END_S = 10.0

# A proxy of the machine's would take loopback calls away, and whatever the user has set for a real bot is
# not for benchmarks.
_NOT_PASSED_ON = (
    "SLACK_",
    "CONVENER_",
    "DATABASE_",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "http_proxy",
    "https_proxy",
)


class DidNotStart(RuntimeError):
    """A program ended, or said nothing, before it was ready."""


class Program:
    """A process that was started and runs."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        return self._process.pid

    async def hear(self) -> dict[str, Any]:
        """The next line it says. Raises `DidNotStart` when it ends instead."""
        if self._process.stdout is None:
            raise DidNotStart("its words are not listened to")
        async with asyncio.timeout(READY_S):
            line = await self._process.stdout.readline()
        if not line:
            raise DidNotStart(f"the program ended with code {await self._process.wait()}")
        heard: dict[str, Any] = json.loads(line)
        return heard

    def processor_s(self) -> float | None:
        """The processor's time used so far; `None` where the system does not tell (Linux does)."""
        threads = list(Path(f"/proc/{self.pid}/task").glob("*/schedstat"))
        nanoseconds = sum(int(thread.read_text().split()[0]) for thread in threads)
        return nanoseconds / 1e9 if threads else None

    def tell_to_end(self) -> None:
        """Close its standard input: programs of `benchmarks.peers` end then."""
        if self._process.stdin is not None:
            self._process.stdin.close()

    async def end(self) -> None:
        """Ask it to end, and see that it has."""
        if self._process.returncode is None:
            self._process.terminate()
        try:
            async with asyncio.timeout(END_S):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()


@asynccontextmanager
async def running(*arguments: str, variables: Mapping[str, str] | None = None) -> AsyncIterator[Program]:
    """`python -m <arguments>` with these environment variables, until the block ends."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=_environment(variables or {}),
        limit=16 * 1024 * 1024,  # a line may hold ten thousand ids
    )
    program = Program(process)
    try:
        yield program
    finally:
        program.tell_to_end()
        await program.end()


async def accepts(port: int, pause_s: float = 0.005) -> None:
    """Wait until somebody listens on the port. Raises `TimeoutError`."""
    async with asyncio.timeout(READY_S):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(pause_s)
                continue
            writer.close()
            return


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _environment(variables: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_PASSED_ON)}
    return kept | dict(variables)
