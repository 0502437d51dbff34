"""Setting a community up, finding it, and what befalls its channels."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import update

from community.communities.channels import channel_failed, channel_works
from community.communities.reading import find_communities, find_community, get_community
from community.communities.saving import at_home, change, check, insert_new, require_editor, settle
from community.communities.views import Community, CommunityDraft, Person
from community.deliveries.kinds import is_person
from community.deliveries.trouble import PEOPLE
from community.ids import ChannelId, CommunityId, UserId
from community.members.service import want_roster
from community.people import keep_persons
from community.work import Caller, UseCases
from storage.queries import communities as queries
from storage.queries import members as member_queries
from storage.tables import CommunityRow


class Communities(UseCases):
    """Communities and their settings. A community's home is one channel; a channel is home to one."""

    async def may_set_up(self, caller: Caller, channel: ChannelId) -> Community | None:
        """The channel's community, to be edited, or `None`: a new one may be set up. Raises `NotAllowed`."""
        async with self._look() as work:
            community = await at_home(work, caller.workspace_id, channel)
            await require_editor(work, caller, community)
            return community

    async def setup(
        self,
        caller: Caller,
        channel: ChannelId,
        channel_name: str,
        draft: CommunityDraft,
        *,
        people: Mapping[UserId, Person],
        version: int | None,
        accepted: bool,
    ) -> Community:
        """Make the channel a community's home, or change the community it is home to.

        `people`: what Slack says of the caller and the facilitators. `version`: of the community the form
        was opened on, `None` for a new one. `accepted`: the warnings were read. Raises `InvalidInput`,
        `NotAllowed`, and `EditedMeanwhile` if somebody was faster; nothing is changed then.
        """
        async with self._work(caller) as work:
            await keep_persons(work, caller.workspace_id, people.values())
            before = await at_home(work, caller.workspace_id, channel)
            await require_editor(work, caller, before)
            check(work, caller, channel, draft, people, accepted=accepted)
            if before is None and await insert_new(work, caller, channel, channel_name, draft):
                return await settle(work, caller, channel, draft, None)
            before = before or await at_home(work, caller.workspace_id, channel)
            await change(work, before, version, draft)
            return await settle(work, caller, channel, draft, before)

    async def get(self, caller: Caller, community_id: CommunityId) -> Community:
        """Raises `CommunityNotFound`."""
        async with self._look() as work:
            return await get_community(work.session, caller.workspace_id, community_id)

    async def find(self, community_id: CommunityId) -> Community | None:
        """For composers, who have no caller."""
        async with self._look() as work:
            return await find_community(work.session, community_id)

    async def candidates(self, caller: Caller, channel: ChannelId) -> list[Community]:
        """The communities a command in this channel may mean.

        Those that have it as home or leaders' channel; if there are none, those the caller belongs to.
        """
        async with self._look() as work:
            rows = await queries.list_by_channel(work.session, caller.workspace_id, channel)
            homes = [row.id for row in rows if row.home_channel == channel]
            ids = homes or [row.id for row in rows]
            if not ids:
                ids = await member_queries.communities_of(work.session, caller.workspace_id, caller.user_id)
            found = await find_communities(work.session, [CommunityId(each) for each in ids])
            return sorted(found.values(), key=lambda community: community.name.casefold())

    async def has_trouble(self, community_id: CommunityId, channel: ChannelId, error: str) -> bool:
        """Whether Slack still refuses that channel (or person), as far as is known."""
        async with self._look() as work:
            place = PEOPLE if is_person(channel) else channel
            return await queries.has_trouble(work.session, community_id, place, error)

    async def channel_archived(self, caller: Caller, channel: ChannelId) -> None:
        await self._failed(caller, channel, "is_archived")

    async def channel_unarchived(self, caller: Caller, channel: ChannelId) -> None:
        await self._works(caller, channel)

    async def channel_renamed(self, caller: Caller, channel: ChannelId, name: str) -> None:
        """Only the name follows: Slack's ids outlive names, so nothing else has to."""
        async with self._work(caller) as work:
            row = await queries.find_by_home(work.session, caller.workspace_id, channel)
            if row is not None:
                named = update(CommunityRow).where(CommunityRow.id == row.id)
                await work.session.execute(named.values(home_channel_name=name))

    async def channel_id_changed(self, caller: Caller, old: ChannelId, new: ChannelId) -> None:
        """All goes on under the new id, which a private channel gets when other organisations are let in.

        A channel that is made private keeps its id and its members; there is nothing to do then.
        """
        async with self._work(caller) as work:
            await queries.move_channel(work.session, caller.workspace_id, old, new)
            await channel_works(work, caller.workspace_id, new)

    async def channel_deleted(self, caller: Caller, channel: ChannelId) -> None:
        await self._failed(caller, channel, "channel_not_found")

    async def bot_removed(self, caller: Caller, channel: ChannelId) -> None:
        """The bot was taken out of the channel, or the channel was made private without it."""
        await self._failed(caller, channel, "not_in_channel")

    async def bot_returned(self, caller: Caller, channel: ChannelId) -> None:
        await self._works(caller, channel)

    async def roster_refused(self, community_id: CommunityId, error: str) -> None:
        """Slack does not say who is in the home channel, for the reason `error`: facilitators are told."""
        async with self._chore() as work:
            community = await find_community(work.session, community_id)
            if community is None:
                return
            await channel_failed(work, community.workspace_id, community.home_channel, error)
            unwanted = update(CommunityRow).where(CommunityRow.id == community_id)
            await work.session.execute(unwanted.values(roster_wanted_at=None))

    async def _failed(self, caller: Caller, channel: ChannelId, error: str) -> None:
        async with self._work(caller) as work:
            await channel_failed(work, caller.workspace_id, channel, error)

    async def _works(self, caller: Caller, channel: ChannelId) -> None:
        """People came and went unseen while the channel was out of reach, so the roster is read again."""
        async with self._work(caller) as work:
            await channel_works(work, caller.workspace_id, channel)
            row = await queries.find_by_home(work.session, caller.workspace_id, channel)
            if row is not None:
                await want_roster(work, CommunityId(row.id))
