"""What a digest tells: gathered once when its period closes, kept as posted, read back from there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass

from community.communities.views import Community
from community.convenings.views import SharedLearning
from community.digests.views import Digest, HeldConvening, NextConvening
from community.feedback.views import FeedbackTrend
from community.ids import DigestId, UserId
from community.work import Work
from storage.queries import digests as queries
from storage.queries.digests import SurveyCount

MOST_LEARNINGS = 15  # in one digest, so that it stays readable; the others come with the next
FEWEST_ANSWERS = 5  # below, no number is shown: it could be traced to people
# Feedback is told once it has mostly come in, at the time its summary goes to the facilitators at the latest.
FEEDBACK_SETTLES = timedelta(hours=48)
_LOOKS_BACK = 10  # surveys, to find an earlier one with enough answers


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The stored part of a `Digest`."""

    learnings: tuple[SharedLearning, ...]
    feedback: tuple[FeedbackTrend, ...]
    held: tuple[HeldConvening, ...]
    next_convening: NextConvening | None


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
    )


async def take_snapshot(work: Work, community: Community, digest_id: DigestId, since: datetime) -> Snapshot:
    """What is to be told of the period from `since` until now; its learnings become this digest's."""
    return Snapshot(
        learnings=await _take_learnings(work, community, digest_id),
        feedback=await _feedback(work, community, since),
        held=await _held(work, community, since),
        next_convening=await _next(work, community),
    )


def overall_of(survey: SurveyCount) -> float | None:
    """The mean of everybody's ratings, 1 to 5; `None` when fewer than five answered."""
    ratings: list[int] = list(chain.from_iterable(answer.values() for answer in survey.ratings))
    if len(survey.ratings) < FEWEST_ANSWERS or not ratings:
        return None
    return sum(ratings) / len(ratings)


async def _take_learnings(
    work: Work, community: Community, digest_id: DigestId
) -> tuple[SharedLearning, ...]:
    found = await queries.learnings_to_report(work.session, community.id, MOST_LEARNINGS)
    await queries.assign_learnings(work.session, [row.id for row, _ in found], digest_id)
    return tuple(
        SharedLearning(row.text, None if row.author is None else UserId(row.author), title)
        for row, title in found
    )


async def _feedback(work: Work, community: Community, since: datetime) -> tuple[FeedbackTrend, ...]:
    surveys = await queries.surveys_opened(
        work.session, community.id, since - FEEDBACK_SETTLES, work.now - FEEDBACK_SETTLES
    )
    return tuple([await _trend(work, community, survey) for survey in surveys])


async def _trend(work: Work, community: Community, survey: SurveyCount) -> FeedbackTrend:
    earlier = await queries.surveys_before(work.session, community.id, survey.opens_at, _LOOKS_BACK)
    return FeedbackTrend(
        title=survey.title,
        answered=len(survey.ratings),
        asked=survey.asked,
        overall=overall_of(survey),
        previous_overall=_latest_known(earlier),
    )


def _latest_known(surveys: Sequence[SurveyCount]) -> float | None:
    known = (overall_of(survey) for survey in surveys)
    return next((overall for overall in known if overall is not None), None)


async def _held(work: Work, community: Community, since: datetime) -> tuple[HeldConvening, ...]:
    held = await queries.convenings_held(work.session, community.id, since, work.now)
    return tuple(HeldConvening(row.title, row.starts_at, came or None, going) for row, came, going in held)


async def _next(work: Work, community: Community) -> NextConvening | None:
    found = await queries.next_convening(work.session, community.id, work.now)
    return None if found is None else NextConvening(found[0].title, found[0].starts_at, found[1], found[2])
