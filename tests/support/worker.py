"""A worker in a process of its own: `python -m tests.support.worker DATABASE_URL API_URL TOKEN LANES`.

Sends until nothing is due, then prints how many it sent. Every message is its key.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections import Counter
from datetime import datetime

from community.clock import SystemClock
from community.deliveries.outbox import Outbox
from community.deliveries.outcomes import Outcome
from community.ids import DeliveryKind
from jobs.dispatcher import Dispatcher
from storage.engine import open_engine
from storage.unit_of_work import Store
from tests.support.gateways import a_gateway, no_limits
from tests.support.outbox import say_the_key


async def start_worker(
    database_url: str, api_url: str, token: str, lanes: int = 32
) -> asyncio.subprocess.Process:
    """Start this module in a process of its own."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.support.worker",
        database_url,
        api_url,
        token,
        str(lanes),
        stdout=asyncio.subprocess.PIPE,
        env={name: value for name, value in os.environ.items() if "proxy" not in name.lower()},
    )


async def _work(database_url: str, api_url: str, token: str, lanes: int) -> None:
    clock = SystemClock()
    store = Store(open_engine(database_url))
    counts: Counter[str] = Counter()

    def count(outcome: Outcome, _: datetime) -> None:
        counts[outcome.state] += 1

    async with a_gateway(api_url, token, clock, no_limits(clock)) as gateway:
        dispatcher = Dispatcher(
            Outbox(store, clock),
            gateway,
            dict.fromkeys(DeliveryKind, say_the_key),
            clock,
            max_lanes=lanes,
            observe=count,
        )
        await dispatcher.run_once()
    await store.close()
    sys.stdout.write(f"{counts['sent']}\n")


if __name__ == "__main__":
    asyncio.run(_work(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])))
