"""What a digest tells of PDSA cycles."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Final

from community.communities.views import Community
from community.ids import CycleId, DigestId
from community.pdsa.reading import find_cycles
from community.pdsa.stages import OPEN
from community.pdsa.views import Cycle, DigestCycle, DigestCycles, Stage, Status
from community.work import Work
from storage.queries import observations as queries
from storage.queries.pdsa import open_cycles_in

# In one digest, so that it stays readable. Closed ones that do not fit come with the next.
MOST_CLOSED: Final = 8
MOST_STUCK: Final = 8


async def take_cycles(work: Work, community: Community, digest_id: DigestId, since: datetime) -> DigestCycles:
    """Open cycles by stage, those stuck, the values noted from `since` until now, and what was closed.

    Closed cycles become this digest's: none is told twice, and one that was closed between two digests is
    told by the next.
    """
    closed_ids = await queries.closed_to_report(work.session, community.id, MOST_CLOSED)
    await queries.assign_cycles(work.session, closed_ids, digest_id)
    open_ids = await open_cycles_in(work.session, community.id)
    cycles = await find_cycles(work.session, [CycleId(one) for one in (*closed_ids, *open_ids)])
    going_on = [cycles[CycleId(one)] for one in open_ids]
    stages = Counter(cycle.stage for cycle in going_on)
    return DigestCycles(
        by_stage=tuple((stage.value, stages[stage]) for stage in OPEN if stages[stage]),
        observations=await queries.count_observations(work.session, community.id, since, work.now),
        stuck=tuple(_told(cycle) for cycle in going_on if _is_stuck(cycle))[:MOST_STUCK],
        closed=tuple(_told(cycles[CycleId(one)]) for one in closed_ids),
    )


def _is_stuck(cycle: Cycle) -> bool:
    """What was said in a check-in holds no longer once the study is written, or while it rests."""
    return cycle.status is Status.STUCK and cycle.stage in (Stage.DO, Stage.STUDY) and not cycle.is_paused


def _told(cycle: Cycle) -> DigestCycle:
    return DigestCycle(
        title=cycle.title,
        owner=cycle.owner_name or "",
        lead=cycle.lead,
        stage=cycle.stage.value,
        decision=cycle.decision,
        closed_early=cycle.closed_early,
        next_step=cycle.next_step,
    )
