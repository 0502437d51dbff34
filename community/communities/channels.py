"""The channels a community posts to: facilitators are told once of what stops the bot there.

A trouble lasts from the first refusal until the channel works again. Slack's events tell of it here, refused
messages in `community.deliveries.trouble`; both keep the same rows, so it is told once however it was found.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from community.communities.reading import find_communities
from community.communities.views import Community
from community.deliveries.planning import Wanted, add, revive_failed
from community.deliveries.trouble import works_again
from community.home_refresh import touch_homes
from community.ids import ChannelId, CommunityId, DeliveryKind, UserId, WorkspaceId
from community.problems.keeping import channel_closed, channel_returned
from community.work import Work
from storage.queries.communities import list_by_channel, note_trouble
from storage.tables import CommunityRow

_WORTH_TELLING = timedelta(days=7)


async def channel_failed(work: Work, workspace_id: WorkspaceId, channel: ChannelId, error: str) -> None:
    """Keep that Slack refuses `channel` with `error`, and tell the facilitators unless they know.

    Another error than the one known is told as well: what is to be done has changed.
    """
    for community in await _communities_at(work, workspace_id, channel):
        if channel == community.home_channel:
            await _mark(work, community.id, error)
        if await note_trouble(work.session, workspace_id, community.id, channel, error, work.now):
            await _tell(work, community, channel, error)
        await touch_homes(work, community.id, facilitators_only=True)
    await channel_closed(work, workspace_id, channel)


async def channel_works(work: Work, workspace_id: WorkspaceId, channel: ChannelId) -> None:
    """The channel can be posted to again: forget its trouble, send what was refused and is still of use."""
    communities = await _communities_at(work, workspace_id, channel)
    if not communities:
        return
    await works_again(work, workspace_id, [channel])
    await revive_failed(work.session, workspace_id=workspace_id, recipient=channel, now=work.now)
    await channel_returned(work, workspace_id, channel)
    for community in communities:
        if channel == community.home_channel:
            await _mark(work, community.id, None)
        await touch_homes(work, community.id, facilitators_only=True)


async def _communities_at(work: Work, workspace_id: WorkspaceId, channel: ChannelId) -> list[Community]:
    rows = await list_by_channel(work.session, workspace_id, channel)
    return list((await find_communities(work.session, [CommunityId(row.id) for row in rows])).values())


async def _mark(work: Work, community_id: CommunityId, error: str | None) -> None:
    statement = update(CommunityRow).where(CommunityRow.id == community_id).values(channel_trouble=error)
    await work.session.execute(statement)


async def _tell(work: Work, community: Community, channel: ChannelId, error: str) -> None:
    for user_id in community.facilitators:
        await add(
            work.session,
            workspace_id=community.workspace_id,
            community_id=community.id,
            subject=f"trouble:{community.id}/{user_id}",  # its own: plan() must not cancel it
            wanted=[_told(work, community, channel, error, user_id)],
            now=work.now,
        )


def _told(work: Work, community: Community, channel: ChannelId, error: str, user_id: UserId) -> Wanted:
    return Wanted(
        kind=DeliveryKind.TROUBLE,
        key=f"{DeliveryKind.TROUBLE}:{community.id}:{channel}:{error}:{work.now:%Y-%m-%dT%H:%M:%S}:{user_id}",
        recipient=user_id,
        due_at=work.now,
        expires_at=work.now + _WORTH_TELLING,
        context={"channel": channel, "error": error},
    )
