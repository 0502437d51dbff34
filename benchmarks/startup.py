"""How long `convener web` takes to listen, and what memory that took, beside the bare Bolt app."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.acks import bare_arguments, slack_sink, web_variables
from benchmarks.communities import fresh_store
from benchmarks.measuring import Measurement, compared
from benchmarks.processes import accepts, free_port, running
from benchmarks.sizes import Sizes

PEER: Final = "bare Bolt app, from the start of its process until it listens"
KIB: Final = 1024


@dataclass(frozen=True, slots=True)
class Start:
    seconds: float
    peak_mib: float | None  # None where the system does not tell (it does on Linux)


async def measure(sizes: Sizes, folder: Path) -> list[Measurement]:
    """The first start of each is not counted: it finds the files cold."""
    ours, theirs = [], []
    async with fresh_store(folder) as (database, _), slack_sink() as sink:
        for _ in range(sizes.starts + 1):
            port = free_port()
            ours.append(await _start("bot", "web", variables=web_variables(database, sink, port), port=port))
            port = free_port()
            theirs.append(await _start(*bare_arguments(sink, port), variables={}, port=port))
    return [*_times(ours[1:], theirs[1:]), *_memory(ours[1:], theirs[1:])]


async def _start(*arguments: str, variables: dict[str, str], port: int) -> Start:
    began = time.perf_counter()
    async with running(*arguments, variables=variables) as program:
        await accepts(port)
        return Start(time.perf_counter() - began, _peak_mib(program.pid))


def _times(ours: list[Start], theirs: list[Start]) -> list[Measurement]:
    mine, others = [one.seconds for one in ours], [one.seconds for one in theirs]
    return [compared("startup.time", PEER, "seconds", mine, others)]


def _memory(ours: list[Start], theirs: list[Start]) -> list[Measurement]:
    mine = [one.peak_mib for one in ours if one.peak_mib is not None]
    others = [one.peak_mib for one in theirs if one.peak_mib is not None]
    if not mine or len(mine) != len(others):
        return []
    return [compared("startup.memory", PEER, "MiB at most", mine, others)]


def _peak_mib(pid: int) -> float | None:
    """The most memory the process ever held."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return None
    fields = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
    return int(fields["VmHWM"].split()[0]) / KIB
