"""Who people are: what the bot knows already, else what Slack says of the few who are asked about."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

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


HIDDEN = "I am not in this private channel. Type /invite and my name here, then run /cop setup again."


@dataclass(frozen=True, slots=True)
class SeenChannel:
    """What the bot can see of a channel. `name` is without the #."""

    name: str
    has_bot: bool
    is_private: bool
    is_direct: bool  # a conversation between people, which cannot be anybody's home


class ChannelHidden(ConvenerError):
    """The bot cannot see this channel."""


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

    async def acquaint(
        self, client: AsyncWebClient, workspace_id: WorkspaceId, ids: Iterable[UserId | None]
    ) -> None:
        """See to it that the bot knows who these people are, if Slack says so in time."""
        with suppress(PeopleUnclear):
            await self.people(client, workspace_id, [user_id for user_id in ids if user_id])

    async def find_channel(self, client: AsyncWebClient, channel: ChannelId) -> SeenChannel | None:
        """The channel as Slack shows it to the bot; None when Slack does not say in time.

        Raises `ChannelHidden` when the bot cannot see it: a private channel nobody invited it to.
        """
        try:
            async with asyncio.timeout(self._lookup_seconds):
                answer = await client.conversations_info(channel=channel)
        except SLACK_FAILURES as error:
            if slack_code(error) == "channel_not_found":
                raise ChannelHidden(HIDDEN) from error
            log.info("channel.not_looked_up", channel=channel, reason=slack_code(error))
            return None
        return _seen(answer["channel"])

    async def join(self, client: AsyncWebClient, channel: ChannelId) -> None:
        """Become a member of a public channel: else Slack tells the bot nothing of what happens in it."""
        try:
            async with asyncio.timeout(self._lookup_seconds):
                await client.conversations_join(channel=channel)
        except SLACK_FAILURES as error:
            log.warning("channel.not_joined", channel=channel, reason=slack_code(error))

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


def _seen(channel: Mapping[str, Any]) -> SeenChannel:
    return SeenChannel(
        name=str(channel.get("name") or ""),
        has_bot=bool(channel.get("is_member")),
        is_private=bool(channel.get("is_private")),
        is_direct=bool(channel.get("is_im") or channel.get("is_mpim")),
    )


async def _look_up(client: AsyncWebClient, user_id: UserId) -> Person | None:
    try:
        answer = await client.users_info(user=user_id)
    except SLACK_FAILURES as error:
        if slack_code(error) in _NOBODY:
            return None
        raise
    return person_from(answer["user"])
