"""The weekly digest: its periods opened in time, each closed once, and read again."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from community.communities.reading import find_community, get_community
from community.communities.views import Community
from community.digests.gathering import gather
from community.digests.period import Period
from community.digests.periods import WINDOW
from community.digests.permissions import for_members, reads_for_leaders, require_reader
from community.digests.planning import follow_closing, go_on
from community.digests.reading import (
    digest_of,
    find_period,
    get_open_period,
    get_period,
    read_digest,
    rehearse,
)
from community.digests.snapshot import to_json
from community.digests.views import Digest
from community.errors import DigestNotFound
from community.ids import ChannelId, CommunityId, DigestId, WorkspaceId
from community.walltime import day_words, instant_of
from community.work import Caller, UseCases, Work
from storage.queries import digests as queries
from storage.queries.convenings import note_of


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

        `None` when there is none, when facilitators hold it, or when it is not due at `due_at` (the hour a
        message was planned for) any more: another message will tell of the period.
        """
        async with self._chore() as work:
            row = await queries.lock_digest(work.session, digest_id)
            if row is None or (due_at is not None and row.due_at != due_at):
                return None
            period = Period.of(row)
            community = await find_community(work.session, period.community_id)
            if community is None or period.is_held:
                return None
            return await _closed(work, community, period)

    async def told(self, workspace_id: WorkspaceId, digest_id: DigestId) -> Digest | None:
        """A digest that has gone, as it reads now: what was withdrawn is marked. For what is edited in Slack.

        `None` while its period is open.
        """
        async with self._look() as work:
            found = await find_period(work, workspace_id, digest_id)
            if found is None or found[0].is_open:
                return None
            period, community = found
            return await read_digest(work, community, period)

    async def note_of(self, workspace_id: WorkspaceId, key: str) -> str:
        """The line a facilitator added to an edition with `/cop status`, "" for none: edits of it keep it."""
        async with self._look() as work:
            return await note_of(work.session, workspace_id, key)

    async def read(self, caller: Caller, digest_id: DigestId, *, channel: ChannelId | None = None) -> Digest:
        """The digest a button belongs to, one that has gone or one that is to come. Otherwise as `posted`."""
        async with self._chore() as work:
            period, community = await get_period(work, caller.workspace_id, digest_id)
            await require_reader(work, caller, community, channel)
            if period.is_open:
                digest = await rehearse(work, community, period)
            else:
                digest = await read_digest(work, community, period)
            return await _seen_by(work, caller, digest, channel)

    async def preview(
        self, caller: Caller, community_id: CommunityId, *, channel: ChannelId | None = None
    ) -> Digest:
        """What the digest would tell if it went now; nothing is taken by it. For members and leaders.

        Who is neither leader nor facilitator sees what members see. Raises `DigestNotFound` when no digest is
        planned: the school year is over.
        """
        async with self._chore() as work:
            community = await _community_for(work, caller, community_id, channel)
            digest = await rehearse(work, community, await get_open_period(work, community))
            return await _seen_by(work, caller, digest, channel)

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
        async with self._look() as work:
            community = await _community_for(work, caller, community_id, channel)
            period = await _period_of_day(work, community, on)
            return await _seen_by(work, caller, await read_digest(work, community, period), channel)


async def _closed(work: Work, community: Community, period: Period) -> Digest:
    if not period.is_open:
        return await read_digest(work, community, period)
    gathered = await gather(work, community, period)
    await queries.close_digest(work.session, period.id, work.now, to_json(gathered.snapshot))
    digest = await digest_of(work, community, period, gathered)
    await follow_closing(work, community, period, digest)
    return digest


async def _community_for(
    work: Work, caller: Caller, community_id: CommunityId, channel: ChannelId | None
) -> Community:
    community = await get_community(work.session, caller.workspace_id, community_id)
    await require_reader(work, caller, community, channel)
    return community


async def _seen_by(work: Work, caller: Caller, digest: Digest, channel: ChannelId | None) -> Digest:
    sees_all = await reads_for_leaders(work, caller, digest.community, channel)
    return digest if sees_all else for_members(digest)


async def _period_of_day(work: Work, community: Community, on: date | None) -> Period:
    """A day belongs to the first digest that closed on it or later: the one posted that day, or next."""
    begins = None
    if on is not None:
        begins = instant_of(datetime.combine(on, datetime.min.time()), community.zone)
    row = await queries.posted_digest(work.session, community.id, begins)
    if row is None or (begins is not None and row.covers_from >= begins + timedelta(days=1)):
        when = "yet" if on is None else f"that tells of {day_words(on)}"
        raise DigestNotFound(f"{community.name} has no digest {when}. /cop digest shows the latest.")
    return Period.of(row)
