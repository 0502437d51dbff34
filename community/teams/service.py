"""Teams: making them, editing them, and what their make-up lacks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.exc import IntegrityError

from community.communities.reading import get_community
from community.communities.views import Community, Person
from community.errors import EditedMeanwhile, InvalidInput, NotAllowed
from community.home_refresh import touch_homes
from community.ids import CommunityId, TeamId, UserId
from community.people import keep_persons
from community.permissions import is_facilitator, require_member
from community.teams.drafting import check, draft_of, name_key
from community.teams.following import follow_team
from community.teams.makeup import gaps
from community.teams.reading import get_team, list_teams
from community.teams.views import Team, TeamDraft, TeamForm, TeamWithGaps
from community.work import Caller, UseCases, Work, audit
from storage.queries import teams as queries
from storage.queries.members import list_members

CREATED = "teams.team.create"
EDITED = "teams.team.edit"


class Teams(UseCases):
    """Every member of a community may make a team; its lead, note taker and decision maker edit it.

    Facilitators edit all. Raises the errors of `community.errors`.
    """

    async def list(self, caller: Caller, community_id: CommunityId) -> tuple[TeamWithGaps, ...]:
        """The community's teams in order of name. For members."""
        async with self._look() as work:
            await require_member(work, caller, community_id)
            teams = await list_teams(work.session, community_id)
            return tuple([await _with_gaps(work, caller, team) for team in teams])

    async def get(self, caller: Caller, team_id: TeamId) -> TeamWithGaps:
        """For members. Raises `TeamNotFound`."""
        async with self._look() as work:
            team = await get_team(work.session, caller.workspace_id, team_id)
            await require_member(work, caller, team.community_id)
            return await _with_gaps(work, caller, team)

    async def form(self, caller: Caller, community_id: CommunityId, team_id: TeamId | None) -> TeamForm:
        """The form of a team that is edited, or of a new one that the caller leads."""
        async with self._look() as work:
            await require_member(work, caller, community_id)
            community = await get_community(work.session, caller.workspace_id, community_id)
            if team_id is None:
                return TeamForm(community, TeamDraft(lead=caller.user_id, members=(caller.user_id,)))
            team = await get_team(work.session, caller.workspace_id, team_id)
            await _require_editor(work, caller, team)
            return TeamForm(community, draft_of(team), team)

    async def save(
        self,
        caller: Caller,
        community_id: CommunityId,
        team_id: TeamId | None,
        draft: TeamDraft,
        *,
        version: int | None,
        people: Mapping[UserId, Person],
        accepted: bool,
    ) -> TeamWithGaps:
        """Make the team (`team_id` is `None`), or change the one whose form was opened on `version`.

        `people`: what Slack says of everybody named. `accepted`: the person has seen the warnings. Open
        cycles that the former lead or note taker led pass to the new one. Raises `EditedMeanwhile`.
        """
        async with self._work(caller) as work:
            await require_member(work, caller, community_id)
            community = await get_community(work.session, caller.workspace_id, community_id)
            await keep_persons(work, caller.workspace_id, people.values())
            before = None if team_id is None else await _to_edit(work, caller, team_id, version)
            belonging = await _belonging(work, community_id)
            is_taken = await _is_taken(work, community, draft.name, before)
            checked = check(draft, community, people, belonging, is_taken=is_taken, accepted=accepted)
            team = await _keep(work, caller, community, before, checked)
            action = CREATED if before is None else EDITED
            await audit(
                work, caller, action, f"team:{team.id}", community_id, version=team.version
            )  # fmt: skip
            former = before.everybody if before else ()
            await touch_homes(work, community_id, {*team.everybody, *former, *community.facilitators})
            if before is not None:
                await follow_team(work, caller, community, before, team)
            return await _with_gaps(work, caller, team)


async def _with_gaps(work: Work, caller: Caller, team: Team) -> TeamWithGaps:
    belonging = await _belonging(work, team.community_id)
    return TeamWithGaps(team, gaps(team, belonging), may_edit=await _may_edit(work, caller, team))


async def _belonging(work: Work, community_id: CommunityId) -> set[UserId]:
    return {UserId(row.user_id) for row in await list_members(work.session, community_id)}


async def _may_edit(work: Work, caller: Caller, team: Team) -> bool:
    if caller.user_id in (team.lead, team.note_taker, team.decision_maker):
        return True
    return await is_facilitator(work, caller, team.community_id)


async def _require_editor(work: Work, caller: Caller, team: Team) -> None:
    await require_member(work, caller, team.community_id)
    if not await _may_edit(work, caller, team):
        raise NotAllowed(
            f"Only the lead, the note taker and the decision maker of {team.name}, and the facilitators, can "
            "change it. Ask one of them."
        )


async def _to_edit(work: Work, caller: Caller, team_id: TeamId, version: int | None) -> Team:
    team = await get_team(work.session, caller.workspace_id, team_id, to_change=True)
    await _require_editor(work, caller, team)
    if team.version != version:
        name = await queries.last_changer(work.session, team.workspace_id, f"team:{team.id}")
        raise EditedMeanwhile(
            f"{name or 'Somebody'} changed this team while you were editing. What you wrote is kept here; "
            "save again to put it over theirs.",
            team.version,
        )
    return team


async def _is_taken(work: Work, community: Community, name: str, before: Team | None) -> bool:
    known = await queries.find_team_named(work.session, community.id, name_key(name))
    return known is not None and (before is None or known != before.id)


async def _keep(
    work: Work, caller: Caller, community: Community, before: Team | None, checked: TeamDraft
) -> Team:
    if before is None:
        team_id = await _insert(work, caller, community, checked)
    else:
        team_id = await _update(work, community, before, checked)
    everybody = [(person, False) for person in checked.members]
    everybody += [(person, True) for person in checked.observers]
    await queries.replace_people(work.session, community.workspace_id, team_id, everybody)
    return await get_team(work.session, community.workspace_id, team_id)


async def _insert(work: Work, caller: Caller, community: Community, checked: TeamDraft) -> TeamId:
    values = _columns(checked) | {
        "workspace_id": community.workspace_id,
        "community_id": community.id,
        "version": 1,
        "created_at": work.now,
        "created_by": caller.user_id,
    }
    team_id = await queries.insert_team(work.session, values)
    if team_id is None:
        raise _taken_meanwhile(community)
    return TeamId(team_id)


async def _update(work: Work, community: Community, before: Team, checked: TeamDraft) -> TeamId:
    values = _columns(checked) | {"version": before.version + 1}
    try:
        await queries.update_team(work.session, before.id, values)
    except IntegrityError as error:
        raise _taken_meanwhile(community) from error
    return before.id


def _taken_meanwhile(community: Community) -> InvalidInput:
    return InvalidInput({"name": f"Somebody has just given a team in {community.name} this name."})


def _columns(checked: TeamDraft) -> dict[str, Any]:
    return {
        "name": checked.name,
        "name_key": name_key(checked.name),
        "site": checked.site,
        "school_level": checked.school_level,
        "lead": checked.lead,
        "note_taker": checked.note_taker,
        "decision_maker": checked.decision_maker,
    }
