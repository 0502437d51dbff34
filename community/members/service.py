"""Joining, leaving, and what each member does not want to be sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update

from community.communities.reading import find_community
from community.communities.views import Community, Person
from community.convenings.reading import find_convenings
from community.convenings.views import Convening
from community.deliveries.planning import Wanted, add
from community.digests.leaving import leader_left
from community.errors import NotAMember
from community.home_refresh import touch_homes
from community.ids import ChannelId, CommunityId, ConveningId, DeliveryKind, UserId, WorkspaceId
from community.members.catching_up import plan_what_is_to_come
from community.members.leaving import end_membership
from community.members.prompts import kinds_of
from community.pdsa.planning import plan_for_people
from community.people import keep_persons
from community.permissions import require_member
from community.work import Caller, UseCases, Work
from storage.queries import members as queries
from storage.queries.communities import find_by_home, list_rosters_wanted
from storage.queries.convenings import upcoming_ids
from storage.tables import CommunityRow, MemberRow

_WELCOME_LASTS = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class RosterWanted:
    """A community whose member list is to be read from Slack, as wanted at `wanted_at`."""

    community_id: CommunityId
    workspace_id: WorkspaceId
    channel: ChannelId
    wanted_at: datetime


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who has just joined: what they joined, and its next convening if one is announced."""

    community: Community
    next_convening: Convening | None


class Members(UseCases):
    """Who belongs to a community: the people of its home channel, and its facilitators wherever they are."""

    async def joined(self, caller: Caller, channel: ChannelId, person: Person) -> None:
        """The caller joined a channel. In a community's home that makes a member, welcomed once.

        Apps and deactivated accounts never become members. Somebody Slack could not describe (no name) is
        left to the next reading of the roster.
        """
        async with self._work(caller) as work:
            row = await find_by_home(work.session, caller.workspace_id, channel)
            if row is None:
                return
            if not person.name:
                await want_roster(work, CommunityId(row.id))
                return
            await keep_persons(work, caller.workspace_id, [person])
            if _can_belong(person):
                await self._enter(work, row, person.user_id)

    async def left(self, caller: Caller, channel: ChannelId) -> None:
        """The caller left a channel; in a community's home that ends membership, but for its facilitators.

        Who left the leaders' channel gets no copy of the leaders' edition any more.
        """
        async with self._work(caller) as work:
            await leader_left(work, caller, channel)
            row = await find_by_home(work.session, caller.workspace_id, channel)
            if row is None:
                return
            member = await queries.find_member(work.session, row.id, caller.user_id)
            if member is not None and not member.is_facilitator:
                await end_membership(work, CommunityId(row.id), [caller.user_id])

    async def stop_prompts(self, caller: Caller, community_id: CommunityId, prompts: str) -> None:
        """Send the caller no more of these prompts here (`rsvp_nudges`, `reminders`, `feedback`).

        Raises `NotAMember`, `CommunityNotFound`, and `StaleButton` for other words.
        """
        kinds = kinds_of(prompts)
        async with self._work(caller) as work:
            stopped = await self._stopped(work, caller, community_id)
            await self._stop(work, caller, community_id, stopped | kinds)
            await queries.cancel_messages_to(work.session, community_id, [caller.user_id], sorted(kinds))

    async def resume_prompts(self, caller: Caller, community_id: CommunityId, prompts: str) -> None:
        """Send the caller these prompts again, for convenings to come. Raises as `stop_prompts`."""
        kinds = kinds_of(prompts)
        async with self._work(caller) as work:
            stopped = await self._stopped(work, caller, community_id)
            await self._stop(work, caller, community_id, stopped - kinds)
            await plan_what_is_to_come(work, community_id, caller.user_id)

    async def newcomer(self, community_id: CommunityId, user_id: UserId) -> Newcomer | None:
        """What a welcome says to somebody; `None` when they belong no longer."""
        async with self._look() as work:
            community = await find_community(work.session, community_id)
            if community is None:
                return None
            if not await queries.belongs(work.session, community.workspace_id, community_id, user_id):
                return None
            return Newcomer(community, await _next_convening(work, community_id))

    async def rosters_wanted(self) -> list[RosterWanted]:
        """The communities whose member list is to be read again, longest waiting first."""
        async with self._look() as work:
            rows = await list_rosters_wanted(work.session)
        return [_wanted(row, row.roster_wanted_at) for row in rows if row.roster_wanted_at is not None]

    async def sync_roster(
        self,
        community_id: CommunityId,
        persons: Sequence[Person],
        *,
        wanted_at: datetime | None = None,
        read_at: datetime | None = None,
    ) -> None:
        """Make the members equal to the people of the home channel, in silence: nobody is welcomed.

        `wanted_at`: the wish this fulfils; one made since stays. `read_at`: the instant the reading began;
        whoever joined or left after it stays as they are. Facilitators always stay.
        """
        async with self._chore() as work:
            row = await work.session.get(CommunityRow, community_id)
            if row is None:
                return
            await keep_persons(work, WorkspaceId(row.workspace_id), persons)
            await self._adjust(work, row, {p.user_id for p in persons if _can_belong(p)}, read_at or work.now)
            await _roster_done(work, community_id, wanted_at)
            await touch_homes(work, community_id)

    async def _adjust(self, work: Work, row: CommunityRow, there: set[UserId], read_at: datetime) -> None:
        community_id = CommunityId(row.id)
        members = {
            UserId(member.user_id): member for member in await queries.list_members(work.session, row.id)
        }
        newly_left = await queries.left_since(work.session, row.id, read_at)
        new = there - members.keys() - newly_left
        await queries.enter(work.session, row.workspace_id, row.id, new, work.now)
        await plan_for_people(work, community_id, new)
        gone = [user_id for user_id in members.keys() - there if _may_go(members[user_id], read_at)]
        await end_membership(work, community_id, gone)

    async def _enter(self, work: Work, row: CommunityRow, user_id: UserId) -> None:
        community_id, workspace_id = CommunityId(row.id), WorkspaceId(row.workspace_id)
        if await queries.belongs(work.session, workspace_id, community_id, user_id):
            return
        await queries.enter(work.session, workspace_id, community_id, [user_id], work.now)
        await add(
            work.session,
            workspace_id=workspace_id,
            community_id=community_id,
            subject=f"community:{community_id}/{user_id}",
            wanted=[_welcome(community_id, user_id, work.now)],
            now=work.now,
        )
        await plan_what_is_to_come(work, community_id, user_id)
        await touch_homes(work, community_id, [user_id])

    async def _stopped(self, work: Work, caller: Caller, community_id: CommunityId) -> set[str]:
        await require_member(work, caller, community_id)
        member = await queries.find_member(work.session, community_id, caller.user_id)
        if member is None:
            raise NotAMember("You do not belong to this community any more.")
        return set(member.stopped)

    async def _stop(self, work: Work, caller: Caller, community_id: CommunityId, stopped: set[str]) -> None:
        await work.session.execute(
            update(MemberRow)
            .where(MemberRow.community_id == community_id, MemberRow.user_id == caller.user_id)
            .values(stopped=sorted(stopped))
        )
        await touch_homes(work, community_id, [caller.user_id])


async def _next_convening(work: Work, community_id: CommunityId) -> Convening | None:
    """The next convening that has not begun."""
    coming = await upcoming_ids(work.session, community_id, ending_after=work.now, most=5)
    convenings = await find_convenings(work.session, [ConveningId(each) for each in coming])
    open_ones = [convening for convening in convenings.values() if convening.starts_at > work.now]
    return min(open_ones, key=lambda convening: convening.starts_at, default=None)


async def want_roster(work: Work, community_id: CommunityId) -> None:
    """Have the member list read from Slack again, soon."""
    wanted = update(CommunityRow).where(CommunityRow.id == community_id).values(roster_wanted_at=work.now)
    await work.session.execute(wanted)


async def _roster_done(work: Work, community_id: CommunityId, wanted_at: datetime | None) -> None:
    done = update(CommunityRow).where(CommunityRow.id == community_id)
    if wanted_at is not None:
        done = done.where(CommunityRow.roster_wanted_at == wanted_at)
    await work.session.execute(done.values(roster_wanted_at=None))


def _can_belong(person: Person) -> bool:
    return not (person.is_bot or person.is_deactivated)


def _may_go(member: MemberRow, read_at: datetime) -> bool:
    return not member.is_facilitator and member.joined_at < read_at


def _wanted(row: CommunityRow, wanted_at: datetime) -> RosterWanted:
    return RosterWanted(
        CommunityId(row.id), WorkspaceId(row.workspace_id), ChannelId(row.home_channel), wanted_at
    )


def _welcome(community_id: CommunityId, user_id: UserId, now: datetime) -> Wanted:
    return Wanted(
        kind=DeliveryKind.WELCOME,
        # By the day: somebody who leaves by mistake and comes straight back is not welcomed twice.
        key=f"{DeliveryKind.WELCOME}:{community_id}:{now:%Y-%m-%d}:{user_id}",
        recipient=user_id,
        due_at=now,
        expires_at=now + _WELCOME_LASTS,
    )
