"""Rows into views: what an objective is, for whoever asks within a transaction."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from sqlalchemy import Row

from community.errors import ObjectiveNotFound
from community.ids import CommunityId, ObjectiveId, UserId, WorkspaceId
from community.objectives.views import Objective
from community.walltime import today_in
from community.work import Work
from storage.queries import objectives as queries


def objective_view(row: Row[Any], zone: str) -> Objective:
    return Objective(
        id=ObjectiveId(row.id),
        community_id=CommunityId(row.community_id),
        name=row.name,
        measure=row.measure,
        unit=row.unit,
        better=row.better,
        baseline=row.baseline,
        target=row.target,
        by_on=row.by_on,
        owner=UserId(row.owner) if row.owner else None,
        is_closed=row.closed_at is not None,
        version=row.version,
        made_on=today_in(zone, row.created_at),
    )


async def get_row(
    work: Work, workspace_id: WorkspaceId, objective_id: ObjectiveId, *, to_change: bool = False
) -> Row[Any]:
    """Raises `ObjectiveNotFound` for one of another workspace as for none. `to_change` holds the row."""
    row = await queries.find_objective(work.session, workspace_id, objective_id, to_change=to_change)
    if row is None:
        raise ObjectiveNotFound("There is no such objective here any more.")
    return row


def owner_of(measure: Row[Any]) -> Hashable:
    """Whose cycle a tied measure is of: a team, a person alone, or nobody else's once they have left."""
    if measure.team_id is not None:
        return ("team", measure.team_id)
    return ("person", measure.lead) if measure.lead else ("cycle", measure.cycle_id)
