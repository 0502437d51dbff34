"""A plan and its measures as rows; the cycle as it is then."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from community.communities.views import Community
from community.ids import CycleId, ProblemId
from community.pdsa.drafting import CheckedPlan
from community.pdsa.permissions import belongs_to_team
from community.pdsa.reading import get_cycle
from community.pdsa.views import Cycle, PlanDraft, Which
from community.teams.views import Team
from community.work import Caller, Work
from storage.queries import pdsa as queries


async def insert_plan(
    work: Work,
    caller: Caller,
    community: Community,
    team: Team | None,
    draft: PlanDraft,
    checked: CheckedPlan,
) -> Cycle:
    """A new cycle: of `team`, or of the caller alone."""
    cycle_id = CycleId(
        await queries.insert_cycle(
            work.session,
            _columns(checked)
            | _leading(caller, team)
            | {
                "workspace_id": caller.workspace_id,
                "community_id": community.id,
                "previous_id": draft.previous_id,
                "problem_id": await _known_problem(work, community, draft.problem_id),
                "created_at": work.now,
                "created_by": caller.user_id,
            },
        )
    )
    await queries.keep_measures(work.session, cycle_id, [asdict(each) for each in checked.measures])
    return await get_cycle(work, caller.workspace_id, cycle_id)


async def _known_problem(work: Work, community: Community, problem_id: ProblemId | None) -> ProblemId | None:
    """Problems go in the course of time; a plan begun from one is kept without it."""
    if problem_id is None or await queries.find_problem(work.session, community.id, problem_id) is None:
        return None
    return problem_id


async def rewrite_plan(
    work: Work, caller: Caller, before: Cycle, team: Team | None, checked: CheckedPlan
) -> Cycle:
    """The plan as it is now, and whose it is; a measure keeps its values by its place."""
    values = _columns(checked)
    if team != before.team:
        values |= _leading(caller, team)
    await queries.keep_measures(work.session, before.id, [asdict(each) for each in checked.measures])
    cycle = await write(work, before, values)
    await ask_anew(work, before, cycle)
    return cycle


def _leading(caller: Caller, team: Team | None) -> dict[str, Any]:
    """Whose it is, and who is asked: of a team without a lead whoever starts it, if they are in it."""
    if team is None:
        return {"team_id": None, "lead": caller.user_id, "note_taker": None}
    stands_in = caller.user_id if belongs_to_team(team, caller.user_id) else None
    return {"team_id": team.id, "lead": team.lead or stands_in, "note_taker": team.note_taker}


def _columns(checked: CheckedPlan) -> dict[str, Any]:
    return {name: value for name, value in asdict(checked).items() if name != "measures"}


async def write(work: Work, cycle: Cycle, values: dict[str, Any]) -> Cycle:
    """The cycle with these columns changed."""
    await queries.update_cycle(work.session, cycle.id, values)
    return await get_cycle(work, cycle.workspace_id, cycle.id)


async def ask_anew(work: Work, before: Cycle, cycle: Cycle) -> None:
    """With another end, what was said or put off about the old one counts no longer."""
    if cycle.ends_on != before.ends_on:
        moved = (Which.END_OF_CYCLE, Which.STUDY_DUE, Which.ACT_DUE)
        await queries.forget_prompts(work.session, cycle.id, moved)
