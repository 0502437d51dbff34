"""What a digest tells: gathered once when its period closes, kept as posted, read back from there."""

from __future__ import annotations

from dataclasses import field
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass

from community.communities.views import Community
from community.convenings.reading import find_convenings
from community.convenings.views import SharedLearning
from community.digests.views import Digest, HeldConvening, NextConvening
from community.feedback.reading import trend_of
from community.feedback.views import FeedbackTrend
from community.ids import ConveningId, DigestId, UserId
from community.pdsa.digesting import take_cycles
from community.pdsa.views import DigestCycles
from community.problems.digesting import take_problems
from community.problems.views import DigestProblems
from community.work import Work
from storage.queries import digests as queries

# In one digest, so that it stays readable; the others come with the next.
MOST_LEARNINGS = 12
MOST_FEEDBACK = 8


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The stored part of a `Digest`."""

    learnings: tuple[SharedLearning, ...]
    feedback: tuple[FeedbackTrend, ...]
    held: tuple[HeldConvening, ...]
    next_convening: NextConvening | None
    # Snapshots of the first release have neither.
    cycles: DigestCycles = field(default_factory=DigestCycles)
    problems: DigestProblems = field(default_factory=DigestProblems)


_SNAPSHOT = TypeAdapter(Snapshot)


def to_json(snapshot: Snapshot) -> dict[str, Any]:
    """For the database; `from_json` gives back an equal one."""
    stored: dict[str, Any] = _SNAPSHOT.dump_python(snapshot, mode="json")
    return stored


def from_json(stored: dict[str, Any]) -> Snapshot:
    return _SNAPSHOT.validate_python(stored)


def digest_of(
    digest_id: DigestId, community: Community, covers_from: datetime, covers_to: datetime, snapshot: Snapshot
) -> Digest:
    return Digest(
        id=digest_id,
        community=community,
        covers_from=covers_from,
        covers_to=covers_to,
        learnings=snapshot.learnings,
        feedback=snapshot.feedback,
        held=snapshot.held,
        next_convening=snapshot.next_convening,
        cycles=snapshot.cycles,
        problems=snapshot.problems,
    )


async def take_snapshot(work: Work, community: Community, digest_id: DigestId, since: datetime) -> Snapshot:
    """What is to be told of the time from `since` until now; learnings and feedback become this digest's."""
    return Snapshot(
        learnings=await _take_learnings(work, community, digest_id),
        feedback=await _take_feedback(work, community, digest_id),
        held=await _held(work, community, since),
        next_convening=await _next(work, community),
        cycles=await take_cycles(work, community, digest_id, since),
        problems=await take_problems(work, community, digest_id),
    )


async def _take_learnings(
    work: Work, community: Community, digest_id: DigestId
) -> tuple[SharedLearning, ...]:
    found = await queries.learnings_to_report(work.session, community.id, MOST_LEARNINGS)
    await queries.assign_learnings(work.session, [row.id for row, _ in found], digest_id)
    return tuple(
        SharedLearning(row.text, None if row.author is None else UserId(row.author), title)
        for row, title in found
    )


async def _take_feedback(work: Work, community: Community, digest_id: DigestId) -> tuple[FeedbackTrend, ...]:
    """One line for each convening whose summary the facilitators have, or are about to get."""
    ids = await queries.surveys_to_report(work.session, community.id, work.now, MOST_FEEDBACK)
    await queries.assign_surveys(work.session, ids, digest_id)
    convenings = await find_convenings(work.session, [ConveningId(each) for each in ids])
    trends = [await trend_of(work.session, convenings[ConveningId(each)]) for each in ids]
    return tuple(line for line in trends if line is not None)


async def _held(work: Work, community: Community, since: datetime) -> tuple[HeldConvening, ...]:
    held = await queries.convenings_held(work.session, community.id, since, work.now)
    return tuple(HeldConvening(row.title, row.starts_at, came or None, going) for row, came, going in held)


async def _next(work: Work, community: Community) -> NextConvening | None:
    found = await queries.next_convening(work.session, community.id, work.now)
    return None if found is None else NextConvening(found[0].title, found[0].starts_at, found[1], found[2])
