"""What a digest tells, gathered. What is told once becomes the digest's: that must be kept, or undone.

A part the facilitators left out is not looked at, so that what it would have told comes with a later digest.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from community.communities.views import Community
from community.convenings.reading import find_convenings
from community.digests import answering, learnings
from community.digests.learnings import Place
from community.digests.period import Period
from community.digests.snapshot import Snapshot
from community.digests.views import AtRisk, Heard, HeldConvening, NextConvening, Requirement
from community.feedback.reading import trend_of
from community.feedback.views import FeedbackTrend
from community.ids import ConveningId, LearningId
from community.objectives.progress import progress_of
from community.objectives.views import Progress
from community.pdsa.digesting import take_cycles
from community.pdsa.overview import lines_of_year
from community.pdsa.views import DigestCycles
from community.problems.digesting import take_problems
from community.problems.views import DigestProblems
from community.work import Work
from storage.queries import digest_answers as answer_queries
from storage.queries import digest_learnings as learning_queries
from storage.queries import digests as queries

MOST_FEEDBACK: Final = 8  # in one digest, so that it stays readable; the others come with the next
MOST_LEFT_OUT: Final = 20  # digests in a row without convenings, whose convenings come with the next
MOST_VALUES: Final = 30  # of an objective: more than its chart shows


@dataclass(frozen=True, slots=True)
class Gathered:
    snapshot: Snapshot
    places: tuple[Place, ...]


async def gather(work: Work, community: Community, period: Period) -> Gathered:
    """What is to be told of the time from the period's beginning until now, once each."""
    places = await _take_learnings(work, community, period)
    told_surveys = await _survey_ids(work, community, period)
    feedback = await _take_feedback(work, period, told_surveys)
    return Gathered(
        Snapshot(
            feedback=feedback,
            held=await _held(work, community, period),
            next_convening=await _next(work, community, period),
            cycles=await _take_cycles(work, community, period),
            problems=await _take_problems(work, community, period),
            objectives=await _objectives(work, community, period),
            requirement=await _requirement(work, community, period),
            heard=await _heard(work, community, period, told_surveys, places, feedback),
            asks=await answering.take_asks(work, community, period),
            offers=await answering.take_offers(work, community, period),
            answered=await _take_answered(work, community, period),
        ),
        places,
    )


def _is_told(period: Period, part: str) -> bool:
    return part not in period.edit.without


async def _take_learnings(work: Work, community: Community, period: Period) -> tuple[Place, ...]:
    if not _is_told(period, "learnings"):
        return ()
    places = await learnings.choose(work, community, period)
    await learnings.take(work, period, places)
    return places


async def _survey_ids(work: Work, community: Community, period: Period) -> list[int]:
    """Of the convenings whose summary the facilitators have, or are about to get."""
    if not _is_told(period, "feedback"):
        return []
    return await queries.surveys_to_report(work.session, community.id, work.now, MOST_FEEDBACK)


async def _take_feedback(work: Work, period: Period, ids: list[int]) -> tuple[FeedbackTrend, ...]:
    await queries.assign_surveys(work.session, ids, period.id)
    convenings = await find_convenings(work.session, [ConveningId(each) for each in ids])
    trends = [await trend_of(work.session, convenings[ConveningId(each)]) for each in ids]
    return tuple(line for line in trends if line is not None)


async def _held(work: Work, community: Community, period: Period) -> tuple[HeldConvening, ...]:
    if not _is_told(period, "convenings"):
        return ()
    since = await _convenings_told_until(work, period)
    held = await queries.convenings_held(work.session, community.id, since, work.now)
    return tuple(HeldConvening(row.title, row.starts_at, came or None, going) for row, came, going in held)


async def _convenings_told_until(work: Work, period: Period) -> datetime:
    """Those of the periods before that left them out come now."""
    since = period.covers_from
    earlier = await queries.choices_before(work.session, period.community_id, since, MOST_LEFT_OUT)
    for covers_from, choices in earlier:
        if "convenings" not in choices.get("without", ()):
            break
        since = covers_from
    return since


async def _next(work: Work, community: Community, period: Period) -> NextConvening | None:
    if not _is_told(period, "convenings"):
        return None
    found = await queries.next_convening(work.session, community.id, work.now)
    return None if found is None else NextConvening(found[0].title, found[0].starts_at, found[1], found[2])


async def _take_cycles(work: Work, community: Community, period: Period) -> DigestCycles:
    if not _is_told(period, "cycles"):
        return DigestCycles()
    return await take_cycles(work, community, period.id, period.covers_from)


async def _take_problems(work: Work, community: Community, period: Period) -> DigestProblems:
    if not _is_told(period, "problems"):
        return DigestProblems()
    return await take_problems(work, community, period.id)


async def _objectives(work: Work, community: Community, period: Period) -> tuple[Progress, ...]:
    """Without the measures they are tied to: the values of those are among theirs."""
    if not _is_told(period, "objectives"):
        return ()
    found = await progress_of(work, community)
    return tuple(replace(each, values=each.values[-MOST_VALUES:], ties=()) for each in found)


async def _requirement(work: Work, community: Community, period: Period) -> Requirement:
    lines = await lines_of_year(work, community) if _is_told(period, "cycles") else ()
    return Requirement(
        required=max((line.required for line in lines), default=0),
        owners=len(lines),
        met=sum(line.finished >= line.required for line in lines),
        at_risk=tuple(
            AtRisk("" if line.team is None else line.team.name, line.person, line.risk)
            for line in lines
            if line.is_at_risk
        ),
    )


async def _heard(
    work: Work,
    community: Community,
    period: Period,
    convening_ids: list[int],
    places: tuple[Place, ...],
    feedback: tuple[FeedbackTrend, ...],
) -> Heard:
    """At least so many: who answered without a name is counted by survey, for nobody can tell them apart."""
    people, members = await answer_queries.count_heard(
        work.session,
        community.id,
        period.covers_from,
        work.now,
        convening_ids=convening_ids,
        learning_ids=[each.learning_id for each in places if not each.was_told],
    )
    in_one_survey = max((line.answered for line in feedback), default=0)
    return Heard(min(max(people, in_one_survey), members), members)


async def _take_answered(
    work: Work, community: Community, period: Period
) -> tuple[tuple[LearningId, int], ...]:
    answered = await learning_queries.answered_to_tell(work.session, community.id)
    questions = [one for ids in answered.values() for one in ids]
    await learning_queries.assign_questions(work.session, questions, period.id)
    return tuple((LearningId(learning_id), len(ids)) for learning_id, ids in answered.items())
