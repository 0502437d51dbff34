"""`python -m benchmarks`: measures, prints a table and one line of JSON for each measurement."""

from __future__ import annotations

import argparse
import asyncio
import logging
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Final

from rich.console import Console

from benchmarks import acks, digests, limits, pdsa, search, sending, startup
from benchmarks.measuring import Measurement, table_of
from benchmarks.sizes import FULL, QUICK, SMOKE, Sizes

Measure = Callable[[Sizes, Path], Awaitable[list[Measurement]]]

SIZES: Final = {"full": FULL, "quick": QUICK, "smoke": SMOKE}
BENCHMARKS: Final[dict[str, Measure]] = {
    "acks": acks.measure,
    "sending": sending.measure,
    "limits": limits.measure,
    "startup": startup.measure,
    "pdsa": pdsa.measure,
    "digests": digests.measure,
    "search": search.measure,
}


async def measure(names: Sequence[str], sizes: Sizes, console: Console) -> list[Measurement]:
    """One benchmark after the other, each with a folder of its own that is removed afterwards."""
    found: list[Measurement] = []
    for name in names:
        console.print(f"[dim]measuring {name} …[/dim]")
        with tempfile.TemporaryDirectory(prefix="convener-bench-") as folder:
            found += await BENCHMARKS[name](sizes, Path(folder))
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    given = _parser().parse_args(arguments)
    logging.disable(logging.INFO)
    console = Console(stderr=True, width=110)
    measurements = asyncio.run(measure(given.only or list(BENCHMARKS), SIZES[given.size], console))
    lines = [one.as_json() for one in measurements]
    console.print(table_of(measurements))
    print(*lines, sep="\n")
    if given.json is not None:
        given.json.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--quick", dest="size", action="store_const", const="quick", help="fewer of everything"
    )
    parser.add_argument("--size", choices=SIZES, help="smoke: only whether it runs")
    parser.add_argument("--only", action="append", choices=BENCHMARKS, help="this benchmark; may be repeated")
    parser.add_argument("--json", type=Path, metavar="PATH", help="write the JSON lines to this file as well")
    parser.set_defaults(size="full")
    return parser


if __name__ == "__main__":
    main()
