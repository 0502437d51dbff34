"""Who may see what of digests. Whoever is in the leaders' channel is a leader; Slack says who that is.

So what a leader does comes with the channel it was done in: a button or a command there is shown to nobody
else. Those who read the leaders' edition as a direct message are known by name, until they leave that
channel, it stops being the leaders', or, if they facilitated, they do so no more.
"""

from __future__ import annotations

from dataclasses import replace

from community.communities.views import Community
from community.digests.views import Digest, Requirement
from community.errors import NotAllowed
from community.ids import ChannelId
from community.permissions import is_facilitator
from community.work import Caller, Work
from storage.queries import digest_answers as queries
from storage.queries.members import belongs


async def reads_for_leaders(
    work: Work, caller: Caller, community: Community, channel: ChannelId | None
) -> bool:
    """Whether the caller may see what is meant for leaders: they are one, or facilitate."""
    if await is_leader(work, caller, community, channel):
        return True
    return await is_facilitator(work, caller, community.id)


async def is_leader(work: Work, caller: Caller, community: Community, channel: ChannelId | None) -> bool:
    if channel is not None and channel == community.leaders_channel:
        return True
    return caller.user_id in await queries.readers_of(work.session, community.id)


async def require_reader(work: Work, caller: Caller, community: Community, channel: ChannelId | None) -> None:
    """Raises `NotAllowed` unless the caller is a member, or a leader."""
    if await belongs(work.session, caller.workspace_id, community.id, caller.user_id):
        return
    if not await is_leader(work, caller, community, channel):
        raise NotAllowed(
            f"Only members of {community.name} and its leaders can do this. "
            "Join its channel to become a member; leaders do it in the leaders' channel."
        )


def for_members(digest: Digest) -> Digest:
    """Without what is for leaders alone."""
    return replace(digest, leaders_note="", requirement=Requirement())
