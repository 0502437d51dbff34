"""The Home tab: what is next for one person, in each of their communities."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from community.clock import Clock
from community.communities.reading import find_communities
from community.communities.views import Community, StatusPage
from community.feedback.reading import waiting_for
from community.home_refresh import touch_homes
from community.home_views import HomeCommunity, HomeConvening, HomeFeedback
from community.ids import CommunityId
from community.members.prompts import stopped_groups
from community.pdsa.views import MyCycles
from community.problems.views import ProblemsPage, Search
from community.work import Caller, UseCases, Work
from storage.queries import home as queries
from storage.tables import ConveningRow, MemberRow
from storage.unit_of_work import Store

# After a downtime: what began or ended longer ago is drawn right when the Home is next opened.
LOOK_BACK = timedelta(hours=1)

CYCLES_SHOWN = 3
PROBLEMS_SHOWN = 2


@dataclass(frozen=True, slots=True)
class Lists:
    """The use cases whose answers Home shows in short: behind `/cop status`, `/cop pdsa`, `/cop problems`."""

    status: Callable[[Caller, CommunityId], Awaitable[StatusPage]]  # for facilitators
    cycles: Callable[[Caller, CommunityId], Awaitable[MyCycles]]
    problems: Callable[[Caller, CommunityId, Search, int], Awaitable[ProblemsPage]]


class Home(UseCases):
    def __init__(self, store: Store, clock: Clock, lists: Lists) -> None:
        super().__init__(store, clock)
        self._lists = lists
        self._followed_to: datetime | None = None  # spares work only: touching twice draws the same

    async def home_for(self, caller: Caller) -> tuple[HomeCommunity, ...]:
        """What the caller's Home shows, their communities in order of name."""
        async with self._look() as work:
            entries = await _entries(work, caller)
        return tuple([await self._shown(caller, entry) for entry in entries])

    async def follow_time(self) -> None:
        """Draw anew the Homes of communities where a session began or ended, or feedback opened, meanwhile.

        Cheap, for every few seconds, in many processes. What people do, and feedback closing, touch Homes
        where they happen.
        """
        async with self._look() as work:
            since = self._followed_to or work.now - LOOK_BACK
            changed = await queries.communities_at_a_turn(work.session, since, work.now)
        for community_id in changed:
            async with self._chore() as chore:
                await touch_homes(chore, CommunityId(community_id))
        self._followed_to = work.now

    async def _shown(self, caller: Caller, entry: _Entry) -> HomeCommunity:
        is_facilitator = entry.member.is_facilitator
        community_id = entry.community.id
        mine = await self._lists.cycles(caller, community_id)
        problems = await self._lists.problems(caller, community_id, Search(), 1)
        return HomeCommunity(
            community=entry.community,
            is_facilitator=is_facilitator,
            next_convening=entry.next_convening,
            feedback=entry.feedback,
            status=await self._lists.status(caller, community_id) if is_facilitator else None,
            stopped=stopped_groups(entry.member.stopped),
            cycles=tuple(line for line in mine.lines if line.cycle.is_open)[:CYCLES_SHOWN],
            problems=problems.open[:PROBLEMS_SHOWN],
        )


@dataclass(frozen=True, slots=True)
class _Entry:
    """One community of a person, as read in one look at the database."""

    community: Community
    member: MemberRow
    next_convening: HomeConvening | None
    feedback: tuple[HomeFeedback, ...]


async def _entries(work: Work, caller: Caller) -> list[_Entry]:
    members = await queries.memberships(work.session, caller.workspace_id, caller.user_id)
    communities = await find_communities(work.session, [CommunityId(each.community_id) for each in members])
    upcoming = await queries.next_convenings(work.session, communities, caller.user_id, work.now)
    feedback = await waiting_for(work.session, caller.workspace_id, caller.user_id, work.now)
    entries = [
        _Entry(
            communities[CommunityId(member.community_id)],
            member,
            _convening(upcoming.get(member.community_id), work.now),
            feedback.get(CommunityId(member.community_id), ()),
        )
        for member in members
    ]
    return sorted(entries, key=lambda entry: entry.community.name.casefold())


def _convening(found: tuple[ConveningRow, str | None] | None, now: datetime) -> HomeConvening | None:
    if found is None:
        return None
    row, answer = found
    return HomeConvening(
        row.id, row.title, row.starts_at, row.zone, row.mode, row.place, row.link,
        my_answer=answer, has_begun=row.starts_at <= now,
    )  # fmt: skip
