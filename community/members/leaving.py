"""The end of a membership, however it came."""

from __future__ import annotations

from collections.abc import Collection

from community.home_refresh import touch_homes
from community.ids import CommunityId, UserId
from community.objectives.leaving import owners_left
from community.problems.keeping import presenter_left
from community.teams.following import leave_teams_and_cycles
from community.work import Work
from storage.queries import members as queries


async def end_membership(work: Work, community_id: CommunityId, user_ids: Collection[UserId]) -> None:
    """These people belong no longer: what was planned for them is taken back, their Home shows it."""
    if not user_ids:
        return
    await queries.leave(work.session, community_id, user_ids, work.now)
    await queries.cancel_messages_to(work.session, community_id, user_ids)
    await leave_teams_and_cycles(work, community_id, user_ids)
    await owners_left(work, community_id, user_ids)
    await presenter_left(work, community_id, user_ids)
    await touch_homes(work, community_id, user_ids)
