"""Whoever leaves the leaders' channel is no leader any more."""

from __future__ import annotations

from community.ids import ChannelId, CommunityId
from community.permissions import is_facilitator
from community.work import Caller, Work
from storage.queries.communities import list_by_channel
from storage.queries.digest_answers import take_reader


async def leader_left(work: Work, caller: Caller, channel: ChannelId) -> None:
    """The caller left a channel: where it is the leaders', their own copy of that edition ends.

    Facilitators keep theirs: it is not by that channel that they read for leaders.
    """
    for row in await list_by_channel(work.session, caller.workspace_id, channel):
        community_id = CommunityId(row.id)
        if row.leaders_channel == channel and not await is_facilitator(work, caller, community_id):
            await take_reader(work.session, community_id, caller.user_id)
