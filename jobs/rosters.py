"""Who is in a community's home channel, read from Slack when the database may have missed somebody."""

from __future__ import annotations

import structlog

from community.clock import Clock
from community.communities.views import Person
from community.ids import ChannelId, UserId, WorkspaceId
from community.members.service import RosterWanted
from community.services import Services
from jobs.gateway import SlackGateway, SlackRefused, SlackTrouble

log = structlog.get_logger(__name__)


class Rosters:
    """Reads the rosters that are wanted, outside any transaction. A reading that is lost is still wanted."""

    def __init__(self, services: Services, gateway: SlackGateway, clock: Clock) -> None:
        self._services = services
        self._gateway = gateway
        self._clock = clock

    async def run_once(self) -> None:
        """Bring every wanted roster up to date. What Slack cannot answer now is asked again next time."""
        for wanted in await self._services.members.rosters_wanted():
            try:
                await self._read(wanted)
            except SlackRefused as refusal:
                await self._services.communities.roster_refused(wanted.community_id, refusal.code)
            except SlackTrouble as trouble:
                # Busy or unreachable: it stays wanted.
                log.info("roster_not_read", community_id=wanted.community_id, error=trouble.code)

    async def _read(self, wanted: RosterWanted) -> None:
        read_at = self._clock.now()
        persons = await self._persons(wanted.workspace_id, wanted.channel)
        await self._services.members.sync_roster(
            wanted.community_id, persons, wanted_at=wanted.wanted_at, read_at=read_at
        )

    async def _persons(self, workspace_id: WorkspaceId, channel: ChannelId) -> list[Person]:
        """Slack is asked only about those the bot has never heard of: Slack tells of changes by itself."""
        ids = await self._gateway.members_of(workspace_id, channel)
        known = await self._services.people.find(workspace_id, ids)
        unknown = [user_id for user_id in ids if user_id not in known]
        described = [await self._describe(workspace_id, user_id) for user_id in unknown]
        return [*known.values(), *[person for person in described if person is not None]]

    async def _describe(self, workspace_id: WorkspaceId, user_id: UserId) -> Person | None:
        """`None` for somebody Slack will not describe: one such must not keep the others out."""
        try:
            return await self._gateway.person(workspace_id, user_id)
        except SlackRefused:
            return None
