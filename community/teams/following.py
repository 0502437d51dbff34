"""A team changes, or its people leave: its open cycles follow, and whoever is asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from community.communities.reading import find_community
from community.communities.views import Community
from community.ids import CommunityId, CycleId, TeamId, UserId
from community.pdsa import planning, story
from community.pdsa.permissions import belongs_to_team
from community.pdsa.reading import find_cycles, get_cycle
from community.pdsa.views import Cycle
from community.teams.views import Team
from community.work import Caller, Work
from storage.queries import pdsa as cycle_queries
from storage.queries import teams as queries

PASSED_ON = "passed_on"  # the audit's word: the team has another lead or note taker


async def follow_team(work: Work, caller: Caller, community: Community, before: Team, team: Team) -> None:
    """Open cycles the former lead led pass to the new one, and so with the note taker; cards are redrawn.

    So do those of somebody who took one over and works in the team no longer.
    """
    for cycle in await _open_cycles(work, await _of_team(work, team.id)):
        leading = {
            "lead": _passed_on(cycle.lead, before.lead, team.lead, team),
            "note_taker": _passed_on(cycle.note_taker, before.note_taker, team.note_taker, team),
        }
        if leading == {"lead": cycle.lead, "note_taker": cycle.note_taker}:
            await story.touch_card(work, cycle)
            continue
        await cycle_queries.update_cycle(work.session, cycle.id, leading)
        await _follow(work, community, cycle, caller.user_id)


def _passed_on(person: UserId | None, former: UserId | None, now: UserId | None, team: Team) -> UserId | None:
    stays = person is not None and person != former and belongs_to_team(team, person)
    return person if stays else now


async def leave_teams_and_cycles(work: Work, community_id: CommunityId, user_ids: Collection[UserId]) -> None:
    """These people lead no team and no cycle any more; others are asked in their place.

    They stay among a team's people: who comes back to the channel is in their team again.
    """
    teams = await queries.teams_with_roles(work.session, community_id, user_ids)
    if teams:
        await queries.clear_roles(work.session, teams, user_ids)
    theirs = await cycle_queries.open_cycles_of_people(work.session, community_id, user_ids)
    community = await find_community(work.session, community_id) if theirs else None
    if community is None:
        return
    for cycle in await _open_cycles(work, [CycleId(one) for one in theirs]):
        leading = {
            "lead": None if cycle.lead in user_ids else cycle.lead,
            "note_taker": None if cycle.note_taker in user_ids else cycle.note_taker,
        }
        await cycle_queries.update_cycle(work.session, cycle.id, leading)
        await _follow(work, community, cycle, None)


async def _follow(work: Work, community: Community, before: Cycle, by: UserId | None) -> None:
    cycle = await get_cycle(work, before.workspace_id, before.id)
    await story.note_change(work, cycle, PASSED_ON, by)
    await planning.plan_cycle(work, cycle, community)


async def _of_team(work: Work, team_id: TeamId) -> list[CycleId]:
    return [CycleId(one) for one in await cycle_queries.open_cycles_of_team(work.session, team_id)]


async def _open_cycles(work: Work, ids: Iterable[CycleId]) -> list[Cycle]:
    return list((await find_cycles(work.session, list(ids))).values())
