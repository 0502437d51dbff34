"""What a report tells, gathered in one look at the database. Nothing of it is changed by looking."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from community.communities.views import Community
from community.convenings.reading import find_convenings
from community.convenings.views import Convening
from community.feedback.figures import trend
from community.feedback.reading import previous_overall
from community.ids import ConveningId, CycleId, MeasureId, UserId
from community.learnings.reading import view_of
from community.learnings.views import Learning
from community.objectives.progress import progress_within
from community.objectives.views import Progress
from community.pdsa.overview import lines_of_year
from community.pdsa.reading import find_cycles, observations_of
from community.pdsa.run_charts import run_chart
from community.pdsa.views import Cycle, Observation
from community.reports.views import (
    Period,
    Report,
    ReportedConvening,
    ReportedCycle,
    ReportedFeedback,
    ReportKind,
    TeamRequirement,
    ToScale,
)
from community.walltime import instant_of
from community.work import Work
from storage.queries import feedback as feedback_queries
from storage.queries import reports as queries
from storage.queries.digests import convenings_held
from storage.queries.people import list_people
from storage.queries.reports import Span

MOST_LEARNINGS: Final = 2_000  # in one report: enough for a year, and still a file that opens
MOST_STRATEGIES: Final = 10
ADOPTED: Final = "adopt"
STRATEGY: Final = "strategy"
SOMEBODY: Final = "somebody who has left"  # whose name the bot has not kept

_DAY: Final = timedelta(days=1)


def span_of(community: Community, period: Period) -> Span:
    """The period's days, as dates and as the instants between which they lie in the community's zone."""
    return Span(
        from_on=period.from_on,
        to_on=period.to_on,
        since=_midnight(community, datetime.combine(period.from_on, datetime.min.time())),
        until=_midnight(community, datetime.combine(period.to_on, datetime.min.time()) + _DAY),
    )


async def has_anything(work: Work, community: Community, period: Period) -> bool:
    """Whether there is anything to report of the period; quick, for who asks is waiting."""
    return await queries.has_anything(work.session, community.id, span_of(community, period), work.now)


async def gather(work: Work, community: Community, kind: ReportKind, period: Period) -> Report:
    """The whole community over the period. Whether somebody may read it is for the caller to ask."""
    span = span_of(community, period)
    convenings = await _convenings(work, community, span)
    cycles = await _cycles(work, community, span)
    decided = _decided([each.cycle for each in cycles], span)
    learnings = await _learnings(work, community, span)
    objectives = await progress_within(work, community, span)
    requirement = await _requirement(work, community, period)
    strategies = await _strategies(work, community, span) if kind is ReportKind.ANNUAL else ()
    people = _people(convenings, cycles, requirement, objectives, (*learnings, *strategies))
    return Report(
        community=community,
        kind=kind,
        period=period,
        made_at=work.now,
        team=None,
        convenings=convenings,
        feedback=await _feedback(work, community, [each.convening for each in convenings]),
        cycles=cycles,
        decided=decided,
        requirement=requirement,
        objectives=objectives,
        learnings=learnings,
        learnings_count=await queries.count_learnings(work.session, community.id, span),
        to_scale=to_scale(decided) if kind is ReportKind.ANNUAL else (),
        strategies=strategies,
        names=await names_of(work, community, people),
    )


async def reported_cycles(work: Work, ids: Iterable[int]) -> tuple[ReportedCycle, ...]:
    """These cycles with the run charts of all their measures that have a value, in the order of `ids`."""
    wanted = [CycleId(one) for one in ids]
    cycles = await find_cycles(work.session, wanted)
    values = await observations_of(work.session, cycles.values())
    return tuple(_reported_cycle(cycles[one], values) for one in wanted if one in cycles)


def _reported_cycle(cycle: Cycle, values: Mapping[MeasureId, tuple[Observation, ...]]) -> ReportedCycle:
    measured = [(measure, values[measure.id]) for measure in cycle.measures if values[measure.id]]
    return ReportedCycle(
        cycle,
        tuple(run_chart(measure, seen) for measure, seen in measured),
        tuple(
            (measure, tuple(sorted(seen, key=lambda each: each.observed_on))) for measure, seen in measured
        ),
    )


async def names_of(
    work: Work, community: Community, people: Iterable[UserId | None]
) -> tuple[tuple[UserId, str], ...]:
    """What to print for each of them, once each."""
    wanted = sorted({person for person in people if person is not None})
    rows = await list_people(work.session, community.workspace_id, wanted)
    known = {row.user_id: row.name for row in rows if row.name}
    return tuple((person, known.get(person, SOMEBODY)) for person in wanted)


def to_scale(cycles: Iterable[Cycle]) -> tuple[ToScale, ...]:
    """What teams adopted; those who said how it could be scaled first."""
    adopted = [ToScale(cycle, cycle.act_scale) for cycle in cycles if cycle.decision == ADOPTED]
    return tuple(sorted(adopted, key=lambda each: (not each.scale, each.said_by.casefold(), each.cycle.id)))


async def _convenings(work: Work, community: Community, span: Span) -> tuple[ReportedConvening, ...]:
    """Those that are over, in order of time."""
    held = await convenings_held(work.session, community.id, span.since, min(span.until, work.now))
    ids = [ConveningId(row.id) for row, _, _ in held]
    found = await find_convenings(work.session, ids)
    committed = await queries.count_commitments(work.session, ids)
    return tuple(
        ReportedConvening(found[ConveningId(row.id)], came or None, going, committed.get(row.id, 0))
        for row, came, going in held
        if row.id in found
    )


async def _feedback(
    work: Work, community: Community, convenings: Sequence[Convening]
) -> tuple[ReportedFeedback, ...]:
    """Each beside the one before that enough people answered; figures only of what is closed."""
    ids = [convening.id for convening in convenings]
    closed = await queries.surveys_closed(work.session, ids)
    asked = await feedback_queries.count_asked(work.session, ids)
    responses = await feedback_queries.responses_to(work.session, ids)
    before = None
    if convenings:
        before = await previous_overall(work.session, community.id, convenings[0].starts_at)
    told: list[ReportedFeedback] = []
    for convening in convenings:
        if convening.id not in closed or not asked.get(convening.id):
            continue
        answers = responses.get(convening.id, [])
        line = trend(convening.title, answers, asked=asked[convening.id], previous_overall=before)
        if closed[convening.id]:
            told.append(ReportedFeedback(line, is_open=False))
            before = before if line.overall is None else line.overall
        else:
            told.append(ReportedFeedback(replace(line, overall=None, previous_overall=None), is_open=True))
    return tuple(told)


async def _cycles(work: Work, community: Community, span: Span) -> tuple[ReportedCycle, ...]:
    return await reported_cycles(work, await queries.cycles_under_way(work.session, community.id, span))


def _decided(cycles: Iterable[Cycle], span: Span) -> tuple[Cycle, ...]:
    """Those with a decision taken within the span, in the order of that."""
    closed = [(cycle.closed_at, cycle.id, cycle) for cycle in cycles if cycle.closed_at and cycle.decision]
    return tuple(cycle for at, _, cycle in sorted(closed, key=lambda each: each[:2]) if at < span.until)


async def _learnings(work: Work, community: Community, span: Span) -> tuple[Learning, ...]:
    found = await queries.learnings_of(work.session, community.id, span, MOST_LEARNINGS)
    return tuple(view_of(whole) for whole in found)


async def _strategies(work: Work, community: Community, span: Span) -> tuple[Learning, ...]:
    found = await queries.learnings_of(work.session, community.id, span, MOST_STRATEGIES, kind=STRATEGY)
    return tuple(view_of(whole) for whole in found)


async def _requirement(work: Work, community: Community, period: Period) -> tuple[TeamRequirement, ...]:
    """Of this school year alone, as it stands now: an earlier one's is not known any more."""
    if period.to_on < community.year_starts_on:
        return ()
    return tuple(
        TeamRequirement(
            "" if line.team is None else line.team.name, line.person, line.finished, line.required
        )
        for line in await lines_of_year(work, community)
    )


def _people(
    convenings: Iterable[ReportedConvening],
    cycles: Iterable[ReportedCycle],
    requirement: Iterable[TeamRequirement],
    objectives: Iterable[Progress],
    learnings: Iterable[Learning],
) -> Iterator[UserId | None]:
    yield from (each.convening.facilitator for each in convenings)
    yield from (each.cycle.lead for each in cycles)
    yield from (each.person for each in requirement)
    yield from (each.objective.owner for each in objectives)
    yield from (each.author for each in learnings)


def _midnight(community: Community, wall: datetime) -> datetime:
    return instant_of(wall, community.zone)
