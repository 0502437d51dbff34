"""Who people are: what the bot knows already, else what Slack says of the few who are asked about."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from community.communities.views import Person
from community.errors import ConvenerError
from community.ids import ChannelId, UserId, WorkspaceId
from community.services import Services
from handlers.payloads import person_from
from handlers.slack_errors import SLACK_FAILURES, slack_code

log = structlog.get_logger(__name__)

LOOKUP_SECONDS = 1.0  # a form must open, or be answered, within Slack's three
_NOBODY = {"user_not_found", "user_not_visible", "users_not_found"}


class PeopleUnclear(ConvenerError):
    """Slack did not say in time who somebody is."""


class Directory:
    """Asks the database first, then Slack, and remembers what Slack said."""

    def __init__(self, services: Services, *, lookup_seconds: float = LOOKUP_SECONDS) -> None:
        self._services = services
        self._lookup_seconds = lookup_seconds

    async def find_person(
        self, client: AsyncWebClient, workspace_id: WorkspaceId, user_id: UserId
    ) -> Person | None:
        """One person, or None when neither the bot nor Slack could say in time."""
        try:
            return (await self.people(client, workspace_id, [user_id])).get(user_id)
        except PeopleUnclear:
            return None

    async def people(
        self, client: AsyncWebClient, workspace_id: WorkspaceId, ids: Iterable[UserId]
    ) -> dict[UserId, Person]:
        """Those of `ids` who exist. Raises `PeopleUnclear` when Slack does not say in time."""
        wanted = list(dict.fromkeys(ids))
        known = await self._services.people.find(workspace_id, wanted)
        unknown = [user_id for user_id in wanted if user_id not in known]
        if not unknown:
            return known
        found = await self._ask_slack(client, unknown)
        await self._services.people.remember(workspace_id, found)
        return known | {person.user_id: person for person in found}

    async def channel_name(self, client: AsyncWebClient, channel: ChannelId) -> str:
        """Without the #; empty when Slack does not say in time."""
        try:
            async with asyncio.timeout(self._lookup_seconds):
                answer = await client.conversations_info(channel=channel)
        except SLACK_FAILURES as error:
            log.info("channel.not_looked_up", channel=channel, reason=slack_code(error))
            return ""
        return str(answer["channel"].get("name") or "")

    async def _ask_slack(self, client: AsyncWebClient, ids: list[UserId]) -> list[Person]:
        try:
            async with asyncio.timeout(self._lookup_seconds):
                found = await asyncio.gather(*(_look_up(client, user_id) for user_id in ids))
        except SLACK_FAILURES as error:
            log.warning("people.not_looked_up", count=len(ids), reason=slack_code(error))
            raise PeopleUnclear(
                "Slack did not say in time who these people are. Please try once more."
            ) from error
        return [person for person in found if person is not None]


async def _look_up(client: AsyncWebClient, user_id: UserId) -> Person | None:
    try:
        answer = await client.users_info(user=user_id)
    except SLACK_FAILURES as error:
        if slack_code(error) in _NOBODY:
            return None
        raise
    return person_from(answer["user"])
