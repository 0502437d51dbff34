"""Rows into views: what a team is, for whoever asks within a transaction."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncSession

from community.errors import TeamNotFound
from community.ids import CommunityId, TeamId, UserId, WorkspaceId
from community.teams.views import Team
from storage.queries import teams as queries
from storage.queries.teams import WholeTeam


def team_view(whole: WholeTeam) -> Team:
    row = whole.row
    return Team(
        id=TeamId(row.id),
        workspace_id=WorkspaceId(row.workspace_id),
        community_id=CommunityId(row.community_id),
        name=row.name,
        site=row.site,
        school_level=row.school_level,
        lead=_user(row.lead),
        note_taker=_user(row.note_taker),
        decision_maker=_user(row.decision_maker),
        members=tuple(UserId(user_id) for user_id in whole.members),
        observers=tuple(UserId(user_id) for user_id in whole.observers),
        version=row.version,
    )


async def find_teams(session: AsyncSession, ids: Collection[TeamId]) -> dict[TeamId, Team]:
    """Those of these teams that exist, in order of id."""
    found = await queries.load_teams(session, ids)
    return {TeamId(key): team_view(whole) for key, whole in found.items()}


async def get_team(
    session: AsyncSession, workspace_id: WorkspaceId, team_id: TeamId, *, to_change: bool = False
) -> Team:
    """Raises `TeamNotFound` for a team of another workspace as for none. `to_change` holds the row."""
    if to_change:
        await queries.hold_team(session, team_id)
    team = (await find_teams(session, [team_id])).get(team_id)
    if team is None or team.workspace_id != workspace_id:
        raise TeamNotFound("There is no such team here any more.")
    return team


async def list_teams(session: AsyncSession, community_id: CommunityId) -> list[Team]:
    """All of a community's, in order of name."""
    ids = [TeamId(one) for one in await queries.teams_in(session, community_id)]
    found = await find_teams(session, ids)
    return [found[one] for one in ids if one in found]


async def teams_of(session: AsyncSession, community_id: CommunityId, user_id: UserId) -> list[Team]:
    """Those this person is in, as observer too, in order of name."""
    ids = [TeamId(one) for one in await queries.teams_of(session, community_id, user_id)]
    found = await find_teams(session, ids)
    return [found[one] for one in ids if one in found]


def _user(user_id: str | None) -> UserId | None:
    return UserId(user_id) if user_id else None
