"""Setting an objective, and editing it: what is asked around its form, and how it is written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Row

from community.communities.views import Community, Person
from community.errors import EditedMeanwhile, InvalidInput, ObjectiveNotFound
from community.ids import ObjectiveId, UserId
from community.objectives.drafting import Asked, CheckedObjective, name_key
from community.objectives.reading import get_row, objective_view
from community.objectives.views import Objective, ObjectiveDraft
from community.pdsa.reading import measure_view
from community.walltime import today_in
from community.work import Caller, Work
from storage.queries import objectives as queries
from storage.queries.members import list_members
from storage.queries.teams import last_changer

MOST_OPEN: Final = 10  # of a community: more are no aims, and would not fit one page
MOST_OFFERED: Final = 100  # measures to tie, as many as a menu takes


async def get_row_in(
    work: Work, community: Community, objective_id: ObjectiveId, *, to_change: bool = False
) -> Row[Any]:
    """Raises `ObjectiveNotFound` for an objective of another community."""
    row = await get_row(work, community.workspace_id, objective_id, to_change=to_change)
    if row.community_id != community.id:
        raise ObjectiveNotFound(f"There is no such objective in {community.name}.")
    return row


async def to_edit(
    work: Work, community: Community, objective_id: ObjectiveId | None, version: int | None
) -> Objective | None:
    """The objective that is edited, held; None for a new one. Raises `EditedMeanwhile`."""
    if objective_id is None:
        return None
    row = await get_row_in(work, community, objective_id, to_change=True)
    if row.version != version:
        name = await last_changer(work.session, community.workspace_id, f"objective:{objective_id}")
        raise EditedMeanwhile(
            f"{name or 'Somebody'} changed this objective while you were editing. What you wrote is kept "
            "here; save again to put it over theirs.",
            row.version,
        )
    return objective_view(row, community.zone)


async def asked(
    work: Work,
    community: Community,
    draft: ObjectiveDraft,
    people: Mapping[UserId, Person],
    existing: Objective | None,
) -> Asked:
    """What is known around the form."""
    return Asked(
        community=community,
        people=people,
        belonging={UserId(row.user_id) for row in await list_members(work.session, community.id)},
        measures=[measure_view(row) for row in await _rows_offered(work, community, draft.measures)],
        today=today_in(community.zone, work.now),
        existing=existing,
    )


async def _rows_offered(work: Work, community: Community, tied: Sequence[int]) -> list[Row[Any]]:
    """Measures of this school year's cycles, and those tied to the objective of whatever year."""
    return await queries.measures_to_tie(
        work.session, community.id, community.year_starts_on, tied, MOST_OFFERED
    )


async def offered(work: Work, community: Community, tied: Sequence[int] = ()) -> tuple[tuple[int, str], ...]:
    """What may be tied, by id: "cycle: measure"; those tied first, then those of the newest cycles."""
    rows = await _rows_offered(work, community, tied)
    return tuple((row.id, f"{row.cycle_title}: {row.name}") for row in rows)


async def keep(
    work: Work, caller: Caller, community: Community, before: Objective | None, checked: CheckedObjective
) -> ObjectiveId:
    """Write it down. Raises `InvalidInput` for a second of one name, or one too many."""
    await _refuse_double(work, community, before, checked)
    await _refuse_too_many(work, community, before, checked)
    columns = _columns(checked, work)
    if before is None:
        kept_id = await _insert(work, caller, community, columns)
    else:
        kept_id = before.id
        if before.is_closed and checked.is_closed:
            del columns["closed_at"]  # it is the day it was closed, not of this edit
        await queries.update_objective(work.session, kept_id, columns)
    await queries.replace_ties(work.session, kept_id, checked.measures)
    return kept_id


async def _refuse_double(
    work: Work, community: Community, before: Objective | None, checked: CheckedObjective
) -> None:
    known = await queries.find_named(work.session, community.id, name_key(checked.name))
    if known is None or (before is not None and known.id == before.id):
        return
    if known.closed_at is None:
        raise InvalidInput({"name": f"There is an objective of this name in {community.name} already."})
    raise InvalidInput(
        {"name": "There is an objective of this name that is no longer pursued. Edit that one to take it up."}
    )


async def _refuse_too_many(
    work: Work, community: Community, before: Objective | None, checked: CheckedObjective
) -> None:
    is_more = not checked.is_closed and (before is None or before.is_closed)
    if is_more and await queries.count_open(work.session, community.id) >= MOST_OPEN:
        raise InvalidInput(
            {"name": f"A community pursues {MOST_OPEN} objectives at most at a time. Close one first."}
        )


async def _insert(work: Work, caller: Caller, community: Community, columns: dict[str, Any]) -> ObjectiveId:
    values = columns | {
        "workspace_id": community.workspace_id,
        "community_id": community.id,
        "version": 1,
        "created_at": work.now,
        "created_by": caller.user_id,
    }
    objective_id = await queries.insert_objective(work.session, values)
    if objective_id is None:
        raise InvalidInput({"name": f"Somebody has just set an objective of this name in {community.name}."})
    return ObjectiveId(objective_id)


def _columns(checked: CheckedObjective, work: Work) -> dict[str, Any]:
    return {
        "name": checked.name,
        "name_key": name_key(checked.name),
        "measure": checked.measure,
        "unit": checked.unit,
        "better": checked.better,
        "baseline": checked.baseline,
        "target": checked.target,
        "by_on": checked.by_on,
        "owner": checked.owner,
        "closed_at": work.now if checked.is_closed else None,
    }
