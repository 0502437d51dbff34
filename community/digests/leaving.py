"""Whoever leaves the leaders' channel, or facilitates no more, reads for leaders no longer."""

from __future__ import annotations

from community.communities.views import Community
from community.ids import ChannelId, CommunityId
from community.permissions import is_facilitator
from community.work import Caller, Work
from storage.queries.communities import list_by_channel
from storage.queries.digest_answers import readers_of, take_reader


async def leader_left(work: Work, caller: Caller, channel: ChannelId) -> None:
    """The caller left a channel: where it is the leaders', their own copy of that edition ends.

    Facilitators keep theirs: it is not by that channel that they read for leaders.
    """
    for row in await list_by_channel(work.session, caller.workspace_id, channel):
        community_id = CommunityId(row.id)
        if row.leaders_channel == channel and not await is_facilitator(work, caller, community_id):
            await take_reader(work.session, community_id, caller.user_id)


async def readers_follow_settings(work: Work, before: Community, community: Community) -> None:
    """End the own copies of the leaders' edition of those who lost the right to them.

    With another leaders' channel, or none, that is everybody but the facilitators: who is in it is not known.
    Former facilitators lose theirs also if they are in that channel: there they may choose it again.
    """
    lost: set[str] = set(before.facilitators)
    if community.leaders_channel != before.leaders_channel:
        lost = set(await readers_of(work.session, community.id))
    for user_id in sorted(lost.difference(community.facilitators)):
        await take_reader(work.session, community.id, user_id)
