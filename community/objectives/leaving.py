"""Whoever leaves the community owns none of its objectives any more."""

from __future__ import annotations

from collections.abc import Collection

from community.ids import CommunityId, UserId
from community.work import Work
from storage.queries import objectives as queries


async def owners_left(work: Work, community_id: CommunityId, user_ids: Collection[UserId]) -> None:
    """Their objectives stay, without an owner: facilitators add the values until they name another."""
    await queries.clear_owners(work.session, community_id, user_ids)
