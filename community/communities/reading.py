"""Rows into views: what a community is, for whoever asks within a transaction."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncSession

from community.communities.emoji import DEFAULT_REACTION
from community.communities.views import Community, Holiday, Purpose
from community.errors import CommunityNotFound
from community.ids import ChannelId, CommunityId, UserId, WorkspaceId
from storage.queries.communities import WholeCommunity, load_communities
from storage.tables import CommunityRow

# Keys of `settings`.
SKIPS_QUIET_WEEKS = "skips_quiet_weeks"
REVIEWS_PROBLEMS = "reviews_problems"
KEEPS_CONTRIBUTIONS = "keeps_contributions"
LEARNING_REACTION = "learning_reaction"
REVIEWS_DIGEST = "reviews_digest"


async def find_communities(
    session: AsyncSession, ids: Collection[CommunityId]
) -> dict[CommunityId, Community]:
    """The communities of these ids that exist, in three statements however many they are."""
    whole = await load_communities(session, ids)
    return {CommunityId(key): view_of(value) for key, value in whole.items()}


async def find_community(session: AsyncSession, community_id: CommunityId) -> Community | None:
    return (await find_communities(session, [community_id])).get(community_id)


async def get_community(
    session: AsyncSession, workspace_id: WorkspaceId, community_id: CommunityId
) -> Community:
    """Raises `CommunityNotFound` for a community of another workspace as for none."""
    community = await find_community(session, community_id)
    if community is None or community.workspace_id != workspace_id:
        raise CommunityNotFound("There is no such community here any more.")
    return community


def view_of(whole: WholeCommunity) -> Community:
    row = whole.row
    return Community(
        id=CommunityId(row.id),
        workspace_id=WorkspaceId(row.workspace_id),
        name=row.name,
        purpose=Purpose(row.purpose_whom, row.purpose_shared, row.purpose_practice),
        home_channel=ChannelId(row.home_channel),
        leaders_channel=_channel(row),
        zone=row.zone,
        year_starts_on=row.year_starts_on,
        year_ends_on=row.year_ends_on,
        semester_ends_on=row.semester_ends_on,
        digest_weekday=row.digest_weekday,
        digest_time=row.digest_time,
        facilitators=tuple(UserId(user_id) for user_id in whole.facilitators),
        holidays=tuple(Holiday(day.starts_on, day.ends_on, day.name) for day in whole.holidays),
        skips_quiet_weeks=bool(row.settings.get(SKIPS_QUIET_WEEKS, False)),
        version=row.version,
        channel_trouble=row.channel_trouble,
        reviews_problems=bool(row.settings.get(REVIEWS_PROBLEMS, False)),
        keeps_contributions=bool(row.settings.get(KEEPS_CONTRIBUTIONS, False)),
        learning_reaction=str(row.settings.get(LEARNING_REACTION, DEFAULT_REACTION)),
        reviews_digest=bool(row.settings.get(REVIEWS_DIGEST, False)),
    )


def _channel(row: CommunityRow) -> ChannelId | None:
    return None if row.leaders_channel is None else ChannelId(row.leaders_channel)
