"""Messages as Slack has them: read by channel and timestamp, and led to by a link. Always within a second.

Slack is asked here while somebody waits, so never while a transaction is open.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from community.ids import ChannelId, UserId
from community.learnings.messages import base_name
from community.learnings.views import LearningForReader
from handlers.payloads import readable
from handlers.slack_errors import SLACK_FAILURES, slack_code

log = structlog.get_logger(__name__)

LOOKUP_SECONDS = 1.0
SLACKBOT = "USLACKBOT"
# Asked again, Slack says the same.
_FINAL = {"channel_not_found", "not_in_channel", "thread_not_found", "message_not_found", "missing_scope"}

Message = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ReadMessage:
    """What a message says, as a person would type it. `author` is None if no person wrote it."""

    author: UserId | None
    text: str = field(repr=False)


async def find_message(client: AsyncWebClient, channel: ChannelId, ts: str) -> ReadMessage | None:
    """The message, at the top of the channel or in a thread; None if it is gone, or Slack does not say in
    time, or the bot may not look."""
    try:
        return await read_message(client, channel, ts)
    except SLACK_FAILURES as error:
        log.info("message.not_read", channel=channel, reason=slack_code(error))
        return None


async def read_message(client: AsyncWebClient, channel: ChannelId, ts: str) -> ReadMessage | None:
    """As `find_message`, for who is asked again later: raises one of `SLACK_FAILURES` for what may pass."""
    try:
        async with asyncio.timeout(LOOKUP_SECONDS):
            found = await _at_top(client, channel, ts) or await _in_thread(client, channel, ts)
    except SLACK_FAILURES as error:
        if slack_code(error) not in _FINAL:
            raise
        log.info("message.not_read", channel=channel, reason=slack_code(error))
        return None
    return None if found is None else _read(found)


async def read_reactions(
    client: AsyncWebClient, channel: ChannelId, ts: str, emoji: str
) -> tuple[UserId, ...]:
    """Whose emoji of that name stands on the message, in any skin tone; () if it is gone, or the bot may not
    look. Raises one of `SLACK_FAILURES` for what may pass."""
    try:
        async with asyncio.timeout(LOOKUP_SECONDS):
            answer = await client.reactions_get(channel=channel, timestamp=ts, full=True)
    except SLACK_FAILURES as error:
        if slack_code(error) not in _FINAL:
            raise
        log.info("message.reactions_not_read", channel=channel, reason=slack_code(error))
        return ()
    marks = [
        each for each in answer["message"].get("reactions", []) if base_name(each["name"]) == base_name(emoji)
    ]
    return tuple(dict.fromkeys(UserId(user) for each in marks for user in each["users"]))


async def links_to(
    client: AsyncWebClient, readers: Sequence[LearningForReader]
) -> tuple[LearningForReader, ...]:
    """The same, each with a link to its message where there is one and Slack says so in time."""
    urls = await asyncio.gather(*(_link(client, reader) for reader in readers))
    return tuple(replace(reader, source_url=url) for reader, url in zip(readers, urls, strict=True))


async def _link(client: AsyncWebClient, reader: LearningForReader) -> str:
    source = reader.learning.source
    if not source.channel or not source.ts or source.state == "deleted" or reader.learning.is_withdrawn:
        return ""
    try:
        async with asyncio.timeout(LOOKUP_SECONDS):
            answer = await client.chat_getPermalink(channel=source.channel, message_ts=source.ts)
    except SLACK_FAILURES as error:
        log.info("message.link_missing", channel=source.channel, reason=slack_code(error))
        return ""
    return str(answer["permalink"])


async def _at_top(client: AsyncWebClient, channel: ChannelId, ts: str) -> Message | None:
    answer = await client.conversations_history(
        channel=channel, latest=ts, oldest=ts, inclusive=True, limit=1
    )
    return _of_that_name(answer["messages"], ts)


async def _in_thread(client: AsyncWebClient, channel: ChannelId, ts: str) -> Message | None:
    """Slack answers for a reply as for a thread of that one message."""
    answer = await client.conversations_replies(
        channel=channel, ts=ts, latest=ts, oldest=ts, inclusive=True, limit=2
    )
    return _of_that_name(answer["messages"], ts)


def _of_that_name(messages: Sequence[Message], ts: str) -> Message | None:
    return next((message for message in messages if message.get("ts") == ts), None)


def _read(message: Message) -> ReadMessage:
    user = message.get("user")
    is_persons = bool(user) and not message.get("bot_id") and user != SLACKBOT
    return ReadMessage(UserId(str(user)) if is_persons else None, readable(message.get("text") or ""))
