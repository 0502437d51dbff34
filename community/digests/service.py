"""The weekly digest: its periods opened in time, each closed once."""

from __future__ import annotations

from datetime import date, datetime

from community.communities.reading import find_community
from community.communities.views import Community
from community.digests.periods import WINDOW
from community.digests.planning import go_on
from community.digests.snapshot import digest_of, from_json, take_snapshot, to_json
from community.digests.views import Digest
from community.ids import ChannelId, CommunityId, DigestId, WorkspaceId
from community.work import Caller, UseCases, Work
from storage.queries import digests as queries
from storage.tables import DigestRow


class Digests(UseCases):
    """Periods of digests. A period begins where the last one ended and ends when its digest is sent."""

    async def plan_next(self) -> None:
        """See that every community has its next digest planned. Cheap and repeatable, in many processes."""
        async with self._look() as work:
            waiting = await queries.list_communities_to_plan(work.session, work.now, WINDOW)
        for community_id, set_up_at in waiting:
            async with self._chore() as work:
                community = await find_community(work.session, CommunityId(community_id))
                if community is not None:
                    await go_on(work, community, set_up_at)

    async def close_period(self, digest_id: DigestId, due_at: datetime | None = None) -> Digest | None:
        """The digest to be sent now: closes its period the first time, and is the same for ever after.

        `None` when there is none, or when it is not due at `due_at` (the hour a message was planned for) any
        more: the period was moved, and another message will tell of it.
        """
        async with self._chore() as work:
            row = await queries.hold_digest(work.session, digest_id)
            if row is None or (due_at is not None and row.due_at != due_at):
                return None
            community = await find_community(work.session, CommunityId(row.community_id))
            return None if community is None else await _closed(work, community, row)

    async def told(self, workspace_id: WorkspaceId, digest_id: DigestId) -> Digest | None:
        """A digest that has gone, as it reads now: what was withdrawn is marked. For what is edited in Slack.

        `None` while its period is open.
        """
        raise NotImplementedError

    async def preview(self, caller: Caller, community_id: CommunityId) -> Digest:
        """What the digest would tell if it went now; nothing is taken by it. For members.

        Raises `DigestNotFound` when no digest is planned: the school year is over.
        """
        raise NotImplementedError

    async def posted(
        self,
        caller: Caller,
        community_id: CommunityId,
        on: date | None = None,
        *,
        channel: ChannelId | None = None,
    ) -> Digest:
        """The digest that told of that day; without a day, the latest.

        For members, and for leaders, who ask in the leaders' `channel`. Raises `DigestNotFound`.
        """
        raise NotImplementedError


async def _closed(work: Work, community: Community, row: DigestRow) -> Digest:
    digest_id = DigestId(row.id)
    if row.covers_to is not None and row.snapshot is not None:
        return digest_of(digest_id, community, row.covers_from, row.covers_to, from_json(row.snapshot))
    snapshot = await take_snapshot(work, community, digest_id, row.covers_from)
    await queries.close_digest(work.session, digest_id, work.now, to_json(snapshot))
    return digest_of(digest_id, community, row.covers_from, work.now, snapshot)
