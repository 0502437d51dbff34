"""Rows into views: what a cycle is, for whoever asks within a transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from community.errors import CycleNotFound
from community.ids import (
    ChannelId,
    CommunityId,
    CycleId,
    MeasureId,
    ProblemId,
    UserId,
    WorkspaceId,
)
from community.pdsa.views import Checkin, Cycle, Measure, Observation, Stage, Status, Which
from community.teams.reading import team_view
from community.work import Work
from storage.queries import pdsa as queries
from storage.queries.pdsa import WholeCycle
from storage.tables import CheckinRow, ObservationRow


@dataclass(frozen=True, slots=True)
class PromptState:
    """What became of one question to a team."""

    answered_by: UserId | None = None
    answered_at: datetime | None = None
    snoozed_until: datetime | None = None


Prompts = Mapping[Which, PromptState]


def cycle_view(whole: WholeCycle) -> Cycle:
    row = whole.row
    return Cycle(
        id=CycleId(row.id),
        workspace_id=WorkspaceId(row.workspace_id),
        community_id=CommunityId(row.community_id),
        community_name=row.community_name,
        home_channel=ChannelId(row.home_channel),
        zone=row.zone,
        team=None if whole.team is None else team_view(whole.team),
        lead=_user(row.lead),
        note_taker=_user(row.note_taker),
        number=whole.number,
        previous_id=None if row.previous_id is None else CycleId(row.previous_id),
        next_id=None if whole.next_id is None else CycleId(whole.next_id),
        problem_id=None if row.problem_id is None else ProblemId(row.problem_id),
        title=row.title,
        stage=Stage(row.stage),
        problem=row.problem,
        shared_learning=row.shared_learning,
        change=row.change,
        prediction=row.prediction,
        measures=tuple(measure_view(measure) for measure in whole.measures),
        evidence_adult=row.evidence_adult,
        evidence_student=row.evidence_student,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        held=row.held,
        data_says=row.data_says,
        successes=row.successes,
        challenges=row.challenges,
        learnt=row.learnt,
        decision=row.decision,
        act_start=row.act_start,
        act_stop=row.act_stop,
        act_keep=row.act_keep,
        act_scale=row.act_scale,
        next_step=row.next_step,
        status=Status(row.status) if row.status else None,
        checked_in_at=row.checked_in_at,
        paused_at=row.paused_at,
        pause_reason=row.pause_reason,
        closed_at=row.closed_at,
        closed_early=row.closed_early,
        close_reason=row.close_reason,
        version=row.version,
        created_at=row.created_at,
        began_at=row.began_at,
        studied_at=row.studied_at,
    )


def measure_view(row: Row[Any]) -> Measure:
    return Measure(MeasureId(row.id), row.position, row.name, row.unit, row.better, row.baseline, row.target)


async def get_cycle(
    work: Work, workspace_id: WorkspaceId, cycle_id: CycleId, *, to_change: bool = False
) -> Cycle:
    """Raises `CycleNotFound` for one of another workspace as for none. `to_change` holds the row."""
    whole = await queries.load_cycle(work.session, workspace_id, cycle_id, to_change=to_change)
    if whole is None:
        raise CycleNotFound("There is no such cycle here any more.")
    return cycle_view(whole)


async def find_cycles(session: AsyncSession, ids: Collection[CycleId]) -> dict[CycleId, Cycle]:
    """Those of these cycles that exist, in order of id."""
    found = await queries.load_cycles(session, ids)
    return {CycleId(key): cycle_view(whole) for key, whole in found.items()}


async def find_cycle(session: AsyncSession, cycle_id: CycleId) -> Cycle | None:
    return (await find_cycles(session, [cycle_id])).get(cycle_id)


async def observations_of(
    session: AsyncSession, cycles: Iterable[Cycle]
) -> dict[MeasureId, tuple[Observation, ...]]:
    """Every measure's values in order of time; a measure without any is there with none."""
    ids = [measure.id for cycle in cycles for measure in cycle.measures]
    found = await queries.observed(session, ids)
    return {
        measure_id: tuple(Observation(day, value) for day, value in found.get(measure_id, ()))
        for measure_id in ids
    }


async def prompts_of(session: AsyncSession, cycle_ids: Collection[CycleId]) -> dict[CycleId, Prompts]:
    """What became of each cycle's questions so far; those nobody touched are missing."""
    found: dict[int, dict[Which, PromptState]] = {cycle_id: {} for cycle_id in cycle_ids}
    for row in await queries.prompts_of(session, cycle_ids):
        state = PromptState(_user(row.answered_by), row.answered_at, row.snoozed_until)
        found[row.cycle_id][Which(row.which)] = state
    return {cycle_id: found[cycle_id] for cycle_id in cycle_ids}


async def last_checkins(session: AsyncSession, cycles: Collection[Cycle]) -> dict[CycleId, Checkin]:
    """The newest check-in of each cycle that has one, with the values it brought."""
    by_id = {cycle.id: cycle for cycle in cycles}
    rows = await queries.last_checkins(session, list(by_id))
    values = await queries.observed_in(session, [row.id for row in rows.values()])
    return {
        CycleId(cycle_id): checkin_view(row, by_id[CycleId(cycle_id)], values)
        for cycle_id, row in rows.items()
    }


async def find_checkin(session: AsyncSession, cycle: Cycle, checkin_id: int) -> Checkin | None:
    """One check-in of this cycle with the values it brought."""
    row = await queries.find_checkin(session, checkin_id)
    if row is None or row.cycle_id != cycle.id:
        return None
    return checkin_view(row, cycle, await queries.observed_in(session, [checkin_id]))


def checkin_view(row: CheckinRow, cycle: Cycle, values: Iterable[ObservationRow]) -> Checkin:
    """`values`: observations, those of other check-ins are left out."""
    brought = [value for value in values if value.checkin_id == row.id]
    observations = tuple(
        (
            measure,
            tuple(
                Observation(each.observed_on, each.value) for each in brought if each.measure_id == measure.id
            ),
        )
        for measure in cycle.measures
    )
    return Checkin(
        by=UserId(row.noted_by),
        at=row.noted_at,
        which=Which(row.prompt) if row.prompt else None,
        status=Status(row.status),
        happened=row.happened,
        surprises=row.surprises,
        links=tuple(row.links),
        help_wanted=row.help_wanted,
        observations=tuple((measure, seen) for measure, seen in observations if seen),
    )


def _user(user_id: str | None) -> UserId | None:
    return UserId(user_id) if user_id else None
