"""What PDSA cycles cost as they become many: planning their questions, charting their values, checking in.

Databases hold 100, 1,000 and 10,000 cycles under way, each with 60 observations and everything planned that
it asks, in communities of 50 cycles. The same is then done with one community of each, in turns: a cycle
should cost the same however many others there are.
"""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final

from sqlalchemy import insert, update

from benchmarks.communities import ZONE, fresh_store
from benchmarks.measuring import Aim, Measurement, compared
from benchmarks.sizes import Sizes
from community.clock import MovableClock
from community.communities.reading import get_community
from community.deliveries.planning import add
from community.ids import CommunityId, CycleId, UserId, WorkspaceId
from community.pdsa.keys import prompts_subject
from community.pdsa.planning import plan_cycles
from community.pdsa.reading import find_cycles
from community.pdsa.touchpoints import Asked, wanted
from community.pdsa.views import CheckinDraft
from community.services import Services, build_services
from community.work import Caller, Work
from storage.base import Base
from storage.tables import CommunityRow, CycleRow, MeasureRow, MemberRow, ObservationRow
from storage.unit_of_work import Store

OBSERVATIONS: Final = 60
IN_A_COMMUNITY: Final = 50
SAMPLE: Final = IN_A_COMMUNITY  # cycles that are worked with
ROWS_AT_ONCE: Final = 5_000
WORKSPACE: Final = WorkspaceId("TBENCH")
FACILITATOR, LEAD, NOTE_TAKER = UserId("UFAY"), UserId("UBEN"), UserId("UCAT")
STARTS_ON: Final = date(2026, 9, 7)
ENDS_ON: Final = date(2026, 12, 4)
NOW: Final = datetime(2026, 11, 9, 18, tzinfo=UTC)  # two months on: a value for nearly every day
FLAT: Final = Aim(1.5, is_most=True)

Rows = Iterator[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Crowd:
    """A database with so many cycles, numbered from 1."""

    cycles: int
    store: Store
    clock: MovableClock
    services: Services

    @property
    def sample(self) -> range:
        """Those that are worked with: the first community's, the same in every crowd."""
        return range(1, min(SAMPLE, self.cycles) + 1)


async def measure(sizes: Sizes, folder: Path) -> list[Measurement]:
    async with AsyncExitStack() as stores:
        crowds = [await stores.enter_async_context(_crowd(count, folder)) for count in sizes.cycles]
        return [
            await _compare("pdsa.planning", _plan, crowds, sizes.rounds),
            await _compare("pdsa.charting", _chart, crowds, sizes.rounds),
            await _compare("pdsa.check_in", _check_in, crowds, sizes.rounds),
        ]


Do = Callable[[Crowd, int], Awaitable[None]]


async def _compare(name: str, do: Do, crowds: Sequence[Crowd], rounds: int) -> Measurement:
    """The largest crowd beside the smallest, in turns, after a round that does not count."""
    taken: list[list[float]] = [[] for _ in crowds]
    for turn in range(rounds + 1):
        for crowd, times in zip(crowds, taken, strict=True):
            began = perf_counter()
            await do(crowd, turn)
            times.append(1000 * (perf_counter() - began) / len(crowd.sample))
    counted = [times[1:] for times in taken]
    by_count = {crowd.cycles: round(median(times), 3) for crowd, times in zip(crowds, counted, strict=True)}
    return compared(
        name,
        f"the same among {crowds[0].cycles:,} cycles",
        f"ms a cycle among {crowds[-1].cycles:,}",
        counted[-1],
        counted[0],
        aim=FLAT,
        by_count=by_count,
    )


# --- what is measured ---------------------------------------------------------------------------------------


async def _plan(crowd: Crowd, turn: int) -> None:
    """The end of every cycle moves by a week, back and forth, and its questions with it."""
    ends_on = ENDS_ON + timedelta(weeks=(turn + 1) % 2)
    async with crowd.store.transaction() as session:
        work = Work(session, crowd.clock.now())
        moved = update(CycleRow).where(CycleRow.id.in_(crowd.sample)).values(ends_on=ends_on)
        await session.execute(moved)
        community = await get_community(session, WORKSPACE, CommunityId(1))
        await plan_cycles(work, community, [CycleId(one) for one in crowd.sample])


async def _chart(crowd: Crowd, turn: int) -> None:
    """The card of each, as the channel is shown it: read, with its run chart and what the chart says."""
    for cycle_id in crowd.sample:
        card = await crowd.services.cycles.card_for(CycleId(cycle_id))
        if card is None or card.charts[0].count < OBSERVATIONS:
            raise RuntimeError("a cycle is not as it was made")


async def _check_in(crowd: Crowd, turn: int) -> None:
    """Its lead checks in with a value of today; committed one by one."""
    draft = CheckinDraft(status="on_track", happened="We waited.", observations=(f"{40 + turn},5",))
    for cycle_id in crowd.sample:
        await crowd.services.checkins.submit(
            Caller(WORKSPACE, LEAD), CycleId(cycle_id), None, draft, accepted=True
        )


# --- how it is made -----------------------------------------------------------------------------------------


@asynccontextmanager
async def _crowd(cycles: int, folder: Path) -> AsyncIterator[Crowd]:
    clock = MovableClock(NOW)
    async with fresh_store(folder, f"cycles-{cycles}") as (_, store):
        for table, rows in (
            (CommunityRow, _communities(cycles)),
            (MemberRow, _members(cycles)),
            (CycleRow, _cycles(cycles)),
            (MeasureRow, _measures(cycles)),
            (ObservationRow, _observations(cycles)),
        ):
            await _insert(store, table, rows)
        await _ask(store, cycles)
        yield Crowd(cycles, store, clock, build_services(store, clock))


async def _insert(store: Store, table: type[Base], rows: Rows) -> None:
    while some := list(islice(rows, ROWS_AT_ONCE)):
        async with store.transaction() as session:
            await session.execute(insert(table), some)


async def _ask(store: Store, cycles: int) -> None:
    """Plan what they all ask: with one look at who is asked, or ten thousand of them would take a minute."""
    asked = Asked(people=(LEAD, NOTE_TAKER), facilitators=(FACILITATOR,))
    for first in range(1, cycles + 1, ROWS_AT_ONCE):
        async with store.transaction() as session:
            ids = [CycleId(one) for one in range(first, min(first + ROWS_AT_ONCE, cycles + 1))]
            for cycle in (await find_cycles(session, ids)).values():
                await add(
                    session,
                    workspace_id=WORKSPACE,
                    community_id=cycle.community_id,
                    subject=prompts_subject(cycle.id),
                    wanted=wanted(cycle, (), {}, asked),
                    now=NOW,
                )


def _community_of(cycle_id: int) -> int:
    return (cycle_id - 1) // IN_A_COMMUNITY + 1


def _communities(cycles: int) -> Rows:
    for number in range(1, _community_of(cycles) + 1):
        yield {
            "id": number,
            "workspace_id": WORKSPACE,
            "home_channel": f"C{number}",
            "home_channel_name": f"plc-{number}",
            "name": f"PLC {number}",
            "purpose_whom": "teachers of mathematics",
            "purpose_shared": "want more talk in class",
            "purpose_practice": "lead discussions",
            "zone": ZONE,
            "year_starts_on": date(2026, 8, 24),
            "semester_ends_on": date(2027, 1, 15),
            "year_ends_on": date(2027, 6, 11),
            "digest_weekday": 4,
            "digest_time": time(15),
            "settings": {},
            "version": 1,
            "created_at": NOW,
            "created_by": FACILITATOR,
        }


def _members(cycles: int) -> Rows:
    for number in range(1, _community_of(cycles) + 1):
        for user_id in (FACILITATOR, LEAD, NOTE_TAKER):
            yield {
                "workspace_id": WORKSPACE,
                "community_id": number,
                "user_id": user_id,
                "is_facilitator": user_id == FACILITATOR,
                "stopped": [],
                "joined_at": NOW,
            }


def _cycles(cycles: int) -> Rows:
    for cycle_id in range(1, cycles + 1):
        yield {
            "id": cycle_id,
            "workspace_id": WORKSPACE,
            "community_id": _community_of(cycle_id),
            "lead": LEAD,
            "note_taker": NOTE_TAKER,
            "title": f"Wait time {cycle_id}",
            "stage": "do",
            "problem": "Few pupils explain their answer.",
            "change": "Wait ten seconds after each question.",
            "prediction": "Half of them will.",
            "starts_on": STARTS_ON,
            "ends_on": ENDS_ON,
            "created_at": NOW - timedelta(days=70),
            "began_at": NOW - timedelta(days=63),
            "created_by": LEAD,
        }


def _measures(cycles: int) -> Rows:
    for cycle_id in range(1, cycles + 1):
        yield {
            "id": cycle_id,
            "cycle_id": cycle_id,
            "position": 1,
            "name": "Answers with a reason",
            "unit": "%",
            "better": "up",
            "baseline": 31.0,
            "target": 50.0,
        }


def _observations(cycles: int) -> Rows:
    chance = random.Random(11)
    for cycle_id in range(1, cycles + 1):
        for day in range(OBSERVATIONS):
            yield {
                "measure_id": cycle_id,
                "observed_on": STARTS_ON + timedelta(days=day),
                "value": round(chance.gauss(40, 6), 1),
                "noted_at": NOW,
            }
