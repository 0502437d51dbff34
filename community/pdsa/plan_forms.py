"""The plan's form for whoever opens it: of a cycle, of the next one, from a problem; and whose it may be."""

from __future__ import annotations

from community.communities.reading import get_community
from community.communities.views import Community
from community.errors import InvalidInput, NotAllowed, ProblemNotFound, WrongStage
from community.ids import CommunityId, CycleId, ProblemId, TeamId
from community.pdsa import prefill
from community.pdsa.missing import missing_in
from community.pdsa.permissions import belongs_to_team, require_worker
from community.pdsa.reading import get_cycle
from community.pdsa.stages import Action, require_possible
from community.pdsa.views import Cycle, PlanDraft, PlanForm, Stage
from community.permissions import is_facilitator
from community.teams.reading import list_teams, teams_of
from community.teams.views import Team
from community.work import Caller, Work
from storage.queries import pdsa as queries


async def form_of(work: Work, caller: Caller, cycle_id: CycleId) -> PlanForm:
    """Of a cycle that is edited or amended by whoever may work on it."""
    cycle = await get_cycle(work, caller.workspace_id, cycle_id)
    await require_worker(work, caller, cycle)
    require_possible(cycle, Action.EDIT_PLAN if cycle.stage is Stage.PLAN else Action.AMEND_PLAN)
    community = await get_community(work.session, caller.workspace_id, cycle.community_id)
    teams = await teams_for(work, caller, cycle.community_id)
    draft = prefill.draft_of(cycle)
    return PlanForm(community, draft, _with_own(teams, cycle.team), cycle=cycle, missing=missing_in(cycle))


async def next_form(
    work: Work,
    caller: Caller,
    community: Community,
    teams: tuple[Team, ...],
    fresh: PlanDraft,
    previous_id: CycleId,
) -> PlanForm:
    """Of the cycle after `previous_id`; `fresh` has its dates."""
    previous = await previous_cycle(work, caller, previous_id, community.id)
    draft = prefill.draft_after(previous, fresh)
    return PlanForm(
        community, draft, _with_own(teams, previous.team), previous=previous, missing=missing_in(draft)
    )


async def previous_cycle(
    work: Work, caller: Caller, cycle_id: CycleId, community_id: CommunityId, *, to_change: bool = False
) -> Cycle:
    """The cycle a new one goes on from. Raises `WrongStage` while it is open, and once it has its next.

    `to_change` holds its row: of two teammates who start the next one at once, one does.
    """
    previous = await get_cycle(work, caller.workspace_id, cycle_id, to_change=to_change)
    if previous.community_id != community_id:
        raise NotAllowed("The next cycle belongs to the community of the one before.")
    await require_worker(work, caller, previous)
    if previous.is_open:
        raise WrongStage(
            f"The next cycle starts when this one is decided: it is in “{previous.stage}”. Adopt, adapt or "
            "abandon the change first, or close the cycle early."
        )
    if previous.next_id is not None:
        raise WrongStage(f"“{previous.title}” has its next cycle already: /cop pdsa shows it.")
    return previous


async def draft_from_problem(
    work: Work, caller: Caller, community: Community, fresh: PlanDraft, problem_id: ProblemId
) -> PlanDraft:
    """Raises `ProblemNotFound` for one that was not shared with this community."""
    problem = await queries.find_problem(work.session, community.id, problem_id)
    if problem is None:
        raise ProblemNotFound("There is no such problem of practice here any more.")
    return prefill.draft_from_problem(problem, fresh, is_theirs=problem.presenter == caller.user_id)


async def teams_for(work: Work, caller: Caller, community_id: CommunityId) -> tuple[Team, ...]:
    """The teams for which the caller may start a cycle: their own; for facilitators those of all."""
    own = await teams_of(work.session, community_id, caller.user_id)
    theirs = [team for team in own if belongs_to_team(team, caller.user_id)]
    if not await is_facilitator(work, caller, community_id):
        return tuple(theirs)
    others = await list_teams(work.session, community_id)
    return (*theirs, *(team for team in others if team not in theirs))


def _with_own(teams: tuple[Team, ...], own: Team | None) -> tuple[Team, ...]:
    """With the cycle's own team first: also a menu of very many, or of whoever took it over, shows it."""
    return teams if own is None else (own, *(team for team in teams if team.id != own.id))


async def team_for(
    work: Work, caller: Caller, community_id: CommunityId, team_id: TeamId | None
) -> Team | None:
    """Raises `InvalidInput` beside `team` for one that is not there, or not the caller's."""
    if team_id is None:
        return None
    teams = {team.id: team for team in await teams_for(work, caller, community_id)}
    if team_id not in teams:
        raise InvalidInput(
            {"team": "You can start a cycle for a team you are in, or alone. This team is another one."}
        )
    return teams[team_id]


async def changed_team(work: Work, caller: Caller, before: Cycle, team_id: TeamId | None) -> Team | None:
    """Whose cycle it is may change while it is planned."""
    if team_id == (before.team.id if before.team else None):
        return before.team
    if before.stage is not Stage.PLAN:
        raise InvalidInput({"team": "The cycle has begun: it stays with whoever began it."})
    return await team_for(work, caller, before.community_id, team_id)
