"""What a digest costs as a community's archive grows: its draft, its closing, reading an old one again.

One community of 500 members with three years behind it, and as many answers to feedback as learnings: 1,000,
10,000 or 50,000 of each. Forty learnings are new in every case, so a digest should cost the same.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final

from benchmarks.communities import fresh_store
from benchmarks.learnings import COMMUNITY, FACILITATOR, NOW, THIS_WEEK, WEEKS, WORKSPACE, Archive, fill
from benchmarks.measuring import Aim, Measurement, compared
from benchmarks.sizes import Sizes
from community.clock import MovableClock
from community.ids import DigestId
from community.services import build_services
from community.work import Caller
from storage.queries.digests import reopen_digest

OPEN: Final = DigestId(WEEKS + 1)
FLAT: Final = Aim(1.5, is_most=True)
CALLER: Final = Caller(WORKSPACE, FACILITATOR)

Do = Callable[[Archive], Awaitable[float]]


async def measure(sizes: Sizes, folder: Path) -> list[Measurement]:
    async with AsyncExitStack() as stores:
        archives = [
            await stores.enter_async_context(_archive(count, sizes.readers, folder)) for count in sizes.told
        ]
        return [
            await _compare("digests.draft", _draft, archives, sizes.rounds),
            await _compare("digests.closing", _close, archives, sizes.rounds),
            await _compare("digests.reading", _read, archives, sizes.rounds),
        ]


async def _compare(name: str, do: Do, archives: Sequence[Archive], rounds: int) -> Measurement:
    """The largest beside the smallest, in turns, after a round that does not count."""
    taken = [[await do(archive) for archive in archives] for _ in range(rounds + 1)][1:]
    by_count = {
        archive.learnings: round(median(times[place] for times in taken), 3)
        for place, archive in enumerate(archives)
    }
    return compared(
        name,
        f"the same with {archives[0].learnings:,} learnings",
        f"ms with {archives[-1].learnings:,}",
        [times[-1] for times in taken],
        [times[0] for times in taken],
        aim=FLAT,
        by_count=by_count,
    )


# --- what is measured, in milliseconds ----------------------------------------------------------------------


async def _draft(archive: Archive) -> float:
    """What would go now, gathered and taken back."""
    began = perf_counter()
    draft = await archive.services.digest_drafts.draft(CALLER, COMMUNITY)
    taken = perf_counter() - began
    _expect(len([each for each in draft.digest.all_learnings if not each.is_again]), archive)
    return 1000 * taken


async def _close(archive: Archive) -> float:
    """The period closed and committed; then opened again, which does not count."""
    began = perf_counter()
    digest = await archive.services.digests.close_period(OPEN)
    taken = perf_counter() - began
    _expect(0 if digest is None else sum(not each.is_again for each in digest.all_learnings), archive)
    async with archive.store.transaction() as session:
        await reopen_digest(session, OPEN)
    return 1000 * taken


async def _read(archive: Archive) -> float:
    """`/cop digest` with a date of two years ago."""
    day = (NOW - timedelta(weeks=104)).date()
    began = perf_counter()
    digest = await archive.services.digests.posted(CALLER, COMMUNITY, day)
    taken = perf_counter() - began
    if not digest.all_learnings and archive.learnings > 3 * WEEKS:
        raise RuntimeError("a digest is not as it was made")
    return 1000 * taken


def _expect(told: int, archive: Archive) -> None:
    if told != min(THIS_WEEK, archive.learnings):
        raise RuntimeError(f"{told} learnings were told, not {THIS_WEEK}")


@asynccontextmanager
async def _archive(learnings: int, members: int, folder: Path) -> AsyncIterator[Archive]:
    clock = MovableClock(NOW)
    async with fresh_store(folder, f"digests-{learnings}") as (_, store):
        await fill(store, learnings, members)
        yield Archive(learnings, store, clock, build_services(store, clock))
